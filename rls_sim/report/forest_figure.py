"""The forest plot: each published observation with its error, the model's interval beside it."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate, pairwise
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import NullLocator

from rls_sim.report.forest_marks import (
    BRACKET,
    SIGN_MARKERS,
    USE_LOOKS,
    Interval,
    ModelWords,
    draw_interval,
    draw_row,
    join_disputed,
    mark,
    ratio_limits,
    set_axis,
    whisker,
)
from rls_sim.report.forest_rows import Panel, Seen, panels_of
from rls_sim.report.forest_words import (
    EDGE,
    HEADING,
    PLOT,
    RIGHT,
    ROW,
    forest_caption,
    left_words,
    millimetres,
    pages_of,
    panel_height,
    points,
    right_words,
    row_height,
    text_height,
    title_of,
)
from rls_sim.report.labels import wrap_text
from rls_sim.report.style import (
    BLACK,
    GREY,
    PAGE_WIDTH,
    SKY,
    SMALL_TEXT_SIZE,
    TEXT_SIZE,
    TITLE_SIZE,
    house_look,
    new_figure,
)

PAGE_TALL = 257.0  # mm: A4 with margins of 2 cm, which a US letter holds too
LEGEND_ROW = 4.0  # mm
LONG_PANEL = 20  # rows; a longer one repeats its axis at the top


def draw_forest(
    observations: Iterable[Seen],
    model: Mapping[str, Interval] | None = None,
    headings: Mapping[str, str] | None = None,
    words: ModelWords | None = None,
) -> Figure:
    """One page, as tall as it needs: a panel a contrast, a row an observation.

    Filled marks are values with one standard error to each side; hollow triangles are signs, whose
    place tells no size; an upright stroke is "no change", as wide as one standard error of such a
    study. Brackets join what contradicts one another. Bars and strokes of ``model`` (by id) are 5
    to 95 % and median; ``words`` say of whom. ``headings`` are the words of the contrasts, in
    order. Raises ValueError where no observation can be drawn.
    """
    (page,) = _drawn(list(observations), model, headings, words, float("inf"))
    return page


def draw_forest_pages(
    observations: Iterable[Seen],
    model: Mapping[str, Interval] | None = None,
    headings: Mapping[str, str] | None = None,
    words: ModelWords | None = None,
) -> list[Figure]:
    """As `draw_forest`, in pages that a printer's sheet holds, each with key and caption."""
    return _drawn(list(observations), model, headings, words, PAGE_TALL)


def _drawn(
    rows: Sequence[Seen],
    model: Mapping[str, Interval] | None,
    headings: Mapping[str, str] | None,
    words: ModelWords | None,
    tallest: float,
) -> list[Figure]:
    panels = panels_of(rows, headings or {row.contrast: row.contrast for row in rows})
    if not panels:
        raise ValueError("no observation has an answer of the model to be drawn beside")
    shown = dict(model or {})
    drawn = sum(len(panel.rows) for panel in panels)
    foot = forest_caption(len(rows), drawn, bool(shown), words)
    limits = ratio_limits(panels, shown)
    with house_look():
        around = _Forest(title_of(words, 1, 1), foot, (), shown, words).tall
        pages = pages_of(panels, tallest - around)
        return [
            _Forest(title_of(words, n, len(pages)), foot, page, shown, words).draw(limits)
            for n, page in enumerate(pages, start=1)
        ]


