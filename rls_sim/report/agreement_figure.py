"""The heat map of a verdict: hypotheses against observations, and how probable each is."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from rls_sim.report.caption import caption_words
from rls_sim.report.labels import wrap_text
from rls_sim.report.style import (
    BLACK,
    BLUE,
    GREY,
    PAGE_WIDTH,
    SEQUENTIAL_MAP,
    SMALL_TEXT_SIZE,
    TITLE_SIZE,
    house_look,
    new_figure,
    save_figure,
)

MOST_SINGLE, MOST_PAIRS = 28, 6
ROW, BARS, FOOT, HEAD = 3.3, 16.0, 24.0, 9.0  # mm
NAME, PAIR_NAME = 30.0, 52.0  # mm: room for the names of columns, without pairs and with
WORDS = 58.0  # mm at the left, for what was observed
SOURCES = 24.0  # mm at the right, for where it was published
SHOWN = {"up": "↑", "down": "↓", "same": "="}
_CAPTION = (
    "Each hypothesis is drawn over the sizes of its lesions and the calibrated ensemble; of its "
    "draws those count that have the syndrome, by how well they go with all rows together. Arrows: "
    "what was published, more (↑), less (↓) or no change (=) in patients"
)
TINY = 1e-4  # a weight below has no bar


def draw_agreement(findings: Any) -> Figure:
    """
    One page: a column a hypothesis, the most probable first, a row an observation.

    The colour is how well a hypothesis goes with an observation (0 to 1): of a sign, the
    probability that such a study reports it, of a value that of one as far off. Crosses are rows
    that it hardly ever brings about.
    """
    verdicts, rows = _columns(findings), _rows(findings)
    table = np.array([[verdict.agreement[row.name] for verdict in verdicts] for row in rows])
    names = PAIR_NAME if any(len(v.hypothesis.lesions) > 1 for v in verdicts) else NAME
    height = HEAD + BARS + ROW * len(rows) + names + FOOT
    with house_look():
        figure = new_figure(PAGE_WIDTH, height)
        figure.set_layout_engine("none")
        width = PAGE_WIDTH - WORDS - SOURCES
        bottom = FOOT + names
        axes = _axes(figure, (WORDS, bottom, width, ROW * len(rows)), height)
        bars = _axes(figure, (WORDS, bottom + ROW * len(rows) + 1.5, width, BARS - 4.0), height)
        _draw_table(axes, table, verdicts, rows)
        _draw_weights(bars, verdicts)
        _draw_scale(figure, height)
        figure.text(
            2.0 / PAGE_WIDTH,
            1 - 4.5 / height,
            "What each broken step explains",
            fontsize=TITLE_SIZE,
            weight="bold",
            va="center",
        )
        caption = caption_words(findings, _CAPTION, differences_known=False)
        figure.text(
            2.0 / PAGE_WIDTH,
            2.0 / height,
            wrap_text(caption, (PAGE_WIDTH - 4.0) / 25.4 * 72.0, SMALL_TEXT_SIZE),
            fontsize=SMALL_TEXT_SIZE,
            color=GREY,
            va="bottom",
        )
    return figure


def draw_agreement_into(findings: Any, folder: Path) -> None:
    """Put the figure into a folder."""
    save_figure(draw_agreement(findings), folder / "agreement", ("png", "svg"))


def _columns(findings: Any) -> list[Any]:
    """The single lesions and the best pairs, each the most probable first."""
    verdicts = findings.ranking.verdicts
    single = [v for v in verdicts if len(v.hypothesis.lesions) == 1][:MOST_SINGLE]
    double = [v for v in verdicts if len(v.hypothesis.lesions) > 1][:MOST_PAIRS]
    return [*single, *double]


def _rows(findings: Any) -> list[Any]:
    """Rows of one source together, in the order of the evidence."""
    order: dict[str, int] = {}
    for row in findings.ranking.rows:
        order.setdefault(row.observation.source, len(order))
    return sorted(findings.ranking.rows, key=lambda row: order[row.observation.source])


def _axes(figure: Figure, place: tuple[float, float, float, float], height: float) -> Axes:
    left, bottom, width, tall = place
    return figure.add_axes((left / PAGE_WIDTH, bottom / height, width / PAGE_WIDTH, tall / height))


def _draw_table(axes: Axes, table: Any, verdicts: Sequence[Any], rows: Sequence[Any]) -> None:
    axes.imshow(table, cmap=SEQUENTIAL_MAP, vmin=0, vmax=1, aspect="auto", interpolation="nearest")
    for i, j in zip(*np.nonzero(table < 0.2), strict=True):
        axes.plot(j, i, marker="x", markersize=1.8, markeredgewidth=0.4, color="white")
    axes.set_xticks(range(len(verdicts)), [_name(v) for v in verdicts], rotation=90)
    axes.set_yticks(range(len(rows)), [_words(row) for row in rows])
    axes.tick_params(length=0, labelsize=SMALL_TEXT_SIZE - 0.6)
    axes.spines[:].set_visible(False)
    for j in (j for j, verdict in enumerate(verdicts) if not verdict.effective):
        axes.add_patch(Rectangle((j - 0.5, -0.5), 1, len(rows), facecolor="white"))
        axes.text(
            j,
            0,
            _no_patient(len(verdicts[j].trial)),
            rotation=90,
            ha="center",
            va="top",
            color=GREY,
        )
    sources = [row.observation.source for row in rows]
    for first, last in _runs(sources):
        if first:
            axes.axhline(first - 0.5, color="white", linewidth=0.9)
        axes.text(
            len(verdicts) - 0.3,
            (first + last) / 2,
            sources[first].replace("_", " ")[:26],
            va="center",
            color=GREY,
            fontsize=SMALL_TEXT_SIZE - 0.9,
        )
    singles = sum(len(v.hypothesis.lesions) == 1 for v in verdicts)
    if 0 < singles < len(verdicts):
        axes.axvline(singles - 0.5, color="white", linewidth=2.0)


def _no_patient(draws: int) -> str:
    """In words; a folder does not keep how many draws there were."""
    return f"no patient in {draws} draws" if draws else "no patient was drawn"


def _runs(words: Sequence[str]) -> list[tuple[int, int]]:
    """First and last place of each run of equal words."""
    starts = [i for i, word in enumerate(words) if i == 0 or word != words[i - 1]]
    return list(zip(starts, [*(i - 1 for i in starts[1:]), len(words) - 1], strict=True))


def _name(verdict: Any) -> str:
    return str(verdict.hypothesis.name).replace("+", " + ").replace("_", " ")


def _words(row: Any) -> str:
    """What was observed and what of it: ``TfR1 of neuromelanin neurons ↓``."""
    observation = row.observation
    shown = SHOWN[observation.sign] if observation.sign else f"{observation.value:g}"
    text = f"{observation.what} {shown}"
    return text if len(text) <= 56 else f"{text[:53]}..."


def _draw_weights(axes: Axes, verdicts: Sequence[Any]) -> None:
    """The weight of each hypothesis, to the power of ten."""
    weights = np.array([max(v.weight, TINY) for v in verdicts])
    axes.bar(
        range(len(verdicts)),
        weights,
        bottom=0,
        width=0.72,
        color=BLUE,
        edgecolor=BLACK,
        linewidth=0.4,
    )
    axes.set_yscale("log")
    axes.set_ylim(TINY, 1.0)
    axes.set_xlim(-0.5, len(verdicts) - 0.5)
    axes.set_xticks([])
    axes.set_yticks([1e-4, 1e-2, 1.0], ["≤ 0.0001", "0.01", "1"])
    axes.minorticks_off()
    axes.set_ylabel("probability", rotation=0, ha="right", va="center")


def _draw_scale(figure: Figure, height: float) -> None:
    """The colours, and what the marks mean."""
    axes = _axes(figure, (WORDS, 17.0, 42.0, 3.0), height)
    axes.imshow(
        np.linspace(0, 1, 100)[None, :], cmap=SEQUENTIAL_MAP, aspect="auto", extent=(0, 1, 0, 1)
    )
    axes.set_yticks([])
    axes.set_xticks([0, 0.5, 1])
    axes.set_xlabel(
        "agreement: how likely a study reports the sign, or lies as far from the value",
        labelpad=1.5,
    )
    mark = _axes(figure, (WORDS + 58.0, 17.0, 3.3, 3.3), height)
    mark.add_patch(Rectangle((0, 0), 1, 1, color="#1b2a52"))
    mark.plot(0.5, 0.5, marker="x", markersize=2.4, markeredgewidth=0.5, color="white")
    mark.set_axis_off()
    figure.text(
        (WORDS + 63.0) / PAGE_WIDTH,
        18.5 / height,
        "hardly ever (below 0.2)",
        fontsize=SMALL_TEXT_SIZE,
        va="center",
        color=GREY,
    )
