"""Rows computed once more: one of them in full, or a random share by another path."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from math import ceil, isnan
from typing import Any

import numpy as np

from rls_sim.errors import InputError
from rls_sim.study.cell import Bench, CellResult, find_day, read_day, solve_cell
from rls_sim.study.config import SweepPlan
from rls_sim.study.sweeps.chunk import TEXT_COLUMNS
from rls_sim.study.sweeps.parts import DamagedPartError, Part
from rls_sim.study.sweeps.store import SweepStore

SHARE = 0.01  # of the cells that a check solves again
CLOSE = 1e-5  # relative; the engine and the reference each resolve a day to 1e-7 at worst
CLOCK = "h"
GRID_STEP = 1 / 12  # h: hours are read off a day's points, so they may jump by one of them

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Difference:
    """How far an outcome of a cell is from what another path finds."""

    outcome: str
    cell: int
    kept: Any
    found: Any
    size: float  # relative; in hours for a clock time or a duration; inf for another word

    def allowed(self, unit: str) -> bool:
        """Whether two right answers may be as far apart."""
        return self.size <= (GRID_STEP * 1.001 if unit == CLOCK else CLOSE)


@dataclass(frozen=True)
class Check:
    """What came of solving some cells again: the largest difference of each outcome."""

    cells: tuple[int, ...]
    largest: tuple[Difference, ...]  # largest first within each unit
    seed: int


def row_of(store: SweepStore, cell: int) -> Row:
    """A row as it is kept; raises InputError for a number that is none, or is not there yet."""
    if not 0 <= cell < store.cells:
        raise InputError(f"--id {cell}: the cells of {store.path} are 0 to {store.cells - 1}.")
    return _row_in(_part_of(store, cell), cell)


def _part_of(store: SweepStore, cell: int) -> Part:
    """The part that has a cell; raises InputError where it is not there, or damaged."""
    index = cell // store.chunk
    try:
        return store.read(index)
    except FileNotFoundError:
        raise InputError(f"--id {cell}: this cell of {store.path} is not solved yet.") from None
    except DamagedPartError as fault:
        raise InputError(f"--id {cell}: {store.part(index)}: {fault}.") from None


def _row_in(part: Part, cell: int) -> Row:
    return {name: column[cell - part.first] for name, column in part.columns.items()}


def replay(plan: SweepPlan, bench: Bench, cell: int) -> CellResult:
    """Solve one cell of a sweep again, alone, with its whole day."""
    chosen = plan.cell(plan.setting(cell))
    return solve_cell(chosen, bench, bench.healthy_cycle)


def checked_cells(cells: int, share: float = SHARE, seed: int = 0) -> list[int]:
    """Which cells a check solves again: a random share of so many, at least one."""
    count = min(cells, ceil(share * cells))
    chosen = np.random.default_rng(seed).choice(cells, count, replace=False)
    return sorted(map(int, chosen))


def check(
    store: SweepStore,
    plan: SweepPlan,
    bench: Bench,
    *,
    share: float = SHARE,
    seed: int = 0,
    progress: Callable[[int, int, int], None] | None = None,
) -> Check:
    """
    Solve a random share of the cells by NumPy and SciPy alone, and compare every outcome.

    Raises InputError where a row is missing or damaged.
    """
    cells = checked_cells(store.cells, share, seed)
    largest: dict[str, Difference] = {}
    apart, part = 0, _part_of(store, cells[0])
    for done, cell in enumerate(cells, 1):
        if cell >= part.first + part.count:
            part = _part_of(store, cell)
        kept, chosen = _row_in(part, cell), plan.cell(plan.setting(cell))
        cycle = find_day(chosen, bench, method="reference")
        found = list(differences(read_day(chosen, bench, cycle), kept, bench))
        apart += not all(d.allowed(_unit(d.outcome, bench)) for d in found)
        for difference in found:
            before = largest.get(difference.outcome)
            if before is None or difference.size > before.size:
                largest[difference.outcome] = difference
        if progress is not None:
            progress(done, len(cells), apart)
    ordered = sorted(
        largest.values(), key=lambda d: (not d.allowed(_unit(d.outcome, bench)), d.size)
    )
    return Check(tuple(cells), tuple(reversed(ordered)), seed)


def _unit(outcome: str, bench: Bench) -> str:
    return bench.measures[outcome].unit if outcome in bench.measures else ""


def differences(found: CellResult, kept: Row, bench: Bench) -> Iterator[Difference]:
    """How far a cell that was solved again is from its row: its status, and each outcome kept."""
    cell = int(kept["cell"])
    yield Difference(
        "status", cell, kept["status"], found.status, _words(kept["status"], found.status)
    )
    if not found.solved:
        return
    for name, value in found.outcomes.items():
        if name not in kept:
            continue
        if name in TEXT_COLUMNS:
            size = _words(kept[name], value)
        else:
            healthy = bench.healthy_outcomes.get(name, float("nan"))
            size = _apart(float(kept[name]), float(value), float(healthy), _unit(name, bench))
        yield Difference(name, cell, kept[name], value, size)


def _words(one: Any, other: Any) -> float:
    return 0.0 if str(one) == str(other) else float("inf")


def _apart(one: float, other: float, healthy: float, unit: str) -> float:
    """Relative to the larger of both and of the healthy value; hours round the clock."""
    if isnan(one) or isnan(other):
        return 0.0 if isnan(one) and isnan(other) else float("inf")
    off = abs(one - other)
    if unit == CLOCK:
        return min(off, abs(24 - off))
    scale = max(abs(one), abs(other), 0.0 if isnan(healthy) else abs(healthy))
    return off / scale if scale > 0 else 0.0
