"""What a number of the ensemble rests on: which parameters it varies with, and how those are known.

Shares are squared rank correlations. Members of a calibrated ensemble are not quite independent, so
they are scaled where they add up to more than all.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rls_sim.inference.ensemble import Ensemble
from rls_sim.inference.influence import rank_correlations
from rls_sim.quantities.parameter import Evidence, ParameterSet

Array = NDArray[np.float64]

PLAIN = 4.0  # standard errors that a correlation must exceed to count
MOST_TOLD = 5
FEWEST = 32  # members


@dataclass(frozen=True)
class Basis:
    """
    Shares of the variance of a number's ranks over the ensemble.

    ``by_evidence``: what varies with parameters, by how those are known; ``sizes``: with sizes that
    were drawn beside them; ``left``: what goes with none of these alone, or too weakly to be seen.
    ``strongest``: parameter, evidence, signed rank correlation.
    """

    by_evidence: dict[str, float]
    left: float
    strongest: tuple[tuple[str, str, float], ...]
    sizes: float = 0.0

    @property
    def assumed(self) -> float:
        """Share that goes with numbers that nobody has measured."""
        return self.by_evidence.get(str(Evidence.ASSUMED), 0.0)


def rests_on(
    values: Array,
    members: NDArray[np.int64],
    ensemble: Ensemble,
    parameters: ParameterSet,
    sizes: Array | None = None,
) -> Basis | None:
    """What values (n,) of members (n,) vary with; None where they hardly do, or are too few.

    NaN is no value. ``sizes`` (n, k) are what was drawn beside the members.
    """
    known = ~np.isnan(values)
    count = int(known.sum())
    if count < FEWEST or len(np.unique(values[known])) < 2:
        return None
    correlations = rank_correlations(values[known], ensemble.points[members[known]])
    limit = PLAIN / np.sqrt(count)
    found = [
        (name, float(r))
        for name, r in zip(ensemble.prior.names, correlations, strict=True)
        if abs(r) > limit
    ]
    by_evidence = {str(grade): 0.0 for grade in Evidence}
    for name, r in found:
        by_evidence[str(parameters[name].evidence)] += r * r
    beside = np.empty(0) if sizes is None else rank_correlations(values[known], sizes[known])
    of_sizes = float((beside[np.abs(beside) > limit] ** 2).sum())
    told = of_sizes + sum(by_evidence.values())
    scale = max(told, 1.0)
    strongest = sorted(found, key=lambda pair: -abs(pair[1]))[:MOST_TOLD]
    return Basis(
        {grade: share / scale for grade, share in by_evidence.items()},
        max(1.0 - told, 0.0),
        tuple((name, str(parameters[name].evidence), r) for name, r in strongest),
        of_sizes / scale,
    )


def as_facts(found: Basis | None) -> dict[str, Any] | None:
    """A basis as a document holds it."""
    if found is None:
        return None
    return {
        "sizes": found.sizes,
        "by_evidence": found.by_evidence,
        "left": found.left,
        "strongest": [
            {"parameter": name, "evidence": grade, "rank_correlation": r}
            for name, grade, r in found.strongest
        ],
    }
