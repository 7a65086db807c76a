"""The figure of a run: each quantity over time in a panel of its own, nights shaded."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from rls_sim.quantities.display import readable_scale
from rls_sim.report.caption import Origin, caption_words
from rls_sim.report.clock_axis import (
    CLOCK_LABEL,
    DAY_HOURS,
    Hours,
    clock_words,
    set_clock_ticks,
    tint_night,
)
from rls_sim.report.labels import axis_label, number_words, sentence, unit_words
from rls_sim.report.page import Page
from rls_sim.report.style import BLACK, LINE_LOOKS, house_look
from rls_sim.report.sweep_table import Numbers
from rls_sim.report.thresholds import declared_night
from rls_sim.report.traces import Course

_PANEL_HEIGHT = 26.0  # mm
_LONGEST_BY_CLOCK = 72.0  # h; a longer run is drawn over days
_LEAST_SPAN = 0.05  # of the largest value: less is noise, which must not fill a panel
_LEVELS = {"function_reserve": (1.0, "function fails below")}  # by what a reserve means
_MOST_NIGHTS = 40  # more would only be grey


class DoseLike(Protocol):
    """An amount given at once."""

    @property
    def time(self) -> float:
        """Hours on the clock of the run."""

    @property
    def species(self) -> str:
        """Into which pool."""

    @property
    def amount_umol(self) -> float:
        """How much."""


def draw_run(
    time: ArrayLike,
    traces: Sequence[Course],
    origin: Origin | None = None,
    night: Hours | None = None,
    *,
    start: str = "",
    doses: Sequence[DoseLike] = (),
) -> Figure:
    """A panel for each trace over `time` (hours on a clock whose midnight is 0).

    `origin` says in the caption what differs from the defaults, `start` what the run starts from
    ("the healthy day"). Doses are arrows in every panel. The night, if it is not given, is that
    of the model. Raises ValueError without traces.
    """
    if not traces:
        raise ValueError("a run is drawn from at least one quantity")
    hours = np.asarray(time, dtype=float)
    with house_look():
        caption = caption_words(
            origin or Origin(),
            f"Starts at {clock_words(float(hours[0]))}" + (f" from {start}" if start else ""),
            _dose_words(doses, float(hours[0])),
            differences_known=origin is not None,
        )
        page = Page.of("One cell over time", caption, [_PANEL_HEIGHT] * len(traces), labelled=False)
        for index, trace in enumerate(traces):
            _draw_course(page, hours, trace, index)
            _mark_doses(page.panels[-1], doses)
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
    divided = _draw_level(axes, getattr(trace, "name", ""))
    _widen(axes, values * factor)
    page.entitle(axes, _letter(index), sentence(trace.label) + divided)


def _draw_level(axes: Axes, name: str) -> str:
    """Mark the level that divides a quantity, if one does, and return the words for the title."""
    if name not in _LEVELS:
        return ""
    level, words = _LEVELS[name]
    axes.axhline(level, color=BLACK, linewidth=0.6, zorder=1)
    return f": {words} the line at {number_words(level)}"


def _widen(axes: Axes, values: Numbers) -> None:
    """Keep a y axis from magnifying what hardly changes."""
    least = _LEAST_SPAN * float(np.max(np.abs(values)))
    low, high = axes.get_ylim()
    if high - low < least:
        middle = (low + high) / 2
        axes.set_ylim(middle - least / 2, middle + least / 2)


def _mark_doses(axes: Axes, doses: Sequence[DoseLike]) -> None:
    """An arrow from the top of the panel at each time at which something is given."""
    for time in sorted({dose.time for dose in doses}):
        axes.annotate(
            "",
            xy=(time, 0.84),
            xytext=(time, 1.0),
            xycoords=axes.get_xaxis_transform(),
            arrowprops={"arrowstyle": "-|>", "color": BLACK, "linewidth": 0.8, "mutation_scale": 6},
        ).set_in_layout(False)


def _dose_words(doses: Sequence[DoseLike], start: float) -> str:
    """Each amount with its first time and how often it is given."""
    given: dict[tuple[str, float], list[float]] = {}
    for dose in sorted(doses, key=lambda dose: dose.time):
        given.setdefault((dose.species, dose.amount_umol), []).append(dose.time)
    words = []
    for (species, amount), times in given.items():
        day, clock = int((times[0] - start) // DAY_HOURS), clock_words(times[0])
        often = f", {len(times)} times from" if len(times) > 1 else " on"
        amount_words = f"{number_words(amount)} {unit_words('umol')}"
        words.append(f"{amount_words} into {species}{often} day {day} at {clock}")
    return f"Doses (arrows): {'; '.join(words)}" if words else ""


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
