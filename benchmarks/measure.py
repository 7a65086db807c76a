"""Time what is to be compared side by side: round after round, so that all meet the same load."""

import gc
import os
import platform
import statistics
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

ROUNDS = 5  # the least of which a median is taken

Case = Callable[[], object]


@dataclass(frozen=True)
class Timing:
    """Seconds that one unit of work took (a cell, a day), one number a round."""

    seconds: tuple[float, ...]

    @property
    def median(self) -> float:
        """The middle of the rounds."""
        return statistics.median(self.seconds)

    def summary(self) -> dict[str, Any]:
        """What is kept of it: median, extremes and number of rounds."""
        return {
            "median": self.median,
            "least": min(self.seconds),
            "most": max(self.seconds),
            "rounds": len(self.seconds),
        }


def interleaved(
    cases: Mapping[str, Case], *, units: Mapping[str, int], rounds: int = ROUNDS
) -> dict[str, Timing]:
    """
    Run every case once a round, in turn; the seconds are for one of ``units[name]`` of its units.

    A first round is not counted where a case has more than one unit or is quick to repeat; the
    garbage collector is off while a case runs.
    """
    taken: dict[str, list[float]] = {name: [] for name in cases}
    for _ in range(rounds):
        for name, case in cases.items():
            taken[name].append(seconds(case) / units[name])
    return {name: Timing(tuple(values)) for name, values in taken.items()}


def seconds(case: Case) -> float:
    """Wall time of one run."""
    gc.collect()
    gc.disable()
    try:
        started = time.perf_counter()
        case()
        return time.perf_counter() - started
    finally:
        gc.enable()


def load_average() -> float:
    """Processes that waited to run, over the last minute; not a number where nobody counts."""
    return os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")


def machine_facts(packages: Iterable[str]) -> dict[str, Any]:
    """What a reader must know of the machine; never its name."""
    return {
        "processor": _processor(),
        "cores": len(os.sched_getaffinity(0))
        if hasattr(os, "sched_getaffinity")
        else os.cpu_count(),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "packages": {name: found for name in packages if (found := installed(name))},
    }


def installed(package: str) -> str:
    """The version of a package; empty where it is not there."""
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


def _processor() -> str:
    facts = Path("/proc/cpuinfo")
    if facts.exists():
        for line in facts.read_text("utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or "unknown"
