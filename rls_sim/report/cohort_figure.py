"""A cohort on a page: the weighted blood of people, who has symptoms, and published numbers."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from rls_sim.report.caption import Origin, caption_words
from rls_sim.report.labels import text_width, wrap_text
from rls_sim.report.page import Page
from rls_sim.report.style import (
    BLACK,
    BLUE,
    GREY,
    LINE_LOOKS,
    ORANGE,
    SKY,
    SMALL_TEXT_SIZE,
    VERMILLION,
    house_look,
)

PER_CENT = 100.0
ROW = 4.9  # mm, of a published number
ROWS_ABOVE, BLOOD, AGES = 12.0, 42.0, 42.0  # mm
LEAST_SHARE = 0.5  # per cent; the left end of an axis of shares
WORDS = 80.0  # mm at the left, for what a row says
VERDICTS: Mapping[str, tuple[str, str, str]] = {  # colour, marker, words
    "met": (BLUE, "o", "met"),
    "fitted": (BLACK, "D", "fitted"),
    "too low": (ORANGE, "v", "too low"),
    "too high": (VERMILLION, "^", "too high"),
    "not supported": (VERMILLION, "X", "not supported"),
    "too few people": (GREY, "o", "too few people"),
}


class SummaryLike(Protocol):
    """What the page reads of a summary."""

    @property
    def people(self) -> Any:
        """Who they are, with the manifest that made them."""

    @property
    def cohort(self) -> Any:
        """Traits, outcomes and weights."""

    @property
    def compared(self) -> Sequence[Any]:
        """Published numbers beside the model's."""

    @property
    def by_age(self) -> Sequence[Any]:
        """Symptoms of men, then of women, by age."""


def draw_cohort(summary: SummaryLike) -> Figure:
    """
    One page: serum ferritin by sex, symptoms by age and sex, then every published number.

    Bars are what was published, marks with whiskers what the people say; marks differ in shape by
    verdict, not in colour alone.
    """
    shares = [c for c in summary.compared if c.published.kind == "share"]
    ratios = [c for c in summary.compared if c.published.kind != "share"]
    heights = [BLOOD, AGES, *(ROWS_ABOVE + ROW * len(rows) for rows in (shares, ratios))]
    origin = Origin(model_hash=summary.people.kept["experiment"]["model_hash"])
    caption = caption_words(
        origin,
        "Weighted people; whiskers are 95 % for their number alone",
        "A study without an interval is drawn with a quarter to each side; numbers with an arrow "
        "lie beyond the axis",
        "A model for research, not medical advice",
        differences_known=False,
    )
    with house_look():
        page = Page.of(
            f"{len(summary.cohort):,} virtual people, and how many of them have symptoms",
            caption,
            heights,
            labelled=False,
        )
        axes = page.add()
        _draw_blood(axes, summary.cohort)
        page.entitle(axes, "a", "Serum ferritin of people, weighted to surveys")
        axes = page.add()
        _draw_ages(axes, summary.by_age)
        page.entitle(axes, "b", "Symptoms by age and sex: any (lines) and twice a week (dots)")
        for letter, rows, title in (
            ("c", shares, "Shares of people: published (bars) and of the model (marks)"),
            ("d", ratios, "Ratios and odds between groups"),
        ):
            axes = page.add()
            _draw_rows(axes, rows, is_share=letter == "c")
            page.entitle(axes, letter, title)
        page.finish()
        for axes in page.panels[:2]:
            axes.yaxis.set_label_coords(-0.07, 0.5)
    return page.figure


def _draw_blood(axes: Axes, cohort: Any) -> None:
    """Weighted histograms of ferritin on a logarithmic axis."""
    edges = np.geomspace(3, 1500, 50)
    ferritin, women = cohort.outcomes["serum_ferritin"], cohort.traits["female"] > 0
    fertile = women & (cohort.traits["menopausal"] == 0)
    groups = (
        ("men", ~women),
        ("women after the menopause", women & ~fertile),
        ("women before it", fertile),
    )
    for look, (label, who) in zip(LINE_LOOKS, groups, strict=False):
        known = who & np.isfinite(ferritin)
        counts, _ = np.histogram(ferritin[known], edges, weights=cohort.weights[known])
        total = max(float(counts.sum()), 1e-12)
        middle = np.sqrt(edges[1:] * edges[:-1])
        axes.plot(middle, PER_CENT * counts / total, color=look.colour, ls=look.dashes, label=label)
    for level in (15, 75):
        axes.axvline(level, color=GREY, lw=0.6, ls=(0, (2, 2)))
    axes.set_xscale("log")
    axes.set_xticks([5, 15, 30, 75, 150, 300, 600], ["5", "15", "30", "75", "150", "300", "600"])
    axes.minorticks_off()
    axes.set_ylim(bottom=0)
    axes.set_xlabel("Serum ferritin [µg/L]")
    axes.set_ylabel("People [%]")
    axes.legend(loc="upper left")


