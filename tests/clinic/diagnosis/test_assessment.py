"""Tests over constructed cohorts: lesions, spectrum, pairs, screening, published figures."""

import numpy as np
import pytest
from by_hand import NOTHING, a_cohort, a_test
from scipy.stats import norm

from rls_sim.clinic.diagnosis.accuracy import Sample
from rls_sim.clinic.diagnosis.assessment import assess, case_control, total_steps
from rls_sim.clinic.diagnosis.catalogue import HIGH, Published
from rls_sim.clinic.diagnosis.facts import content_of
from rls_sim.clinic.diagnosis.pairs import combined, logistic
from rls_sim.clinic.diagnosis.published import AGREES, HIGHER, LOWER, OPEN, compare, interval_of
from rls_sim.clinic.diagnosis.roc import Estimate, area, wilson
from rls_sim.clinic.diagnosis.screening import screened, screening_curve
from rls_sim.errors import InputError

NAN = float("nan")


def figure(of="auc", value=0.8, low=NAN, high=NAN, cut_off=NAN, n=(50, 50), sample="population"):
    return Published(of, value, low, high, cut_off, *n, sample, NOTHING)


def two_tests(count=20_000, seed=1, **more):
    """A cohort in which two readings tell of illness apart from each other, and its tests."""
    chance = np.random.default_rng(seed)
    ill = chance.random(count) < 0.05
    outcomes = {
        "serum_ferritin": np.where(ill, -1.0, 0.0) + 0.5 * chance.normal(size=count),
        "haemoglobin": np.where(ill, -1.5, 0.0) + 0.5 * chance.normal(size=count),
        "urge_hours": ill.astype(float),
        "irls_score": np.where(ill, chance.uniform(5, 35, count), 0.0),
    }
    tests = {
        "ferritin": a_test(published=(figure(),)),
        "second": a_test("second", "haemoglobin"),
        "useless": a_test("useless", "serum_ferritin", sd=1e4),
        "elsewhere": a_test("elsewhere", "spinal_ferritin"),
    }
    return a_cohort(outcomes, ill, **more), tests


@pytest.fixture(scope="module")
def found():
    cohort, tests = two_tests()
    return assess(cohort, tests)


def of(found, name):
    return next(finding for finding in found.findings if finding.test.name == name)


def test_areas_are_those_of_the_closed_form(found):
    spread = np.sqrt(2 * (0.5**2 + 1.0))
    for name, gap in (("ferritin", 1.0), ("second", 1.5), ("useless", 0.0)):
        seen = of(found, name).population.area
        assert seen.value == pytest.approx(norm.cdf(gap / spread), abs=4 * seen.error)
    assert found.findings[0].test.name == "second"
    assert found.left_out == ("elsewhere",)


def test_shares_at_a_cut_off_are_those_of_the_closed_form(found):
    (seen,) = of(found, "ferritin").population.at_cut_offs
    spread = np.sqrt(0.5**2 + 1.0)
    sensitivity, specificity = norm.cdf(0.0), 1 - norm.cdf(-1 / spread)
    assert seen.sensitivity.value == pytest.approx(sensitivity, abs=4 * seen.sensitivity.error)
    assert seen.specificity.value == pytest.approx(specificity, abs=4 * seen.specificity.error)
    prevalence = found.prevalence.value
    due = seen.sensitivity.value * prevalence
    due = due / (due + (1 - seen.specificity.value) * (1 - prevalence))
    assert seen.positive.value == pytest.approx(due)


def test_the_best_pair_is_as_good_as_two_independent_tests_can_be(found):
    pair = found.pairs[0]
    assert set(pair.tests) == {"ferritin", "second"}
    # The best score of two independent normal readings: their distances add as squares.
    spread = np.sqrt(0.5**2 + 1.0)
    due = norm.cdf(np.hypot(1.0, 1.5) / spread / np.sqrt(2))
    assert pair.area.value == pytest.approx(due, abs=4 * pair.area.error)
    assert pair.alone == "second"
    assert pair.gain.low > 0
    with_useless = next(p for p in found.pairs if set(p.tests) == {"second", "useless"})
    assert with_useless.gain.value == pytest.approx(0.0, abs=0.01)


def test_a_pair_of_useless_tests_is_not_flattered():
    chance = np.random.default_rng(4)
    areas = []
    for seed in range(40):
        ill = chance.random(150) < 0.3
        columns = [chance.normal(size=150), chance.normal(size=150)]
        scores = combined(columns, ill, np.ones(150), seed)
        areas.append(area(scores, ill, np.ones(150)).value)
    assert np.mean(areas) < 0.53  # fitted and judged on the same people: 0.57


def test_logistic_regression_finds_the_coefficients_and_heeds_weights():
    chance = np.random.default_rng(5)
    column = chance.normal(size=40_000)
    ill = chance.random(40_000) < 1 / (1 + np.exp(1.0 - 2.0 * column))
    design = np.column_stack([np.ones(40_000), column])
    np.testing.assert_allclose(logistic(design, ill, np.ones(40_000)), [-1.0, 2.0], atol=0.08)
    # Ill people weighted tenfold: only the constant moves, by log 10.
    moved = logistic(design, ill, np.where(ill, 10.0, 1.0))
    np.testing.assert_allclose(moved, [-1.0 + np.log(10), 2.0], atol=0.1)


def test_weights_are_respected():
    chance = np.random.default_rng(6)
    weights = chance.uniform(0.1, 3.0, size=20_000)
    cohort, tests = two_tests(weights=weights)
    found = assess(cohort, tests)
    assert found.prevalence.value == pytest.approx(weights @ cohort.ill / weights.sum())
    assert found.effective == pytest.approx(weights.sum() ** 2 / (weights @ weights))


