"""Commands run as users run them, in a process of their own."""

import os
import subprocess
import sys

import pytest
from json_documents import checked


@pytest.fixture(scope="session")
def command():
    """Run ``rls-sim`` with these words; gives exit code, stdout and stderr."""

    def run(*words, cwd=None):
        done = subprocess.run(
            [sys.executable, "-m", "rls_sim", *map(str, words)],
            cwd=cwd,
            env=dict(os.environ),
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        return checked(words, done)

    return run
