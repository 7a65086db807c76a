"""rls-sim cohort in processes of its own: the same bytes, kills that cost nothing, errors told."""

import json
import os
import re
import shlex
import signal
import subprocess
import sys
import time
from hashlib import sha256

import pytest
from json_documents import checked

from rls_sim.clinic.notice import NOTICE


def command(*words, cwd=None):
    done = subprocess.run(
        [sys.executable, "-m", "rls_sim", *map(str, words)],
        cwd=cwd,
        env={**os.environ, "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    return checked(words, done)


@pytest.fixture(scope="module")
def solved(tmp_path_factory):
    folder = tmp_path_factory.mktemp("cohort")
    for words in ("make -N 300 --seed 2 -o people", "run people -j 1"):
        done = command("cohort", *words.split(), cwd=folder)
        assert done.returncode == 0, done.stderr
    return folder


def sums(folder):
    return {
        path.relative_to(folder): sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*.parquet"))
    }


def test_the_same_command_makes_the_same_bytes(solved, tmp_path):
    done = command("cohort", "make", "-N", "300", "--seed", "2", "-o", tmp_path / "again")
    assert done.returncode == 0, done.stderr
    one, other = solved / "people/people.parquet", tmp_path / "again/people.parquet"
    assert one.read_bytes() == other.read_bytes()
    again = command("cohort", "make", "-N", "300", "--seed", "2", "-o", tmp_path / "again")
    assert again.returncode == 0
    assert "there are already 300 people" in again.stderr


def test_a_killed_run_goes_on_to_the_same_bytes(solved, tmp_path):
    done = command("cohort", *["make", "-N", "300", "--seed", "2", "-o", "people"], cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    words = [sys.executable, "-m", "rls_sim", *["cohort", "run", "people", "-j", "1"]]
    cells = tmp_path / "people/days/cells"
    with subprocess.Popen(words, cwd=tmp_path, stderr=subprocess.DEVNULL) as process:
        try:
            until = time.monotonic() + 120
            while not (cells.is_dir() and list(cells.glob("*.parquet"))):
                assert time.monotonic() < until
                time.sleep(0.02)
        finally:
            process.send_signal(signal.SIGKILL)
    there = len(list(cells.glob("*.parquet")))
    unfinished = command("cohort", "summary", "people", cwd=tmp_path)
    if there < 10:
        assert unfinished.returncode == 6
        assert "rls-sim cohort run people goes on with it" in unfinished.stderr
    done = command("cohort", "run", "people", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert sums(tmp_path / "people") == sums(solved / "people")
    again = command("cohort", "run", "people", cwd=tmp_path)
    assert "nothing was computed" in again.stderr


def test_the_command_of_a_person_solves_the_same_day(solved):
    number = 7
    told = json.loads(command("cohort", "show", "people", number, "--json", cwd=solved).stdout)
    assert not told["expecting"]
    words = shlex.split(told["command"])
    assert words[0] == "rls-sim"
    done = command(*words[1:], "--json", cwd=solved)
    assert done.returncode == 0, done.stderr
    outcomes = json.loads(done.stdout)["outcomes"]
    for name, facts in outcomes.items():
        kept = told["outcomes"][name]
        if isinstance(facts["value"], float) and kept is not None:
            assert f"{kept:.4g}" == f"{facts['value']:.4g}" or kept == pytest.approx(
                facts["value"], rel=1e-6, abs=1e-9
            ), name
        else:
            assert kept == facts["value"], name


def test_a_summary_says_what_is_fitted_what_is_missed_and_draws(solved):
    done = command("cohort", "summary", "people", "--plot", "people.png", cwd=solved)
    assert done.returncode == 0, done.stderr
    for words in ("effective size", "lesions.share", "fitted", "not medical advice", "contradicts"):
        assert words in done.stdout
    assert (solved / "people.png").stat().st_size > 10_000
    told = json.loads(command("cohort", "summary", "people", "--json", cwd=solved).stdout)
    assert told["people"] == 300
    assert told["seed"] == 2
    assert len(told["model_hash"]) > 10
    assert told["command"].endswith("cohort summary people --json")
    assert told["made_by"].startswith("rls-sim cohort make")


def test_everything_that_is_told_of_a_cohort_carries_the_notice(solved):
    for words in ("summary people --json", "show people 7 --json", "run people --json -q"):
        told = json.loads(command("cohort", *words.split(), cwd=solved).stdout)
        assert next(iter(told.items())) == ("notice", NOTICE), words
    for words in ("summary people", "show people 7"):
        assert NOTICE in command("cohort", *words.split(), cwd=solved).stdout, words
    assert json.loads((solved / "people/manifest.json").read_text())["notice"] == NOTICE
    assert command("cohort", "summary", "people", "--plot", "p.svg", cwd=solved).returncode == 0
    words = re.sub(r"<[^>]*>", " ", (solved / "p.svg").read_text())
    assert NOTICE in " ".join(words.split())


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        ("show people 300", 3, "person 300: the people of people are 0 to 299."),
        ("make -N 300 --seed 3 -o people", 7, "holds a different experiment"),
        ("../resume people/days", 7, "give that to rls-sim cohort run"),
        (
            "../replay people/days --id 3",
            7,
            "give that to rls-sim cohort run or rls-sim cohort show",
        ),
        ("run nowhere", 3, "nowhere: there is no such folder."),
        ("summary people --plot x.gif", 3, "a figure is .png, .svg or .pdf."),
        ("make -N 5 -o new --population mine.toml", 3, "menstruation.loss.value = 900"),
        ("make -N 0 -o new", 2, "not in the range"),
        ("summary", 2, "Missing argument"),
    ],
)
def test_what_cannot_be_done_is_told(solved, words, code, told):
    from rls_sim.clinic.population.population import shipped_path

    text = shipped_path().read_text("utf-8").replace("value = 31.0", "value = 900.0")
    (solved / "mine.toml").write_text(text, "utf-8")
    group = [] if words.startswith("../") else ["cohort"]
    done = command(*group, *words.removeprefix("../").split(), cwd=solved)
    assert done.returncode == code, done.stderr
    assert told in done.stderr
    assert not (solved / "new").exists()


def test_the_cohort_is_read_by_others(solved):
    from rls_sim.clinic.population.cohort import load_cohort

    cohort = load_cohort(solved / "people")
    assert len(cohort) == 300
    for column in (*cohort.traits.values(), *cohort.outcomes.values()):
        assert column.shape == (300,)
    assert (cohort.ill <= cohort.weekly).all()
    assert (cohort.weekly <= cohort.any_symptom).all()
    assert cohort.weights.mean() == pytest.approx(1.0)
    assert set(cohort.lesion) >= {"none"}
