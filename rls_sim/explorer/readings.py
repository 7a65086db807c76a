"""From a request to what the page draws: one cell's day in a few milliseconds, or a map of many.

The loop in machine code is asked first. Of a cell that it does not solve the patient search is
asked, which takes up to seconds; whoever calls decides in which thread, and how long to wait.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rls_sim.explorer.catalogue import STATES, course
from rls_sim.explorer.requests import CellRequest, MapRequest
from rls_sim.numerics.batch import Days, solve_days
from rls_sim.outcomes.days import DayBatch
from rls_sim.outcomes.legs import urge
from rls_sim.report.traces import URGE
from rls_sim.study.cell import SOLVED, STATE, Bench, Cell, CellResult, find_day, read_day

Numbers = NDArray[np.float64]

CHUNK = 64  # cells of a map between which threads change
NO_STATE, UNTRIED = -1, -2  # of a cell without a day; of one that was not looked at to the end
PATIENCE = 1.0  # s that a map takes for the cells that the loop in machine code leaves


@dataclass(frozen=True)
class Certificate:
    """How a day was found and how well it is known: see `numerics.certificate`."""

    path: str
    residual: float  # 1/h
    error_estimate: float
    nodes: int
    closure: float


@dataclass(frozen=True)
class Reading:
    """What the page draws of one cell, or in ``error`` why there is nothing to draw.

    ``courses`` (points,) by name, every five minutes from 0 to 24 h; ``parameters`` are those that
    differ from the declared ones.
    """

    status: str
    parameters: Mapping[str, float]
    milliseconds: float
    error: str = ""
    state: str = ""
    outcomes: Mapping[str, float] = field(default_factory=dict)
    courses: Mapping[str, Numbers] = field(default_factory=dict)
    certificate: Certificate | None = None

    @property
    def solved(self) -> bool:
        """Whether there is a day."""
        return self.status == SOLVED

    def head(self) -> dict[str, Any]:
        """All but the courses, and the names of these in their order."""
        told = {key: value for key, value in vars(self).items() if key != "courses"}
        certificate = None if self.certificate is None else vars(self.certificate)
        return {**told, "certificate": certificate, "names": list(self.courses)}

    @property
    def floats(self) -> NDArray[np.float32]:
        """The courses (names, points), as they are sent."""
        table = np.array(list(self.courses.values()), dtype="<f4")
        return np.ascontiguousarray(table)


@dataclass(frozen=True)
class MapReading:
    """States and outcomes of many cells, in the order in which the last axis varies fastest.

    ``states`` are places in `catalogue.STATES`, NO_STATE where there is no day, and UNTRIED where
    the loop in machine code found none and the time for patience was over.
    """

    states: list[int]
    outcomes: Mapping[str, Numbers]
    milliseconds: float

    def head(self) -> dict[str, Any]:
        """All but the numbers."""
        return {
            "states": self.states,
            "outcomes": list(self.outcomes),
            "failed": self.states.count(NO_STATE),
            "untried": self.states.count(UNTRIED),
            "milliseconds": self.milliseconds,
        }

    @property
    def floats(self) -> NDArray[np.float32]:
        """The outcomes (outcomes, cells), as they are sent."""
        return np.ascontiguousarray(np.array(list(self.outcomes.values()), dtype="<f4"))


def quick_reading(request: CellRequest, bench: Bench) -> Reading | None:
    """The cell's day by the loop in machine code; None where that does not find it."""
    began = perf_counter()
    days = _quick_days(bench, bench.kernel.parameter_vector(request.cell.parameters)[None, :])
    if not days.converged[0] or bench.evaluate_many is None:
        return None
    batch = _batch(bench, days, slice(None))
    outcomes = {name: values[0].item() for name, values in bench.evaluate_many(batch).items()}
    state = str(outcomes.pop(STATE))
    if not state:
        return None
    return Reading(
        status=SOLVED,
        parameters=_differences(request.cell, bench),
        milliseconds=_since(began),
        state=state,
        outcomes=outcomes,
        courses={name: _row(batch, name) for name in request.courses},
        certificate=_certificate(days.cycle(0).certificate),
    )


def patient_reading(request: CellRequest, bench: Bench) -> Reading:
    """The cell's day by the search that tries everything, or why there is none."""
    began = perf_counter()
    result = read_day(request.cell, bench, find_day(request.cell, bench))
    return _reading_of(result, request, bench, began)


