"""States over two parameters as arrays: the cells in their places, and the map between them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rls_sim.errors import InputError
from rls_sim.report.sweep_table import Numbers

Words = NDArray[np.str_]

FAILED = "failed"
FINE = 481  # points along each side of the map between the cells
READ = ("dying", "deficient", "night_deficient", "day_deficient", "functional")
_LEAST = 1e-12  # a reserve or a loss of nothing, which has no logarithm


@dataclass(frozen=True)
class Side:
    """One axis of the map: the parameter and its values, rising, (n,)."""

    name: str
    meaning: str
    unit: str
    default: float
    values: Numbers

    @property
    def is_logarithmic(self) -> bool:
        """Whether the values are better read by ratio."""
        return bool(self.values[0] > 0 and self.values[-1] >= 10 * self.values[0])

    @property
    def scaled(self) -> Numbers:
        """The values as they lie along the axis, (n,)."""
        return np.log(self.values) if self.is_logarithmic else self.values

    def fine(self) -> tuple[Numbers, Numbers]:
        """Places along the axis, scaled and in the parameter's unit; (FINE,) each."""
        scaled = np.linspace(self.scaled[0], self.scaled[-1], FINE)
        return scaled, np.exp(scaled) if self.is_logarithmic else scaled


@dataclass(frozen=True)
class StateGrid:
    """Cells over two parameters: ``cells`` (ny, nx) row numbers, ``states`` (ny, nx) words."""

    x: Side
    y: Side
    cells: NDArray[np.int64]
    states: Words

    def column(self, values: Sequence[Any]) -> Numbers:
        """A column of the sweep in its places, (ny, nx)."""
        return np.asarray(values, dtype=float)[self.cells]

    def count(self, state: str) -> int:
        """How many cells are in a state."""
        return int(np.sum(self.states == state))


@dataclass(frozen=True)
class FineMap:
    """The states between the cells, (FINE, FINE), and whether outcomes told where they change."""

    x: Numbers
    y: Numbers
    states: Words
    by_outcomes: bool


def grid_of(result: Any) -> StateGrid:
    """
    The cells of a sweep over two parameters, every combination of their values.

    Raises InputError, saying why, for any other sweep.
    """
    if len(result.varied) != 2:
        names = ", ".join(quantity.name for quantity in result.varied)
        raise InputError(
            f"a state map needs two parameters that vary, and {len(result.varied)} do ({names})"
        )
    if not {"state", "status"} <= set(result.data):
        raise InputError("a state map needs the states of the cells, which were not kept")
    columns = [np.asarray(result.data[q.name], dtype=float) for q in result.varied]
    (xs, at_x), (ys, at_y) = (np.unique(column, return_inverse=True) for column in columns)
    cells = np.full((len(ys), len(xs)), -1, dtype=np.int64)
    cells[at_y.reshape(-1), at_x.reshape(-1)] = np.arange(result.size)
    if len(xs) < 2 or len(ys) < 2 or cells.size != result.size or (cells < 0).any():
        raise InputError(
            f"a state map needs every combination of at least two values of {result.varied[0].name}"
            f" and {result.varied[1].name}: write both as lists or ranges"
        )
    words = np.array([str(word) for word in result.data["state"]])
    words = np.where(np.isin(words, ("", "nan", "None")), FAILED, words)
    x, y = (
        Side(q.name, q.meaning, q.unit, float(q.value), values)
        for q, values in zip(result.varied, (xs, ys), strict=True)
    )
    return StateGrid(x, y, cells, words[cells])


def fine_map(grid: StateGrid, columns: Mapping[str, Any], dying: float | None) -> FineMap:
    """
    The states between the cells.

    Where the kept outcomes make the states of life and function that cells have, these outcomes are
    interpolated and the states read off them. Else, and for any other state, the nearest cells
    decide. ``dying``: loss of cells in ten years above which a cell counts as dying.
    """
    (u, x), (v, y) = grid.x.fine(), grid.y.fine()
    known = sorted(set(grid.states.ravel().tolist()))
    ours = np.isin(grid.states, READ)
    margins = _margins(grid, columns, dying) if ours.any() else None
    if margins is None or not np.array_equal(_read(margins)[ours], grid.states[ours]):
        return FineMap(x, y, _nearest(grid, grid.states, known, u, v), by_outcomes=False)
    fine = _read({name: _between(grid, margin, u, v) for name, margin in margins.items()})
    others = [state for state in known if state not in READ]
    nearest = _nearest(grid, np.where(ours, "", grid.states), ["", *others], u, v)
    return FineMap(x, y, np.where(nearest == "", fine, nearest), by_outcomes=True)


def _nearest(grid: StateGrid, words: Words, known: list[str], u: Numbers, v: Numbers) -> Words:
    shares = [_between(grid, (words == word).astype(float), u, v) for word in known]
    return np.asarray(np.array(known)[np.argmax(shares, axis=0)])


def _margins(
    grid: StateGrid, columns: Mapping[str, Any], dying: float | None
) -> dict[str, Numbers] | None:
    """What states are made of, each negative where it fails; None where the sweep lacks it."""
    needed = {"night": "function_reserve_night", "day": "function_reserve_day"}
    loss = "cell_loss_per_decade"
    if dying is None or loss not in columns or any(n not in columns for n in needed.values()):
        return None
    found = {
        name: np.log(np.clip(grid.column(columns[column]), _LEAST, 1 / _LEAST))
        for name, column in needed.items()
    }
    found["loss"] = np.log(dying) - np.log(np.maximum(grid.column(columns[loss]), _LEAST))
    return {name: _filled(margin) for name, margin in found.items()}


def _filled(table: Numbers) -> Numbers:
    """The table with the nearest number where a cell has none."""
    known = np.argwhere(np.isfinite(table))
    filled = table.copy()
    for place in np.argwhere(~np.isfinite(table)) if len(known) else ():
        nearest = known[np.argmin(((known - place) ** 2).sum(axis=1))]
        filled[tuple(place)] = table[tuple(nearest)]
    return filled


def _read(margins: Mapping[str, Numbers]) -> Words:
    night, day = margins["night"] < 0, margins["day"] < 0
    rules = [margins["loss"] < 0, night & day, night, day]
    return np.select(rules, list(READ[:-1]), READ[-1])


def _between(grid: StateGrid, table: Numbers, u: Numbers, v: Numbers) -> Numbers:
    """A table (ny, nx) between the cells, linear along both axes as drawn; (len(v), len(u))."""
    along_x = np.array([np.interp(u, grid.x.scaled, row) for row in table])
    return np.array([np.interp(v, grid.y.scaled, column) for column in along_x.T]).T
