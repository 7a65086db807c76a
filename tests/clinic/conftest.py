"""Commands run as users run them, in a process of their own."""

import os
import subprocess
import sys

import pytest


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
