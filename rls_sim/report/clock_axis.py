"""The 24 hours as an axis from noon to noon, so that the night lies in the middle."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.ticker import FixedLocator, FuncFormatter
from numpy.typing import NDArray

from rls_sim.report.style import NIGHT, SMALL_TEXT_SIZE

DAY_HOURS = 24.0
NOON = 12.0
NIGHT_START, NIGHT_END = 22.0, 30.0  # 22:00 to 06:00, on an axis that runs from 12 to 36
CLOCK_LABEL = "Clock time [h:min]"


def noon_to_noon(
    hours: NDArray[np.float64], values: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """A periodic day (hours 0 to 24, values (hours, ...)) on the axis from 12 to 36, closed."""
    within = hours < DAY_HOURS  # 24 h repeats 0 h
    start = (hours[within] - NOON) % DAY_HOURS + NOON
    order = np.argsort(start)
    hours_in_order, in_order = start[order], values[within][order]
    if hours_in_order[0] > NOON:
        return hours_in_order, in_order
    return np.append(hours_in_order, NOON + DAY_HOURS), np.concatenate([in_order, in_order[:1]])


def clock_words(hours: float) -> str:
    """An hour on the axis as the clock shows it: 30 is 06:00."""
    minutes = round(hours * 60) % (24 * 60)
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def set_clock_axis(axis: Axis, step: float = 3.0) -> None:
    """Ticks every `step` hours, written as clock times."""
    set_clock_ticks(axis, NOON, NOON + DAY_HOURS, step)


def set_clock_ticks(axis: Axis, start: float, end: float, step: float) -> None:
    """Ticks at every full `step` of hours from `start` to `end`, written as clock times."""
    first = np.ceil(start / step - 1e-9) * step
    axis.set_major_locator(FixedLocator(list(np.arange(first, end + 1e-9, step))))
    axis.set_major_formatter(FuncFormatter(lambda hours, _: clock_words(hours)))


def shade_night(axes: Axes, *, named: bool = False) -> None:
    """Shade 22:00 to 06:00 on a clock x axis; `named` writes the word at the top."""
    axes.set_xlim(NOON, NOON + DAY_HOURS)
    tint_night(axes, NIGHT_START, NIGHT_END)
    if named:
        axes.text(
            (NIGHT_START + NIGHT_END) / 2,
            0.97,
            "night",
            transform=axes.get_xaxis_transform(),
            ha="center",
            va="top",
            fontsize=SMALL_TEXT_SIZE,
            color=NIGHT,
            style="italic",
        )


def tint_night(axes: Axes, start: float, end: float) -> None:
    """Shade hours of the night on an x axis of hours."""
    axes.axvspan(start, end, color=NIGHT, alpha=0.13, linewidth=0, zorder=0)


def night_bar(axes: Axes) -> None:
    """Mark the night by a dark bar along the left edge of a clock y axis."""
    place = axes.get_yaxis_transform()
    axes.plot(
        [-0.006, -0.006],
        [NIGHT_START, NIGHT_END],
        transform=place,
        color=NIGHT,
        linewidth=3.0,
        solid_capstyle="butt",
        clip_on=False,
    )
    axes.text(
        0.016,
        (NIGHT_START + NIGHT_END) / 2,
        "night",
        transform=place,
        rotation=90,
        ha="center",
        va="center",
        fontsize=SMALL_TEXT_SIZE,
        style="italic",
        color="white",
        bbox={"boxstyle": "square,pad=0.2", "facecolor": NIGHT, "edgecolor": "none"},
    )
