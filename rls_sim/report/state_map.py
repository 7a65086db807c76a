"""The state map: what becomes of the cell over two parameters, with the lines between states."""

from typing import Any

import numpy as np
from matplotlib import patheffects
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from rls_sim.errors import InputError
from rls_sim.report.caption import caption_words
from rls_sim.report.labels import (
    LINE_SPACING,
    axes_size,
    axis_label,
    number_words,
    text_width,
    wrap_text,
    write_plate,
)
from rls_sim.report.page import Page
from rls_sim.report.scales import set_log_values, set_range_axis, tick_ends
from rls_sim.report.state_grid import (
    FAILED,
    FINE,
    READ,
    FineMap,
    Side,
    StateGrid,
    fine_map,
    grid_of,
)
from rls_sim.report.style import (
    BLACK,
    SMALL_TEXT_SIZE,
    STATE_LOOKS,
    TEXT_SIZE,
    house_look,
    state_look,
)
from rls_sim.report.sweep_table import numeric_outcomes
from rls_sim.report.thresholds import threshold_of

_HEIGHT = 104.0  # mm
_MOST_DOTS = 1600  # more cells would grey the map
_KEY_ROOM = 78.0  # points
_ROUNDED = 1.4  # points of the fine map: a line of steps becomes a line
_REACH = 5  # points of the fine map over which an edge is rounded
_HALVINGS = 8
_LEVELS = 6  # contours, about
_DYING = "dying_threshold"
_HALO: list[patheffects.AbstractPathEffect] = [
    patheffects.withStroke(linewidth=1.8, foreground="white")
]


def draw_state_map(result: Any, outcome: str = "") -> Figure:
    """
    One page: the states over the two parameters of a sweep, named, with the lines between them.

    Dots are the cells that were solved, the star is the default of both parameters; an ``outcome``
    is drawn as contours. Raises InputError for a sweep that is not every combination of two
    parameters, or that has no numbers of the outcome.
    """
    grid = grid_of(result)
    levels = _contoured(result, grid, outcome) if outcome else None
    fine = fine_map(grid, result.data, threshold_of(result, _DYING))
    with house_look():
        title = getattr(result, "title", "") or "What becomes of the cell"
        page = Page.of(
            title,
            caption_words(result, *_remarks(grid, fine)),
            [_HEIGHT],
            question=getattr(result, "question", ""),
        )
        axes = page.add()
        _set_axes(axes, grid)
        _draw_states(axes, grid, fine)
        if levels is not None:
            _draw_contours(axes, grid, levels)
        _mark_cells(axes, grid)
        _mark_default(axes, grid, result)
        page.finish()
        _name_states(axes, grid, fine)
        _write_key(axes, grid, axis_label(*result.columns[outcome]) if outcome else "")
    return page.figure


def _contoured(result: Any, grid: StateGrid, outcome: str) -> Any:
    numeric_outcomes(result, [outcome])
    table = grid.column(result.data[outcome])
    if np.isfinite(table).sum() < 4:
        raise InputError(f"{outcome} has a number in fewer than four cells: nothing to contour")
    return table


def _remarks(grid: StateGrid, fine: FineMap) -> list[str]:
    failed = grid.count(FAILED)
    remarks = [f"{failed} of {grid.states.size} cells not solved (crosses)"] if failed else []
    if fine.by_outcomes:
        remarks.append(
            "Lines between states are where loss of cells and reserves of function, linear "
            "between the cells (dots), cross their thresholds"
        )
    others = {*grid.states.ravel().tolist()} - ({*READ} if fine.by_outcomes else set())
    if not fine.by_outcomes or others:
        whose = "Other lines" if fine.by_outcomes else "The lines between states"
        remarks.append(f"{whose} run midway between the cells")
    return remarks


def _set_axes(axes: Axes, grid: StateGrid) -> None:
    x, y = grid.x, grid.y
    set_range_axis(axes, float(x.values[0]), float(x.values[-1]), x.is_logarithmic)
    if y.is_logarithmic:
        set_log_values(axes, float(y.values[0]), float(y.values[-1]))
    else:
        axes.set_ylim(float(y.values[0]), float(y.values[-1]))
    for axis, side in ((axes.xaxis, x), (axes.yaxis, y)):
        tick_ends(axis, float(side.values[0]), float(side.values[-1]))
    axes.set_xlabel(_side_label(x))
    axes.set_ylabel(_side_label(y))
    axes.spines[:].set_visible(True)