def _draw_ages(axes: Axes, by_age: Sequence[Any]) -> None:
    half = len(by_age) // 2
    labels = [row.group.partition(" ")[2].replace(" to ", "-") for row in by_age[:half]]
    for look, words, rows in zip(
        LINE_LOOKS, ("men", "women"), (by_age[:half], by_age[half:]), strict=False
    ):
        places = np.arange(half)
        any_symptom = [PER_CENT * row.any_symptom for row in rows]
        ill = [PER_CENT * row.ill for row in rows]
        axes.plot(
            places,
            any_symptom,
            color=look.colour,
            ls=look.dashes,
            marker=look.marker,
            label=f"{words}, any",
        )
        axes.plot(
            places,
            ill,
            color=look.colour,
            ls="",
            marker=look.marker,
            mfc="white",
            label=f"{words}, twice a week and distressing",
        )
    axes.set_xticks(np.arange(half), labels)
    axes.set_xlabel("Age [years]")
    axes.set_ylabel("With symptoms [%]")
    axes.set_ylim(0, 1.45 * axes.get_ylim()[1])
    axes.legend(loc="upper right", ncols=2)


def _draw_rows(axes: Axes, rows: Sequence[Any], *, is_share: bool) -> None:
    """A line a row: the study as a bar, the model as a mark; what it is at the left."""
    low, high = (LEAST_SHARE, PER_CENT) if is_share else (0.3, 12.0)
    for place, c in enumerate(rows):
        begins, ends = c.published.interval
        axes.plot(
            np.clip([begins, ends], low, high),
            [place, place],
            color=SKY,
            lw=5,
            solid_capstyle="butt",
            zorder=1,
        )
        axes.plot([np.clip(c.published.value, low, high)], [place], "|", color=BLACK, ms=7, mew=1)
        colour, marker, _ = VERDICTS[c.verdict]
        if np.isnan(c.model.value):
            continue
        axes.plot(np.clip([c.model.low, c.model.high], low, high), [place, place], color=colour)
        if not low <= c.model.value <= high:
            _tell_beyond(axes, place, c.model.value, low, high)
            continue
        filled = colour if c.verdict != "too few people" else "white"
        axes.plot([c.model.value], [place], marker, color=colour, mfc=filled, ms=4.5, zorder=3)
    axes.set_xscale("log")
    axes.set_xlim(low * 0.95, high * 1.05)
    ticks = [0.5, 1, 2, 5, 10, 20, 50, 100] if is_share else [0.3, 0.5, 1, 2, 3, 5, 10]
    axes.set_xticks(ticks, [f"{tick:g}" for tick in ticks])
    axes.minorticks_off()
    if not is_share:
        axes.axvline(1.0, color=GREY, lw=0.6)
    room = WORDS / 25.4 * 72
    axes.set_yticks(range(len(rows)), [_words(c.published.what, room) for c in rows])
    axes.tick_params(axis="y", length=0)
    axes.set_xlabel("Share of the group [%]" if is_share else "Ratio, or odds ratio")
    used = [v for v in VERDICTS if any(c.verdict == v for c in rows)]
    for verdict in used:
        colour, marker, words = VERDICTS[verdict]
        filled = colour if verdict != "too few people" else "white"
        axes.plot([], [], marker, color=colour, mfc=filled, ms=4.5, label=words)
    axes.set_ylim(len(rows) - 0.4, -1.9)
    axes.legend(loc="upper right", ncols=len(used), borderpad=0.1, borderaxespad=0.1)


def _tell_beyond(axes: Axes, place: int, value: float, low: float, high: float) -> None:
    """Write a value that the axis does not reach at the edge that it lies behind."""
    right = value > high
    axes.text(
        high if right else low,
        place,
        f"{value:.3g} \N{RIGHTWARDS ARROW}" if right else f"\N{LEFTWARDS ARROW} {value:.3g}",
        ha="right" if right else "left",
        va="center",
        size=SMALL_TEXT_SIZE,
        bbox={"boxstyle": "square,pad=0.1", "facecolor": "white", "linewidth": 0},
        zorder=4,
    )


def _words(what: str, room: float) -> str:
    """What a row says, on as many lines as it needs, but two."""
    if text_width(what, SMALL_TEXT_SIZE) <= room:
        return what
    lines = wrap_text(what, room, SMALL_TEXT_SIZE).splitlines()
    return "\n".join(lines[:2])
