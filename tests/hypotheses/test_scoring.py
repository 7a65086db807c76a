"""How probable a published row is: by hand, by simulated studies, and where rows contradict."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.stats import norm

from rls_sim.hypotheses.observations import Sign, load_observations
from rls_sim.hypotheses.scoring import (
    LOG_RANGE,
    SIGNIFICANT,
    Doubt,
    ScoredRow,
    log_scores,
    outcomes_read,
    scored_rows,
)

SURE = Doubt(model=1e-9, tissue=0.0, model_hours=1e-9, wrong=0.0)
BY_ID = {row.id: row for row in load_observations()}


def a_sign(sign, error=0.2):
    row = BY_ID["connor2011_vessel_tfr1"]
    variation = replace(row.variation, cv=error / np.sqrt(2 / 10))
    return ScoredRow(replace(row, sign=sign, n=(10, 10), variation=variation), 1.0)


def a_value(value, low, high):
    row = BY_ID["earley2000_ferritin"]
    return ScoredRow(replace(row, value=value, low=low, high=high), 1.0)


def an_hour(value):
    row = BY_ID["trenkwalder1999_trough"]
    return ScoredRow(replace(row, value=value, low=value - 1.5, high=value + 1.5), 1.0)


@given(st.floats(-3, 3), st.floats(0.02, 0.5), st.floats(0.0, 0.4), st.floats(0.0, 0.3))
def test_the_three_signs_share_all_probability(change, noise, model, wrong):
    doubt = Doubt(model=model + 1e-6, wrong=wrong, noise=noise / 0.2)
    shares = [float(a_sign(sign).probability(np.array([change]), doubt)[0]) for sign in Sign]
    assert sum(shares) == pytest.approx(1.0)
    assert min(shares) >= wrong / 3 - 1e-12


def test_no_change_is_called_one_as_often_as_the_level_says():
    none = np.zeros(1)
    assert a_sign(Sign.SAME).probability(none, SURE)[0] == pytest.approx(0.95, abs=1e-6)
    assert a_sign(Sign.UP).probability(none, SURE)[0] == pytest.approx(0.025, abs=1e-6)


def test_a_sign_is_as_probable_as_simulated_studies_report_it():
    change, error, doubt = -0.35, 0.2, Doubt(model=0.15, wrong=0.0, noise=1.3)
    chance = np.random.default_rng(0)
    true = change + doubt.model * chance.standard_normal(400_000)
    seen = true + doubt.noise * error * chance.standard_normal(400_000)
    called = {
        Sign.DOWN: seen < -SIGNIFICANT * doubt.noise * error,
        Sign.UP: seen > SIGNIFICANT * doubt.noise * error,
    }
    for sign, those in called.items():
        share = a_sign(sign, error).probability(np.array([change]), doubt)[0]
        assert share == pytest.approx(those.mean(), abs=0.003)


def test_a_number_has_the_density_of_its_error_and_of_the_model():
    row = a_value(0.5, 0.4, 0.6)
    doubt = Doubt(model=0.1, wrong=0.0)
    width = np.hypot(np.log(0.6 / 0.4) / 2, 0.1)
    predicted = np.log(np.array([0.5, 0.8]))
    due = norm.pdf(predicted, np.log(0.5), width)
    np.testing.assert_allclose(row.probability(predicted, doubt), due)
    wrong = row.probability(predicted, replace(doubt, wrong=0.2))
    np.testing.assert_allclose(wrong, 0.8 * due + 0.2 / LOG_RANGE)


def test_an_hour_goes_round_the_clock():
    row = an_hour(23.0)
    doubt = Doubt(model_hours=1.0, wrong=0.0)
    one, other = row.probability(np.array([1.0, 21.0]), doubt)
    assert one == pytest.approx(other)
    total, _ = quad(lambda hour: float(row.probability(np.array([hour]), doubt)[0]), 0, 24)
    assert total == pytest.approx(1.0, abs=1e-4)


def test_where_the_model_has_no_number_only_a_wrong_row_can_have_been_published():
    missing = np.array([np.nan])
    for row, chance in (
        (a_sign(Sign.UP), 1 / 3),
        (a_value(0.5, 0.4, 0.6), 1 / LOG_RANGE),
        (an_hour(10.0), 1 / 24),
    ):
        doubt = Doubt(wrong=0.1)
        assert row.probability(missing, doubt)[0] == pytest.approx(0.1 * chance)
        assert row.agreement(missing, doubt)[0] == 0.0


def test_agreement_with_a_number_is_one_where_they_meet_and_falls_away():
    row = a_value(0.5, 0.4, 0.6)
    agreement = row.agreement(np.log(np.array([0.5, 0.6, 1.0, 3.0])), Doubt())
    assert agreement[0] == pytest.approx(1.0)
    assert (np.diff(agreement) < 0).all()
    assert agreement[-1] < 0.01


def test_predictions_are_logarithms_of_ratios_hours_and_survivals():
    broken, healthy = np.array([0.5, 0.2]), np.array([0.25, 0.1])
    np.testing.assert_allclose(a_sign(Sign.UP).predicted(broken, healthy), np.log([2.0, 2.0]))
    np.testing.assert_array_equal(an_hour(3.0).predicted(broken, healthy), broken)
    cells = ScoredRow(BY_ID["connor2003_cells"], 1.0)
    np.testing.assert_allclose(cells.predicted(broken, healthy), np.log([0.75 / 0.5, 0.9 / 0.8]))


def test_rows_that_contradict_share_the_weight_of_one():
    rows = scored_rows(load_observations(), ("scored",))
    weights = {row.name: row.weight for row in rows}
    assert weights["connor2011_vessel_tfr1"] == 1.0
    nigral = [row for row in rows if row.observation.outcome == "total_iron_relative"]
    assert len(nigral) > 8
    assert {row.observation.direction for row in nigral} == {Sign.DOWN, Sign.SAME}
    # Tied by their directions though none names the other; one dispute, the weight of one.
    assert sum(row.weight for row in nigral) <= 1.0 + 1e-12
    assert len({row.weight for row in nigral}) == 1
    # Three stains of perhaps the same brains, and one that finds none, which does not score.
    stains = [row for row in rows if row.observation.outcome == "ferritin_relative"]
    assert len(stains) == 3
    assert sum(row.weight for row in stains) < 1.0


def test_rows_that_agree_keep_their_weight_and_one_that_disagrees_ties_them():
    row = BY_ID["connor2011_vessel_tfr1"]
    named = [replace(row, id=name, conflicts_with=()) for name in ("a", "b", "c")]
    assert [r.weight for r in scored_rows(named, ("scored",))] == [1.0, 1.0, 1.0]
    named[2] = replace(named[2], sign=Sign.UP)
    assert [r.weight for r in scored_rows(named, ("scored",))] == [1 / 3] * 3
    other = replace(named[2], outcome="ferritin_relative")
    assert [r.weight for r in scored_rows([*named[:2], other], ("scored",))] == [1.0] * 3
    unscored = replace(other, use="context", conflicts_with=("a",))
    tied = [replace(named[0], conflicts_with=("c",)), named[1], unscored]
    assert [r.weight for r in scored_rows(tied, ("scored",))] == [0.5, 1.0]


def test_only_rows_about_patients_that_the_model_answers_are_scored():
    rows = scored_rows(load_observations(), ("scored", "sized"))
    assert "connor2003_tfr1" in {row.name for row in rows}
    assert len(rows) > 40
    for row in rows:
        assert row.observation.outcome
        assert row.observation.contrast in ("rls/control", "rls")
    assert set(outcomes_read(rows)) == {row.observation.outcome for row in rows}


def test_scores_are_weighted_logarithms():
    row = ScoredRow(a_sign(Sign.DOWN).observation, 0.25)
    predicted = np.array([-1.0, 0.0])
    scores = log_scores([row], {row.name: predicted}, Doubt())
    np.testing.assert_allclose(scores[0], 0.25 * np.log(row.probability(predicted, Doubt())))
