"""experiment list, show and run: what is printed, kept and refused."""

import csv
import json
import re

import pytest
from web_page import Page, check_alone

FEW = ("--members", "16", "-j", "1")


@pytest.fixture(scope="module")
def done(command, tmp_path_factory):
    """A folder in which two experiments were run, and what the command said."""
    folder = tmp_path_factory.mktemp("experiments")
    answer = command(
        "experiment", "run", "movement_relief", "virtual_autopsy", *FEW, "-o", "out", cwd=folder
    )
    assert answer.returncode == 0, answer.stderr
    return folder / "out", answer


def test_the_list_asks_twelve_questions(command):
    answer = command("experiment", "list")
    assert answer.returncode == 0
    assert answer.stdout.count("?\n") == 12
    kept = json.loads(command("experiment", "list", "--json").stdout)
    assert kept["schema"] == "rls-sim/experiment-list/1"
    assert {"receptor_density", "other_breakdowns"} <= {one["name"] for one in kept["experiments"]}


def test_an_experiment_shows_prediction_and_conditions(command):
    answer = command("experiment", "show", "clock_step")
    assert answer.returncode == 0
    for words in ("predicted before: ", "(poceta2009)", "holds from a share of 0.9 on", "doubt: "):
        assert words in answer.stdout, words


def test_a_run_prints_a_verdict_for_every_claim(done):
    _, answer = done
    verdicts = re.findall(r"  (?:holds|does not hold|not decidable)  ", answer.stdout)
    claims = int(re.search(r"^(\d+) claims: ", answer.stdout, re.MULTILINE)[1])
    assert len(verdicts) == claims > 10
    assert "saved 2 experiments, experiments.html and verdicts.json to out/" in answer.stderr


def test_what_is_kept_says_the_same(done):
    folder, answer = done
    document = json.loads((folder / "verdicts.json").read_text())
    assert document["schema"] == "rls-sim/experiments/1"
    assert document["members"] == 16
    for one in document["experiments"]:
        place = folder / one["name"]
        kept = {path.name for path in place.iterdir()}
        assert kept == {
            *("verdicts.csv", "numbers.csv", "experiment.toml", "manifest.json"),
            *("figure.png", "figure.svg"),
        }
        rows = list(csv.DictReader((place / "verdicts.csv").read_text().splitlines()))
        assert [(row["claim"], row["verdict"]) for row in rows] == [
            (claim["id"], claim["verdict"]) for claim in one["claims"]
        ]
        for claim in one["claims"]:
            assert re.search(rf"  {claim['id']} +{claim['verdict']}  ", answer.stdout)
        manifest = json.loads((place / "manifest.json").read_text())
        assert set(manifest["files"]) == kept - {"manifest.json"}
        assert manifest["question"] == one["question"]
        assert manifest["seed"] == 20261128


def test_the_page_is_the_report_of_the_folder_and_has_all(done, command):
    folder, _ = done
    text = (folder / "experiments.html").read_text()
    assert len(text) < 10_000_000
    answer = command("report", folder, "-o", folder.parent / "again.html")
    assert answer.returncode == 0, answer.stderr
    assert (folder.parent / "again.html").read_text() == text
    page = Page(text)
    check_alone(page)
    for words in ("redicted before", "Doubts", "What made this", "rls-sim experiment run"):
        assert words in text
    told = page.one("main")["text"]
    for one in json.loads((folder / "verdicts.json").read_text())["experiments"]:
        assert page.all("section", id=one["name"])
        for claim in one["claims"]:
            assert claim["sentence"] in told


def test_json_is_one_document_and_a_second_run_gives_the_same_bytes(command, done, tmp_path):
    folder, _ = done
    answer = command(
        *("experiment", "run", "movement_relief", "virtual_autopsy", "--members", "16", "-j", "2"),
        *("-o", "out", "--json", "-q"),
        cwd=tmp_path,
    )
    assert answer.returncode == 0, answer.stderr
    assert answer.stderr == ""
    document = json.loads(answer.stdout)
    assert document.pop("folder") == "out"
    kept = (folder / "verdicts.json").read_bytes()
    assert json.loads(kept) == document
    assert (tmp_path / "out" / "verdicts.json").read_bytes() == kept
    for name in ("numbers.csv", "figure.png"):
        again = tmp_path / "out" / "movement_relief" / name
        assert again.read_bytes() == (folder / "movement_relief" / name).read_bytes()


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        ((), 2, "--all"),
        (("clock_step", "--all"), 2, "--all"),
        (("clock_steps",), 3, "Did you mean clock_step"),
        (("mine.toml",), 3, "no such file"),
        (("clock_step", "--members", "1"), 2, "--members"),
        (("clock_step", "--ensemble", "no.npz"), 3, "holds no ensemble"),
    ],
)
def test_what_cannot_be_run_is_refused_before_anything_is_solved(
    command, tmp_path, words, code, told
):
    answer = command("experiment", "run", *words, cwd=tmp_path)
    assert answer.returncode == code
    assert told in answer.stderr
    assert not list(tmp_path.iterdir())
