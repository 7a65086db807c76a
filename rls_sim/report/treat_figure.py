"""The figure of a treated course: readings over the months, the untreated beside them, doses."""

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from rls_sim.clinic.regimen import period_words
from rls_sim.quantities.display import readable_scale
from rls_sim.report.caption import Origin, caption_words
from rls_sim.report.labels import axis_label, sentence
from rls_sim.report.page import Page
from rls_sim.report.style import BLACK, BLUE, GREY, SMALL_TEXT_SIZE, VERMILLION, house_look

_HEIGHT = 21.0  # mm of a panel
_STRIP = 4.0  # mm for the doses
_HOURS = 24.0
_SINGLE = 40  # doses; more are drawn as a bar
_BAND = (0.1, 0.9)
_LEAST_SPAN = 0.25  # of the largest value: what hardly changes is to look so
_LIMITED = {"transferrin_saturation_peak": ("transferrin_saturation",)}
_LIMIT_WORDS = {"transferrin_saturation_peak": "limit, for the highest of the day"}
_REPEATED = 14  # days of a state that repeats that are drawn at least


class CourseLike(Protocol):
    """A treated course, as clinic/treat.py makes it."""

    @property
    def days(self) -> int:
        """How many."""

    @property
    def readings(self) -> Sequence[Any]:
        """What is shown, with names, labels and units."""

    @property
    def treated(self) -> Any:
        """Readings (people, days) by name."""

    @property
    def untreated(self) -> Any:
        """The same without treatment."""

    @property
    def regimen(self) -> Any:
        """What is given."""

    @property
    def relief(self) -> Any:
        """Its marks."""

    @property
    def settled(self) -> bool:
        """Whether it is one period of a state that repeats."""

    def augmentation_words(self) -> str:
        """What is to be said of augmentation."""

    def crossings(self, row: int = 0) -> Sequence[Any]:
        """What it crosses."""


def draw_course(course: CourseLike, origin: Origin | None = None) -> Figure:
    """A panel for each reading over the days, treated and untreated, doses in a strip on top.

    Bands hold 10 to 90 % of members, where there are some. Marks of relief and limits of safety
    stand where they belong.
    """
    readings = list(course.readings)
    with house_look():
        page = Page.of(
            "A patient treated, beside the same untreated",
            caption_words(origin or Origin(), *_remarks(course)),
            [_STRIP + 5.0 * len(course.regimen.given), *[_HEIGHT] * len(readings)],
            labelled=False,
        )
        strip = page.add()
        _draw_doses(strip, course)
        page.entitle(strip, "A", "What is given")
        for number, reading in enumerate(readings):
            axes = page.add(beside=page.panels[0])
            _draw_reading(axes, course, reading)
            page.entitle(axes, chr(ord("B") + number), sentence(reading.label))
        for axes in page.panels[:-1]:
            axes.tick_params(labelbottom=False)
        page.panels[-1].set_xlim(0, _turns(course) * course.days)
        what = "of the state that repeats" if course.settled else "of treatment"
        page.panels[-1].set_xlabel(f"Days {what} [d]")
        page.finish()
    return page.figure


def _draw_doses(axes: Axes, course: CourseLike) -> None:
    """A line for each treatment: ticks where it is given, a bar where it is often or lasts."""
    given = list(course.regimen.given)
    until = _turns(course) * course.days * _HOURS
    for row, one in enumerate(given):
        place = len(given) - 1 - row
        end = min(one.end, until) / _HOURS
        times = [] if one.treatment.lasts else [t / _HOURS for t in one.times(until)]
        if one.treatment.lasts or len(times) > _SINGLE:
            last = end if one.treatment.lasts else times[-1]
            axes.plot([one.first / _HOURS, last], [place, place], color=BLACK, linewidth=3.0)
        else:
            axes.plot(times, [place] * len(times), "|", color=BLACK, markersize=7)
        axes.annotate(
            _words(one),
            (one.first / _HOURS, place),
            xytext=(0, 3.5),
            textcoords="offset points",
            fontsize=SMALL_TEXT_SIZE,
            va="bottom",
        )
    axes.set_yticks([])
    axes.set_ylim(-0.4, max(len(given), 1))


