"""Virtual autopsies: how often a study sees a difference, against closed forms."""

import numpy as np
import pytest
from scipy.stats import nct, t, ttest_ind

from rls_sim.hypotheses.experiments.autopsy import (
    Autopsy,
    _tests,
    among_many,
    log_scatter,
    power,
    virtual_studies,
)
from rls_sim.hypotheses.experiments.cells import Arm
from rls_sim.hypotheses.observations import load_observations

SHIFTS = np.log([1.0, 0.8, 0.58, 0.3])
SCATTER = log_scatter(0.5)


def closed_form(effect, m, n):
    """Power of the two-sided t test at 5 % for a difference of so many standard deviations."""
    free = m + n - 2
    off, limit = effect * np.sqrt(m * n / (m + n)), t.ppf(0.975, free)
    return 1 - nct.cdf(limit, free, off) + nct.cdf(-limit, free, off)


@pytest.mark.parametrize("brains", [(7, 5), (20, 20)])
def test_power_is_that_of_the_t_test(brains):
    expected = [closed_form(abs(shift) / SCATTER, *brains) for shift in SHIFTS]
    assert power(SHIFTS, SCATTER, brains) == pytest.approx(expected, rel=1e-9)
    assert power(SHIFTS, SCATTER, brains)[0] == pytest.approx(0.05)


def test_virtual_brains_show_it_as_often_as_the_closed_form_says():
    studies = 20_000
    chance = np.random.default_rng(4)
    p, lower = virtual_studies(SHIFTS, SCATTER, (7, 5), studies, chance)
    seen = (p < 0.05).mean(axis=1)
    due = power(SHIFTS, SCATTER, (7, 5))
    assert np.all(np.abs(seen - due) < 4 * np.sqrt(due * (1 - due) / studies))
    assert lower.mean(axis=1)[0] == pytest.approx(0.5, abs=0.02)
    assert lower.mean(axis=1)[-1] > 0.99


def test_tests_are_those_of_scipy():
    chance = np.random.default_rng(5)
    cases, controls = chance.standard_normal((3, 7)), 0.5 + chance.standard_normal((3, 5))
    p, lower = _tests(cases, controls)
    assert p == pytest.approx(ttest_ind(cases, controls, axis=-1).pvalue)
    assert list(lower) == list(cases.mean(axis=-1) < controls.mean(axis=-1))


def test_members_that_differ_add_to_the_scatter_between_brains():
    chance = np.random.default_rng(6)
    spread = 0.8 * chance.standard_normal(4000)
    alike = among_many(np.full(4000, -0.8), np.zeros(4000), SCATTER, (7, 5), chance)
    unlike = among_many(spread - 0.8, spread, SCATTER, (7, 5), chance)
    assert alike.mean() == pytest.approx(power(np.array([-0.8]), SCATTER, (7, 5))[0], abs=0.03)
    total = np.hypot(SCATTER, 0.8)
    assert unlike.mean() == pytest.approx(power(np.array([-0.8]), total, (7, 5))[0], abs=0.03)


def test_scatter_has_the_coefficient_of_variation_that_was_asked_for():
    drawn = np.exp(SCATTER * np.random.default_rng(7).standard_normal(400_000))
    assert drawn.std() / drawn.mean() == pytest.approx(0.5, rel=0.02)


def test_of_cells_what_is_left_is_counted():
    rows = {row.id: row for row in load_observations()}
    study = Autopsy("study", Arm(None, ()), {}, (7, 5))
    found = study._stain(
        rows["connor2003_cells"],
        np.array([0.0, 0.9, 1.0]),  # cells lost, broken and healthy
        np.array([0.0, 0.0, 0.0]),
        np.random.default_rng(8),
    )
    assert found["ratio"][:, 0] == pytest.approx([1.0, 0.1, np.exp(-7.0)])
    assert found["seen_lower"][0, 0] < 0.1
    assert found["seen_lower"][1:, 0] == pytest.approx(1.0, abs=0.02)
