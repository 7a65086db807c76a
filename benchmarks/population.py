"""
How long a virtual population takes: drawing, solving, following pregnancies, weighing.

Run `python -m benchmarks.population [PEOPLE]`; it prints a table. No part of the package.
"""

import os
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

for threads in ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ[threads] = "1"

from rls_sim.clinic.population.cohort import weighted_cohort  # noqa: E402
from rls_sim.clinic.population.population import load_population  # noqa: E402
from rls_sim.clinic.population.storing import make_people  # noqa: E402
from rls_sim.clinic.population.work import run_cohort  # noqa: E402
from rls_sim.study.cell import brain_bench  # noqa: E402
from rls_sim.study.provenance import cores  # noqa: E402

PEOPLE = 20_000


def main() -> None:
    """Draw, solve and weigh so many people; seconds of each."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else PEOPLE
    bench = brain_bench()
    _ = bench.kernel.machine, bench.healthy_day  # the compiled model is not what is timed
    last_person: list[float] = []

    def told(what: str, *_: int) -> None:
        if what == "people":
            last_person[:] = [time.monotonic()]

    with TemporaryDirectory() as place:
        times = [time.monotonic()]
        people, _new = make_people(Path(place) / "people", load_population(), count, 1, bench)
        times.append(time.monotonic())
        solved = run_cohort(people, bench, progress=told)
        times += [*last_person, time.monotonic()]
        cohort, _ = weighted_cohort(people)
        times.append(time.monotonic())
    names = ("drawn and written", "days solved", f"{solved.women} women followed", "weighed")
    print(f"{count} people on {cores()} cores; effective size {cohort.effective_size:.0f}")
    for name, before, after in zip(names, times[:-1], times[1:], strict=True):
        print(f"{name:22s} {after - before:8.1f} s  {count / (after - before):10.0f} people/s")


if __name__ == "__main__":
    main()
