"""``python -m benchmarks.engine``: the engine against other simulators, written as a page."""

import argparse
import os
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

PARTS = ("days", "orbits", "threads", "cells", "states", "floor", "cold")
PEER_KEYS = ("roadrunner", "scipy_lsoda", "sundials", "numbalsoda", "diffrax")
PACKAGES = (
    "numpy",
    "scipy",
    "numba",
    "llvmlite",
    "libroadrunner",
    "scikit-sundae",
    "numbalsoda",
    "diffrax",
    "jax",
)
PAGE = Path("docs") / "performance.md"
# Libraries that would start threads of their own, each with the setting that forbids it.
ONE_THREAD = {
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "XLA_FLAGS": "--xla_cpu_multi_thread_eigen=false",
    "NPROC": "1",
}


def _arguments(words: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m benchmarks.engine", description=__doc__)
    parser.add_argument(
        "--quick", action="store_true", help="few cells, few rounds: a look, not a measurement"
    )
    parser.add_argument("--threads", type=int, default=2, metavar="N", help="2 unless given")
    parser.add_argument(
        "--peers",
        default=",".join(PEER_KEYS),
        metavar="NAMES",
        help=f"which simulators to compare with, of {', '.join(PEER_KEYS)}; or 'none'",
    )
    parser.add_argument(
        "--parts",
        default=",".join(PARTS),
        metavar="NAMES",
        help=f"what to measure, of {', '.join(PARTS)}; the page keeps the rest as it was measured",
    )
    parser.add_argument(
        "--out", type=Path, default=PAGE, metavar="FILE", help=f"the page; {PAGE} unless given"
    )
    asked = parser.parse_args(words)
    asked.peers = _names(parser, asked.peers if asked.peers != "none" else "", PEER_KEYS)
    asked.parts = _names(parser, asked.parts, PARTS)
    if asked.threads < 1:
        parser.error("--threads needs a number above 0")
    return asked


def _names(parser: argparse.ArgumentParser, text: str, known: Sequence[str]) -> list[str]:
    names = [name.strip() for name in text.split(",") if name.strip()]
    for name in names:
        if name not in known:
            parser.error(f"{name} is none of {', '.join(known)}")
    return names


def _say(what: str) -> None:
    print(f"{datetime.now(UTC):%H:%M:%S}  {what}", file=sys.stderr, flush=True)


def main(words: Sequence[str] | None = None) -> None:
    """Measure what is asked for and write the page."""
    asked = _arguments(words)
    for name, value in ONE_THREAD.items():
        os.environ.setdefault(name, value)  # before anything that reads it is imported
    from benchmarks import cold_start, compare, floor, report, results, scaling
    from benchmarks.measure import load_average, machine_facts
    from benchmarks.problem import BRAIN, open_problem

    own_cells = 256 if asked.quick else 2000
    effort = compare.Effort(
        cells=3 if asked.quick else 10,
        own_cells=own_cells,
        rounds=3 if asked.quick else 5,
        patience=10.0 if asked.quick else 400.0,
        threads=asked.threads,
    )
    problem = open_problem(BRAIN, max(own_cells, 1024 if asked.quick else 4096))
    compared = {"days", "orbits", "threads"} & set(asked.parts)
    _say("finding the true days of some cells")
    found, missing = compare.contenders(problem, asked.peers if compared else [], effort, _say)
    measures = {
        "days": lambda: compare.compare_days(problem, found, effort, _say),
        "orbits": lambda: compare.compare_orbits(problem, found, effort, _say),
        "threads": lambda: compare.compare_threads(problem, found, effort, _say),
        "cells": lambda: scaling.against_cells(problem, effort, _say),
        "states": lambda: scaling.against_states(asked.peers, effort, _say),
        "floor": lambda: floor.measure(problem, effort, _say),
        "cold": lambda: cold_start.measure(effort.rounds, _say),
    }
    for part in asked.parts:
        before = load_average()
        facts = measures[part]() | {
            "load": [before, load_average()],
            "when": f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
            "quick": asked.quick,
        }
        if part in compared:
            facts["missing"] = missing
        results.keep(results.FOLDER, results.ENGINE, {part: facts})
        results.keep(results.FOLDER, results.ENGINE, {"machine": machine_facts(PACKAGES)})
        report.write(results.FOLDER, asked.out)
    _say(f"written: {asked.out}")


if __name__ == "__main__":
    main()