def _side_label(side: Side) -> str:
    return axis_label(f"{side.meaning} ({side.name})", side.unit)


def _present(grid: StateGrid, fine: FineMap) -> list[str]:
    """States in the order of the house, then others."""
    found = {*grid.states.ravel().tolist(), *np.unique(fine.states).tolist()}
    return [*(s for s in STATE_LOOKS if s in found), *sorted(found - set(STATE_LOOKS))]


def _draw_states(axes: Axes, grid: StateGrid, fine: FineMap) -> None:
    states = _present(grid, fine)
    for state in states:
        look, inside = state_look(state), _inside(fine, state)
        area = axes.contourf(
            fine.x,
            fine.y,
            inside,
            levels=[0.5, 1.5],
            colors=[look.colour],
            hatches=[look.hatch],
            zorder=1,
        )
        area.set_edgecolor((1.0, 1.0, 1.0, 0.35) if look.ink == "white" else (0.0, 0.0, 0.0, 0.3))
        area.set_linewidth(0.0)
    for state in states[1:]:  # every line has two sides, so one state need not be outlined
        inside = _inside(fine, state)
        if 0 < inside.sum() < inside.size:
            axes.contour(fine.x, fine.y, inside, [0.5], colors=BLACK, linewidths=1.0, zorder=3)


def _inside(fine: FineMap, state: str) -> Any:
    """1 within the state, 0 outside, with edges rounded by less than a point of paper."""
    away = np.arange(-_REACH, _REACH + 1)
    weights = np.exp(-0.5 * (away / _ROUNDED) ** 2)
    table = np.pad((fine.states == state).astype(float), _REACH, mode="edge")
    for _ in range(2):  # along one side, then along the other
        table = sum(
            weight * table[start : len(table) - 2 * _REACH + start]
            for start, weight in enumerate(weights / weights.sum())
        ).T
    return table


def _draw_contours(axes: Axes, grid: StateGrid, table: Any) -> None:
    low, high = float(np.nanmin(table)), float(np.nanmax(table))
    levels = [n for n in MaxNLocator(_LEVELS).tick_values(low, high) if low < n < high]
    if not levels:
        return
    lines = axes.contour(
        grid.x.values,
        grid.y.values,
        np.ma.masked_invalid(table),
        levels,
        colors=BLACK,
        linewidths=0.7,
        linestyles="dashed",
        zorder=4,
    )
    lines.set_path_effects(_HALO)
    words = axes.clabel(lines, fmt=number_words, fontsize=SMALL_TEXT_SIZE, inline_spacing=2)
    for text in words:
        text.set_path_effects(_HALO)


def _mark_cells(axes: Axes, grid: StateGrid) -> None:
    x, y = np.meshgrid(grid.x.values, grid.y.values)
    failed = grid.states == FAILED
    if grid.states.size <= _MOST_DOTS:
        axes.scatter(
            x[~failed],
            y[~failed],
            s=1.6,
            c="white",
            edgecolors=BLACK,
            linewidths=0.25,
            zorder=3.5,
            clip_on=False,
        )
    if failed.any():
        axes.plot(x[failed], y[failed], "x", color=BLACK, markersize=4.0, zorder=3.6, clip_on=False)


def _mark_default(axes: Axes, grid: StateGrid, result: Any) -> None:
    x, y = grid.x.default, grid.y.default
    inside = all(
        side.values[0] <= place <= side.values[-1] for side, place in ((grid.x, x), (grid.y, y))
    )
    if not inside:
        return
    axes.plot(
        [x],
        [y],
        marker="*",
        markersize=11.0,
        color="white",
        markeredgecolor=BLACK,
        markeredgewidth=0.9,
        zorder=6,
        clip_on=False,
    )
    changed = getattr(result, "differences", {}) or getattr(result, "lesions", ())
    axes.annotate(
        "defaults of both" if changed else "healthy",
        (x, y),
        xytext=(0, -8),
        textcoords="offset points",
        ha="center",
        va="top",
        weight="bold",
        path_effects=_HALO,
        zorder=6,
    )


