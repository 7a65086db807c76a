"""The verdict where the truth is known: it is found, as surely as is said, and no surer."""

from dataclasses import replace

import numpy as np
import pytest
from worlds_by_hand import DRAWS, ROWS, made_rows, made_screen, published

from rls_sim.hypotheses.information import Measurement, measurements_of, worths
from rls_sim.hypotheses.observations import load_observations
from rls_sim.hypotheses.race import LUCK, Effort, effort_of
from rls_sim.hypotheses.ranking import ALIKE, rank
from rls_sim.hypotheses.scoring import Doubt, ScoredRow
from rls_sim.hypotheses.screen import Screen

DOUBT = Doubt(model=0.1, wrong=0.05)


@pytest.fixture(scope="module")
def verdicts():
    """Of 300 worlds: the true hypothesis, the weights by name, the ranking."""
    rows, screen, chance = made_rows(), made_screen(), np.random.default_rng(1)
    found = []
    for _ in range(300):
        trial = screen.trials[chance.integers(len(screen.trials))]
        seen = published(rows, screen, trial, chance.integers(DRAWS), DOUBT, chance)
        ranking = rank(screen, seen, DOUBT)
        weights = {v.hypothesis.name: v.weight for v in ranking.verdicts}
        found.append((trial.hypothesis.name, weights, ranking))
    return found


def test_the_truth_is_mostly_found(verdicts):
    first = [ranking.leader.hypothesis.name == truth for truth, _, ranking in verdicts]
    assert np.mean(first) > 0.8
    assert np.mean([weights[truth] for truth, weights, _ in verdicts]) > 0.75


def test_what_gets_a_weight_is_true_as_often_as_the_weight_says(verdicts):
    weights = np.array([w for _, those, _ in verdicts for w in those.values()])
    true = np.array([name == truth for truth, those, _ in verdicts for name in those])
    for low, high in ((0.0, 0.02), (0.02, 0.2), (0.2, 0.8), (0.8, 0.98), (0.98, 1.0)):
        inside = (weights > low) & (weights <= high)
        expected, count = weights[inside].mean(), inside.sum()
        error = np.sqrt(max(expected * (1 - expected), 0.5 / count) / count)
        assert count > 20
        assert abs(true[inside].mean() - expected) < 3.5 * error, (low, high)


def test_doubting_less_than_one_should_is_seen_as_too_sure(verdicts):
    """The control of the test above: the same worlds, every study taken to be thrice as good."""
    rows, screen, chance = made_rows(), made_screen(), np.random.default_rng(1)
    sure, weights, true = Doubt(model=0.001, wrong=0.001, noise=0.33), [], []
    for _ in range(300):
        trial = screen.trials[chance.integers(len(screen.trials))]
        seen = published(rows, screen, trial, chance.integers(DRAWS), DOUBT, chance)
        leader = rank(screen, seen, sure).leader
        weights.append(leader.weight)
        true.append(leader.hypothesis.name == trial.hypothesis.name)
    error = np.sqrt(np.mean(true) * (1 - np.mean(true)) / len(true))
    assert np.mean(weights) - np.mean(true) > 4 * error


def test_the_truth_wins_and_shuffled_evidence_has_no_winner():
    rows, chance = made_rows(40), np.random.default_rng(2)
    screen = made_screen(rows=40)
    won, won_shuffled = [], []
    for _ in range(60):
        trial = screen.trials[chance.integers(len(screen.trials))]
        # Of a small lesion nearly every row is "same", and shuffling changes nothing.
        draw = chance.choice(np.flatnonzero(trial.sizes[:, 0] > 1))
        seen = published(rows, screen, trial, draw, DOUBT, chance)
        ranking = rank(screen, seen, DOUBT)
        won.append(ranking.has_winner)
        signs = chance.permutation([row.observation.sign for row in seen])
        shuffled = rank(screen, [with_sign(*pair) for pair in zip(seen, signs, strict=True)], DOUBT)
        won_shuffled.append(shuffled.has_winner)
    assert np.mean(won) > 0.95
    assert np.mean(won_shuffled) < 0.05


def with_sign(row, sign):
    return ScoredRow(replace(row.observation, sign=sign), row.weight)


