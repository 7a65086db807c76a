"""The same days and the same periodic days by every engine, side by side."""

import math
import os
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from benchmarks import ours
from benchmarks.algorithms import (
    MOST_DAYS_AT_ONCE,
    Setting,
    a_day,
    setting_for_days,
    setting_for_orbits,
    settle,
    shoot,
)
from benchmarks.measure import Timing, interleaved, seconds
from benchmarks.peers.peer import PEERS, Array, Peer, open_peer
from benchmarks.problem import TARGET, Cell, Problem
from benchmarks.workers import Workers, plain

Facts = dict[str, Any]
Say = Callable[[str], None]

LANES_AT_ONCE = 256  # cells that the lanes integrate in one go
SLOW = 0.3  # seconds of one cell's day, from which on a peer is calibrated on fewer cells
SETTLING_DAYS = 100  # over which the cost of one more day is measured
OWN_BATCH = "rls-sim"
OWN_LANES = "rls-sim lanes"


@dataclass(frozen=True)
class Effort:
    """How much is measured: cells that all solve, cells of ours, rounds, processes."""

    cells: int
    own_cells: int
    rounds: int
    patience: float  # seconds that one peer may take for one table
    threads: int


@dataclass(eq=False)
class Contender:
    """A peer that is installed, with the settings at which it is just exact enough."""

    key: str
    peer: Peer
    opening: float  # seconds to load the model, and to run a first day
    for_days: Setting | None = None
    for_orbits: Setting | None = None
    a_shot: float = 0.0  # seconds that shooting takes once

    def rounds(self, effort: Effort) -> int:
        """In how many rounds it is timed: fewer where it is slow, at least one."""
        return max(1, min(effort.rounds, int(effort.patience / max(self.a_shot, 1e-9))))


def contenders(
    problem: Problem, wanted: Sequence[str], effort: Effort, say: Say
) -> tuple[list[Contender], dict[str, str]]:
    """The peers that can be used, calibrated, and why others cannot."""
    cells = problem.cells(min(3, effort.cells))
    found, missing = [], {}
    for key in wanted:
        say(f"opening {PEERS[key]}")
        started = time.perf_counter()
        try:
            peer = open_peer(key, problem.model, problem.kernel)
            a_day(peer, cells[:1], 1e-4)
        except (ImportError, OSError) as reason:
            missing[key] = f"not installed ({reason})"
            continue
        found.append(_calibrated(Contender(key, peer, time.perf_counter() - started), cells, say))
    return found, missing


def _calibrated(contender: Contender, cells: list[Cell], say: Say) -> Contender:
    peer = contender.peer
    contender.for_days = setting_for_days(peer, cells)
    if contender.for_days is not None:
        a_run = seconds(lambda: a_day(peer, cells[:1], _setting(contender.for_days).tolerance))
        loosest = 10 * contender.for_days.tolerance
        few, choices = (cells[:1], 1) if a_run > SLOW else (cells[:2], 4)
        contender.for_orbits = setting_for_orbits(peer, few, loosest, choices)
    if contender.for_orbits is not None:
        setting = contender.for_orbits
        contender.a_shot = seconds(lambda: shoot(peer, cells[0], setting))
    say(f"{peer.name}: days at {contender.for_days}, periodic days at {contender.for_orbits}")
    return contender


def compare_days(problem: Problem, found: list[Contender], effort: Effort, say: Say) -> Facts:
    """What one simulated day costs from the averaged start, restart included; error <= target."""
    cells = problem.cells(effort.cells)
    lanes = ours.lanes(problem.kernel)
    own = _calibrated(Contender(OWN_LANES, lanes, 0.0), cells[:3], say)
    usable = [c for c in [own, *found] if c.for_days is not None]
    cases, units = {}, {}
    for c in usable:
        many = _repeated(cells, LANES_AT_ONCE if c is own else _full(c.peer, len(cells)))
        cases[c.key], units[c.key] = _day_case(c, many), len(many)
    for case in cases.values():
        case()
    say("timing days")
    timings = interleaved(cases, units=units, rounds=effort.rounds)
    rows = {}
    for c in usable:
        ends = a_day(c.peer, cells, _setting(c.for_days).tolerance)
        errors = [cell.error_after_a_day(end) for cell, end in zip(cells, ends, strict=True)]
        rows[c.key] = _row(c, c.for_days, timings[c.key], errors)
    return {"rows": rows, "cells": len(cells)}


