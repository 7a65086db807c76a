"""``python -m benchmarks.robustness``: cells of every kind, and true errors of those solved."""

import argparse
import csv
import multiprocessing
import os
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.engine import ONE_THREAD, PAGE

if TYPE_CHECKING:
    from rls_sim.numerics.batch import Days

Array = NDArray[np.float64]
Facts = dict[str, Any]

LEFT = "not_solved.csv"
ERRORS = "errors.csv"
NODES = 32  # times of the day at which errors are taken
# Below this true error an estimate is not asked about: the reference itself is not better known.
KNOWN = 1e-9
TASK = 10  # cells
ENOUGH = 3  # times the cells wanted, of which as many are solved: some have no periodic day


def _arguments(words: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m benchmarks.robustness", description=__doc__)
    add = parser.add_argument
    add("--cells", type=int, default=20_000, metavar="N", help="of every kind; 20000 unless given")
    add("--errors", type=int, default=2000, metavar="N", help="cells compared with the reference")
    add(
        "--threads", type=int, default=2, metavar="N", help="threads, and processes; 2 unless given"
    )
    add(
        "--parts", default="wide,errors", metavar="NAMES", help="of wide, errors; both unless given"
    )
    add("--out", type=Path, default=PAGE, metavar="FILE", help=f"the page; {PAGE} unless given")
    return parser.parse_args(words)


def _say(what: str) -> None:
    print(f"{datetime.now(UTC):%H:%M:%S}  {what}", file=sys.stderr, flush=True)


def main(words: Sequence[str] | None = None) -> None:
    """Solve, compare, and write the page anew."""
    asked = _arguments(words)
    for name, value in ONE_THREAD.items():
        os.environ.setdefault(name, value)
    from benchmarks import report, results, variants
    from rls_sim.biology.brain import healthy_model

    model = healthy_model()
    wide = variants.any_cells(model, asked.cells)
    near = variants.timed_cells(model, asked.errors)
    if "wide" in asked.parts:
        facts, days = _wide(wide, asked.threads)
        results.keep(results.FOLDER, results.ROBUSTNESS, {"wide": facts})
        report.write(results.FOLDER, asked.out)
    if "errors" in asked.parts:
        if "wide" not in asked.parts:
            days = _solve(wide[: ENOUGH * asked.errors], asked.threads)
        checked = _checked(near, days, asked.errors, asked.threads)
        results.keep(results.FOLDER, results.ROBUSTNESS, {"errors": checked})
        report.write(results.FOLDER, asked.out)
    _say(f"written: {asked.out}")


def _wide(wide: Array, threads: int) -> tuple[Facts, "Days"]:
    """How cells of every kind end."""
    from benchmarks import results, variants

    _say(f"solving {len(wide)} cells of every kind")
    started = time.perf_counter()
    days = _solve(wide, threads)
    facts: Facts = {
        "cells": len(wide),
        "seed": variants.SEED,
        "threads": threads,
        "seconds": time.perf_counter() - started,
        "statuses": _statuses(days),
        "left": _left(days),
    }
    _write_left(results.FOLDER, days)
    return facts, days


def _checked(near: Array, days: "Days", count: int, threads: int) -> Facts:
    """True errors of cells near health, and of the first that are solved of those of every kind."""
    from benchmarks import results

    solved = np.flatnonzero(days.converged)[:count]
    sets = {
        "up to twice and down to half of the healthy value": _errors(
            _solve(near, threads), np.arange(len(near)), threads
        ),
        "of every kind": _errors(days, solved, threads),
    }
    _write_errors(results.FOLDER, sets)
    return {
        "tolerance": _tolerance(),
        "nodes": NODES,
        "sets": {name: _summary(table) for name, table in sets.items()},
    }


def _tolerance() -> float:
    from benchmarks.reference import TOLERANCE

    return TOLERANCE


def _solve(parameters: Array, threads: int) -> "Days":
    from rls_sim.biology.brain import healthy_model
    from rls_sim.network.kernel import Kernel
    from rls_sim.numerics.batch import solve_days

    kernel = Kernel.of(healthy_model())
    return solve_days(kernel, parameters, kernel.initial_state, threads=threads)


def _statuses(days: "Days") -> dict[str, int]:
    names, counts = np.unique(days.status.astype(str), return_counts=True)
    order = np.argsort(-counts)
    return {str(names[i]): int(counts[i]) for i in order}


def _without_answer(days: "Days") -> NDArray[np.intp]:
    """Cells that are neither solved nor shown to have no periodic day."""
    from rls_sim.numerics.search import CycleStatus

    answered = {CycleStatus.CONVERGED.value, CycleStatus.NO_PERIODIC_STATE.value}
    return np.flatnonzero([status not in answered for status in days.status])


def _left(days: "Days") -> list[Facts]:
    return [
        {"cell": int(i), "status": str(days.status[i]), "error": str(days.error[i])}
        for i in _without_answer(days)
    ]


def _write_left(folder: Path, days: "Days") -> None:
    """Each cell without an answer, with its parameters, so that it can be tried again."""
    folder.mkdir(parents=True, exist_ok=True)
    names = days.kernel.parameter_names  # type: ignore[attr-defined]
    with (folder / LEFT).open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(["cell", "status", "error", *names])
        for i in _without_answer(days):
            out.writerow(
                [i, days.status[i], days.error[i], *map(repr, days.parameters[i].tolist())]
            )


def _errors(days: "Days", chosen: NDArray[np.intp], threads: int) -> Array:
    """Cell, true error, error estimate and doubt of the reference: a row a cell, nan if none."""
    _say(f"comparing {len(chosen)} cells with the reference")
    hours = _hours()
    work = [
        (days.parameters[i], days.cycle(int(i)).at(hours), float(days.error_estimate[i]))
        for i in chosen
    ]
    tasks = [work[i : i + TASK] for i in range(0, len(work), TASK)]
    # New processes, not copies of this one, whose threads a copy would lack.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(threads, context) as pool:
        rows = [row for found in pool.map(_compared, tasks) for row in found]
    return np.column_stack([chosen, np.array(rows).reshape(-1, 3)])


def _hours() -> Array:
    return np.linspace(0.0, 24.0, NODES, endpoint=False)


def _compared(task: list[tuple[Array, Array, float]]) -> list[tuple[float, float, float]]:
    from benchmarks.reference import ABSENT, NoReferenceError, true_day
    from rls_sim.biology.brain import healthy_model
    from rls_sim.network.kernel import Kernel

    kernel = Kernel.of(healthy_model())
    floor = ABSENT * kernel.initial_state
    hours = _hours()
    rows = []
    for parameters, orbit, estimate in task:
        try:
            day = true_day(kernel, parameters, orbit[:, 0], floor)
        except (NoReferenceError, np.linalg.LinAlgError):
            rows.append((np.nan, estimate, np.nan))
            continue
        course = day.at(hours)
        off = np.abs(orbit - course).max(axis=1) / day.scale
        rows.append((float(off.max()), estimate, day.doubt))
    return rows


def _summary(table: Array) -> Facts:
    errors, estimates = table[:, 1], table[:, 2]
    known = np.isfinite(errors)
    asked = known & (errors > KNOWN)
    ratios = estimates[asked] / errors[asked]
    return {
        "cells": int(known.sum()),
        "without": int((~known).sum()),
        "median": float(np.median(errors[known])),
        "percentile": float(np.quantile(errors[known], 0.99)),
        "largest": float(errors[known].max()),
        "least_ratio": float(ratios.min()) if ratios.size else None,
    }


def _write_errors(folder: Path, sets: dict[str, Array]) -> None:
    with (folder / ERRORS).open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(["set", "cell", "true_error", "error_estimate", "doubt"])
        for name, table in sets.items():
            out.writerows([name, int(row[0]), *map(repr, row[1:].tolist())] for row in table)


if __name__ == "__main__":
    main()
