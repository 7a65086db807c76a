"""Marks of relief and limits of safety on courses drawn by hand."""

import numpy as np
import pytest
from bodies import bench, cell, library
from hypothesis import given
from hypothesis import strategies as st

from rls_sim.clinic.readings import FREE_IRON_PEAK, SATURATION_PEAK, STORED_FERRITIN
from rls_sim.clinic.regimen import read_regimen
from rls_sim.clinic.relief import NOTICED, relief_of, weekly, weekly_fall
from rls_sim.clinic.safety import crossings, limits
from rls_sim.clinic.treat import treat

DAYS = 60


def flat(value=24.0):
    return np.full(DAYS, value)


def test_a_week_is_the_mean_of_the_last_seven_days():
    score = np.arange(20.0)
    assert weekly(score)[0] == 0.0
    assert weekly(score)[3] == 1.5
    assert weekly(score)[10] == 7.0


def test_the_days_before_treatment_count_as_untreated():
    fall = weekly_fall(flat() - 7.0, flat())
    np.testing.assert_allclose(fall[:8], [1, 2, 3, 4, 5, 6, 7, 7])


def test_a_course_that_is_lost_neither_relapses_nor_lasts():
    treated = flat() - 9.0
    treated[20:] = np.nan
    relief = relief_of(treated, flat())
    assert relief.onset == 2
    assert relief.relapse is None
    assert relief.days == 18
    lost = relief_of(np.full(DAYS, np.nan), flat())
    assert (lost.onset, lost.days) == (None, 0)
    assert np.isnan(lost.fall)


def test_relief_begins_lasts_and_ends_where_it_was_drawn():
    treated = flat()
    treated[10:40] = 14.0  # ten points lower
    relief = relief_of(treated, flat())
    assert relief.onset == 12  # the week of days 6 to 12 is lower by 3 x 10 / 7
    assert relief.fall == pytest.approx(10.0)
    assert relief.peak == 16
    assert relief.relapse == 44
    assert relief.days == 32


def test_no_relief_is_said_in_words_and_a_rise_too():
    relief = relief_of(flat() - 1.0, flat())
    assert relief.onset is None
    assert relief.words(DAYS).startswith("no relief: the score falls by 1.0")
    assert "HIGHER than untreated by 5.0" in relief_of(flat() + 5.0, flat()).words(DAYS)


def test_a_rise_after_relief_is_told_too():
    treated = flat()
    treated[:20] -= 8.0
    treated[30:] += 6.0
    relief = relief_of(treated, flat())
    assert (relief.worst, relief.worst_day) == (pytest.approx(6.0), 36)
    assert "relapse" in relief.words(DAYS)
    assert "HIGHER than untreated by 6.0 points on day 36" in relief.words(DAYS)


@given(st.lists(st.floats(0.0, 40.0), min_size=1, max_size=50))
def test_a_course_beside_itself_has_no_relief(scores):
    course = np.array(scores)
    relief = relief_of(course, course)
    assert (relief.onset, relief.days, relief.relapse) == (None, 0, None)
    assert relief.fall == pytest.approx(0.0, abs=1e-12)


@given(st.floats(NOTICED, 20.0), st.integers(1, 50))
def test_more_points_never_shorten_relief(points, length):
    def days(fall):
        treated = flat()
        treated[:length] -= fall
        return relief_of(treated, flat()).days

    assert days(points) <= days(points + 1.0)


def test_a_course_that_crosses_a_limit_says_when_and_how_far():
    found = {
        SATURATION_PEAK: flat(0.3),
        FREE_IRON_PEAK: flat(0.01),
        STORED_FERRITIN: flat(100.0),
        "labile_iron": flat(1.0),
        "haemoglobin": flat(140.0),
    }
    assert crossings(found, bench().healthy) == []
    found[SATURATION_PEAK][5:8] = (0.6, 0.9, 0.55)
    (one,) = crossings(found, bench().healthy)
    assert (one.first, one.days, one.extreme) == (5, 3, 0.9)
    assert "on 3 days from day 5 on, 0.9 at worst" in one.words()


def test_too_little_haemoglobin_is_a_danger_too_and_lost_days_are_none():
    found = {limit.reading: flat(limit.level * 0.9) for limit in limits(bench().healthy)}
    found["haemoglobin"] = flat(140.0)
    found["haemoglobin"][50:] = 60.0
    found[SATURATION_PEAK] = np.full(DAYS, np.nan)
    (one,) = crossings(found, bench().healthy)
    assert (one.limit.reading, one.first, one.extreme) == ("haemoglobin", 50, 60.0)
    assert "haemoglobin below 70 g/L on 10 days" in one.words()


def test_the_limit_of_the_neuron_is_the_models_own():
    limit = next(one for one in limits(bench().healthy) if one.reading == "labile_iron")
    assert limit.level == bench().healthy["overload_threshold"].value


def test_a_gram_of_iron_in_the_replete_crosses_and_a_tablet_does_not():
    def crossed(dose):
        regimen = read_regimen([dose], library(), 30)
        found = treat(bench(), cell(), regimen, 30, ("serum_ferritin",))
        return {one.limit.reading for one in found.crossings()}

    assert SATURATION_PEAK in crossed("iv_iron=1000mg@d0")
    assert crossed("oral_iron=65mg@08:00/2d") == set()
