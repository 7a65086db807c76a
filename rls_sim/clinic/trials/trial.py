"""A trial: its question, its patients, its arms, and what the published one found."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from rls_sim.clinic.readings import all_readings
from rls_sim.clinic.regimen import Regimen
from rls_sim.errors import InputError, UnknownNameError
from rls_sim.outcomes.measures import MEASURES

WEEK = 7  # d
MOST_LEFT = 0.95  # largest share that drops out
TRAITS = ("age", "female")  # of a cohort's people, that trials ask for
USES = ("fitted to", "held out")
WHATS = {  # what a published row may be of, and the unit it is in
    "change": "points",
    "difference": "points",
    "responders": "1",
    "augmentation": "1",
    "ferritin_rise": "ug/L",
}


@dataclass(frozen=True)
class Rule:
    """An outcome of a person's untreated day, or a trait, and what it must be to be let in."""

    name: str
    sign: str  # ">=", "<=", ">" or "<"
    level: float

    def words(self) -> str:
        """As it is typed."""
        return f"{self.name} {self.sign} {self.level:g}"


@dataclass(frozen=True)
class Patients:
    """
    Who can be asked: cells of the ensemble with a lesion, or the people of a cohort's folder (as
    a path from where the command is run).

    ``vary`` are further parameters in which people differ, each with a distribution as typed.
    ``score`` is the mean and the spread of the score that the trial's patients had at its start;
    people are taken so that theirs are near it.
    """

    lesion: str = ""
    cohort: str = ""
    vary: Mapping[str, str] = field(default_factory=dict)
    rules: tuple[Rule, ...] = ()
    score: tuple[float, float] | None = None


def refused(name: str, *, of_cohort: bool) -> str:
    """Why such patients cannot be asked for this, and for what they can; empty where they can."""
    if of_cohort and name in {*MEASURES, *TRAITS}:
        return ""
    if not of_cohort and name in all_readings():
        return ""
    if name not in {*all_readings(), *TRAITS}:
        return str(UnknownNameError("outcome or trait", name, [*all_readings(), *TRAITS]))
    if of_cohort:
        return (
            "is read of a course, and a cohort does not keep it; allowed are the outcomes of "
            f"rls-sim show outcomes, {' and '.join(TRAITS)}."
        )
    return (
        "is a trait of a cohort's people, and patients with a lesion have none; allowed are the "
        "outcomes of rls-sim show outcomes."
    )


@dataclass(frozen=True)
class Placebo:
    """
    The response to a placebo, a term of every arm: points of the score by which it changes.

    ``mean`` is reached at week ``full``, a share ``early`` of it at week 1; between people it
    varies by ``spread``.
    """

    mean: float
    spread: float
    early: float
    full: float
    source: str

    def course(self, week: float) -> float:
        """The share of the response that is there after so many weeks."""
        if week <= 1:
            return self.early * max(week, 0.0)
        if self.full <= 1:
            return 1.0
        return min(1.0, self.early + (1 - self.early) * (week - 1) / (self.full - 1))


@dataclass(frozen=True)
class Arm:
    """What one group is given: doses as typed, how many people, and what share drops out."""

    name: str
    title: str
    doses: tuple[str, ...]
    size: int
    dropout: float
    regimen: Regimen


@dataclass(frozen=True)
class Published:
    """One number that the published trial reports, of an arm and maybe against another."""

    arm: str
    against: str
    what: str
    week: float
    value: float
    low: float
    high: float
    use: str
    source: str
    note: str

    def words(self) -> str:
        """What it is of."""
        beside = f" against {self.against}" if self.against else ""
        return f"{self.what.replace('_', ' ')}, {self.arm}{beside}, week {self.week:g}"


@dataclass(frozen=True)
class Trial:
    """A trial as its file says it; ``visits`` are weeks, the last one is the end."""

    name: str
    title: str
    question: str
    sources: tuple[str, ...]
    patients: Patients
    arms: tuple[Arm, ...]
    weeks: float
    visits: tuple[float, ...]
    placebo: Placebo
    scatter: float  # of one rating of the score, points
    published: tuple[Published, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a trial of nothing."""
        if not self.arms:
            raise InputError(f"trial {self.name} has no arm.")

    @property
    def days(self) -> int:
        """How long it lasts."""
        return round(self.weeks * WEEK)

    @property
    def control(self) -> Arm:
        """The arm that others are held against: the first that is given nothing, else the first."""
        return next((arm for arm in self.arms if not arm.doses), self.arms[0])

    def arm(self, name: str) -> Arm:
        """The arm of that name; raises UnknownNameError."""
        for one in self.arms:
            if one.name == name:
                return one
        raise UnknownNameError("arm", name, [one.name for one in self.arms])

    def with_arms(self, arms: tuple[Arm, ...]) -> "Trial":
        """The same with other arms; published rows of arms that are gone go too."""
        names = {arm.name for arm in arms}
        kept = tuple(
            row
            for row in self.published
            if row.arm in names and (not row.against or row.against in names)
        )
        return replace(self, arms=arms, published=kept)

    def ending(self, weeks: float) -> "Trial":
        """The same, so many weeks long; visits after that are left out, its end is one.

        What drops out does so evenly, so less does in a shorter trial; doses go on as they were.
        Raises InputError for a time that is none.
        """
        if not weeks > 0:
            raise InputError(f"trial {self.name}: weeks = {weeks:g}: is no number above 0.")
        part = weeks / self.weeks
        arms = tuple(replace(a, dropout=min(a.dropout * part, MOST_LEFT)) for a in self.arms)
        visits = tuple(sorted({week for week in self.visits if week < weeks} | {weeks}))
        kept = tuple(row for row in self.published if row.week in visits)
        return replace(self, weeks=weeks, arms=arms, visits=visits, published=kept)

    def among(self, lesion: str) -> "Trial":
        """The same among people of the ensemble with another lesion."""
        return replace(self, patients=replace(self.patients, lesion=lesion, cohort=""))
