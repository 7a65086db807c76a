"""
The state that repeats under a regimen, found by Newton's method instead of waited for.

Iron stores take years to settle; the map of one period of the regimen, doses and all, is
integrated with its slopes, and the state that it returns is solved for.
"""

from dataclasses import dataclass, replace
from itertools import pairwise
from math import ceil

import numpy as np
from numpy.typing import NDArray

from rls_sim.clinic.courses import machine_of
from rls_sim.clinic.events import Arrival, Event, Loss, Schedule
from rls_sim.clinic.regimen import Regimen
from rls_sim.errors import SolveError
from rls_sim.numerics.integral import Integral, StoppedError
from rls_sim.numerics.monodromy import monodromy
from rls_sim.numerics.rosenbrock import integrate_recorded
from rls_sim.quantities.parameter import ParameterSet
from rls_sim.study.cell import Bench, Cell
from rls_sim.study.clock import DAY

Array = NDArray[np.float64]

ROUNDS = 25
ARRIVED = 1e-7  # largest relative Newton step
RTOL, ATOL = 1e-9, 1e-11
LEAST_LEFT, MOST_GAINED = 0.1, 10.0  # of a species, in one step
EDGES = 96  # of the integration's steps between two cuts that the slopes are taken over


@dataclass(frozen=True)
class Settled:
    """The state (ns,) at midnight that returns after ``period`` days, what happens in them.

    ``step`` is the largest relative Newton step left, ``drift`` the largest relative change of
    any species over one period.
    """

    state: Array
    period: int
    events: tuple[Event, ...]
    step: float
    drift: float
    rounds: int


def repeating_events(regimen: Regimen, parameters: ParameterSet) -> tuple[int, tuple[Event, ...]]:
    """The period in days, and what happens in one once all has begun; times from its midnight.

    Raises InputError, naming it, for a regimen that does not repeat.
    """
    period = regimen.period()
    longest = max((one.treatment.over for one in regimen.given), default=0.0)
    begun = max((one.first for one in regimen.given), default=0.0) + longest
    skipped = ceil(begun / (period * DAY)) * period * DAY
    end = skipped + period * DAY
    found: list[Event] = []
    for event in regimen.events(end / DAY, parameters):
        if isinstance(event, Arrival | Loss):
            if event.time >= skipped:
                found.append(replace(event, time=event.time - skipped))
        elif event.until > skipped:
            found.append(replace(event, time=event.time - skipped, until=event.until - skipped))
    return period, tuple(found)


def settle(bench: Bench, cell: Cell, regimen: Regimen) -> Settled:
    """
    The repeating state of a cell of a treated ``bench`` under a regimen.

    Raises InputError for a regimen that does not repeat, SolveError where no state repeats.
    """
    period, events = repeating_events(regimen, cell.parameters)
    schedule = Schedule(bench.kernel, dict(bench.healthy.items()), events)
    table = bench.kernel.parameter_vector(cell.parameters)[None]
    state = np.maximum(bench.healthy_cycle.at(0.0), 0.0)
    step = drift = np.inf
    for rounds in range(1, ROUNDS + 1):
        end, slopes, scale = _period(bench, table, schedule, state, period)
        change = (end - state) / scale
        drift = float(np.abs(change).max())
        newton = _solved(slopes, change)
        step = float(np.abs(newton).max())
        if step <= ARRIVED:
            return Settled(state, period, events, step, drift, rounds)
        state = _next(state, newton * scale, end)
    raise SolveError(
        f"no repeating state under {', '.join(one.words for one in regimen.given)} for "
        f"{cell.words()}: the last of {ROUNDS} steps still moved a species by {step:.2g} of its "
        f"size, and one period by {drift:.2g}."
    )


def _solved(slopes: Array, change: Array) -> Array:
    matrix = np.eye(change.size) - slopes
    try:
        solved = np.linalg.solve(matrix, change)
    except np.linalg.LinAlgError:
        solved = change
    return np.asarray(solved if np.isfinite(solved).all() else change)


def _next(state: Array, step: Array, end: Array) -> Array:
    """After the step, or where that leads too far for a species, a period later."""
    after = state + step
    low, high = np.minimum(state, end), np.maximum(state, end)
    far = (after < LEAST_LEFT * low) | (after > MOST_GAINED * high)
    return np.asarray(np.maximum(np.where(far, end, after), 0.0))


def _period(
    bench: Bench, table: Array, schedule: Schedule, state: Array, period: int
) -> tuple[Array, Array, Array]:
    """The state (ns,) after one period, slopes (ns, ns) of it in units of ``scale``, and that."""
    scale = schedule.sizes(state[None], table)[0]
    slopes = np.eye(state.size)
    cuts = schedule.times(0.0, period * DAY)
    cuts = sorted({*cuts, *(day * DAY for day in range(period + 1))})
    for left, right in pairwise(cuts):
        here = schedule.table_at(table, left)
        state = schedule.state_after(state[None], here, left)[0]
        slopes = _kept(schedule, left, state.size)[:, None] * slopes
        midnight = left // DAY * DAY
        day = _integrated(bench, here, state, (left - midnight, right - midnight), scale)
        stride = -(-(day.time.size - 1) // EDGES)
        edges = np.append(day.time[:-1:stride], day.time[-1])
        slopes = monodromy(bench.kernel, here[0], day.at, edges, scale) @ slopes
        state = np.maximum(day.state[:, -1], 0.0)
    return state, slopes, scale


def _kept(schedule: Schedule, time: float, size: int) -> Array:
    """What is left of each species, (ns,), after the losses of this hour."""
    kept = np.ones(size)
    for event in schedule.events:
        if isinstance(event, Loss) and event.time == time:
            rows = [schedule.kernel.species_names.index(name) for name in event.species]
            kept[rows] *= 1 - event.share
    return kept


def _integrated(
    bench: Bench, table: Array, state: Array, hours: tuple[float, float], scale: Array
) -> Integral:
    try:
        return integrate_recorded(
            *(machine_of(bench), table[0], state, hours), rtol=RTOL, atol=ATOL * scale, longest=1.0
        )
    except StoppedError as stop:
        raise SolveError(f"one period cannot be integrated: {stop}.") from stop
