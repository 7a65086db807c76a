"""The marks of a forest plot: values, signs, the model's bars, brackets, and their axes."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from matplotlib.axes import Axes
from matplotlib.ticker import FixedLocator, NullLocator

from rls_sim.report.clock_axis import set_clock_ticks
from rls_sim.report.forest_rows import CLOCK, HOUR, LEVEL, MORNING, Panel, Seen, hour_on_axis
from rls_sim.report.labels import axes_size, number_words, text_width
from rls_sim.report.scales import set_range_axis
from rls_sim.report.style import (
    BLACK,
    BLUE,
    GREEN,
    GREY,
    PURPLE,
    SKY,
    SMALL_TEXT_SIZE,
    VERMILLION,
)

LEAST, MOST = 0.02, 50.0  # ratios beyond are drawn at the edge
GUIDES = (0.1, 0.5, 2.0, 5.0)  # faint lines, so that a place is read far from the axis


@dataclass(frozen=True)
class Interval:
    """What an ensemble of models gives for a row, in the row's unit: median, 5 % and 95 %."""

    median: float
    low: float
    high: float


@dataclass(frozen=True)
class ModelWords:
    """
    Of whom the intervals are: ``key`` for the legend, ``lesion`` for the title, ``caption`` for
    below the figure.

    ``makers``: by contrast what made the model's cells, for its heading; ``model_hash``: of the
    model that gave them.
    """

    key: str
    lesion: str = ""
    caption: str = ""
    makers: Mapping[str, str] = field(default_factory=dict)
    model_hash: str = ""


@dataclass(frozen=True)
class UseLook:
    """How the use of a row is told: by words, by colour, by the marker of its value."""

    words: str
    colour: str
    marker: str


USE_LOOKS = {
    "scored": UseLook("scored", BLUE, "o"),
    "sized": UseLook("sizes a lesion", PURPLE, "p"),
    "put_in": UseLook("put in", VERMILLION, "s"),
    "calibration": UseLook("calibration", GREEN, "D"),
    "context": UseLook("context", GREY, "X"),
}
SIGN_MARKERS = {"down": "<", "up": ">", "same": "|"}
_TICK_GAP = 3.0  # points, at least, between the labels of an axis
SIGN_PLACE = 2.0  # where a sign without a size is drawn: at this ratio, or one over it
BRACKET: dict[str, Any] = {
    "color": BLACK,
    "linewidth": 0.9,
    "clip_on": False,
    "solid_capstyle": "butt",
}


def ratio_limits(panels: Sequence[Panel], model: Mapping[str, Interval]) -> tuple[float, float]:
    """One axis for all ratios: wide enough for data and model, within bounds."""
    found = [1 / 3, 3.0]
    for panel in panels:
        for row in panel.rows if panel.kind != HOUR else ():
            scale = scale_of(row, panel.kind)
            numbers = [row.low / scale, row.high / scale] if row.has_value else []
            if row.id in model:
                numbers += [model[row.id].low / scale, model[row.id].high / scale]
            found += [number for number in numbers if number > 0 and math.isfinite(number)]
    return max(min(found) / 1.15, LEAST), min(max(found) * 1.15, MOST)


def scale_of(row: Seen, kind: str) -> float:
    """What a number of the row is divided by for its axis."""
    return row.value if kind == LEVEL else 1.0


def set_axis(axes: Axes, kind: str, limits: tuple[float, float]) -> None:
    """The axis of a panel: ratios and levels by ratio, hours as a clock."""
    if kind == HOUR:
        axes.set_xlim(MORNING, MORNING + CLOCK)
        set_clock_ticks(axes.xaxis, MORNING, MORNING + CLOCK, 6.0)
    else:
        set_range_axis(axes, *limits, logarithmic=True)
        axes.xaxis.set_major_locator(FixedLocator(_ticks_that_fit(axes, *limits)))
        axes.xaxis.set_minor_locator(NullLocator())
        axes.axvline(1.0, color=GREY, linewidth=0.6, zorder=1)
        for guide in GUIDES:
            axes.axvline(guide, color="#D0D0D0", linewidth=0.4, zorder=0.5)
        axes.set_xlim(*limits)
    axes.tick_params(axis="x", pad=1.5)


