"""From a person's day to how often there are symptoms: the stated rule.

The reserve of function at night, least of the day, differs from night to night by a lognormal
scatter (symptoms.nightly_scatter). A night brings an urge where it falls below 1, as a state does.
So with the reserve R of the day that repeats and the scatter s a person has 7 Phi(-ln R / s) such
nights a week. "Any" asks for as many nights a year as one tells of, "weekly" for one a week,
"ill" for two a week and an IRLS-like score that is distressing.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rls_sim.clinic.population.population import Array, Population

RESERVE, SCORE = "function_reserve_night", "irls_score"
NIGHTS_A_WEEK = "nights_a_week"
WEEK, WEEKS_A_YEAR = 7.0, 365.25 / 7


@dataclass(frozen=True, eq=False)
class Symptoms:
    """Of n people: nights a week with an urge (n,), and who has which frequency of symptoms, (n,).

    Each frequency holds those of the stricter ones. Nobody without a day has any.
    """

    nights: Array
    any_symptom: NDArray[np.bool_]
    weekly: NDArray[np.bool_]
    ill: NDArray[np.bool_]


def nights_a_week(reserve: ArrayLike, scatter: float) -> Array:
    """Expected nights a week whose least reserve is below 1; NaN for a reserve that is."""
    from scipy.special import ndtr

    with np.errstate(divide="ignore", invalid="ignore"):
        place = -np.log(np.maximum(np.asarray(reserve, dtype=float), 0.0))
        if scatter == 0:
            return np.where(np.isnan(place), np.nan, WEEK * (place > 0))
        return np.asarray(WEEK * ndtr(place / scatter))


def symptoms_of(
    reserve: NDArray[Any],
    score: NDArray[Any],
    population: Population,
    scatter: float | None = None,
) -> Symptoms:
    """The symptoms of people with these least reserves at night and IRLS-like scores, (n,)."""
    usual = population["symptoms.nightly_scatter"].value
    nights = nights_a_week(reserve, usual if scatter is None else scatter)
    least = population["symptoms.any_nights"].value / WEEKS_A_YEAR
    any_symptom, weekly = nights >= least, nights >= 1.0
    ill = (nights >= 2.0) & (score >= population["symptoms.distress_score"].value)
    return Symptoms(nights, any_symptom, weekly & any_symptom, ill & weekly & any_symptom)
