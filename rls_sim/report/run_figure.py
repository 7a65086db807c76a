"""The figure of a run: each quantity over time in a panel of its own, nights shaded."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from rls_sim.report.caption import Origin, caption_words
from rls_sim.report.clock_axis import (
    CLOCK_LABEL,
    DAY_HOURS,
    Hours,
    set_clock_ticks,
    tint_night,
)
from rls_sim.report.labels import axis_label, readable_scale, sentence
from rls_sim.report.page import Page
from rls_sim.report.style import LINE_LOOKS, house_look
from rls_sim.report.sweep_table import Numbers
from rls_sim.report.thresholds import declared_night

_PANEL_HEIGHT = 26.0  # mm
_LONGEST_BY_CLOCK = 72.0  # h; a longer run is drawn over days
_MOST_NIGHTS = 40  # more would only be grey


class Course(Protocol):
    """A quantity through a run, with its words."""

    @property
    def label(self) -> str:
        """As figures print it."""

    @property
    def unit(self) -> str:
        """The unit of the values."""

    @property
    def values(self) -> ArrayLike:
        """At the times of the run."""


def draw_run(
    time: ArrayLike,
    traces: Sequence[Course],
    origin: Origin | None = None,
    night: Hours | None = None,
) -> Figure:
    """A panel for each trace over `time` (hours on a clock whose midnight is 0).

    `origin` says in the caption what differs from the defaults. The night, if it is not given, is
    that of the model. Raises ValueError without traces.
    """
    if not traces:
        raise ValueError("a run is drawn from at least one quantity")
    hours = np.asarray(time, dtype=float)
    with house_look():
        caption = caption_words(origin or Origin(), differences_known=origin is not None)
        page = Page.of("One cell over time", caption, [_PANEL_HEIGHT] * len(traces), labelled=False)
        for index, trace in enumerate(traces):
            _draw_course(page, hours, trace, index)
            _shade_nights(page.panels[-1], hours, night or declared_night(origin))
        _set_time_axis(page.panels[-1], hours)
        for axes in page.panels[:-1]:
            axes.tick_params(labelbottom=False)
        page.finish()
    return page.figure


def _draw_course(page: Page, hours: Numbers, trace: Course, index: int) -> None:
    axes = page.add(beside=page.panels[0] if page.panels else None)
    values = np.asarray(trace.values, dtype=float)
    factor, unit = readable_scale(trace.unit, float(np.max(np.abs(values))))
    look = LINE_LOOKS[index % len(LINE_LOOKS)]
    axes.plot(hours, values * factor, color=look.colour)
    axes.set_ylabel(axis_label(trace.label, unit))
    axes.ticklabel_format(axis="y", useOffset=False)
    page.entitle(axes, _letter(index), sentence(trace.label))


def _letter(index: int) -> str:
    """A to Z, then A2 to Z2 and so on."""
    turn, place = divmod(index, 26)
    return chr(ord("A") + place) + (str(turn + 1) if turn else "")


def _shade_nights(axes: Axes, hours: Numbers, night: Hours) -> None:
    start, end = float(hours[0]), float(hours[-1])
    if end - start > _MOST_NIGHTS * DAY_HOURS:
        return
    for day in range(int(start // DAY_HOURS) - 1, int(end // DAY_HOURS) + 1):
        evening, morning = (day * DAY_HOURS + hour for hour in night)
        if evening < end and morning > start:
            tint_night(axes, max(evening, start), min(morning, end))


def _set_time_axis(axes: Axes, hours: Numbers) -> None:
    start, end = float(hours[0]), float(hours[-1])
    if end > start:
        axes.set_xlim(start, end)
    if end - start <= _LONGEST_BY_CLOCK:
        step = 3.0 if end - start <= DAY_HOURS else 6.0
        set_clock_ticks(axes.xaxis, start, end, step)
        axes.set_xlabel(CLOCK_LABEL)
        return
    days = (end - start) / DAY_HOURS
    step = next(s for s in (1, 2, 5, 10, 20, 50, 100, 200, 500, 10**6) if days / s <= 10)
    ticks = np.arange(0.0, days + 1e-9, step)
    axes.set_xticks(list(start + ticks * DAY_HOURS), [f"{tick:g}" for tick in ticks])
    axes.set_xlabel("Time since the start [d]")