def test_two_hypotheses_that_do_the_same_have_the_same_weight():
    screen, rows = made_screen(4), made_rows()
    one, other, *rest = screen.trials
    twin = replace(one, hypothesis=other.hypothesis)
    ranking = rank(Screen((one, twin, *rest), screen.healthy), rows, DOUBT)
    weights = {v.hypothesis.name: v.weight for v in ranking.verdicts}
    assert weights[one.hypothesis.name] == weights[twin.hypothesis.name]
    group = next(group for group in ranking.groups if one.hypothesis.name in group)
    assert twin.hypothesis.name in group


def test_groups_hold_those_within_a_bayes_factor_of_their_first():
    ranking = rank(made_screen(), made_rows(), DOUBT)
    assert {name for group in ranking.groups for name in group} == {
        verdict.hypothesis.name for verdict in ranking.verdicts
    }
    for group in ranking.groups:
        evidence = [ranking.of(name).log_evidence for name in group]
        assert evidence == sorted(evidence, reverse=True)
        assert evidence[0] - evidence[-1] < np.log(ALIKE)


def test_a_group_goes_by_evidence_whatever_the_prior():
    screen, rows = made_screen(3), made_rows()
    ranking = rank(screen, rows, DOUBT)
    best, middle, _ = sorted(ranking.verdicts, key=lambda v: -v.log_evidence)
    gap = best.log_evidence - middle.log_evidence
    assert gap > np.log(ALIKE)
    pair = type(best.hypothesis)((*best.hypothesis.lesions, *middle.hypothesis.lesions))
    trials = [
        replace(trial, hypothesis=pair) if trial.hypothesis.name == best.hypothesis.name else trial
        for trial in screen.trials
    ]
    rare = rank(Screen(tuple(trials), screen.healthy), rows, DOUBT, prior_of_pairs=1e-9)
    assert rare.leader.hypothesis.name != pair.name
    assert rare.groups[0] == (pair.name,)


