"""A treated course as text: what is given, what came of it day by day, relief, safety."""

from typing import TYPE_CHECKING

from rls_sim.cli.cell_text import cell_text
from rls_sim.cli.tables import clock_text, number_text, text_table
from rls_sim.clinic.course_summary import (
    days_to_show,
    mean_scores,
    over_members,
    share_crossing,
)
from rls_sim.clinic.notice import NOTICE
from rls_sim.clinic.regimen import period_words

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
    parts += ["" if course.settled else course.augmentation_words(), safety_text(course)]
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
    days = 0 if course.settled else course.days
    return "\n".join(_given(one, days) for one in course.regimen.given)


def _given(one: "Given", days: int) -> str:
    """What is given over so many days; without an end where there are none."""
    what, unit = one.treatment, one.treatment.unit_words
    amount = f"{number_text(one.amount)}{' ' + unit if unit else ''}"
    every = period_words(one.every / DAY) if one.every % DAY == 0 else f"{one.every:g} h"
    clock = clock_text(one.first % DAY)
    if not days:
        when = "without an end" if what.lasts else f"at {clock}, every {every}"
        return f"{what.title}: {amount} {when}"
    end = min(one.end, days * DAY)
    if what.lasts:
        return f"{what.title}: {amount} from day {one.first / DAY:g} to day {end / DAY:g}"
    times = one.times(days * DAY)
    often = f", {len(times)} times, every {every}" if one.every else ""
    return f"{what.title}: {amount} on day {int(one.first // DAY)} at {clock}{often}"


def course_table(course: "TreatedCourse") -> str:
    """Readings at some days, treated, and the untreated last."""
    heads = [("day", "")]
    heads += [(r.name, "" if r.unit == "1" else r.unit) for r in course.readings]
    rows = [
        [str(day), *(float(course.treated[r.name][0, day]) for r in course.readings)]
        for day in days_to_show(course, LINES)
    ]
    last = course.days - 1
    still = [float(course.untreated[r.name][0, last]) for r in course.readings]
    return text_table(heads, [*rows, ["untreated", *still]])


def relief_text(course: "TreatedCourse") -> str:
    """The marks of relief, of the declared cell and over the members."""
    if course.settled:
        treated, untreated = mean_scores(course)
        return (
            f"in the state that repeats every {period_words(course.days)} the score is "
            f"{treated:.1f}, untreated {untreated:.1f}"
        )
    lines = [f"declared cell: {course.relief.words(course.days)}"]
    if course.members.size:
        found = over_members(course)
        if not found.ill:
            lines.append(f"members: none of {found.followed} has a score to fall")
        else:
            low, middle, high = found.falls
            lines.append(
                f"members with the syndrome, {found.ill} of {found.followed}: relief in "
                f"{found.relieved:.0%}; largest fall of the score {middle:.1f} points "
                f"({low:.1f} to {high:.1f})"
            )
    return "\n".join(lines)


def safety_text(course: "TreatedCourse") -> str:
    """Every threshold that is crossed, or that none is."""
    crossed = course.crossings()
    new = [crossing.limit.reading for crossing in course.crossings(new=True)]
    lines = [
        f"SAFETY: {crossing.words()}"
        f"{'' if crossing.limit.reading in new else '; so does the untreated course'}"
        for crossing in crossed
    ]
    if not crossed:
        lines.append("safety: no limit of iron or blood is crossed")
    if course.members.size:
        lines.append(
            f"a limit that the untreated course keeps is crossed in "
            f"{share_crossing(course):.0%} of members"
        )
    return "\n".join(lines)
