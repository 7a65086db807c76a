"""A check: what is claimed, how it is measured, the number, and the bound with its reason."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from time import perf_counter
from typing import Literal

Status = Literal["passed", "failed", "not_run"]
Measurement = Callable[[], "Measured | NotRun"]
Progress = Callable[[int, int, int], None]  # done, in all, failed


@dataclass(frozen=True)
class Bound:
    """Where a number must lie, both ends included, and why there."""

    reason: str
    low: float = float("-inf")
    high: float = float("inf")

    def holds(self, number: float) -> bool:
        """Whether the number lies within; not-a-number lies nowhere."""
        return self.low <= number <= self.high

    @property
    def words(self) -> str:
        """``at most 1e-07``, ``at least 4.7``, or ``0.85 to 1.15``."""
        if self.low == float("-inf"):
            return f"at most {self.high:.3g}"
        if self.high == float("inf"):
            return f"at least {self.low:.3g}"
        return f"{self.low:.3g} to {self.high:.3g}"


@dataclass(frozen=True)
class Curve:
    """A line of a convergence plot: an error ``y`` (n,) for each ``x`` (n,)."""

    plot: str  # the panel it belongs to
    label: str
    x: tuple[float, ...]
    y: tuple[float, ...]
    slope: float | None = None  # what was fitted: an order, or what a further harmonic leaves

    @classmethod
    def of(
        cls,
        plot: str,
        label: str,
        x: Iterable[float],
        y: Iterable[float],
        slope: float | None = None,
    ) -> "Curve":
        """The same from any two rows of numbers."""
        return cls(plot, label, tuple(map(float, x)), tuple(map(float, y)), slope)


@dataclass(frozen=True)
class Measured:
    """What a measurement came to; ``told`` says where, or what else was seen."""

    number: float
    told: str = ""
    curves: tuple[Curve, ...] = ()


@dataclass(frozen=True)
class NotRun:
    """Why a measurement was not made: a package that is not installed, and how to get it."""

    why: str


@dataclass(frozen=True)
class Check:
    """One thing that is claimed of the software, and what shows it."""

    name: str
    group: str
    claim: str
    method: str
    quantity: str  # what the number is
    bound: Bound
    measure: Measurement = field(repr=False, compare=False)
    slow: bool = False  # left out of a quick verification

    def run(self) -> "Outcome":
        """Measure, and hold the number to the bound; whatever breaks on the way is a failure."""
        started = perf_counter()
        try:
            found = self.measure()
        except Exception as trouble:  # a verification reports what it meets
            words = " ".join(f"{type(trouble).__name__}: {trouble}".split())
            return Outcome(self, "failed", None, words, (), perf_counter() - started)
        seconds = perf_counter() - started
        if isinstance(found, NotRun):
            return Outcome(self, "not_run", None, found.why, (), seconds)
        number = float(found.number)
        status: Status = "passed" if self.bound.holds(number) else "failed"
        return Outcome(self, status, number, found.told, found.curves, seconds)


@dataclass(frozen=True)
class Outcome:
    """What became of a check; ``number`` is None where none was measured."""

    check: Check
    status: Status
    number: float | None
    told: str
    curves: tuple[Curve, ...]
    seconds: float


def conduct(checks: Sequence[Check], progress: Progress | None = None) -> tuple[Outcome, ...]:
    """Run checks one after the other; ``progress`` hears of each that is done."""
    found: list[Outcome] = []
    for check in checks:
        found.append(check.run())
        if progress is not None:
            failed = sum(outcome.status == "failed" for outcome in found)
            progress(len(found), len(checks), failed)
    return tuple(found)
