"""
What number of the model meets a published observation, as an interval that a page can show.

Consistent with how rows are scored (`hypotheses.scoring`): a sign is met where a study of that size
would more probably than not report it of the model's number, taken as it stands; a number where the
model lies within 95 % of the row's error and the model's own.
"""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from rls_sim.hypotheses.observations import CLOCK, Observation, Sign
from rls_sim.hypotheses.scoring import LOSS, SIGNIFICANT, Doubt, ScoredRow

RATIO, LEVEL, HOUR = "ratio", "level", "clock"
INNER = "active/rest"  # the outcome is this ratio already: of one day, not of two cells


@dataclass(frozen=True)
class Met:
    """
    From where to where the model's number meets a row.

    ``kind``: "ratio" of the outcome in the broken over the healthy cell, "level" of the outcome in
    its own unit, or "clock" (h; ``low`` above ``high`` goes past midnight). ``low`` or ``high`` is
    None where that end is open.
    """

    kind: str
    low: float | None
    high: float | None

    def holds(self, broken: float, healthy: float) -> bool:
        """Whether the outcome of a cell, beside that of the healthy cell, lies inside.

        Not where either is no number.
        """
        with np.errstate(divide="ignore", invalid="ignore"):
            number = float(np.float64(broken) / healthy) if self.kind == RATIO else broken
        if math.isnan(number):
            return False
        if self.kind == HOUR and self.low is not None and self.high is not None:
            return bool((number - self.low) % CLOCK <= (self.high - self.low) % CLOCK)
        above = self.low is None or number >= self.low
        return above and (self.high is None or number <= self.high)


def interval_that_meets(row: Observation, healthy: float, doubt: Doubt | None = None) -> Met | None:
    """
    The interval of one row; None where it has no outcome, or a sign without a ratio.

    ``healthy`` is the row's outcome in the healthy cell: cell loss is compared by what is left, so
    its interval is one of the loss itself.
    """
    if not row.outcome:
        return None
    doubt = Doubt() if doubt is None else doubt
    scored = ScoredRow(row, 1.0)
    if row.is_clock:
        reach = SIGNIFICANT * scored.width(doubt)
        if reach >= CLOCK / 2:
            return Met(HOUR, None, None)
        return Met(HOUR, (row.value - reach) % CLOCK, (row.value + reach) % CLOCK)
    if row.sign is not None:
        if not row.is_ratio:
            return None
        significant = SIGNIFICANT * doubt.noise * scored.error
        ends = {
            Sign.UP: (significant, math.inf),
            Sign.DOWN: (-math.inf, -significant),
            Sign.SAME: (-significant, significant),
        }
        low, high = ends[row.sign]
    else:
        reach = SIGNIFICANT * scored.width(doubt)
        low, high = math.log(row.value) - reach, math.log(row.value) + reach
    return _of_logarithms(row, healthy, low, high)


def _of_logarithms(row: Observation, healthy: float, low: float, high: float) -> Met:
    """The interval whose logarithms these are."""
    if row.is_ratio and row.outcome == LOSS:
        least, most = (1 - (1 - healthy) * math.exp(-end) for end in (low, high))
        return Met(LEVEL, least if least > 0 else None, most if most < 1 else None)
    kind = RATIO if row.is_ratio and row.contrast != INNER else LEVEL
    return Met(kind, _closed(math.exp(low)) or None, _closed(math.exp(high)))


def _closed(end: float) -> float | None:
    return end if math.isfinite(end) else None


def as_facts(met: Met) -> dict[str, Any]:
    """The interval as a document holds it."""
    return dict(vars(met))
