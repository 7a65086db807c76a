"""Every state of a cell is reached by real parameters, and each threshold decides its own."""

from itertools import product

import numpy as np
import pytest
from cells import brain, day_with, healthy_day
from courses import day_of

from rls_sim.outcomes.legs import cell_loss, deficit_hours
from rls_sim.outcomes.measures import evaluate, state
from rls_sim.outcomes.states import CellState, state_of, states_of

DECLARED = brain()[0].parameters
RECEPTORS = "neuron.receptor_density"


def half_a_day_later():
    """Every clock turned by twelve hours."""
    hours = {n: p.value for n, p in DECLARED.items() if n.endswith("_clock_acrophase")}
    return {name: (hour + 12.0) % 24.0 for name, hour in hours.items()}


def failing_for_a_few_hours():
    """The most receptors with which function fails for two to six hours, clock as it is."""
    for density in np.arange(0.8, 0.3, -0.05):
        if 2.0 < deficit_hours(day_with({RECEPTORS: density})) < 6.0:
            return {RECEPTORS: density}
    raise AssertionError("no cell fails for two to six hours")


CELLS = {
    CellState.DYING: {RECEPTORS: 0.02},
    CellState.DEFICIENT: {RECEPTORS: 0.15},
    CellState.NIGHT_DEFICIENT: failing_for_a_few_hours(),
    CellState.DAY_DEFICIENT: failing_for_a_few_hours() | half_a_day_later(),
    CellState.FUNCTIONAL: {},
    CellState.OVERLOADED: {"neuron.ferroportin_density": 0.0},
}


def test_there_is_a_cell_for_every_state():
    assert set(CELLS) == set(CellState)


@pytest.mark.parametrize("expected", CellState)
def test_every_state_is_reached(expected):
    assert state(day_with(CELLS[expected])) is expected
    assert evaluate(day_with(CELLS[expected]))["state"] == expected.value


def test_the_states_of_many_are_those_of_each():
    holds, fails = 0.5, -0.5
    names = ("overload_loss", "overload_iron", "deficiency_loss", "night_reserve", "day_reserve")
    every = np.array(list(product((holds, 0.0, fails), repeat=len(names))))
    words = states_of(dict(zip(names, every.T, strict=True)))
    assert set(words) == {str(one) for one in CellState}
    for margins, word in zip(every, words, strict=True):
        assert state_of(dict(zip(names, margins.tolist(), strict=True))) is CellState(word)


def test_fewer_receptors_never_make_a_better_cell():
    """From well over failing at night to failing always to dying: each once, in this order."""
    order = [
        CellState.FUNCTIONAL,
        CellState.NIGHT_DEFICIENT,
        CellState.DEFICIENT,
        CellState.DYING,
    ]
    densities = (2.0, 1.0, 0.8, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1, 0.05, 0.02)
    ranks = [order.index(state(day_with({RECEPTORS: density}))) for density in densities]
    assert ranks == sorted(ranks)
    assert set(ranks) == {0, 1, 2, 3}


def test_turning_the_clock_turns_the_state_and_nothing_else():
    night, day = (
        day_with(CELLS[CellState.NIGHT_DEFICIENT]),
        day_with(CELLS[CellState.DAY_DEFICIENT]),
    )
    assert deficit_hours(night) == pytest.approx(deficit_hours(day), rel=1e-6)
    half = 12 * 12
    turned = np.roll(day["gate"][:-1], half)
    np.testing.assert_allclose(turned, night["gate"][:-1], rtol=1e-6)


@pytest.mark.parametrize(
    ("changes", "threshold", "expected"),
    [
        ({RECEPTORS: 0.1}, {}, CellState.DEFICIENT),
        ({RECEPTORS: 0.1}, {"dying_threshold": 0.02}, CellState.DYING),
        ({RECEPTORS: 0.05}, {}, CellState.DYING),
        ({RECEPTORS: 0.05}, {"dying_threshold": 0.5}, CellState.DEFICIENT),
        ({RECEPTORS: 0.6}, {"urge_threshold": 2.0}, CellState.FUNCTIONAL),
        ({}, {"urge_threshold": 0.2}, CellState.DEFICIENT),
        ({"neuron.ferroportin_density": 0.1}, {}, CellState.FUNCTIONAL),
        ({"neuron.ferroportin_density": 0.1}, {"overload_threshold": 1.5}, CellState.OVERLOADED),
    ],
)
def test_a_state_turns_on_its_own_threshold(changes, threshold, expected):
    assert state(day_with(changes | threshold)) is expected


def test_a_cell_that_iron_kills_is_overloaded_below_the_threshold_of_labile_iron():
    day = day_with({"overload_hazard_half_point": 3.0, "overload_hazard_maximal": 5e-3})
    assert day.mean("labile_iron") < day.parameter("overload_threshold")
    assert cell_loss(day, "overload_hazard") > day.parameter("dying_threshold")
    assert state(day) is CellState.OVERLOADED


def test_life_comes_before_function():
    day = day_with(CELLS[CellState.DYING])
    assert deficit_hours(day) == 24.0
    assert state(day) is CellState.DYING


def test_a_cell_that_fails_in_one_hour_after_midnight_fails_at_night():
    """Dopamine withdrawn for an hour; what stays of it is read at the hour that it is gone."""
    level = healthy_day()["extracellular_dopamine"]
    hour = healthy_day().time
    gone = np.where((hour > 1.0) & (hour < 2.0), 0.0, level)
    assert state(day_of("extracellular_dopamine", gone)) is CellState.NIGHT_DEFICIENT
    gone = np.where((hour > 13.0) & (hour < 14.0), 0.0, level)
    assert state(day_of("extracellular_dopamine", gone)) is CellState.DAY_DEFICIENT
