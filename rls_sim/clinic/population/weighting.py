"""Weights that bring people to population statistics of blood: entropy balancing.

Surveys tell medians and outer percentiles. Of all weights that meet them those are taken that
differ least from equal ones (by relative entropy), sex and age band each for itself, so that both
keep their shares. A person counts as below a percentile by a smooth step (SOFT of the spread wide),
and so does the survey, so that weights do not jump from one person to the next. Each percentile may
be missed by a little, at a price (RIDGE): one that nobody can meet must not leave all weight on a
few people. What is missed is told.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rls_sim.clinic.population.population import Array
from rls_sim.quantities.sources import load_sources
from rls_sim.study.files import read_toml
from rls_sim.study.problems import Problems

BANDS = ((18, 40), (40, 60), (60, 90))
RIDGE = 2e-3  # of the squared multipliers: a share is missed by this times its multiplier
KEYS = ("measure", "unit", "source", "women", "ages", "below", "note")
LOGARITHMIC = ("serum_ferritin", "transferrin_saturation")
LEAST = 1e-6  # of a value whose logarithm is taken
SOFT = 0.35  # width of a smooth step, of the spread
QUANTILES = 2001  # of a survey that stand for all of it
MEASURES = ("serum_ferritin", "transferrin_saturation", "haemoglobin")


@dataclass(frozen=True)
class Target:
    """A share of a sex and age band that lies below a value of a measure."""

    measure: str
    unit: str
    women: bool
    ages: tuple[float, float]
    value: float
    share: float
    source: str


@dataclass(frozen=True)
class Met:
    """A target, the share before weights and with them."""

    target: Target
    before: float
    after: float


@dataclass(frozen=True, eq=False)
class Weighted:
    """Weights (n,) of mean 1, and how each target was met; ``converged`` for each group."""

    weights: Array
    met: tuple[Met, ...]
    converged: bool

    @property
    def effective_size(self) -> float:
        """How many people of equal weight would tell as much."""
        return effective_size(self.weights)


def load_targets(path: Path | None = None) -> tuple[Target, ...]:
    """The shipped targets, or those of a file; raises ConfigError with every problem."""
    place = path or Path(str(resources.files("rls_sim.clinic.population") / "targets.toml"))
    problems, found = Problems(str(place)), list[Target]()
    for number, table in enumerate(read_toml(place).get("target", []), 1):
        key = f"target {number}"
        problems.unknown_keys(f"{key}: ", table, KEYS)
        if table.get("measure") not in MEASURES:
            problems.add(f"{key}: measure", table.get("measure", ""), f"is none of {MEASURES}.")
            continue
        with problems.at(f"{key}: source", table.get("source", "")):
            load_sources()[table.get("source", "")]
        for (low, high), pairs in zip(table["ages"], table["below"], strict=True):
            ages, women = (float(low), float(high)), bool(table["women"])
            found += [
                Target(table["measure"], table["unit"], women, ages, value, share, table["source"])
                for share, value in pairs
            ]
    problems.raise_if_any()
    return tuple(found)


def weigh(
    women: NDArray[np.bool_],
    ages: Array,
    expecting: NDArray[np.bool_],
    outcomes: Mapping[str, NDArray[Any]],
    targets: Sequence[Target],
) -> Weighted:
    """
    Weights of n people, given sex, ages and outcomes (n,).

    Women who are expecting or lately were are no part of the surveys and keep a weight of 1, as
    all do in a band with fewer people than targets. Who has no outcome has the weight 0, and the
    others of the band make up for it.
    """
    known = np.all([np.isfinite(outcomes[name]) for name in MEASURES], axis=0)
    weights = np.where(known, 1.0, 0.0)
    converged = True
    for sex in (False, True):
        for low, high in BANDS:
            band = (women == sex) & (ages >= low) & (ages < high) & ~expecting
            group = np.flatnonzero(band & known)
            mine = [t for t in targets if t.women == sex and t.ages[0] <= low < t.ages[1]]
            if not mine or len(group) <= len(mine):
                continue
            features = soft_shares(mine, {m: outcomes[m][group] for m in MEASURES})
            shares, good = balance(*features)
            weights[group] = shares * np.count_nonzero(band)
            converged &= good
    met = tuple(_met(t, women, ages, expecting | ~known, outcomes, weights) for t in targets)
    total = weights.sum()
    return Weighted(weights * (len(weights) / total if total > 0 else 1.0), met, converged)


def effective_size(weights: Array) -> float:
    """How many draws of equal weight tell as much as these weights (n,); 0 where all are 0."""
    squares = float(weights @ weights)
    return float(weights.sum()) ** 2 / squares if squares > 0 else 0.0


def soft_shares(
    targets: Sequence[Target], values: Mapping[str, NDArray[Any]]
) -> tuple[Array, Array]:
    """
    How far each of n people lies below each of k targets, (n, k), and the means of it due, (k,).

    Due is what a normal distribution with the survey's percentiles has, its lower and its upper
    half as wide as each percentile says; as wide as the people's own where there is only a median.
    """
    from scipy.special import ndtr, ndtri

    features, due = list[Array](), list[float]()
    even = ndtri((np.arange(QUANTILES) + 0.5) / QUANTILES)
    for measure in dict.fromkeys(t.measure for t in targets):
        mine = [t for t in targets if t.measure == measure]
        take = np.log if measure in LOGARITHMIC else np.asarray
        places, marks = ndtri([t.share for t in mine]), take([t.value for t in mine])
        own = np.asarray(take(np.maximum(values[measure], LEAST)), dtype=float)
        middle = float(np.interp(0.0, places, marks))
        lower, upper = (float(own.std()),) * 2
        if len(mine) > 1:
            lower = (middle - marks[0]) / -places[0]
            upper = (marks[-1] - middle) / places[-1]
        survey = middle + even * np.where(even < 0, lower, upper)
        width = max(SOFT * (lower + upper) / 2, LEAST)
        for mark in marks:
            features.append(ndtr((mark - own) / width))
            due.append(float(ndtr((mark - survey) / width).mean()))
    return np.stack(features, axis=1), np.array(due)


def balance(features: Array, targets: Array) -> tuple[Array, bool]:
    """
    Shares (n,), of sum 1, that bring the means of features (n, k) to targets (k,), nearly.

    The dual of entropy balancing with a ridge: smooth, convex, k unknowns. The second answer says
    whether it was solved.
    """
    from scipy.optimize import minimize

    def dual(multipliers: Array) -> tuple[float, Array]:
        exponent = features @ multipliers
        top = float(exponent.max())
        shares = np.exp(exponent - top)
        total = float(shares.sum())
        slope = features.T @ shares / total - targets + RIDGE * multipliers
        value = top + np.log(total) - multipliers @ targets
        return float(value + RIDGE / 2 * multipliers @ multipliers), slope

    found = minimize(dual, np.zeros(targets.size), jac=True, method="BFGS", options={"gtol": 1e-8})
    good = bool(np.abs(dual(found.x)[1]).max() < 1e-5)
    exponent = features @ found.x
    shares = np.exp(exponent - exponent.max())
    return np.asarray(shares / shares.sum()), good


def _met(
    target: Target,
    women: NDArray[np.bool_],
    ages: Array,
    left_out: NDArray[np.bool_],
    outcomes: Mapping[str, NDArray[Any]],
    weights: Array,
) -> Met:
    low, high = target.ages
    here = (women == target.women) & (ages >= low) & (ages < high) & ~left_out
    below = outcomes[target.measure][here] < target.value
    if not here.any():
        return Met(target, float("nan"), float("nan"))
    after = float(np.average(below, weights=weights[here])) if weights[here].any() else float("nan")
    return Met(target, float(below.mean()), after)
