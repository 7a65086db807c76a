"""What is read off a day, against answers known in closed form."""

import numpy as np
import pytest
from cells import brain, day_with, healthy_cycle, healthy_day
from courses import GRID, GivenDay, day_of, wave
from hypothesis import given
from hypothesis import strategies as st
from strategies import clock_times

from rls_sim.errors import UnknownNameError
from rls_sim.outcomes.day import Day, lagged

NOTHING = GivenDay({}, {})
STEP = GRID[1] - GRID[0]


def apart(hour, other):
    """Hours between two clock times."""
    return abs((hour - other + 12) % 24 - 12)


@given(clock_times, st.floats(-0.9, 0.9))
def test_hours_above_a_level_agree_with_the_arc_cosine(acrophase, level):
    """A chord misses its arc by h^2 / 8 f'', so a crossing moves by that over f': below 1e-3 h."""
    inside = np.cos(2 * np.pi * (GRID - acrophase) / 24) - level
    assert NOTHING.hours(inside) == pytest.approx(np.arccos(level) * 24 / np.pi, abs=1e-3)


@given(clock_times, st.floats(0.5, 11.5))
def test_hours_of_a_course_of_straight_lines_are_exact(middle, half):
    """The sides of the tent are met between points as well as on them, and over midnight."""
    distance = np.abs((GRID - middle + 12) % 24 - 12)
    inside = half - distance
    kink = np.abs(distance[:-1] - distance[1:]) < STEP * 0.999  # only kinks bend between points
    assert kink.sum() <= 3
    assert NOTHING.hours(inside) == pytest.approx(2 * half, abs=1e-9)


def test_hours_of_all_and_of_none():
    assert NOTHING.hours(np.full(GRID.size, 1e-9)) == pytest.approx(24.0, abs=1e-12)
    assert NOTHING.hours(np.full(GRID.size, -1e-9)) == 0.0
    assert NOTHING.hours(np.zeros(GRID.size)) == 0.0


@given(clock_times, clock_times)
def test_acrophase_is_that_of_the_daily_wave_whatever_rides_on_it(acrophase, other):
    course = wave(5.0, 0.3, acrophase) + wave(1.0, 0.5, other, 2) + wave(1.0, 0.4, other, 3)
    assert apart(NOTHING.acrophase(course), acrophase) < 1e-9


def test_acrophase_is_a_clock_time():
    assert 0 <= NOTHING.acrophase(wave(acrophase=23.99)) < 24
    assert NOTHING.acrophase(wave(acrophase=17.3)) == pytest.approx(17.3)


@given(st.integers(1, 8), st.floats(0.05, 50.0), clock_times)
def test_a_pool_lags_and_flattens_each_wave_as_it_must(harmonic, hours, acrophase):
    turns = 2 * np.pi * harmonic / 24
    amplitude = 0.5 / np.sqrt(1 + (turns * hours) ** 2)
    lag = np.arctan(turns * hours) / turns
    expected = wave(3.0, amplitude, acrophase + lag, harmonic)
    found = lagged(wave(3.0, 0.5, acrophase, harmonic), hours, STEP)
    np.testing.assert_allclose(found, expected, rtol=1e-12)


def test_a_pool_that_turns_over_at_once_passes_all_and_a_slow_one_the_mean():
    course = wave(2.0, 0.6, 5.0) + wave(1.0, 0.2, 9.0, 3)
    np.testing.assert_allclose(lagged(course, 0.0, STEP), course, rtol=1e-12)
    np.testing.assert_allclose(lagged(course, 1e6, STEP), 3.0, rtol=1e-4)


