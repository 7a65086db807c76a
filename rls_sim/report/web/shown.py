"""Which cells of a sweep a report shows one by one: all, or some that are evenly spread."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from rls_sim.report.web.table import MOST_ROWS, thinned
from rls_sim.study.cell import STATE
from rls_sim.study.sweeps.result import SMALL, SweepResult

NOT_SOLVED = "failed"


@dataclass(frozen=True, eq=False)
class Shown:
    """A sweep, and the cells of it that are shown one by one: all, or some evenly spread."""

    result: SweepResult
    cells: Sequence[int]
    data: Mapping[str, Any]  # columns of the shown cells, by name

    @classmethod
    def of(cls, result: SweepResult) -> "Shown":
        """Of a sweep; a long one is read column by column."""
        cells = thinned(result.size, SMALL if result.size <= SMALL else MOST_ROWS)
        names = result.columns if result.size <= SMALL else printed_columns(result)
        data = {name: _taken(result, name, cells) for name in names}
        return cls(result, cells, data)

    @cached_property
    def states(self) -> list[str]:
        """Of the shown cells; those that were not solved have that as theirs."""
        if STATE not in self.data:
            return [NOT_SOLVED] * len(self.cells)
        return state_words(self.data[STATE].tolist())

    def numbers(self, name: str) -> Any:
        """A column of the shown cells as numbers (cells,), NaN where there is none."""
        return np.asarray(self.data[name], dtype=float)

    def at(self, name: str, cells: Any) -> Any:
        """A column at cells (...) of the sweep, whichever are shown."""
        if self.result.size <= SMALL:
            return np.asarray(self.data[name])[cells]
        wanted, places = np.unique(cells, return_inverse=True)
        return _taken(self.result, name, wanted.tolist())[places].reshape(np.shape(cells))

    def numeric(self, name: str) -> bool:
        """Whether a column holds numbers, at least one of them."""
        kind = np.asarray(self.data[name]).dtype.kind
        return kind in "fiu" and bool(np.isfinite(self.numbers(name)).any())


def printed_columns(result: SweepResult) -> list[str]:
    """What a sweep varies and prints, the state, and how the cells ended."""
    varied = (quantity.name for quantity in result.varied)
    names = dict.fromkeys(["cell", *varied, *result.table, STATE, "status", "error"])
    return [name for name in names if name in result.columns]


def state_words(states: Sequence[Any]) -> list[str]:
    """States as figures know them: a cell without one was not solved."""
    return [str(word or NOT_SOLVED) for word in states]


def _taken(result: SweepResult, name: str, cells: Sequence[int]) -> Any:
    if result.size <= SMALL:
        return np.asarray(result.data[name])[list(cells)]
    found, begun, wanted = [], 0, np.asarray(cells)
    for piece in result.pieces(name):
        inside = wanted[(wanted >= begun) & (wanted < begun + len(piece))] - begun
        found.append(np.asarray(piece)[inside])
        begun += len(piece)
    return np.concatenate(found)
