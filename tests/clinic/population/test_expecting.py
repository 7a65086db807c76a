"""Women followed by the week: exact enough, each for herself, unmoved where nothing changes."""

from functools import cache

import numpy as np
import pytest
from people import bench, population

from rls_sim.clinic.population.expecting import RTOL, expecting, follow_women, weeks_of
from rls_sim.clinic.population.population import read_population
from rls_sim.clinic.population.reading import read_outcomes
from rls_sim.clinic.population.solving import task_of_people
from rls_sim.clinic.population.storing import make_people
from rls_sim.clinic.population.work import run_cohort

READ = ("serum_ferritin", "transferrin_saturation", "haemoglobin", "function_reserve_night")


@pytest.fixture(scope="module")
def solved(tmp_path_factory):
    folder = tmp_path_factory.mktemp("people") / "cohort"
    people, _ = make_people(folder, mostly_pregnant(), 60, 5, bench())
    run_cohort(people, bench(), threads=1)
    return people


@cache
def mostly_pregnant(**changes):
    content = {s: {n: dict(e) for n, e in t.items()} for s, t in population().content.items()}
    content["pregnancy"]["share"]["value"] = [0.5] * 6
    content["pregnancy"]["after_delivery"]["value"] = [0.2] * 6
    for name, value in changes.items():
        content["pregnancy"][name]["value"] = value
    return read_population(content, "a test")


def test_a_finer_integration_finds_the_same(solved):
    task, women = task_of_people(solved, bench()), expecting(solved)[:6]
    coarse = follow_women(solved, task, women)
    fine = follow_women(solved, task, women, rtol=RTOL / 100)
    assert not (fine.error != "").any()
    for name in READ:
        assert coarse.outcomes[name] == pytest.approx(fine.outcomes[name], rel=1e-3), name


def test_a_woman_is_the_same_whoever_is_followed_beside_her(solved):
    task, women = task_of_people(solved, bench()), expecting(solved)[:4]
    together = follow_women(solved, task, women)
    alone = follow_women(solved, task, women[2:3])
    for name in READ:
        assert together.outcomes[name][2] == alone.outcomes[name][0], name


def test_pregnancy_takes_iron_and_delivery_gives_it_back(solved):
    task, women = task_of_people(solved, bench()), expecting(solved)[:8]
    ferritin = {}
    for week in (0, 38, 51):
        found = follow_women(solved, task, women, weeks=np.full(len(women), week))
        ferritin[week] = found.outcomes["serum_ferritin"]
        assert np.isfinite(ferritin[week]).all()
    assert (ferritin[38] < ferritin[0]).all()
    assert np.median(ferritin[51]) > np.median(ferritin[38])


def test_outcomes_of_a_cohort_are_those_of_the_last_day(solved):
    task, women = task_of_people(solved, bench()), expecting(solved)
    outcomes, found = read_outcomes(solved), follow_women(solved, task, women[:5])
    for name in READ:
        assert np.array_equal(outcomes[name][women[:5]], found.outcomes[name]), name
    assert (weeks_of(solved, women) <= 52).all()
    assert len(women) > 5


def test_a_woman_whom_nothing_happens_to_stays_as_she_was(tmp_path):
    still = {"placental_clearance": [0.0] * 3, "marrow_call": [1.0] * 3, "delivery_loss": 0.0}
    content = {s: {n: dict(e) for n, e in t.items()} for s, t in population().content.items()}
    content["pregnancy"]["share"]["value"] = [0.9] * 6
    content["pregnancy"]["blood_volume"]["value"] = [1.0] * 3
    content["menstruation"]["loss"] |= {"value": 1.0, "spread": 0.0}
    for name, value in still.items():
        content["pregnancy"][name]["value"] = value
    people, _ = make_people(tmp_path / "c", read_population(content, "a test"), 24, 1, bench())
    task, women = task_of_people(people, bench()), expecting(people)[:4]
    first = follow_women(people, task, women, weeks=np.zeros(4, dtype=np.int64))
    last = follow_women(people, task, women, weeks=np.full(4, 39))
    for name in READ:  # a monthly loss of 1 mL of blood, which stays away, is all that changes
        assert last.outcomes[name] == pytest.approx(first.outcomes[name], rel=0.01), name
