"""Follow one cell's day along a parameter and read it: outcomes, states, where they change.

The numerics follow the day; here it is read. Each margin of the state, and each outcome that a
value is sought for, is a continuous function along the branch, whose root is bracketed on the
corrected day itself; the day there is certified.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from rls_sim.numerics.branch import Branch, End, follow
from rls_sim.numerics.follower import Ending, Point
from rls_sim.numerics.line import Line
from rls_sim.numerics.multipliers import leading_multiplier
from rls_sim.numerics.roots import Crossing, Trial, crossings
from rls_sim.study.branch_plan import BranchPlan
from rls_sim.study.branch_result import (
    BranchResult,
    Critical,
    Fold,
    Proof,
    branch_columns,
    verdict_of,
)
from rls_sim.study.cell import STATE, Bench, CellResult, read_day, solve_cell
from rls_sim.study.critical import NARROW_ENOUGH
from rls_sim.study.quantity import THRESHOLDS, Quantity, Row

STEP_SEEN = 1e-3  # relative change of an outcome over a bracket above which it jumps there
NO_WIDER = 1e-3  # of a step: a bracket must be as narrow along the arc too, if by a fold
BEYOND = 0.02  # of the range: where a runaway is looked for past its limit

Watch = Callable[[float, float], None]  # the value reached, and the share of the range covered


@dataclass(frozen=True, eq=False)
class Read:
    """A point of the branch, and what is read off its day."""

    point: Point
    result: CellResult

    @property
    def state(self) -> str:
        """The state of the cell."""
        return str(self.result.outcomes[STATE])


def follow_branch(plan: BranchPlan, bench: Bench, watch: Watch | None = None) -> BranchResult:
    """Follow the day of a cell and read it; raises SolveError where it has none to start from."""
    start, _ = solve_cell(plan.cell(plan.start), bench).require()
    line = Line(plan.vectors(bench.kernel), plan.low, plan.high)
    seen = [line.place(plan.start)]

    def told(point: Point) -> None:
        seen[:] = min(*seen, point.place), max(*seen, point.place)
        if watch is not None:
            watch(point.value, seen[-1] - seen[0])

    branch = follow(line, start, plan.start, watch=told)
    return _Reading(plan, bench, branch).result()


class _Reading:
    """What is read off a branch."""

    def __init__(self, plan: BranchPlan, bench: Bench, branch: Branch) -> None:
        self._plan, self._bench, self._branch = plan, bench, branch
        self._trials = [self._trial(float(i), point) for i, point in enumerate(branch.points)]

    def result(self) -> BranchResult:
        """All of it."""
        plan, bench, branch = self._plan, self._bench, self._branch
        criticals = tuple(self._criticals())
        folds = tuple(self._fold(i) for i in branch.folds)
        columns = branch_columns(plan, bench)
        rows = [self._row(i, columns) for i in range(len(branch.points))]
        parameters = plan.base.parameters
        return BranchResult(
            followed=plan.followed,
            low=plan.low,
            high=plan.high,
            start=plan.start,
            rows=rows,
            columns=columns,
            criticals=criticals,
            folds=folds,
            ends=(self._end(0), self._end(1)),
            table=plan.outcomes,
            levels=tuple((level.outcome, level.value) for level in plan.levels),
            lesions=tuple(map(str, plan.base.lesions)),
            differences={
                name: (Quantity.of(mine), Quantity.of(healthy))
                for name, (mine, healthy) in parameters.differences(bench.healthy).items()
            },
            thresholds={
                name: Quantity.of(parameters[name]) for name in THRESHOLDS if name in parameters
            },
            model_hash=bench.model.hash(),
        )

    def _trial(self, place: float, point: Point) -> Trial[Read]:
        """A point at its place along the branch, read; without margins where it cannot be."""
        result = read_day(self._plan.cell(point.value), self._bench, point.cycle)
        margins: dict[str, float] = {}
        if result.solved and result.day is not None:
            margins |= self._bench.margins(result.day)
            for level in self._plan.levels:
                margins[str(level)] = float(result.outcomes[level.outcome]) - level.value
        return Trial(place, margins, Read(point, result))

    def _criticals(self) -> Iterator[Critical]:
        for first, (low, high) in enumerate(pairwise(self._trials)):
            if low.margins and high.margins:
                for crossing in crossings(self._attempt(first), low, high, self._width):
                    yield from self._told(first, crossing)

    def _attempt(self, first: int) -> Callable[[float, Trial[Read]], Trial[Read] | None]:
        def attempt(place: float, _: Trial[Read]) -> Trial[Read] | None:
            point = self._branch.between(first, place - first)
            trial = None if point is None else self._trial(place, point)
            return trial if trial and trial.margins else None

        return attempt

    def _width(self, low: Trial[Read], high: Trial[Read]) -> float:
        along = (high.place - low.place) / NO_WIDER
        return max(self._relative_width(low, high) / NARROW_ENOUGH, along)

    def _relative_width(self, low: Trial[Read], high: Trial[Read]) -> float:
        one, other = low.found.point.value, high.found.point.value
        least = NARROW_ENOUGH * (self._plan.high - self._plan.low)
        return abs(one - other) / max(abs(one + other) / 2, least)

    def _told(self, first: int, crossing: Crossing[Read]) -> Iterator[Critical]:
        """What happens in a bracket: the state changes, outcomes pass their values, or neither."""
        low, high = crossing.low, crossing.high
        below, above = sorted((low.found, high.found), key=lambda read: read.point.value)
        sought = {str(level): level.outcome for level in self._plan.levels}
        passed = [name for name in crossing.names if name in sought]
        margins = [name for name in crossing.names if name not in sought]
        if below.state == above.state and not passed:
            return
        place = (low.place + high.place) / 2
        middle = self._branch.between(first, place - first) or low.found.point
        point = self._branch.follower.certified(middle)
        critical = Critical(
            parameter=self._plan.followed.name,
            value=point.value,
            relative_width=self._relative_width(low, high),
            cause=", ".join(margins),
            below_state=below.state,
            above_state=above.state,
            stretch=self._stretch(first + 1),
            jumps=False,
            proof=Proof.of(point, self._branch.follower.conserved),
        )
        if critical.changes_state:
            yield critical
        for name in passed:
            ends = (float(read.result.outcomes[sought[name]]) for read in (below, above))
            jumps = _jumps(*ends)
            yield replace(critical, cause=name, jumps=jumps, above_state=below.state)

    def _stretch(self, index: int) -> int:
        """Which stretch a point lies on; a fold on that which it ends."""
        return sum(fold < index for fold in self._branch.folds)

    def _fold(self, index: int) -> Fold:
        follower = self._branch.follower
        point = follower.certified(self._branch.points[index])
        return Fold(point.value, index, Proof.of(point, follower.conserved))

    def _row(self, index: int, columns: Mapping[str, Any]) -> Row:
        point, result = self._trials[index].found.point, self._trials[index].found.result
        certificate = point.cycle.certificate
        multiplier = abs(leading_multiplier(point.cycle, self._branch.follower.conserved))
        row: Row = {
            "point": index,
            self._plan.followed.name: point.value,
            "fold": int(point.is_fold),
            "stretch": self._stretch(index),
            "multiplier": multiplier,
            "stability": verdict_of(multiplier),
            "arc": point.arc,
            "residual": certificate.residual,
            "tail": certificate.tail,
            "nodes": certificate.nodes,
            "error": result.error,
        }
        for name in columns:
            if name not in row:
                row[name] = result.outcomes.get(name, "" if name == STATE else float("nan"))
        return row

    def _end(self, side: int) -> End:
        """Why the branch ends; past a limit where a pool runs away, what the search finds there."""
        end, point = self._branch.ends[side], self._branch.points[-side]
        if end.ending is not Ending.RUNS_AWAY:
            return end
        line, outwards = self._branch.follower.line, point.tangent.place * (2 * side - 1)
        place = line.place(end.value) + (BEYOND if outwards > 0 else -BEYOND)
        if not 0 < place < 1:
            return end
        value = line.value(place)
        status = solve_cell(self._plan.cell(value), self._bench, certify=False).status
        return replace(end, words=f"{end.words}; at {value:.6g} the search says {status}")


def _jumps(one: float, other: float) -> bool:
    """Whether an outcome moves in a step across a bracket."""
    return abs(one - other) > STEP_SEEN * max(abs(one), abs(other))
