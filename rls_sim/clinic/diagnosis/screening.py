"""Under-diagnosis: whom a test misses in a population, and what it costs to find one who is ill."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rls_sim.clinic.diagnosis.accuracy import Sample
from rls_sim.clinic.diagnosis.roc import Estimate, share

Array = NDArray[np.float64]

POINTS = 60  # cut-offs of a curve


@dataclass(frozen=True)
class Screening:
    """
    A population tested once, everybody positive examined and rightly told.

    ``missed``: share of the ill who are not found, those without a reading counted; ``tested``:
    people to be tested for one ill who is found; ``alarms``: well people who are positive for each.
    """

    cut_off: float
    missed: Estimate
    tested: float
    alarms: float


def screened(sample: Sample, cut_off: float) -> Screening:
    """What screening everybody (n,) at this cut-off comes to; nobody found is told as NaN."""
    positive, ill, weights = sample.positive(cut_off), sample.ill, sample.weights
    missed = share(~positive[ill], weights[ill])
    found = float(weights @ (positive & ill))
    if found <= 0:
        return Screening(cut_off, missed, float("nan"), float("nan"))
    alarms = float(weights @ (positive & ~ill)) / found
    return Screening(cut_off, missed, float(weights.sum()) / found, alarms)


def screening_curve(sample: Sample, points: int = POINTS) -> list[Screening]:
    """Screening at cut-offs that spread evenly over the readings of the ill."""
    known = sample.known
    if not known.ill.any():
        return []
    cuts = np.unique(np.quantile(known.readings[known.ill], np.linspace(0.01, 0.99, points)))
    return [screened(sample, float(cut)) for cut in cuts]
