"""A small cohort, made and solved as users do; commands run in a process of their own."""

import os
import subprocess
import sys

import pytest

PEOPLE = 2500  # of whom some fifty are ill


@pytest.fixture(scope="session")
def command():
    """Run ``rls-sim`` with these words; gives exit code, stdout and stderr."""

    def run(*words, cwd=None):
        return subprocess.run(
            [sys.executable, "-m", "rls_sim.cli.main", *map(str, words)],
            cwd=cwd,
            env=dict(os.environ),
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    return run


@pytest.fixture(scope="session")
def people(command, tmp_path_factory):
    """The folder of a solved cohort."""
    folder = tmp_path_factory.mktemp("cohort")
    for words in (("make", "-N", PEOPLE, "--seed", 1, "-o", "people"), ("run", "people")):
        done = command("cohort", *words, cwd=folder)
        assert done.returncode == 0, done.stderr
    return folder / "people"
