"""Augmentation over one course: the share of people like this one who would have it by each day."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rls_sim.clinic.augmentation import COUNTS, patients_paces, spread_of_fits
from rls_sim.study.clock import DAY

Array = NDArray[np.float64]

WITHIN = 0.95


@dataclass(frozen=True)
class Augmented:
    """Shares (days,) who have augmentation, and the interval that the fitted counts leave."""

    share: Array
    low: Array
    high: Array

    def words(self) -> str:
        """One sentence of where it stands at the end; nothing where nothing brings it."""
        if not self.share.any():
            return ""
        share, low, high = (float(values[-1]) for values in (self.share, self.low, self.high))
        return (
            f"augmentation: {share:.1%} of people like this one would have it by day "
            f"{self.share.size} ({low:.1%} to {high:.1%}, from the counts of one trial)"
        )


def augmented(push: Array, recovery: float) -> Augmented:
    """
    What a daily push (days,), load times the speed-up by want of iron, comes to.

    ``recovery`` in 1/h. A person of pace 1/h would gain the sum of what each day adds, less what
    has faded; the share is that of people whose pace brings it to COUNTS.
    """
    gained = np.empty(push.size)
    so_far, left = 0.0, np.exp(-recovery * DAY)
    adds = -np.expm1(-recovery * DAY) / recovery
    for day, strength in enumerate(push):
        so_far = so_far * left + adds * strength
        gained[day] = so_far
    most = np.maximum.accumulate(gained)  # who has had it counts, though it fades
    with np.errstate(divide="ignore"):
        reach = np.log(most / COUNTS)
    share = patients_paces().share_reaching(reach)
    drawn = np.array([paces.share_reaching(reach) for paces in spread_of_fits()])
    low, high = np.quantile(drawn, [(1 - WITHIN) / 2, (1 + WITHIN) / 2], axis=0)
    return Augmented(share, low, high)
