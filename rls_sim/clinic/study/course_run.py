"""
Runs of kind "course": members with a lesion, treated over months beside themselves untreated.

Courses cost far more than days, so only patients are followed, the first so many of the members
in which the lesion brings a score worth treating; the others have no number. What is read: the
score of each day, when relief begins and how long it lasts, safety.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rls_sim.clinic.courses import Courses, follow_courses
from rls_sim.clinic.readings import NEEDED, SCORE, all_readings, find_readings, readers
from rls_sim.clinic.regimen import Regimen, read_regimen
from rls_sim.clinic.relief import reliefs
from rls_sim.clinic.safety import crossings
from rls_sim.clinic.treatments import shipped_treatments
from rls_sim.errors import ConfigError
from rls_sim.hypotheses.experiments.cells import Arm, read_arm_of_one_size
from rls_sim.hypotheses.experiments.setting import MEMBERS, Array, Numbers, Setting
from rls_sim.inference.worlds import solve_worlds
from rls_sim.study.cell import Bench, brain_bench
from rls_sim.study.problems import Problems

KEYS = ("kind", "name", "lesion", "change", "sizes", "doses", "days", "least_score", "most")
RELIEF = ("onset", "peak", "largest_fall", "relief_days", "relapse", "relapsed", "worst")
OWN = ("day", "untreated_score", "fall", "crossed", *RELIEF)
UNTREATED = "_untreated"  # behind an outcome: on the first day, before anything is given
DAYS, LEAST_SCORE, MOST = 84, 10.0, 150
STEP = 7  # days between the places of a course that are kept


@cache
def treated_bench() -> Bench:
    """The treated brain, made once."""
    return brain_bench(treated=True)


@dataclass(frozen=True)
class CourseRun:
    """The members with a lesion of one size, and what they are given."""

    name: str
    arm: Arm
    regimen: Regimen
    days: int
    least_score: float
    most: int  # patients of a full run
    resamples: bool = field(default=False)

    def offers(self, bench: Bench) -> Iterable[str]:
        """What OWN names, any outcome of a course by the week, and each before treatment."""
        names = list(all_readings())
        return [*OWN, *names, *(name + UNTREATED for name in names)]

    def cells(self, members: int) -> int:
        """In cells that take as long: a day of a course is some five of them."""
        return members + self.days * round(self.most * members / MEMBERS) * 5

    @property
    def weeks(self) -> Array:
        """The days at which a course is kept, (p,)."""
        return np.arange(0, self.days, STEP, dtype=float)

    def numbers(self, setting: Setting, wanted: Sequence[str], found: Numbers) -> Numbers:
        """Follow the patients and read them; untreated they stay on their periodic day."""
        bench = treated_bench()
        everyone = self.arm.tables(bench, setting.ensemble.table(bench, setting.members))
        chosen = self._patients(setting, bench, everyone)
        table = everyone[chosen]
        asked = [name.removesuffix(UNTREATED) for name in wanted if name not in OWN]
        read = readers(find_readings(list(dict.fromkeys([*asked, *NEEDED]))))
        events = self.regimen.events(self.days, bench.healthy)
        told = _told(setting)

        def course(happens: Sequence[Any], start: Array | None, days: int) -> Any:
            return follow_courses(
                *(bench, table, happens, days, read),
                start=start,
                rtol=1e-5,
                threads=setting.threads,
                progress=told,
            )

        treated = course(events, None, self.days)
        before = course((), treated.start, 1)
        score = treated[SCORE]
        still = np.repeat(before[SCORE], self.days, axis=1)
        weeks = self.weeks.astype(int)
        some: dict[str, Array] = {
            "untreated_score": before[SCORE],
            "fall": (still - score)[:, weeks],
            **_marks(score, still),
            "crossed": _crossed(treated, before, bench),
        }
        for name in asked:
            some[name] = treated[name][:, weeks]
            some[name + UNTREATED] = before[name]
        spread = {name: _spread(values, chosen, setting.count) for name, values in some.items()}
        return {**spread, "day": self.weeks[None, :]}

    def _patients(self, setting: Setting, bench: Bench, table: Array) -> NDArray[np.intp]:
        """Rows of the members to be followed."""
        reader = readers(find_readings([SCORE]))
        worlds = solve_worlds(
            *(bench, table, reader), threads=setting.threads, progress=setting.progress
        )
        ill = np.flatnonzero(np.greater_equal(worlds.found[SCORE], self.least_score))
        return ill[: max(1, round(self.most * setting.share))]


def _told(setting: Setting) -> Any:
    if setting.progress is None:
        return None
    progress = setting.progress
    return lambda days: progress(5 * days)


def _marks(score: Array, still: Array) -> dict[str, Array]:
    """The marks of relief as columns (n, 1); what never comes is NaN."""
    found = reliefs(score, still)

    def column(values: Iterable[Any]) -> Array:
        return np.array([np.nan if v is None else float(v) for v in values])[:, None]

    lost = np.asarray(np.isnan(score).any(axis=1))[:, None]
    return {
        "onset": np.where(lost, np.nan, column(one.onset for one in found)),
        "peak": np.where(lost, np.nan, column(one.peak for one in found)),
        "largest_fall": np.where(lost, np.nan, column(one.fall for one in found)),
        "relief_days": np.where(lost, np.nan, column(one.days for one in found)),
        "relapse": np.where(lost, np.nan, column(one.relapse for one in found)),
        "relapsed": np.where(lost, np.nan, column(one.relapse is not None for one in found)),
        "worst": np.where(lost, np.nan, column(one.worst for one in found)),
    }


def _crossed(treated: Courses, before: Courses, bench: Bench) -> Array:
    """Whether a course crosses a limit of safety that it did not cross before, (n, 1)."""
    rows = []
    for row in range(len(treated)):
        found = {name: values[row] for name, values in treated.found.items()}
        lost = bool(treated.error[row])
        still = {name: values[row] for name, values in before.found.items()}
        crossed = bool(crossings(found, bench.healthy, still))
        rows.append(np.nan if lost else float(crossed))
    return np.array(rows)[:, None]


def _spread(values: Array, chosen: Any, count: int) -> Array:
    """Rows of the members that were followed among all, (count, points); the rest NaN."""
    full = np.full((count, values.shape[1]), np.nan)
    full[chosen] = values
    return full


def read_course(
    entry: Mapping[str, Any], bench: Bench, problems: Problems, place: str
) -> CourseRun | None:
    """A run of this kind; None where it has a problem (noted)."""
    before = len(problems.lines)
    problems.unknown_keys(f"{place}.", entry, KEYS)
    arm = read_arm_of_one_size(entry, bench, problems, place)
    days = problems.number(f"{place}.days", entry.get("days", DAYS), 7, 730)
    least = problems.number(f"{place}.least_score", entry.get("least_score", LEAST_SCORE), 0, 40)
    most = problems.number(f"{place}.most", entry.get("most", MOST), 1, 1000)
    texts = problems.words(f"{place}.doses", entry.get("doses", []))
    if len(problems.lines) > before:
        return None
    regimen = Regimen()
    try:
        regimen = read_regimen(texts, shipped_treatments(treated_bench().model), days)
    except ConfigError as trouble:
        problems.lines += [f"{problems.place}: {place}: {line}" for line in trouble.problems]
    if len(problems.lines) > before or arm is None:
        return None
    return CourseRun(str(entry["name"]), arm, regimen, int(days), least, int(most))
