"""Runs of kinds "course" and "population": what they give, to whom, and what is refused."""

import numpy as np
import pytest

from rls_sim.clinic.study.course_run import read_course
from rls_sim.clinic.study.kinds import KINDS
from rls_sim.clinic.study.population_run import read_population_run, rows
from rls_sim.hypotheses.experiments.setting import Setting
from rls_sim.inference.ensemble import load_ensemble
from rls_sim.study.cell import brain_bench
from rls_sim.study.problems import Problems

MEMBERS = 16
COURSE = {
    "kind": "course",
    "name": "one",
    "lesion": "receptor_synthesis",
    "sizes": 0.35,
    "doses": ["pramipexole=0.5mg@20:00/daily..d10"],
    "days": 15,
    "most": 1000,
}


@pytest.fixture(scope="module")
def setting():
    """A few members of the shipped ensemble."""
    brain = brain_bench()
    return Setting(brain, load_ensemble(brain), MEMBERS, threads=1)


def read(entry, reader, problems=None):
    return reader(entry, brain_bench(), problems or Problems("here"), "run one")


@pytest.fixture(scope="module")
def course(setting):
    wanted = ("untreated_score", "fall", "relief_days", "day", "labile_iron", "crossed")
    return read(COURSE, read_course).numbers(setting, wanted, {})


def test_only_patients_have_a_course(course):
    score = course["untreated_score"][:, 0]
    followed = np.isfinite(score)
    assert 0 < followed.sum() < MEMBERS
    assert (score[followed] >= 10).all()
    for name in ("fall", "relief_days", "labile_iron", "crossed"):
        assert (np.isfinite(course[name]).all(axis=1) == followed).all(), name


def test_a_course_is_kept_by_the_week_and_ends_with_the_medicine(course):
    assert course["day"].tolist() == [[0.0, 7.0, 14.0]]
    followed = np.isfinite(course["untreated_score"][:, 0])
    fall = course["fall"][followed]
    assert (fall[:, 1] >= 0).all()
    assert np.abs(fall[:, 2]).max() < 0.5 * fall[:, 1].max()


def test_threads_change_nothing(setting, course):
    other = Setting(setting.bench, setting.ensemble, MEMBERS, threads=2)
    again = read(COURSE, read_course).numbers(other, ("fall",), {})
    np.testing.assert_array_equal(again["fall"], course["fall"])


@pytest.mark.parametrize(
    ("key", "value", "told"),
    [
        ("doses", ["pramipexol=1mg@d0"], "Did you mean pramipexole"),
        ("days", 3, "days"),
        ("lesion", "receptor_sinthesis", "receptor_synthesis"),
        ("sizes", [0.3, 0.4], "must be one size"),
        ("every", 5, "unknown key"),
    ],
)
def test_a_course_that_cannot_be_read_is_told(key, value, told):
    problems = Problems("here")
    assert read({**COURSE, key: value}, read_course, problems) is None
    assert told in "\n".join(problems.lines)


def test_a_population_counts_the_ill_of_every_so_many_members(setting):
    run = read({"kind": "population", "name": "p", "people": 300, "every": 8}, read_population_run)
    found = run.numbers(setting, ("unfitted", "value.any", "with_a_day"), {})
    asked = np.isfinite(found["unfitted"][:, 0])
    assert np.flatnonzero(asked).tolist() == [0, 8]
    assert ((found["unfitted"][asked] >= 0) & (found["unfitted"][asked] <= 100)).all()
    assert (found["with_a_day"][asked] > 0.5).all()


def test_rows_that_need_a_pregnancy_are_not_offered():
    assert "any" in rows()
    assert not {"trimester_3", "after", "pregnant"} & set(rows())
    assert {"course", "population", "diagnosis", "cells"} <= set(KINDS)
