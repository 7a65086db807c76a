"""The verification as one figure: how errors fall, and how far each check is from its bound."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

from rls_sim.report.style import (
    BLACK,
    BLUE,
    GREY,
    LINE_LOOKS,
    SMALL_TEXT_SIZE,
    TITLE_SIZE,
    VERMILLION,
    house_look,
    new_figure,
)

Facts = Mapping[str, Any]

PANELS = {  # a plot of curves: its title, what runs along it, whether in logarithms
    "steps": ("Error of the integrator", "length of the steps, h", True),
    "nodes": ("Error of the periodic day", "nodes of the day", False),
    "tolerances": ("Error for a tolerance", "relative tolerance asked for", True),
}
_WIDTH, _CURVES, _ROW, _MARGIN = 180.0, 66.0, 3.1, 16.0  # mm
_ROUNDING = 2.2e-16
_STEPS = (0.03, 0.1, 0.3, 1.0)  # h
_LEAST = 1e-16  # where a difference of nothing is drawn
_LARGEST = 1e-3  # bound of what is drawn as an error


def draw_verification(document: Facts) -> Figure:
    """
    One page of what `rls-sim doctor --verify --json` prints.

    Above, errors against steps, nodes and tolerances; below, every error and difference that was
    measured, beside the bound that it must not exceed.
    """
    rows = [check for check in document["checks"] if _is_error(check)]
    curves = [curve for check in document["checks"] for curve in check["curves"]]
    height = _CURVES + _ROW * (len(rows) + _groups(rows)) + _MARGIN
    with house_look():
        figure = new_figure(_WIDTH, height)
        parts: Any = figure.subfigures(2, 1, height_ratios=[_CURVES, height - _CURVES])
        panels = parts[0].subplots(1, 3)
        for letter, axes, (plot, words) in zip("ABC", panels, PANELS.items(), strict=True):
            _draw_curves(axes, [c for c in curves if c["plot"] == plot], *words)
            _entitle(axes, letter, words[0])
        axes = parts[1].subplots()
        _draw_errors(axes, rows)
        _entitle(axes, "D", "Errors and differences found, and their bounds")
        figure.suptitle(_title(document), x=0.01, ha="left", fontsize=TITLE_SIZE)
    return figure


def _title(document: Facts) -> str:
    count = len(document["checks"])
    words = [f"Verification of rls_sim {document['rls_sim']}: {document['passed']} of {count} hold"]
    words += [f"{document[s]} {told}" for s, told in _OTHERS.items() if document[s]]
    return ", ".join(words)


_OTHERS = {"failed": "failed", "not_run": "not run"}


def _is_error(check: Facts) -> bool:
    """Whether its number is an error, which should be small."""
    high = check["bound"]["high"]
    return check["bound"]["low"] is None and high is not None and 0 < high < _LARGEST


def _entitle(axes: Axes, letter: str, words: str) -> None:
    axes.set_title(rf"$\bf{{{letter}}}$  {words}")


def _draw_curves(
    axes: Axes, curves: Sequence[Facts], _: str, along: str, logarithmic: bool
) -> None:
    for curve, look in zip(curves, LINE_LOOKS, strict=False):
        axes.plot(
            curve["x"],
            np.maximum(curve["y"], _LEAST),
            color=look.colour,
            linestyle=look.dashes,
            marker=look.marker,
            label=_label(curve),
        )
    axes.set_yscale("log")
    axes.yaxis.set_minor_locator(NullLocator())
    if logarithmic:
        axes.set_xscale("log")
        axes.xaxis.set_minor_locator(NullLocator())
    if "steps" in along:
        axes.xaxis.set_major_locator(FixedLocator(_STEPS))
        axes.xaxis.set_major_formatter(FuncFormatter(lambda length, _: f"{length:g}"))
    if along.startswith("relative"):
        _draw_asked(axes, curves)
    axes.set_xlabel(along)
    axes.set_ylabel("largest relative error" if "steps" in along else "")
    if curves:
        low, high = axes.get_ylim()
        axes.set_ylim(low, high * 10 ** (0.42 * np.log10(high / low)))  # room for the words
        axes.legend(loc="upper left", handlelength=2.6, borderaxespad=0.2, labelspacing=0.3)


def _draw_asked(axes: Axes, curves: Sequence[Facts]) -> None:
    for curve in curves[:1]:
        ends = [min(curve["x"]), max(curve["x"])]
        axes.plot(ends, ends, color=GREY, linewidth=0.8, linestyle=(0, (4, 2)), label="as asked")


def _label(curve: Facts) -> str:
    if curve["slope"] is None:
        return str(curve["label"])
    kind = "order" if curve["plot"] == "steps" else "factor"
    return f"{curve['label']}: {kind} {curve['slope']:.2g}"


def _groups(rows: Sequence[Facts]) -> int:
    return len({check["group"] for check in rows})


def _draw_errors(axes: Axes, rows: Sequence[Facts]) -> None:
    """One row a check, under the name of its group; the bound is a stroke."""
    place, places, names = 0.0, [], []
    group = ""
    for check in rows:
        if check["group"] != group:
            group = check["group"]
            axes.text(
                *(_LEAST * 0.5, place, group),
                fontsize=SMALL_TEXT_SIZE,
                va="center",
                color=BLACK,
                weight="bold",
            )
            place += 1
        _draw_row(axes, place, check)
        places.append(place)
        names.append(check["name"])
        place += 1
    axes.set_yticks(places, names)
    axes.tick_params(axis="y", length=0)
    axes.set_ylim(place - 0.4, -0.6)
    axes.set_xscale("log")
    axes.set_xlim(_LEAST * 0.4, 1e-2)
    axes.set_xlabel("relative error or difference")
    axes.axvline(_ROUNDING, color=GREY, linewidth=0.6, linestyle=(0, (1, 1.5)))
    axes.legend(handles=_KEY, loc="upper right", borderaxespad=0.2)


def _draw_row(axes: Axes, place: float, check: Facts) -> None:
    bound = check["bound"]["high"]
    axes.plot([bound, bound], [place - 0.35, place + 0.35], color=BLACK, linewidth=1.2)
    if check["number"] is None:
        words = "not run" if check["status"] == "not_run" else "failed"
        axes.text(*(bound / 2, place, words), fontsize=SMALL_TEXT_SIZE, ha="right", va="center")
        return
    number = max(check["number"], _LEAST)
    good = check["status"] == "passed"
    axes.plot([number, bound], [place, place], color=GREY, linewidth=0.5)
    axes.plot(number, place, "o" if good else "X", color=BLUE if good else VERMILLION)


_KEY = (
    Line2D([], [], color=BLUE, marker="o", linestyle="", label="measured"),
    Line2D([], [], color=VERMILLION, marker="X", linestyle="", label="measured, beyond its bound"),
    Line2D([], [], color=BLACK, marker="|", linestyle="", markeredgewidth=1.2, label="bound"),
    Line2D([], [], color=GREY, linestyle=(0, (1, 1.5)), linewidth=0.6, label="one rounding"),
)
