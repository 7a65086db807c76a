"""Sweeps that nothing interrupted, which all others are compared with; each solved once."""

import sys
from pathlib import Path

import pytest
from processes import LINE, PLAIN, TINY, TRACED, rls_sim

sys.path.insert(0, str(Path(__file__).parents[1] / "study"))  # the toy, where no brain is needed

from study_toy import toy_bench

ASKED = {"plain": PLAIN, "traced": TRACED, "line": LINE, "tiny": TINY}


@pytest.fixture(scope="session")
def unbroken(tmp_path_factory):
    """The folder of a sweep that was never interrupted, by its name."""
    folders = {}

    def sweep(name):
        if name not in folders:
            place = tmp_path_factory.mktemp(name)
            done = rls_sim("sweep", *ASKED[name], "-o", "out", cwd=place)
            assert done.returncode == 0, done.stderr
            folders[name] = place / "out"
        return folders[name]

    return sweep


@pytest.fixture(scope="session")
def bench(tmp_path_factory):
    """That of the toy."""
    return toy_bench(tmp_path_factory.mktemp("lesions"))