class _Forest:
    """One page in the making; all places are millimetres from its left and upper edges."""

    def __init__(
        self,
        title: str,
        caption: str,
        panels: Sequence[Panel],
        model: Mapping[str, Interval],
        words: ModelWords | None,
    ) -> None:
        self.panels, self.model = panels, model
        self.words = words or ModelWords("model: 5 to 95 % of the ensemble, and its median")
        self.legend_rows = 4 if model else 3
        room = points(PAGE_WIDTH - 2 * EDGE)
        self.head = wrap_text(title, room, TITLE_SIZE, bold=True)
        self.foot = wrap_text(caption, room, SMALL_TEXT_SIZE)
        self.above = EDGE + text_height(self.head, TITLE_SIZE) + self.legend_rows * LEGEND_ROW
        below = text_height(self.foot, SMALL_TEXT_SIZE) + 2 * EDGE
        self.tall = self.above + below + sum(map(panel_height, panels))

    def draw(self, limits: tuple[float, float]) -> Figure:
        """Everything, from the top; ``limits`` of the axis of ratios."""
        self.figure = new_figure(PAGE_WIDTH, self.tall)
        self.figure.set_layout_engine("none")
        self._write(EDGE, EDGE, self.head, size=TITLE_SIZE, weight="bold", va="top")
        self._write(
            EDGE, self.tall - EDGE, self.foot, size=SMALL_TEXT_SIZE, color=GREY, va="bottom"
        )
        self._draw_legend()
        top = self.above
        for panel in self.panels:
            self._draw_panel(panel, top, limits)
            top += panel_height(panel)
        return self.figure

    def _write(self, left: float, down: float, text: str, **look: Any) -> None:
        self.figure.text(left / PAGE_WIDTH, 1 - down / self.tall, text, **look)

    def _axes(self, top: float, height: float, left: float, right: float) -> Axes:
        place = (
            left / PAGE_WIDTH,
            1 - (top + height) / self.tall,
            (right - left) / PAGE_WIDTH,
            height / self.tall,
        )
        return self.figure.add_axes(place)

    def _draw_panel(self, panel: Panel, top: float, limits: tuple[float, float]) -> None:
        """Heading, grey bands, words at both sides and marks; places are in rows of one line."""
        first = top + HEADING
        self._write_heading(panel, first - 1.6)
        edges = list(accumulate((row_height(row) / ROW for row in panel.rows), initial=-0.5))
        middles = [(a + b) / 2 for a, b in pairwise(edges)]
        height = (edges[-1] + 0.5) * ROW
        bands = self._axes(first, height, 0.0, PAGE_WIDTH)
        bands.set_axis_off()
        bands.set(xlim=(0, 1), ylim=(edges[-1], -0.5))
        for band in range(0, len(panel.rows), 2):
            bands.axhspan(edges[band], edges[band + 1], color="#F1F1F1", linewidth=0)
        axes = self._axes(first, height, *PLOT)
        axes.set_facecolor("none")
        axes.set_ylim(edges[-1], -0.5)
        axes.yaxis.set_major_locator(NullLocator())
        axes.spines["left"].set_visible(False)
        set_axis(axes, panel.kind, limits)
        here = {row.id for row in panel.rows}
        for place, row in zip(middles, panel.rows, strict=True):
            down = first + (place + 0.5) * ROW
            self._write(EDGE, down, left_words(row), **_ROW_LOOK)
            self._write(RIGHT, down, right_words(row), **_ROW_LOOK)
            if row.id in self.model:
                draw_interval(axes, place, self.model[row.id], row, panel.kind)
            draw_row(axes, place, row, panel.kind)
            if set(row.conflicts_with) - here:
                self._write(PLOT[0] - 2.2, down, ELSEWHERE, **_ELSEWHERE_LOOK)
        for start, end in panel.disputes:
            join_disputed(axes, middles[start], middles[end])
        if len(panel.rows) > LONG_PANEL:
            axes.tick_params(axis="x", top=True, labeltop=True)

    def _write_heading(self, panel: Panel, down: float) -> None:
        """The heading of a panel, and in grey what made the model's cells."""
        size = TEXT_SIZE + 0.5
        self._write(EDGE, down, panel.heading, size=size, weight="bold", va="baseline")
        maker = self.words.makers.get(panel.contrast, "")
        if maker and any(row.id in self.model for row in panel.rows):
            self._write(RIGHT, down, maker, size=SMALL_TEXT_SIZE, color=GREY, va="baseline")

    def _draw_legend(self) -> None:
        """Samples of every mark, in rows under the title."""
        height = self.legend_rows * LEGEND_ROW
        axes = self._axes(self.above - height, height, 0.0, PAGE_WIDTH)
        axes.set_axis_off()
        axes.set(xlim=(0, PAGE_WIDTH), ylim=(self.legend_rows - 0.5, -0.5))
        place = EDGE
        for look in USE_LOOKS.values():
            mark(axes, place + 3, 0, look.marker, look.colour, filled=True)
            place = _legend_words(axes, place + 6, 0, look.words)
        _legend_words(axes, place, 0, "(filled: a value with one standard error to each side)")
        place = EDGE
        for sign, words in (("down", "lower"), ("up", "higher")):
            mark(axes, place + 3, 1, SIGN_MARKERS[sign], BLACK, filled=False)
            place = _legend_words(axes, place + 6, 1, words)
        whisker(axes, 1, place + 0.5, place + 6.5, BLACK, dashed=True)
        mark(axes, place + 3.5, 1, "|", BLACK, filled=True)
        _legend_words(
            axes,
            place + 8,
            1,
            "no change (a sign alone: its place tells no size; dashes: one standard error)",
        )
        axes.plot([EDGE + 4, EDGE + 3, EDGE + 3, EDGE + 4], [1.7, 1.7, 2.3, 2.3], **BRACKET)
        place = _legend_words(axes, EDGE + 6, 2, "contradict one another")
        axes.text(place + 2, 2, ELSEWHERE, **_ELSEWHERE_LOOK)
        _legend_words(axes, place + 4, 2, "contradicted in another part, or not drawn")
        if self.model:
            axes.barh(3, 6, left=EDGE + 0.5, height=0.55, color=SKY, alpha=0.55, linewidth=0)
            axes.plot([EDGE + 3.5] * 2, [2.7, 3.3], color=BLACK, linewidth=1.0)
            _legend_words(axes, EDGE + 8, 3, self.words.key)


ELSEWHERE = "\N{NOT EQUAL TO}"
_ELSEWHERE_LOOK: dict[str, Any] = {
    "size": TEXT_SIZE,
    "ha": "center",
    "va": "center_baseline",
    "weight": "bold",
}
_ROW_LOOK: dict[str, Any] = {"size": SMALL_TEXT_SIZE, "va": "center_baseline", "linespacing": 1.1}


def _legend_words(axes: Axes, left: float, place: float, words: str) -> float:
    """Writes the words; gives the place behind them, in mm."""
    axes.text(left, place, words, size=SMALL_TEXT_SIZE, va="center_baseline")
    return left + millimetres(words, SMALL_TEXT_SIZE) + 3.0