def failed_reading(request: CellRequest, bench: Bench, status: str, error: str) -> Reading:
    """The reading of a cell whose day was not looked for to the end."""
    return Reading(status, _differences(request.cell, bench), 0.0, error)


def map_reading(request: MapRequest, bench: Bench, threads: int = 1) -> MapReading:
    """The states and outcomes of a map's cells; patience is spent for at most PATIENCE seconds."""
    began = perf_counter()
    settings = _settings(request)
    table = _table(request, bench, settings)
    days = _quick_days(bench, table, threads)
    names = [*request.outcomes, STATE]
    found = _read_together(bench, days, names)
    left = [i for i in range(len(table)) if found[STATE][i] == ""]
    until, tried = perf_counter() + PATIENCE, 0
    for index in left:
        if perf_counter() > until:
            break
        tried += 1
        parameters = request.base.cell.parameters
        for name, value in zip((axis.name for axis in request.axes), settings[index], strict=True):
            parameters = parameters.override(name, float(value), reason="the map")
        cell = Cell(parameters, request.base.cell.lesions)
        result = read_day(cell, bench, find_day(cell, bench))
        for name in names if result.solved else ():
            found[name][index] = result.outcomes[name]
    places = {state: place for place, state in enumerate(STATES)}
    states = [places.get(str(state), NO_STATE) for state in found.pop(STATE)]
    for index in left[tried:]:
        states[index] = UNTRIED
    return MapReading(states, found, _since(began))


def _quick_days(bench: Bench, table: Numbers, threads: int = 1) -> Days:
    return solve_days(
        bench.kernel, table, bench.healthy_cycle, patient=False, threads=threads, chunk=CHUNK
    )


def _batch(bench: Bench, days: Days, rows: Any) -> DayBatch:
    return DayBatch.of_orbits(
        bench.model, bench.kernel, days.parameters[rows], days.state[rows], bench.healthy_day
    )


def _read_together(bench: Bench, days: Days, names: Sequence[str]) -> dict[str, Any]:
    """Outcomes of all cells, NaN and no word where there is no day."""
    assert bench.evaluate_many is not None
    solved = np.flatnonzero(days.converged)
    found: dict[str, Any] = {name: np.full(len(days), np.nan) for name in names if name != STATE}
    found[STATE] = np.full(len(days), "", dtype=object)
    if solved.size:
        for name, values in bench.evaluate_many(_batch(bench, days, solved), names).items():
            found[name][solved] = values
    return found


def _row(batch: DayBatch, name: str) -> Numbers:
    values = urge(batch) if name == URGE else batch[name]
    return np.asarray(values[0], dtype=float)


def _reading_of(result: CellResult, request: CellRequest, bench: Bench, began: float) -> Reading:
    certificate = None if result.cycle is None else _certificate(result.cycle.certificate)
    parameters = _differences(request.cell, bench)
    if not result.solved or result.day is None:
        return Reading(
            result.status, parameters, _since(began), result.error, certificate=certificate
        )
    outcomes: dict[str, Any] = dict(result.outcomes)
    return Reading(
        status=result.status,
        parameters=parameters,
        milliseconds=_since(began),
        state=str(outcomes.pop(STATE)),
        outcomes=outcomes,
        courses={name: course(result.day, name) for name in request.courses},
        certificate=certificate,
    )


def _certificate(found: Any) -> Certificate:
    return Certificate(
        str(found.path),
        float(found.residual),
        float(found.error_estimate),
        int(found.nodes),
        float(found.closure),
    )


def _differences(cell: Cell, bench: Bench) -> dict[str, float]:
    return {n: mine.value for n, (mine, _) in cell.parameters.differences(bench.healthy).items()}


def _settings(request: MapRequest) -> Numbers:
    """The varied values of every cell, (cells, axes)."""
    grids = np.meshgrid(*(axis.values for axis in request.axes), indexing="ij")
    return np.stack([grid.ravel() for grid in grids], axis=-1).astype(float)


def _table(request: MapRequest, bench: Bench, settings: Numbers) -> Numbers:
    """The parameters (cells, np) in canonical units and the kernel's order."""
    kernel, parameters = bench.kernel, request.base.cell.parameters
    table = np.repeat(kernel.parameter_vector(parameters)[None, :], len(settings), axis=0)
    for column, axis in enumerate(request.axes):
        place = kernel.parameter_names.index(axis.name)
        table[:, place] = settings[:, column] * parameters[axis.name].canonical_factor
    return table


def _since(began: float) -> float:
    return 1e3 * (perf_counter() - began)
