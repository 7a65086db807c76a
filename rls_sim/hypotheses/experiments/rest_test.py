"""
Runs of kind "rest_test": sitting still at every hour of the clock, and getting up to walk.

The urge does not act back on the cell, so a schedule of rest and movement with its edges is solved
exactly on the finished day: it builds on the deficit while legs rest, and fades faster while they
move (outcomes/legs.py). No transient has to be run.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from rls_sim.hypotheses.experiments.cells import Arm, read_arm_of_one_size, readable, reader_of
from rls_sim.hypotheses.experiments.setting import Array, Numbers, Setting
from rls_sim.outcomes.day import AnyDay
from rls_sim.outcomes.dual import number
from rls_sim.outcomes.legs import urge_of_a_rest
from rls_sim.outcomes.measures import Reader
from rls_sim.outcomes.symptoms import relief_by_movement
from rls_sim.study.cell import Bench
from rls_sim.study.problems import Problems

KEYS = ("kind", "name", "lesion", "change", "sizes", "begins", "walk")
HOURS = np.arange(0.0, 24.0, 1.0)
TEST = 1.0  # hours of sitting
MINUTES = 60.0
OWN = ("hour", "urge", "growth", "minute", "course", "half_gone", "left_after_walk", "back_again")
REST_ENDS = SECOND_REST = 60.0  # minutes


def sat(begins: float) -> Callable[[AnyDay], Any]:
    """Reads the mean urge of an hour of sitting that begins at this hour."""

    def read(day: AnyDay) -> Any:
        return number(urge_of_a_rest(day, begins, TEST).mean(axis=-1))

    return read


def grown(begins: float) -> Callable[[AnyDay], Any]:
    """Reads how much higher the urge is in the last quarter of the hour than in the first."""

    def read(day: AnyDay) -> Any:
        course = urge_of_a_rest(day, begins, TEST)
        quarter = course.shape[-1] // 4
        late, early = course[..., -quarter:].mean(axis=-1), course[..., :quarter].mean(axis=-1)
        return number(late - early)

    return read


def schedule(begins: float, walk: float, minute: float) -> Callable[[AnyDay], Any]:
    """Reads the urge some minutes after sitting down, in an hour's rest, a walk and a rest."""
    stands = REST_ENDS + walk

    def read(day: AnyDay) -> Any:
        decay = fading(day) / MINUTES
        rest = urge_of_a_rest(day, begins, TEST)
        if minute <= REST_ENDS:
            return number(rest[..., _step(day, minute)])
        if minute <= stands:
            return number(rest[..., -1] * np.exp(-decay * (minute - REST_ENDS)))
        again = urge_of_a_rest(day, begins + stands / MINUTES, TEST)
        gone = decay * walk + day.parameter("urge_decay") / MINUTES * (minute - stands)
        left = rest[..., -1] * np.exp(-gone)
        return number(left + again[..., _step(day, minute - stands)])

    return read


def fading(day: AnyDay) -> Any:
    """How fast (1/h) an urge fades while the legs move."""
    return day.parameter("urge_decay") + day.parameter("urge_movement_relief")


def _step(day: AnyDay, minute: float) -> int:
    return round(minute / MINUTES / day.step)


@dataclass(frozen=True)
class RestTest:
    """The test around the clock, and one evening's rest, walk and rest from ``begins`` on."""

    name: str
    arm: Arm
    begins: float
    walk: float
    resamples: bool = False

    def offers(self, bench: Bench) -> Iterable[str]:
        """What OWN names, and any outcome."""
        return [*OWN, *readable()]

    def cells(self, members: int) -> int:
        """One of each member."""
        return members

    @property
    def minutes(self) -> Array:
        """The minutes of the schedule at which it is read, (p,)."""
        return np.arange(0.0, REST_ENDS + self.walk + SECOND_REST + 1, 5.0)

    def numbers(self, setting: Setting, wanted: Sequence[str], found: Numbers) -> Numbers:
        """Solve the cells and let them sit."""
        readers: dict[str, Reader] = {f"urge {h:g}": sat(h) for h in HOURS}
        readers |= {f"growth {h:g}": grown(h) for h in HOURS}
        readers |= {
            f"course {m:g}": schedule(self.begins, self.walk, float(m)) for m in self.minutes
        }
        readers["half_gone"] = relief_by_movement
        readers |= {name: reader_of(name) for name in wanted if name not in OWN}
        read = self.arm.read(setting, setting.table, readers)

        def along(kind: str, places: Array) -> Array:
            return np.concatenate([read[f"{kind} {place:g}"] for place in places], axis=1)

        course = along("course", self.minutes)
        ends = int(np.searchsorted(self.minutes, REST_ENDS))
        stood = int(np.searchsorted(self.minutes, REST_ENDS + self.walk))
        with np.errstate(all="ignore"):
            left = np.where(course[:, ends] > 0, course[:, stood] / course[:, ends], np.nan)
            back = np.where(course[:, ends] > 0, course[:, -1] / course[:, ends], np.nan)
        return {
            **{name: values for name, values in read.items() if " " not in name},
            "hour": HOURS[None, :],
            "urge": along("urge", HOURS),
            "growth": along("growth", HOURS),
            "minute": self.minutes[None, :],
            "course": course,
            "left_after_walk": left[:, None],
            "back_again": back[:, None],
        }


def read_rest_test(
    entry: Mapping[str, Any], bench: Bench, problems: Problems, place: str
) -> RestTest | None:
    """A run of this kind; None where it has a problem (noted)."""
    before = len(problems.lines)
    problems.unknown_keys(f"{place}.", entry, KEYS)
    arm = read_arm_of_one_size(entry, bench, problems, place)
    begins = problems.number(f"{place}.begins", entry.get("begins", 22.0), 0.0, 24.0)
    walk = problems.number(f"{place}.walk", entry.get("walk", 10.0), 5.0, 60.0)
    if len(problems.lines) > before or arm is None:
        return None
    return RestTest(str(entry["name"]), arm, begins, walk)
