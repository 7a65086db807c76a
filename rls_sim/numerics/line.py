"""The line through the space of parameters that a branch is followed along.

A number, of a parameter or of a lesion's size, goes from ``low`` to ``high``; the parameters are
a smooth function of it. Its place is 0 at the low end and 1 at the high one, and grows with the
number's logarithm where the range spans a factor of ten: what a branch does at a fiftieth of the
healthy value is then no smaller a matter than what it does at twice of it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import exp, log
from typing import Any, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from rls_sim.numerics.system import FloatArray, System

WIDE = 10.0  # from this factor on, a range is walked by ratio
SMALL = 1e-5  # of the range: the step over which the parameters' own slopes are taken


@runtime_checkable
class Differentiable(Protocol):
    """A system that also gives the exact derivatives of its rates by the parameters."""

    def parameter_slopes(
        self, time: Any, state: FloatArray, parameters: FloatArray, /
    ) -> tuple[NDArray[np.intp], NDArray[np.intp], FloatArray]:
        """Rows, columns and values (n, N) of d rate[row] / d parameter[column]."""
        ...


@dataclass(frozen=True)
class Line:
    """``parameters`` gives the parameter vector (np,) of a number from ``low`` to ``high``.

    It must be smooth a little beyond both ends too. Raises ValueError where the range does not
    rise.
    """

    parameters: Callable[[float], FloatArray]
    low: float
    high: float

    def __post_init__(self) -> None:
        """Refuse a range that does not rise."""
        if not self.low < self.high:
            raise ValueError(f"the range {self.low:g} to {self.high:g} does not rise")

    @property
    def logarithmic(self) -> bool:
        """Whether the range is walked by ratio."""
        return self.low > 0 and self.high >= WIDE * self.low

    def value(self, place: float) -> float:
        """The number at a place; exact at both ends."""
        if place in (0.0, 1.0):
            return self.high if place else self.low
        if self.logarithmic:
            return self.low * exp(place * log(self.high / self.low))
        return self.low + place * (self.high - self.low)

    def place(self, value: float) -> float:
        """The place of a number."""
        if self.logarithmic:
            return log(value / self.low) / log(self.high / self.low)
        return (value - self.low) / (self.high - self.low)

    def vector(self, place: float) -> FloatArray:
        """The parameters (np,) at a place."""
        return self.parameters(self.value(place))

    def push(self, system: System, time: FloatArray, state: FloatArray, place: float) -> FloatArray:
        """How the rates (ns, N) at ``state`` change with the place.

        Exact in the rates where the system gives their slopes, else by central differences.
        """
        back, forth = self.vector(place - SMALL), self.vector(place + SMALL)
        if not isinstance(system, Differentiable):
            difference = system.rhs(time, state, forth) - system.rhs(time, state, back)
            return np.asarray(difference / (2 * SMALL))
        turn = (forth - back) / (2 * SMALL)
        rows, columns, values = system.parameter_slopes(time, state, self.vector(place))
        moved = np.flatnonzero(turn[columns])
        push = np.zeros_like(state)
        np.add.at(push, rows[moved], values[moved] * turn[columns[moved], None])
        return push
