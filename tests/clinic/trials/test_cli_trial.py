"""trial: what is printed, kept, drawn and refused."""

import csv
import json
import xml.etree.ElementTree as ET

import pytest
from small import TEXT

from rls_sim.clinic.notice import NOTICE

QUICK = ("-N", "8", "-j", "1")


@pytest.fixture(scope="module")
def told(command, tmp_path_factory):
    """A folder with a trial, and what the command said of it."""
    folder = tmp_path_factory.mktemp("told")
    (folder / "mine.toml").write_text(TEXT)
    done = command("trial", "mine.toml", *QUICK, "-o", "p.csv", "--plot", "t.svg", cwd=folder)
    assert done.returncode == 0, done.stderr
    return folder, done


def test_a_trial_is_told_with_all_that_was_promised(told):
    _, done = told
    assert done.stdout.startswith(NOTICE)
    for words in (
        "A small trial: Does it work?",
        "8 people of ",
        "stated, not modelled: placebo -4 points",
        "difference",
        "power",
        "halved",
        "augmented",
        "change of the score by visit",
        "safety",
        "held out",
        "of 1 rows that were held out agree",
    ):
        assert words.lower() in done.stdout.lower(), words
    assert "people asked" in done.stderr


def test_what_is_kept_has_a_row_for_each_person_of_each_arm(told):
    folder, _ = told
    rows = list(csv.DictReader((folder / "p.csv").read_text().splitlines()))
    assert len(rows) == 2 * 8
    assert "rated in week 1 [points]" in rows[0]
    assert list(rows[0])[-1] == "notice"
    assert all(row["notice"] == NOTICE for row in rows)
    ET.parse(folder / "t.svg")


def test_json_says_the_same_and_removing_an_arm_changes_no_other(command, told):
    folder, _ = told
    both = json.loads(command("trial", "mine.toml", *QUICK, "--json", "-q", cwd=folder).stdout)
    one = json.loads(
        command(
            *("trial", "mine.toml", *QUICK, "--arms", "pramipexole", "--json", "-q"), cwd=folder
        ).stdout
    )
    assert both["schema"] == "rls-sim/trial/1"
    assert both["notice"] == NOTICE
    assert both["arms"]["pramipexole"]["change"] == one["arms"]["pramipexole"]["change"]
    assert list(one["arms"]) == ["pramipexole"]
    assert both["published"][0]["use"] == "held out"
    assert both["seed"] == 1
    assert both["ensemble"]["members"] > 1000
    assert len(both["ensemble"]["sha256"]) == 64
    assert both["cohort"] is None


def test_the_list_names_every_trial_and_what_was_fitted(command):
    done = command("trial", "--list")
    assert done.returncode == 0, done.stderr
    assert "winkelman2006" in done.stdout
    assert "fitted to" in done.stdout
    assert done.stdout.startswith(NOTICE)


@pytest.mark.parametrize(
    ("words", "code", "text"),
    [
        ((), 2, "Name a trial"),
        (("cho2016", "--list"), 2, "Name a trial"),
        (("cho2106",), 3, "Did you mean cho2016"),
        (("nowhere.toml",), 3, "there is no such file"),
        (("cho2016", "--arms", "carboximaltose"), 3, "Did you mean carboxymaltose"),
        (
            ("cho2016", "--arms", "x=iron_carboxymaltose=9000mg@d0"),
            3,
            "--arms x=iron_carboxymaltose=9000mg@d0: 9000 mg lies",
        ),
        (("cho2016", "--lesion", "receptor_synthesys"), 3, "Did you mean receptor_synthesis"),
        (("zzzz",), 3, "comes close; rls-sim trial --list lists them."),
        (("cho2016", "--lesion", "zzzz"), 3, "comes close; rls-sim show lesions lists them."),
        (("cho2016", "--weeks", "nan"), 2, "nan is not from 0.2 to 520"),
        (("cho2016", "-N", "2"), 2, "8<=x"),
        (("cho2016", "--plot", "x.gif"), 3, "a figure is .png, .svg or .pdf"),
    ],
)
def test_what_is_refused_is_told(command, tmp_path, words, code, text):
    done = command("trial", *words, cwd=tmp_path)
    assert done.returncode == code
    assert text in done.stderr
    assert done.stdout == ""


def test_problems_of_a_file_are_told_all_at_once(command, tmp_path):
    wrong = TEXT.replace("dropout = 0.4", "dropout = 4").replace("weeks = 1", "weeks = 0")
    (tmp_path / "wrong.toml").write_text(wrong)
    done = command("trial", "wrong.toml", cwd=tmp_path)
    assert done.returncode == 3
    assert "arms.pramipexole.dropout = 4: lies outside 0 to 0.95" in done.stderr
    assert "weeks = 0: lies outside" in done.stderr
