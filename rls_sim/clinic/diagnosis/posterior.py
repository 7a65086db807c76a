"""
Which lesion a person may have: prior weights times how probable the readings are, summed up.

A candidate is somebody whom the model can make: one hypothesis (a lesion or none), a size, a member
of the ensemble, a body. The probability of a hypothesis is the share of the weight of all
candidates that its own have once each is weighed by every reading. What the model does not make
vary (`levels`) is drawn several times for each candidate and averaged.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rls_sim.clinic.diagnosis.catalogue import DiagnosticTest
from rls_sim.clinic.diagnosis.labs import Lab
from rls_sim.clinic.diagnosis.reading import ErrorScale, chance_of, levels, likelihood
from rls_sim.clinic.diagnosis.roc import effective
from rls_sim.errors import InputError

Array = NDArray[np.float64]

REPEATS = 16  # draws of what the model does not vary, for each candidate
FEW = 50.0  # effective candidates below which an answer is not to be relied on
FEWEST = 10.0  # and below which there is none


@dataclass(frozen=True, eq=False)
class Candidates:
    """
    n people whom the person may be like.

    ``hypothesis`` (n,): a number into ``names``; ``weights`` (n,): prior, 0 where there is no day;
    ``outcomes`` (n,) by name; ``about``: in words how they were drawn; ``shared_out``: whether it
    was chosen how many each hypothesis has, and not left to chance.
    """

    names: tuple[str, ...]
    titles: tuple[str, ...]
    hypothesis: NDArray[np.int64]
    weights: Array
    outcomes: Mapping[str, NDArray[Any]]
    about: tuple[str, ...]
    shared_out: bool = True

    def __len__(self) -> int:
        """How many there are."""
        return len(self.weights)


@dataclass(frozen=True)
class Belief:
    """A hypothesis before and after the readings; ``error``: standard error of drawing."""

    name: str
    title: str
    prior: float
    probability: float
    error: float


@dataclass(frozen=True, eq=False)
class Posterior:
    """What the readings leave: beliefs, the most probable first, and candidates' weights (n,).

    ``effective``: how many candidates carry the answer; ``surprise``: minus the log of the mean
    probability of the readings, which tells how strange they are to the model.
    """

    candidates: Candidates
    labs: tuple[Lab, ...]
    beliefs: tuple[Belief, ...]
    weights: Array
    effective: float
    surprise: float
    entropy: float

    @property
    def relied_on(self) -> bool:
        """Whether enough candidates carry the answer."""
        return self.effective >= FEW

    @property
    def answers(self) -> bool:
        """Whether enough candidates carry it to be an answer at all."""
        return self.effective >= FEWEST


def weigh(candidates: Candidates, labs: Sequence[Lab], seed: int) -> Posterior:
    """The posterior of these readings; weights are all 0, and so is everything, if none can be."""
    weights = candidates.weights / candidates.weights.sum()
    prior = by_hypothesis(candidates, weights)
    chances = np.ones(len(candidates))
    for lab in labs:
        chances = chances * chance_of_reading(candidates, lab, seed)
    mean = float(weights @ chances)
    after = weights * chances
    after = after / after.sum() if mean > 0 else after
    shares = by_hypothesis(candidates, after)
    errors = np.maximum(_errors(candidates, after, shares), one_more(shares, effective(after)))
    beliefs = [
        Belief(name, title, float(p), float(q), float(e))
        for name, title, p, q, e in zip(
            candidates.names, candidates.titles, prior, shares, errors, strict=True
        )
    ]
    return Posterior(
        candidates,
        tuple(labs),
        tuple(sorted(beliefs, key=lambda belief: -belief.probability)),
        after,
        effective(after),
        -float(np.log(mean)) if mean > 0 else float("inf"),
        entropy(shares),
    )


def _errors(candidates: Candidates, weights: Array, shares: Array) -> Array:
    """Standard errors (hypotheses,) of the shares of weight, by what single candidates weigh."""
    squares = by_hypothesis(candidates, weights**2)
    if candidates.shared_out:
        counts = np.maximum(by_hypothesis(candidates, np.ones(len(weights))), 2.0)
        squares = np.maximum(squares - shares**2 / counts, 0.0) * counts / (counts - 1)
    return np.asarray(np.sqrt(squares * (1 - shares) ** 2 + (squares.sum() - squares) * shares**2))


def one_more(shares: Array, count: float) -> Array:
    """
    By how much one more candidate would move each share, as heavy as those that carry the answer.

    No standard error is smaller: of the few that are left when readings are strange it cannot tell
    how they differ.
    """
    return np.asarray(np.maximum(shares, 1 - shares) / (count + 1))


def require_possible(posterior: Posterior) -> None:
    """Raise InputError where no candidate could have given such readings, or fewer than FEWEST."""
    if posterior.answers:
        return
    told = ", ".join(f"{lab.test.name} {lab}" for lab in posterior.labs)
    more = "more cells (--cells)" if posterior.candidates.shared_out else "a larger cohort"
    if not np.isfinite(posterior.surprise):
        raise InputError(
            f"the model has nobody in whom these could be read: {told}. Check values and units, "
            f"or take {more}."
        )
    raise InputError(
        f"no probabilities are told of {told or 'nothing'}: {posterior.effective:.1f} of "
        f"{len(posterior.candidates)} candidates would carry them, and {FEWEST:g} are the fewest "
        f"that can. These values lie outside what the model's people have, or at its edge: check "
        f"values and units, or take {more}."
    )


def by_hypothesis(candidates: Candidates, weights: Array) -> Array:
    """The weight of each hypothesis, (hypotheses,)."""
    return summed(candidates.hypothesis, weights, len(candidates.names))


def summed(places: NDArray[np.int64], weights: Array, count: int) -> Array:
    """The sum of the weights (n,) at each place from 0 to ``count``, (count,)."""
    return np.asarray(np.bincount(places, weights, count), dtype=np.float64)


def places_of(candidates: Candidates, test: DiagnosticTest, seed: int) -> Array:
    """Levels (n, repeats) of a test on the scale of its error, in a laboratory not known."""
    scale, chance = ErrorScale.of(test, one_laboratory=False), chance_of(test, seed)
    varies = test.other_cv > 0 or test.background_median > 0
    repeats = REPEATS if varies else 1
    drawn = [levels(test, candidates.outcomes, chance) for _ in range(repeats)]
    return np.stack([scale.scaled(one) for one in drawn], axis=1)


def chance_of_reading(candidates: Candidates, lab: Lab, seed: int) -> Array:
    """
    How probable a reading is for each candidate, (n,).

    A misread one is as probable as the reading is among all candidates by their prior weights.
    """
    scale = ErrorScale.of(lab.test, one_laboratory=False)
    places = places_of(candidates, lab.test, seed)
    right: Array = likelihood(scale, places, lab.value, below=lab.below).mean(axis=1)
    if not lab.test.misread:
        return right
    known = np.isfinite(places).all(axis=1)
    weights = candidates.weights * known
    among_all = float(weights @ right / weights.sum())
    return np.where(known, (1 - lab.test.misread) * right + lab.test.misread * among_all, 0.0)


def entropy(shares: Array) -> float:
    """In bits."""
    some = shares[shares > 0]
    return float(-(some @ np.log2(some))) if len(some) else 0.0
