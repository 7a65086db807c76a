"""The panels of the sweep figure, each a function that draws what the sweep holds."""

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LogNorm, Normalize
from matplotlib.figure import Figure
from numpy.typing import NDArray

from rls_sim.report.clock_axis import (
    CLOCK_LABEL,
    DAY_HOURS,
    NIGHT,
    NOON,
    Hours,
    night_bar,
    noon_to_noon,
    set_clock_axis,
)
from rls_sim.report.labels import (
    RightLabel,
    axis_label,
    number_words,
    sentence,
    share_words,
    wrap_text,
)
from rls_sim.report.scales import set_log_ticks, set_log_values
from rls_sim.report.style import (
    BLACK,
    BLUE,
    GREEN,
    GREY,
    LINE_LOOKS,
    ORANGE,
    SEQUENTIAL_MAP,
    SKY,
    SMALL_TEXT_SIZE,
    LineLook,
)
from rls_sim.report.sweep_table import Numbers, SweepTable

# Outcome name to the values that divide it, each with its words.
Thresholds = Mapping[str, Sequence[tuple[float, str]]]
# Hours, varied values, a table (hours, varied values), and the label with its unit.
ClockMap = tuple[Sequence[float], Sequence[float], Sequence[Sequence[float]], str]

IRON_POOLS = (
    "labile_iron_relative",
    "iron_sulfur_relative",
    "ferritin_iron_relative",
    "surface_receptor_relative",
    "total_iron_relative",
)
RESERVES = ("function_reserve_day", "function_reserve_night")
DOPAMINE = (
    "extracellular_dopamine_peak",
    "extracellular_dopamine",
    "extracellular_dopamine_trough",
)
_OWN_THRESHOLD = frozenset(IRON_POOLS)  # curves whose thresholds are not those of their fellows
_WORKING_IRON = "iron_sulfur_relative"  # what the hazard of deficiency reads
_DARK_GREEN = "#00593F"  # edges of the dopamine band, told from its mean also in grey
_NOTE_SHARE = 0.22  # of the panel's width that the words at the dying border take
_MOST_CONTRAST = 6.0  # times a level, up and down: what lies further off is plain enough
_BAR_LENGTH = 75.0  # points that the words beside the colour bar may take
_LOG_RATIO = 20.0  # lines that span more than this are drawn on a logarithmic axis


def draw_iron_pools(axes: Axes, table: SweepTable, thresholds: Thresholds) -> list[RightLabel]:
    """The neuron's iron pools and the values that life and function need."""
    labels = _draw_lines(axes, table, IRON_POOLS, thresholds, LINE_LOOKS)
    if table.column(_WORKING_IRON) is not None:
        _mark_dying(axes, table, LINE_LOOKS[IRON_POOLS.index(_WORKING_IRON)].colour)
    return labels


def _mark_dying(axes: Axes, table: SweepTable, colour: str) -> None:
    """On the curve of the working iron, its value where too little of it begins to kill."""
    iron, places = table.column(_WORKING_IRON), table.values
    assert iron is not None
    for boundary in table.boundaries:
        states = (str(boundary.below_state), str(boundary.above_state))
        left = int(np.searchsorted(places, boundary.value)) - 1
        if states.count("dying") != 1 or not 0 <= left < len(places) - 1:
            continue
        ends = iron[left : left + 2] if states[0] == "dying" else iron[left : left + 2][::-1]
        if not ends[0] < ends[1]:  # less on the other side: it is not its lack that kills
            continue
        value = float(table.interpolate(boundary.value, iron))
        axes.plot([boundary.value], [value], "o", color=colour, markersize=5.0, zorder=4)
        across = (axes.transScale + axes.transLimits).transform((boundary.value, value))[0]
        has_room = across > _NOTE_SHARE  # left of the border, where the cell dies
        axes.annotate(
            f"dying below\n{table.label(_WORKING_IRON).partition(',')[0]} {number_words(value)}",
            xy=(boundary.value, value),
            xytext=(-5.0 if has_room else 5.0, 4.0),
            textcoords="offset points",
            ha="right" if has_room else "left",
            va="bottom",
            color=colour,
            weight="bold",
            fontsize=SMALL_TEXT_SIZE,
            bbox={"boxstyle": "square,pad=0.1", "facecolor": "white", "alpha": 0.6, "linewidth": 0},
            zorder=5,
        ).set_in_layout(False)


