"""Conduct an experiment: its runs in order, then the verdict on every claim."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rls_sim.errors import InputError
from rls_sim.hypotheses.basis import rests_on
from rls_sim.hypotheses.experiments.experiment import Claim, Experiment
from rls_sim.hypotheses.experiments.setting import Numbers, Setting
from rls_sim.hypotheses.experiments.verdicts import (
    Interval,
    Verdict,
    Word,
    judge,
    judge_probability,
    judge_single,
    quantiles,
)

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Result:
    """An experiment with its numbers by full name, (members, points) each, and its verdicts."""

    experiment: Experiment
    numbers: Numbers
    verdicts: tuple[Verdict, ...]
    members: int
    seed: int

    def verdict(self, claim: str) -> Verdict:
        """The verdict on the claim of this id."""
        return next(one for one in self.verdicts if one.claim == claim)


def conduct(experiment: Experiment, setting: Setting) -> Result:
    """
    Run and judge an experiment; the same setting gives the same numbers, whatever the threads.

    Raises InputError where a formula puts together numbers whose shapes do not go together,
    SolveError where a branch has no day to start from.
    """
    wanted = experiment.wanted()
    numbers: dict[str, NDArray[Any]] = {}
    for run in experiment.runs:
        if run.name in wanted:
            found = run.numbers(setting, wanted[run.name], numbers)
            numbers |= {f"{run.name}.{name}": values for name, values in found.items()}
    resampled = {run.name for run in experiment.runs if run.resamples}
    verdicts = tuple(_verdict(claim, numbers, setting, resampled) for claim in experiment.claims)
    return Result(experiment, numbers, verdicts, setting.count, setting.seed)


def _verdict(claim: Claim, numbers: Numbers, setting: Setting, resampled: set[str]) -> Verdict:
    number = _column(claim.number.value(numbers), claim, "number")
    if claim.probability is not None:
        chance = _column(claim.probability.value(numbers), claim, "probability")
        word, interval = judge_probability(chance, claim.least, claim.most)
        return Verdict(claim.id, word, *quantiles(number), interval, len(chance), 0)
    assert claim.holds is not None  # the loader wants one of the two
    truth = _column(claim.holds.value(numbers), claim, "holds")
    members = setting.members
    if len(truth) == 1:
        word = judge_single(float(truth[0]))
        single = Interval(float(truth[0]), 0.0, 1.0)
        return Verdict(claim.id, word, *quantiles(number), single, 1, 0, single=True)
    if claim.among is not None:
        chosen = _column(claim.among.value(numbers), claim, "among") == 1
        truth, members = truth[chosen], members[chosen]
        number = number[chosen] if len(number) > 1 else number
    word, interval, count, unknown = judge(truth, claim.least, claim.most)
    runs = {name.partition(".")[0] for name in claim.number.names}
    basis = None
    if len(number) == len(members) and not runs & resampled:
        basis = rests_on(number, members, setting.ensemble, setting.bench.healthy)
    return Verdict(claim.id, word, *quantiles(number), interval, count, unknown, basis=basis)


def _column(values: Array, claim: Claim, key: str) -> Array:
    """A number of one point as (n,); raises InputError for one of several."""
    if values.shape[1] != 1:
        raise InputError(
            f"claim {claim.id}: {key}: has {values.shape[1]} points where one number is needed; "
            "take least, most, mean, any, crossing or value_at of them."
        )
    return values[:, 0]


def words(results: Mapping[str, Result]) -> dict[str, dict[str, Word]]:
    """The verdict words alone, by experiment and claim."""
    return {
        name: {one.claim: one.word for one in result.verdicts} for name, result in results.items()
    }
