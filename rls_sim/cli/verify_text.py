"""What `rls-sim doctor --verify` prints: a line a check, group by group, and what came of all."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rls_sim.cli.tables import aligned, number_text

if TYPE_CHECKING:
    from rls_sim.verification.check import Outcome

MARKS = {"passed": "ok", "failed": "FAILED", "not_run": "not run"}
COLUMNS = (False, False, True, False, False)


def verify_text(outcomes: "Sequence[Outcome]") -> str:
    """The number of each check, its bound and the claim; then how many hold."""
    parts = []
    for group in dict.fromkeys(outcome.check.group for outcome in outcomes):
        here = [outcome for outcome in outcomes if outcome.check.group == group]
        parts.append(f"{group}\n{aligned([_line(outcome) for outcome in here], COLUMNS)}")
    return "\n\n".join([*parts, _sum(outcomes)])


def _line(outcome: "Outcome") -> list[str]:
    found = "" if outcome.number is None else number_text(outcome.number, 3)
    said = outcome.check.claim if outcome.number is not None else outcome.told
    bound = outcome.check.bound.words
    return [f"  {MARKS[outcome.status]}", outcome.check.name, found, bound, said]


def _sum(outcomes: "Sequence[Outcome]") -> str:
    count = {s: sum(outcome.status == s for outcome in outcomes) for s in MARKS}
    seconds = sum(outcome.seconds for outcome in outcomes)
    words = [f"{count['passed']} of {len(outcomes)} checks hold"]
    if count["failed"]:
        words.append(f"{count['failed']} failed")
    if count["not_run"]:
        why = dict.fromkeys(o.told for o in outcomes if o.status == "not_run")
        words.append(f"{count['not_run']} not run: {'; '.join(why)}")
    return f"{', '.join(words)} ({seconds:.0f} s)"
