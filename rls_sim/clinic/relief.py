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

    The score asks about the last seven days, and those before treatment were untreated. ``onset``
    is the first day on which that mean is lower by NOTICED points, ``peak`` that of the largest
    fall, ``fall`` that fall; ``days`` counts the days of such weeks, ``relapse`` is the first day
    after the peak on which the week is no longer so. ``worst`` is the largest rise of a week above
    the untreated course, as augmentation brings it, on the day ``worst_day``.
    """

    onset: int | None
    peak: int | None
    fall: float
    days: int
    relapse: int | None
    worst: float
    worst_day: int | None = None

    def words(self, days: int) -> str:
        """A sentence of it, for a course of so many days."""
        rise = ""
        if self.worst >= NOTICED:
            rise = f"; HIGHER than untreated by {self.worst:.1f} points on day {self.worst_day}"
        if self.onset is None:
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
            f"({self.fall:.1f} points), {self.days} days in all, {ends}{rise}"
        )


def weekly(score: Array) -> Array:
    """Means over the last seven days, or as many as there are; (..., days)."""
    padded = np.concatenate([np.zeros((*score.shape[:-1], 1)), np.cumsum(score, axis=-1)], axis=-1)
    last = np.arange(1, score.shape[-1] + 1)
    first = np.maximum(last - WEEK, 0)
    return np.asarray((padded[..., last] - padded[..., first]) / (last - first))


def weekly_fall(treated: Array, untreated: Array) -> Array:
    """Mean fall over the last seven days, (..., days); before day 0 there was none."""
    fall = untreated - treated
    before = np.zeros((*fall.shape[:-1], WEEK))
    sums = np.cumsum(np.concatenate([before, fall], axis=-1), axis=-1)
    return np.asarray((sums[..., WEEK:] - sums[..., :-WEEK]) / WEEK)


def relief_of(treated: Array, untreated: Array) -> Relief:
    """What one course (days,) came to, beside the untreated one; what is lost is not judged."""
    fall = weekly_fall(treated, untreated)
    fall = fall[np.isfinite(fall)]  # a course that is lost is lost for good
    if not fall.size:
        return Relief(None, None, float("nan"), 0, None, float("nan"))
    better = fall >= NOTICED
    peak, worst_day = int(fall.argmax()), int(fall.argmin())
    worst = float(max(-fall[worst_day], 0.0))
    if not better.any():
        return Relief(None, None, float(fall[peak]), 0, None, worst, worst_day)
    after = np.flatnonzero(~better[peak:])
    relapse = peak + int(after[0]) if after.size else None
    onset, days = int(better.argmax()), int(better.sum())
    return Relief(onset, peak, float(fall[peak]), days, relapse, worst, worst_day)


def reliefs(treated: Array, untreated: Array) -> list[Relief]:
    """The same of each course, (people, days)."""
    return [relief_of(one, other) for one, other in zip(treated, untreated, strict=True)]


def facts(relief: Relief) -> dict[str, Any]:
    """As JSON holds it."""
    return dict(vars(relief))