def test_lesions_are_told_from_the_healthy_and_among_the_ill():
    cohort, tests = two_tests()
    chance = np.random.default_rng(7)
    # Of the ill some have a lesion that lowers ferritin by 2; nobody else has it.
    has = cohort.ill & (chance.random(len(cohort.ill)) < 0.5)
    outcomes = dict(cohort.outcomes)
    outcomes["serum_ferritin"] = outcomes["serum_ferritin"] - 2.0 * has
    lesion = np.where(has, "receptor_synthesis", "none")
    found = assess(a_cohort(outcomes, cohort.ill, lesion=lesion), tests)
    (row,) = of(found, "ferritin").lesions
    spread = np.sqrt(2 * (0.5**2 + 1.0))
    assert row.people == has.sum()
    due = norm.cdf(3.0 / spread), norm.cdf(2.0 / spread)
    assert row.from_healthy.value == pytest.approx(due[0], abs=4 * row.from_healthy.error)
    assert row.among_ill.value == pytest.approx(due[1], abs=4 * row.among_ill.error)


def test_a_case_control_sample_is_of_severe_cases_and_healthy_controls():
    cohort, _ = two_tests()
    chosen, severe = case_control(cohort, strict=False)
    score = cohort.outcomes["irls_score"]
    assert severe == 21.0
    assert (score[chosen & cohort.ill] >= 21).all()
    assert not (chosen & cohort.ill & (score < 21)).any()
    traits = {"pregnant": np.ones(len(score)), "age": score, "female": score}
    pregnant = a_cohort(cohort.outcomes, cohort.ill, traits=traits)
    assert not case_control(pregnant)[0].any()
    assert case_control(pregnant, strict=False)[0].any()


def test_severe_cases_flatter_a_test_that_follows_severity():
    chance = np.random.default_rng(8)
    ill = chance.random(20_000) < 0.1
    score = np.where(ill, chance.uniform(0, 40, 20_000), 0.0)
    outcomes = {
        "leg_movements_per_hour": score / 10,
        "irls_score": score,
        "urge_hours": ill.astype(float),
    }
    tests = {"legs": a_test("legs", "leg_movements_per_hour", ill=HIGH)}
    (finding,) = assess(a_cohort(outcomes, ill), tests).findings
    assert finding.case_control.area.low > finding.population.area.high
    assert finding.extremes == finding.case_control.area  # nobody's blood is told


def test_screening_counts_whom_it_misses_and_whom_it_alarms():
    read = np.array([1.0, 1.0, 9.0, np.nan, 1.0, 9.0, 9.0, 9.0])
    ill = np.array([True, True, True, True, False, False, False, False])
    found = screened(Sample(read, ill, np.ones(8), -1.0), 5.0)
    assert found.missed.value == 0.5  # one reads high, one could not be read
    assert found.tested == 4.0
    assert found.alarms == 0.5
    nobody = screened(Sample(read, ill, np.ones(8), -1.0), 0.0)
    assert nobody.missed.value == 1.0
    assert np.isnan(nobody.tested)


def test_fewer_are_missed_as_the_cut_off_moves_and_more_alarmed():
    cohort, _ = two_tests()
    sample = Sample(cohort.outcomes["haemoglobin"], cohort.ill, cohort.weights, -1.0)
    curve = screening_curve(sample)
    missed = [row.missed.value for row in curve]
    assert missed == sorted(missed, reverse=True)
    assert curve[-1].alarms > curve[0].alarms


@pytest.mark.parametrize(
    ("model", "word"),
    [(0.82, AGREES), (0.99, HIGHER), (0.50, LOWER), (NAN, OPEN)],
)
def test_agreement_is_told_in_words(model, word):
    seen = compare(a_test(), figure(), Estimate(model, NAN, NAN, 0.02 if model == model else NAN))
    assert seen.word == word


def test_a_published_figure_has_the_error_of_a_study_of_its_size():
    assert interval_of(figure("sensitivity", 0.82, n=(49, 49))) == wilson(0.82, 49)
    assert interval_of(figure("specificity", 0.9, n=(49, 10))) == wilson(0.9, 10)
    told = interval_of(figure(value=0.56, low=0.5, high=0.62))
    assert (told.low, told.high) == (0.5, 0.62)
    # Hanley and McNeil 1982: the error of an area of a half is that of the rank sum.
    half = interval_of(figure(value=0.5, n=(39, 29)))
    assert half.error == pytest.approx(np.sqrt((39 + 29 + 1) / (12 * 39 * 29)), rel=1e-12)
    assert np.isnan(interval_of(figure(n=(39, 0))).low)


def test_too_few_ill_people_are_refused_in_words():
    cohort, tests = two_tests(count=60)
    with pytest.raises(InputError, match="at least 20 ill"):
        assess(cohort, tests)
    with pytest.raises(InputError, match="none of the outcomes"):
        assess(two_tests()[0], {"elsewhere": tests["elsewhere"]})


def test_progress_is_told_of_every_step():
    cohort, tests = two_tests(count=2000)
    steps = []
    assess(cohort, tests, progress=steps.append)
    assert sum(steps) == total_steps(3)


def test_the_same_seed_gives_the_same_numbers(found):
    cohort, tests = two_tests()
    again = assess(cohort, tests)
    assert [f.population.area for f in again.findings] == [
        f.population.area for f in found.findings
    ]
    assert content_of(found)["notice"] == "A model for research, not medical advice."
