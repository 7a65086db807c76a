"""A sweep as the figures read it: sorted columns with gaps, and the bands of its states."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from rls_sim.errors import UnknownNameError

Numbers = NDArray[np.float64]


class Quantity(Protocol):
    """What was varied: a parameter, or anything with its name, meaning and unit."""

    @property
    def name(self) -> str:
        """The key under which each row holds the varied value."""

    @property
    def meaning(self) -> str:
        """The words for the axis."""

    @property
    def unit(self) -> str:
        """The unit of the varied value."""


class StateBoundary(Protocol):
    """A value of the parameter at which one state gives way to another."""

    @property
    def value(self) -> float:
        """In the parameter's own unit."""

    @property
    def below_state(self) -> str:
        """The state just below the value."""

    @property
    def above_state(self) -> str:
        """The state just above it."""


class SweepLike(Protocol):
    """The least that a figure needs of a sweep; draw_sweep says what else it takes if given."""

    @property
    def rows(self) -> Sequence[Mapping[str, Any]]:
        """One mapping a cell: the varied value, outcomes by name, "state", "status"."""

    @property
    def columns(self) -> Mapping[str, tuple[str, str]]:
        """Outcome name to its label and unit."""

    @property
    def parameter(self) -> Quantity:
        """What was varied."""

    @property
    def boundaries(self) -> Sequence[StateBoundary]:
        """The critical values between states."""


@dataclass(frozen=True)
class Band:
    """A stretch of the varied parameter over which the cell keeps one state."""

    state: str
    start: float
    end: float


class SweepTable:
    """The cells of a sweep in the order of the varied value, failed ones as gaps."""

    def __init__(self, result: SweepLike) -> None:
        self.parameter = result.parameter
        self._columns = result.columns
        key = _value_key(result.rows, result.parameter.name)
        self._rows = sorted(result.rows, key=lambda row: _number(row.get(key)))
        self.values: Numbers = np.array([_number(row.get(key)) for row in self._rows], dtype=float)
        self.states = [_state(row) for row in self._rows]
        self.boundaries = sorted(result.boundaries, key=lambda boundary: boundary.value)

    @property
    def is_logarithmic(self) -> bool:
        """Whether the varied values are better read on a logarithmic axis."""
        return bool(self.values[0] > 0 and self.values[-1] >= 10 * self.values[0])

    def failures(self) -> str:
        """How many cells were not solved, in words; "" if all were."""
        failed = self.states.count("failed")
        return f"{failed} of {len(self.states)} cells not solved (crosses)" if failed else ""

    def column(self, name: str) -> Numbers | None:
        """The outcome along the sweep, NaN where a cell failed; None if there is no number."""
        numbers = np.array(
            [
                math.nan if state == "failed" else _number(row.get(name))
                for row, state in zip(self._rows, self.states, strict=True)
            ],
            dtype=float,
        )
        return numbers if np.isfinite(numbers).any() else None

    def present(self, names: Sequence[str]) -> list[str]:
        """Those of the outcomes that this sweep holds with at least one number."""
        return [name for name in names if self.column(name) is not None]

    def label(self, name: str) -> str:
        """The words of the measure."""
        return self._columns[name][0] if name in self._columns else name.replace("_", " ")

    def unit(self, name: str) -> str:
        """The unit of the measure."""
        return self._columns[name][1] if name in self._columns else "1"

    def interpolate(self, places: Numbers | float, column: Numbers) -> Numbers:
        """A column between the cells, along the axis as it is drawn; NaN beside failed cells."""
        scale = np.log if self.is_logarithmic else np.asarray
        return np.asarray(np.interp(scale(places), scale(self.values), column))

    def middle(self, first: float, second: float) -> float:
        """The point between two varied values that looks like the middle on the axis."""
        if self.is_logarithmic:
            return math.sqrt(first * second)
        return (first + second) / 2

    def bands(self) -> tuple[Band, ...]:
        """The states from the lowest to the highest value, without gap or overlap.

        A state changes at the boundary the sweep found, or else midway between two cells.
        """
        pieces = [(self.states[0], float(self.values[0]))]
        for left in range(len(self.values) - 1):
            pieces += self._changes(left)
        ends = [start for _, start in pieces[1:]] + [float(self.values[-1])]
        bands: list[Band] = []
        for (state, start), end in zip(pieces, ends, strict=True):
            if bands and bands[-1].state == state:
                bands[-1] = Band(state, bands[-1].start, end)
            else:
                bands.append(Band(state, start, end))
        return tuple(bands)

    def _changes(self, left: int) -> list[tuple[str, float]]:
        low, high = float(self.values[left]), float(self.values[left + 1])
        below, above = self.states[left], self.states[left + 1]
        found = [b for b in self.boundaries if low <= b.value < high]
        if "failed" in (below, above):
            return [] if below == above else [(above, self.middle(low, high))]
        if found and str(found[-1].above_state) == above:
            return [(str(b.above_state), float(b.value)) for b in found]
        return [] if below == above else [(above, self.middle(low, high))]


# Columns with numbers that are no outcomes: which cell it is, and how its solve went.
_NO_OUTCOMES = frozenset(("cell", "nodes", "residual", "error_estimate", "closure"))


def numeric_outcomes(result: Any, asked: Sequence[str] = ()) -> list[str]:
    """
    The outcomes of a sweep that are numbers, and so can be drawn.

    Raises UnknownNameError, offering the nearest of them, for an ``asked`` one that is not there.
    """
    varied = {quantity.name for quantity in result.varied}
    names = [
        name
        for name, (_, unit) in result.columns.items()
        if unit and name in result.data and name not in varied | _NO_OUTCOMES
    ]
    for name in asked:
        if name not in names:
            raise UnknownNameError("outcome", name, names, "among the numbers of this sweep")
    return names


def _value_key(rows: Sequence[Mapping[str, Any]], name: str) -> str:
    if not rows:
        raise ValueError("a sweep without cells cannot be drawn")
    short = name.rpartition(".")[2]
    if name not in rows[0] and short not in rows[0]:
        raise ValueError(f"the cells of the sweep do not say their {name}")
    return name if name in rows[0] else short


def _state(row: Mapping[str, Any]) -> str:
    state = str(row.get("state") or "")
    return "failed" if row.get("error") or state in ("", "nan", "None") else state


def _number(value: Any) -> float:
    try:
        number = float(value)
    except (TypeError, ValueError):
        return math.nan
    return number if math.isfinite(number) else math.nan
