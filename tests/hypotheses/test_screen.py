"""Lesions solved over the ensemble: what is changed, that draws repeat, that the truth is found."""

from dataclasses import replace

import numpy as np
import pytest
from worlds_by_hand import published

from rls_sim.hypotheses.hypothesis import Hypothesis, pairs, singles
from rls_sim.hypotheses.observations import load_observations
from rls_sim.hypotheses.race import Effort, race
from rls_sim.hypotheses.ranking import rank
from rls_sim.hypotheses.scoring import Doubt, scored_rows
from rls_sim.hypotheses.screen import Screener, outcomes_needed
from rls_sim.inference.ensemble import load_ensemble
from rls_sim.study.cell import Cell, brain_bench, solve_cell
from rls_sim.study.lesion import changed_value, changed_values

SIX = (
    "receptor_synthesis",
    "irp1_loss",
    "excess_transferrin",
    "neuronal_export",
    "primary_release",
    "body_iron_deficiency",
)


@pytest.fixture(scope="module")
def bench():
    return brain_bench()


@pytest.fixture(scope="module")
def ensemble(bench):
    return load_ensemble(bench)


@pytest.fixture(scope="module")
def rows():
    return scored_rows(load_observations(), ("scored", "sized"))


@pytest.fixture(scope="module")
def screener(bench, ensemble, rows):
    return Screener(bench, ensemble, outcomes_needed(rows))


@pytest.fixture(scope="module")
def found(bench, screener):
    return screener.screen(singles(bench.lesions, SIX), lambda _: 256)


def test_every_shipped_change_gives_one_cell_and_many_the_same_values(bench):
    sizes = np.array([0.3, 0.5, 0.9])
    for lesion in bench.lesions.values():
        for name, change in lesion.changes.items():
            parameter = bench.healthy[name]
            many = changed_values(parameter, change, np.full(3, parameter.value), sizes)
            one = [changed_value(parameter, change, size) for size in sizes]
            np.testing.assert_allclose(many, one, rtol=1e-12, err_msg=f"{lesion.name} {name}")


def test_a_lesion_changes_its_parameters_of_each_member_and_no_other(bench, ensemble):
    hypothesis = Hypothesis((bench.lesions["receptor_synthesis"],))
    base = ensemble.table(bench, slice(0, 5))
    sizes = np.full((5, 1), 0.4)
    changed = hypothesis.applied(base, sizes, bench.kernel.parameter_names, bench.healthy)
    place = bench.kernel.parameter_names.index("neuron.receptor_density")
    np.testing.assert_allclose(changed[:, place], 0.4 * base[:, place])
    others = np.delete(np.arange(base.shape[1]), place)
    np.testing.assert_array_equal(changed[:, others], base[:, others])


def test_a_size_at_which_nothing_breaks_is_the_healthy_cell(bench, ensemble):
    base = ensemble.table(bench, slice(0, 4))
    for lesion in bench.lesions.values():
        if lesion.healthy is None:
            continue
        sizes = np.full((4, 1), lesion.healthy)
        changed = Hypothesis((lesion,)).applied(
            base, sizes, bench.kernel.parameter_names, bench.healthy
        )
        np.testing.assert_allclose(changed, base, rtol=1e-12, err_msg=lesion.name)


def test_pairs_change_nothing_in_common(bench):
    found = pairs(bench.lesions, bench.lesions)
    names = [hypothesis.name for hypothesis in found]
    assert len(set(names)) == len(names) > 250
    assert "receptor_synthesis+receptor_synthesis_both" not in names
    assert "irp1_loss+receptor_synthesis" in names


def test_a_member_with_a_lesion_is_the_cell_that_is_solved_alone(bench, ensemble, found):
    trial = found.trials[0]
    lesion = trial.hypothesis.lesions[0]
    for draw in (0, 7):
        parameters = bench.healthy
        values = ensemble.values[trial.members[draw]]
        for name, value in zip(ensemble.prior.names, values, strict=True):
            parameters = parameters.override(name, float(value), reason="a member")
        parameters = lesion.apply(parameters, float(trial.sizes[draw, 0]))
        alone = solve_cell(Cell(parameters), bench)
        for name, values in trial.found.items():
            expected = alone.outcomes[name]
            assert values[draw] == pytest.approx(expected, rel=1e-4, nan_ok=True), name


def test_draws_are_the_same_however_many_are_drawn(bench, screener, found):
    more = screener.more(found, {"irp1_loss": 320})
    one, other = (
        next(t for t in s.trials if t.hypothesis.name == "irp1_loss") for s in (found, more)
    )
    assert (len(one), len(other)) == (256, 320)
    np.testing.assert_array_equal(one.members, other.members[:256])
    np.testing.assert_array_equal(one.sizes, other.sizes[:256])
    for name, values in one.found.items():
        np.testing.assert_array_equal(values, other.found[name][:256])
    again = screener.trial(other.hypothesis, 256, 320)
    for name, values in again.found.items():
        np.testing.assert_array_equal(values, other.found[name][256:])


def test_members_are_healthy_without_a_lesion(found):
    members = found.trials[0].members
    assert np.isfinite(found.healthy["receptor_relative"][members]).all()
    assert (found.healthy["urge_hours"][members] == 0).all()


@pytest.mark.parametrize("truth", SIX[:5])
def test_the_broken_step_is_found_from_studies_of_its_patients(found, rows, truth):
    """Ten cohorts of one lesion's virtual patients, judged by draws that are not among them."""
    chance, doubt = np.random.default_rng(3), Doubt(wrong=0.05)
    rows = [row for row in rows if row.observation.sign is not None]
    trial = next(t for t in found.trials if t.hypothesis.name == truth)
    patients = np.flatnonzero(trial.patients)
    weights = []
    for draw in chance.choice(patients, 10):
        seen = published(rows, found, trial, draw, doubt, chance)
        others = trial.found["urge_hours"].copy()
        others[draw] = 0.0  # the patient that was studied does not judge itself
        judges = tuple(
            replace(t, found={**t.found, "urge_hours": others}) if t is trial else t
            for t in found.trials
        )
        weights.append(rank(replace(found, trials=judges), seen, doubt).of(truth).weight)
    assert np.mean(weights) > 2 / len(SIX)


def test_a_race_draws_more_of_the_leader_and_ends_when_it_is_known(bench, screener, rows):
    effort = Effort(draws=64, most=512, error=0.4)
    told = []
    found = race(screener, singles(bench.lesions, SIX[:3]), rows, Doubt(), effort, told=told.append)
    counts = {trial.hypothesis.name: len(trial) for trial in found.trials}
    ranking = rank(found, rows)
    leader = ranking.leader
    assert counts[leader.hypothesis.name] > 64
    enough = leader.error <= 0.4 and leader.is_known
    assert enough or counts[leader.hypothesis.name] == 512
    assert told[0] == 64 * 3 + 64
    assert sum(told) == sum(counts.values()) + max(counts.values())
