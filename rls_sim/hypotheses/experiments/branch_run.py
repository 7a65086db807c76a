"""Runs of kind "branch": the default cell's day followed, and where its state changes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from rls_sim.hypotheses.experiments.cells import MARGINS
from rls_sim.hypotheses.experiments.setting import Numbers, Setting
from rls_sim.study.branch import follow_branch
from rls_sim.study.branch_plan import BranchPlan, plan_branch
from rls_sim.study.cell import Bench
from rls_sim.study.config import Request
from rls_sim.study.problems import Problems

KEYS = ("kind", "name", "follow", "lesions")


@dataclass(frozen=True)
class BranchRun:
    """A branch; each margin of the state gives the value at which it crosses zero."""

    name: str
    plan: BranchPlan
    resamples: bool = False

    def offers(self, bench: Bench) -> Iterable[str]:
        """The margins of the state."""
        return MARGINS

    def cells(self, members: int) -> int:
        """As long as some thousand cells of a batch."""
        return 4000

    def numbers(self, setting: Setting, wanted: Sequence[str], found: Numbers) -> Numbers:
        """Follow it; (1, 1) each: the lowest crossing, NaN where there is none."""
        result = follow_branch(self.plan, setting.bench)
        numbers = {}
        for margin in MARGINS:
            values = [one.value for one in result.criticals if one.cause == margin]
            numbers[margin] = np.array([[min(values, default=np.nan)]])
        if setting.progress is not None:
            setting.progress(self.cells(0))
        return numbers


def read_branch(
    entry: Mapping[str, Any], bench: Bench, problems: Problems, place: str
) -> BranchRun | None:
    """A run of this kind; None where it has a problem (noted)."""
    problems.unknown_keys(f"{place}.", entry, KEYS)
    follow = problems.sentence(f"{place}.follow", entry.get("follow"))
    lesions = problems.words(f"{place}.lesions", entry.get("lesions", []))
    if not follow:
        return None
    plan: BranchPlan | None = None
    with problems.at(f"{place}.follow", follow):
        plan = plan_branch(bench, follow, Request(lesions=lesions))
    return None if plan is None else BranchRun(str(entry["name"]), plan)
