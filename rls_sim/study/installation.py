"""Whether the installation works: versions, cores, a tiny solve, places that can be written."""

import platform
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from rls_sim import __version__
from rls_sim.errors import RlsSimError
from rls_sim.study.files import require_writable
from rls_sim.study.provenance import PACKAGES, cores, package_versions

OLDEST_PYTHON = (3, 11)
CLOSE_ENOUGH = 1e-6  # a first-order pool has a day in closed form; its solve is far closer


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at; ``advice`` says what to do where it is not good."""

    name: str
    good: bool
    detail: str
    advice: str = ""


def examine() -> tuple[Finding, ...]:
    """Look at everything that a command needs."""
    return (
        Finding("rls-sim", True, __version__),
        _python(),
        *(_package(name, found) for name, found in package_versions(PACKAGES).items()),
        Finding("cores", True, str(cores())),
        tried("a small solve", _tiny_cycle, "reinstall rls-sim and its packages."),
        _writable("results folder", Path("results")),
        _writable("temporary folder", Path(tempfile.gettempdir())),
    )


def _python() -> Finding:
    needed = ".".join(map(str, OLDEST_PYTHON))
    return Finding(
        "python",
        sys.version_info >= OLDEST_PYTHON,
        platform.python_version(),
        f"Python {needed} or newer is needed.",
    )


def _package(name: str, found: str | None) -> Finding:
    return Finding(name, found is not None, found or "missing", f"python -m pip install {name}")


def _writable(name: str, folder: Path) -> Finding:
    try:
        require_writable(folder)
    except RlsSimError as trouble:
        return Finding(name, False, str(folder), str(trouble))
    return Finding(name, True, f"{folder} can be written")


def tried(name: str, attempt: Callable[[], tuple[bool, str]], advice: str) -> Finding:
    """What came of an attempt, which says whether it is good and what it saw; with its seconds."""
    started = perf_counter()
    try:
        good, seen = attempt()
    except Exception as trouble:  # whatever is broken in the installation is the finding
        words = " ".join(f"{type(trouble).__name__}: {trouble}".split())
        return Finding(name, False, words, advice)
    return Finding(name, good, f"{seen}, {perf_counter() - started:.2f} s", advice)


def _tiny_cycle() -> tuple[bool, str]:
    """Solve the day of one driven pool and compare it with its closed form."""
    error = tiny_cycle_error()
    return error < CLOSE_ENOUGH, f"error {error:.1e}"


def tiny_cycle_error() -> float:
    """How far the solved day of one driven pool is from its closed form, relative."""
    import numpy as np

    from rls_sim.network.kernel import Kernel
    from rls_sim.network.model import Model
    from rls_sim.numerics.cycle import find_cycle
    from rls_sim.study.toy import AMPLITUDE, CLEARANCE, PERIOD, toy_process

    kernel = Kernel.of(Model([toy_process()]))
    cycle = find_cycle(kernel, kernel.parameter_vector(Model([toy_process()]).parameters))
    turn = 2 * np.pi / PERIOD
    size = np.hypot(CLEARANCE, turn)
    lag = np.arctan2(turn, CLEARANCE)
    exact = 1 / CLEARANCE + AMPLITUDE / size * np.cos(turn * cycle.time - lag)
    return float(np.max(np.abs(cycle.state[0] - exact)) / np.mean(exact))