def test_draws_without_symptoms_add_nothing_unless_asked_for():
    screen, rows = made_screen(3), made_rows()
    well = {**screen.trials[0].found, "urge_hours": np.zeros(DRAWS)}
    dying = {**screen.trials[2].found, "cell_loss_per_decade": np.full(DRAWS, 0.2)}
    half = np.where(np.arange(DRAWS) < DRAWS // 2, 0.0, 1.0)
    some = {**screen.trials[1].found, "urge_hours": half}
    trials = (
        replace(screen.trials[0], found=well),
        replace(screen.trials[1], found=some),
        replace(screen.trials[2], found=dying),
    )
    changed = Screen(trials, screen.healthy)
    ranking, anyone = rank(changed, rows, DOUBT), rank(changed, rows, DOUBT, anyone=True)
    names = [trial.hypothesis.name for trial in trials]
    assert ranking.of(names[0]).weight == ranking.of(names[2]).weight == 0.0
    assert ranking.of(names[0]).effective == 0.0
    assert anyone.of(names[0]).weight > 0.0
    assert (ranking.of(names[1]).draws[: DRAWS // 2] == 0).all()
    assert ranking.of(names[1]).patients == 0.5


def test_the_weight_of_pairs_is_shared_by_their_prior():
    screen, rows = made_screen(3), made_rows()
    first, second, third = screen.trials
    pair = replace(
        first,
        hypothesis=type(first.hypothesis)((*first.hypothesis.lesions, *second.hypothesis.lesions)),
    )
    ranking = rank(
        Screen((first, second, third, pair), screen.healthy), rows, DOUBT, prior_of_pairs=0.1
    )
    priors = {v.hypothesis.name: v.prior for v in ranking.verdicts}
    assert priors[pair.hypothesis.name] == pytest.approx(0.1)
    assert priors[first.hypothesis.name] == pytest.approx(0.3)
    single, double = ranking.of(first.hypothesis.name), ranking.of(pair.hypothesis.name)
    assert double.log_evidence == single.log_evidence
    assert double.weight == pytest.approx(single.weight / 3)


def test_the_error_of_a_log_evidence_is_what_it_scatters_by():
    rows, chance = made_rows(), np.random.default_rng(4)
    patterns = chance.choice([-0.6, 0.6], size=(1, ROWS))
    truth = made_screen(1, 99, patterns)
    seen = published(rows, truth, truth.trials[0], 0, DOUBT, chance)
    found = [rank(made_screen(1, seed, patterns, 300), seen, DOUBT).leader for seed in range(80)]
    told = np.mean([verdict.error for verdict in found])
    assert np.std([verdict.log_evidence for verdict in found]) == pytest.approx(told, rel=0.25)


def test_what_may_win_is_drawn_more_until_it_is_known():
    ranking = rank(made_screen(6, draws=64), made_rows(), DOUBT)
    due = Effort(draws=64, most=1024, error=0.01).still_due(ranking.verdicts)
    leader = ranking.leader
    assert due[leader.hypothesis.name] == 128
    behind = [
        v.hypothesis.name
        for v in ranking.verdicts
        if v.log_evidence + 2 * v.error + LUCK < leader.log_evidence - 4
    ]
    assert not set(behind) & set(due)
    assert Effort(most=64, error=0.01).still_due(ranking.verdicts) == {}
    sure = [replace(v, effective=25.0, error=0.2) for v in ranking.verdicts]
    assert Effort(most=1024).still_due(sure) == {}
    few = [replace(v, effective=5.0, error=0.2) for v in ranking.verdicts]
    assert leader.hypothesis.name in Effort(most=1024).still_due(few)


@pytest.mark.parametrize(("draws", "held"), [(64, 256), (1024, 4096), (32768, 4096)])
def test_numbers_are_held_for_as_many_draws_as_the_question_is_worth(draws, held):
    assert effort_of(draws, 0.25).draws_held == held


def test_what_may_win_is_judged_with_its_prior_and_no_patient_is_no_answer_at_first():
    ranking = rank(made_screen(2, draws=64), made_rows(), DOUBT)
    first, second = ranking.verdicts
    even = replace(second, log_evidence=first.log_evidence - 6, error=0.1, effective=50.0)
    open_still = replace(even, prior=0.9, error=0.3)
    effort = Effort(most=4096)
    lead = replace(first, prior=0.01, error=0.1, effective=50.0)
    assert effort.still_due([lead, replace(open_still, prior=0.01)]) == {}
    assert effort.still_due([lead, open_still]) == {second.hypothesis.name: 128}
    none = replace(second, log_evidence=-np.inf, error=np.nan, effective=0.0)
    assert effort.still_due([lead, none]) == {second.hypothesis.name: 128}


def test_a_measurement_tells_one_bit_where_two_hypotheses_part_and_none_where_they_agree():
    patterns = np.zeros((2, ROWS))
    patterns[0, 0], patterns[1, 0] = 3.0, -3.0
    screen = made_screen(2, 0, patterns)
    trials = tuple(replace(trial, found={**trial.found}) for trial in screen.trials)
    rows = [row for row in made_rows() if row.name == "row5"]
    ranking = rank(Screen(trials, screen.healthy), rows, replace(DOUBT, wrong=0.0))
    parted, alike = (Measurement(f"outcome{i}", "csf", 0.1, hour=False) for i in (0, 3))
    first, second = worths(screen, ranking, [alike, parted])
    assert first.measurement == parted
    assert first.bits == pytest.approx(first.at_most, abs=0.05)
    assert second.bits == pytest.approx(0.0, abs=0.02)
    assert first.at_most == pytest.approx(1.0, abs=0.05)
    doubted = replace(ranking, doubt=replace(DOUBT, wrong=0.2))
    assert worths(screen, doubted, [parted])[0].bits < first.bits - 0.2


def test_every_measurement_is_one_that_was_made_in_patients_with_an_error():
    found = measurements_of(load_observations(), group=20)
    assert len({(m.outcome, m.method) for m in found}) == len(found) > 30
    for measurement in found:
        assert 0 < measurement.error < 1.5
    by_name = {(m.outcome, m.method): m for m in found}
    assert by_name["spinal_ferritin_relative", "csf"].in_the_living
    assert not by_name["receptor_relative", "autopsy stain"].in_the_living
