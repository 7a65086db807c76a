"""A branch as it is printed, drawn and kept: its points, folds, critical values and ends."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from rls_sim import __version__
from rls_sim.errors import SolveError
from rls_sim.numerics.branch import End
from rls_sim.numerics.follower import Point
from rls_sim.numerics.multipliers import leading_multiplier
from rls_sim.study.branch_plan import BranchPlan
from rls_sim.study.cell import STATE, Bench
from rls_sim.study.quantity import Quantity, Row

STABLE, UNSTABLE, UNSURE = "stable", "unstable", "unsure"
UNKNOWN = 1e-7  # of a multiplier: to which it is computed
SOLVER_COLUMNS = {
    "fold": ("Whether the branch turns back here", "1"),
    "stretch": ("Which stretch between folds, from 0", "1"),
    "multiplier": ("Size of the largest Floquet multiplier", "1"),
    "stability": ("Whether a push fades", ""),
    "arc": ("Length of the branch up to here", "1"),
    "residual": ("Largest weighted residual", "1/h"),
    "tail": ("Size of the last harmonics", "1"),
    "nodes": ("Nodes of the day", "1"),
    "error": ("Why there are no outcomes", ""),
}
TEXT_COLUMNS = ("stability", "error", STATE)
COUNT_COLUMNS = ("point", "fold", "stretch", "nodes")


@dataclass(frozen=True)
class Proof:
    """What a day of the branch can show for itself; ``multiplier`` is the size of the largest.

    ``residual`` in 1/h, ``tail``, ``error_estimate`` and ``closure`` relative to each species.
    """

    path: str
    nodes: int
    residual: float
    tail: float
    error_estimate: float
    closure: float
    multiplier: float

    @classmethod
    def of(cls, point: Point, conserved: int) -> "Proof":
        """Of a certified point."""
        certificate = point.cycle.certificate
        return cls(
            str(certificate.path),
            certificate.nodes,
            certificate.residual,
            certificate.tail,
            certificate.error_estimate,
            certificate.closure,
            abs(leading_multiplier(point.cycle, conserved)),
        )


@dataclass(frozen=True)
class Critical:
    """A value at which the state changes, or an outcome takes the value that was sought.

    ``cause`` is the margin that crosses zero, or ``OUTCOME=VALUE``. ``relative_width`` is that of
    the bracket; where ``jumps`` the outcome passes its value in a step. ``below_state`` and
    ``above_state`` are those below and above the value, on this stretch of the branch.
    """

    parameter: str
    value: float
    relative_width: float
    cause: str
    below_state: str
    above_state: str
    stretch: int
    jumps: bool
    proof: Proof

    @property
    def changes_state(self) -> bool:
        """Whether the state changes here."""
        return self.below_state != self.above_state


@dataclass(frozen=True)
class Fold:
    """A value at which the branch turns back; ``point`` is its row."""

    value: float
    point: int
    proof: Proof


@dataclass(frozen=True, eq=False)
class BranchResult:
    """A branch as it is printed, drawn and kept: one row a point, in order along the branch."""

    followed: Quantity  # with the healthy value
    low: float
    high: float
    start: float
    rows: Sequence[Row]
    columns: Mapping[str, tuple[str, str]]  # name of a column: its label and unit
    criticals: tuple[Critical, ...]
    folds: tuple[Fold, ...]
    ends: tuple[End, End]
    table: tuple[str, ...] = ()  # the outcomes to print and draw
    levels: tuple[tuple[str, float], ...] = ()  # outcomes and the values that were sought
    lesions: tuple[str, ...] = ()
    differences: Mapping[str, tuple[Quantity, Quantity]] = field(default_factory=dict)
    thresholds: Mapping[str, Quantity] = field(default_factory=dict)  # as the cells had them
    model_hash: str = ""
    version: str = __version__

    @property
    def parameter(self) -> Quantity:
        """What is followed."""
        return self.followed

    @property
    def boundaries(self) -> tuple[Critical, ...]:
        """The values at which the state changes."""
        return tuple(critical for critical in self.criticals if critical.changes_state)

    @property
    def multipliers(self) -> list[tuple[float, float]]:
        """Of every day that was looked at save the folds: the value, and the largest multiplier."""
        key = self.followed.name
        rows = [(row[key], row["multiplier"]) for row in self.rows if not row["fold"]]
        return rows + [(one.value, one.proof.multiplier) for one in self.criticals]

    @property
    def failures(self) -> list[Row]:
        """The rows of the points whose outcomes could not be read."""
        return [row for row in self.rows if row["error"]]

    @cached_property
    def stretches(self) -> tuple[tuple[Row, ...], ...]:
        """The rows between folds; a fold ends one stretch and begins the next."""
        found: list[list[Row]] = [[]]
        for row in self.rows:
            found[-1].append(row)
            if row["fold"]:
                found.append([row])
        return tuple(tuple(stretch) for stretch in found)


def verdict_of(multiplier: float) -> str:
    """Stable or unstable; unsure where the multiplier is 1 as far as it is known, or unknown."""
    if abs(multiplier - 1) <= UNKNOWN:
        return UNSURE
    return STABLE if multiplier < 1 else UNSTABLE if multiplier > 1 else UNSURE


def require_complete(result: BranchResult) -> None:
    """Raise SolveError where following failed before an end of the range."""
    lost = [f"{end.value:.6g}: {end.words}" for end in result.ends if not end.complete]
    if lost:
        raise SolveError(f"the branch could not be followed beyond {' and beyond '.join(lost)}")


def branch_columns(plan: BranchPlan, bench: Bench) -> dict[str, tuple[str, str]]:
    """Label and unit of every column, in the order of the table on disk."""
    followed = plan.followed
    columns = {"point": ("Number of the point", "1")}
    columns[followed.name] = (followed.meaning, followed.unit)
    columns |= SOLVER_COLUMNS
    return columns | {name: (words.label, words.unit) for name, words in bench.measures.items()}
