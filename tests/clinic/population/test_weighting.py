"""Weights: known answers, what they must add up to, what is missed and told."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rls_sim.clinic.population.weighting import (
    MEASURES,
    Target,
    balance,
    effective_size,
    load_targets,
    weigh,
)


@given(st.floats(0.2, 0.8), st.integers(10, 60))
def test_one_feature_with_two_values_is_weighted_as_it_must_be(share, ones):
    features = np.zeros((100, 1))
    features[:ones] = 1.0
    weights, good = balance(features, np.array([share]))
    assert good
    assert weights.sum() == pytest.approx(1.0)
    # The ridge lets a share be missed by a little: RIDGE times the multiplier, a log odds.
    assert weights[:ones].sum() == pytest.approx(share, abs=0.01)
    assert np.ptp(weights[:ones]) < 1e-12


def test_what_is_met_already_keeps_equal_weights():
    features = np.random.default_rng(0).normal(size=(500, 3))
    weights, _ = balance(features, features.mean(axis=0))
    assert np.allclose(weights * 500, 1.0, atol=1e-6)


def test_what_nobody_can_meet_leaves_the_weights_on_many():
    weights, good = balance(np.linspace(0, 0.8, 400)[:, None], np.array([0.9]))
    assert good
    assert 5 < effective_size(weights) < 400


def crowd(count, seed=0):
    chance = np.random.default_rng(seed)
    women, ages = chance.random(count) < 0.5, chance.uniform(18, 90, count)
    outcomes = {
        "serum_ferritin": np.where(women, 60, 130) * np.exp(0.8 * chance.normal(size=count)),
        "transferrin_saturation": 0.27 * np.exp(0.3 * chance.normal(size=count)),
        "haemoglobin": np.where(women, 138, 152) + 11 * chance.normal(size=count),
    }
    return women, ages, outcomes


def test_weights_meet_surveys_and_keep_sexes_and_ages():
    women, ages, outcomes = crowd(6000)
    expecting = women & (ages < 30)
    outcomes["haemoglobin"][5] = np.nan
    found = weigh(women, ages, expecting, outcomes, load_targets())
    assert found.converged
    assert found.weights.mean() == pytest.approx(1.0)
    assert found.weights[5] == 0
    assert (found.weights >= 0).all()
    assert np.ptp(found.weights[expecting]) < 1e-12
    for sex in (False, True):
        band = (women == sex) & (ages >= 40) & (ages < 60)
        assert found.weights[band].sum() / found.weights.sum() == pytest.approx(band.mean())
    assert max(abs(m.after - m.target.share) for m in found.met) < 0.05
    better = sum(abs(m.after - m.target.share) for m in found.met)
    assert better < 0.3 * sum(abs(m.before - m.target.share) for m in found.met)


def test_weights_do_not_jump_from_one_person_to_the_next():
    women, ages, outcomes = crowd(6000)
    weights = weigh(women, ages, np.zeros(6000, bool), outcomes, load_targets()).weights
    others = {name: outcomes[name].copy() for name in MEASURES}
    others["serum_ferritin"] *= 1.001
    moved = weigh(women, ages, np.zeros(6000, bool), others, load_targets()).weights
    assert np.abs(moved - weights).max() < 0.05 * weights.max()


def test_few_people_keep_equal_weights():
    women, ages, outcomes = crowd(12)
    target = Target("haemoglobin", "g/L", True, (18, 40), 137.0, 0.5, "milman1992_women")
    found = weigh(women, ages, np.zeros(12, bool), outcomes, [target] * 20)
    assert np.allclose(found.weights, 1.0)


def test_an_effective_size_is_that_of_equal_weights():
    assert effective_size(np.full(7, 3.0)) == pytest.approx(7)
    assert effective_size(np.array([1.0, 0.0, 0.0])) == 1
    assert effective_size(np.zeros(3)) == 0
