"""The tornado: which parameters move an outcome, from cells that were drawn or from slopes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from rls_sim.errors import InputError
from rls_sim.inference.influence import LEAST, Influence, Influences, influences_of
from rls_sim.quantities.display import readable_scale
from rls_sim.report.caption import Origin, caption_words
from rls_sim.report.labels import axis_label, sentence, wrap_text
from rls_sim.report.page import Page
from rls_sim.report.style import BLACK, BLUE, ORANGE, SMALL_TEXT_SIZE, house_look
from rls_sim.report.sweep_table import numeric_outcomes

MOST_ROWS, MOST_PANELS = 12, 4
_ROW, _AROUND = 6.0, 10.0  # mm: of a parameter, and of a panel's axis
_KEY_ROOM = 4.0  # mm: of the key, between the page's title and the first panel's
_TITLE_ROOM = 14.0  # points between a panel and the key: its title lies between
_MARGIN = 0.06  # of the axis, beyond the longest bar
_NAME_ROOM, _NAME_SIZE = 168.0, 5.8  # points: for the words of a parameter, and of them
_LOW: dict[str, Any] = {"facecolor": ORANGE, "hatch": "////"}
_HIGH: dict[str, Any] = {"facecolor": BLUE, "hatch": ""}
_PALE = 0.3  # opacity of what may be chance


@dataclass(frozen=True)
class Slopes:
    """
    Of one outcome at one cell: by how many per cent it moves where a parameter rises by one.

    ``found``: parameter and elasticity, the strongest first.
    """

    outcome: str
    label: str
    found: tuple[tuple[str, float], ...]


def slopes_of(batch: Any, place: int, outcome: str, label: str) -> Slopes:
    """The elasticities of one outcome of a GradientBatch's cell; those that are none left out."""
    row = batch.elasticities()[place, batch.outcomes.index(outcome)]
    pairs = [
        (name, float(value))
        for name, value in zip(batch.parameters, row, strict=True)
        if np.isfinite(value) and value
    ]
    return Slopes(outcome, label, tuple(sorted(pairs, key=lambda pair: (-abs(pair[1]), pair[0]))))


def draw_tornado(result: Any, outcomes: Sequence[str] = ()) -> Figure:
    """
    One page: a panel an outcome, a row a parameter of the sweep, the strongest at the top.

    A bar runs from the median outcome of the fifth of cells in which the parameter is lowest to
    that of the fifth in which it is highest; beside it stands the rank correlation. Pale rows may
    be chance. Raises InputError for a sweep in which fewer than two parameters vary, or an outcome
    that it does not have.
    """
    panels = influences_in(result, outcomes)
    quantities = {quantity.name: quantity for quantity in result.varied}
    with house_look():
        page = Page.of(
            getattr(result, "title", "") or "Which parameters move the outcome",
            caption_words(result, *_remarks(result, panels)),
            _heights([len(panel.found) for panel in panels]),
            question=getattr(result, "question", ""),
        )
        for letter, panel in zip("ABCD", panels, strict=False):
            axes = page.add()
            _draw_ends(axes, panel, result.columns[panel.outcome], quantities)
            _write_numbers(axes, [one.rank for one in panel.found], "rank correlation")
            page.entitle(axes, letter, sentence(result.columns[panel.outcome][0]))
        _key(page.panels[0], "parameter in its lowest fifth", "in its highest fifth")
        page.finish()
    return page.figure


def require_tornado(result: Any) -> None:
    """Raise InputError, saying why, for a sweep whose parameters cannot be compared."""
    if len(result.varied) < 2:
        raise InputError(f"a tornado compares parameters, and one varies ({result.varied[0].name})")
    if result.size < LEAST:
        raise InputError(f"a tornado needs at least {LEAST} cells, and there are {result.size}")


def influences_in(result: Any, outcomes: Sequence[str] = ()) -> list[Influences]:
    """What the parameters of a sweep do to each outcome; raises InputError as `draw_tornado`."""
    require_tornado(result)
    numeric = numeric_outcomes(result, outcomes)
    chosen = outcomes or [name for name in result.table if name in numeric]
    drawn = {q.name: np.asarray(result.data[q.name], dtype=float) for q in result.varied}
    found = []
    for name in list(dict.fromkeys(chosen))[:MOST_PANELS]:
        values = np.asarray(result.data[name], dtype=float)
        if outcomes or np.ptp(values[np.isfinite(values)] if np.isfinite(values).any() else 0.0):
            panel = influences_of(name, values, drawn)
            found.append(Influences(name, panel.median, panel.cells, panel.found[:MOST_ROWS]))
    if not found:
        raise InputError("none of the outcomes of this sweep differs between its cells")
    return found