def _turns(course: CourseLike) -> int:
    """How often the course is drawn: a state that repeats, for long enough to be seen to."""
    return max(1, -(-_REPEATED // course.days)) if course.settled else 1


def _words(one: Any) -> str:
    unit = one.treatment.unit_words
    return f"{one.treatment.name.replace('_', ' ')} {one.amount:g}{' ' + unit if unit else ''}"


def _draw_reading(axes: Axes, course: CourseLike, reading: Any) -> None:
    turns = _turns(course)
    treated = np.tile(course.treated[reading.name], (1, turns))
    untreated = np.tile(course.untreated[reading.name], (1, turns))
    factor, unit = readable_scale(reading.unit, float(np.nanmax(np.abs(treated[0]))))
    days = np.arange(treated.shape[1]) + 0.5
    if len(treated) > 1:
        low, high = np.nanquantile(treated[1:], _BAND, axis=0) * factor
        axes.fill_between(days, low, high, color=BLUE, alpha=0.18, linewidth=0)
    axes.plot(days, untreated[0] * factor, color=GREY, linestyle=(0, (4, 2)), label="untreated")
    axes.plot(days, treated[0] * factor, color=BLUE, label="treated")
    for crossing in course.crossings():
        if reading.name in _LIMITED.get(crossing.limit.reading, (crossing.limit.reading,)):
            axes.axhline(crossing.limit.level * factor, color=VERMILLION, linewidth=0.8)
            axes.annotate(
                _LIMIT_WORDS.get(crossing.limit.reading, "limit of safety"),
                (treated.shape[1], crossing.limit.level * factor),
                ha="right",
                va="bottom",
                fontsize=5.5,
                color=VERMILLION,
            )
    if reading.name == "irls_score":
        if not course.settled:
            _mark_relief(axes, course)
        axes.set_ylim(bottom=0.0)
        axes.legend(loc="lower right", bbox_to_anchor=(1.0, 0.98), ncols=2, borderpad=0.1)
    axes.set_ylabel(axis_label(reading.label.split(",")[0], unit))
    axes.ticklabel_format(axis="y", useOffset=False)
    _widen(axes, treated[0] * factor)


def _widen(axes: Axes, values: NDArray[np.float64]) -> None:
    """Keep the axis from magnifying what hardly changes."""
    least = _LEAST_SPAN * float(np.nanmax(np.abs(values)))
    low, high = axes.get_ylim()
    if high - low < least:
        middle = (low + high) / 2
        axes.set_ylim(middle - least / 2, middle + least / 2)


def _mark_relief(axes: Axes, course: CourseLike) -> None:
    marks = {"onset": "onset", "peak": "largest", "relapse": "relapse"}
    for name, words in marks.items():
        day = getattr(course.relief, name)
        if day is not None:
            axes.axvline(day, color=BLACK, linewidth=0.5, linestyle=(0, (1, 1.5)))
            axes.annotate(
                words,
                xy=(day, 0.03),
                xycoords=axes.get_xaxis_transform(),
                xytext=(2, 0),
                textcoords="offset points",
                fontsize=5.5,
            )


def _remarks(course: CourseLike) -> list[str]:
    if course.settled:
        treated, untreated = (
            float(found["irls_score"][0].mean()) for found in (course.treated, course.untreated)
        )
        remarks = [
            f"Repeats every {period_words(course.days)}: mean score {treated:.1f}, "
            f"untreated {untreated:.1f}"
        ]
    else:
        remarks = [f"Score: {course.relief.words(course.days)}", course.augmentation_words()]
    remarks += [f"SAFETY: {crossing.words()}" for crossing in course.crossings()]
    if len(course.treated[course.readings[0].name]) > 1:
        remarks.append("Bands: 10 to 90 % of members of the ensemble")
    remarks.append("A model for research, not medical advice")
    return remarks
