"""A rest, a walk and a rest: the urge of a cell at each minute, and how movement relieves it."""

import numpy as np
import pytest
from cells import day_with

from rls_sim.hypotheses.experiments.rest_test import schedule
from rls_sim.outcomes.legs import urge_of_a_rest
from rls_sim.outcomes.symptoms import relief_by_movement

EVENING, WALK = 21.0, 15.0  # h of the clock; minutes
SICK = {"neuron.receptor_density": 0.5}
RESTED, WALKED = 60.0, 60.0 + WALK  # minutes at which the walk begins and ends


def day_of(relief, **values):
    return day_with(SICK | {"urge_movement_relief": relief} | values)


def urge_at(day, minute):
    return schedule(EVENING, WALK, minute)(day)


def test_until_the_walk_the_urge_is_that_of_a_rest():
    day = day_of(60.0)
    course = urge_of_a_rest(day, EVENING, 1.0)
    read = [urge_at(day, minute) for minute in np.arange(0.0, 61.0, 5.0)]
    np.testing.assert_allclose(read, course, rtol=1e-15)
    assert course[-1] > 0.5  # there is something to relieve


@pytest.mark.parametrize("relief", [0.0, 6.0, 60.0])
@pytest.mark.parametrize("minute", [61.0, 65.0, 70.0, WALKED])
def test_while_legs_move_the_urge_fades_at_both_rates(relief, minute):
    day = day_of(relief)
    hours = (minute - RESTED) / 60
    left = np.exp(-(1.5 + relief) * hours)
    assert urge_at(day, minute) == pytest.approx(urge_at(day, RESTED) * left, rel=1e-12)


@pytest.mark.parametrize("minute", [80.0, 100.0, 135.0])
def test_after_the_walk_what_is_left_fades_as_at_rest_and_a_new_rest_builds(minute):
    day = day_of(6.0)
    again = urge_of_a_rest(day, EVENING + WALKED / 60, 1.0)[round((minute - WALKED) / 5)]
    left = urge_at(day, WALKED) * np.exp(-1.5 * (minute - WALKED) / 60)
    assert urge_at(day, minute) == pytest.approx(left + again, rel=1e-12)


@pytest.mark.parametrize("minute", [60.0, 70.0, WALKED, 90.0, 135.0])
def test_without_relief_the_fading_of_rest_is_all_there_is(minute):
    """As the model had it before: one rate from the end of the first rest on."""
    day = day_of(0.0)
    left = urge_at(day, RESTED) * np.exp(-1.5 * (minute - RESTED) / 60)
    again = urge_of_a_rest(day, EVENING + WALKED / 60, 1.0)
    built = again[round((minute - WALKED) / 5)] if minute > WALKED else 0.0
    assert urge_at(day, minute) == pytest.approx(left + built, rel=1e-12)
    assert relief_by_movement(day) == pytest.approx(60 * np.log(2) / 1.5)


def test_as_shipped_a_walk_relieves_within_minutes():
    day = day_with(SICK)
    assert relief_by_movement(day) < 1.0
    assert urge_at(day, WALKED) < 1e-3 * urge_at(day, RESTED)
    assert urge_at(day, WALKED + 60.0) > 0.5 * urge_at(day, RESTED)  # and sitting brings it back


def test_relief_changes_nothing_at_rest():
    with_it, without = day_of(60.0), day_of(0.0)
    at_rest = [urge_of_a_rest(day, EVENING, 1.0) for day in (with_it, without)]
    np.testing.assert_array_equal(*at_rest)
    assert urge_at(with_it, WALKED) < urge_at(without, WALKED)
