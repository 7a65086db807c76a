"""The figure of an experiment: its panels, each curve and row with its spread over the ensemble."""

import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.patches import Patch
from numpy.typing import NDArray

from rls_sim.hypotheses.experiments.conduct import Result
from rls_sim.hypotheses.experiments.experiment import BANDS, ROWS, Panel, Series
from rls_sim.report.caption import Origin, caption_words
from rls_sim.report.labels import (
    RightLabel,
    number_words,
    sentence,
)
from rls_sim.report.page import Page
from rls_sim.report.scales import set_log_ticks, set_range_axis
from rls_sim.report.style import (
    BLACK,
    BLUE,
    GREY,
    LINE_LOOKS,
    SMALL_TEXT_SIZE,
    STATE_LOOKS,
    house_look,
    state_look,
)

Array = NDArray[np.float64]

CURVES, STATES_HEIGHT, ROW, AROUND_ROWS = 50.0, 42.0, 4.6, 9.0  # mm
EDGE = 0.06  # inches beside panels, so that long names of rows keep off the edge
QUANTILES = (0.05, 0.5, 0.95)
LEAST_ON_LOG = 1e-4  # smaller values of a logarithmic row are drawn at the edge


def draw_experiment(result: Result, model_hash: str = "") -> Figure:
    """All panels of an experiment under one another, on a page of journal width."""
    experiment = result.experiment
    caption = caption_words(
        Origin(model_hash=model_hash),
        f"Medians and 5 to 95 % of {result.members} members of the calibrated ensemble, of "
        "resamples where a weight is shown; a diamond is one cell or share; (of n %): the others "
        "have no such number",
        f"Seed {result.seed}",
        differences_known=False,
    )
    with house_look():
        page = Page.of(
            experiment.title,
            caption,
            [_height(panel) for panel in experiment.panels],
            question=experiment.question,
        )
        engine = page.figure.get_layout_engine()
        if isinstance(engine, ConstrainedLayoutEngine):
            engine.set(w_pad=EDGE)
        for letter, panel in zip("abcdefghij", experiment.panels, strict=False):
            axes = page.add()
            if panel.kind == BANDS:
                _draw_bands(page, axes, panel, result)
            elif panel.kind == ROWS:
                _draw_rows(axes, panel, result)
            else:
                _draw_states(axes, panel, result)
            page.entitle(axes, letter, panel.title)
        page.panels.clear()  # so that each y label stays beside its own axis
        page.finish()
    return page.figure


def _height(panel: Panel) -> float:
    if panel.kind == ROWS:
        return ROW * len(panel.series) + AROUND_ROWS
    return CURVES if panel.kind == BANDS else STATES_HEIGHT