def _repeated(cells: list[Cell], count: int) -> list[Cell]:
    return [cells[i % len(cells)] for i in range(count)]


def _full(peer: Peer, count: int) -> int:
    """The least number, from ``count`` on, with which nothing that a peer does at once is empty."""
    return math.ceil(count / peer.side_by_side) * peer.side_by_side


def _day_case(contender: Contender, cells: list[Cell]) -> Callable[[], Array]:
    tolerance = _setting(contender.for_days).tolerance
    return lambda: a_day(contender.peer, cells, tolerance)


def _setting(setting: Setting | None) -> Setting:
    assert setting is not None
    return setting


def _row(
    contender: Contender, setting: Setting | None, timing: Timing, errors: list[float]
) -> Facts:
    return {
        "name": contender.peer.name,
        "version": contender.peer.version,
        "words": contender.peer.words,
        "opening": contender.opening,
        "setting": asdict(_setting(setting)),
        "time": timing.summary(),
        "error_median": statistics.median(errors),
        "error_largest": max(errors),
    }


def compare_orbits(problem: Problem, found: list[Contender], effort: Effort, say: Say) -> Facts:
    """What a periodic day costs: ours in a batch, peers by settling and by shooting."""
    cells = problem.cells(effort.cells)
    usable = [c for c in found if c.for_orbits is not None]
    arrivals: dict[str, list[Any]] = {c.key: [] for c in usable}
    taken: dict[str, list[float]] = {}
    batches = {"days": True, "days, not closed": False}
    ours.solve(problem, 64)
    for number in range(effort.rounds):
        say(f"timing periodic days, round {number + 1} of {effort.rounds}")
        for name, certify in batches.items():
            span = seconds(lambda c=certify: ours.solve(problem, effort.own_cells, certify=c))  # type: ignore[misc]
            taken.setdefault(name, []).append(span / effort.own_cells)
        for c in usable:
            if number >= c.rounds(effort):
                continue
            cell = cells[number % len(cells)]
            span = seconds(lambda c=c, cell=cell: arrivals[c.key].append(_shot(c, cell)))  # type: ignore[misc]
            taken.setdefault(c.key, []).append(span)
    rows = {}
    for c in usable:
        found_here = arrivals[c.key]
        row = _row(c, c.for_orbits, Timing(tuple(taken[c.key])), [a.error for a in found_here])
        row["days"] = statistics.median(a.days for a in found_here)
        row["settling"] = _settling(c, cells, effort, say)
        rows[c.key] = row
    own = {name: Timing(tuple(taken[name])).summary() for name in batches}
    return {
        "rows": rows,
        "ours": own | own_errors(problem, effort),
        "days_to_settle": [cell.days_to_settle for cell in cells],
        "cells": len(cells),
        "own_cells": effort.own_cells,
        "target": TARGET,
    }


def _shot(contender: Contender, cell: Cell) -> Any:
    return shoot(contender.peer, cell, _setting(contender.for_orbits))


def own_errors(problem: Problem, effort: Effort) -> Facts:
    """True errors of our midnights against the independent reference, and how cells ended."""
    days = ours.solve(problem, effort.own_cells)
    cells = problem.cells(effort.cells)
    errors = [cell.day.error(days.state[i, :, 0]) for i, cell in enumerate(cells)]
    statuses, counts = np.unique(days.status.astype(str), return_counts=True)
    return {
        "error_median": statistics.median(errors),
        "error_largest": max(errors),
        "statuses": dict(zip(statuses.tolist(), counts.tolist(), strict=True)),
        "nodes": _counted(days.nodes),
        "iterations": float(days.iterations.mean()),
    }


