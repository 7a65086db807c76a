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
        data = {name: _taken(result, name, cells) for name in result.columns}
        return cls(result, cells, data)

    @cached_property
    def states(self) -> list[str]:
        """Of the shown cells; those that were not solved have that as theirs."""
        found = self.data.get(STATE)
        words = [str(word) for word in found] if found is not None else [""] * len(self.cells)
        return [word or NOT_SOLVED for word in words]

    def numbers(self, name: str) -> Any:
        """A column of the shown cells as numbers (cells,), NaN where there is none."""
        return np.asarray(self.data[name], dtype=float)

    def numeric(self, name: str) -> bool:
        """Whether a column holds numbers, at least one of them."""
        kind = np.asarray(self.data[name]).dtype.kind
        return kind in "fiu" and bool(np.isfinite(self.numbers(name)).any())


def _taken(result: SweepResult, name: str, cells: Sequence[int]) -> Any:
    if result.size <= SMALL:
        return np.asarray(result.data[name])[list(cells)]
    found, begun, wanted = [], 0, np.asarray(cells)
    for piece in result.pieces(name):
        inside = wanted[(wanted >= begun) & (wanted < begun + len(piece))] - begun
        found.append(np.asarray(piece)[inside])
        begun += len(piece)
    return np.concatenate(found)
