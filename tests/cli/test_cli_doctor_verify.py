"""rls-sim doctor --verify: what it prints and writes, and how it ends."""

import json
import subprocess
import sys

import pytest
from json_documents import require_valid

SOME = """
import sys
from rls_sim.verification import {rooms}, suite
suite.ROOMS = ({rooms},)
{before}
from rls_sim.cli.main import main
main(sys.argv[1:])
"""


def verify(*words, rooms="closed_forms", before="", cwd=None):
    """The command with some of the checks, in a process of its own."""
    code = SOME.format(rooms=rooms, before=before)
    return subprocess.run(
        [sys.executable, "-c", code, "doctor", "--verify", *map(str, words)],
        cwd=cwd,
        capture_output=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )


WRONG = """
from dataclasses import replace
from functools import cache
from rls_sim.verification import closed_forms, subjects
right = subjects.logistic()
wrong = subjects.with_values(right, {"growth": 1.5001})
closed_forms.logistic = lambda: wrong
"""
SHADOWED = """
for name in ("roadrunner", "basico"):
    sys.modules[name] = None
"""


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    folder = tmp_path_factory.mktemp("verified")
    return verify("-o", "found.json", "--plot", "found.svg", cwd=folder), folder


def test_it_says_what_holds(done):
    ran, _ = done
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.startswith("closed forms\n  ok  closed_logistic")
    assert "6 of 6 checks hold (" in ran.stdout


def test_it_says_how_far_it_is(done):
    ran, _ = done
    assert "checks: 6 of 6" in ran.stderr
    assert "wrote found.json" in ran.stderr


def test_the_file_is_the_document_of_the_schema(done):
    _, folder = done
    found = require_valid((folder / "found.json").read_text("utf-8"))
    assert found["schema"] == "rls-sim/verify/1"
    assert (found["passed"], found["failed"], found["not_run"]) == (6, 0, 0)
    numbers = [check["number"] for check in found["checks"]]
    assert all(0 < number < 1e-6 for number in numbers)


def test_the_figure_is_drawn(done):
    _, folder = done
    figure = (folder / "found.svg").read_text("utf-8")
    assert "6 of 6 hold" in figure
    assert "closed_michaelis_menten" in figure


def test_a_check_that_fails_is_named_and_ends_with_6(tmp_path):
    ran = verify("--json", "-o", "found.json", "-q", before=WRONG, cwd=tmp_path)
    assert ran.returncode == 6
    assert ran.stderr == "error: 1 of 6 checks failed: closed_logistic\n"
    found = require_valid(ran.stdout)
    assert found["failed"] == 1
    assert found["checks"][0]["status"] == "failed"
    assert found["checks"][0]["number"] > found["checks"][0]["bound"]["high"]
    assert json.loads((tmp_path / "found.json").read_text("utf-8")) == found


def test_what_is_not_installed_is_not_run_and_no_failure():
    ran = verify("--quick", "-q", rooms="agreement", before=SHADOWED)
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.count("not run") == 3  # two checks and the sum
    assert "2 not run: pip install 'rls-sim[verify]'" in ran.stdout
    assert "5 of 7 checks hold" in ran.stdout


@pytest.mark.parametrize("words", [["--quick"], ["-o", "x.json"], ["--plot", "x.png"]])
def test_what_goes_with_verify_is_refused_without_it(command, words):
    ran = command("doctor", *words)
    assert ran.returncode == 2
    assert f"{words[0][:3]}" in ran.stderr
    assert "goes with --verify." in ran.stderr


def test_a_file_that_cannot_be_is_refused_before_anything_is_measured(tmp_path):
    ran = verify("--plot", "found.txt", cwd=tmp_path)
    assert ran.returncode == 3
    assert "a figure is .png, .svg or .pdf" in ran.stderr
    assert ran.stdout == ""