def _counted(values: Any) -> dict[str, int]:
    found, counts = np.unique(values, return_counts=True)
    return {str(value): int(count) for value, count in zip(found, counts, strict=True)}


def _settling(contender: Contender, cells: list[Cell], effort: Effort, say: Say) -> Facts:
    """
    Seconds to settle: whole runs as far as the time allows, else a day's cost times the days.

    The days needed come from the monodromy of the true day; whole runs show whether they are
    right.
    """
    peer, tolerance = contender.peer, _setting(contender.for_orbits).tolerance
    many = _repeated(cells, peer.side_by_side)
    near = np.array([cell.day.midnight for cell in many])
    parameters = np.array([cell.parameters for cell in many])
    scales = np.array([cell.day.scale for cell in many])

    def run(days: int) -> Timing:
        case = {"": lambda: peer.midnights(near, parameters, scales, days, tolerance)}
        units = {"": days * len(many)}
        return interleaved(case, units=units, rounds=contender.rounds(effort))[""]

    a_run = run(1).median * len(many)
    affordable = max(1, min(SETTLING_DAYS, int(effort.patience / 20 / a_run)))
    a_further_day = run(affordable)
    needed = [cell.days_to_settle for cell in cells]
    projected = a_further_day.median * statistics.median(needed)
    whole: list[Facts] = []
    for cell, days in zip(cells, needed, strict=True):
        due = a_further_day.median * days + sum(entry["seconds"] for entry in whole)
        if due > effort.patience or len(whole) >= effort.rounds:
            break
        say(f"{peer.name} settles, about {days} days")
        started = time.perf_counter()
        arrival = settle(peer, cell, tolerance, 2 * days + MOST_DAYS_AT_ONCE)
        whole.append({"seconds": time.perf_counter() - started, **asdict(arrival), "due": days})
    return {"a_day": a_further_day.summary(), "projected": projected, "whole": whole}


def compare_threads(problem: Problem, found: list[Contender], effort: Effort, say: Say) -> Facts:
    """The same on several cores: ours in threads, what Python drives in processes."""
    count = effort.threads
    cells = problem.cells(effort.cells)
    lanes = ours.lanes(problem.kernel, count)
    own = _calibrated(Contender(OWN_LANES, lanes, 0.0), cells[:3], say)
    rows: dict[str, Facts] = {}
    many = _repeated(cells, LANES_AT_ONCE * count)
    cases: dict[str, Callable[[], object]] = {
        "days": lambda: ours.solve(problem, effort.own_cells, threads=count),
        "days, not closed": lambda: ours.solve(
            problem, effort.own_cells, threads=count, certify=False
        ),
        OWN_LANES: _day_case(own, many),
    }
    units = {"days": effort.own_cells, "days, not closed": effort.own_cells, OWN_LANES: len(many)}
    for case in cases.values():
        case()
    for name, timing in interleaved(cases, units=units, rounds=effort.rounds).items():
        rows[name] = {"time": timing.summary()}
    for c in found:
        if c.for_orbits is None or c.for_days is None:
            continue
        say(f"{c.peer.name} in {count} processes")
        rows[c.key] = _in_processes(c, problem, cells, effort)
    return {"threads": count, "rows": rows, "cores": os.cpu_count()}


def _in_processes(c: Contender, problem: Problem, cells: list[Cell], effort: Effort) -> Facts:
    with Workers(c.key, problem.name, effort.threads) as workers:
        sent = [plain(cell) for cell in _repeated(cells, effort.threads)]
        many = [sent[i % len(sent)] for i in range(_full(c.peer, 4) * len(sent) * 2)]
        workers.days(sent, _setting(c.for_days))
        cases: dict[str, Callable[[], object]] = {
            "days": lambda: workers.days(many, _setting(c.for_days)),
            "orbits": lambda: workers.orbits(sent, _setting(c.for_orbits)),
        }
        units = {"days": len(many), "orbits": len(sent)}
        timings = interleaved(cases, units=units, rounds=c.rounds(effort))
    return {"name": c.peer.name} | {name: timing.summary() for name, timing in timings.items()}
