"""Sweeps with cells that fail: what is told, what is kept, and the exit code."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = Path(__file__).with_name("on_a_toy.py")
ASKED = ("sweep", "-p", "growth=0,0.1,0.3,0.31", "-o", "out")


@pytest.fixture
def command(tmp_path):
    """Run the command line on a toy in a process of its own."""

    def run(*words):
        return subprocess.run(
            [sys.executable, PROGRAM, *words],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    return run


def test_too_many_failures_are_told_with_their_causes_and_a_way_to_see_one(command):
    done = command(*ASKED)

    assert done.returncode == 5
    lines = done.stderr.splitlines()
    assert "2 of 4 cells failed; the most frequent causes:" in lines
    for cell in (2, 3):  # they fail in different ways
        told = [line for line in lines if line.endswith(f"(cell {cell})")]
        assert [line.startswith("  1 x not_converged: ") for line in told] == [True]
    assert lines[-1] == (
        "error: 2 of 4 cells failed (0 allowed by --max-failed); "
        "to see one: rls-sim replay out --id 2"
    )
    assert done.stdout.count("failed: not_converged") == 2  # the rows are printed all the same

    again = command("replay", "out", "--id", "2")
    assert again.returncode == 0, again.stderr
    assert "not_converged: " in again.stdout
    assert "the last way tried was" in again.stdout
    assert "toy.growth = 0.3" in again.stdout


def test_failures_within_the_budget_are_told_and_no_error(command):
    done = command(*ASKED, "--max-failed", "50pct")

    assert done.returncode == 0, done.stderr
    assert "2 of 4 cells failed" in done.stderr


def test_a_sweep_can_stop_at_the_first_failure_and_go_on_later(command):
    words = ("sweep", "-p", "growth=0.3,0,0.1,0.2", "-o", "out", "--chunk", "1", "-j", "1")
    stopped = command(*words, "--on-fail", "stop")

    assert stopped.returncode == 5
    assert stopped.stdout == ""
    assert "parts still to come; rls-sim resume out" in stopped.stderr
    assert json.loads(command("status", "out", "--json").stdout)["complete"] is False

    resumed = command("resume", "out", "--max-failed", "1")
    assert resumed.returncode == 0, resumed.stderr
    assert resumed.stdout.count("solved") == 3
