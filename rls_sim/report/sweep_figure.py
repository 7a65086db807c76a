"""The figure of a sweep: states, iron, the night against the day, dopamine, urge and cell loss."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from rls_sim.report.caption import caption_words, write_caption
from rls_sim.report.clock_axis import CLOCK_LABEL, noon_to_noon, set_clock_axis, shade_night
from rls_sim.report.labels import (
    RightLabel,
    axes_size,
    axis_label,
    number_words,
    place_right_labels,
    readable_scale,
    wrap_text,
)
from rls_sim.report.state_strip import (
    draw_bands,
    mark_changes,
    set_parameter_axis,
    tint_states,
    write_critical_values,
    write_names,
)
from rls_sim.report.style import (
    LINE_LOOKS,
    PAGE_WIDTH,
    POINTS_PER_INCH,
    TEXT_SIZE,
    TITLE_SIZE,
    freeze_layout,
    house_look,
    inches,
    new_figure,
    state_look,
)
from rls_sim.report.sweep_panels import (
    DOPAMINE,
    IRON_POOLS,
    RESERVES,
    Thresholds,
    draw_cell_loss,
    draw_clock_map,
    draw_dopamine,
    draw_iron_pools,
    draw_reserves,
    draw_urge,
)
from rls_sim.report.sweep_table import SweepLike, SweepTable
from rls_sim.report.traces import find_trace

_PANEL_SHARE = (0.79, 0.21)  # of the width: panels, and the words at their right
_FRAME_HEIGHT = 26.0  # mm for the title, the x axis and the caption
_STRIP_HEIGHT = 19.0
_MAP_HEIGHT = 34.0
_DAYS_HEIGHT = 36.0
_DAY_OUTCOME = "extracellular_dopamine"  # what the chosen cells show through their day


@dataclass(frozen=True)
class _Panel:
    title: str
    outcomes: tuple[str, ...]
    draw: Callable[[Axes, SweepTable, Thresholds], list[RightLabel]]
    height: float  # mm


_PANELS = (
    _Panel("Iron in the neuron, and what life needs of it", IRON_POOLS, draw_iron_pools, 40.0),
    _Panel(
        "The night against the day: in the dotted gap the function fails only at night",
        RESERVES,
        draw_reserves,
        32.0,
    ),
    _Panel(
        "Dopamine outside the cell: from its trough to its peak in the day",
        DOPAMINE,
        draw_dopamine,
        30.0,
    ),
    _Panel("The urge to move: how much of the day it lasts", ("urge_hours",), draw_urge, 22.0),
    _Panel(
        "Cell death: how fast cells of this kind are lost",
        ("cell_loss_per_decade",),
        draw_cell_loss,
        26.0,
    ),
)


def draw_sweep(result: SweepLike) -> Figure:
    """One page that shows where along a parameter the cell dies, fails, fails at night or is well.

    Panels whose outcomes the sweep lacks are left out; failed cells are gaps and crosses. Drawn
    too if `result` has them: `title`; `thresholds`, outcome name to ((value, words), ...);
    `clock_map`, (hours, varied values, table (hours, varied values), label with unit), with
    `clock_map_level` as a contour; `days`, row index to Day; and what caption_words reads.
    Raises ValueError for a sweep without cells.
    """
    table = SweepTable(result)
    with house_look():
        return _compose(result, table)


def _compose(result: SweepLike, table: SweepTable) -> Figure:
    thresholds: Thresholds = getattr(result, "thresholds", None) or {}
    panels = [panel for panel in _PANELS if table.present(panel.outcomes)]
    clock_map = getattr(result, "clock_map", None)
    days: Mapping[int, Any] = getattr(result, "days", None) or {}
    heights = [_STRIP_HEIGHT, *(panel.height for panel in panels)]
    heights += [_MAP_HEIGHT] if clock_map is not None else []
    heights += [_DAYS_HEIGHT] if days else []
    figure = new_figure(PAGE_WIDTH, sum(heights) + _FRAME_HEIGHT)
    figure.suptitle(
        getattr(result, "title", "") or f"The cell's day along its {table.parameter.meaning}",
        fontsize=TITLE_SIZE,
        weight="bold",
        x=0.01,
        ha="left",
    )
    write_caption(figure, caption_words(result, table.failures()))
    grid = figure.add_gridspec(len(heights), 2, width_ratios=_PANEL_SHARE, height_ratios=heights)
    strip = figure.add_subplot(grid[0, 0])
    along = [strip]  # the axes that share the varied parameter
    set_parameter_axis(strip, table)
    bands = table.bands()
    draw_bands(strip, table, bands)
    letters = iter("ABCDEFGHI")
    right_labels: list[tuple[Axes, list[RightLabel]]] = []
    for row, panel in enumerate(panels, start=1):
        axes = figure.add_subplot(grid[row, 0], sharex=strip)
        right_labels.append((axes, panel.draw(axes, table, thresholds)))
        tint_states(axes, bands)
        _entitle(axes, next(letters), panel.title, panel.height)
        along.append(axes)
    if clock_map is not None:
        axes = figure.add_subplot(grid[len(panels) + 1, 0], sharex=strip)
        colour_axes = axes.inset_axes((1.03, 0.0, 0.02, 1.0))
        level = getattr(result, "clock_map_level", None)
        draw_clock_map(axes, colour_axes, table, clock_map, level)
        mark_changes(axes, bands, "white")
        _entitle(axes, next(letters), "Through the 24 hours, from noon to noon", _MAP_HEIGHT)
        along.append(axes)
    for axes in along[1:-1]:
        axes.tick_params(labelbottom=False)
    along[-1].set_xlabel(axis_label(table.parameter.meaning, table.parameter.unit))
    if days:
        axes = figure.add_subplot(grid[len(heights) - 1, 0])
        right_labels.append((axes, _draw_days(axes, table, days)))
        _entitle(axes, next(letters), "The day of a few of these cells", _DAYS_HEIGHT)
    figure.align_ylabels(along[1:])
    freeze_layout(figure)
    write_names(strip, bands)
    write_critical_values(strip, table, bands)
    _write_right_labels(figure, right_labels)
    return figure


def _entitle(axes: Axes, letter: str, title: str, height: float) -> None:
    """Letter and statement above a panel of `height` mm; its y label broken to fit beside it."""
    axes.set_title(title)
    axes.annotate(
        letter,
        xy=(0.0, 1.0),
        xytext=(-12.0, 3.5),
        xycoords="axes fraction",
        textcoords="offset points",
        ha="right",
        va="baseline",
        weight="bold",
        fontsize=TITLE_SIZE,
        annotation_clip=False,
    ).set_in_layout(False)
    room = inches(0.8 * height) * POINTS_PER_INCH
    axes.set_ylabel(wrap_text(axes.get_ylabel(), room, TEXT_SIZE))


def _write_right_labels(
    figure: Figure, right_labels: Sequence[tuple[Axes, list[RightLabel]]]
) -> None:
    page_width = float(figure.get_size_inches()[0]) * POINTS_PER_INCH
    for axes, labels in right_labels:
        width, _ = axes_size(axes)
        room = page_width - float(axes.get_position().x0) * page_width - width
        place_right_labels(axes, labels, room)


def _draw_days(axes: Axes, table: SweepTable, days: Mapping[int, Any]) -> list[RightLabel]:
    traces = {index: find_trace(day, _DAY_OUTCOME) for index, day in sorted(days.items())}
    shown = {index: trace for index, trace in traces.items() if trace is not None}
    largest = max((float(trace.values.max()) for trace in shown.values()), default=1.0)
    labels: list[RightLabel] = []
    for (index, trace), look in zip(shown.items(), LINE_LOOKS, strict=False):
        factor, unit = readable_scale(trace.unit, largest)
        clock, values = noon_to_noon(trace.hours, trace.values * factor)
        axes.plot(clock, values, color=look.colour, linestyle=look.dashes)
        words = f"{state_look(table.states[index]).words}, at {number_words(table.values[index])}"
        labels.append(RightLabel(float(values[-1]), words, look.colour))
        axes.set_ylabel(axis_label(trace.label, unit))
    axes.set_ylim(bottom=0)
    shade_night(axes, named=True)
    set_clock_axis(axes.xaxis)
    axes.set_xlabel(CLOCK_LABEL)
    return labels
