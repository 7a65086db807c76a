"""Solve one chunk of a sweep: rows of the design in, the bytes of its part out.

The one thing that threads, workers of a cluster and a replay all call. It knows the sweep and the
number of the chunk, nothing of the others, so a chunk has the same bytes wherever it is solved.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rls_sim.numerics.batch import Days, solve_days
from rls_sim.numerics.cycle import Cycle
from rls_sim.numerics.search import CycleStatus
from rls_sim.outcomes.days import DayBatch
from rls_sim.study.cell import SOLVED, STATE, Bench, CellResult, find_day, one_line, read_day
from rls_sim.study.config import SweepPlan
from rls_sim.study.sweeps import parts, traces
from rls_sim.study.sweeps.experiment import Layout, quantity_words
from rls_sim.study.sweeps.parts import Column, Part
from rls_sim.study.sweeps.tally import Tally

Numbers = NDArray[np.float64]
Words = Mapping[str, tuple[str, str]]

SOLVER_COLUMNS = {
    "status": ("What became of the search for the day", ""),
    "error": ("Why there is no day", ""),
    "path": ("How the day was found", ""),
    "residual": ("Largest weighted residual", "1/h"),
    "error_estimate": ("Largest relative change on finer nodes", "1"),
    "closure": ("Largest relative change over one integrated day", "1"),
    "nodes": ("Nodes of the day", "1"),
}
TEXT_COLUMNS = ("status", "error", "path", STATE)
WHOLE_COLUMNS = ("cell", "nodes")
POINTS = np.linspace(0.0, 24.0, 49)  # h, midnight to midnight


@dataclass(frozen=True)
class Answer:
    """A solved chunk: its files, and how its cells ended."""

    index: int
    cells: bytes
    courses: bytes | None
    tally: Tally


@dataclass(frozen=True, eq=False)
class ChunkSolver:
    """A sweep that can be solved chunk by chunk; ``identity`` is written into every part."""

    plan: SweepPlan
    bench: Bench
    layout: Layout
    identity: str

    def __call__(self, index: int) -> Answer:
        """Solve a chunk; a cell that fails keeps its row."""
        first = index * self.layout.chunk
        count = min(self.layout.chunk, self.plan.size - first)
        return self.solve(index, first, self.plan.design.rows(first, first + count))

    def solve(self, index: int, first: int, values: Numbers) -> Answer:
        """Solve the cells with these varied values (n, k), numbered from ``first``."""
        table = _Table(self, first, values)
        days = solve_days(self.bench.kernel, self.parameters(values), self.bench.healthy_cycle)
        table.enter(days)
        part = Part(self.identity, first, table.columns)
        courses = None
        if self.layout.follow:
            courses = traces.encode(
                self.identity, first, self.hours, table.courses, quantity_words(self.bench)
            )
        return Answer(index, parts.encode(part, self.words), courses, Tally.of(table.columns))

    def parameters(self, values: Numbers) -> Numbers:
        """The parameters (n, np) in canonical units of cells with these varied values (n, k)."""
        kernel, parameters = self.bench.kernel, self.plan.base.parameters
        table = np.repeat(kernel.parameter_vector(parameters)[None, :], len(values), axis=0)
        for column, name in enumerate(self.plan.names):
            place = kernel.parameter_names.index(name)
            table[:, place] = values[:, column] * parameters[name].canonical_factor
        return table

    @cached_property
    def words(self) -> Words:
        """Label and unit of every column, in their order."""
        return columns_of(self.plan, self.bench, self.layout)

    @cached_property
    def hours(self) -> Numbers:
        """The clock times of the courses."""
        if self.layout.traces != "night":
            return POINTS
        begins, ends = (
            self.plan.base.parameters[name].value for name in ("night_begins", "night_ends")
        )
        after, before = np.greater_equal(POINTS, begins), np.less_equal(POINTS, ends)
        return np.asarray(POINTS[after | before if begins > ends else after & before])


def columns_of(plan: SweepPlan, bench: Bench, layout: Layout) -> dict[str, tuple[str, str]]:
    """Label and unit of every column, in the order of the table."""
    columns = {"cell": ("Number of the cell", "1")}
    for name in plan.names:
        parameter = bench.healthy[name]
        columns[parameter.name] = (parameter.meaning, parameter.unit)
    columns |= SOLVER_COLUMNS
    measures = ((name, bench.measures[name]) for name in layout.outcomes)
    return columns | {name: (measure.label, measure.unit) for name, measure in measures}


class _Table:
    """The rows of a chunk as they are filled in."""

    def __init__(self, solver: ChunkSolver, first: int, values: Numbers) -> None:
        self.solver, self.values = solver, values
        count = len(values)
        self.columns: dict[str, Column] = {}
        for name in solver.words:
            if name in TEXT_COLUMNS:
                self.columns[name] = np.full(count, "", dtype=object)
            elif name in WHOLE_COLUMNS:
                self.columns[name] = np.zeros(count, dtype=np.int64)
            else:
                self.columns[name] = np.full(count, np.nan)
        self.columns["cell"] = first + np.arange(count)
        for column, name in enumerate(solver.plan.names):
            self.columns[name] = np.ascontiguousarray(values[:, column])
        shape = (count, len(solver.hours))
        self.courses = {name: np.full(shape, np.nan) for name in solver.layout.follow}

    def enter(self, days: Days) -> None:
        """Everything that is known of these days, and what is read off them."""
        lost = days.status == CycleStatus.NOT_CONVERGED.value
        lost |= days.status == CycleStatus.NOT_CLOSED.value
        together = days.converged & ~np.isin(np.arange(len(days)), list(days.finer))
        for name in ("status", "error", "path"):
            self.columns[name][:] = getattr(days, name)
        for name in ("residual", "error_estimate", "closure", "nodes"):
            self.columns[name][:] = getattr(days, name)
        self.columns["error"][:] = [one_line(text) for text in self.columns["error"]]
        for row in np.flatnonzero(~together):
            self._alone(int(row), days.cycle(int(row)), bool(lost[row]))
        if self.solver.bench.evaluate_many is None:
            for row in np.flatnonzero(together):
                self._alone(int(row), days.cycle(int(row)), False)
        else:
            self._together(days, np.flatnonzero(together))

    def _alone(self, row: int, cycle: Cycle, again: bool) -> None:
        """One cell by itself; ``again``: after a search from everywhere."""
        plan, bench = self.solver.plan, self.solver.bench
        cell = plan.cell(dict(zip(plan.names, self.values[row].tolist(), strict=True)))
        self._write(row, read_day(cell, bench, find_day(cell, bench) if again else cycle))

    def _write(self, row: int, result: CellResult) -> None:
        found: dict[str, Any] = {
            "status": result.status,
            "error": result.error,
            "path": result.path,
            "residual": result.residual,
            "closure": result.closure,
            "nodes": result.nodes,
        }
        if result.cycle is not None:
            found["error_estimate"] = result.cycle.certificate.error_estimate
        for name, value in {**found, **result.outcomes}.items():
            if name in self.columns:
                self.columns[name][row] = value
        if result.status == SOLVED and result.day is not None:
            for name, course in self.courses.items():
                course[row] = np.interp(self.solver.hours, result.day.time, result.day[name])

    def _together(self, days: Days, rows: NDArray[np.intp]) -> None:
        """The outcomes of many cells at once, and their courses."""
        bench, layout = self.solver.bench, self.solver.layout
        assert bench.evaluate_many is not None
        if not rows.size:
            return
        batch = DayBatch.of_orbits(
            bench.model, bench.kernel, days.parameters[rows], days.state[rows], bench.healthy_day
        )
        for place, part in batch.parts():
            found = bench.evaluate_many(part, layout.outcomes)
            told = found[STATE] != "" if STATE in found else np.ones(len(part), dtype=bool)
            for name, values in found.items():
                self.columns[name][rows[place][told]] = values[told]
            for name, course in self.courses.items():
                course[rows[place][told]] = part.at(name, self.solver.hours)[told]
            for row in rows[place][~told]:  # as a replay would have it
                self._alone(int(row), days.cycle(int(row)), False)
