"""
How well a score tells the ill from the well: ROC curve, area, shares, predictive values.

Everything counts people by their weights. Areas have DeLong's interval, with the weights in it, on
the logit; shares have Wilson's, with (sum w)^2 / sum w^2 people. Ties count half.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Truth = NDArray[np.bool_]

Z = 1.959963984540054  # 95 % intervals


@dataclass(frozen=True)
class Estimate:
    """A number with its standard error and the ends of its 95 % interval."""

    value: float
    low: float
    high: float
    error: float

    @classmethod
    def unknown(cls) -> "Estimate":
        """Where there is nothing to tell it from."""
        nan = float("nan")
        return cls(nan, nan, nan, nan)


@dataclass(frozen=True, eq=False)
class RocCurve:
    """Shares of the ill and of the well at or above each threshold (k,), the highest first."""

    thresholds: Array
    sensitivity: Array
    false_alarms: Array

    @property
    def area(self) -> float:
        """Area under it, ties counted half."""
        heights = 0.5 * (self.sensitivity[1:] + self.sensitivity[:-1])
        return float(np.diff(self.false_alarms) @ heights)


def effective(weights: Array) -> float:
    """How many people of equal weight tell as much as these (n,); 0 where there are none."""
    squares = float(weights @ weights)
    return float(weights.sum()) ** 2 / squares if squares > 0 else 0.0


def roc_curve(scores: Array, ill: Truth, weights: Array) -> RocCurve:
    """The curve of known scores (n,): more speaks for illness; from (0, 0) to (1, 1)."""
    order = np.argsort(-scores, kind="stable")
    ranked = scores[order]
    last = np.append(np.flatnonzero(np.diff(ranked)), len(ranked) - 1)
    there = np.cumsum(np.where(ill, weights, 0.0)[order])[last]
    beside = np.cumsum(np.where(ill, 0.0, weights)[order])[last]
    return RocCurve(
        np.concatenate([[np.inf], ranked[last]]),
        np.concatenate([[0.0], there / there[-1]]),
        np.concatenate([[0.0], beside / beside[-1]]),
    )


def placements(scores: Array, ill: Truth, weights: Array) -> tuple[Array, Array]:
    """
    Of each ill person the weighted share of the well that score lower, ties counted half; of each
    well person that of the ill that score higher.
    """
    return (
        _below(scores[ill], scores[~ill], weights[~ill]),
        1.0 - _below(scores[~ill], scores[ill], weights[ill]),
    )


def _below(scores: Array, others: Array, weights: Array) -> Array:
    order = np.argsort(others)
    ranked, shares = others[order], np.concatenate([[0.0], np.cumsum(weights[order])])
    left = shares[np.searchsorted(ranked, scores, side="left")]
    right = shares[np.searchsorted(ranked, scores, side="right")]
    return np.asarray(0.5 * (left + right) / shares[-1])


def area(scores: Array, ill: Truth, weights: Array) -> Estimate:
    """
    Probability that somebody ill scores above somebody well, ties counted half (DeLong 1988).

    Unknown where there are fewer than two of either.
    """
    known = np.isfinite(scores) & (weights > 0)
    scores, ill, weights = scores[known], ill[known], weights[known]
    if min(ill.sum(), (~ill).sum()) < 2:
        return Estimate.unknown()
    parts = placements(scores, ill, weights)
    groups = (weights[ill], weights[~ill])
    value = min(max(float(groups[0] @ parts[0] / groups[0].sum()), 0.0), 1.0)
    error = np.sqrt(sum(_variance(part, part, w) for part, w in zip(parts, groups, strict=True)))
    return _on_the_logit(value, float(error), min(map(effective, groups)))


def difference_of_areas(one: Array, other: Array, ill: Truth, weights: Array) -> Estimate:
    """Area of one score less that of another of the same people, with DeLong's covariance."""
    known = np.isfinite(one) & np.isfinite(other) & (weights > 0)
    ill, weights = ill[known], weights[known]
    if min(ill.sum(), (~ill).sum()) < 2:
        return Estimate.unknown()
    first = placements(one[known], ill, weights)
    second = placements(other[known], ill, weights)
    groups = (weights[ill], weights[~ill])
    gaps = [a - b for a, b in zip(first, second, strict=True)]
    value = float(groups[0] @ gaps[0] / groups[0].sum())
    error = float(np.sqrt(sum(_variance(g, g, w) for g, w in zip(gaps, groups, strict=True))))
    return Estimate(value, value - Z * error, value + Z * error, error)


def _variance(one: Array, other: Array, weights: Array) -> float:
    """Covariance of two weighted means of the same people."""
    shares = weights / weights.sum()
    gaps = (one - shares @ one) * (other - shares @ other)
    count = effective(weights)
    return float(shares**2 @ gaps) * count / max(count - 1.0, 1e-9)


def _on_the_logit(value: float, error: float, people: float) -> Estimate:
    """The interval of an area; of a perfect one from what so few people cannot rule out."""
    if value in (0.0, 1.0):
        least = 0.025 ** (1 / max(people, 1.0))
        return Estimate(value, least if value else 0.0, 1.0 if value else 1 - least, error)
    if error <= 0:
        return Estimate(value, value, value, error)
    middle, width = np.log(value / (1 - value)), Z * error / (value * (1 - value))
    low, high = 1 / (1 + np.exp(width - middle)), 1 / (1 + np.exp(-width - middle))
    return Estimate(value, float(low), float(high), error)


def share(true: Truth, weights: Array) -> Estimate:
    """The weighted share (of n people) of whom it is true, with Wilson's interval."""
    count, total = effective(weights), float(weights.sum())
    if count <= 0:
        return Estimate.unknown()
    return wilson(float(weights @ true) / total, count)


def wilson(value: float, count: float) -> Estimate:
    """Wilson's interval of a share seen in so many people."""
    value = min(max(value, 0.0), 1.0)  # a sum of weights may be off in its last digit
    middle = (value + Z**2 / (2 * count)) / (1 + Z**2 / count)
    width = np.sqrt(value * (1 - value) / count + Z**2 / (4 * count**2)) * Z / (1 + Z**2 / count)
    error = float(np.sqrt(value * (1 - value) / count))
    low, high = max(float(middle - width), 0.0), min(float(middle + width), 1.0)
    return Estimate(value, min(low, value), max(high, value), error)


def predictive_values(
    sensitivity: Any, specificity: Any, prevalence: Any
) -> tuple[NDArray[Any], NDArray[Any]]:
    """
    Share of the positive who are ill, and of the negative who are well (Bayes); any one shape.

    NaN where nobody is positive, or negative.
    """
    ill, well = np.asarray(prevalence), 1.0 - np.asarray(prevalence)
    found, spared = sensitivity * ill, specificity * well
    with np.errstate(divide="ignore", invalid="ignore"):
        positive = found / (found + (1.0 - specificity) * well)
        negative = spared / (spared + (1.0 - sensitivity) * ill)
    return np.asarray(positive), np.asarray(negative)


def best_threshold(scores: Array, ill: Truth, weights: Array) -> float:
    """Where sensitivity and specificity add up to most (Youden); scores at or above are positive.

    Halfway to the next lower score, so that another sample is cut between the two.
    """
    curve = roc_curve(scores, ill, weights)
    at = int(np.argmax(curve.sensitivity - curve.false_alarms))
    here = curve.thresholds[at]
    if not np.isfinite(here) or at + 1 >= len(curve.thresholds):
        return float(np.nextafter(scores.max(), np.inf) if not np.isfinite(here) else here)
    return float(0.5 * (here + curve.thresholds[at + 1]))
