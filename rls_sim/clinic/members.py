"""Members of the calibrated ensemble as patients: which are drawn, and what is told of them."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rls_sim.hypotheses.experiments.store import members_digest
from rls_sim.inference.ensemble import load_ensemble
from rls_sim.study.cell import Bench


@dataclass(frozen=True, eq=False)
class Members:
    """The numbers of those drawn, their parameters (members, np), and what a document tells."""

    numbers: NDArray[np.int64] | None = None
    table: NDArray[np.float64] | None = None
    facts: dict[str, Any] = field(default_factory=dict)


def draw_members(
    bench: Bench, calibrated: Bench, count: int, seed: int, file: Path | None
) -> Members:
    """
    So many members as cells of ``bench``; ``calibrated`` is the one that the ensemble was made on.

    ``file``: the ensemble, or None for the shipped one. Raises InputError for one of another model.
    """
    if not count:
        return Members()
    ensemble = load_ensemble(calibrated, file)
    drawn = ensemble.draw(count, seed)
    facts = {"seed": seed, "ensemble": members_digest(ensemble)}
    return Members(drawn, ensemble.table(bench, drawn), facts)
