"""The days of several cells over one another: iron, dopamine, the gate, function and urge."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from rls_sim.quantities.display import readable_scale
from rls_sim.report.caption import Origin, caption_words
from rls_sim.report.clock_axis import (
    CLOCK_LABEL,
    night_of,
    plot_from_noon,
    set_clock_axis,
    shade_night,
)
from rls_sim.report.labels import RightLabel, axis_label, number_words
from rls_sim.report.page import Page
from rls_sim.report.scales import set_log_values
from rls_sim.report.style import BLACK, LINE_LOOKS, house_look
from rls_sim.report.sweep_table import Numbers
from rls_sim.report.traces import URGE, DayLike, Trace, find_trace

MOST_DAYS = len(LINE_LOOKS)
_RESERVE = "function_reserve"
_LEVEL_OF_RESERVE = 1.0  # below it function fails, by what a reserve means
_LOG_RATIO = 10.0  # a span beyond it is drawn by ratio
_MOST_OF_RESERVE, _LEAST_OF_RESERVE = 5.0, 1e-3  # more is plenty, less is none


@dataclass(frozen=True)
class _Panel:
    quantity: str
    title: str
    height: float  # mm
    threshold: str = ""  # the parameter that divides its values


_PANELS = (
    _Panel("neuron.labile_iron", "Iron in the neuron", 30.0),
    _Panel("extracellular_dopamine", "Dopamine outside the cell", 30.0),
    _Panel("gate", "The gate to the legs", 28.0, "urge_threshold"),
    _Panel(_RESERVE, "Function: it fails below the line", 28.0),
    _Panel(URGE, "The urge to move of someone who lies still", 28.0, "urge_noticed"),
)


def one_of_each_state(result: Any) -> tuple[int, ...]:
    """Of the cells of a sweep in each state the one in the middle, in order of their numbers."""
    states = np.array([str(state) for state in result.data.get("state", ())])
    known = [state for state in np.unique(states) if state not in ("", "nan", "None")]
    places = [np.flatnonzero(states == state) for state in known]
    return tuple(sorted(int(place[len(place) // 2]) for place in places))


def draw_days(days: Sequence[tuple[str, DayLike]], origin: Origin, *remarks: str) -> Figure:
    """
    One page with the 24 hours of some cells, each under its words, from noon to noon.

    A panel a quantity and a line a cell, told apart by colour, dashes and marker. ``origin``: what
    all cells have in common; ``remarks``: what the caption says of each. Raises ValueError for none
    or more than `MOST_DAYS` cells.
    """
    if not 0 < len(days) <= MOST_DAYS:
        raise ValueError(f"{len(days)} days; a figure shows 1 to {MOST_DAYS}")
    panels = [p for p in _PANELS if find_trace(days[0][1], p.quantity) is not None]
    with house_look():
        page = Page.of(
            f"The day of {len(days)} cells, from noon to noon",
            caption_words(origin, *remarks),
            [panel.height for panel in panels],
        )
        for letter, panel in zip("ABCDE", panels, strict=False):
            axes = page.add(beside=page.panels[0] if page.panels else None)
            labels = _draw(axes, days, panel, named=panel is panels[0])
            page.right_labels.append((axes, labels))
            shade_night(axes, night_of(days[0][1].model.parameters), named=panel is panels[0])
            page.entitle(axes, letter, panel.title)
            axes.tick_params(labelbottom=panel is panels[-1])
        set_clock_axis(page.panels[-1].xaxis)
        page.panels[-1].set_xlabel(CLOCK_LABEL)
        page.finish()
    return page.figure


def _draw(
    axes: Axes, days: Sequence[tuple[str, DayLike]], panel: _Panel, *, named: bool
) -> list[RightLabel]:
    found = [(words, day, find_trace(day, panel.quantity)) for words, day in days]
    traces = [(words, day, trace) for words, day, trace in found if trace is not None]
    largest = max(float(np.nanmax(np.abs(trace.values))) for _, _, trace in traces)
    factor, unit = readable_scale(traces[0][2].unit, largest)
    labels = []
    for (words, _, trace), look in zip(traces, LINE_LOOKS, strict=False):
        last = plot_from_noon(axes, trace.hours, trace.values * factor, look, zorder=3)
        if named:
            labels.append(RightLabel(last, words, look))
    axes.set_ylabel(axis_label(traces[0][2].label, unit))
    if panel.quantity == _RESERVE:
        _set_reserve_axis(axes, [trace.values for _, _, trace in traces])
        labels.append(_level(axes, _LEVEL_OF_RESERVE, "function fails below"))
    elif _least(traces) > 0 and largest > _LOG_RATIO * _least(traces):
        set_log_values(
            axes, _least(traces) * factor / 1.3, largest * factor * (2 if named else 1.3)
        )
    else:
        # Room above the first for the word of the night.
        axes.set_ylim(0.0, axes.get_ylim()[1] * (1.15 if named else 1.0))
    parameters = [day.model.parameters.get(panel.threshold) for _, day, _ in traces]
    known = {p.value: p.meaning for p in parameters if p is not None}
    labels += [_level(axes, value, meaning) for value, meaning in sorted(known.items())]
    return labels


def _least(traces: Sequence[tuple[str, DayLike, Trace]]) -> float:
    return min(float(trace.values.min()) for *_, trace in traces)


def _level(axes: Axes, value: float, words: str) -> RightLabel:
    axes.axhline(value, color=BLACK, linewidth=0.6, zorder=2)
    return RightLabel(value, f"{words}: {number_words(value)}")


def _set_reserve_axis(axes: Axes, courses: Sequence[Numbers]) -> None:
    drawn = np.concatenate(list(courses))
    drawn = drawn[drawn > _LEAST_OF_RESERVE]
    low = min(float(drawn.min(initial=0.6)) / 1.2, 0.5)
    high = max(float(drawn.max(initial=0.0)) * 1.2, 2.0)
    set_log_values(axes, low, min(high, _MOST_OF_RESERVE))
