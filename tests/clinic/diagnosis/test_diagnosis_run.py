"""The run of kind "diagnosis" and the experiment that is made of it."""

import numpy as np
import pytest

from rls_sim.clinic.diagnosis.catalogue import shipped_tests
from rls_sim.clinic.population.bodies import parameter_names, parameters_of
from rls_sim.clinic.population.drawing import draw_people
from rls_sim.clinic.population.population import load_population
from rls_sim.clinic.study.diagnosis_run import DiagnosisRun, read_diagnosis
from rls_sim.clinic.study.kinds import KINDS
from rls_sim.clinic.study.people_of_a_member import people_in
from rls_sim.hypotheses.experiments.load import find_experiment
from rls_sim.hypotheses.experiments.setting import Setting
from rls_sim.inference.ensemble import Ensemble
from rls_sim.inference.prior import Prior
from rls_sim.study.cell import brain_bench
from rls_sim.study.problems import Problems

WANTED = ("prevalence", "ill_people", "auc.d2_pet", "study_auc.d2_pet", "missed.serum_ferritin")


@pytest.fixture(scope="module")
def bench():
    return brain_bench()


@pytest.fixture(scope="module")
def setting(bench):
    """Two members: the declared medians, and what lies a little beside them."""
    prior = Prior.declared(bench.healthy)
    points = np.zeros((2, len(prior.names)))
    points[1] += 0.01
    return Setting(bench, Ensemble(prior, points, {}), 4, threads=1)


def test_the_experiment_is_read_and_asks_only_for_what_there_is(bench):
    found = find_experiment(bench, "diagnostic_test", KINDS)
    assert len(found.claims) >= 10
    (run,) = [run for run in found.runs if isinstance(run, DiagnosisRun)]
    assert set(found.wanted()["tested"]) <= set(run.offers(bench))


def test_members_without_people_have_no_number(bench, setting):
    run = DiagnosisRun("tested", 1200, 2, {"serum_ferritin": 75.0})
    found = run.numbers(setting, WANTED, {})
    assert set(found) == set(WANTED)
    for values in found.values():
        assert values.shape == (4, 1)
        assert np.isnan(values[[1, 3]]).all()
    assert (found["prevalence"][[0, 2]] >= 0).all()
    for name in WANTED[2:]:
        known = found[name][~np.isnan(found[name])]
        assert ((known >= 0) & (known <= 1)).all()


def test_people_differ_from_a_member_as_from_the_models_man(bench, setting):
    population, people = load_population(), draw_people(load_population(), 5, 1)
    table = people_in(setting, people, 0)
    values, _ = parameters_of(people, population, bench)
    member = setting.table[0]
    for column, name in enumerate(parameter_names(population, bench)):
        place = bench.kernel.parameter_names.index(name)
        low, high = bench.healthy[name].range
        healthy, factor = bench.healthy[name].value, bench.healthy[name].canonical_factor
        mine = member[place] / factor
        due = mine * values[:, column] / healthy if healthy else values[:, column]
        np.testing.assert_allclose(table[:, place] / factor, np.clip(due, low, high), rtol=1e-12)
    others = [
        i
        for i, name in enumerate(bench.kernel.parameter_names)
        if name not in parameter_names(population, bench)
    ]
    assert (table[:, others] == member[others]).all()


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        ({"people": 3}, "lies outside 100"),
        ({"peple": 300}, "did you mean"),
        ({"cut_offs": {"serum_feritin": 75.0}}, "serum_ferritin"),
        ({"cut_offs": {"serum_ferritin": -75.0}}, "not a number from 0.5 to 20000"),
    ],
)
def test_what_is_wrong_with_a_run_is_told(bench, entry, told):
    problems = Problems("mine.toml")
    assert (
        read_diagnosis({"kind": "diagnosis", "name": "x", **entry}, bench, problems, "run x")
        is None
    )
    assert told in "\n".join(problems.lines)


def test_a_run_offers_every_shipped_test(bench):
    offered = set(DiagnosisRun("x", 100, 1, {}).offers(bench))
    assert {f"auc.{name}" for name in shipped_tests()} <= offered
