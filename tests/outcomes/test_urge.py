"""The urge at rest: it builds on the deficit and fades, and closes over the day."""

from itertools import pairwise

import numpy as np
import pytest
from cells import day_with
from courses import GRID, GivenDay, wave
from scipy.integrate import solve_ivp

from rls_sim.outcomes.legs import cell_loss, deficit, deficit_hours, urge, urge_of_a_rest

VALUES = {"urge_threshold": 0.7, "urge_build": 8.0, "urge_decay": 1.5}


def given_gate(gate, **values):
    return GivenDay({"gate": gate}, VALUES | values)


def integrated(day, days):
    """The urge (289,) on the last of ``days`` days, by SciPy, from no urge at their start.

    Stopped at every point: between two points the deficit is a straight line.
    """
    source = day.parameter("urge_build") * deficit(day)
    decay, course = day.parameter("urge_decay"), [0.0]

    def rate(time, state):
        return np.interp(time, GRID, source) - decay * state

    for _ in range(days):
        course = [course[-1]]
        for begins, ends in pairwise(GRID):
            step = solve_ivp(rate, (begins, ends), [course[-1]], rtol=1e-10, atol=1e-12)
            course.append(step.y[0, -1])
    return np.array(course)


@pytest.mark.parametrize("decay", [0.3, 1.5, 10.0])
def test_urge_agrees_with_an_integration(decay):
    day = given_gate(wave(0.7, 0.4, 1.0), urge_decay=decay)
    # After three days at most exp(-21) is left of the first guess, and the fourth is compared.
    np.testing.assert_allclose(urge(day), integrated(day, 4), rtol=1e-7, atol=1e-9)


def test_urge_of_a_real_cell_agrees_with_an_integration():
    day = day_with({"neuron.receptor_density": 0.5})
    assert urge(day).max() > 0.5
    np.testing.assert_allclose(urge(day), integrated(day, 2), rtol=1e-7, atol=1e-9)


def test_a_steady_deficit_gives_a_steady_urge():
    day = given_gate(np.full(GRID.size, 0.9))
    np.testing.assert_allclose(urge(day), 8.0 * 0.2 / 1.5, rtol=1e-12)


def test_there_is_no_urge_below_the_threshold():
    day = given_gate(wave(0.5, 0.3, 2.0))
    assert not urge(day).any()
    assert deficit_hours(day) == 0.0


def test_an_urge_at_midnight_is_carried_into_the_next_day():
    day = given_gate(np.where(GRID > 22.0, 1.0, 0.2))
    course = urge(day)
    assert course[0] == pytest.approx(course[-1], rel=1e-12)
    assert course[0] > 1.0
    assert course[12] == pytest.approx(course[1] * np.exp(-1.5 * 11 / 12), rel=1e-9)


def test_deficit_hours_are_those_of_the_gate_above_its_threshold():
    day = given_gate(wave(0.7, 0.3, 2.0))
    assert deficit_hours(day) == pytest.approx(12.0, abs=1e-3)
    np.testing.assert_array_equal(deficit(day) > 0, day["gate"] > 0.7)


@pytest.mark.parametrize("begins", [20.0, 23.5])
def test_a_rest_starts_free_of_urge_and_follows_the_law(begins):
    """A steady deficit: U = build d / decay (1 - exp(-decay t)), also past midnight."""
    day = given_gate(np.full(GRID.size, 0.9))
    course = urge_of_a_rest(day, begins, 1.0)
    rested = np.linspace(0.0, 1.0, 13)
    expected = 8.0 * 0.2 / 1.5 * (1 - np.exp(-1.5 * rested))
    np.testing.assert_allclose(course, expected, rtol=1e-12, atol=1e-15)


def test_a_rest_reads_the_deficit_of_its_own_hour():
    day = given_gate(np.where((GRID > 20.0) & (GRID < 21.0), 1.0, 0.2))
    assert urge_of_a_rest(day, 20.0, 1.0)[-1] > 1.0
    assert not urge_of_a_rest(day, 21.0, 1.0).any()
    assert not urge_of_a_rest(day, 18.9, 1.0).any()


def test_a_steady_hazard_leaves_what_an_exponential_leaves():
    day = GivenDay({"hazard": np.full(GRID.size, 1e-5)}, {})
    assert cell_loss(day, "hazard") == pytest.approx(1 - np.exp(-1e-5 * 24 * 365.25 * 10))
    assert cell_loss(GivenDay({"hazard": np.zeros(GRID.size)}, {}), "hazard") == 0.0


def test_a_tiny_hazard_is_not_lost_in_rounding():
    day = GivenDay({"hazard": np.full(GRID.size, 1e-25)}, {})
    assert cell_loss(day, "hazard") == pytest.approx(87_660e-25, rel=1e-9, abs=0)
