"""
From what the model says to what a laboratory reports, and how probable a report is.

Every test has a scale on which its error is a standard normal: the logarithm over the CV where
errors multiply, the reading over its SD where they add, and the area hyperbolic sine between the
two. On it readings are drawn and weighed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from rls_sim.clinic.diagnosis.catalogue import DiagnosticTest

Array = NDArray[np.float64]

TINY = 1e-12  # of a reading whose errors multiply: there is no logarithm of nothing


@dataclass(frozen=True)
class ErrorScale:
    """Where the error of one reading is 1: ``log_sd`` multiplies, ``sd`` (in the unit) adds."""

    log_sd: float
    sd: float

    @classmethod
    def of(cls, test: DiagnosticTest, *, one_laboratory: bool = True) -> "ErrorScale":
        """That of a test; the spread between laboratories counts where there is not one."""
        squares = test.analytic_cv**2 + test.person_cv**2
        squares += 0.0 if one_laboratory else test.laboratory_cv**2
        return cls(float(np.sqrt(np.log1p(squares))), test.sd)

    def scaled(self, readings: Any) -> Array:
        """Readings (n,) on the scale."""
        values = np.asarray(readings, dtype=float)
        if not self.log_sd:
            return values / self.sd
        if not self.sd:
            return np.asarray(np.log(np.maximum(values, TINY)) / self.log_sd)
        return np.asarray(np.arcsinh(values * self.log_sd / self.sd) / self.log_sd)

    def reading(self, scaled: Any) -> Array:
        """The readings (n,) that lie there on the scale."""
        places = np.asarray(scaled, dtype=float)
        if not self.log_sd:
            return places * self.sd
        if not self.sd:
            return np.asarray(np.exp(places * self.log_sd))
        return np.asarray(np.sinh(places * self.log_sd) * self.sd / self.log_sd)


def chance_of(test: DiagnosticTest, seed: int) -> np.random.Generator:
    """The random numbers of one test: another test, or fewer of them, changes none."""
    return np.random.default_rng([seed, crc32(test.name.encode())])


def levels(
    test: DiagnosticTest, outcomes: Mapping[str, NDArray[Any]], chance: np.random.Generator
) -> Array:
    """
    What there is to be measured in n people, (n,): the model's, and what else sets people apart.

    NaN where the model has no number.
    """
    found = test.expected(outcomes)
    if test.other_cv:
        found = found * np.exp(np.sqrt(np.log1p(test.other_cv**2)) * chance.normal(size=len(found)))
    if test.background_median:
        spread = test.background_log_sd * chance.normal(size=len(found))
        found = found + test.background_median * np.exp(spread)
    return np.asarray(found)


def readings(
    test: DiagnosticTest, outcomes: Mapping[str, NDArray[Any]], seed: int, weights: Array
) -> Array:
    """
    One reading of each of n people, (n,), as a study in one laboratory gets them.

    NaN where none is got; the floor where it lies below; a misread one is that of somebody drawn
    by ``weights`` (n,). The same seed gives the same readings, whatever else is read.
    """
    chance, scale = chance_of(test, seed), ErrorScale.of(test)
    there = scale.scaled(levels(test, outcomes, chance))
    found = scale.reading(there + chance.normal(size=len(there)))
    known = np.isfinite(found)
    wrong, draws = chance.random(len(found)) < test.misread, chance.random(len(found))
    if wrong.any() and known.any():
        pool, shares = found[known], np.cumsum(weights[known])
        others = np.searchsorted(shares, draws[wrong] * shares[-1], side="right")
        found[wrong] = np.where(known[wrong], pool[np.minimum(others, len(pool) - 1)], np.nan)
    found[chance.random(len(found)) < test.unmeasured] = np.nan
    return np.asarray(np.clip(found, max(test.floor, test.allowed[0]), test.allowed[1]))


def likelihood(scale: ErrorScale, there: Array, reading: float, *, below: bool = False) -> Array:
    """
    How probable a reading is for each of several levels ``there`` on the scale; 0 for NaN.

    A density on the scale; ``below``: the probability of one below it.
    """
    from scipy.special import ndtr

    place = float(scale.scaled(reading))
    if below:
        found = np.asarray(ndtr(place - there))
    else:
        found = np.exp(-0.5 * (place - there) ** 2) / np.sqrt(2 * np.pi)
    return np.where(np.isnan(there), 0.0, found)