def draw_slopes(panels: Sequence[Slopes], model: Any, origin: Origin) -> Figure:
    """
    One page: of each outcome the parameters with the steepest slopes at one cell.

    A bar is the elasticity: per cent that the outcome moves where the parameter rises by one per
    cent, at this cell and no further. Raises ValueError where no outcome has a slope.
    """
    drawn = [panel for panel in panels if panel.found]
    if not drawn:
        raise ValueError("no outcome has a slope")
    with house_look():
        page = Page.of(
            "Which parameters move the outcome, by its slopes at one cell",
            caption_words(
                origin,
                "Slopes at this cell say nothing of large changes; parameters of value 0 have none",
            ),
            _heights([min(len(panel.found), MOST_ROWS) for panel in drawn]),
        )
        for letter, panel in zip("ABCD", drawn, strict=False):
            axes = page.add()
            rows = panel.found[:MOST_ROWS]
            for place, (_, value) in enumerate(rows):
                look = _HIGH if value > 0 else _LOW
                axes.barh(place, value, height=0.66, edgecolor=BLACK, linewidth=0.5, **look)
            _write_numbers(axes, [value for _, value in rows], "elasticity")
            _set_rows(axes, [(name, model.parameters[name].meaning) for name, _ in rows])
            axes.axvline(0.0, color=BLACK, linewidth=0.8)
            axes.margins(x=_MARGIN)
            axes.set_xlabel(f"{sentence(panel.label)}: per cent for 1 % more of the parameter")
            page.entitle(axes, letter, sentence(panel.label))
        _key(page.panels[0], "falls with the parameter", "rises with the parameter")
        page.finish()
    return page.figure


def _heights(rows: Sequence[int]) -> list[float]:
    """Of panels with so many rows, mm; the first has the key above it."""
    found = [_ROW * max(count, 2) + _AROUND for count in rows]
    return [found[0] + _KEY_ROOM, *found[1:]]


def _remarks(result: Any, panels: Sequence[Influences]) -> list[str]:
    fewest, most = (pick(panel.cells for panel in panels) for pick in (min, max))
    cells = f"{fewest}" if fewest == most else f"{fewest} to {most}"
    remarks = [
        f"Of {cells} cells with a number ({result.size} in all). Bars: median outcome of the fifth "
        "of cells in which the parameter is lowest, and highest, over whatever the others are; "
        "upright line: median of all. At the right Spearman's rank correlation; rows that chance "
        "alone would reach in 1 of 20 are pale",
    ]
    if tied := _tied(result):
        remarks.append(f"{' and '.join(tied)} were varied together: each has a share in the other")
    return remarks


def _tied(result: Any) -> list[str]:
    """Parameters whose lists were paired, so that their influences are not their own."""
    axes = () if result.design is None else result.design.axes
    for axis in axes:
        if hasattr(axis, "spacing") and len(axis.names) > 1:
            return [*axis.names][:4]
    return []


def _draw_ends(axes: Axes, panel: Influences, words: Any, quantities: Any) -> None:
    label, unit = words
    reach = max((max(abs(i.low), abs(i.high)) for i in panel.found), default=abs(panel.median))
    factor, unit = readable_scale(unit, reach)
    for place, one in enumerate(panel.found):
        alpha = 1.0 if abs(one.rank) > panel.chance else _PALE
        for value, look in _ends(one, panel.median):
            axes.barh(
                place,
                (value - panel.median) * factor,
                left=panel.median * factor,
                height=0.66,
                edgecolor=BLACK,
                linewidth=0.5,
                alpha=alpha,
                **look,
            )
    axes.axvline(panel.median * factor, color=BLACK, linewidth=0.8)
    _set_rows(axes, [(one.parameter, quantities[one.parameter].meaning) for one in panel.found])
    axes.set_xlabel(axis_label(label, unit))
    axes.margins(x=_MARGIN)


def _ends(one: Influence, median: float) -> list[tuple[float, dict[str, Any]]]:
    """Both ends, the longer bar first, so that the shorter is seen where they overlap."""
    ends: list[tuple[float, dict[str, Any]]] = [(one.low, _LOW), (one.high, _HIGH)]
    return sorted(ends, key=lambda end: -abs(end[0] - median))


def _write_numbers(axes: Axes, numbers: Sequence[float], heading: str) -> None:
    """A column of signed numbers at the right of the rows, under its heading."""
    places = [(i, f"{n:+.2f}".replace("-", "\N{MINUS SIGN}")) for i, n in enumerate(numbers)]
    for place, text in [(-1.0, heading), *places]:
        axes.annotate(
            text,
            (1.0, place),
            xycoords=("axes fraction", "data"),
            xytext=(8, 0),
            textcoords="offset points",
            va="center",
            fontsize=SMALL_TEXT_SIZE,
            style="italic" if text == heading else "normal",
            annotation_clip=False,
        ).set_in_layout(False)


def _set_rows(axes: Axes, rows: Sequence[tuple[str, str]]) -> None:
    """The strongest at the top, each row with its parameter's name and meaning."""
    axes.set_yticks(
        range(len(rows)),
        [
            wrap_text(f"{sentence(meaning)} ({name})", _NAME_ROOM, _NAME_SIZE)
            for name, meaning in rows
        ],
    )
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.tick_params(axis="y", length=0, labelsize=_NAME_SIZE)
    axes.spines["left"].set_visible(False)


def _key(axes: Axes, low: str, high: str) -> None:
    """What the bars mean, in a row of its own above the title of the panel."""
    handles = [
        Patch(label=words, edgecolor=BLACK, linewidth=0.5, **look)
        for words, look in ((low, _LOW), (high, _HIGH))
    ]
    axes.legend(
        handles=handles,
        loc="lower left",
        bbox_to_anchor=(0.0, 1.0, 1.0, 0.0),
        ncols=2,
        borderaxespad=_TITLE_ROOM / SMALL_TEXT_SIZE,
        borderpad=0.0,
        columnspacing=1.2,
        handlelength=1.8,
    )
