"""What a trial reports: changes with intervals, differences, responders, power; and all else."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

from rls_sim.clinic.augmentation import Paces, patients_paces
from rls_sim.clinic.trials.conduct import ArmCourse, follow_arm
from rls_sim.clinic.trials.people import Enrolled, enrol
from rls_sim.clinic.trials.trial import Trial
from rls_sim.inference.ensemble import Ensemble
from rls_sim.study.cell import Bench

Array = NDArray[np.float64]

TRIALS = 2000  # simulated for the intervals and the power
SIGNIFICANT = 0.05
HALVED = 0.5
WITHIN = (0.025, 0.975)


@dataclass(frozen=True)
class Estimate:
    """The value over all people followed, and where 95 % of trials of this size come out."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, eq=False)
class TrialResult:
    """A trial conducted: who was taken, out of what, what became of them in each arm, by name."""

    trial: Trial
    people: Enrolled
    courses: Mapping[str, ArmCourse]
    seed: int
    ensemble: Ensemble | None = None

    @property
    def last(self) -> int:
        """The place of the last visit."""
        return len(self.trial.visits) - 1

    def change(self, name: str, visit: int | None = None) -> Estimate:
        """Of the rated score."""
        changes = self.courses[name].changes(self.last if visit is None else visit)
        return self._estimate(changes.mean(), changes[self._drawn[name]].mean(axis=1))

    def ferritin_rise(self, name: str, visit: int | None = None) -> Estimate:
        """Of serum ferritin, ug/L."""
        at = self.last if visit is None else visit
        rise = self.courses[name].ferritin[:, at] - self.people.found["serum_ferritin"]
        return self._estimate(rise.mean(), rise[self._drawn[name]].mean(axis=1))

    def medicine(self, name: str, visit: int | None = None) -> float:
        """What the model alone gives: the change of its score, without placebo and scatter."""
        at = self.last if visit is None else visit
        return float((self.courses[name].score[:, at] - self.people.score).mean())

    def responders(self, name: str, visit: int | None = None) -> Estimate:
        """The share whose rated score is halved, those without a score to halve counted as not."""
        course = self.courses[name]
        at = self.last if visit is None else visit
        halved = (course.rated[:, at] <= HALVED * course.base) & (course.base > 0)
        return self._estimate(halved.mean(), halved[self._drawn[name]].mean(axis=1))

    def augmented(self, name: str, week: float | None = None, against: str = "") -> Estimate:
        """The share whose drive counts as augmented by a week, less that of an arm ``against``."""
        until = self.trial.weeks if week is None else week
        has = self.courses[name].augmented <= until
        value, drawn = has.mean(), has[self._drawn[name]].mean(axis=1)
        if against:
            others = self.courses[against].augmented <= until
            value = value - others.mean()
            drawn = drawn - others[self._drawn[against]].mean(axis=1)
        return self._estimate(value, drawn)

    def left(self, name: str) -> float:
        """The share who have dropped out."""
        return float(np.isfinite(self.courses[name].stays).mean())

    def difference(self, name: str, against: str, visit: int | None = None) -> Estimate:
        """Of the changes of two arms."""
        at = self.last if visit is None else visit
        one, other = self.courses[name].changes(at), self.courses[against].changes(at)
        drawn = one[self._drawn[name]].mean(axis=1) - other[self._drawn[against]].mean(axis=1)
        return self._estimate(one.mean() - other.mean(), drawn)

    def power(self, name: str, against: str, visit: int | None = None) -> float:
        """The share of trials of this size in which the arms differ with p < 0.05 (Welch)."""
        from scipy.stats import ttest_ind

        if name == against:
            return float("nan")
        at = self.last if visit is None else visit
        one = self.courses[name].changes(at)[self._drawn[name]]
        other = self.courses[against].changes(at)[self._drawn[against]]
        if one.std() == 0 and other.std() == 0:
            return float(np.mean(one.mean(axis=1) != other.mean(axis=1)))
        with np.errstate(divide="ignore", invalid="ignore"):
            found = ttest_ind(one, other, axis=1, equal_var=False)
        return float((np.asarray(found.pvalue) < SIGNIFICANT).mean())

    @cached_property
    def _drawn(self) -> dict[str, NDArray[np.intp]]:
        """Of each arm, who is in it in each simulated trial (TRIALS, size): by its name alone."""
        return {
            arm.name: _generator(self.seed, arm.name).integers(
                0, len(self.people), (TRIALS, arm.size)
            )
            for arm in self.trial.arms
        }

    def _estimate(self, value: float, drawn: Array) -> Estimate:
        low, high = np.quantile(drawn, WITHIN)
        return Estimate(float(value), float(low), float(high))


def _generator(seed: int, name: str) -> np.random.Generator:
    """Of an arm: what it gives depends on no other arm."""
    word = int.from_bytes(sha256(name.encode()).digest()[:8], "big")
    return np.random.default_rng([seed, word])


def conduct(
    bench: Bench,
    trial: Trial,
    count: int,
    seed: int,
    *,
    ensemble: Ensemble | None,
    paces: Paces | None = None,
    threads: int = 0,
    told: Callable[[str], None] = lambda _: None,
    progress: Callable[[int], None] | None = None,
) -> TrialResult:
    """
    Take so many people for a treated ``bench`` and follow every arm over all of them.

    The same seed gives the same people, each the same in every arm. Raises what `enrol` and
    `follow_arm` do.
    """
    people = enrol(
        *(bench, trial.patients, count, seed, len(trial.visits)),
        ensemble=ensemble,
        paces=paces or patients_paces(),
        progress=told,
    )
    courses = {
        arm.name: follow_arm(bench, trial, arm, people, threads=threads, progress=progress)
        for arm in trial.arms
    }
    return TrialResult(trial, people, courses, seed, ensemble)


def days_of(trial: Trial, count: int) -> int:
    """How many days of people are followed, for a bar."""
    return sum(count * (trial.days if arm.doses else 1) for arm in trial.arms)
