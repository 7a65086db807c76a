"""Curves, areas, intervals and predictive values against what is known in closed form."""

import numpy as np
import pytest
from scipy.stats import norm

from rls_sim.clinic.diagnosis.accuracy import Sample, at_cut_off, at_the_best, split
from rls_sim.clinic.diagnosis.roc import (
    area,
    best_threshold,
    difference_of_areas,
    predictive_values,
    roc_curve,
    share,
)

GAP, SPREAD = 1.2, 1.5  # of the ill, in standard deviations of the well
BINORMAL = norm.cdf(GAP / np.hypot(1.0, SPREAD))


def drawn(ill, well, seed, gap=GAP, spread=SPREAD):
    """Scores of so many ill and well, normal, and who is ill."""
    chance = np.random.default_rng(seed)
    scores = np.concatenate([gap + spread * chance.normal(size=ill), chance.normal(size=well)])
    return scores, np.arange(ill + well) < ill


def quantiled(ill, well):
    """The same without chance: evenly spread quantiles."""
    low = [(np.arange(n) + 0.5) / n for n in (ill, well)]
    scores = np.concatenate([GAP + SPREAD * norm.ppf(low[0]), norm.ppf(low[1])])
    return scores, np.arange(ill + well) < ill


def test_the_area_of_a_binormal_population_is_that_of_the_closed_form():
    scores, ill = quantiled(4000, 4000)
    ones = np.ones(len(ill))
    found = area(scores, ill, ones)
    assert found.value == pytest.approx(BINORMAL, abs=1e-4)  # quantiles of 4,000
    assert roc_curve(scores, ill, ones).area == pytest.approx(found.value, abs=1e-12)


def test_the_curve_of_a_binormal_population_is_that_of_the_closed_form():
    scores, ill = quantiled(4000, 4000)
    curve = roc_curve(scores, ill, np.ones(len(ill)))
    inner = curve.thresholds[1:-1]
    # A step of the curve is 1/4000 high.
    np.testing.assert_allclose(
        curve.sensitivity[1:-1], norm.sf((inner - GAP) / SPREAD), atol=1.01 / 4000
    )
    np.testing.assert_allclose(curve.false_alarms[1:-1], norm.sf(inner), atol=1.01 / 4000)
    assert (curve.sensitivity[0], curve.false_alarms[0]) == (0.0, 0.0)
    assert (curve.sensitivity[-1], curve.false_alarms[-1]) == (1.0, 1.0)


def test_weights_bring_a_sample_back_to_the_population_it_was_drawn_from():
    # People are drawn uniformly over scores and weighted by the densities of the binormal.
    places = np.linspace(-8, 12, 8001)
    scores = np.concatenate([places, places])
    ill = np.arange(len(scores)) < len(places)
    weights = np.where(ill, norm.pdf(scores, GAP, SPREAD), norm.pdf(scores))
    assert area(scores, ill, weights).value == pytest.approx(BINORMAL, abs=1e-5)
    assert area(scores, ill, 1e6 * weights).value == pytest.approx(BINORMAL, abs=1e-5)
    assert roc_curve(scores, ill, weights).area == pytest.approx(BINORMAL, abs=1e-5)
    assert abs(area(scores, ill, np.ones(len(ill))).value - 0.5) < 1e-9


def test_a_weight_of_two_is_two_people():
    scores, ill = drawn(30, 40, 1)
    twice = np.where(np.arange(70) % 3 == 0, 2, 1)
    weighted = area(scores, ill, twice.astype(float)).value
    repeated = area(np.repeat(scores, twice), np.repeat(ill, twice), np.ones(twice.sum())).value
    assert weighted == pytest.approx(repeated, abs=1e-12)


def test_ties_count_half():
    scores = np.array([1.0, 2.0, 2.0, 3.0, 1.0, 2.0])
    ill = np.array([True, True, False, True, False, False])
    pairs = [(a > b) + 0.5 * (a == b) for a in scores[ill] for b in scores[~ill]]
    assert area(scores, ill, np.ones(6)).value == pytest.approx(np.mean(pairs))
    assert roc_curve(scores, ill, np.ones(6)).area == pytest.approx(np.mean(pairs))
    assert area(np.zeros(6), ill, np.ones(6)).value == 0.5


@pytest.mark.parametrize("weighted", [False, True])
def test_the_interval_of_an_area_covers_as_often_as_it_says(weighted):
    chance, hits, rounds = np.random.default_rng(7), 0, 600
    for seed in range(rounds):
        scores, ill = drawn(40, 60, 1000 + seed)
        weights = chance.uniform(0.5, 1.5, size=100) if weighted else np.ones(100)
        found = area(scores, ill, weights)
        hits += found.low <= BINORMAL <= found.high
    # 95 % of 600 rounds, give or take 2.6 standard errors of 0.9 % and a logit of 40 people.
    assert 0.92 <= hits / rounds <= 0.975


