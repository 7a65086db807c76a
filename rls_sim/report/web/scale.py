"""Axes of the figures of a report: from values to places, and the values that are written."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil, floor, isfinite, log10

from rls_sim.report.labels import axis_label

_WANTED = 5  # ticks, about
_SIDE = 0.04  # of the span of values, kept free on either side


@dataclass(frozen=True)
class Axis:
    """One axis: its words, its ends, and how it is read.

    ``names`` stand at 0, 1, 2 ... in place of numbers; a ``clock`` shows hours of the day.
    """

    label: str
    unit: str
    low: float
    high: float
    logarithmic: bool = False
    names: tuple[str, ...] = ()
    clock: bool = False

    @property
    def words(self) -> str:
        """The label with its unit."""
        return self.label if self.unit == "" else axis_label(self.label, self.unit)

    def share(self, value: float) -> float:
        """Where a value lies, from 0 at the low end to 1 at the high."""
        low, high, here = (self._on(one) for one in (self.low, self.high, value))
        return (here - low) / (high - low)

    def ticks(self) -> list[tuple[float, str]]:
        """The values that are written, and how."""
        if self.names:
            return list(zip(map(float, range(len(self.names))), self.names, strict=True))
        if self.clock:
            hours = range(ceil(self.low / 6) * 6, floor(self.high) + 1, 6)
            return [(float(hour), f"{hour % 24:02d}:00") for hour in hours]
        values = self._decades() if self.logarithmic else self._steps()
        return [(value, f"{value:.6g}") for value in values]

    def _on(self, value: float) -> float:
        return log10(value) if self.logarithmic else value

    def _steps(self) -> list[float]:
        span = (self.high - self.low) / _WANTED
        size = 10.0 ** floor(log10(span))
        step = size * next(m for m in (1, 2, 5, 10) if size * m >= span * 0.999)
        first, last = ceil(self.low / step - 1e-9), floor(self.high / step + 1e-9)
        return [n * step for n in range(first, last + 1)]

    def _decades(self) -> list[float]:
        low, high = floor(log10(self.low)), ceil(log10(self.high))
        steps = (1, 2, 5) if high - low <= 3 else (1,)
        every = max(1, ceil((high - low) / 7))
        values = [m * 10.0**n for n in range(low, high + 1, every) for m in steps]
        return [v for v in values if self.low * 0.999 <= v <= self.high * 1.001]


def axis_over(
    values: Iterable[float],
    label: str,
    unit: str,
    *,
    from_zero: bool = False,
    logarithmic: bool = False,
    snug: bool = False,
) -> Axis:
    """An axis that holds all values that are numbers; ``snug`` ends where they end."""
    known = [float(value) for value in values if isfinite(value)]
    if logarithmic and known and min(known) > 0 and max(known) > min(known):
        side = 1.0 if snug else (max(known) / min(known)) ** _SIDE
        return Axis(label, unit, min(known) / side, max(known) * side, logarithmic=True)
    low, high = (min(known), max(known)) if known else (0.0, 1.0)
    if from_zero:
        low, high = min(low, 0.0), max(high, 0.0)
    if high - low <= 1e-9 * max(abs(low), abs(high)):
        room = abs(high) / 10 or 1.0
        low, high = low - room * (not from_zero or low < 0), high + room
    side = 0.0 if snug else _SIDE * (high - low)
    return Axis(label, unit, low - side * (not from_zero or low < 0), high + side)
