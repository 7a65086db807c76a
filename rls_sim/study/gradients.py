"""Outcomes of many cells and their exact gradients along chosen parameters, for fits and samplers.

Each cell is solved for itself, from the healthy state, so no number depends on which cells are
its neighbours or on how many threads share the work. Only the parameters and outcomes asked for are
paid for: one linear solve a parameter, one call an outcome.
"""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rls_sim.errors import InputError, OutOfRangeError, UnknownNameError
from rls_sim.numerics.batch import solve_days
from rls_sim.numerics.cycle import Cycle
from rls_sim.outcomes.gradients import DualDay, gradients
from rls_sim.outcomes.measure import Measure
from rls_sim.quantities.parameter import ParameterSet
from rls_sim.study.cell import NOT_MEASURED, SOLVED, Bench, Cell, one_line

Array = NDArray[np.float64]

REFUSED = "refused"  # a value outside its range: nothing was solved
ASKED = "a gradient was asked for"  # who set a value, for messages


@dataclass(frozen=True)
class GradientBatch:
    """
    Outcomes of nv cells and their slopes along nk parameters, per declared unit of each.

    ``settings`` (nv, nk) are the parameters' values; ``values`` (nv, no); ``gradients``
    (nv, no, nk); ``status`` and ``errors`` one text a cell. Where the status is not "converged",
    all is not-a-number. ``missing`` says why other slopes are: by outcome, parameter or both,
    where "" means every.
    """

    outcomes: tuple[str, ...]
    parameters: tuple[str, ...]
    settings: Array
    values: Array
    gradients: Array
    status: tuple[str, ...]
    errors: tuple[str, ...]
    missing: Mapping[tuple[str, str], str]

    @property
    def solved(self) -> NDArray[np.bool_]:
        """Which cells have a day, (nv,)."""
        return np.array([status == SOLVED for status in self.status], dtype=bool)

    def elasticities(self) -> Array:
        """Relative change of an outcome per relative change of a parameter, (nv, no, nk).

        Not a number for an outcome of zero.
        """
        with np.errstate(all="ignore"):
            shares = self.gradients / self.values[:, :, None]
            return np.where(np.isfinite(shares), shares * self.settings[:, None, :], np.nan)


def outcome_gradients(
    bench: Bench,
    cells: Sequence[Cell] | Array,
    outcomes: Sequence[str],
    parameters: Sequence[str],
    *,
    threads: int = 1,
    certify: bool = False,
) -> GradientBatch:
    """
    Solve every cell and derive ``outcomes`` along ``parameters``.

    ``cells``: cells, or values (nv, nk) of the parameters in their declared units, all else
    healthy. A cell that cannot be solved has a status and stops no other. ``certify`` integrates
    each day once as well. The healthy day of relative outcomes stands still.

    Raises InputError (UnknownNameError for a name) where the question itself cannot be answered,
    and SolveError where the healthy cell has no day.
    """
    names = _chosen(bench.healthy, parameters)
    measures = [_derivable(bench, name) for name in outcomes]
    due = _as_cells(bench, cells, names)
    cycles = _cycles(bench, due, threads, certify)

    def answer(place: int) -> _Answer:
        cell = due[place]
        if isinstance(cell, _Refusal):
            return _without_answer(cell.settings, len(measures), REFUSED, cell.error)
        return _answer(bench, cell, cycles[place], measures, names)

    with ThreadPoolExecutor(threads) as pool:
        answers = list(pool.map(answer, range(len(due))))
    return GradientBatch(
        outcomes=tuple(measure.name for measure in measures),
        parameters=names,
        settings=_stacked([a.settings for a in answers], (len(names),)),
        values=_stacked([a.values for a in answers], (len(measures),)),
        gradients=_stacked([a.slopes for a in answers], (len(measures), len(names))),
        status=tuple(a.status for a in answers),
        errors=tuple(a.error for a in answers),
        missing={key: text for a in reversed(answers) for key, text in a.missing.items()},
    )