def _name_states(axes: Axes, grid: StateGrid, fine: FineMap) -> None:
    """The name of each state where it has most room; the key has those that have none."""
    width, height = axes_size(axes)
    taken = np.zeros((FINE, FINE), dtype=bool)
    taken |= _around_default(grid, width, height)
    for state in _present(grid, fine):
        look, inside = state_look(state), (fine.states == state) & ~taken
        for room in (1e9, text_width(look.words, TEXT_SIZE, bold=True) * 0.6):
            words = wrap_text(look.words, room, TEXT_SIZE, bold=True)
            wide = text_width(words, TEXT_SIZE, bold=True) + 6.0
            tall = (words.count("\n") + 1) * TEXT_SIZE * LINE_SPACING + 5.0
            place = _room_for(inside, wide / width, tall / height)
            if place is None:
                continue
            write_plate(axes, place, words, look, pad=0.2, zorder=5).set_in_layout(False)
            break


def _around_default(grid: StateGrid, width: float, height: float) -> Any:
    """Where the star and its word stand, (FINE, FINE)."""
    (u, _), (v, _) = grid.x.fine(), grid.y.fine()
    place = [
        np.log(side.default) if side.is_logarithmic and side.default > 0 else side.default
        for side in (grid.x, grid.y)
    ]
    across = np.abs(u - place[0]) / (u[-1] - u[0]) * width < 26.0
    up = (v - place[1]) / (v[-1] - v[0]) * height
    return (across[None, :]) & ((up > -20.0) & (up < 9.0))[:, None]


def _room_for(inside: Any, wide: float, tall: float) -> tuple[float, float] | None:
    """The middle of the roomiest place for a box of these shares of the axes; None for none."""
    found = _fits(inside, wide, tall)
    if not len(found):
        return None
    least, most = 1.0, 1.0 / max(wide, tall)
    for _ in range(_HALVINGS):  # towards the largest box of this shape that fits
        middle = (least + most) / 2
        larger = _fits(inside, middle * wide, middle * tall)
        if len(larger):
            least, found = middle, larger
        else:
            most = middle
    row, column = found[len(found) // 2]
    return float(column) / (FINE - 1), float(row) / (FINE - 1)


def _fits(inside: Any, wide: float, tall: float) -> Any:
    """Where the middle of a box of these shares may lie, wholly inside; (n, 2) points."""
    up, right = (min(max(round(share * FINE), 1), FINE) for share in (tall, wide))
    sums = np.pad(inside.astype(np.int64), ((1, 0), (1, 0))).cumsum(axis=0).cumsum(axis=1)
    held = sums[up:, right:] - sums[:-up, right:] - sums[up:, :-right] + sums[:-up, :-right]
    return np.argwhere(held == up * right) + np.array([up // 2, right // 2])


def _write_key(axes: Axes, grid: StateGrid, contoured: str) -> None:
    """Every state with its swatch and its number of cells, at the right of the map."""
    handles: list[Any] = []
    for state in [*STATE_LOOKS, *sorted(set(grid.states.ravel().tolist()) - set(STATE_LOOKS))]:
        if count := grid.count(state):
            look = state_look(state)
            patch = Patch(
                facecolor=look.colour,
                hatch=look.hatch,
                edgecolor=BLACK if look.ink == "black" else "#CCCCCC",
                linewidth=0.0,
                label=f"{look.words} ({count})",
            )
            handles.append(patch)
    handles.append(Line2D([], [], color=BLACK, linewidth=1.0, label="the state changes"))
    if contoured:
        words = wrap_text(contoured, _KEY_ROOM, SMALL_TEXT_SIZE)
        handles.append(Line2D([], [], color=BLACK, linewidth=0.7, linestyle="--", label=words))
    axes.legend(
        handles=handles,
        title="State (cells)",
        title_fontsize=TEXT_SIZE,
        alignment="left",
        loc="upper left",
        bbox_to_anchor=(1.015, 1.0),
        borderaxespad=0.0,
        handlelength=2.2,
        handleheight=1.4,
        labelspacing=0.9,
    ).set_in_layout(False)
