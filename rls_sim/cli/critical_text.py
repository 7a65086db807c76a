"""Critical values as text: over which stretch of a parameter the cell keeps which state."""

from collections.abc import Sequence
from itertools import pairwise
from math import ceil, inf, log10
from typing import Protocol

from rls_sim.cli.tables import aligned, number_text


class Boundary(Protocol):
    """A value at which one state gives way to another, and how narrowly it is bracketed."""

    @property
    def value(self) -> float:
        """In the parameter's own unit."""

    @property
    def below_state(self) -> str:
        """The state just below."""

    @property
    def above_state(self) -> str:
        """The state just above."""

    @property
    def relative_width(self) -> float:
        """The width of the bracket as a share of the value."""


def states_text(boundaries: Sequence[Boundary]) -> str:
    """One line a state, from the lowest to the highest value; there must be a boundary."""
    found = sorted(boundaries, key=lambda boundary: boundary.value)
    first, last = found[0], found[-1]
    lines = [[first.below_state, "below", value_text(first.value, first.relative_width)]]
    for low, high in pairwise(found):
        ends = f"{number_text(low.value)} to {number_text(high.value)}"
        lines.append([low.above_state, "from", ends])
    lines.append([last.above_state, "above", value_text(last.value, last.relative_width)])
    return aligned(
        [[f"  {state}", word, ends] for state, word, ends in lines], [False, False, False]
    )


def value_text(value: float, relative_width: float) -> str:
    """A critical value with half the width of its bracket, both to the same place.

    The second is rounded up, for what rounding takes from the first too: together they hold it.
    """
    half = abs(value) * relative_width / 2
    if not 0 < half < inf:
        return number_text(value)
    places = max(ceil(-log10(half)), 0)
    off = half + abs(value - round(value, places))
    return f"{value:.{places}f} ± {ceil(off * 10**places) / 10**places:.{places}f}"


def head_text(name: str, meaning: str, unit: str) -> str:
    """What the values are of."""
    return f"Critical values of {short_name(name)}, {meaning}" + (
        "" if unit == "1" else f" [{unit}]"
    )


def short_name(name: str) -> str:
    """A name without its place, as tables head their columns."""
    return name.rpartition(".")[2]