@dataclass(frozen=True)
class _Refusal:
    """A setting (nk,) that no cell can have, and why."""

    settings: Array
    error: str


@dataclass(frozen=True)
class _Answer:
    """What came of one cell."""

    settings: Array
    values: Array
    slopes: Array
    status: str
    error: str = ""
    missing: Mapping[tuple[str, str], str] = field(default_factory=dict)


def _cycles(
    bench: Bench, due: Sequence[Cell | _Refusal], threads: int, certify: bool
) -> dict[int, Cycle]:
    """The cycle of each cell by its place, found or not; none of what is refused."""
    start = np.maximum(bench.healthy_day.state[:, :-1].mean(axis=1), 0.0)
    cells = {i: cell.parameters for i, cell in enumerate(due) if isinstance(cell, Cell)}
    if not cells:
        return {}
    table = np.array([bench.kernel.parameter_vector(p) for p in cells.values()])
    days = solve_days(bench.kernel, table, start, certify=certify, threads=threads)
    return {place: days.cycle(row) for row, place in enumerate(cells)}


def _answer(
    bench: Bench, cell: Cell, cycle: Cycle, measures: Sequence[Measure], names: Sequence[str]
) -> _Answer:
    settings = np.array([cell.parameters[name].value for name in names])
    if not cycle.converged:
        error = one_line(cycle.error)
        return _without_answer(settings, len(measures), str(cycle.status), error)
    model = bench.model.with_parameters(cell.parameters)
    day = DualDay.of_cycle(model, cycle, names, bench.healthy_day)
    try:
        found = gradients(day, measures)
    except ArithmeticError as trouble:
        error = f"an outcome cannot be read: {trouble}"
        return _without_answer(settings, len(measures), NOT_MEASURED, error)
    return _Answer(settings, found.values, found.slopes, SOLVED, "", found.missing)


def _without_answer(settings: Array, outcomes: int, status: str, error: str) -> _Answer:
    values, slopes = np.full(outcomes, np.nan), np.full((outcomes, settings.size), np.nan)
    return _Answer(settings, values, slopes, status, error)


def _chosen(healthy: ParameterSet, parameters: Sequence[str]) -> tuple[str, ...]:
    names = tuple(map(healthy.resolve, parameters))
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise InputError(f"{', '.join(twice)}: asked for twice.")
    return names


def _derivable(bench: Bench, name: str) -> Measure:
    if name not in bench.measures:
        raise UnknownNameError("outcome", name, bench.measures)
    measure: Any = bench.measures[name]
    if not measure.unit:
        raise InputError(f"The outcome {name} is a word; it has no gradient.")
    if not isinstance(measure, Measure):
        raise InputError(f"The outcome {name} is not computed by a function of the day.")
    return measure


def _as_cells(
    bench: Bench, cells: Sequence[Cell] | Array, names: Sequence[str]
) -> list[Cell | _Refusal]:
    if not isinstance(cells, np.ndarray):
        return list(cells)
    if cells.ndim != 2 or cells.shape[1] != len(names):
        raise InputError(f"Values of {len(names)} parameters were due, not of shape {cells.shape}.")
    return [_with_values(bench.healthy, names, row) for row in cells]


def _with_values(healthy: ParameterSet, names: Sequence[str], values: Array) -> Cell | _Refusal:
    """The healthy cell with other values; a value outside its range is refused."""
    try:
        changed = {
            name: healthy[name].with_value(float(value), ASKED)
            for name, value in zip(names, values, strict=True)
        }
    except OutOfRangeError as refusal:
        return _Refusal(np.array(values, dtype=float), str(refusal))
    return Cell(ParameterSet((dict(healthy) | changed).values(), healthy.home))


def _stacked(rows: Sequence[Array], shape: tuple[int, ...]) -> Array:
    return np.array(rows, dtype=np.float64).reshape(len(rows), *shape)
