"""The command line answers before anything heavy is loaded."""

import subprocess
import sys

import pytest

from rls_sim.cli.main import commands

HEAVY = ("numpy", "scipy", "numba", "llvmlite", "matplotlib", "rls_sim.biology", "rls_sim.network")

ASK = """
import sys
from rls_sim.cli.main import main
try:
    main(sys.argv[1:])
except SystemExit as left:
    assert not left.code, left.code
print(*sys.modules, file=sys.stderr)
"""


def loaded_by(*words):
    """The modules that are loaded once `rls-sim WORDS` has answered, in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", ASK, *words], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip()
    return set(done.stderr.split())


@pytest.mark.parametrize(
    "words",
    [("--help",), ("--version",), *((name, "--help") for name in commands.commands)],
    ids=" ".join,
)
def test_help_loads_neither_numbers_nor_figures(words):
    assert sorted(loaded_by(*words) & set(HEAVY)) == []
