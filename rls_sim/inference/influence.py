"""Which parameters move an outcome, read off cells that were drawn: by rank, and by the ends."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rls_sim.errors import InputError

Array = NDArray[np.float64]

SHARE = 0.2  # of the cells at either end of a parameter
LEAST = 10  # cells with a number below which nothing is said
CHANCE = 1.96  # standard errors of a rank correlation of what has none (95 %)


@dataclass(frozen=True)
class Influence:
    """
    What an outcome does along one parameter, all others drawn too.

    ``rank``: Spearman's correlation. ``low``, ``high``: median outcome of the fifth of cells in
    which the parameter is lowest and highest; ``low_to``, ``high_from`` its values there.
    """

    parameter: str
    rank: float
    low: float
    high: float
    low_to: float
    high_from: float


@dataclass(frozen=True)
class Influences:
    """Of one outcome: the strongest first; ``median`` over all ``cells`` that have a number."""

    outcome: str
    median: float
    cells: int
    found: tuple[Influence, ...]

    @property
    def chance(self) -> float:
        """Size of a rank correlation that 19 of 20 parameters without influence stay below."""
        return float(CHANCE / np.sqrt(self.cells - 1))


def influences_of(outcome: str, values: Array, drawn: Mapping[str, Array]) -> Influences:
    """
    How parameters ``drawn`` (cells,) go with the ``values`` (cells,) of an outcome.

    Parameters without a spread are left out. Raises InputError where fewer than `LEAST` cells have
    a number.
    """
    known = np.isfinite(values)
    if known.sum() < LEAST:
        raise InputError(
            f"{int(known.sum())} cells have a number of {outcome}; ranks need at least {LEAST}"
        )
    mine = values[known]
    found = [
        _influence(name, column[known], mine)
        for name, column in drawn.items()
        if np.ptp(column[known]) > 0
    ]
    ordered = tuple(sorted(found, key=lambda one: (-abs(one.rank), one.parameter)))
    return Influences(outcome, float(np.median(mine)), int(known.sum()), ordered)


def _influence(name: str, column: Array, values: Array) -> Influence:
    low_to, high_from = (float(n) for n in np.quantile(column, (SHARE, 1 - SHARE)))
    low, high = values[column <= low_to], values[column >= high_from]
    return Influence(
        name,
        float(rank_correlations(values, column[:, None])[0]),
        float(np.median(low)),
        float(np.median(high)),
        low_to,
        high_from,
    )


def rank_correlations(values: Array, columns: Array) -> Array:
    """Spearman's, of values (n,) with each column (n, k); 0 where one of them does not vary.

    Ties share their ranks.
    """
    from scipy.stats import rankdata

    ranks, points = rankdata(values), rankdata(columns, axis=0)
    ranks, points = ranks - ranks.mean(), points - points.mean(axis=0)
    spread = np.sqrt((points**2).sum(axis=0) * (ranks**2).sum())
    with np.errstate(all="ignore"):
        return np.asarray(np.nan_to_num((ranks @ points) / spread))
