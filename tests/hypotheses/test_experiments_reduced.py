"""No verdict of the study moves unseen, and its page is that of the files and the model."""

import subprocess
import sys
from pathlib import Path

import pytest

from rls_sim.clinic.study.kinds import KINDS
from rls_sim.hypotheses.experiments.reduced import (
    HEADING,
    REFRESH,
    changes,
    read_kept,
    reduced_verdicts,
)
from rls_sim.inference.ensemble import load_ensemble

ROOT = Path(__file__).parents[2]
KEPT = Path(__file__).with_name("verdicts_reduced.json")


def test_the_verdicts_of_a_reduced_run_are_those_that_were_kept(bench):
    moved = changes(read_kept(KEPT), reduced_verdicts(bench, load_ensemble(bench), 1, KINDS))
    told = "\n".join(moved)
    assert not moved, (
        f"Verdicts moved:\n{told}\nIf that is meant, say what moved and why in CHANGELOG.md under "
        f"'{HEADING}', and keep the new verdicts: {REFRESH}"
    )


def test_the_changelog_has_the_heading_and_the_command_is_there():
    assert f"### {HEADING}" in (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert (ROOT / REFRESH.split()[1]).is_file()


ONE = {"a": {"x": {"verdict": "holds", "share": 0.95}, "y": {"verdict": "holds", "share": 0.95}}}


@pytest.mark.parametrize(
    ("claims", "told"),
    [
        ({"x": {"verdict": "holds", "share": 0.99}, "y": ONE["a"]["y"]}, []),
        ({"x": {"verdict": "not decidable", "share": 0.9}, "y": ONE["a"]["y"]}, ["became"]),
        ({"x": {"verdict": "holds", "share": 0.8}, "y": ONE["a"]["y"]}, ["share 0.95 became 0.8"]),
        ({"y": ONE["a"]["y"]}, ["x is gone"]),
        ({**ONE["a"], "z": ONE["a"]["y"]}, ["z is new"]),
        ({}, ["x is gone", "y is gone"]),
    ],
)
def test_what_moved_is_told(claims, told):
    lines = changes(ONE, {"a": claims})
    assert len(lines) == len(told)
    assert all(words in line for words, line in zip(told, lines, strict=True))


def test_the_page_of_the_study_is_fresh():
    tool = ROOT / "tools" / "write_experiment_docs.py"
    answer = subprocess.run(
        [sys.executable, str(tool), "--check"], cwd=ROOT, capture_output=True, text=True
    )
    assert answer.returncode == 0, answer.stderr
