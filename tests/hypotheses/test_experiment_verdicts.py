"""Verdicts on made-up numbers: what holds, what does not, what cannot be decided."""

import numpy as np
import pytest
from scipy.stats import binomtest

from rls_sim.hypotheses.basis import rests_on
from rls_sim.hypotheses.experiments.verdicts import (
    Word,
    counted,
    judge,
    judge_probability,
    judge_single,
    wilson,
)


@pytest.mark.parametrize(("hits", "count"), [(0, 7), (3, 7), (7, 7), (450, 500), (1, 1000)])
def test_wilsons_interval_is_that_of_scipy(hits, count):
    theirs = binomtest(hits, count).proportion_ci(method="wilson")
    assert wilson(hits, count) == pytest.approx((theirs.low, theirs.high), abs=1e-12)


def test_of_nothing_nothing_is_known():
    assert wilson(0, 0) == (0.0, 1.0)
    word, share, count, unknown = judge(np.full(50, np.nan), 0.9, 0.1)
    assert (word, count, unknown) == (Word.OPEN, 50, 50)
    assert np.isnan(share.share)


@pytest.mark.parametrize(
    ("true", "untrue", "unknown", "word"),
    [
        (100, 0, 0, Word.HOLDS),
        (0, 100, 0, Word.FAILS),
        (50, 50, 0, Word.OPEN),
        (92, 8, 0, Word.OPEN),  # above 0.9, but by too few members to be sure
        (960, 40, 0, Word.HOLDS),
        (5, 95, 0, Word.OPEN),
        (50, 950, 0, Word.FAILS),
        (90, 0, 10, Word.OPEN),  # of all those known, but one in ten is not
        (0, 90, 10, Word.OPEN),
        (5, 0, 0, Word.OPEN),  # five members decide nothing
    ],
)
def test_a_claim_is_judged_by_where_all_of_its_interval_lies(true, untrue, unknown, word):
    truth = np.array([1.0] * true + [0.0] * untrue + [np.nan] * unknown)
    assert judge(truth, 0.9, 0.1)[0] is word


def test_a_probability_is_judged_by_its_resamples():
    chance = np.random.default_rng(1)
    assert judge_probability(0.95 + 0.01 * chance.standard_normal(400), 0.9, 0.1)[0] is Word.HOLDS
    assert judge_probability(0.9 + 0.01 * chance.standard_normal(400), 0.9, 0.1)[0] is Word.OPEN
    assert judge_probability(np.full(400, 0.02), 0.9, 0.1)[0] is Word.FAILS
    assert judge_probability(np.full(400, np.nan), 0.9, 0.1)[0] is Word.OPEN


def test_one_cell_says_yes_or_no_or_nothing():
    assert [judge_single(truth) for truth in (1.0, 0.0, np.nan)] == list(Word)


class _Prior:
    names = ("receptor_density", "iron_sensing_steepness", "urge_decay")


class _Ensemble:
    prior = _Prior()

    def __init__(self, points):
        self.points = points


def test_a_number_rests_on_the_parameters_that_it_follows(bench):
    points = np.random.default_rng(2).standard_normal((400, 3))
    values = np.exp(2 * points[:, 1] - 2 * points[:, 2])
    found = rests_on(values, np.arange(400), _Ensemble(points), bench.healthy)
    assert [name for name, _, _ in found.strongest] == ["urge_decay", "iron_sensing_steepness"] or [
        name for name, _, _ in found.strongest
    ] == ["iron_sensing_steepness", "urge_decay"]
    signs = {name: np.sign(r) for name, _, r in found.strongest}
    assert signs == {"iron_sensing_steepness": 1, "urge_decay": -1}
    grades = {str(bench.healthy[name].evidence) for name in signs}
    assert sum(found.by_evidence[grade] for grade in grades) == pytest.approx(1, abs=0.1)
    assert found.left == pytest.approx(0, abs=0.1)


def test_what_does_not_vary_rests_on_nothing(bench):
    points = np.random.default_rng(3).standard_normal((400, 3))
    assert rests_on(np.ones(400), np.arange(400), _Ensemble(points), bench.healthy) is None


def test_verdicts_are_counted_in_words():
    given = [Word.OPEN, Word.FAILS, Word.OPEN, "holds", Word.FAILS]
    assert counted(given) == "1 holds, 2 do not hold, 2 not decidable"
    assert counted([Word.FAILS]) == "1 does not hold"
