"""The rule of symptoms, and what is said of a published number, by answers known beforehand."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from people import population

from rls_sim.clinic.population.cohort import Cohort
from rls_sim.clinic.population.comparing import (
    FEW,
    HIGH,
    LOW,
    MEETS,
    NOT_SUPPORTED,
    Estimate,
    Published,
    estimate,
    fitted_share,
    refitted,
    verdict,
)
from rls_sim.clinic.population.groups import GROUPS, Groups
from rls_sim.clinic.population.symptoms import nights_a_week, symptoms_of


def test_a_reserve_of_one_brings_an_urge_every_other_night():
    assert nights_a_week([1.0], 0.03)[0] == pytest.approx(3.5)
    assert nights_a_week([0.0, 10.0], 0.03) == pytest.approx([7.0, 0.0])
    assert nights_a_week([0.99, 1.01], 0.0).tolist() == [7.0, 0.0]
    assert np.isnan(nights_a_week([np.nan], 0.03)[0])


@given(st.lists(st.floats(0.3, 3.0), min_size=2, max_size=20), st.floats(0.005, 0.5))
def test_less_reserve_never_means_fewer_nights_and_frequencies_are_nested(reserves, scatter):
    reserve = np.sort(reserves)
    found = symptoms_of(reserve, 40 * (reserve < 0.9), population(), scatter)
    assert (np.diff(found.nights) <= 0).all()
    assert (found.weekly <= found.any_symptom).all()
    assert (found.ill <= found.weekly).all()


def test_distress_asks_for_a_score():
    found = symptoms_of(np.array([0.9, 0.9]), np.array([10.9, 11.1]), population())
    assert found.ill.tolist() == [False, True]
    assert found.weekly.all()


def cohort_of(female, any_symptom, lesion=None, weights=None):
    count = len(female)
    traits = {"female": np.asarray(female, float), "age": np.full(count, 30.0)}
    for name in ("births", "pregnant", "gifts_a_year", "kidney_stage", "meis1", "btbd9"):
        traits[name] = np.zeros(count)
    for name in ("pregnancy_week", "weeks_after_delivery"):
        traits[name] = np.full(count, np.nan)
    outcomes = {"serum_ferritin": np.full(count, 50.0), "haemoglobin": np.full(count, 140.0)}
    truth = np.asarray(any_symptom, bool)
    words = np.full(count, "none") if lesion is None else np.asarray(lesion)
    weights = np.ones(count) if weights is None else np.asarray(weights, float)
    return Cohort(Path(), traits, outcomes, weights, truth, truth, truth, words)


def row(kind="odds", value=2.0, low=1.5, high=3.0, **more):
    facts = {"among": "women", "against": "men", "source": "rest_survey"} | more
    return Published("x", "x", kind, "any_symptom", value=value, low=low, high=high, **facts)


def test_odds_ratios_and_shares_are_those_of_a_table_of_four():
    female = [1] * 100 + [0] * 100
    ill = [1] * 40 + [0] * 60 + [1] * 20 + [0] * 80
    groups = Groups(cohort_of(female, ill))
    odds = estimate(groups, row())
    assert odds.value == pytest.approx(40 * 80 / (60 * 20))
    error = np.sqrt(1 / 40 + 1 / 60 + 1 / 20 + 1 / 80)
    assert odds.high / odds.value == pytest.approx(np.exp(1.96 * error))
    assert estimate(groups, row("ratio")).value == pytest.approx(2.0)
    share = estimate(groups, row("share", 40.0, 30.0, 50.0))
    assert (share.value, share.people) == (pytest.approx(40.0), pytest.approx(100))


def test_weights_count():
    groups = Groups(cohort_of([1, 1], [1, 0], weights=[3, 1]))
    assert estimate(groups, row("share")).value == pytest.approx(75.0)


@pytest.mark.parametrize(
    ("model", "published", "said"),
    [
        (Estimate(2.1, 1.6, 2.8, 500), row(), MEETS),
        (Estimate(1.1, 0.8, 1.4, 500), row(), NOT_SUPPORTED),
        (Estimate(1.2, 1.1, 1.3, 500), row(), LOW),
        (Estimate(9.0, 7.0, 11.0, 500), row(), HIGH),
        (Estimate(2.1, 1.6, 2.8, 12), row(), FEW),
        (Estimate(float("nan"), 0, 0, 500), row(), FEW),
        (Estimate(2.0, 1.4, 2.8, 500), row(value=0.5, low=0.3, high=0.8), NOT_SUPPORTED),
        (Estimate(1.0, 0.8, 1.3, 500), row(value=1.0, low=0.7, high=1.4), MEETS),
        (Estimate(7.0, 6.0, 8.0, 500), row("share", 7.2, fitted=True), "fitted"),
    ],
)
def test_an_effect_must_be_there_to_be_supported(model, published, said):
    assert verdict(published, model) == said


def test_the_share_of_the_broken_that_fits_is_exact():
    lesion = ["receptor_synthesis"] * 20 + ["none"] * 180
    ill = [1] * 16 + [0] * 4 + [1] * 9 + [0] * 171  # 0.8 with, 0.05 without
    found = fitted_share(cohort_of([1] * 200, ill, lesion), row("share", 20.0, 20.0, 20.0))
    assert found * 0.8 + (1 - found) * 0.05 == pytest.approx(0.2)


def test_a_member_is_fitted_anew():
    lesion = ["receptor_synthesis"] * 20 + ["none"] * 180
    ill = [1] * 16 + [0] * 4 + [1] * 9 + [0] * 171
    cohort, wanted = cohort_of([1] * 200, ill, lesion), row("share", 20.0, 20.0, 20.0)
    found = refitted(cohort, wanted)
    assert found.share(found.any_symptom) == pytest.approx(0.2)
    assert found.weights.sum() == pytest.approx(200)
    nobody = cohort_of([1] * 200, ill)
    assert refitted(nobody, wanted) is nobody


def test_every_group_that_rows_may_name_exists():
    groups = Groups(cohort_of([1, 0], [1, 0]))
    assert all(groups[name].shape == (2,) for name in GROUPS)
