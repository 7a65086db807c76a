"""Draw more of those hypotheses that may win, until it is known who does."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from rls_sim.hypotheses.hypothesis import Hypothesis
from rls_sim.hypotheses.ranking import ENOUGH, PRIOR_OF_PAIRS, Verdict, rank
from rls_sim.hypotheses.scoring import Doubt, ScoredRow
from rls_sim.hypotheses.screen import MOST_DRAWS, Screen, Screener

LUCK = 2.0  # by how much few draws that carry an evidence may hide more of it, as logarithm
MOST_DRAWS_HELD = 4096
FEWEST = 1024  # draws without one patient before a hypothesis is given up


@dataclass(frozen=True)
class Effort:
    """
    How much is solved: first draws of single lesions and of pairs, and when enough is drawn.

    A hypothesis that could still hold more than exp(-``reach``) of the best one's weight is drawn
    twice as often as before, until the standard error of its log evidence is below ``error`` and
    ``ENOUGH`` draws carry it.
    """

    draws: int = 1024
    draws_of_a_pair: int = 256
    most: int = MOST_DRAWS
    error: float = 0.25
    reach: float = 4.0

    @property
    def draws_held(self) -> int:
        """How often leaders are drawn with numbers held as declared: four times as at first."""
        return min(4 * self.draws, MOST_DRAWS_HELD)

    def first(self, hypothesis: Hypothesis) -> int:
        """How often a hypothesis is drawn at first."""
        return self.draws if len(hypothesis.lesions) < 2 else self.draws_of_a_pair

    def still_due(self, verdicts: Sequence[Verdict]) -> dict[str, int]:
        """Which hypotheses are to be drawn how often before one can judge; none where all are."""
        best = max(map(_log_weight, verdicts), default=-np.inf)
        return {
            v.hypothesis.name: min(2 * len(v.trial), self.most)
            for v in verdicts
            if len(v.trial) < self.most and self._is_open(v, best)
        }

    def _is_open(self, verdict: Verdict, best: float) -> bool:
        if not verdict.effective:
            return len(verdict.trial) < min(FEWEST, self.most)
        sure = verdict.effective >= ENOUGH
        hidden = 2 * verdict.error + (0.0 if sure else LUCK)
        within = _log_weight(verdict) + hidden > best - self.reach
        return within and not (sure and verdict.error <= self.error)


def effort_of(draws: int, error: float) -> Effort:
    """The effort of so many first draws for a lesion; a quarter of it for a pair, 64 at least."""
    return Effort(draws=draws, draws_of_a_pair=max(draws // 4, 64), error=error)


def _log_weight(verdict: Verdict) -> float:
    return verdict.log_evidence + float(np.log(verdict.prior))


def race(
    screener: Screener,
    hypotheses: Sequence[Hypothesis],
    rows: Sequence[ScoredRow],
    doubt: Doubt,
    effort: Effort,
    *,
    anyone: bool = False,
    prior_of_pairs: float = PRIOR_OF_PAIRS,
    told: Callable[[int], None] | None = None,
) -> Screen:
    """Screen all, then draw more where it decides; ``told`` how many cells each round takes."""
    if told is not None:
        first = [effort.first(hypothesis) for hypothesis in hypotheses]
        told(sum(first) + min(max(first), len(screener.ensemble)))
    found = screener.screen(hypotheses, effort.first)
    while True:
        ranking = rank(found, rows, doubt, anyone=anyone, prior_of_pairs=prior_of_pairs)
        due = effort.still_due(ranking.verdicts)
        if not due:
            return found
        if told is not None:
            now = {v.hypothesis.name: len(v.trial) for v in ranking.verdicts}
            members = len(screener.ensemble)  # each solved once without a lesion
            healthy = min(max(due.values()), members) - min(max(now.values()), members)
            told(sum(count - now[name] for name, count in due.items()) + max(healthy, 0))
        found = screener.more(found, due)
