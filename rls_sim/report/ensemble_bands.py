"""Outcomes along one listed parameter as quantiles over everything that was drawn beside it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rls_sim.errors import InputError
from rls_sim.report.style import STATE_LOOKS
from rls_sim.report.sweep_table import Numbers
from rls_sim.study.design import Axis, Listed

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
FAILED = "failed"


@dataclass(frozen=True)
class Line:
    """The listed parameter, its values rising (n,), and the cells at each: ``cells`` (n, m)."""

    name: str
    meaning: str
    unit: str
    default: float
    values: Numbers
    cells: NDArray[np.int64]
    beside: tuple[str, ...]  # what was drawn: the same m draws at every value

    @property
    def draws(self) -> int:
        """Cells at each value."""
        return int(self.cells.shape[1])

    @property
    def is_logarithmic(self) -> bool:
        """Whether the values are better read by ratio."""
        return bool(self.values[0] > 0 and self.values[-1] >= 10 * self.values[0])


def line_of(result: Any) -> Line:
    """
    Where the cells lie along the one parameter of a sweep that takes listed values.

    Raises InputError, saying why, for a sweep that has none, or more than one.
    """
    axes: tuple[Axis, ...] = () if result.design is None else result.design.axes
    listed = [place for place, axis in enumerate(axes) if _is_list(axis)]
    if len(listed) != 1:
        names = ", ".join(axes[place].names[0] for place in listed)
        raise InputError(
            "lines need one parameter that takes listed values, with what is drawn beside it: "
            + (f"{names} take them" if listed else "none takes them")
        )
    (place,) = listed
    numbers = np.arange(result.size).reshape([axis.size for axis in axes])
    cells = np.moveaxis(numbers, place, 0).reshape(axes[place].size, -1)
    axis = axes[place]
    quantity = next(q for q in result.varied if q.name == axis.names[0])
    values = np.asarray(axis.block(0, axis.size)[:, 0], dtype=float)
    order = np.argsort(values, kind="stable")
    beside = tuple(name for i, axis in enumerate(axes) if i != place for name in axis.names)
    return Line(
        quantity.name,
        quantity.meaning,
        quantity.unit,
        float(quantity.value),
        values[order],
        cells[order],
        beside,
    )


def _is_list(axis: Axis) -> bool:
    """A list of one parameter's own; a table of several is an ensemble."""
    return isinstance(axis, Listed) and len(axis.names) == 1 and axis.size > 1


def quantiles_of(line: Line, values: Any) -> Numbers:
    """The quantiles (5, n) of a column at each place; not a number where no cell has one."""
    table = np.asarray(values, dtype=float)[line.cells]
    table = np.where(np.isfinite(table), table, np.nan)
    known = np.isfinite(table).any(axis=1)
    found = np.full((len(QUANTILES), len(table)), np.nan)
    found[:, known] = np.nanquantile(table[known], QUANTILES, axis=1)
    return found


def shares_of(line: Line, states: Any) -> Mapping[str, Numbers]:
    """The share (n,) of the cells at each place that are in each state, in the house's order."""
    words = np.array([str(word) for word in states])
    words = np.where(np.isin(words, ("", "nan", "None")), FAILED, words)[line.cells]
    found = set(words.ravel().tolist())
    order = [*(s for s in STATE_LOOKS if s in found), *sorted(found - set(STATE_LOOKS))]
    return {state: (words == state).mean(axis=1) for state in order}