def test_spinal_homovanillic_acid_lags_its_source_by_the_turnover_of_spinal_fluid():
    from rls_sim.outcomes.measures import find_measure

    day = day_of("homovanillic_acid", wave(7.0, 0.2, 10.0))
    hours = day.parameter("cerebrospinal.volume") / day.parameter("cerebrospinal_flow")
    turns = 2 * np.pi / 24
    found = find_measure("spinal_homovanillic_acrophase").function(day)
    assert found == pytest.approx(10.0 + np.arctan(turns * hours) / turns, abs=1e-9)


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [(6.0, 18.0, 12.0), (18.0, 6.0, 12.0), (22.0, 6.0, 8.0), (9.0, 9.0, 0.0)],
)
def test_a_stretch_of_the_day_may_pass_midnight(start, end, hours):
    inside = NOTHING.during(start, end)[:-1]
    assert ((GRID[:-1][inside] - start) % 24 < hours).all()
    assert inside.sum() == round(hours * 12)


def test_the_least_and_the_mean_of_a_stretch_are_those_of_its_points():
    course = wave(2.0, 0.6, 5.0)
    for start, end in ((6.0, 18.0), (21.3, 6.7)):
        inside = NOTHING.during(start, end)
        assert NOTHING.least_during(course, start, end) == course[inside].min()
        assert NOTHING.mean_during(course, start, end) == pytest.approx(course[inside].mean())
    assert NOTHING.least_during(course, 9.0, 9.0) == np.inf


@pytest.mark.parametrize(("begins", "first"), [(0.0, 0), (20.0, 240), (23.5, 282), (24.0, 0)])
def test_a_stretch_of_steps_begins_at_its_hour_and_passes_midnight(begins, first):
    steps = np.arange(288.0)
    found = NOTHING.stretch(steps, begins, 1.0)
    np.testing.assert_array_equal(found, (first + np.arange(12)) % 288)


def test_courses_of_many_are_read_along_their_last_axis():
    many = np.stack([wave(1.0 + i, 0.2, 3.0 * i) for i in range(1, 5)])
    assert NOTHING.acrophase(many) == pytest.approx([NOTHING.acrophase(one) for one in many])
    hours = NOTHING.hours(many - 2.0)
    np.testing.assert_array_equal(hours, [NOTHING.hours(one - 2.0) for one in many])
    late = lagged(many, np.array([[0.5], [1.0], [2.0], [9.0]]), STEP)
    for found, one, pool in zip(late, many, (0.5, 1.0, 2.0, 9.0), strict=True):
        np.testing.assert_allclose(found, lagged(one, pool, STEP), rtol=1e-14)


def test_a_mean_counts_midnight_once():
    day = day_of("homovanillic_acid", wave(4.0, 0.9, 0.0))
    assert day.mean("homovanillic_acid") == pytest.approx(4.0, rel=1e-12)


def test_a_day_is_read_by_name_also_without_its_place():
    day, (_, kernel) = healthy_day(), brain()
    np.testing.assert_array_equal(day["labile_iron"], day["neuron.labile_iron"])
    p = kernel.parameter_vector(day.model.parameters)
    flux = kernel.fluxes(day.time, day.state, p)[kernel.reaction_names.index("dopamine_reuptake")]
    np.testing.assert_array_equal(day["dopamine_reuptake"], flux)
    gate = kernel.derived(day.time, day.state, p)[kernel.derived_names.index("gate")]
    np.testing.assert_array_equal(day["gate"], gate)
    with pytest.raises(UnknownNameError, match="labile_iron"):
        day["labil_iron"]


def test_a_day_is_sampled_every_five_minutes_and_ends_as_it_began():
    day = Day.from_orbit(brain()[0], healthy_cycle().at)
    assert day.time.size == 289
    np.testing.assert_allclose(np.diff(day.time), 1 / 12)
    np.testing.assert_allclose(day.state[:, -1], day.state[:, 0], rtol=1e-12)
    np.testing.assert_allclose(day.state[:, 90], healthy_cycle().at(7.5), rtol=1e-12)


def test_relative_is_to_the_healthy_day():
    day = day_with({"neuron.receptor_density": 0.4})
    expected = day.mean("labile_iron") / healthy_day().mean("labile_iron")
    assert day.relative("labile_iron") == pytest.approx(expected)
    assert day.healthy is healthy_day()
    assert healthy_day().relative("labile_iron") == 1.0
