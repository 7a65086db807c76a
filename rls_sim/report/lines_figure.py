"""Outcomes along one parameter: a line, with bands where others were drawn beside it."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from rls_sim.errors import InputError
from rls_sim.quantities.display import readable_scale
from rls_sim.report.caption import caption_words
from rls_sim.report.ensemble_bands import Line, line_of, quantiles_of, shares_of
from rls_sim.report.labels import (
    LINE_SPACING,
    RightLabel,
    axes_size,
    axis_label,
    number_words,
    text_width,
    wrap_text,
    write_plate,
)
from rls_sim.report.page import Page
from rls_sim.report.scales import set_range_axis
from rls_sim.report.style import BLACK, BLUE, GREY, TEXT_SIZE, LineLook, house_look, state_look
from rls_sim.report.sweep_panels import set_value_axis
from rls_sim.report.sweep_table import Numbers, numeric_outcomes
from rls_sim.report.thresholds import thresholds_of

MOST_PANELS = 8
_SHARES, _PANEL = 26.0, 32.0  # mm
_DECADES = 4.0
_EDGE = "#003D66"  # of the bands, told from their middle also in grey
_MEDIAN = LineLook(_EDGE, "-", "o")
_NAMED = 4  # parameters drawn beside that the caption names


def draw_lines(result: Any, outcomes: Sequence[str] = ()) -> Figure:
    """
    One page: how the state and some outcomes change along the listed parameter of a sweep.

    Where others were drawn beside it: the share of cells in each state, and of each outcome the
    median with bands from 25 to 75 and from 5 to 95 % of the draws. ``outcomes``: those that the
    sweep prints unless named. Raises InputError for a sweep without such a parameter, or an outcome
    that it does not have.
    """
    line = line_of(result)
    names = _chosen(result, outcomes)
    with house_look():
        page = Page.of(
            getattr(result, "title", "") or f"Along {line.meaning}",
            caption_words(result, *_remarks(result, line)),
            [*([_SHARES] if "state" in result.data else []), *[_PANEL] * len(names)],
            question=getattr(result, "question", ""),
        )
        letters = iter("ABCDEFGHIJ")
        shares: tuple[Axes, Mapping[str, Numbers]] | None = None
        if "state" in result.data:
            axes = page.add()
            shares = axes, shares_of(line, result.data["state"])
            _draw_shares(axes, line, shares[1])
            page.entitle(axes, next(letters), "Which state the cells are in")
        thresholds = thresholds_of(result)
        for name in names:
            axes = page.add(beside=page.panels[0] if page.panels else None)
            labels = _draw_outcome(axes, line, result, name, thresholds.get(name, ()))
            if name == names[0] and line.draws > 1:
                labels += _band_labels(line, result, name)
            page.right_labels.append((axes, labels))
            page.entitle(axes, next(letters), " ")
        _set_parameter_axis(page, line)
        page.finish()
        if shares is not None:
            _name_shares(*shares, line)
    return page.figure


def _chosen(result: Any, outcomes: Sequence[str]) -> list[str]:
    """Outcomes that have numbers; raises InputError where there are none."""
    numeric = numeric_outcomes(result, outcomes)
    chosen = list(dict.fromkeys(outcomes or [name for name in result.table if name in numeric]))
    chosen = [name for name in chosen if np.isfinite(result.data[name]).any()]
    if not chosen:
        raise InputError("no cell of this sweep has a number of what is to be drawn")
    return chosen[:MOST_PANELS]


def _remarks(result: Any, line: Line) -> list[str]:
    failed = int(sum(str(word) in ("", "nan") for word in result.data.get("state", ())))
    remarks = [f"{failed} of {result.size} cells not solved"] if failed else []
    if line.beside:
        named = ", ".join(line.beside[:_NAMED])
        more = len(line.beside) - _NAMED
        remarks.append(
            f"At each value of {line.name} the same {line.draws} draws of {named}"
            + (f" and {more} more" if more > 0 else "")
            + "; cells that were not solved count in the shares of states and nowhere else"
        )
    return remarks


def _set_parameter_axis(page: Page, line: Line) -> None:
    low, high = float(line.values[0]), float(line.values[-1])
    set_range_axis(page.panels[0], low, high, line.is_logarithmic)
    for axes in page.panels:
        axes.tick_params(labelbottom=axes is page.panels[-1])
        if low < line.default < high:
            axes.axvline(line.default, color=GREY, linewidth=0.6, linestyle=(0, (4, 2)), zorder=1.5)
    page.panels[-1].set_xlabel(axis_label(f"{line.meaning} ({line.name})", line.unit))
    if low < line.default < high:
        page.panels[0].annotate(
            f"default {number_words(line.default)}",
            (line.default, 1.0),
            xycoords=("data", "axes fraction"),
            xytext=(0, 2),
            textcoords="offset points",
            ha="center",
            va="bottom",
            color=GREY,
            annotation_clip=False,
        ).set_in_layout(False)


def _draw_shares(axes: Axes, line: Line, shares: Mapping[str, Numbers]) -> None:
    foot = np.zeros(len(line.values))
    for state, share in shares.items():
        look = state_look(state)
        axes.fill_between(
            line.values,
            foot,
            foot + share,
            facecolor=look.colour,
            edgecolor=_hatch_colour(look.ink),
            hatch=look.hatch,
            linewidth=0,
        )
        axes.plot(line.values, foot + share, color=BLACK, linewidth=0.7)
        foot = foot + share
    axes.set_ylim(0, 1)
    axes.set_ylabel("Share of cells [ratio]")


def _hatch_colour(ink: str) -> tuple[float, float, float, float]:
    return (1.0, 1.0, 1.0, 0.35) if ink == "white" else (0.0, 0.0, 0.0, 0.3)


def _name_shares(axes: Axes, shares: Mapping[str, Numbers], line: Line) -> None:
    """The name of each state where its layer is thickest, if it fits there; else at the right."""
    width, height = axes_size(axes)
    to_axes = axes.transData + axes.transAxes.inverted()
    places = np.array([float(to_axes.transform((x, 0))[0]) for x in line.values])
    fine = np.linspace(0, 1, 401)
    foot, outside = np.zeros(len(fine)), []
    for state, share in shares.items():
        look, layer = state_look(state), np.interp(fine, places, share)
        best = None
        for room in (1e9, text_width(look.words, TEXT_SIZE, bold=True) * 0.6):
            words = wrap_text(look.words, room, TEXT_SIZE, bold=True)
            half = (text_width(words, TEXT_SIZE, bold=True) + 5.0) / width / 2
            tall = ((words.count("\n") + 1) * TEXT_SIZE * LINE_SPACING + 2.0) / height
            best = best or _room_in_layer(fine, foot, foot + layer, half, tall)
            if best is not None:
                break
        if best is None:
            outside.append(state)
        else:
            write_plate(axes, best, words, look).set_in_layout(False)
        foot = foot + layer
    if outside:
        axes.legend(
            handles=[_swatch(state) for state in outside],
            loc="lower left",
            bbox_to_anchor=(1.0, 0.0),
            borderaxespad=0.3,
            handlelength=1.8,
        ).set_in_layout(False)


def _swatch(state: str) -> Patch:
    look = state_look(state)
    edge = BLACK if look.ink == "black" else "#CCCCCC"
    return Patch(
        facecolor=look.colour, hatch=look.hatch, edgecolor=edge, linewidth=0.0, label=look.words
    )


def _room_in_layer(
    places: Numbers, foot: Numbers, head: Numbers, half: float, tall: float
) -> tuple[float, float] | None:
    """The middle of the thickest place for a box of such half width and height; None for none."""
    best, found = tall, None
    for place in places[(places >= half) & (places <= 1 - half)]:
        inside = np.abs(places - place) <= half
        low, high = float(foot[inside].max()), float(head[inside].min())
        if high - low > best:
            best, found = high - low, (float(place), (low + high) / 2)
    return found


def _draw_outcome(
    axes: Axes, line: Line, result: Any, name: str, levels: Sequence[tuple[float, str]]
) -> list[RightLabel]:
    found, unit = quantiles_of(line, result.data[name]), result.columns[name][1]
    factor, unit = readable_scale(unit, float(np.nanmax(np.abs(found))))
    found = found * factor
    median = found[2]
    if line.draws > 1:
        axes.fill_between(line.values, found[0], found[4], color=BLUE, alpha=0.16, linewidth=0)
        axes.fill_between(line.values, found[1], found[3], color=BLUE, alpha=0.34, linewidth=0)
        for row, dashes in ((0, (0, (1, 1.2))), (4, (0, (1, 1.2))), (1, "-"), (3, "-")):
            axes.plot(line.values, found[row], color=_EDGE, linestyle=dashes, linewidth=0.6)
    axes.plot(
        line.values,
        median,
        color=_MEDIAN.colour,
        linewidth=1.6,
        marker=_MEDIAN.marker,
        markersize=2.2,
        zorder=3,
    )
    for level, _ in levels:
        axes.axhline(level * factor, color=BLACK, linewidth=0.6, zorder=2)
    marks = [level * factor for level, _ in levels]
    never_none = bool(np.nanmin(found) > 0)
    set_value_axis(axes, list(found), marks, _DECADES if never_none else 0)
    axes.set_ylabel(axis_label(result.columns[name][0], unit))
    return [RightLabel(level * factor, f"{w}: {number_words(level)}") for level, w in levels]


def _band_labels(line: Line, result: Any, name: str) -> list[RightLabel]:
    """Which line is which quantile, at the right of the first panel."""
    found = quantiles_of(line, result.data[name])
    factor, _ = readable_scale(result.columns[name][1], float(np.nanmax(np.abs(found))))
    ends = [float(row[np.isfinite(row)][-1]) * factor for row in found]
    words = ("5 % of draws", "25 %", "median", "75 %", "95 % of draws")
    return [RightLabel(end, text) for end, text in zip(ends, words, strict=True)]
