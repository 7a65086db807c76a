"""How many cells of a batch may fail, and what is said when more did."""

import re
from collections import Counter
from math import floor

from rls_sim.errors import BatchError, InputError
from rls_sim.study.sweep import SweepResult

CAUSES_TOLD = 3


def allowed_failures(text: str, total: int) -> int:
    """Read ``N`` or ``Ppct`` of the total."""
    match = re.fullmatch(r"(\d+)(pct|%)?", text.strip())
    if match is None:
        raise InputError(f"--max-failed {text}: write a whole number, or a share such as 5pct.")
    return floor(int(match[1]) / 100 * total) if match[2] else int(match[1])


def check_failures(result: SweepResult, allowed: int) -> None:
    """Raise BatchError, with the most frequent causes, where more cells failed than allowed."""
    failures = result.failures
    if len(failures) <= allowed:
        return
    causes = Counter(str(row["error"]) for row in failures).most_common(CAUSES_TOLD)
    told = "; ".join(f"{cause} ({count})" if count > 1 else cause for cause, count in causes)
    raise BatchError(
        f"{len(failures)} of {len(result.rows)} cells failed ({allowed} allowed by --max-failed): "
        f"{told}"
    )
