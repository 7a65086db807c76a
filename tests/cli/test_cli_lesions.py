"""lesions and ensemble: what is printed, kept and refused."""

import csv
import json
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

SINK = Path(__file__).parents[2] / "configs" / "second_sink.py"
THREE = ("receptor_synthesis", "excess_transferrin", "irp1_loss")
QUICK = ("--draws", "64", "--error", "0.9", "-j", "1")
MY_LESION = """
title = "A sink for iron"
biology = "The neuron binds iron to neuromelanin twice as fast as it should, or faster."
genes = []
source = []
evidence = "assumed"

[size]
meaning = "binding to neuromelanin, relative to healthy"
default = 3.0
range = [1.0, 5.0]
healthy = 1.0

[change]
"neuromelanin_binding" = "size x"
"""


@pytest.fixture(scope="module")
def screened(command, tmp_path_factory):
    """A folder in which three lesions, singly and in pairs, were judged."""
    folder = tmp_path_factory.mktemp("screened")
    done = command("lesions", *THREE, *QUICK, "-o", "out", "--plot", "map.svg", cwd=folder)
    assert done.returncode == 0, done.stderr
    return folder, done


def test_a_verdict_ranks_explains_measures_and_doubts(screened):
    _, done = screened
    text = done.stdout
    assert text.startswith("7 hypotheses, ")
    for words in (
        "hypothesis",
        "excess_transferrin+irp1_loss",
        "Guessing every row would score -",
        "lesion, alone or with another",
        "explains ",
        "fails ",
        "What would best split the leaders",
        "varies over its draws",
        "as ranked",
        "only rows whose source was read",
    ):
        assert words in text, words
    assert "screening 7 hypotheses over 10000 members" in done.stderr
    counts = re.findall(r"cells: (\d+) of (\d+)", done.stderr)
    assert counts[-1][0] == counts[-1][1]
    assert f", {counts[-1][0]} cells, " in text.splitlines()[0]


def test_what_is_kept_says_the_same(screened):
    folder, done = screened
    out = folder / "out"
    assert {path.name for path in out.iterdir()} == {
        "agreement.csv",
        "agreement.png",
        "agreement.svg",
        "manifest.json",
        "measurements.csv",
        "ranking.csv",
        "variants.csv",
    }
    manifest = json.loads((out / "manifest.json").read_text())
    with (out / "ranking.csv").open() as file:
        ranked = list(csv.DictReader(file))
    assert manifest["schema"] == "rls-sim/lesions/1"
    assert [row["hypothesis"] for row in ranked] == [
        row["hypothesis"] for row in manifest["ranking"]
    ]
    assert sum(float(row["weight"]) for row in ranked) == pytest.approx(1.0)
    leader = manifest["leader"]["name"]
    assert ranked[0]["hypothesis"] == leader
    assert f"{leader}: " in done.stdout
    with (out / "agreement.csv").open() as file:
        agreement = list(csv.DictReader(file))
    assert len(agreement) == len(manifest["rows"]) > 50
    assert all(0 <= float(row[leader]) <= 1.0001 for row in agreement)
    root = ET.parse(folder / "map.svg").getroot()
    assert root.tag.endswith("svg")


def test_the_same_command_gives_the_same_numbers(command, screened):
    folder, _ = screened
    done = command("lesions", *THREE, *QUICK, "--json", cwd=folder)
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    kept = json.loads((folder / "out" / "manifest.json").read_text())
    assert document["schema"] == "rls-sim/lesions/1"
    assert document["ranking"] == kept["ranking"]
    assert document["measurements"] == kept["measurements"]
    assert document["variants"] == kept["variants"]


def test_another_question_does_not_write_over_a_verdict(command, screened):
    folder, _ = screened
    done = command("lesions", *THREE, *QUICK, "--put-in", "-o", "out", cwd=folder)
    assert done.returncode == 7
    assert "question" in done.stderr
    assert done.stdout == ""


def test_a_lesion_of_ones_own_is_judged_with_the_others(command, tmp_path):
    (tmp_path / "sink.toml").write_text(MY_LESION)
    words = ("sink.toml", "receptor_synthesis", *QUICK, "--singly", "--json")
    done = command("lesions", *words, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    assert {row["hypothesis"] for row in document["ranking"]} == {
        "no_lesion",
        "receptor_synthesis",
        "sink",
    }


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["receptor_sinthesis"], 3, "receptor_synthesis"),
        (["none.toml"], 3, "none.toml"),
        (["irp1_loss", "irp1_loss"], 3, "is named twice"),
        (["irp1_loss", "--ensemble", "none.npz"], 3, "none.npz holds no ensemble"),
        (["irp1_loss", "--draws", "2"], 2, "--draws"),
        (["irp1_loss", "--plot", "map.txt"], 3, "map.txt"),
    ],
)
def test_what_cannot_be_judged_is_refused_in_words(command, tmp_path, words, code, told):
    done = command("lesions", *words, cwd=tmp_path)
    assert done.returncode == code
    assert told in done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_an_ensemble_is_drawn_shown_and_used(command, tmp_path):
    small = ("--members", "32", "--islands", "2", "--seed", "7")
    done = command("ensemble", "build", "-o", "small.npz", *small, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("32 members of ")
    again = command("ensemble", "build", "-o", "again.npz", *small, "-q", cwd=tmp_path)
    assert (tmp_path / "again.npz").read_bytes() == (tmp_path / "small.npz").read_bytes()
    assert again.stdout == done.stdout
    shown = command("ensemble", "show", "--ensemble", "small.npz", "--json", cwd=tmp_path)
    about = json.loads(shown.stdout)
    assert about["members"] == 32
    assert set(about["health"]["states"]) == {"functional"}
    used = command("lesions", "irp1_loss", *QUICK, "--ensemble", "small.npz", cwd=tmp_path)
    assert used.returncode == 0, used.stderr
    assert "over 32 members" in used.stderr


def test_the_shipped_ensemble_belongs_to_this_model(command):
    done = command("ensemble", "show")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("10000 members of ")
    assert "R-hat between islands: 1.00" in done.stdout


def test_an_ensemble_of_another_model_is_refused(command, tmp_path):
    done = command("lesions", "irp1_loss", "--extend", SINK, cwd=tmp_path)
    assert done.returncode == 3
    assert "belongs to another model hash" in done.stderr
    assert "rls-sim ensemble build" in done.stderr
