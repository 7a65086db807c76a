"""``python -m benchmarks.sweeps``: whole sweeps of a thousand to a million cells."""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.engine import ONE_THREAD, PAGE
from benchmarks.measure import load_average

if TYPE_CHECKING:
    from rls_sim.study.sweeps.sweep import Task

Facts = dict[str, Any]

VARY = (
    "receptor_density=loguniform:0.2:2",
    "ferroportin_density=lognormal:1x:1.3",
    "endothelium.ferroportin_density=lognormal:1x:1.3",
    "release_rate=lognormal:1x:1.2",
    "reuptake_maximal=lognormal:1x:1.2",
)
SIZES = (1_000, 10_000, 100_000, 1_000_000)
OVERHEAD_AT = 100_000
DASK_AT = 20_000
KEPT = 40  # outcomes of the largest sweep
PARTS = ("scale", "overhead", "dask")
READS = """
import sys, time
import pandas, pyarrow.parquet
started = time.perf_counter()
pandas.read_parquet(sys.argv[1], columns=[sys.argv[2]]).mean()
print(time.perf_counter() - started)
"""  # in a Python of its own, so that nothing is warm but the disk


def _arguments(words: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m benchmarks.sweeps", description=__doc__)
    add = parser.add_argument
    add("--quick", action="store_true", help="a hundredth of the cells: a look")
    add("--threads", type=int, default=2, metavar="N", help="2 unless given")
    add("--parts", default=",".join(PARTS), metavar="NAMES", help=f"of {', '.join(PARTS)}")
    add("--out", type=Path, default=PAGE, metavar="FILE", help=f"the page; {PAGE} unless given")
    return parser.parse_args(words)


def _say(what: str) -> None:
    print(f"{datetime.now(UTC):%H:%M:%S}  {what}", file=sys.stderr, flush=True)


def main(words: Sequence[str] | None = None) -> None:
    """Measure, and write the page anew."""
    asked = _arguments(words)
    for name, value in ONE_THREAD.items():
        os.environ.setdefault(name, value)
    from benchmarks import report, results

    fewer = 100 if asked.quick else 1
    measures: dict[str, Callable[[], Facts]] = {
        "scale": lambda: scale([size // fewer for size in SIZES], asked.threads),
        "overhead": lambda: overhead(OVERHEAD_AT // fewer, asked.threads, 3),
        "dask": lambda: against_dask(DASK_AT // fewer, asked.threads),
    }
    for part in (name.strip() for name in asked.parts.split(",")):
        before = load_average()
        facts = measures[part]() | {
            "load": [before, load_average()],
            "when": f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
            "quick": asked.quick,
            "threads": asked.threads,
        }
        results.keep(results.FOLDER, results.SWEEPS, {part: facts})
        report.write(results.FOLDER, asked.out)
    _say(f"written: {asked.out}")


def scale(sizes: Sequence[int], threads: int) -> Facts:
    """Wall seconds, peak memory and disk of whole commands, and what reading a column takes."""
    rows = []
    _command(64, threads, Path(tempfile.mkdtemp()) / "warm")  # what is compiled once does not count
    for size in sizes:
        _say(f"sweeping {size} cells")
        with tempfile.TemporaryDirectory() as place:
            folder = Path(place) / "out"
            keep = ["--keep", ",".join(_outcomes(KEPT))] if size == max(sizes) else []
            row = _command(size, threads, folder, *keep)
            row |= {"outcomes": KEPT if keep else None, "bytes": _bytes_of(folder)}
            reads = [sys.executable, "-c", READS, str(folder / "cells"), "labile_iron"]
            told = subprocess.run(reads, check=True, capture_output=True, text=True).stdout
            row["read_a_column"] = float(told)
        rows.append(row)
    return {"rows": rows}


def _outcomes(count: int) -> list[str]:
    from rls_sim.study.cell import brain_bench

    names = [name for name in brain_bench().measures if name != "state"]
    return list(dict.fromkeys(["labile_iron", *names]))[:count]


def _command(size: int, threads: int, folder: Path, *more: str) -> Facts:
    """One `rls-sim sweep` in a process of its own: seconds, and kilobytes at its peak."""
    program = [str(Path(sys.executable).parent / "rls-sim"), "sweep"]
    words = [word for text in VARY for word in ("-p", text)]
    words += ["-N", str(size), "-j", str(threads), "-o", str(folder), "-q", *more]
    started = time.perf_counter()
    process = subprocess.Popen([*program, *words], stdout=subprocess.DEVNULL)
    held = []
    while not (ended := os.wait4(process.pid, os.WNOHANG))[0]:
        held.append(_resident(process.pid))
        time.sleep(0.1)
    seconds = time.perf_counter() - started
    _, status, usage = ended
    if status:
        raise RuntimeError(f"{' '.join(words)} ended with {os.waitstatus_to_exitcode(status)}")
    summary = json.loads((folder / "summary.json").read_text())
    return {
        "cells": size,
        "wall": seconds,
        "solving": summary["times"]["seconds"],
        "peak_bytes": usage.ru_maxrss * 1024,
        "held_bytes": [max(third) for third in _thirds(held)],
        "statuses": summary["statuses"],
    }


def _resident(process: int) -> int:
    """Bytes of memory that a process holds now; 0 where it has just ended."""
    try:
        pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    except (OSError, IndexError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")


def _thirds(held: list[int]) -> tuple[list[int], list[int], list[int]]:
    a, b = len(held) // 3, 2 * len(held) // 3
    return held[:a] or [0], held[a:b] or [0], held[b:]


def _bytes_of(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _task(size: int) -> "Task":
    from rls_sim.study.cell import brain_bench
    from rls_sim.study.config import Request, load_plan
    from rls_sim.study.sweeps.experiment import layout_of
    from rls_sim.study.sweeps.sweep import Task

    bench = brain_bench()
    plan = load_plan(bench, None, Request(variations=VARY, samples=str(size)))
    return Task(plan, bench, layout_of(plan, bench))


def overhead(size: int, threads: int, rounds: int) -> Facts:
    """The same cells by solver and outcomes alone, and by the whole sweep, in turn."""
    from rls_sim.study.sweeps.sweep import begin, carry_on

    task = _task(size)
    taken: dict[str, list[float]] = {"bare": [], "whole": []}
    bare(_task(256), threads)
    for number in range(rounds):
        _say(f"overhead, round {number + 1} of {rounds}")
        started = time.perf_counter()
        bare(task, threads)
        taken["bare"].append(time.perf_counter() - started)
        with tempfile.TemporaryDirectory() as place:
            started = time.perf_counter()
            carry_on(task, begin(task, Path(place) / "out"), threads)
            taken["whole"].append(time.perf_counter() - started)
    return {"cells": size, "rounds": rounds, **taken}


def bare(task: "Task", threads: int) -> None:
    """Solve the days of a task's cells and read their outcomes, in chunks; nothing is kept."""
    from rls_sim.numerics.batch import solve_days
    from rls_sim.outcomes.days import DayBatch
    from rls_sim.study.sweeps.chunk import ChunkSolver

    bench, layout = task.bench, task.layout
    solver = ChunkSolver(task.plan, bench, layout, "")
    evaluate = bench.evaluate_many
    assert evaluate is not None

    def solve(first: int) -> None:
        values = task.plan.design.rows(first, min(first + layout.chunk, task.plan.size))
        days = solve_days(bench.kernel, solver.parameters(values), bench.healthy_cycle)
        batch = DayBatch.of_orbits(
            bench.model, bench.kernel, days.parameters, days.state, bench.healthy_day
        )
        evaluate(batch, layout.outcomes)

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(solve, range(0, task.plan.size, layout.chunk)))


def against_dask(size: int, threads: int) -> Facts:
    """The same command on threads and on a Dask cluster that it starts."""
    rows = {}
    for name, more in (("threads", ()), ("dask", ("--executor", "dask"))):
        _say(f"{size} cells on {threads} by {name}")
        with tempfile.TemporaryDirectory() as place:
            rows[name] = _command(size, threads, Path(place) / "out", *more)
    return {"rows": rows}


if __name__ == "__main__":
    main()
