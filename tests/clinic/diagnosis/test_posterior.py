"""Beliefs and the worth of tests against what can be worked out by hand."""

import numpy as np
import pytest
from by_hand import a_cohort, a_test, candidates
from scipy.stats import norm

from rls_sim.clinic.diagnosis.candidates import Person, from_cohort
from rls_sim.clinic.diagnosis.labs import Lab
from rls_sim.clinic.diagnosis.next_test import LITTLE, worth, worths
from rls_sim.clinic.diagnosis.posterior import FEWEST, entropy, require_possible, weigh
from rls_sim.errors import InputError

NAMES = ("none", "one", "other")
PRIOR = np.array([0.5, 0.3, 0.2])
LEVELS = np.array([0.0, 1.0, 3.0])


def three(each=40, **more):
    """Three hypotheses of a known level each, as many draws of every one."""
    which = np.repeat(np.arange(3), each)
    weights = (PRIOR / each)[which]
    columns = {"serum_ferritin": LEVELS[which], **more}
    return candidates(NAMES, which, weights, **columns)


def probabilities(posterior):
    return {belief.name: belief.probability for belief in posterior.beliefs}


def test_the_posterior_is_the_exact_answer_of_a_discrete_case():
    found = weigh(three(), [Lab(a_test(sd=2.0), 2.2)], 1)
    due = PRIOR * norm.pdf((2.2 - LEVELS) / 2.0)
    due = due / due.sum()
    assert probabilities(found) == pytest.approx(dict(zip(NAMES, due, strict=True)), rel=1e-12)
    assert found.entropy == pytest.approx(entropy(due))
    assert found.surprise == pytest.approx(-np.log(PRIOR @ norm.pdf((2.2 - LEVELS) / 2.0)))


def test_two_tests_multiply_and_their_order_does_not_matter():
    which = np.repeat(np.arange(3), 40)
    there = three(haemoglobin=np.array([5.0, 5.0, 4.0])[which])
    labs = [Lab(a_test(), 1.0), Lab(a_test("second", "haemoglobin"), 4.2)]
    due = PRIOR * norm.pdf(1.0 - LEVELS) * norm.pdf(4.2 - np.array([5.0, 5.0, 4.0]))
    due = due / due.sum()
    for order in (labs, labs[::-1]):
        found = probabilities(weigh(there, order, 1))
        assert found == pytest.approx(dict(zip(NAMES, due, strict=True)), rel=1e-12)


def test_without_a_test_the_prior_stands():
    found = weigh(three(), [], 1)
    assert probabilities(found) == pytest.approx(dict(zip(NAMES, PRIOR, strict=True)))
    assert [belief.prior for belief in found.beliefs] == pytest.approx([0.5, 0.3, 0.2])


def test_a_reading_below_the_floor_counts_as_all_that_lie_there():
    found = weigh(three(), [Lab(a_test(floor=0.5), 0.5)], 1)
    due = PRIOR * norm.cdf(0.5 - LEVELS)
    assert probabilities(found)["none"] == pytest.approx(due[0] / due.sum())


def test_a_misread_test_moves_belief_less():
    sure = probabilities(weigh(three(), [Lab(a_test(sd=0.3), 3.0)], 1))
    doubt = probabilities(weigh(three(), [Lab(a_test(sd=0.3, misread=0.5), 3.0)], 1))
    chance = norm.pdf((3.0 - LEVELS) / 0.3)
    due = PRIOR * (0.5 * chance + 0.5 * float(PRIOR @ chance))
    assert doubt["other"] == pytest.approx(due[2] / due.sum())
    assert 0.2 < doubt["other"] < sure["other"]


def test_who_has_no_day_is_believed_no_more():
    which = np.array([0, 0, 1, 1])
    there = candidates(("none", "one"), which, [0.25] * 4, serum_ferritin=[0.0, np.nan, 0.0, 0.0])
    found = probabilities(weigh(there, [Lab(a_test(), 0.0)], 1))
    assert found["one"] == pytest.approx(2 / 3)


def test_the_error_of_drawing_is_that_of_repeated_draws():
    found = []
    for seed in range(300):
        chance = np.random.default_rng(seed)
        which = np.repeat([0, 1], 60)
        levels = np.where(which, 1.0, 0.0) + chance.normal(size=120)
        there = candidates(("none", "one"), which, np.full(120, 1 / 120), serum_ferritin=levels)
        found.append(weigh(there, [Lab(a_test(sd=0.5), 1.2)], 1))
    told = [next(b for b in one.beliefs if b.name == "one") for one in found]
    spread = np.std([belief.probability for belief in told])
    # 300 rounds tell a spread within 4 %.
    assert np.mean([belief.error for belief in told]) == pytest.approx(spread, rel=0.15)


def test_what_nobody_can_have_is_refused_in_words():
    found = weigh(three(), [Lab(a_test(sd=1e-3), 1e5)], 1)
    with pytest.raises(InputError, match="nobody in whom these could be read"):
        require_possible(found)


def test_few_candidates_are_not_relied_on():
    assert weigh(three(), [Lab(a_test(sd=1.0), 1.0)], 1).relied_on
    assert not weigh(three(each=4), [Lab(a_test(sd=1.0), 1.0)], 1).relied_on


