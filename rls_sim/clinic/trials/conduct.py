"""
Conduct a trial: every arm followed over all its people, then rated as a trial rates.

Each arm is followed over the same people, so that arms differ by what is given alone, and an arm's
bytes do not depend on which others there are.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rls_sim.clinic.augmentation import COUNTS
from rls_sim.clinic.courses import follow_courses
from rls_sim.clinic.readings import AUGMENTATION, NEEDED, SCORE, find_readings, readers
from rls_sim.clinic.relief import weekly
from rls_sim.clinic.safety import Limit, limits
from rls_sim.clinic.trials.people import LEAVING, PLACEBO, Enrolled
from rls_sim.clinic.trials.trial import WEEK, Arm, Placebo, Trial
from rls_sim.errors import SolveError
from rls_sim.study.cell import Bench

Array = NDArray[np.float64]

LARGEST = 40.0  # of the score
RTOL = 1e-5


@dataclass(frozen=True, eq=False)
class ArmCourse:
    """
    What became of n people in one arm.

    ``score`` (n, visits) is the model's, a mean over the last week; ``base`` (n,) and ``rated``
    (n, visits) are ratings, which hold the response to a placebo and their scatter; after a person
    has left, the last rating is carried on. ``stays`` (n,) is the week up to which each stays,
    infinite for those who do not leave; ``augmented`` (n,) the week from which the drive counts as
    augmented, infinite for never. ``ferritin`` (n, visits) in ug/L. ``crossed`` gives each limit of
    safety the share of people who cross it, and of those who did so untreated.
    """

    arm: Arm
    score: Array
    base: Array
    rated: Array
    stays: Array
    augmented: Array
    ferritin: Array
    crossed: tuple[tuple[Limit, float, float], ...]
    lost: int  # whose integration got stuck; they stand with their last score

    def changes(self, visit: int) -> Array:
        """By how much ratings changed until a visit, (n,)."""
        return np.asarray(self.rated[:, visit] - self.base)


def follow_arm(
    bench: Bench,
    trial: Trial,
    arm: Arm,
    people: Enrolled,
    *,
    threads: int = 0,
    progress: Callable[[int], None] | None = None,
) -> ArmCourse:
    """
    Follow all people in one arm and rate them; ``progress`` is told days of people.

    An arm that is given nothing is not integrated: its people stay on the periodic day that they
    begin on. Raises SolveError where more than a tenth of the people cannot be followed.
    """
    visits = [max(round(week * WEEK) - 1, 0) for week in trial.visits]
    found, lost = _followed(bench, trial, arm, people, threads, progress)
    score = weekly(found[SCORE])[:, visits]
    stays = leaving(people.shares[:, LEAVING], arm.dropout, trial.weeks)
    base, rated = ratings(trial, people, score, stays)
    return ArmCourse(
        arm=arm,
        score=score,
        base=base,
        rated=rated,
        stays=stays,
        augmented=_augmented(found[AUGMENTATION], stays),
        ferritin=found["serum_ferritin"][:, visits],
        crossed=_crossed(bench, found, people),
        lost=lost,
    )


def _followed(
    bench: Bench,
    trial: Trial,
    arm: Arm,
    people: Enrolled,
    threads: int,
    progress: Callable[[int], None] | None,
) -> tuple[dict[str, Array], int]:
    """Readings (n, days) by name, the last one carried on for who is lost, and how many are."""
    days = trial.days if arm.doses else 1
    courses = follow_courses(
        bench,
        people.table,
        arm.regimen.events(days, bench.healthy) if arm.doses else (),
        days,
        readers(find_readings(NEEDED)),
        start=people.start,
        rtol=RTOL,
        threads=threads,
        progress=progress,
    )
    lost = int((courses.error != "").sum())
    if lost > len(people) / 10:
        why = courses.error[courses.error != ""][0]
        raise SolveError(f"arm {arm.name}: {lost} of {len(people)} people were lost: {why}")
    found = {name: _carried(courses[name]) for name in NEEDED}
    if not arm.doses:
        found = {name: np.repeat(values, trial.days, axis=1) for name, values in found.items()}
    return found, lost


def _carried(values: Array) -> Array:
    """Each row with its last number in place of what is missing."""
    known = np.where(np.isfinite(values), np.arange(values.shape[1]), 0)
    return np.take_along_axis(values, np.maximum.accumulate(known, axis=1), axis=1)


def leaving(shares: Array, dropout: float, weeks: float) -> Array:
    """The week in which each leaves, evenly over the trial; infinite for who stays."""
    if dropout == 0:
        return np.full(len(shares), np.inf)
    return np.where(shares < dropout, shares / dropout * weeks, np.inf)


def ratings(trial: Trial, people: Enrolled, score: Array, stays: Array) -> tuple[Array, Array]:
    """Ratings at the start (n,) and at each visit (n, visits)."""
    response = responses(people.shares[:, PLACEBO], trial.placebo)
    course = np.array([trial.placebo.course(week) for week in trial.visits])
    true = np.clip(score + response[:, None] * course, 0.0, LARGEST)
    rated = np.clip(true + trial.scatter * people.noise[:, 1:], 0.0, LARGEST)
    base = np.clip(people.score + trial.scatter * people.noise[:, 0], 0.0, LARGEST)
    for visit, week in enumerate(trial.visits):
        before = rated[:, visit - 1] if visit else base
        rated[:, visit] = np.where(stays < week, before, rated[:, visit])
    return base, rated


def responses(shares: Array, placebo: Placebo) -> Array:
    """What a placebo does to each, points of the score in the end; (n,)."""
    from scipy.special import ndtri

    return np.asarray(placebo.mean + placebo.spread * ndtri(shares))


def _augmented(drive: Array, stays: Array) -> Array:
    """The week from which the drive of each has risen by COUNTS, before they leave; (n,)."""
    above = drive >= COUNTS
    week = np.where(above.any(axis=1), (above.argmax(axis=1) + 1) / WEEK, np.inf)
    return np.where(week <= stays, week, np.inf)


def _crossed(
    bench: Bench, found: dict[str, Array], people: Enrolled
) -> tuple[tuple[Limit, float, float], ...]:
    """Each limit of safety, with the share of people who cross it, and who did so untreated."""
    return tuple(
        (
            limit,
            float(limit.beyond(found[limit.reading]).any(axis=1).mean()),
            float(limit.beyond(people.found[limit.reading]).mean()),
        )
        for limit in limits(bench.healthy)
    )
