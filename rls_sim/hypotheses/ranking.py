"""
The verdict on hypotheses: how probable each is after the evidence, and what it explains.

The evidence of a hypothesis is the mean, over members of the ensemble and sizes of its lesions, of
the probability of every scored row together; a draw without symptoms is no patient and adds
nothing. Its weight is that times its prior, over the sum of all.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rls_sim.hypotheses.hypothesis import Hypothesis
from rls_sim.hypotheses.scoring import Doubt, ScoredRow, log_scores
from rls_sim.hypotheses.screen import Screen, Trial

Array = NDArray[np.float64]

ALIKE = 3.0  # Bayes factors below say nothing worth a mention (Kass and Raftery 1995)
ENOUGH = 20.0  # effective draws below which an evidence and its error are not to be trusted
EXPLAINED, FAILED = 0.5, 0.2  # agreement with a row above, below
PRIOR_OF_PAIRS = 0.2  # of all pairs together: two breaks at once are rarer than one


@dataclass(frozen=True, eq=False)
class Verdict:
    """
    One hypothesis after the evidence.

    ``log_evidence`` with its standard error; ``weight`` among all; ``draws`` (n,): posterior
    weights of its draws, sum 1; ``size``: quantiles (lesions, 3) at 5, 50 and 95 %;
    ``agreement`` by row, 0 to 1; ``effective`` draws that carry the evidence.
    """

    hypothesis: Hypothesis
    trial: Trial
    log_evidence: float
    error: float
    effective: float
    draws: Array
    sizes: Array
    agreement: dict[str, float]
    scores: Array  # (n,) log probabilities of all rows together
    patients: float  # share of draws
    weight: float = 0.0
    prior: float = 0.0

    @property
    def is_known(self) -> bool:
        """Whether enough draws carry the evidence to trust it and its error."""
        return self.effective >= ENOUGH

    @property
    def explained(self) -> list[str]:
        """Rows that it brings about more often than not."""
        return [name for name, share in self.agreement.items() if share >= EXPLAINED]

    @property
    def failed(self) -> list[str]:
        """Rows that it hardly ever brings about."""
        return [name for name, share in self.agreement.items() if share < FAILED]


@dataclass(frozen=True, eq=False)
class Ranking:
    """All verdicts, the most probable first; the rows; groups that cannot be told apart.

    Groups are ordered by evidence, which knows no prior: a pair may come before a single lesion of
    more weight.
    """

    verdicts: tuple[Verdict, ...]
    rows: tuple[ScoredRow, ...]
    doubt: Doubt
    groups: tuple[tuple[str, ...], ...] = field(default=())

    @property
    def leader(self) -> Verdict:
        """The most probable."""
        return self.verdicts[0]

    @property
    def chance(self) -> float:
        """Log evidence of a guess: every sign as likely as the next, every number too."""
        return sum(row.weight * float(np.log(row.chance)) for row in self.rows)

    @property
    def has_winner(self) -> bool:
        """Whether the best beats a guess by more than being one of many.

        By a Bayes factor of ``ALIKE`` for each hypothesis that was tried.
        """
        gain = self.leader.log_evidence - self.chance
        return gain > float(np.log(ALIKE * len(self.verdicts)))

    def of(self, name: str) -> Verdict:
        """The verdict on a hypothesis by its name."""
        return next(v for v in self.verdicts if v.hypothesis.name == name)


def rank(
    found: Screen,
    rows: Sequence[ScoredRow],
    doubt: Doubt | None = None,
    *,
    anyone: bool = False,
    prior_of_pairs: float = PRIOR_OF_PAIRS,
) -> Ranking:
    """
    Weigh every trial of a screen by the rows.

    ``anyone``: count draws without symptoms too. Single lesions share the prior evenly, pairs
    share ``prior_of_pairs``.
    """
    doubt = doubt or Doubt()
    judged = [judge(found, trial, rows, doubt, anyone) for trial in found.trials]
    prior = _priors([verdict.hypothesis for verdict in judged], prior_of_pairs)
    logs = np.array([v.log_evidence for v in judged]) + np.log(prior)
    weights = np.exp(logs - logs.max()) if np.isfinite(logs).any() else np.ones(len(logs))
    weights = weights / weights.sum()
    weighed = [
        Verdict(**{**vars(verdict), "weight": float(weight), "prior": float(share)})
        for verdict, weight, share in zip(judged, weights, prior, strict=True)
    ]
    ordered = sorted(weighed, key=lambda verdict: -verdict.weight)
    return Ranking(tuple(ordered), tuple(rows), doubt, _groups(ordered))


def judge(
    found: Screen, trial: Trial, rows: Sequence[ScoredRow], doubt: Doubt, anyone: bool = False
) -> Verdict:
    """One trial by the rows, before it is compared with others."""
    predicted = found.predictions(trial, rows)
    scores = log_scores(rows, predicted, doubt).sum(axis=0)
    counted = trial.solved if anyone else trial.patients
    scores = np.where(counted, scores, -np.inf)
    log_evidence, error, effective, draws = _evidence(scores)
    agreement = {row.name: float(draws @ row.agreement(predicted[row.name], doubt)) for row in rows}
    sizes = np.array([_quantiles(column, draws) for column in trial.sizes.T]).reshape(-1, 3)
    return Verdict(
        trial.hypothesis,
        trial,
        log_evidence,
        error,
        effective,
        draws,
        sizes,
        agreement,
        scores,
        float(np.mean(trial.patients)),
    )


def _evidence(scores: Array) -> tuple[float, float, float, Array]:
    """Log of the mean probability, its standard error, the draws that carry it, their weights."""
    top = scores.max()
    if not np.isfinite(top):
        return -np.inf, np.nan, 0.0, np.zeros(len(scores))
    raw = np.exp(scores - top)
    weights = raw / raw.sum()
    effective = 1.0 / float(weights @ weights)
    error = float(np.sqrt(max(1 / effective - 1 / len(scores), 0.0)))
    return float(top + np.log(raw.mean())), error, effective, weights


def _priors(hypotheses: Sequence[Hypothesis], of_pairs: float) -> Array:
    pair = np.array([len(hypothesis.lesions) > 1 for hypothesis in hypotheses])
    if pair.all() or not pair.any():
        return np.full(len(pair), 1.0 / len(pair))
    return np.asarray(np.where(pair, of_pairs / pair.sum(), (1 - of_pairs) / (~pair).sum()))


def _groups(verdicts: Sequence[Verdict]) -> tuple[tuple[str, ...], ...]:
    """From the best evidence down, those that come within ``ALIKE`` of the first of their group."""
    groups: list[list[Verdict]] = []
    for verdict in sorted(verdicts, key=lambda v: -v.log_evidence):
        if groups and groups[-1][0].log_evidence - verdict.log_evidence < np.log(ALIKE):
            groups[-1].append(verdict)
        else:
            groups.append([verdict])
    return tuple(tuple(verdict.hypothesis.name for verdict in group) for group in groups)


def _quantiles(values: Array, weights: Array) -> list[float]:
    """The 5, 50 and 95 % quantiles of weighted values; NaN where there is no weight."""
    if not weights.sum():
        return [np.nan] * 3
    order = np.argsort(values)
    share = np.cumsum(weights[order])
    places = np.searchsorted(share, np.array([0.05, 0.5, 0.95]) * share[-1]).clip(
        max=len(values) - 1
    )
    return [float(value) for value in values[order][places]]


def as_row(verdict: Verdict) -> dict[str, Any]:
    """A verdict as a table and a JSON document show it."""
    return {
        "hypothesis": verdict.hypothesis.name,
        "weight": verdict.weight,
        "prior": verdict.prior,
        "log_evidence": verdict.log_evidence,
        "error": verdict.error,
        "effective_draws": verdict.effective,
        "patients": verdict.patients,
        "sizes": verdict.sizes.tolist(),
        "explains": len(verdict.explained),
        "fails": len(verdict.failed),
        "rows": len(verdict.agreement),
    }