def _ticks_that_fit(axes: Axes, low: float, high: float) -> list[float]:
    """Of 1, 2, 5 in every decade as many as keep apart: first 1, then decades, then the others."""
    room, _ = axes_size(axes)
    full = [s * 10.0**k for k in range(-3, 4) for s in (1.0, 2.0, 5.0)]
    offered = [tick for tick in full if low <= tick <= high]
    offered.sort(key=lambda tick: (tick != 1.0, math.log10(tick) % 1.0 > 1e-9, tick))
    per_decade = room / math.log10(high / low)
    kept: list[float] = []
    for tick in offered:
        if all(
            abs(math.log10(tick / other)) * per_decade
            > (_label_width(tick) + _label_width(other)) / 2 + _TICK_GAP
            for other in kept
        ):
            kept.append(tick)
    return sorted(kept)


def _label_width(tick: float) -> float:
    return text_width(number_words(tick), SMALL_TEXT_SIZE)


def draw_row(axes: Axes, place: float, row: Seen, kind: str) -> None:
    """One observation at its place: its value with its error, or its sign."""
    look = USE_LOOKS[row.use]
    if kind == HOUR:
        value = hour_on_axis(row.value)
        ends = value - (row.value - row.low) % CLOCK, value + (row.high - row.value) % CLOCK
        whisker(axes, place, *ends, look.colour)
        mark(axes, value, place, look.marker, look.colour, filled=True)
    elif row.has_value:
        scale = scale_of(row, kind)
        whisker(axes, place, row.low / scale, row.high / scale, look.colour)
        mark(axes, row.value / scale, place, look.marker, look.colour, filled=True)
    else:
        _draw_sign(axes, place, row, look)


def _draw_sign(axes: Axes, place: float, row: Seen, look: UseLook) -> None:
    sign = str(row.direction)
    if sign == "same":
        error = row.log_standard_error
        whisker(axes, place, math.exp(-error), math.exp(error), look.colour, dashed=True)
        mark(axes, 1.0, place, SIGN_MARKERS[sign], look.colour, filled=True)
    else:
        at = SIGN_PLACE if sign == "up" else 1 / SIGN_PLACE
        axes.plot([1.0, at], [place] * 2, color=look.colour, linewidth=0.5, zorder=2)
        mark(axes, at, place, SIGN_MARKERS[sign], look.colour, filled=False)


def draw_interval(axes: Axes, place: float, interval: Interval, row: Seen, kind: str) -> None:
    """The model's bar and median, cut at the edges of the axis; an hour's may go past its end."""
    left, right = axes.get_xlim()
    numbers = (interval.low, interval.median, interval.high)
    if kind == HOUR:
        middle = hour_on_axis(interval.median)
        low = middle - (interval.median - interval.low) % CLOCK
        high = middle + (interval.high - interval.median) % CLOCK
    else:
        low, middle, high = (number / scale_of(row, kind) for number in numbers)
    if any(map(math.isnan, (low, middle, high))):
        return
    low, middle, high = (min(max(number, left), right) for number in (low, middle, high))
    axes.barh(
        place, high - low, left=low, height=0.66, color=SKY, alpha=0.55, linewidth=0, zorder=1.5
    )
    axes.plot([middle] * 2, [place - 0.36, place + 0.36], color=BLACK, linewidth=1.0, zorder=2.5)


def whisker(
    axes: Axes, place: float, low: float, high: float, colour: str, *, dashed: bool = False
) -> None:
    """A line from low to high, dashed where nobody published its width."""
    dashes = (0, (1.5, 1.0)) if dashed else "-"
    axes.plot([low, high], [place] * 2, color=colour, linewidth=0.9, linestyle=dashes, zorder=3)


def mark(axes: Axes, at: float, place: float, marker: str, colour: str, *, filled: bool) -> None:
    """One mark, hollow unless filled."""
    axes.plot(
        [at],
        [place],
        marker=marker,
        markersize=4.0 if marker != "|" else 5.0,
        markerfacecolor=colour if filled else "white",
        markeredgecolor=colour,
        markeredgewidth=0.9,
        linestyle="none",
        clip_on=False,
        zorder=4,
    )


def join_disputed(axes: Axes, start: float, end: float) -> None:
    """A bracket at the left of the plot round rows that contradict one another."""
    across = axes.get_yaxis_transform()
    top, bottom = start - 0.3, end + 0.3
    axes.plot([-0.03, -0.06, -0.06, -0.03], [top, top, bottom, bottom], transform=across, **BRACKET)
