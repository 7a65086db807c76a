"""A treated course as text: what is given, what came of it day by day, relief, safety."""

from typing import TYPE_CHECKING

import numpy as np

from rls_sim.cli.cell_text import cell_text
from rls_sim.cli.tables import clock_text, number_text, text_table
from rls_sim.clinic.notice import NOTICE
from rls_sim.clinic.relief import NOTICED

if TYPE_CHECKING:
    from rls_sim.clinic.regimen import Given
    from rls_sim.clinic.treat import TreatedCourse
    from rls_sim.study.cell import Bench

LINES = 14  # days that the table shows, at most
DAY = 24.0


def treat_text(course: "TreatedCourse", bench: "Bench") -> str:
    """Everything that is told of a course."""
    parts = [NOTICE, cell_text(course.cell, bench), given_text(course)]
    parts += [course_table(course), relief_text(course)]
    parts += ["" if course.settled else course.augmented.words(), safety_text(course)]
    if course.lost:
        parts.append(
            f"{len(course.lost)} of {len(course.members)} members were lost: "
            f"{course.treated.error[course.lost[0]] or course.untreated.error[course.lost[0]]}"
        )
    return "\n\n".join(part for part in parts if part)


def given_text(course: "TreatedCourse") -> str:
    """What is given, one line each."""
    if not course.regimen.given:
        return "nothing is given"
    return "\n".join(_given(one, course.days) for one in course.regimen.given)


def _given(one: "Given", days: int) -> str:
    what, unit = one.treatment, one.treatment.unit_words
    amount = f"{number_text(one.amount)}{' ' + unit if unit else ''}"
    end = min(one.end, days * DAY)
    if what.lasts:
        return f"{what.title}: {amount} from day {one.first / DAY:g} to day {end / DAY:g}"
    times = one.times(days * DAY)
    every = f"{one.every / DAY:g} d" if one.every % DAY == 0 else f"{one.every:g} h"
    clock = clock_text(one.first % DAY)
    often = f", {len(times)} times every {every}" if one.every else ""
    return f"{what.title}: {amount} on day {int(one.first // DAY)} at {clock}{often}"


def course_table(course: "TreatedCourse") -> str:
    """Readings at some days, treated, and the untreated last."""
    days = np.unique(np.linspace(0, course.days - 1, min(LINES, course.days)).round().astype(int))
    if course.members.size == 0 and course.days > LINES:
        days = np.unique(np.concatenate([days, _eventful(course)]))
    heads = [("day", "")]
    heads += [(r.name, "" if r.unit == "1" else r.unit) for r in course.readings]
    rows = [
        [str(day), *(float(course.treated[r.name][0, day]) for r in course.readings)]
        for day in days
    ]
    last = course.days - 1
    still = [float(course.untreated[r.name][0, last]) for r in course.readings]
    return text_table(heads, [*rows, ["untreated", *still]])


def _eventful(course: "TreatedCourse") -> list[int]:
    """Days that the marks of relief name, and the first week."""
    relief = course.relief
    marks = [relief.onset, relief.peak, relief.relapse, 7]
    return [day for day in marks if day is not None and day < course.days]


def relief_text(course: "TreatedCourse") -> str:
    """The marks of relief, of the declared cell and over the members."""
    if course.settled:
        treated, untreated = (
            float(found["irls_score"][0].mean()) for found in (course.treated, course.untreated)
        )
        return (
            f"in the state that repeats every {course.days} days the score is {treated:.1f}, "
            f"untreated {untreated:.1f}"
        )
    lines = [f"declared cell: {course.relief.words(course.days)}"]
    others = [r for r in course.reliefs[1:] if np.isfinite(r.fall)]
    if others:
        ill = [
            r
            for r, score in zip(
                course.reliefs[1:], course.untreated["irls_score"][1:, 0], strict=True
            )
            if np.isfinite(r.fall) and score >= NOTICED
        ]
        if not ill:
            lines.append(f"members: none of {len(others)} has a score to fall")
        else:
            falls = np.array([r.fall for r in ill])
            low, middle, high = np.quantile(falls, [0.1, 0.5, 0.9])
            share = np.mean([r.onset is not None for r in ill])
            lines.append(
                f"members with the syndrome, {len(ill)} of {len(others)}: relief in {share:.0%}; "
                f"largest fall of the score {middle:.1f} points ({low:.1f} to {high:.1f})"
            )
    return "\n".join(lines)


def safety_text(course: "TreatedCourse") -> str:
    """Every threshold that is crossed, or that none is."""
    crossed = course.crossings()
    if not crossed:
        return "safety: no threshold of iron overload is crossed"
    lines = [f"SAFETY: {crossing.words()}" for crossing in crossed]
    rows = range(1, len(course.treated))
    if len(course.treated) > 1:
        share = np.mean([bool(course.crossings(row)) for row in rows])
        lines.append(f"a threshold is crossed in {share:.0%} of members")
    return "\n".join(lines)
