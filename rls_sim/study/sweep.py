"""Many cells: a grid of them, each for itself, and where the state changes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rls_sim import __version__
from rls_sim.quantities.parameter import Parameter
from rls_sim.study.cell import STATE, Bench, CellResult
from rls_sim.study.cells import solve_cells
from rls_sim.study.config import SweepPlan
from rls_sim.study.critical import Boundary, Probe, find_boundaries

SOLVER_COLUMNS = {
    "status": ("Whether the day was found", ""),
    "error": ("Why not", ""),
    "path": ("How the day was found", ""),
    "residual": ("Largest weighted residual", "1/h"),
    "closure": ("Largest relative change over one integrated day", "1"),
    "nodes": ("Nodes of the day", "1"),
}
TEXT_COLUMNS = ("status", "error", "path", STATE)

# What divides the outcomes of a figure, and its night from its day: kept, so that a figure can be
# drawn again after the model has changed.
THRESHOLDS = ("deficiency_hazard_half_point", "dying_threshold", "night_begins", "night_ends")

MAPPED = "function_reserve"  # the course that a sweep's figure maps over the clock
MAPPED_LEVEL = 1.0  # of a reserve: below it, function fails
MAPPED_MOST = 2.0  # more is plenty, and would drown in its colours where it matters
HOURS = tuple(float(hour) for hour in np.linspace(0.0, 24.0, 49))  # midnight to midnight

Numbers = NDArray[np.float64]
Row = dict[str, Any]
Progress = Callable[[int, int, int], None]  # cells done, cells in all, cells failed


@dataclass(frozen=True)
class Quantity:
    """A parameter's value, with the words for it."""

    name: str
    meaning: str
    unit: str
    value: float = float("nan")
    reason: str = ""

    @classmethod
    def of(cls, parameter: Parameter) -> "Quantity":
        """What a result keeps of a parameter."""
        return cls(
            parameter.name, parameter.meaning, parameter.unit, parameter.value, parameter.reason
        )


@dataclass(frozen=True)
class Course:
    """A quantity through the day of every cell: values (cells, hours), NaN where a cell failed."""

    name: str
    label: str
    unit: str
    values: Numbers


@dataclass(frozen=True, eq=False)
class SweepResult:
    """A sweep as it is printed, drawn and kept: one row for each cell that was asked for."""

    title: str
    question: str
    varied: tuple[Quantity, ...]  # with the healthy value
    rows: Sequence[Row]
    columns: Mapping[str, tuple[str, str]]  # name of a column: its label and unit
    boundaries: tuple[Boundary, ...] = ()
    table: tuple[str, ...] = ()  # the outcomes to print
    hours: tuple[float, ...] = ()  # clock times of the courses
    courses: tuple[Course, ...] = ()
    lesions: tuple[str, ...] = ()
    differences: Mapping[str, tuple[Quantity, Quantity]] = field(default_factory=dict)
    thresholds: Mapping[str, Quantity] = field(default_factory=dict)  # as the cells had them
    model_hash: str = ""
    version: str = __version__

    @property
    def parameter(self) -> Quantity:
        """What was varied first."""
        return self.varied[0]

    @property
    def failures(self) -> list[Row]:
        """The rows of the cells that have no day."""
        return [row for row in self.rows if row["error"]]

    @property
    def clock_map(self) -> tuple[Any, ...] | None:
        """Hours, varied values, table (hours, values) and label of the course on the map.

        None where more than one parameter varies, or the model has no such quantity.
        """
        course = next((course for course in self.courses if course.name == MAPPED), None)
        if course is None or len(self.varied) != 1:
            return None
        order = np.argsort([row[self.parameter.name] for row in self.rows])
        places = np.array([row[self.parameter.name] for row in self.rows])[order]
        values = np.minimum(course.values[order].T, MAPPED_MOST)
        label = f"{course.label} ({MAPPED_MOST:g}: or more)"
        return np.array(self.hours), places, values, label

    @property
    def clock_map_level(self) -> float:
        """Where the mapped course divides what holds from what fails."""
        return MAPPED_LEVEL


def sweep(plan: SweepPlan, bench: Bench, progress: Progress | None = None) -> SweepResult:
    """Solve every cell of a plan; where one parameter varies, find its critical values too.

    A cell that fails keeps its row, with ``status`` and ``error``.
    """
    settings = plan.settings()
    columns = sweep_columns(plan, bench)
    rows: list[Row] = []
    probes: list[Probe] = []
    courses = new_courses(bench, plan.size)
    failed = 0
    for index, result in enumerate(solve_cells(map(plan.cell, settings), bench)):
        rows.append(make_row(index, settings[index], result, columns))
        if result.solved:
            keep_courses(courses, index, result)
            if len(plan.varied) == 1:
                probes.append(Probe.of(rows[-1][plan.varied[0].name], result, bench))
        failed += not result.solved
        if progress is not None:
            progress(len(rows), plan.size, failed)
    boundaries: tuple[Boundary, ...] = ()
    if len(plan.varied) == 1:
        boundaries = find_boundaries(plan, bench, probes)
    return SweepResult(
        title=plan.title,
        question=plan.question,
        varied=tuple(Quantity.of(bench.healthy[variation.name]) for variation in plan.varied),
        rows=rows,
        columns=columns,
        boundaries=boundaries,
        table=plan.outcomes,
        hours=HOURS,
        courses=courses,
        lesions=tuple(map(str, plan.base.lesions)),
        differences={
            name: (Quantity.of(mine), Quantity.of(healthy))
            for name, (mine, healthy) in plan.base.parameters.differences(bench.healthy).items()
        },
        thresholds={
            name: Quantity.of(plan.base.parameters[name])
            for name in THRESHOLDS
            if name in plan.base.parameters
        },
        model_hash=bench.model.hash(),
    )


def sweep_columns(plan: SweepPlan, bench: Bench) -> dict[str, tuple[str, str]]:
    """Label and unit of every column, in the order of the table on disk."""
    columns = {"cell": ("Number of the cell", "1")}
    for variation in plan.varied:
        parameter = bench.healthy[variation.name]
        columns[parameter.name] = (parameter.meaning, parameter.unit)
    columns |= SOLVER_COLUMNS
    columns |= {name: (measure.label, measure.unit) for name, measure in bench.measures.items()}
    return columns


def make_row(
    index: int, setting: Mapping[str, float], result: CellResult, columns: Mapping[str, Any]
) -> Row:
    """One cell as a row with every column; outcomes of a failed cell are not-a-number."""
    row: Row = {"cell": index, **setting}
    row |= {
        "status": result.status,
        "error": result.error,
        "path": result.path,
        "residual": result.residual,
        "closure": result.closure,
        "nodes": result.nodes,
    }
    for name in columns:
        if name not in row:
            row[name] = result.outcomes.get(name, "" if name == STATE else float("nan"))
    return row


def new_courses(bench: Bench, cells: int) -> tuple[Course, ...]:
    """An empty course for each quantity that the bench follows and the model has."""
    words = {s.name: (s.label, s.unit) for s in bench.model.species}
    words |= {law.name: (law.label, law.unit) for law in bench.model.derived}
    return tuple(
        Course(name, *words[name], np.full((cells, len(HOURS)), np.nan))
        for name in bench.followed
        if name in words
    )


def keep_courses(courses: Sequence[Course], index: int, result: CellResult) -> None:
    """Enter a solved cell's day into the courses."""
    _, day = result.require()
    for course in courses:
        course.values[index] = np.interp(HOURS, day.time, day[course.name])
