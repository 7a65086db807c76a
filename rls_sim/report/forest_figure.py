"""The forest plot: each published observation with its error, the model's interval beside it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import NullLocator

from rls_sim.report.caption import caption_words
from rls_sim.report.forest_marks import (
    BRACKET,
    SIGN_MARKERS,
    USE_LOOKS,
    Interval,
    draw_interval,
    draw_row,
    join_disputed,
    mark,
    ratio_limits,
    set_axis,
    whisker,
)
from rls_sim.report.forest_rows import (
    Panel,
    Seen,
    panels_of,
)
from rls_sim.report.labels import LINE_SPACING, number_words, text_width, unit_words, wrap_text
from rls_sim.report.style import (
    BLACK,
    GREY,
    PAGE_WIDTH,
    POINTS_PER_INCH,
    SKY,
    SMALL_TEXT_SIZE,
    TEXT_SIZE,
    TITLE_SIZE,
    house_look,
    inches,
    new_figure,
)

ROW, HEADING, AXIS, EDGE = 3.4, 6.0, 5.2, 2.0  # mm: height of a row, of what is around rows
PLOT = (69.0, 114.0)  # mm from the left: where the plots begin and end
RIGHT = 117.0  # mm: where the words at the right begin
LEGEND_ROWS = 3
LONG_PANEL = 20  # rows; a longer one repeats its axis at the top


def draw_forest(
    observations: Iterable[Seen],
    model: Mapping[str, Interval] | None = None,
    headings: Mapping[str, str] | None = None,
) -> Figure:
    """One page, as tall as it needs: a panel a contrast, a row an observation.

    Filled marks are values with one standard error to each side; hollow triangles are signs, whose
    place tells no size; an upright stroke is "no change", as wide as one standard error of such a
    study. Brackets join what contradicts one another. Bars and strokes of ``model`` (by id) are 5
    to 95 % and median. ``headings`` are the words of the contrasts, in order. Raises ValueError
    where no observation can be drawn.
    """
    rows = list(observations)
    words = headings or {row.contrast: row.contrast for row in rows}
    panels = panels_of(rows, words)
    if not panels:
        raise ValueError("no observation has an answer of the model to be drawn beside")
    with house_look():
        return _Forest(rows, panels, dict(model or {})).draw()


class _Forest:
    """One page in the making; all places are millimetres from its left and upper edges."""

    def __init__(
        self, rows: Sequence[Seen], panels: Sequence[Panel], model: Mapping[str, Interval]
    ) -> None:
        self.panels, self.model = panels, model
        drawn = sum(len(panel.rows) for panel in panels)
        self.head = wrap_text("What was published", _points(PAGE_WIDTH - 2 * EDGE), TITLE_SIZE)
        self.foot = wrap_text(
            _caption(len(rows), drawn, bool(model)), _points(PAGE_WIDTH - 2 * EDGE), SMALL_TEXT_SIZE
        )
        self.above = EDGE + _height(self.head, TITLE_SIZE) + LEGEND_ROWS * 4.0
        below = _height(self.foot, SMALL_TEXT_SIZE) + 2 * EDGE
        self.tall = self.above + below + sum(map(_panel_height, panels))
        self.figure = new_figure(PAGE_WIDTH, self.tall)
        self.figure.set_layout_engine("none")

    def draw(self) -> Figure:
        """Everything, from the top."""
        self._write(EDGE, EDGE, self.head, size=TITLE_SIZE, weight="bold", va="top")
        self._write(
            EDGE, self.tall - EDGE, self.foot, size=SMALL_TEXT_SIZE, color=GREY, va="bottom"
        )
        self._draw_legend()
        limits = ratio_limits(self.panels, self.model)
        top = self.above
        for panel in self.panels:
            self._draw_panel(panel, top, limits)
            top += _panel_height(panel)
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
        count = len(panel.rows)
        first = top + HEADING
        self._write(
            EDGE, first - 1.6, panel.heading, size=TEXT_SIZE + 0.5, weight="bold", va="baseline"
        )
        bands = self._axes(first, count * ROW, 0.0, PAGE_WIDTH)
        bands.set_axis_off()
        bands.set(xlim=(0, 1), ylim=(count - 0.5, -0.5))
        for place in range(0, count, 2):
            bands.axhspan(place - 0.5, place + 0.5, color="#F1F1F1", linewidth=0)
        axes = self._axes(first, count * ROW, *PLOT)
        axes.set_facecolor("none")
        axes.set_ylim(count - 0.5, -0.5)
        axes.yaxis.set_major_locator(NullLocator())
        axes.spines["left"].set_visible(False)
        set_axis(axes, panel.kind, limits)
        for place, row in enumerate(panel.rows):
            down = first + (place + 0.5) * ROW
            self._write(EDGE, down, _left_words(row), size=SMALL_TEXT_SIZE, va="center_baseline")
            self._write(RIGHT, down, _right_words(row), size=SMALL_TEXT_SIZE, va="center_baseline")
            if row.id in self.model:
                draw_interval(axes, place, self.model[row.id], row, panel.kind)
            draw_row(axes, place, row, panel.kind)
        for start, end in panel.disputes:
            join_disputed(axes, start, end)
        for place, row in enumerate(panel.rows):
            if set(row.conflicts_with) - {other.id for other in panel.rows}:
                self._write(
                    PLOT[0] - 2.2, first + (place + 0.5) * ROW, ELSEWHERE, **_ELSEWHERE_LOOK
                )
        if count > LONG_PANEL:
            axes.tick_params(axis="x", top=True, labeltop=True)

    def _draw_legend(self) -> None:
        """Samples of every mark, in rows under the title."""
        height = LEGEND_ROWS * 4.0
        axes = self._axes(self.above - height, height, 0.0, PAGE_WIDTH)
        axes.set_axis_off()
        axes.set(xlim=(0, PAGE_WIDTH), ylim=(LEGEND_ROWS - 0.5, -0.5))
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
        place = _legend_words(axes, place + 4, 2, "contradicted in another part, or not drawn")
        if self.model:
            axes.barh(2, 6, left=place + 0.5, height=0.55, color=SKY, alpha=0.55, linewidth=0)
            axes.plot([place + 3.5] * 2, [1.7, 2.3], color=BLACK, linewidth=1.0)
            _legend_words(axes, place + 8, 2, "model: 5 to 95 % of the ensemble, and its median")


ELSEWHERE = "\N{NOT EQUAL TO}"
_ELSEWHERE_LOOK: dict[str, Any] = {
    "size": TEXT_SIZE,
    "ha": "center",
    "va": "center_baseline",
    "weight": "bold",
}


def _points(millimetres: float) -> float:
    return inches(millimetres) * POINTS_PER_INCH


def _height(text: str, size: float) -> float:
    """Height of a text in mm."""
    return (text.count("\n") + 1) * LINE_SPACING * size / POINTS_PER_INCH * 25.4


def _panel_height(panel: Panel) -> float:
    return HEADING + len(panel.rows) * ROW + AXIS


def _caption(known: int, drawn: int, with_model: bool) -> str:
    left_out = known - drawn
    remarks = [
        f"{drawn} published observations; at the right use, source, cases v controls and method"
    ]
    if left_out:
        remarks.append(
            f"{left_out} more are not drawn: nothing of the model answers them, or they are a sign "
            "without a comparison"
        )
    remarks.append(
        "Widths are as reported, derived or assumed; that of no change is from the size of the "
        "groups and an assumed variation"
    )
    if not with_model:
        remarks.append("No model is shown")
    return caption_words(object(), *remarks, differences_known=False)


def _left_words(row: Seen) -> str:
    what = row.what if row.species == "human" else f"{row.what} ({row.species})"
    if not row.is_ratio and not row.is_clock:
        unit = "" if row.unit == "1" else f" {unit_words(row.unit)}"
        what = f"{what}: {number_words(row.value)}{unit}"
    return _shortened(what[:1].upper() + what[1:], _points(PLOT[0] - EDGE - 5.0))


def _right_words(row: Seen) -> str:
    parts = (row.source, " v ".join(map(str, row.n)), row.method)
    words = f"{USE_LOOKS[row.use].words}; {', '.join(filter(None, parts))}"
    return _shortened(words, _points(PAGE_WIDTH - RIGHT - 1.0))


def _shortened(text: str, room: float) -> str:
    """The text, or as much of it as fits into so many points."""
    if text_width(text, SMALL_TEXT_SIZE) <= room:
        return text
    while text and text_width(text + "…", SMALL_TEXT_SIZE) > room:
        text = text[:-1]
    return text.rstrip(" ,;:(") + "…"


def _legend_words(axes: Axes, left: float, place: float, words: str) -> float:
    """Writes the words; gives the place behind them, in mm."""
    axes.text(left, place, words, size=SMALL_TEXT_SIZE, va="center_baseline")
    return left + text_width(words, SMALL_TEXT_SIZE) / POINTS_PER_INCH * 25.4 + 3.0