def draw_reserves(axes: Axes, table: SweepTable, thresholds: Thresholds) -> list[RightLabel]:
    """The least function reserve of night and day, and where between them only the night fails."""
    looks = (LineLook(ORANGE, "-", "o"), LineLook(BLUE, (0, (5, 1.5)), "s"))
    needed = dict(thresholds)
    if not any(name in needed for name in RESERVES):
        needed[RESERVES[1]] = [(1.0, "function holds above")]  # what a reserve of 1 means
    labels = _draw_lines(axes, table, RESERVES, needed, looks)
    level = _level_of_reserves(needed)
    if axes.get_yscale() == "log":
        low, high = axes.get_ylim()
        set_log_values(axes, max(low, level / _MOST_CONTRAST), min(high, level * _MOST_CONTRAST))
    day, night = (table.column(name) for name in RESERVES)
    if day is not None and night is not None:
        _shade_gap(axes, table, day, night, level)
    return labels


def night_alone_fails(table: SweepTable, thresholds: Thresholds) -> bool:
    """Whether draw_reserves shades a gap: somewhere the function holds by day but not by night."""
    day, night = (table.column(name) for name in RESERVES)
    if day is None or night is None:
        return False
    _, by_day, by_night = _fine_reserves(table, day, night)
    return bool(_gap(by_day, by_night, _level_of_reserves(thresholds)).any())


def _level_of_reserves(thresholds: Thresholds) -> float:
    """Below it function fails."""
    return next((thresholds[name][0][0] for name in RESERVES if name in thresholds), 1.0)


def _shade_gap(axes: Axes, table: SweepTable, day: Numbers, night: Numbers, level: float) -> None:
    fine, by_day, by_night = _fine_reserves(table, day, night)
    axes.fill_between(
        fine,
        by_night,
        by_day,
        where=_gap(by_day, by_night, level).tolist(),
        facecolor=SKY,
        edgecolor=BLUE,
        hatch="....",
        alpha=0.6,
        linewidth=0,
        zorder=1.5,
    )


def _gap(by_day: Numbers, by_night: Numbers, level: float) -> NDArray[np.bool_]:
    return (by_night < level) & (by_day >= level)


def _fine_reserves(
    table: SweepTable, day: Numbers, night: Numbers
) -> tuple[Numbers, Numbers, Numbers]:
    """The varied value at many places, with the reserves by day and by night there."""
    if len(table.values) < 2:
        return table.values, day, night
    spaced = np.geomspace if table.is_logarithmic else np.linspace
    fine = spaced(table.values[0], table.values[-1], 2001)
    return fine, table.interpolate(fine, day), table.interpolate(fine, night)


def draw_dopamine(axes: Axes, table: SweepTable, thresholds: Thresholds) -> list[RightLabel]:
    """Extracellular dopamine through the day: its mean between its trough and its peak."""
    looks = (
        LineLook(_DARK_GREEN, (0, (1, 1)), "^"),
        LineLook(GREEN, "-", "o"),
        LineLook(_DARK_GREEN, (0, (1, 1)), "v"),
    )
    labels = _draw_lines(axes, table, DOPAMINE, thresholds, looks)
    peak, trough = table.column(DOPAMINE[0]), table.column(DOPAMINE[-1])
    if peak is not None and trough is not None:
        axes.fill_between(table.values, trough, peak, color=GREEN, alpha=0.18, linewidth=0)
    return labels


def draw_urge(axes: Axes, table: SweepTable, thresholds: Thresholds) -> list[RightLabel]:
    """The hours of the day with an urge to move."""
    return _draw_lines(axes, table, ("urge_hours",), thresholds, (LINE_LOOKS[3],), decades=0)


def draw_cell_loss(axes: Axes, table: SweepTable, thresholds: Thresholds) -> list[RightLabel]:
    """How many cells die in ten years, and from where on the cell counts as dying."""
    return _draw_lines(
        axes, table, ("cell_loss_per_decade",), thresholds, (LINE_LOOKS[4],), decades=5
    )