def spread(each, error):
    """Two hypotheses with the same levels, spread evenly, and a reading at one end of them."""
    levels = np.tile(np.linspace(0.0, 10.0, each), 2)
    there = candidates(
        ("none", "one"),
        np.repeat([0, 1], each),
        np.full(2 * each, 0.5 / each),
        serum_ferritin=levels,
        haemoglobin=levels,
    )
    return weigh(there, [Lab(a_test(sd=error), 10.0)], 1)


def test_too_few_candidates_tell_nothing_and_rank_no_test():
    found = spread(500, 0.01)
    assert found.effective < FEWEST
    with pytest.raises(InputError, match=r"outside what the model's people have.*--cells"):
        require_possible(found)
    assert worths(found, {"other": a_test("other", "haemoglobin")}, 1) == []
    enough = spread(500, 0.5)
    assert enough.answers
    require_possible(enough)
    assert worths(enough, {"other": a_test("other", "haemoglobin")}, 1)


def test_no_error_is_smaller_than_what_one_more_candidate_would_move():
    which = np.array([0, 0, 1, 1])
    there = candidates(("none", "one"), which, [0.25] * 4, serum_ferritin=[0.0, 30.0, 30.0, 30.0])
    found = weigh(there, [Lab(a_test(), 0.0)], 1)
    assert found.effective == pytest.approx(1.0)
    assert probabilities(found)["none"] == pytest.approx(1.0)
    assert all(belief.error >= 0.5 for belief in found.beliefs)


@pytest.mark.parametrize(("symptoms", "who"), [(True, [0, 1]), (False, [2, 3]), (None, range(4))])
def test_symptoms_are_an_urge_to_move_ill_or_not(symptoms, who):
    iron = np.arange(4.0)
    cohort = a_cohort({"serum_ferritin": iron}, [1, 0, 0, 0], any_symptom=[1, 1, 0, 0])
    found = from_cohort(cohort, {"ferritin": a_test()}, Person(symptoms=symptoms))
    assert found.outcomes["serum_ferritin"].tolist() == list(iron[list(who)])


def test_the_information_of_a_useless_test_is_nought():
    there = three(haemoglobin=np.ones(120))
    assert worth(there, there.weights, a_test("same", "haemoglobin"), 1).bits < 1e-12
    chance = np.random.default_rng(1)
    there = three(each=2000, haemoglobin=chance.normal(size=6000))
    found = worth(there, there.weights, a_test("chance", "haemoglobin"), 1)
    assert found.bits <= 3 * found.error + 1e-3
    assert not found.tells


def test_the_information_of_a_perfect_test_is_the_entropy():
    there = three()
    found = worth(there, there.weights, a_test(sd=0.02), 1)
    assert found.bits == pytest.approx(entropy(PRIOR), abs=1e-6)
    assert found.error == pytest.approx(0.0, abs=0.1)
    assert found.tells


def test_the_information_of_a_test_between_is_that_of_quadrature():
    there = three(each=200)
    grid = np.linspace(-12, 15, 20_001)
    parts = norm.pdf(grid - LEVELS[:, None])
    mixed = PRIOR @ parts
    step = grid[1] - grid[0]
    due = -(mixed * np.log2(mixed)).sum() * step
    due -= PRIOR @ (-(parts * np.log2(np.maximum(parts, 1e-300))).sum(axis=1) * step)
    found = worth(there, there.weights, a_test(), 1)
    assert found.bits == pytest.approx(due, abs=0.01)  # a grid of a fifth of an error


def test_what_is_not_measured_or_misread_is_not_learnt():
    there = three()
    whole = worth(there, there.weights, a_test(sd=0.02), 1).bits
    half = worth(there, there.weights, a_test(sd=0.02, unmeasured=0.5), 1).bits
    assert half == pytest.approx(whole / 2)
    assert worth(there, there.weights, a_test(sd=0.02, misread=0.3), 1).bits < 0.8 * whole


def test_few_draws_do_not_flatter_a_test():
    found = []
    for seed in range(80):
        chance = np.random.default_rng(seed)
        which = np.repeat([0, 1, 2], 20)
        there = candidates(NAMES, which, (PRIOR / 20)[which], haemoglobin=chance.normal(size=60))
        found.append(worth(there, there.weights, a_test("c", "haemoglobin", sd=0.3), seed).bits)
    assert np.mean(found) < LITTLE  # of a test that tells nothing; the plain estimate gives 0.3


def test_the_next_test_is_none_that_was_done_and_the_most_telling_first():
    which = np.repeat(np.arange(3), 40)
    there = three(haemoglobin=0.1 * LEVELS[which])
    tests = {
        "ferritin": a_test(),
        "weak": a_test("weak", "haemoglobin"),
        "unknown": a_test("unknown", "urge_hours"),
    }
    found = worths(weigh(there, [], 1), tests, 1)
    assert [one.test for one in found] == ["ferritin", "weak"]
    done = weigh(there, [Lab(tests["ferritin"], 1.0)], 1)
    assert [one.test for one in worths(done, tests, 1)] == ["weak"]
