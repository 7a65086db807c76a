"""What is told of a course in few numbers: days worth showing, relief and danger over members."""

from dataclasses import dataclass

import numpy as np

from rls_sim.clinic.readings import SCORE
from rls_sim.clinic.relief import NOTICED
from rls_sim.clinic.treat import TreatedCourse

BAND = (0.1, 0.5, 0.9)  # of members


@dataclass(frozen=True)
class OverMembers:
    """Members followed to the end, those among them with the syndrome, and what became of these.

    ``relieved`` is a share; ``falls`` are quantiles (BAND) of the largest fall of the score.
    """

    followed: int
    ill: int
    relieved: float
    falls: tuple[float, ...]


def days_to_show(course: TreatedCourse, most: int) -> list[int]:
    """At most so many days spread over the course, and those that relief and safety speak of."""
    spread = np.linspace(0, course.days - 1, min(most, course.days)).round().astype(int)
    days = set(spread.tolist())
    if course.days > most and course.members.size == 0:
        relief = course.relief
        marks = (relief.onset, relief.peak, relief.relapse, 7)
        days |= {day for day in marks if day is not None and day < course.days}
    return sorted(days)


def over_members(course: TreatedCourse) -> OverMembers:
    """Relief over the members of the ensemble."""
    found = course.reliefs[1:]
    score = course.untreated[SCORE][1:, 0]
    known = [row + 1 not in course.lost for row in range(len(found))]
    ill = [one for one, s, k in zip(found, score, known, strict=True) if k and s >= NOTICED]
    if not ill:
        return OverMembers(sum(known), 0, float("nan"), ())
    falls = np.quantile([one.fall for one in ill], BAND)
    relieved = float(np.mean([one.onset is not None for one in ill]))
    return OverMembers(sum(known), len(ill), relieved, tuple(map(float, falls)))


def share_crossing(course: TreatedCourse) -> float:
    """The share of members whose course crosses a limit that the untreated one keeps."""
    rows = [row for row in range(1, len(course.treated)) if row not in course.lost]
    return float(np.mean([bool(course.crossings(row, new=True)) for row in rows]))


def mean_scores(course: TreatedCourse) -> tuple[float, float]:
    """The mean score, treated and untreated, of the declared cell."""
    return float(course.treated[SCORE][0].mean()), float(course.untreated[SCORE][0].mean())
