"""Women with a child on its way or just born: followed from their own day, week by week.

A pregnancy is over before stores come to rest, so it has no day that repeats. Each woman begins on
the periodic day that she had before, and is integrated to the week in which she is met. Then the
last 24 hours are read as if they repeated, less what they drift from one midnight to the next.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rls_sim.clinic.population.bodies import red_cell_share
from rls_sim.clinic.population.population import Array, Population
from rls_sim.clinic.population.solving import table_of
from rls_sim.clinic.population.storing import People
from rls_sim.errors import SolveError
from rls_sim.numerics.batch import solve_days
from rls_sim.numerics.rosenbrock import integrate_batch
from rls_sim.outcomes.days import DayBatch
from rls_sim.study.cell import Bench
from rls_sim.study.sweeps.sweep import Task

WEEK, DAY = 168.0, 24.0  # h
TERM = 40  # weeks
TRIMESTERS = (0, 13, 26)  # weeks at which they begin
NODES = 32  # of the day that is read
RTOL = 1e-4  # of the integration; a hundredth of it moves no outcome by more than 1e-3 (a test)
ABSENT = 1e-6  # of the largest value of a species in health: less counts as none


@dataclass(frozen=True, eq=False)
class Followed:
    """Women by number (m,): what their last day came to, and why some have none, (m,)."""

    person: NDArray[np.int64]
    outcomes: Mapping[str, NDArray[Any]]
    error: NDArray[np.str_]


def expecting(people: People) -> NDArray[np.int64]:
    """The numbers of the women who are pregnant or have lately been."""
    traits = people.traits
    return np.flatnonzero((traits["pregnant"] > 0) | ~np.isnan(traits["weeks_after_delivery"]))


def weeks_of(people: People, persons: NDArray[Any]) -> NDArray[np.int64]:
    """Whole weeks since each woman conceived, (m,)."""
    week = people.traits["pregnancy_week"][persons]
    after = people.traits["weeks_after_delivery"][persons]
    weeks = np.where(np.isnan(week), TERM + np.nan_to_num(after), np.nan_to_num(week))
    return np.asarray(np.floor(weeks), dtype=np.int64)


def follow_women(
    people: People,
    task: Task,
    persons: NDArray[np.int64],
    *,
    weeks: NDArray[np.int64] | None = None,
    rtol: float = RTOL,
    each_week: Callable[[int, Array], None] | None = None,
) -> Followed:
    """
    Follow women from their own day to their last, at midnight of the week in which they are met.

    ``weeks`` (m,) since conception are those of `weeks_of` unless given; ``each_week`` is told the
    week and the states (m, ns) at its end. What a woman's day comes to does not depend on who else
    is followed; a woman who cannot be is told in ``error``. Raises SolveError where this machine
    has no compiled code.
    """
    bench = task.bench
    machine = getattr(bench.kernel, "machine", None)
    if machine is None:
        raise SolveError("to follow pregnancies compiled code is needed, and here there is none")
    own = table_of(people, task, persons)
    met = weeks_of(people, persons) if weeks is None else weeks
    days = solve_days(bench.kernel, own, bench.healthy_cycle)
    state = np.where(days.converged[:, None], days.state[:, :, 0], np.nan)
    error = np.where(days.converged, "", "she had no periodic day before").astype(object)
    healthy = np.abs(bench.healthy_cycle.state).max(axis=1)
    atol = ABSENT * np.where(healthy > 0, healthy, healthy.max())
    last = np.full((*state.shape, NODES), np.nan)
    final = own.copy()
    times = DAY * np.arange(1, NODES + 1) / NODES
    for week in range(int(met.max(initial=0)) + 1):
        here = _in_week(people, task, persons, own, week)
        alive = np.isfinite(state).all(axis=1)
        ends_now = alive & (met == week)
        goes_on = alive & (met > week)
        if ends_now.any():
            ends = integrate_batch(
                machine, here[ends_now], state[ends_now], (0.0, DAY),
                rtol=rtol, atol=atol, output_times=times,
            )  # fmt: skip
            last[ends_now] = _closed(state[ends_now], ends.outputs)
            final[ends_now] = here[ends_now]
        if not goes_on.any():
            break
        ends = integrate_batch(
            machine, here[goes_on], state[goes_on], (0.0, WEEK), rtol=rtol, atol=atol
        )
        state[goes_on] = np.where(ends.done[:, None], np.maximum(ends.state, 0.0), np.nan)
        if each_week is not None:
            each_week(week, state)
    error[(error == "") & ~np.isfinite(last).all(axis=(1, 2))] = "the integration got stuck"
    batch = DayBatch.of_orbits(bench.model, bench.kernel, final, last, bench.healthy_day)
    assert bench.evaluate_many is not None
    outcomes = bench.evaluate_many(batch, task.layout.outcomes)
    return Followed(persons, outcomes, error.astype(str))


def _closed(start: Array, outputs: Array) -> Array:
    """The day (m, ns, NODES) from its states after each node, (m, NODES, ns), without its drift."""
    orbit = np.concatenate([start[:, None, :], outputs], axis=1)
    drift = (orbit[:, -1] - orbit[:, 0])[:, None, :]
    share = np.arange(NODES + 1)[None, :, None] / NODES
    # About the middle of the day: what it has drifted by then stays.
    closed = np.moveaxis((orbit - drift * (share - 0.5))[:, :-1], 1, 2)
    return np.asarray(np.maximum(closed, 0.0))


def _in_week(people: People, task: Task, persons: NDArray[Any], own: Array, week: int) -> Array:
    """The parameters (m, np) of women in a week since they conceived."""
    bench, population = task.bench, people.population
    table = own.copy()
    names = bench.kernel.parameter_names

    def column(name: str) -> int:
        return names.index(bench.healthy.resolve(name))

    monthly = people.traits["menstrual_loss"][persons]
    lost = monthly / population["menstruation.cycle"].value
    if week < TERM:
        trimester = float(np.searchsorted(TRIMESTERS, week, side="right"))
        clearance = population["pregnancy.placental_clearance"].at(trimester)
        size = people.traits["size"][persons]
        placenta = clearance * size * bench.healthy["placental_clearance"].canonical_factor
        table[:, column("placental_clearance")] = placenta
        table[:, column("red_cell_iron_reference")] *= population["pregnancy.marrow_call"].at(
            trimester
        )
        table[:, column("blood_volume")] *= population["pregnancy.blood_volume"].at(trimester)
    elif week == TERM:
        lost = lost - population["pregnancy.delivery_loss"].value / 7
    loss = bench.healthy["blood_loss"].canonical_factor * red_cell_share(bench) * lost
    place = column("blood_loss")
    table[:, place] = np.maximum(table[:, place] - loss, 0.0)
    return table


def taken_by_child(
    bench: Bench, population: Population, followed: Mapping[int, Array]
) -> dict[int, float]:
    """Mean iron that placenta takes at the end of each week followed, mg a day."""
    species = list(bench.kernel.species_names).index("plasma.diferric_transferrin")
    taken = {}
    for week, state in followed.items():
        trimester = float(np.searchsorted(TRIMESTERS, week, side="right"))
        clearance = float(population["pregnancy.placental_clearance"].at(trimester))
        taken[week] = float(np.nanmean(state[:, species])) * clearance * 2 * 55.845e-3 * DAY
    return taken
