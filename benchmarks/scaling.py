"""How the cost of a periodic day grows: with the number of cells, and with the number of states."""

import os
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from benchmarks import ours
from benchmarks.algorithms import setting_for_days, setting_for_orbits, shoot
from benchmarks.compare import Effort, Facts, Say
from benchmarks.measure import interleaved
from benchmarks.peers.peer import open_peer
from benchmarks.problem import Problem, open_problem
from rls_sim.network.kernel import Kernel

CELLS = (1, 4, 16, 64, 256, 1024, 4096)
STATES = (10, 20, 50, 100, 200)
CHAIN_CELLS = 512
CACHE = "RLS_SIM_CACHE"


def against_cells(problem: Problem, effort: Effort, say: Say) -> Facts:
    """Seconds for batches of more and more cells, in one thread and in several."""
    say("timing batches of more and more cells")
    counts = [count for count in CELLS if count <= len(problem.parameters)]
    cases = {
        f"{count} {threads}": _batch(problem, count, threads)
        for count in counts
        for threads in (1, effort.threads)
    }
    units = dict.fromkeys(cases, 1)
    timings = interleaved(cases, units=units, rounds=effort.rounds)
    return {
        "counts": counts,
        "threads": [1, effort.threads],
        "time": {name: timing.summary() for name, timing in timings.items()},
    }


def _batch(problem: Problem, count: int, threads: int) -> Any:
    return lambda: ours.solve(problem, count, threads=threads, certify=False)


def against_states(peers: Sequence[str], effort: Effort, say: Say) -> Facts:
    """Chains of pools: compiling, a periodic day of ours, and libRoadRunner beside it."""
    rows = []
    for states in STATES:
        name = f"chain {states}"
        say(f"timing a {name}")
        problem = open_problem(name, CHAIN_CELLS)
        row: Facts = {"states": states, "compiling": _compiling(problem)}
        ours.solve(problem, CHAIN_CELLS, certify=False)
        cells = problem.cells(2)
        cases = {"ours": _batch(problem, CHAIN_CELLS, 1)}
        units = {"ours": CHAIN_CELLS}
        days = ours.solve(problem, CHAIN_CELLS)
        row["converged"] = int(days.converged.sum())
        row["error"] = max(cell.day.error(days.state[i, :, 0]) for i, cell in enumerate(cells))
        if "roadrunner" in peers:
            try:
                cases["peer"] = _peer_case(problem, row)
                units["peer"] = 1
            except ImportError:
                row["missing"] = "not installed"
        once = replace(effort, rounds=max(3, effort.rounds // 2)) if states > 100 else effort
        timings = interleaved(cases, units=units, rounds=once.rounds)
        row["time"] = {key: timing.summary() for key, timing in timings.items()}
        rows.append(row)
    return {"rows": rows, "cells": CHAIN_CELLS}


def _peer_case(problem: Problem, row: Facts) -> Any:
    """Shooting by libRoadRunner for the first cell, just as exact as asked."""
    started = time.perf_counter()
    peer = open_peer("roadrunner", problem.model, problem.kernel)
    row["peer_compiling"] = time.perf_counter() - started
    cells = problem.cells(2)
    for_days = setting_for_days(peer, cells)
    setting = None if for_days is None else setting_for_orbits(peer, cells, 10 * for_days.tolerance)
    if setting is None:
        raise ArithmeticError(f"{peer.name} is never exact enough for {problem.name}")
    row["peer_days"] = shoot(peer, cells[0], setting).days
    return lambda: shoot(peer, cells[0], setting)


def _compiling(problem: Problem) -> float:
    """Seconds from the model to its machine code, with nothing kept from before."""
    with empty_cache():
        started = time.perf_counter()
        fresh = Kernel.of(problem.model).__reduce__()
        machine = Kernel(*fresh[1]).machine
        span = time.perf_counter() - started
    assert machine is not None
    return span


@contextmanager
def empty_cache() -> Iterator[None]:
    """Let generated code be kept in a new folder that is removed afterwards."""
    before = os.environ.get(CACHE)
    with tempfile.TemporaryDirectory() as folder:
        os.environ[CACHE] = folder
        try:
            yield
        finally:
            if before is None:
                del os.environ[CACHE]
            else:
                os.environ[CACHE] = before
