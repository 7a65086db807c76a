"""A branch followed, and kept in a folder where one is named."""

from pathlib import Path
from time import monotonic
from typing import Protocol

from rls_sim.study.branch import Watch, follow_branch
from rls_sim.study.branch_plan import BranchPlan
from rls_sim.study.branch_result import BranchResult
from rls_sim.study.branch_store import write_branch
from rls_sim.study.cell import Bench
from rls_sim.study.provenance import now


class Draw(Protocol):
    """Puts the figure of a branch into a folder."""

    def __call__(self, result: BranchResult, folder: Path) -> None:
        """Draw it."""


def follow_into(
    plan: BranchPlan, bench: Bench, folder: Path | None, watch: Watch | None, draw: Draw
) -> BranchResult:
    """Follow a branch, and write it into its folder, if it has one.

    Raises SolveError where there is no day to start from, OutputFolderError for the folder.
    """
    begun, started = now(), monotonic()
    result = follow_branch(plan, bench, watch)
    if folder:
        times = {"started": begun, "ended": now(), "seconds": round(monotonic() - started, 3)}
        write_branch(folder, result, plan, bench, times, lambda place: draw(result, place))
    return result
