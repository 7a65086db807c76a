"""A treated course as files hold it: a CSV of every day, and JSON."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from rls_sim.clinic.course_summary import mean_scores
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
        beyond = limit.beyond(course.treated[limit.reading][0])
        head = f"{limit.side} the limit of {limit.reading} [1]"
        columns.append((head, beyond.astype(float)))
    columns.append(("notice", [NOTICE] * course.days))
    write_columns(path, columns)


def course_facts(course: TreatedCourse, drawn: Mapping[str, Any]) -> dict[str, Any]:
    """What JSON says of a course; ``drawn``: from which ensemble and seed its members are."""
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
        "settled": course.settled,
        **(_repeating(course) if course.settled else _passing(course)),
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
            **drawn,
            "lost": course.lost,
            "relief": [facts(relief) for relief in course.reliefs[1:]],
            "crossings": [
                [crossing.facts() for crossing in course.crossings(row)]
                for row in range(1, len(course.treated))
            ],
        },
    }


def _passing(course: TreatedCourse) -> dict[str, Any]:
    """What became of a course that begins and ends."""
    shares = course.augmented
    return {
        "relief": facts(course.relief),
        "augmentation": {
            "share": shares.share,
            "low": shares.low,
            "high": shares.high,
            "in_this_person_from_day": course.augments_from,
        },
    }


def _repeating(course: TreatedCourse) -> dict[str, Any]:
    """What a state that repeats comes to."""
    treated, untreated = mean_scores(course)
    return {"mean_score": {"treated": treated, "untreated": untreated}}
