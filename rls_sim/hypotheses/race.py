"""Draw more of those hypotheses that may win, until it is known who does."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from rls_sim.hypotheses.hypothesis import Hypothesis
from rls_sim.hypotheses.ranking import Verdict, judge
from rls_sim.hypotheses.scoring import Doubt, ScoredRow
from rls_sim.hypotheses.screen import MOST_DRAWS, Screen, Screener


@dataclass(frozen=True)
class Effort:
    """
    How much is solved: first draws of single lesions and of pairs, and when enough is drawn.

    A hypothesis that could still be within ``reach`` (a log Bayes factor) of the best is drawn
    twice as often as before, until the standard error of its log evidence is below ``error``.
    """

    draws: int = 1024
    draws_of_a_pair: int = 256
    most: int = MOST_DRAWS
    error: float = 0.25
    reach: float = 5.0

    def first(self, hypothesis: Hypothesis) -> int:
        """How often a hypothesis is drawn at first."""
        return self.draws if len(hypothesis.lesions) < 2 else self.draws_of_a_pair

    def still_due(self, verdicts: Sequence[Verdict]) -> dict[str, int]:
        """Which hypotheses are to be drawn how often before one can judge; none where all are."""
        best = max((v.log_evidence for v in verdicts), default=-np.inf)
        return {
            v.hypothesis.name: min(2 * len(v.trial), self.most)
            for v in verdicts
            if len(v.trial) < self.most
            and v.error > self.error
            and v.log_evidence + 2 * v.error > best - self.reach
        }


def race(
    screener: Screener,
    hypotheses: Sequence[Hypothesis],
    rows: Sequence[ScoredRow],
    doubt: Doubt,
    effort: Effort,
    *,
    anyone: bool = False,
    told: Callable[[int], None] | None = None,
) -> Screen:
    """Screen all, then draw more where it decides; ``told`` how many cells each round takes."""
    if told is not None:
        first = [effort.first(hypothesis) for hypothesis in hypotheses]
        told(sum(first) + min(max(first), len(screener.ensemble)))
    found = screener.screen(hypotheses, effort.first)
    while True:
        verdicts = [judge(found, trial, rows, doubt, anyone) for trial in found.trials]
        due = effort.still_due(verdicts)
        if not due:
            return found
        if told is not None:
            told(
                sum(
                    due[v.hypothesis.name] - len(v.trial)
                    for v in verdicts
                    if v.hypothesis.name in due
                )
            )
        found = screener.more(found, due)
