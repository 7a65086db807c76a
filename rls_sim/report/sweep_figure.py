"""The figure of a sweep: states, iron, the night against the day, dopamine, urge and cell loss."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from rls_sim.quantities.display import readable_scale
from rls_sim.report.caption import caption_words
from rls_sim.report.clock_axis import (
    CLOCK_LABEL,
    Hours,
    plot_from_noon,
    set_clock_axis,
    shade_night,
)
from rls_sim.report.labels import (
    RightLabel,
    axis_label,
    number_words,
    sentence,
)
from rls_sim.report.lines_figure import draw_lines
from rls_sim.report.page import Page
from rls_sim.report.scales import set_parameter_axis
from rls_sim.report.state_strip import (
    draw_bands,
    mark_changes,
    tint_states,
    write_critical_values,
    write_names,
)
from rls_sim.report.style import LINE_LOOKS, house_look, state_look
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
    night_alone_fails,
)
from rls_sim.report.sweep_table import SweepLike, SweepTable
from rls_sim.report.thresholds import declared_night, thresholds_of, thresholds_remark
from rls_sim.report.traces import find_trace

_STRIP_HEIGHT, _MAP_HEIGHT, _DAYS_HEIGHT = 19.0, 34.0, 36.0  # mm
_GAP_WORDS = ": in the dotted gap the function fails only at night"
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
        "The night against the day",
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

    Panels whose outcomes the sweep lacks are left out (of another model, lines of what it has are
    drawn instead); failed cells are gaps and crosses. Drawn
    too if `result` has them: `title`, `question`; `thresholds`, parameter name to its value and
    meaning in the cells as solved (those of the night too); `clock_map`, (hours, varied values,
    table (hours, varied values), label with unit), with `clock_map_level` as a contour; `days`,
    row index to Day; and what caption_words reads.
    Raises ValueError for a sweep without cells.
    """
    table = SweepTable(result)
    usual = {name for panel in _PANELS for name in panel.outcomes}
    if set(table.present(getattr(result, "table", ()))) and not table.present([*usual]):
        return draw_lines(result)
    with house_look():
        return _compose(result, table)


def _compose(result: SweepLike, table: SweepTable) -> Figure:
    panels = [panel for panel in _PANELS if table.present(panel.outcomes)]
    clock_map = getattr(result, "clock_map", None)
    days: Mapping[int, Any] = getattr(result, "days", None) or {}
    page = Page.of(
        getattr(result, "title", "") or f"The cell's day along its {table.parameter.meaning}",
        caption_words(result, table.failures(), thresholds_remark(result)),
        [
            _STRIP_HEIGHT,
            *(panel.height for panel in panels),
            *([_MAP_HEIGHT] if clock_map is not None else []),
            *([_DAYS_HEIGHT] if days else []),
        ],
        question=getattr(result, "question", ""),
    )
    letters = iter("ABCDEFGHI")
    bands = table.bands()
    strip = page.add()
    set_parameter_axis(strip, table)
    draw_bands(strip, table, bands)
    _add_outcomes(page, panels, thresholds_of(result), table, letters)
    if clock_map is not None:
        _add_clock_map(page, table, result, next(letters))
    _label_parameter(page, table)
    if days:
        axes = page.add()
        page.right_labels.append((axes, _draw_days(axes, table, days, declared_night(result))))
        page.entitle(axes, next(letters), "The day of a few of these cells")
    page.finish()
    write_names(strip, bands)
    write_critical_values(strip, table)
    return page.figure


def _add_outcomes(
    page: Page,
    panels: list[_Panel],
    thresholds: Thresholds,
    table: SweepTable,
    letters: Iterator[str],
) -> None:
    bands = table.bands()
    for panel in panels:
        axes = page.add(beside=page.panels[0])
        page.right_labels.append((axes, panel.draw(axes, table, thresholds)))
        tint_states(axes, bands)
        gap = panel.outcomes == RESERVES and night_alone_fails(table, thresholds)
        page.entitle(axes, next(letters), panel.title + (_GAP_WORDS if gap else ""))


def _add_clock_map(page: Page, table: SweepTable, result: Any, letter: str) -> None:
    axes = page.add(beside=page.panels[0])
    colour_axes = axes.inset_axes((1.03, 0.0, 0.02, 1.0))
    level, night = getattr(result, "clock_map_level", None), declared_night(result)
    drawn = draw_clock_map(axes, colour_axes, table, result.clock_map, level, night)
    mark_changes(axes, table.bands(), "white")
    line = f"; the white line is at {number_words(level)}" if drawn and level else ""
    page.entitle(axes, letter, f"Through the 24 hours, from noon to noon{line}")


def _label_parameter(page: Page, table: SweepTable) -> None:
    """The words of the varied parameter below the lowest panel that has it as its x axis."""
    for axes in page.panels[1:-1]:
        axes.tick_params(labelbottom=False)
    parameter = table.parameter
    words = f"{parameter.meaning} ({parameter.name})"
    page.panels[-1].set_xlabel(axis_label(words, parameter.unit))


def _draw_days(
    axes: Axes, table: SweepTable, days: Mapping[int, Any], night: Hours
) -> list[RightLabel]:
    traces = {index: find_trace(day, _DAY_OUTCOME) for index, day in sorted(days.items())}
    shown = {index: trace for index, trace in traces.items() if trace is not None}
    largest = max((float(trace.values.max()) for trace in shown.values()), default=1.0)
    labels: list[RightLabel] = []
    for (index, trace), look in zip(shown.items(), LINE_LOOKS, strict=False):
        factor, unit = readable_scale(trace.unit, largest)
        last = plot_from_noon(axes, trace.hours, trace.values * factor, look)
        words = f"{state_look(table.states[index]).words}, at {number_words(table.values[index])}"
        labels.append(RightLabel(last, sentence(words), look))
        axes.set_ylabel(axis_label(trace.label, unit))
    axes.set_ylim(bottom=0)
    shade_night(axes, night, named=True)
    set_clock_axis(axes.xaxis)
    axes.set_xlabel(CLOCK_LABEL)
    return labels