def _draw_lines(
    axes: Axes,
    table: SweepTable,
    names: Sequence[str],
    thresholds: Thresholds,
    looks: Sequence[LineLook],
    decades: float = 3,
) -> list[RightLabel]:
    shown = [name for name in names if table.column(name) is not None]
    shown = [name for name in shown if table.unit(name) == table.unit(shown[0])]
    common, own = share_words([table.label(name) for name in shown])
    labels = []
    every = max(len(table.values) // 8, 1)
    for name, words in zip(shown, own, strict=True):
        place = names.index(name)
        look, column = looks[place], table.column(name)
        assert column is not None
        axes.plot(
            table.values,
            column,
            color=look.colour,
            linestyle=look.dashes,
            marker=look.marker or None,
            markevery=(1 + place * every // len(names), every),
            zorder=3,
        )
        if len(shown) > 1:
            last = float(column[np.isfinite(column)][-1])
            labels.append(RightLabel(last, sentence(words), look))
    levels = [(name, *pair) for name in shown for pair in thresholds.get(name, ())]
    for name, level, words in levels:
        # Among several curves a threshold concerns one; it has that curve's colour.
        several = len(shown) > 1 and name in _OWN_THRESHOLD
        look = LineLook(looks[names.index(name)].colour if several else BLACK, (0, (1, 2)), "")
        axes.axhline(
            level,
            color=look.colour,
            linewidth=0.9 if several else 0.6,
            linestyle=look.dashes if several else "-",
            zorder=2,
        )
        words = f"{words}: {number_words(level)}"
        labels.append(RightLabel(level, words, look if several else None))
    columns = [c for c in (table.column(name) for name in shown) if c is not None]
    set_value_axis(axes, columns, [level for _, level, _ in levels], decades)
    shared = common or (table.label(shown[0]) if len(shown) == 1 else "Value")
    axes.set_ylabel(axis_label(shared, table.unit(shown[0])))
    return labels


def set_value_axis(
    axes: Axes, columns: Sequence[Numbers], levels: Sequence[float], decades: float
) -> None:
    """A y axis for columns and levels: by ratio, down to so many decades, where they span much."""
    numbers = np.concatenate([*columns, np.array(levels, dtype=float)])
    numbers = numbers[np.isfinite(numbers)]
    positive = numbers[numbers > 0]
    if (
        not decades
        or len(positive) == 0
        or positive.max() < _LOG_RATIO * positive.min()
        or numbers.min() < 0
    ):
        low, high = min(float(numbers.min()), 0.0), float(numbers.max())
        axes.set_ylim(low, high + 0.08 * ((high - low) or 1.0))
        return
    high = float(positive.max()) * 1.4
    low = max(float(positive.min()) / 1.4, high * 10.0**-decades)
    low = min([low, *(level / 2 for level in levels if level > 0)])
    set_log_values(axes, low, high)


def draw_clock_map(
    axes: Axes,
    colour_axes: Axes,
    table: SweepTable,
    clock_map: ClockMap,
    level: float | None = None,
    night: Hours = NIGHT,
) -> bool:
    """Clock time against the varied parameter, the value as colour.

    Returns whether a contour at `level` was drawn.
    """
    hours, places = (np.asarray(side, dtype=float) for side in clock_map[:2])
    values = np.asarray(clock_map[2], dtype=float)
    if values.shape != (len(hours), len(places)):
        values = values.T
    clock, in_order = noon_to_noon(hours, values)
    scale = _colour_scale(values, level)
    mesh = axes.pcolormesh(
        _edges(places, table.middle),
        _edges(clock, lambda first, second: (first + second) / 2),
        np.ma.masked_invalid(in_order),
        norm=scale,
        cmap=SEQUENTIAL_MAP,
        rasterized=True,
    )
    axes.patch.set(hatch="xx", edgecolor=GREY)  # seen only where a cell was not solved
    axes.set_ylim(NOON, NOON + DAY_HOURS)
    set_clock_axis(axes.yaxis, 6.0)
    axes.set_ylabel(CLOCK_LABEL)
    night_bar(axes, night)
    figure = axes.get_figure()
    assert isinstance(figure, Figure)  # no figure of ours has figures in it
    bar = figure.colorbar(mesh, cax=colour_axes, extend=_cut_off(values, scale))
    if isinstance(scale, LogNorm):
        set_log_ticks(bar.ax.yaxis, *bar.ax.get_ylim())
    words = wrap_text(sentence(clock_map[3]), _BAR_LENGTH, SMALL_TEXT_SIZE)
    bar.set_label(words, fontsize=SMALL_TEXT_SIZE)
    if level is None or not np.nanmin(values) < level < np.nanmax(values):
        return False
    axes.contour(places, clock, in_order, [level], colors="white", linewidths=1.4)
    bar.ax.axhline(level, color="white", linewidth=1.4)
    return True


def _colour_scale(values: Numbers, level: float | None) -> Normalize:
    """Colours for the values; by ratio around a positive `level`, no further than matters there."""
    low, high = float(np.nanmin(values)), float(np.nanmax(values))
    if level is None or level <= 0 or low <= 0 or not low < level < high:
        return Normalize(low, high)
    return LogNorm(max(low, level / _MOST_CONTRAST), min(high, level * _MOST_CONTRAST))


def _cut_off(values: Numbers, scale: Normalize) -> str:
    """Which ends of the colour bar are drawn as arrows because values lie beyond them."""
    assert scale.vmin is not None
    assert scale.vmax is not None
    below = bool(np.nanmin(values) < scale.vmin)
    above = bool(np.nanmax(values) > scale.vmax)
    return {(True, True): "both", (True, False): "min", (False, True): "max"}.get(
        (below, above), "neither"
    )


def _edges(middles: Numbers, middle: Callable[[float, float], float]) -> list[float]:
    """Edges of the cells around the given places; the outer ones end at half a cell."""
    inner = [middle(a, b) for a, b in pairwise(middles)]
    return [float(middles[0]), *inner, float(middles[-1])]
