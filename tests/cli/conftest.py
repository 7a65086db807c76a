"""Commands run as users run them: in a process of their own. What is slow is shared."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from json_documents import checked

sys.path.insert(0, str(Path(__file__).parents[1] / "report"))  # how a page is read

CONFIG = """
title = "A short sweep"
question = "Where does the state change?"

[vary]
receptor_density = "0.05,0.2,0.5,1"

[output]
outcomes = ["labile_iron", "urge_hours", "state"]
"""


@pytest.fixture(scope="session")
def command():
    """Run ``rls-sim`` with these words; gives exit code, stdout and stderr."""

    def run(*words, cwd=None, **settings):
        done = subprocess.run(
            [sys.executable, "-m", "rls_sim", *map(str, words)],
            cwd=cwd,
            env={**os.environ, **settings},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        return checked(words, done)

    return run


@pytest.fixture(scope="session")
def swept(command, tmp_path_factory):
    """A folder with a configuration, the sweep made of it, and what the command said."""
    folder = tmp_path_factory.mktemp("swept")
    (folder / "density.toml").write_text(CONFIG)
    done = command("sweep", "density.toml", cwd=folder)
    assert done.returncode == 0, done.stderr
    return folder, done


@pytest.fixture(scope="session")
def healthy_day(command, tmp_path_factory):
    """A folder with the healthy day as a table and a figure, and what the command said."""
    folder = tmp_path_factory.mktemp("day")
    done = command(
        "cycle", "--multipliers", "--csv", "day.csv", "--plot", "day.svg", "--json", cwd=folder
    )
    assert done.returncode == 0, done.stderr
    return folder, done