def test_the_error_of_an_area_is_that_of_repeated_samples():
    found = [area(*drawn(50, 80, seed), np.ones(130)) for seed in range(500)]
    spread = np.std([one.value for one in found])
    # A standard deviation of 500 is known within 3 %; DeLong's is unbiased.
    assert np.mean([one.error for one in found]) == pytest.approx(spread, rel=0.1)


def test_the_interval_of_a_difference_covers_nought_for_equal_scores():
    hits, rounds = 0, 400
    for seed in range(rounds):
        chance = np.random.default_rng(10_000 + seed)
        truth, ill = drawn(50, 50, seed)
        one, other = (truth + chance.normal(size=100) for _ in range(2))
        found = difference_of_areas(one, other, ill, np.ones(100))
        hits += found.low <= 0 <= found.high
    assert 0.92 <= hits / rounds <= 0.98
    assert difference_of_areas(truth, truth, ill, np.ones(100)).value == 0.0


def test_a_perfect_test_is_not_told_as_certain():
    found = area(np.arange(20.0), np.arange(20) >= 10, np.ones(20))
    assert found.value == 1.0
    assert found.low == pytest.approx(0.025 ** (1 / 10))


def test_rounding_makes_no_area_larger_than_one():
    for seed in range(50):
        chance = np.random.default_rng(seed)
        ill = np.arange(300) < 100
        found = area(ill + 0.1 * chance.random(300), ill, chance.uniform(0.1, 3.0, size=300))
        assert found.value <= 1.0
        assert 0 < found.low <= found.high <= 1.0


def test_there_is_no_area_without_ill_people():
    assert np.isnan(area(np.arange(5.0), np.zeros(5, dtype=bool), np.ones(5)).value)


def test_what_has_no_reading_or_no_weight_does_not_count():
    scores, ill = drawn(30, 30, 3)
    more = np.concatenate([scores, [np.nan, 99.0]])
    who = np.concatenate([ill, [True, False]])
    weights = np.concatenate([np.ones(61), [0.0]])
    assert area(more, who, weights) == area(scores, ill, np.ones(60))


def test_wilsons_interval_covers():
    chance, hits = np.random.default_rng(3), 0
    for _ in range(1000):
        found = share(chance.random(80) < 0.15, np.ones(80))
        hits += found.low <= 0.15 <= found.high
    assert 0.93 <= hits / 1000 <= 0.975


def test_predictive_values_obey_bayes():
    prevalence = np.array([0.03, 0.5, 143 / 188])
    positive, negative = predictive_values(0.82, 0.90, prevalence)
    found = 0.82 * prevalence
    np.testing.assert_allclose(positive, found / (found + 0.1 * (1 - prevalence)))
    assert positive[0] == pytest.approx(0.2023, abs=1e-4)  # of a test called 82 and 90 %
    assert np.all(np.diff(positive) > 0)
    assert np.all(np.diff(negative) < 0)


def test_predictive_values_of_a_sample_are_those_of_bayes_at_its_prevalence():
    scores, ill = drawn(400, 1600, 5)
    weights = np.random.default_rng(5).uniform(0.2, 3.0, size=2000)
    found = at_cut_off(Sample(scores, ill, weights, 1.0), 1.0)
    prevalence = float(weights @ ill / weights.sum())
    due = predictive_values(found.sensitivity.value, found.specificity.value, prevalence)
    assert found.positive.value == pytest.approx(float(due[0]))
    assert found.negative.value == pytest.approx(float(due[1]))


def test_low_readings_of_the_ill_are_found_below_a_cut_off():
    sample = Sample(np.array([10.0, 20.0, 30.0]), np.array([True, False, False]), np.ones(3), -1.0)
    assert list(sample.positive(20.0)) == [True, False, False]
    assert list(Sample(sample.readings, sample.ill, sample.weights, 1.0).positive(20.0)) == [
        False,
        True,
        True,
    ]


def test_the_best_cut_off_of_equal_spreads_is_halfway():
    scores, ill = drawn(20_000, 20_000, 9, gap=2.0, spread=1.0)
    assert best_threshold(scores, ill, np.ones(40_000)) == pytest.approx(1.0, abs=0.1)


def test_a_useless_test_is_not_flattered_by_its_best_cut_off():
    sums = []
    for seed in range(60):
        chance = np.random.default_rng(seed)
        sample = Sample(chance.normal(size=120), chance.random(120) < 0.5, np.ones(120), 1.0)
        found = at_the_best(sample, seed)
        sums.append(found.sensitivity.value + found.specificity.value)
    assert np.mean(sums) == pytest.approx(1.0, abs=0.04)  # 3 errors of the mean; in-sample: 1.2


def test_folds_share_ill_and_well_evenly():
    ill = np.arange(103) < 23
    folds = list(split(ill, 5, 1))
    assert sum(judged.sum() for _, judged in folds) == 103
    assert all(4 <= (judged & ill).sum() <= 5 for _, judged in folds)
    assert all(not (fitted & judged).any() for fitted, judged in folds)
