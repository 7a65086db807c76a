"""Many sets of parameters solved at once, and what functions of a day give for each."""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rls_sim.numerics.batch import solve_days
from rls_sim.numerics.search import CycleStatus
from rls_sim.outcomes.days import DayBatch
from rls_sim.outcomes.measures import Reader, read_many
from rls_sim.study.cell import Bench
from rls_sim.study.provenance import cores

Array = NDArray[np.float64]

CHUNK = 128  # cells a task: few enough that a small batch keeps two threads busy


@dataclass(frozen=True, eq=False)
class Worlds:
    """Of n cells the status (n,) and, by name, what was read (n,): NaN where there is no day."""

    status: NDArray[Any]
    found: Mapping[str, NDArray[Any]]

    @property
    def solved(self) -> NDArray[np.bool_]:
        """Which have a day, (n,)."""
        return np.asarray(self.status == CycleStatus.CONVERGED.value)


def solve_worlds(
    bench: Bench,
    table: Array,
    readers: Mapping[str, Reader],
    *,
    certify: bool = True,
    patient: bool = True,
    threads: int = 0,
    progress: Callable[[int], None] | None = None,
) -> Worlds:
    """
    Solve the days of parameters (n, np), canonical units, and read them; a failure is a NaN.

    ``certify`` integrates each day once more, which finds days that are none; without ``patient``
    a cell that the batch does not solve at once is given up. ``threads`` 0 means one a core; they
    change no number. ``progress`` is told how many cells were done.
    """
    count = len(table)
    status = np.full(count, CycleStatus.NOT_CONVERGED.value, dtype=object)
    found: dict[str, NDArray[Any]] = {}
    start, reference = bench.healthy_cycle, bench.healthy_day

    def solve(first: int) -> tuple[int, NDArray[Any], Mapping[str, NDArray[Any]]]:
        part = table[first : first + CHUNK]
        days = solve_days(bench.kernel, part, start, certify=certify, patient=patient)
        orbits = np.where(days.converged[:, None, None], days.state, np.nan)
        batch = DayBatch.of_orbits(bench.model, bench.kernel, part, orbits, reference)
        return first, days.status, read_many(batch, readers)

    with ThreadPoolExecutor(threads or cores()) as pool:
        for first, states, read in pool.map(solve, range(0, count, CHUNK)):
            place = slice(first, first + len(states))
            status[place] = states
            for name, values in read.items():
                if name not in found:
                    kind = values.dtype if values.dtype.kind == "U" else np.float64
                    found[name] = np.full(count, "" if values.dtype.kind == "U" else np.nan, kind)
                found[name][place] = values
            if progress is not None:
                progress(len(states))
    return Worlds(status, found)
