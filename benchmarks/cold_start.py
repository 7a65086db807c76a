"""What a user waits for: the first command after an installation, later ones, and the help."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.compare import Facts, Say
from benchmarks.measure import ROUNDS, Timing, seconds

# Where this package, numba and matplotlib keep what they make once.
CACHES = ("RLS_SIM_CACHE", "NUMBA_CACHE_DIR", "MPLCONFIGDIR")


def measure(rounds: int, say: Say) -> Facts:
    """Wall seconds of ``rls-sim`` commands, each in a process of its own."""
    say("timing the first command after an installation")
    with tempfile.TemporaryDirectory() as folder:
        environment = dict(os.environ)
        for name in CACHES:
            environment[name] = str(Path(folder) / name)

        def run(*words: str) -> float:
            return seconds(lambda: _run(words, environment))

        first = run("cycle")
        later = Timing(tuple(run("cycle") for _ in range(max(rounds, ROUNDS))))
        other = run("cycle", "--set", "receptor_density=0.5")
        helped = Timing(tuple(run("--help") for _ in range(max(rounds, ROUNDS))))
    return {
        "first": first,
        "later": later.summary(),
        "another_cell": other,
        "help": helped.summary(),
    }


def _run(words: tuple[str, ...], environment: dict[str, str]) -> None:
    command = Path(sys.executable).parent / "rls-sim"
    subprocess.run([str(command), *words], env=environment, check=True, stdout=subprocess.DEVNULL)