def spread(values: Array) -> Array:
    """5, 50 and 95 % quantiles (3, points) of those of values (n, points) that are known."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # a point that no member has
        return np.asarray(np.nanquantile(values, QUANTILES, axis=0))


def _draw_bands(page: Page, axes: Axes, panel: Panel, result: Result) -> None:
    assert panel.x is not None  # the loader wants it
    x = panel.x.value(result.numbers)[0]
    labels = []
    for series, look in zip(panel.series, LINE_LOOKS, strict=False):
        low, middle, high = spread(series.formula.value(result.numbers))
        axes.fill_between(x, low, high, color=look.colour, alpha=0.10, linewidth=0)
        for edge in (low, high):
            axes.plot(x, edge, color=look.colour, linestyle=look.dashes, linewidth=0.5)
        every = max(len(x) // 8, 1)
        axes.plot(
            x, middle, color=look.colour, linestyle=look.dashes, marker=look.marker, markevery=every
        )
        known = middle[~np.isnan(middle)]
        if len(known):
            labels.append(RightLabel(float(known[-1]), sentence(series.label), look))
    for place, words in panel.marks:
        axes.axhline(place, color=GREY, linewidth=0.7, linestyle=(0, (1, 2)), zorder=0)
        labels.append(RightLabel(place, words))
    set_range_axis(axes, float(x[0]), float(x[-1]), panel.logarithmic and x[0] > 0)
    if panel.span:
        axes.set_ylim(*panel.span)
    axes.set_xlabel(_label(panel.x_label))
    axes.set_ylabel(_label(panel.y_label))
    page.right_labels.append((axes, labels))


def _label(words: str) -> str:
    """An axis label; experiments write units into them, in brackets."""
    return sentence(words)


def _draw_rows(axes: Axes, panel: Panel, result: Result) -> None:
    names = []
    ends: list[float] = [place for place, _ in panel.marks]
    for row, (series, values) in enumerate(_rows(panel, result)):
        names.append(sentence(series.label))
        known = values[np.isfinite(values)]
        if not len(known):
            axes.annotate("no member has this number", **_note(row))
            continue
        least = panel.span[0] if panel.span else LEAST_ON_LOG
        if panel.logarithmic:
            known = np.maximum(known, least)
        low, middle, high = np.quantile(known, QUANTILES)
        single = len(values) == 1
        axes.plot([low, high], [row, row], color=BLUE, linewidth=1.6, solid_capstyle="butt")
        axes.plot(
            [middle], [row], marker="D" if single else "o", color=BLACK, markersize=3.6, zorder=3
        )
        ends += [low, high]
        below = panel.logarithmic and middle <= least
        words = f"below {number_words(least)}" if below else number_words(middle)
        if len(known) < len(values):
            words += f" (of {100 * len(known) / len(values):.3g} %)"
        axes.annotate(words, **_note(row))
    for place, words in panel.marks:
        axes.axvline(place, color=GREY, linewidth=0.7, linestyle=(0, (1, 2)), zorder=0)
        axes.annotate(
            words,
            xy=(place, -0.75),
            xytext=(2, 0),
            textcoords="offset points",
            ha="left",
            va="center",
            color=GREY,
            fontsize=SMALL_TEXT_SIZE,
            style="italic",
        ).set_in_layout(False)
    _frame_rows(axes, panel, names, ends)


def _rows(panel: Panel, result: Result) -> list[tuple[Series, Array]]:
    """Each row with its values (n,), in order."""
    rows = [(series, series.formula.value(result.numbers)[:, 0]) for series in panel.series]
    if panel.ordered:
        rows.sort(key=lambda row: -float(np.nan_to_num(np.nanmedian(row[1]))))
    return rows


def _note(row: int) -> dict[str, Any]:
    """Words at the right of a row."""
    return {
        "xy": (1.0, row),
        "xycoords": ("axes fraction", "data"),
        "xytext": (6, 0),
        "textcoords": "offset points",
        "va": "center",
        "fontsize": SMALL_TEXT_SIZE,
        "annotation_clip": False,
    }


def _frame_rows(axes: Axes, panel: Panel, names: Sequence[str], ends: Sequence[float]) -> None:
    for text in axes.texts:
        text.set_in_layout(False)
    axes.set_yticks(range(len(names)), names)
    axes.set_ylim(len(names) - 0.4, -1.1 if panel.marks else -0.6)
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="y", color="#E4E4E4", linewidth=0.5)
    axes.set_axisbelow(True)
    known = [end for end in ends if np.isfinite(end)]
    if panel.logarithmic and known and min(known) > 0:
        low, high = panel.span or (min(known) / 1.15, max(known) * 1.15)
        axes.set_xscale("log")
        axes.set_xlim(low, high)
        set_log_ticks(axes.xaxis, low, high)
    elif panel.span:
        axes.set_xlim(*panel.span)
    axes.set_xlabel(_label(panel.y_label))


def _draw_states(axes: Axes, panel: Panel, result: Result) -> None:
    assert panel.x is not None  # the loader wants it
    x = panel.x.value(result.numbers)[0]
    words = result.numbers[panel.series[0].formula.names[0]]
    shares, handles = [], []
    order = [*STATE_LOOKS]
    present = sorted(
        {str(word) or "failed" for word in np.unique(words)},
        key=lambda name: order.index(name) if name in order else len(order),
    )
    for name in present:
        shares.append(np.mean(words == ("" if name == "failed" else name), axis=0))
    tops = np.cumsum(shares, axis=0)
    for name, top, share in zip(present, tops, shares, strict=True):
        look = state_look(name)
        shape: dict[str, Any] = {
            "facecolor": look.colour,
            "hatch": look.hatch,
            "edgecolor": look.ink if look.hatch else look.colour,
            "linewidth": 0.3,
        }
        axes.fill_between(x, top - share, top, **shape)
        handles.append(Patch(label=sentence(look.words), **shape))
    set_range_axis(axes, float(x[0]), float(x[-1]), panel.logarithmic and x[0] > 0)
    axes.set_ylim(0, 1)
    axes.set_xlabel(_label(panel.x_label))
    axes.set_ylabel(sentence(panel.y_label))
    legend = axes.legend(
        handles=handles[::-1], loc="center left", bbox_to_anchor=(1.0, 0.5), handlelength=1.6
    )
    legend.set_in_layout(False)
