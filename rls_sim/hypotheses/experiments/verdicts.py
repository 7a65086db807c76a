"""What becomes of a claim: holds, does not hold, or cannot be decided, and how sure that is."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from math import isnan, nan, sqrt

import numpy as np
from numpy.typing import NDArray

from rls_sim.hypotheses.basis import Basis

Array = NDArray[np.float64]

Z = 1.959963984540054  # standard errors of an interval of 95 %


class Word(StrEnum):
    """The verdict on a claim."""

    HOLDS = "holds"
    FAILS = "does not hold"
    OPEN = "not decidable"


_OF_MANY = {Word.HOLDS: "hold", Word.FAILS: "do not hold"}


def counted(words: Iterable[str]) -> str:
    """How often each verdict was given, in words; in the order of ``Word``."""
    given = [Word(word) for word in words]
    told = ((given.count(word), word) for word in Word if word in given)
    return ", ".join(f"{n} {word if n == 1 else _OF_MANY.get(word, word)}" for n, word in told)


@dataclass(frozen=True)
class Interval:
    """A share with the ends of its interval of 95 %."""

    share: float
    low: float
    high: float


@dataclass(frozen=True)
class Verdict:
    """
    The verdict on a claim, with all that it was read off.

    ``median``, ``low``, ``high``: the number, and its 5 and 95 % quantiles over the ensemble.
    ``share`` of the ensemble in which the claim's condition holds, with Wilson's interval of 95 %;
    of a claim about a probability, the probability with 95 % of its resamples. ``count`` members
    were asked, ``unknown`` of which have no number: they are counted against either verdict.
    ``single``: the default parameters alone were asked.
    """

    claim: str
    word: Word
    median: float
    low: float
    high: float
    share: Interval
    count: int
    unknown: int
    single: bool = False
    basis: Basis | None = None


def wilson(hits: float, count: float) -> tuple[float, float]:
    """Wilson's interval of 95 % of a share; all of 0 to 1 where nothing was counted."""
    if count <= 0:
        return 0.0, 1.0
    share = hits / count
    middle = share + Z * Z / (2 * count)
    half = Z * sqrt(share * (1 - share) / count + Z * Z / (4 * count * count))
    scale = 1 + Z * Z / count
    low = 0.0 if hits == 0 else (middle - half) / scale
    high = 1.0 if hits == count else (middle + half) / scale
    return max(low, 0.0), min(high, 1.0)


def judge(truth: Array, least: float, most: float) -> tuple[Word, Interval, int, int]:
    """
    The verdict on truths (n,): 1, 0, or NaN where it is not known.

    It holds where the whole interval of the share lies at or above ``least``, with all that is not
    known counted as untrue; it does not where the interval lies at or below ``most``, with all
    that is not known counted as true. The share told is that of those known.
    """
    count, unknown = len(truth), int(np.isnan(truth).sum())
    hits, known = int(np.nansum(truth)), count - unknown
    surely, _ = wilson(hits, count)
    _, at_most = wilson(hits + unknown, count)
    word = Word.OPEN
    if known and surely >= least:
        word = Word.HOLDS
    elif known and at_most <= most:
        word = Word.FAILS
    share = hits / known if known else nan
    return word, Interval(share, *wilson(hits, known)), count, unknown


def judge_probability(resamples: Array, least: float, most: float) -> tuple[Word, Interval]:
    """The verdict on a probability from resamples of it (n,): where 95 % of them lie."""
    if np.isnan(resamples).any():
        return Word.OPEN, Interval(nan, 0.0, 1.0)
    low, middle, high = (float(q) for q in np.quantile(resamples, (0.025, 0.5, 0.975)))
    word = Word.HOLDS if low >= least else Word.FAILS if high <= most else Word.OPEN
    return word, Interval(middle, low, high)


def judge_single(truth: float) -> Word:
    """The verdict where one cell was asked."""
    return Word.OPEN if isnan(truth) else Word.HOLDS if truth else Word.FAILS


def quantiles(values: Array) -> tuple[float, float, float]:
    """Median, 5 and 95 % quantile of those values (n,) that are known; NaN if none is."""
    known = values[~np.isnan(values)]
    if not len(known):
        return nan, nan, nan
    low, middle, high = np.quantile(known, (0.05, 0.5, 0.95))
    return float(middle), float(low), float(high)
