"""The figures of trials: arms over the weeks with their intervals, and published rows beside."""

from collections.abc import Sequence, Sized
from dataclasses import replace
from typing import Any, Protocol

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from rls_sim.report.caption import Origin, caption_words
from rls_sim.report.labels import RightLabel, wrap_text
from rls_sim.report.page import Page
from rls_sim.report.style import (
    BLACK,
    BLUE,
    GREY,
    LINE_LOOKS,
    SMALL_TEXT_SIZE,
    VERMILLION,
    LineLook,
    house_look,
)

_COURSE, _ROW, _LEAST = 62.0, 5.5, 14.0  # mm
_NOTE = "A model for research, not medical advice"
_WORDS = 112.0  # points for the words of a row
_UNITS = {"points": "Points of the score", "1": "Share of people", "ug/L": "Serum ferritin, µg/L"}


class ResultLike(Protocol):
    """A conducted trial, as clinic/trials/results.py makes it."""

    @property
    def trial(self) -> Any:
        """Its title, question, arms and visits."""

    @property
    def people(self) -> Sized:
        """Who was followed."""

    def change(self, name: str, visit: int | None = None) -> Any:
        """An estimate of the change of the score."""


class ComparedLike(Protocol):
    """A published row beside the model, as clinic/trials/agreement.py makes it."""

    @property
    def row(self) -> Any:
        """The published row."""

    @property
    def model(self) -> Any:
        """The model's estimate."""

    @property
    def agrees(self) -> bool:
        """Whether it lies inside the published interval."""


def draw_trial(
    result: ResultLike, compared: Sequence[ComparedLike], origin: Origin | None = None
) -> Figure:
    """Panel A: the score of each arm over the weeks; below, published rows of each unit.

    Bars hold 95 % of trials of the size of the arm. A published interval is a line, the model's
    value a mark: filled where it lies inside, hollow where it does not.
    """
    groups = _groups(compared)
    heights = [_COURSE, *(max(_LEAST, _ROW * len(rows) + 6.0) for rows in groups.values())]
    with house_look():
        remarks = (
            f"{len(result.people)} people followed in every arm",
            "Bars: 95 % of trials of this size; placebo, scatter and drop-out are stated",
            _NOTE,
        )
        caption = caption_words(origin or Origin(), *remarks, differences_known=False)
        page = Page.of(result.trial.title, caption, heights, question=result.trial.question)
        axes = page.add()
        page.right_labels.append((axes, _draw_arms(axes, result)))
        page.entitle(axes, "A", "Change of the rated score [points]")
        for number, (unit, rows) in enumerate(groups.items()):
            below = page.add()
            draw_rows(below, rows)
            below.set_xlabel(_UNITS[unit])
            page.entitle(below, chr(ord("B") + number), "The published trial, and the model")
        page.finish()
    return page.figure


def _groups(compared: Sequence[ComparedLike]) -> dict[str, list[ComparedLike]]:
    units = {"change": "points", "difference": "points", "ferritin_rise": "ug/L"}
    found: dict[str, list[ComparedLike]] = {}
    for one in compared:
        found.setdefault(units.get(one.row.what, "1"), []).append(one)
    return found


def _draw_arms(axes: Axes, result: ResultLike) -> list[RightLabel]:
    """A line for each arm from 0, and what stands at its end."""
    visits = list(result.trial.visits)
    labels = []
    for number, arm in enumerate(result.trial.arms):
        look = LINE_LOOKS[number % len(LINE_LOOKS)]
        if not arm.doses:
            look = replace(look, colour=GREY) if number else LineLook(GREY, "-", "o")
        shift = 0.006 * visits[-1] * (number - (len(result.trial.arms) - 1) / 2)
        found = [result.change(arm.name, visit) for visit in range(len(visits))]
        weeks = np.array([0.0, *visits]) + np.array([0.0] + [shift] * len(visits))
        values = [0.0, *(one.value for one in found)]
        axes.plot(weeks, values, color=look.colour, linestyle=look.dashes, marker=look.marker)
        axes.vlines(
            weeks[1:],
            [one.low for one in found],
            [one.high for one in found],
            color=look.colour,
            linewidth=0.8,
        )
        words = f"{arm.title}: {values[-1]:.1f}"
        labels.append(RightLabel(values[-1], words, look))
    axes.axhline(0.0, color=GREY, linewidth=0.5)
    axes.set_xlabel("Weeks")
    axes.set_xlim(0, visits[-1] * 1.02)
    return labels


def draw_rows(axes: Axes, rows: Sequence[ComparedLike], names: Sequence[str] = ()) -> None:
    """A published interval and the model's value a row; ``names`` stand before, if given."""
    for place, one in enumerate(rows):
        height = len(rows) - 1 - place
        axes.hlines(height, one.row.low, one.row.high, color=BLACK, linewidth=1.0)
        axes.plot([one.row.value], [height], "|", color=BLACK, markersize=6)
        held_out = one.row.use == "held out"
        colour = BLUE if held_out else GREY
        axes.plot(
            [one.model.value],
            [height - 0.22],
            marker="o" if held_out else "s",
            linestyle="none",
            color=colour,
            markerfacecolor=colour if one.agrees else "white",
            markersize=3.5,
        )
        axes.annotate(
            one.row.use if one.agrees else f"{one.row.use}; not supported",
            xy=(1.0, height),
            xycoords=("axes fraction", "data"),
            xytext=(6, 0),
            textcoords="offset points",
            va="center",
            fontsize=SMALL_TEXT_SIZE,
            color=BLACK if one.agrees else VERMILLION,
            annotation_clip=False,
        ).set_in_layout(False)
    axes.axvline(0.0, color=GREY, linewidth=0.5)
    axes.set_ylim(-0.8, len(rows) - 0.4)
    words = names or [one.row.words() for one in rows]
    axes.set_yticks(
        range(len(rows)),
        [wrap_text(text.replace("_", " "), _WORDS, SMALL_TEXT_SIZE) for text in reversed(words)],
    )
    axes.tick_params(axis="y", length=0)


def draw_trials(groups: Sequence[tuple[str, Sequence[ComparedLike], Sequence[str]]]) -> Figure:
    """Published differences of scores on one page: a panel a group, of a title, rows and names."""
    with house_look():
        caption = caption_words(
            Origin(),
            "Lines: published intervals with their values; marks: the model, squares where it was "
            "fitted to the row, hollow where it is not supported",
            _NOTE,
            differences_known=False,
        )
        heights = [max(_LEAST, 6.2 * len(rows) + 8.0) for _, rows, _ in groups]
        page = Page.of("Trials of the model beside the published ones", caption, heights)
        for number, (title, rows, names) in enumerate(groups):
            axes = page.add(beside=page.panels[0] if number else None)
            draw_rows(axes, rows, names)
            page.entitle(axes, chr(ord("A") + number), title)
        page.panels[-1].set_xlabel("Change of the score, against placebo [points]")
        page.finish()
    return page.figure
