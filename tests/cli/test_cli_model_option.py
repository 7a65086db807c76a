"""--model: every command that works on the brain works on a model of others."""

import csv
import json
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "study"))

from whole_pool import MEAN, POOL, SIZE, pool_at


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("model")
    (made / "pool.py").write_text(POOL)
    return made


@pytest.fixture(scope="module")
def on_pool(command, folder):
    """Run a command on the pool; it must succeed."""

    def run(*words):
        done = command(*words, "--model", "pool.py", cwd=folder)
        assert done.returncode == 0, done.stderr
        return done

    return run


@pytest.fixture(scope="module")
def swept_pool(on_pool, folder):
    """A sweep of the pool along its loss."""
    on_pool("sweep", "-p", "loss=0.2,0.4,0.8", "-o", "swept")
    return folder / "swept"


def test_cycle_prints_the_outcomes_of_the_model(on_pool):
    found = json.loads(on_pool("cycle", "-s", "loss=0.8", "--json").stdout)
    assert found["outcomes"]["X_mean"]["value"] == pytest.approx(MEAN / SIZE / 0.8, rel=1e-9)
    assert [e["file"] for e in found["extensions"]] == ["pool.py"]
    text = on_pool("cycle", "-s", "loss=0.8").stdout
    assert "loss = 0.8 (in the file 0.4; set by the command line)" in text
    assert "healthy" not in text


def test_targets_are_of_the_brain_alone(on_pool):
    assert on_pool("show", "targets").stdout == "there are no targets\n"


@pytest.mark.parametrize(
    "words",
    [("lesions", "--singly"), ("ensemble", "build", "-o", "e.npz"), ("export", "petab", "-o", "p")],
    ids=lambda words: words[0],
)
def test_what_was_seen_in_people_weighs_nothing_of_a_model_of_others(command, folder, words):
    done = command(*words, "--model", "pool.py", cwd=folder)
    assert done.returncode == 3
    assert done.stderr.splitlines()[-1] == (
        "error: --model: what was published on the brain is no evidence on this model."
    )


def test_run_starts_where_the_file_says(on_pool):
    found = json.loads(on_pool("run", "--days", "1", "--every", "6h", "--json").stdout)
    assert found["series"]["X"]["values"][0] == 5.0
    own = json.loads(on_pool("run", "--days", "1", "--from", "cycle", "--json").stdout)
    assert own["series"]["X"]["values"][0] == pytest.approx(pool_at(0.0), rel=1e-8)


def test_a_sweep_is_kept_drawn_replayed_and_goes_on(command, swept_pool, folder):
    rows = list(csv.DictReader((swept_pool / "cells.csv").read_text().splitlines()))
    for row in rows:
        exact = MEAN / SIZE / float(row["loss"])
        assert float(row["X_mean"]) == pytest.approx(exact, rel=1e-8)
    assert (swept_pool / "figure.png").stat().st_size > 10_000
    for words in (
        ("resume", "swept", "--model", "swept"),
        ("replay", "swept", "--id", "1", "--model", "swept"),
        ("report", "swept", "-o", "swept.html"),
        ("plot", "swept", "--save", "swept.png"),
    ):
        done = command(*words, cwd=folder)
        assert done.returncode == 0, (words, done.stderr)
    assert "X_mean" in (folder / "swept.html").read_text()
    without = command("resume", "swept", cwd=folder)
    assert without.returncode == 7
    assert "--extend swept" in without.stderr


def test_a_branch_of_it_is_drawn(on_pool, folder):
    done = on_pool("branch", "loss=0.2:2", "--threshold", "X_mean=2", "--plot", "branch.png")
    assert f"X_mean=2 holds at {MEAN / SIZE / 2:g}" in done.stdout
    assert "No change of state: changing throughout." in done.stdout
    assert (folder / "branch.png").stat().st_size > 10_000


def test_its_equations_names_and_slopes_are_told(on_pool):
    assert (
        "drive = inflow_mean*(1 + swing*cos(2*pi*time/24))" in on_pool("model", "equations").stdout
    )
    assert "not checked" in on_pool("model", "check").stdout
    assert "inflow_mean" in on_pool("show", "drive").stdout
    assert "outflow" in on_pool("model", "explain", "X", "--at", "06:00").stdout


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("cycle", "--lesion", "receptor_synthesis:0.5"), "no lesion 'receptor_synthesis'"),
        (("cycle", "-s", "losss=1"), "Did you mean loss"),
        (("run", "--outputs", "Y"), "no species or derived quantity 'Y'"),
        (("sweep", "-p", "loss=1,2", "--outcome", "X_meen"), "Did you mean X_mean"),
    ],
)
def test_what_the_model_lacks_is_refused_by_name(command, folder, words, told):
    done = command(*words, "--model", "pool.py", cwd=folder)
    assert done.returncode == 3
    assert told in done.stderr


def test_what_is_no_model_is_refused(command, folder):
    (folder / "notes.py").write_text("x = 1\n")
    done = command("cycle", "--model", "notes.py", cwd=folder)
    assert done.returncode == 3
    assert "notes.py: is no whole model" in done.stderr


TERMINAL = Path(__file__).parents[2] / "configs" / "dopamine_best2009.xml"


@pytest.mark.parametrize(
    ("words", "read"),
    [
        (("cycle", "-s", "th_vmax=250"), lambda found: found["outcomes"]["eda_mean"]["value"]),
        (("run", "--days", "1"), lambda found: found["series"]["eda"]["values"][-1]),
        (("sweep", "-p", "th_vmax=125,250"), lambda found: found["rows"][1]["eda_mean"]),
        (("branch", "th_vmax=125:250"), lambda found: found["rows"][-1]["eda_mean"]),
    ],
    ids=lambda one: one[0] if isinstance(one, tuple) else "",
)
def test_sbml_is_taken_as_it_is_or_as_the_python_made_of_it(command, folder, words, read):
    imported = command("import", "sbml", TERMINAL, "-o", "terminal.py", cwd=folder)
    assert imported.returncode == 0, imported.stderr
    found = []
    for model in (TERMINAL, "terminal.py"):
        done = command(*words, "--model", model, "--json", cwd=folder)
        assert done.returncode == 0, done.stderr
        found.append(read(json.loads(done.stdout)))
    assert found[0] == found[1] > 0
