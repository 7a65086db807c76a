"""Figures of a sweep's report: outcomes along a parameter, days, maps of two, clouds of more."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np

from rls_sim.report.clock_axis import noon_to_noon
from rls_sim.report.labels import axis_label, number_words, sentence, unit_words
from rls_sim.report.style import LINE_LOOKS, NIGHT_COLOUR, STATE_LOOKS, LineLook, state_look
from rls_sim.report.sweep_table import SweepTable
from rls_sim.report.web.chart import EACH, Chart, Series, Shade, chart_figure
from rls_sim.report.web.grid import SHADES, Map, map_figure
from rls_sim.report.web.markup import Html, joined, tag
from rls_sim.report.web.regions import Kind
from rls_sim.report.web.scale import Axis, axis_over
from rls_sim.report.web.shown import Shown, state_words
from rls_sim.report.web.table import thinned
from rls_sim.study.cell import STATE
from rls_sim.study.sweeps.result import SMALL, SweepResult

MOST_DRAWN = 1_500  # points of a figure
MOST_FIGURES, MOST_MAPPED, MOST_DAYS = 8, 4, 6
INK = "#1b1b1b"  # around pale markers
MOST_ALONG = 100  # values of a parameter on a map
MOST_ON_A_GRID = 4_000_000  # cells of a sweep whose places are looked up


def sweep_figures(shown: Shown) -> Html:
    """Figures of the outcomes that the sweep prints, as its cells vary."""
    result = shown.result
    names = [name for name in result.table if name != STATE and shown.numeric(name)][:MOST_FIGURES]
    if result.line and result.size >= 2:
        drawn = [_along(shown, name) for name in names] + _days(shown)
    elif (grid := _grid(shown)) is not None:
        drawn = [
            _state_map(shown, grid),
            *(_map(shown, grid, name) for name in names[:MOST_MAPPED]),
        ]
    else:
        drawn = [
            _scatter(shown, quantity.name, name)
            for name in names[:MOST_MAPPED]
            for quantity in result.varied[:3]
            if quantity.name in shown.data and shown.numeric(quantity.name)
        ]
    return joined([tag("h3", EACH), tag("div", *drawn, class_="charts")])


def _axis(result: SweepResult, name: str, values: Any, *, snug: bool = True) -> Axis:
    label, unit = result.columns[name]
    known = values[np.isfinite(values)]
    spread = bool(len(known)) and known.min() > 0 and known.max() >= 10 * known.min()
    words = f"{sentence(label)} ({name})"
    return axis_over(values.tolist(), words, unit, logarithmic=spread, snug=snug)


def _along(shown: Shown, name: str) -> Html:
    """An outcome along the one parameter, states behind it."""
    result = shown.result
    key = result.parameter.name
    values, outcome = shown.numbers(key), shown.numbers(name)
    order = np.argsort(values, kind="stable")
    label, unit = result.columns[name]
    shades, words = _bands(result) if result.size <= SMALL else ([], [])
    states = [state_look(shown.states[n]).words for n in order]
    chart = Chart(
        title=sentence(label),
        x=_axis(result, key, values),
        y=axis_over(outcome.tolist(), sentence(label), unit, from_zero=True),
        series=[
            Series(sentence(label), values[order].tolist(), outcome[order].tolist(), texts=states)
        ],
        shades=shades,
        marks=[(one.value, number_words(one.value)) for one in result.boundaries],
        key=words,
    )
    return chart_figure(chart)


def _bands(result: SweepResult) -> tuple[list[Shade], list[Shade]]:
    """States behind the lines, and what their colours mean."""
    shades = []
    for band in SweepTable(result).bands():
        look = state_look(band.state)
        shades.append(Shade(band.start, band.end, look.colour, look.words, 2 * look.tint_strength))
    return shades, list({shade.words: shade for shade in shades}.values())


def _days(shown: Shown) -> list[Html]:
    """The kept courses through the day, of some of the cells."""
    result = shown.result
    if not result.courses or result.size > SMALL:
        return []
    values = np.asarray(result.data[result.parameter.name], dtype=float)
    solved = [n for n in np.argsort(values) if np.isfinite(result.courses[0].values[n]).all()]
    chosen = [solved[n] for n in thinned(len(solved), MOST_DAYS)] if solved else []
    night = _night(result)
    figures = []
    for course in result.courses:
        series = []
        for look, cell in zip(LINE_LOOKS, chosen, strict=False):
            hours, along = noon_to_noon(np.array(result.hours), course.values[cell])
            name = f"{result.parameter.name} {number_words(float(values[cell]))}"
            series.append(Series(name, hours.tolist(), along.tolist(), look))
        if series:
            y = [value for one in series for value in one.y]
            figures.append(
                chart_figure(
                    Chart(
                        title=f"The day of {len(series)} cells: {course.label}",
                        x=Axis("Clock time", "h:min", 12.0, 36.0, clock=True),
                        y=axis_over(y, sentence(course.label), course.unit, from_zero=True),
                        series=series,
                        shades=night,
                        key=night,
                    )
                )
            )
    return figures


def _night(result: SweepResult) -> list[Shade]:
    begins, ends = (result.thresholds.get(name) for name in ("night_begins", "night_ends"))
    if begins is None or ends is None:
        return []
    start, end = ((hour.value - 12) % 24 + 12 for hour in (begins, ends))
    return [Shade(start, end, NIGHT_COLOUR, "evening and night")] if start < end else []


@dataclass(frozen=True)
class _Grid:
    """Two parameters whose every combination is a cell: their values, and the cell of each."""

    names: tuple[str, str]
    across: list[float]
    down: list[float]  # from the top: the greatest first
    cells: Any  # (down, across) numbers of cells


def _grid(shown: Shown) -> _Grid | None:
    result = shown.result
    names = tuple(quantity.name for quantity in result.varied)
    if len(names) != 2 or result.size > MOST_ON_A_GRID or not all(map(shown.numeric, names)):
        return None
    one, other = (np.concatenate(list(result.pieces(name))).astype(float) for name in names)
    across, down = np.unique(one), np.unique(other)[::-1]
    if len(across) * len(down) != result.size or min(len(across), len(down)) < 2:
        return None
    places = np.full((len(down), len(across)), -1)
    i = len(down) - 1 - np.searchsorted(down[::-1], other)
    places[i, np.searchsorted(across, one)] = np.arange(result.size)
    if (places < 0).any():
        return None
    rows, columns = thinned(len(down), MOST_ALONG), thinned(len(across), MOST_ALONG)
    return _Grid(
        (names[0], names[1]),
        across[columns].tolist(),
        down[rows].tolist(),
        places[np.ix_(rows, columns)],
    )


def _state_map(shown: Shown, grid: _Grid) -> Html:
    if STATE not in shown.data:
        return Html("")
    states = [state_words(row) for row in shown.at(STATE, grid.cells).tolist()]
    others = sorted({word for row in states for word in row} - set(STATE_LOOKS))
    known = [*STATE_LOOKS, *others]
    looks = map(state_look, known)
    kinds = [Kind(one.words, one.colour, one.hatch, one.ink, one.letter) for one in looks]
    cells = [[known.index(word) for word in row] for row in states]
    drawn = _drawn(shown, grid, "State of the cell", kinds, cells, ())
    return map_figure(replace(drawn, bordered=True))


def _map(shown: Shown, grid: _Grid, name: str) -> Html:
    values = shown.at(name, grid.cells).astype(float)
    label, unit = shown.result.columns[name]
    title = f"{sentence(label)} [{unit_words(unit)}]"
    known = values[np.isfinite(values)]
    if not len(known):
        return Html("")
    edges = np.linspace(known.min(), known.max(), len(SHADES) + 1)
    ends = [f"{number_words(a)} to {number_words(b)}" for a, b in pairwise(edges.tolist())]
    kinds = [Kind(words, colour) for words, colour in zip(ends, SHADES, strict=True)]
    kinds.append(Kind("no number", "#FFFFFF"))
    placed = np.clip(np.searchsorted(edges, values, "right") - 1, 0, len(SHADES) - 1)
    placed[~np.isfinite(values)] = len(SHADES)
    tells = [[number_words(v) if np.isfinite(v) else "" for v in row] for row in values.tolist()]
    return map_figure(_drawn(shown, grid, title, kinds, placed.tolist(), tells))


def _drawn(
    shown: Shown,
    grid: _Grid,
    title: str,
    kinds: Sequence[Kind],
    cells: Sequence[Sequence[int]],
    tells: Sequence[Sequence[str]],
) -> Map:
    labels = ((name, *shown.result.columns[name]) for name in grid.names)
    across, down = (axis_label(f"{label} ({name})", unit) for name, label, unit in labels)
    whole = len(grid.across) * len(grid.down) == shown.result.size
    note = (
        ""
        if whole
        else (f"{len(grid.across)} by {len(grid.down)} of the values are shown, evenly spread.")
    )
    return Map(
        title,
        columns=[number_words(value) for value in grid.across],
        rows=[number_words(value) for value in grid.down],
        column_words=across,
        row_words=down,
        kinds=kinds,
        cells=cells,
        tells=tells,
        note=note,
    )


def _scatter(shown: Shown, parameter: str, outcome: str) -> Html:
    """An outcome over a drawn parameter, a series a state."""
    result = shown.result
    chosen = np.array(thinned(len(shown.cells), MOST_DRAWN))
    x, y = shown.numbers(parameter)[chosen], shown.numbers(outcome)[chosen]
    states = np.array(shown.states)[chosen]
    label, unit = result.columns[outcome]
    series = []
    for n, word in enumerate(w for w in STATE_LOOKS if w in states):
        inside = np.flatnonzero((states == word) & np.isfinite(x) & np.isfinite(y))
        if not len(inside):
            continue
        marker = LINE_LOOKS[n % 5].marker
        look = LineLook(state_look(word).colour, "-", marker)
        cells = [f"cell {shown.cells[chosen[i]]}" for i in inside]
        series.append(
            Series(
                state_look(word).words,
                x[inside].tolist(),
                y[inside].tolist(),
                look,
                points=True,
                texts=cells,
                edge=INK if state_look(word).ink == "black" else "",
            )
        )
    left = result.size - len(chosen)
    return chart_figure(
        Chart(
            title=f"{sentence(label)} over {result.columns[parameter][0]}",
            x=_axis(result, parameter, x, snug=False),
            y=axis_over(y.tolist(), sentence(label), unit),
            series=series,
            note=f"{len(chosen)} of {result.size} cells, evenly spread." if left else "",
        )
    )
