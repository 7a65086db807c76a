"""A treated course as files hold it: a CSV of every day, and JSON."""

from pathlib import Path
from typing import Any

import numpy as np

from rls_sim.clinic.notice import NOTICE
from rls_sim.clinic.relief import facts
from rls_sim.clinic.safety import limits
from rls_sim.clinic.treat import TreatedCourse
from rls_sim.study.series import write_columns

BAND = (0.1, 0.5, 0.9)  # of members


def write_course_csv(path: Path, course: TreatedCourse) -> None:
    """Write a row a day: each reading treated and untreated, and quantiles over the members."""
    columns: list[tuple[str, Any]] = [("day [d]", np.arange(course.days))]
    for reading in course.readings:
        for kind, found in (("treated", course.treated), ("untreated", course.untreated)):
            head = f"{reading.name} {kind} [{reading.unit}]"
            columns.append((head, found[reading.name][0]))
            if len(found) > 1:
                quantiles = np.nanquantile(found[reading.name][1:], BAND, axis=0)
                for share, values in zip(BAND, quantiles, strict=True):
                    columns.append((f"{head} quantile {share:g}", values))
    for limit in limits(course.cell.parameters):
        above = course.treated[limit.reading][0] > limit.level
        columns.append((f"above the limit of {limit.reading} [1]", above.astype(float)))
    write_columns(path, columns)


def course_facts(course: TreatedCourse) -> dict[str, Any]:
    """What JSON says of a course."""
    return {
        "notice": NOTICE,
        "days": course.days,
        "given": [
            {
                "treatment": one.treatment.name,
                "title": one.treatment.title,
                "amount": one.amount,
                "unit": one.treatment.unit,
                "first_hour": one.first,
                "every_hours": one.every or None,
                "end_hour": None if np.isinf(one.end) else one.end,
                "typed": one.words,
                "sources": list(one.treatment.sources),
            }
            for one in course.regimen.given
        ],
        "relief": facts(course.relief),
        "augmentation": {
            "share": course.augmented.share,
            "low": course.augmented.low,
            "high": course.augmented.high,
        },
        "crossings": [crossing.facts() for crossing in course.crossings()],
        "readings": {
            reading.name: {
                "label": reading.label,
                "unit": reading.unit,
                "treated": course.treated[reading.name][0],
                "untreated": course.untreated[reading.name][0],
            }
            for reading in course.readings
        },
        "members": {
            "numbers": course.members,
            "relief": [facts(relief) for relief in course.reliefs[1:]],
            "crossings": [
                [crossing.facts() for crossing in course.crossings(row)]
                for row in range(1, len(course.treated))
            ],
        },
    }
