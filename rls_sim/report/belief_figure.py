"""The figure of one person: how probable each lesion is, and what the next test would tell."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from rls_sim.clinic.diagnosis.next_test import LITTLE, Worth
from rls_sim.clinic.diagnosis.posterior import Belief, Posterior
from rls_sim.clinic.notice import NOTICE
from rls_sim.report.caption import Origin, caption_words
from rls_sim.report.page import write_around
from rls_sim.report.style import (
    BLACK,
    BLUE,
    GREY,
    ORANGE,
    PAGE_WIDTH,
    SKY,
    house_look,
    new_figure,
)

ROW, HEAD, FOOT, AXIS = 4.2, 22.0, 17.0, 10.0  # mm
BELIEFS = (46.0, 44.0)  # mm: left edge and width of the panel of beliefs
TESTS = (140.0, 36.0)  # mm: of the panel of tests
MOST = 16


def draw_beliefs(posterior: Posterior, worths: Sequence[Worth], person: str) -> Figure:
    """
    One page: bars of probability with their standard error of drawing and the prior as a hollow
    diamond; beside them the expected information of each test not done yet.
    """
    shown = list(posterior.beliefs[:MOST])
    tests = [worth for worth in worths if np.isfinite(worth.bits)]
    rows = max(len(shown), len(tests), 3)
    tall = HEAD + ROW * rows + AXIS + FOOT
    with house_look():
        figure = new_figure(PAGE_WIDTH, tall)
        figure.set_layout_engine("none")
        _write_frame(figure, posterior, person)
        height = ROW * rows
        left, width = BELIEFS
        axes = figure.add_axes(_place(left, width, height, tall))
        _draw_bars(axes, shown, rows)
        left, width = TESTS
        axes = figure.add_axes(_place(left, width, height, tall))
        _draw_tests(axes, tests, rows)
    return figure


def _place(
    left: float, width: float, height: float, tall: float
) -> tuple[float, float, float, float]:
    bottom = tall - HEAD - height
    return left / PAGE_WIDTH, bottom / tall, width / PAGE_WIDTH, height / tall


def _write_frame(figure: Figure, posterior: Posterior, person: str) -> None:
    labs = ", ".join(f"{lab.test.title} {lab}" for lab in posterior.labs) or "no test yet"
    caption = caption_words(
        Origin(),
        *posterior.candidates.about,
        f"{posterior.effective:.0f} candidates carry the answer; whiskers: standard error of "
        "drawing them; hollow diamonds: before the tests; hatched: would tell little, or not "
        "surely anything",
        differences_known=False,
    )
    asked = f"{person[:1].upper()}{person[1:]}: {labs}."
    write_around(figure, "What may be broken", NOTICE, asked, caption)


def _name(words: str) -> str:
    return words.replace("_", " ")


def _draw_bars(axes: Axes, shown: Sequence[Belief], rows: int) -> None:
    places = np.arange(len(shown))
    values = np.array([belief.probability for belief in shown])
    errors = np.array([belief.error for belief in shown])
    axes.barh(places, values, height=0.62, color=SKY, edgecolor=BLUE, linewidth=0.6)
    axes.errorbar(values, places, xerr=errors, fmt="none", ecolor=BLACK, elinewidth=0.7)
    axes.plot(
        [belief.prior for belief in shown],
        places,
        linestyle="",
        marker="D",
        markersize=3.0,
        markerfacecolor="white",
        color=BLACK,
    )
    axes.set_yticks(places, [_name(belief.name) for belief in shown])
    axes.set_ylim(rows - 0.4, -0.6)
    largest = max([*(values + errors), *(belief.prior for belief in shown)])
    axes.set_xlim(0, min(1.0, 1.08 * float(largest)))
    axes.set_xlabel("Probability [ratio]")
    axes.set_title("Lesions", loc="left")
    axes.tick_params(axis="y", length=0)


def _draw_tests(axes: Axes, tests: Sequence[Worth], rows: int) -> None:
    places = np.arange(len(tests))
    bits = np.array([worth.bits for worth in tests])
    errors = np.array([worth.error for worth in tests])
    hatches = ["" if worth.tells else "////" for worth in tests]
    bars = axes.barh(places, bits, height=0.62, color=ORANGE, edgecolor=BLACK, linewidth=0.6)
    for bar, hatch in zip(bars, hatches, strict=True):
        bar.set_hatch(hatch)
        bar.set_facecolor("white" if hatch else ORANGE)
    axes.errorbar(bits, places, xerr=errors, fmt="none", ecolor=BLACK, elinewidth=0.7)
    axes.axvline(LITTLE, color=GREY, linewidth=0.6, linestyle=(0, (2, 1.5)))
    axes.set_yticks(places, [_name(worth.test) for worth in tests])
    axes.set_ylim(rows - 0.4, -0.6)
    axes.set_xlim(left=0)
    axes.set_xlabel("Expected information [bits]")
    axes.set_title("Next test", loc="left")
    axes.tick_params(axis="y", length=0)
