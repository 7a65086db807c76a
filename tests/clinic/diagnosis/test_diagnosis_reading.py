"""Readings have the error that their test says, and lose what that error costs."""

import numpy as np
import pytest
from by_hand import a_test
from scipy.stats import norm

from rls_sim.clinic.diagnosis.reading import ErrorScale, likelihood, readings
from rls_sim.clinic.diagnosis.roc import area

ONES = np.ones(40_000)


def test_errors_that_multiply_have_the_cv_that_is_told():
    test = a_test(sd=0.0, analytic_cv=0.1, person_cv=0.2, allowed=(0.0, 1e6), floor=0.0)
    found = readings(test, {"serum_ferritin": np.full(40_000, 50.0)}, 1, ONES)
    logs = np.log(found / 50)
    # Standard errors: of the mean 0.0011, of the spread 0.0008.
    assert np.mean(logs) == pytest.approx(0.0, abs=0.004)
    assert np.expm1(np.var(logs)) == pytest.approx(0.1**2 + 0.2**2, rel=0.03)


def test_errors_that_add_have_the_spread_that_is_told():
    found = readings(a_test(sd=3.0), {"serum_ferritin": np.full(40_000, 50.0)}, 1, ONES)
    assert found.mean() == pytest.approx(50.0, abs=0.06)
    assert found.std() == pytest.approx(3.0, rel=0.02)


@pytest.mark.parametrize(("level", "spread"), [(0.0, 2.0), (1000.0, 300.0)])
def test_errors_of_both_kinds_add_below_and_multiply_above(level, spread):
    test = a_test(sd=2.0, person_cv=0.3)
    found = readings(test, {"serum_ferritin": np.full(40_000, level)}, 1, ONES)
    # A CV is that of small errors; 0.3 skews the upper one by 5 %.
    assert found.std() == pytest.approx(spread, rel=0.08)


def test_the_scale_leads_there_and_back():
    values = np.array([0.0, 0.1, 3.0, 500.0])
    for scale in (ErrorScale(0.3, 2.0), ErrorScale(0.0, 2.0)):
        np.testing.assert_allclose(scale.reading(scale.scaled(values)), values, atol=1e-12)
    scale = ErrorScale(0.3, 0.0)
    np.testing.assert_allclose(scale.reading(scale.scaled(values[1:])), values[1:])


def test_laboratories_count_only_where_they_are_not_one():
    test = a_test(sd=0.0, analytic_cv=0.05, laboratory_cv=0.2)
    one, any_one = ErrorScale.of(test), ErrorScale.of(test, one_laboratory=False)
    assert np.expm1(one.log_sd**2) == pytest.approx(0.05**2)
    assert np.expm1(any_one.log_sd**2) == pytest.approx(0.05**2 + 0.2**2)


@pytest.mark.parametrize("error", [0.5, 1.0, 3.0])
def test_error_lowers_the_area_as_the_closed_form_says(error):
    chance = np.random.default_rng(2)
    ill = np.arange(40_000) < 20_000
    truth = np.where(ill, -1.5, 0.0) + chance.normal(size=40_000)
    found = readings(a_test(sd=error), {"serum_ferritin": truth}, 5, ONES)
    due = norm.cdf(1.5 / np.sqrt(2 * (1 + error**2)))
    seen = area(-found, ill, ONES)
    assert seen.value == pytest.approx(due, abs=4 * seen.error)
    assert due < norm.cdf(1.5 / np.sqrt(2))


def test_misreadings_shrink_what_an_area_has_above_a_half():
    chance = np.random.default_rng(3)
    ill = np.arange(40_000) < 20_000
    truth = np.where(ill, -2.0, 0.0) + chance.normal(size=40_000)
    clean = area(-readings(a_test(sd=1e-6), {"serum_ferritin": truth}, 1, ONES), ill, ONES)
    blurred = readings(a_test(sd=1e-6, misread=0.2), {"serum_ferritin": truth}, 1, ONES)
    seen = area(-blurred, ill, ONES)
    # Both read aright, or one of them: then half of the gain is left on each side; none if both.
    gain, half = clean.value - 0.5, clean.value / 2 + 0.25 - 0.5
    due = 0.5 + 0.8**2 * gain + 2 * 0.8 * 0.2 * half
    assert seen.value == pytest.approx(due, abs=4 * seen.error)


def test_so_many_are_not_measured_and_low_readings_are_told_as_the_floor():
    test = a_test(unmeasured=0.3, floor=49.0)
    found = readings(test, {"serum_ferritin": np.full(40_000, 50.0)}, 1, ONES)
    assert np.isnan(found).mean() == pytest.approx(0.3, abs=0.01)
    assert (found == 49.0).sum() / 28_000 == pytest.approx(norm.cdf(-1), abs=0.01)


def test_who_has_no_day_has_no_reading():
    found = readings(a_test(misread=0.5), {"serum_ferritin": np.array([1.0, np.nan])}, 1, ONES[:2])
    assert np.isfinite(found[0])
    assert np.isnan(found[1])


def test_other_tests_and_their_number_change_no_reading():
    outcomes = {"serum_ferritin": np.linspace(10, 90, 50)}
    first = readings(a_test("one", other_cv=0.2), outcomes, 4, ONES[:50])
    readings(a_test("other"), outcomes, 4, ONES[:50])
    again = readings(a_test("one", other_cv=0.2), outcomes, 4, ONES[:50])
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, readings(a_test("other"), outcomes, 4, ONES[:50]))


def test_what_sets_people_apart_besides_spreads_them():
    test = a_test(sd=1e-9, other_cv=0.4, background_median=0.0)
    found = readings(test, {"serum_ferritin": np.full(40_000, 10.0)}, 1, ONES)
    assert np.expm1(np.log(found / 10).var()) == pytest.approx(0.16, rel=0.05)
    test = a_test(sd=1e-9, background_median=3.0, background_log_sd=1.0)
    found = readings(test, {"serum_ferritin": np.zeros(40_000)}, 1, ONES)
    assert np.median(found) == pytest.approx(3.0, rel=0.03)


def test_the_likelihood_is_a_density_and_below_the_floor_a_probability():
    scale = ErrorScale(0.0, 2.0)
    there = scale.scaled(np.array([0.0, 4.0, np.nan]))
    found = likelihood(scale, there, 2.0)
    assert found[0] == pytest.approx(norm.pdf(1.0))
    assert found[2] == 0.0
    below = likelihood(scale, there, 2.0, below=True)
    np.testing.assert_allclose(below, [norm.cdf(1.0), norm.cdf(-1.0), 0.0])
