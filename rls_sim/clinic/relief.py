"""What a course comes to: when relief begins, how far it goes, how long it lasts, when it ends."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

NOTICED = 3.0  # points of the score: the least change that patients notice (recalled)
WEEK = 7  # days over which the score asks


@dataclass(frozen=True)
class Relief:
    """
    One course against the untreated one beside it; days are counted from 0, None is never.

    ``onset`` is the first day of a week whose mean score is lower by NOTICED points, ``peak`` the
    last day of the week with the largest fall, ``fall`` that fall; ``days`` counts the days of
    such weeks, ``relapse`` is the first day after the peak on which a week is no longer so.
    ``worst`` is the largest rise above the untreated course, as augmentation brings it.
    """

    onset: int | None
    peak: int | None
    fall: float
    days: int
    relapse: int | None
    worst: float

    def words(self, days: int) -> str:
        """A sentence of it, for a course of so many days."""
        if self.onset is None:
            rise = f"; it is higher by {self.worst:.1f} at worst" if self.worst >= NOTICED else ""
            return (
                f"no relief: the score falls by {max(self.fall, 0.0):.1f} points at most, and "
                f"{NOTICED:g} are noticed{rise}"
            )
        ends = (
            f"relapse on day {self.relapse}"
            if self.relapse is not None
            else f"no relapse within the {days} days"
        )
        return (
            f"relief from day {self.onset}, largest on day {self.peak} "
            f"({self.fall:.1f} points), {self.days} days in all, {ends}"
        )


def weekly(score: Array) -> Array:
    """Means over the last seven days, or as many as there are; (..., days)."""
    padded = np.concatenate([np.zeros((*score.shape[:-1], 1)), np.cumsum(score, axis=-1)], axis=-1)
    last = np.arange(1, score.shape[-1] + 1)
    first = np.maximum(last - WEEK, 0)
    return np.asarray((padded[..., last] - padded[..., first]) / (last - first))


def relief_of(treated: Array, untreated: Array) -> Relief:
    """What one course (days,) came to, beside the untreated one (days,)."""
    fall = weekly(untreated) - weekly(treated)
    if not np.isfinite(fall).any():
        return Relief(None, None, float("nan"), 0, None, float("nan"))
    known = np.nan_to_num(fall, nan=-np.inf)
    better = known >= NOTICED
    peak = int(known.argmax())
    worst = float(max(-np.nanmin(fall), 0.0))
    if not better.any():
        return Relief(None, None, float(known[peak]), 0, None, worst)
    after = np.flatnonzero(~better[peak:])
    relapse = peak + int(after[0]) if after.size else None
    return Relief(int(better.argmax()), peak, float(known[peak]), int(better.sum()), relapse, worst)


def reliefs(treated: Array, untreated: Array) -> list[Relief]:
    """The same of each course, (people, days)."""
    return [relief_of(one, other) for one, other in zip(treated, untreated, strict=True)]


def facts(relief: Relief) -> dict[str, Any]:
    """As JSON holds it."""
    return dict(vars(relief))
