"""From the slopes of fluxes to the slopes of what fluxes do to species: sums of amounts."""

from collections.abc import Collection
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Positions = NDArray[np.intp]
Place = tuple[int, int]


class SlopesOfChanges:
    """
    Slopes of the net change in amount of every species, only those that are not zero throughout.

    ``stoichiometry`` (ns, nr). Of each slope of a flux: ``reactions``, which flux, and ``along``,
    what it is derived by. ``more``: places (row, column) to be there beside those that follow.
    ``rows`` and ``columns``: which species, and what it is derived by; sorted.
    """

    def __init__(
        self,
        stoichiometry: Array,
        reactions: Positions,
        along: Positions,
        more: Collection[Place] = (),
    ) -> None:
        self._contributions = [
            ((int(row), int(along[slope])), slope, float(stoichiometry[row, reaction]))
            for slope, reaction in enumerate(reactions)
            for row in np.flatnonzero(stoichiometry[:, reaction])
        ]
        self._slopes = len(reactions)
        places = sorted({place for place, _, _ in self._contributions} | set(more))
        self._position = {place: i for i, place in enumerate(places)}
        self.rows = np.array([row for row, _ in places], dtype=np.intp)
        self.columns = np.array([column for _, column in places], dtype=np.intp)

    def __call__(self, slopes: Array) -> Array:
        """The slopes of changes, (n,) or (n, N), from those of fluxes."""
        return np.asarray(self._sums @ slopes)

    def positions(self, places: Collection[Place]) -> Positions:
        """Where these places stand in ``rows`` and ``columns``."""
        return np.array([self._position[place] for place in places], dtype=np.intp)

    @cached_property
    def _sums(self) -> Any:
        from scipy.sparse import csr_array

        counts = [count for _, _, count in self._contributions]
        where = [self._position[place] for place, _, _ in self._contributions]
        which = [slope for _, slope, _ in self._contributions]
        return csr_array((counts, (where, which)), shape=(len(self.rows), self._slopes))
