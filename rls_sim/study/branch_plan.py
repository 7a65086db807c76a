"""What a branch is asked for: which number is followed from where to where, and what is sought."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import inf, isfinite

import numpy as np
from numpy.typing import NDArray

from rls_sim.errors import InputError, UnknownNameError
from rls_sim.network.kernel import Kernel
from rls_sim.quantities.values import COMMAND_LINE, read_assignment, read_value
from rls_sim.study.cell import STATE, Bench, Cell
from rls_sim.study.config import Request, make_cell
from rls_sim.study.lesion import AppliedLesion, Lesion, changed_value, read_size
from rls_sim.study.problems import Problems
from rls_sim.study.quantity import Quantity

LESION = "lesion:"  # before the name of a lesion that shares it with a parameter
FORM = "write NAME=LO:HI, such as receptor_density=0.02:2"

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Level:
    """A value of an outcome that is sought along the branch."""

    outcome: str
    value: float

    def __str__(self) -> str:
        """As it is written on the command line."""
        return f"{self.outcome}={self.value:g}"


@dataclass(frozen=True)
class BranchPlan:
    """A base cell, the parameter or the size of the lesion that is followed, and its range."""

    base: Cell
    followed: Quantity
    low: float
    high: float
    start: float  # where it is followed from: in the range, nearest to the healthy cell
    lesion: Lesion | None = None
    levels: tuple[Level, ...] = ()
    outcomes: tuple[str, ...] = ()

    def cell(self, value: float) -> Cell:
        """The cell at a value; raises OutOfRangeError beyond the declared ranges."""
        if self.lesion is None:
            parameters = self.base.parameters.override(
                self.followed.name, value, reason="the branch"
            )
            return Cell(parameters, self.base.lesions)
        parameters = self.lesion.apply(self.base.parameters, value)
        return Cell(parameters, (*self.base.lesions, AppliedLesion(self.lesion, value)))

    def vectors(self, kernel: Kernel) -> Callable[[float], Array]:
        """The parameter vector (np,) of a value, smooth beyond every range."""
        parameters = self.base.parameters
        base = kernel.parameter_vector(parameters)
        changes = {self.followed.name: "size"} if self.lesion is None else self.lesion.changes
        places = [kernel.parameter_names.index(name) for name in changes]

        def vector(value: float) -> Array:
            found = base.copy()
            for place, (name, change) in zip(places, changes.items(), strict=True):
                parameter = parameters[name]
                factor = parameter.canonical_factor
                found[place] = changed_value(parameter, change, value) * factor
            return found

        return vector


def plan_branch(
    bench: Bench, text: str, request: Request, thresholds: Sequence[str] = ()
) -> BranchPlan:
    """The branch that the command line asks for: ``NAME=LO:HI``, and ``OUTCOME=VALUE`` to seek.

    NAME is a parameter, or a lesion whose size is followed. Raises one ConfigError with every
    problem.
    """
    problems = Problems(COMMAND_LINE)
    base = Cell(bench.healthy)
    with problems.gathered():
        base = make_cell(bench, Request(request.assignments, request.lesions))
    plan: BranchPlan | None = None
    with problems.on(text):
        plan = _read_followed(bench, base, text)
        _refuse_set(plan, request)
    levels: list[Level] = []
    for threshold in thresholds:
        with problems.on(f"--threshold {threshold}"):
            levels.append(_read_level(threshold, bench))
    for name in request.outcomes:
        with problems.on(f"--outcome {name}"):
            if name not in bench.measures:
                raise UnknownNameError("outcome", name, bench.measures)
    problems.raise_if_any()
    assert plan is not None  # without a problem there is a plan
    return replace(plan, levels=tuple(levels), outcomes=request.outcomes or bench.printed)


def _read_followed(bench: Bench, base: Cell, text: str) -> BranchPlan:
    name, ends = read_assignment(text)
    parts = ends.split(":")
    if len(parts) != 2:
        raise InputError(f"'{ends}' is not a range; {FORM}.")
    if name in base.parameters and not name.startswith(LESION):
        parameter = base.parameters[name]
        low, high = (read_value(part, parameter, reason=COMMAND_LINE) for part in parts)
        followed, lesion = Quantity.of(bench.healthy[name]), None
        candidates = (parameter.value, followed.value)
    else:
        lesion = _lesion(bench, base, name)
        low, high = (read_size(part, lesion) for part in parts)
        followed = Quantity(lesion.name, lesion.size_meaning, "1", lesion.default)
        candidates = (1.0, lesion.default)
    if not low < high:
        raise InputError(f"the range must rise, and {low:g} is not below {high:g}.")
    plan = BranchPlan(base, followed, low, high, low, lesion)
    inside = [value for value in candidates if low <= value <= high]
    start = min((*inside, low, high), key=lambda value: _change(plan.cell(value), bench))
    return replace(plan, start=start)


def _lesion(bench: Bench, base: Cell, name: str) -> Lesion:
    """The lesion whose size is followed, which the cell must not have yet."""
    asked = name.removeprefix(LESION)
    try:
        lesion = bench.lesions.read_applied(asked).lesion
    except UnknownNameError:
        known = [*base.parameters, *bench.lesions]
        home = base.parameters.home
        raise UnknownNameError("parameter or lesion", asked, known, home=home) from None
    if lesion.name in {applied.lesion.name for applied in base.lesions}:
        raise InputError(f"{lesion.name} is given by --lesion too; keep one.")
    return lesion


def _change(cell: Cell, bench: Bench) -> float:
    """How far a cell is from the healthy one: the largest factor between their parameters."""
    differences = cell.parameters.differences(bench.healthy).values()
    return max((_factor(mine.value, healthy.value) for mine, healthy in differences), default=0.0)


def _factor(mine: float, healthy: float) -> float:
    if mine * healthy <= 0:
        return inf
    return float(abs(np.log(mine / healthy)))


def _refuse_set(plan: BranchPlan, request: Request) -> None:
    """The parameter that is followed may not be set as well."""
    parameters, followed = plan.base.parameters, plan.followed.name
    for assignment in request.assignments if plan.lesion is None else ():
        name = assignment.partition("=")[0].strip()
        if name in parameters and parameters.resolve(name) == followed:
            raise InputError(f"{followed} is set by --set {assignment} too; keep one.")


def _read_level(text: str, bench: Bench) -> Level:
    name, value = read_assignment(text)
    if name not in bench.measures:
        raise UnknownNameError("outcome", name, bench.measures)
    if name == STATE:
        raise InputError("the state is a word, and its changes are found anyhow.")
    try:
        level = float(value)
    except ValueError:
        level = inf
    if not isfinite(level):
        unit = bench.measures[name].unit
        told = "" if unit == "1" else f" of {unit}"
        raise InputError(f"'{value}' is not a number{told}; write {name}=0.5, say.")
    return Level(name, level)
