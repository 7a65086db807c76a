"""A trial among the people of a cohort: its rules may ask for traits, its weights count."""

import json

import pytest

TRIAL = """
title = "Iron in a population"
question = "Whom does it help?"
source = ["wang2009_abstract"]
weeks = 0.5

[patients]
cohort = "people"

[patients.include]
age = ["> 30", "<= 80"]
female = ">= 1"

[arms.placebo]
size = 10

[arms.iron]
dose = "oral_iron=65mg@08:00/daily"
size = 10
"""


@pytest.fixture(scope="module")
def folder(command, tmp_path_factory):
    """A folder with a solved cohort of 300 and a trial among them."""
    folder = tmp_path_factory.mktemp("cohort")
    for words in (("make", "-N", "300", "-o", "people", "-q"), ("run", "people", "-q")):
        done = command("cohort", *words, cwd=folder)
        assert done.returncode == 0, done.stderr
    (folder / "mine.toml").write_text(TRIAL)
    return folder


def test_people_of_a_cohort_are_asked_by_their_traits(command, folder):
    done = command("trial", "mine.toml", "-N", "8", "--json", "-q", cwd=folder)
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    assert document["people"]["asked"] == 300
    assert 8 <= document["people"]["eligible"] < 200
    assert document["published"] == []
    assert document["ensemble"] is None
    assert document["cohort"]["folder"] == "people"
    assert len(document["cohort"]["sha256"]) == 64
    assert document["arms"]["placebo"]["change"][0]["value"] == pytest.approx(0, abs=1e-6)


def test_a_cohort_that_lacks_is_told_by_key(command, tmp_path):
    (tmp_path / "mine.toml").write_text(TRIAL)
    done = command("trial", "mine.toml", cwd=tmp_path)
    assert done.returncode == 3
    assert 'mine.toml: patients.cohort = "people": there is no such folder' in done.stderr


def test_what_varies_is_refused_of_people_who_differ_already(command, folder):
    text = TRIAL.replace("[patients.include]", '[patients.vary]\nblood_loss = "uniform:0:1"\n\n'
                         "[patients.include]")  # fmt: skip
    (folder / "vary.toml").write_text(text)
    done = command("trial", "vary.toml", "-N", "8", cwd=folder)
    assert done.returncode == 3
    assert "people of a cohort differ already" in done.stderr
