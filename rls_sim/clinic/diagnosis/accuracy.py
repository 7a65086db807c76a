"""Sensitivity, specificity and predictive values of a test at a cut-off, given or found."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rls_sim.clinic.diagnosis.roc import Estimate, best_threshold, share

Array = NDArray[np.float64]
Truth = NDArray[np.bool_]

FOLDS = 5


@dataclass(frozen=True)
class Accuracy:
    """
    What a test achieves at a cut-off (in its unit), among those in whom it gives a reading.

    ``positive`` and ``negative``: predictive values at the prevalence of the sample. The cut-off
    of a cross-fitted one is that of all people, its shares those of cut-offs that never saw them.
    """

    cut_off: float
    sensitivity: Estimate
    specificity: Estimate
    positive: Estimate
    negative: Estimate


@dataclass(frozen=True, eq=False)
class Sample:
    """n people: readings (n,) of one test, NaN where there is none; who is ill; weights."""

    readings: Array
    ill: Truth
    weights: Array
    sign: float  # -1 where low readings speak for illness

    @property
    def known(self) -> "Sample":
        """Those with a reading and a weight."""
        there = np.isfinite(self.readings) & (self.weights > 0)
        return self.of(there)

    @property
    def scores(self) -> Array:
        """Readings of which more speaks for illness."""
        return self.sign * self.readings

    def of(self, some: Truth) -> "Sample":
        """Some of the people."""
        return Sample(self.readings[some], self.ill[some], self.weights[some], self.sign)

    def positive(self, cut_off: float) -> Truth:
        """Who is beyond the cut-off, (n,); at it counts where high readings are ill."""
        beyond = self.readings < cut_off if self.sign < 0 else self.readings >= cut_off
        return np.asarray(beyond & np.isfinite(self.readings))


def at_cut_off(sample: Sample, cut_off: float) -> Accuracy:
    """What a test achieves at this cut-off."""
    known = sample.known
    return _accuracy(known, known.positive(cut_off), cut_off)


def at_the_best(sample: Sample, seed: int, folds: int = FOLDS) -> Accuracy:
    """
    What a test achieves where sensitivity and specificity add up to most, cross-fitted.

    Each fold is judged by the cut-off that is best in the others, so that none is judged by a
    cut-off that it helped to choose.
    """
    known = sample.known
    positive = np.zeros(len(known.readings), dtype=bool)
    for fitted, judged in split(known.ill, folds, seed):
        threshold = best_cut_off(known.of(fitted))
        positive[judged] = known.of(judged).positive(threshold)
    return _accuracy(known, positive, best_cut_off(known))


def best_cut_off(sample: Sample) -> float:
    """Where sensitivity and specificity add up to most, in the unit of the test."""
    return sample.sign * best_threshold(sample.scores, sample.ill, sample.weights)


def split(ill: Truth, folds: int, seed: int) -> Iterator[tuple[Truth, Truth]]:
    """(fitted, judged) masks (n,): ill and well are spread evenly over the folds."""
    chance = np.random.default_rng(seed)
    fold = np.empty(len(ill), dtype=int)
    for group in (ill, ~ill):
        fold[group] = chance.permutation(int(group.sum())) % folds
    for number in range(folds):
        judged = fold == number
        yield ~judged, judged


def enough(sample: Sample, least: int) -> bool:
    """Whether there are so many ill and so many well with a reading."""
    known = sample.known
    return bool(min(known.ill.sum(), (~known.ill).sum()) >= least)


def _accuracy(known: Sample, positive: Truth, cut_off: float) -> Accuracy:
    ill, weights = known.ill, known.weights
    return Accuracy(
        cut_off,
        share(positive[ill], weights[ill]),
        share(~positive[~ill], weights[~ill]),
        share(ill[positive], weights[positive]),
        share(~ill[~positive], weights[~positive]),
    )
