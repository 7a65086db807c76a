"""Weights that bring people to population statistics of blood: entropy balancing.

Of all weights that meet the shares asked for, those are taken that differ least from equal ones (by
relative entropy), sex and age band each for itself, so that both keep their shares. Each share may
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

from rls_sim.clinic.population.cohort import effective_size
from rls_sim.clinic.population.population import Array
from rls_sim.quantities.sources import load_sources
from rls_sim.study.files import read_toml
from rls_sim.study.problems import Problems

BANDS = ((18, 40), (40, 60), (60, 90))
RIDGE = 2e-3  # of the squared multipliers: a share is missed by this times its multiplier
KEYS = ("measure", "unit", "source", "women", "ages", "below", "note")
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
            if len(group) <= len(mine):
                continue
            below = np.stack([outcomes[t.measure][group] < t.value for t in mine], axis=1)
            shares, good = balance(below.astype(float), np.array([t.share for t in mine]))
            weights[group] = shares * np.count_nonzero(band)
            converged &= good
    met = tuple(_met(t, women, ages, expecting | ~known, outcomes, weights) for t in targets)
    total = weights.sum()
    return Weighted(weights * (len(weights) / total if total > 0 else 1.0), met, converged)


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
