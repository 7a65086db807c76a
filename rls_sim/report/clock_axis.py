"""The 24 hours as an axis from noon to noon, so that the night lies in the middle."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.ticker import FixedLocator, FuncFormatter
from numpy.typing import NDArray

from rls_sim.report.style import NIGHT_COLOUR, SMALL_TEXT_SIZE, LineLook

DAY_HOURS = 24.0
NOON = 12.0
Hours = tuple[float, float]  # from one clock hour to another, on an axis that runs from 12 to 36
NIGHT: Hours = (18.0, 30.0)  # evening and night, where the model does not say when they are
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


def plot_from_noon(
    axes: Axes,
    hours: NDArray[np.float64],
    values: NDArray[np.float64],
    look: LineLook,
    **more: Any,
) -> float:
    """Draw a day (hours,) from noon to noon with a marker every three hours; where its line ends.

    `more` is for the line itself, as matplotlib names it.
    """
    clock, shown = noon_to_noon(hours, values)
    axes.plot(
        clock,
        shown,
        color=look.colour,
        linestyle=look.dashes,
        marker=look.marker or None,
        markevery=(6, max(len(clock) // 8, 1)),
        **more,
    )
    return float(shown[-1])


def night_of(parameters: Mapping[str, Any]) -> Hours:
    """When the night is, from the model's own parameters if it has them."""
    begins, ends = (parameters.get(name) for name in ("night_begins", "night_ends"))
    if begins is None or ends is None:
        return NIGHT
    return (begins.value - NOON) % DAY_HOURS + NOON, (ends.value - NOON) % DAY_HOURS + NOON


def night_words(night: Hours) -> str:
    """What the shaded hours are called: no night lasts longer than half the day."""
    return "evening and night" if night[1] - night[0] > DAY_HOURS / 2 else "night"


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


def shade_night(axes: Axes, night: Hours = NIGHT, *, named: bool = False) -> None:
    """Shade the night on a clock x axis; `named` writes what it is at the top."""
    axes.set_xlim(NOON, NOON + DAY_HOURS)
    tint_night(axes, *night)
    if named:
        axes.text(
            sum(night) / 2,
            0.97,
            night_words(night),
            transform=axes.get_xaxis_transform(),
            ha="center",
            va="top",
            fontsize=SMALL_TEXT_SIZE,
            color=NIGHT_COLOUR,
            style="italic",
        )


def tint_night(axes: Axes, start: float, end: float) -> None:
    """Shade hours of the night on an x axis of hours."""
    axes.axvspan(start, end, color=NIGHT_COLOUR, alpha=0.13, linewidth=0, zorder=0)


def night_bar(axes: Axes, night: Hours = NIGHT) -> None:
    """Mark the night by a dark bar along the left edge of a clock y axis."""
    place = axes.get_yaxis_transform()
    axes.plot(
        [-0.006, -0.006],
        list(night),
        transform=place,
        color=NIGHT_COLOUR,
        linewidth=3.0,
        solid_capstyle="butt",
        clip_on=False,
    )
    axes.text(
        0.016,
        sum(night) / 2,
        night_words(night),
        transform=place,
        rotation=90,
        ha="center",
        va="center",
        fontsize=SMALL_TEXT_SIZE,
        style="italic",
        color="white",
        bbox={"boxstyle": "square,pad=0.2", "facecolor": NIGHT_COLOUR, "edgecolor": "none"},
    )
