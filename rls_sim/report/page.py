"""A page of panels under one another: title, letters, room for words at the right, caption."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.gridspec import GridSpec
from matplotlib.layout_engine import ConstrainedLayoutEngine

from rls_sim.report.labels import (
    LINE_SPACING,
    RightLabel,
    axes_size,
    place_right_labels,
    wrap_text,
)
from rls_sim.report.style import (
    GREY,
    PAGE_WIDTH,
    POINTS_PER_INCH,
    SMALL_TEXT_SIZE,
    TEXT_SIZE,
    TITLE_SIZE,
    freeze_layout,
    inches,
    new_figure,
)

_PANEL_SHARE = (0.77, 0.23)  # of the width: panels, and the words at their right
_EDGE = 5.0  # points between the edge of the page and its title and caption
_MARGIN = 3.0  # mm between the sides of a page and the words around placed panels
_FRAME_HEIGHT = 26.0  # mm for the title, the lowest x axis and the caption


@dataclass
class Page:
    """A figure of page width with one panel a row, to be filled from the top and then finished."""

    figure: Figure
    grid: GridSpec
    heights: Sequence[float]  # mm
    panels: list[Axes] = field(default_factory=list)
    right_labels: list[tuple[Axes, list[RightLabel]]] = field(default_factory=list)

    @classmethod
    def of(
        cls,
        title: str,
        caption: str,
        heights: Sequence[float],
        *,
        question: str = "",
        labelled: bool = True,
    ) -> "Page":
        """An empty page with a row of each height in mm, and the question below its title.

        Unlabelled, it keeps no room for words at the right of its panels.
        """
        figure = new_figure(PAGE_WIDTH, sum(heights) + _FRAME_HEIGHT)
        _frame(figure, title, question, caption)
        grid = figure.add_gridspec(
            len(heights),
            2 if labelled else 1,
            width_ratios=_PANEL_SHARE if labelled else None,
            height_ratios=list(heights),
        )
        return cls(figure, grid, heights)

    def add(self, beside: Axes | None = None) -> Axes:
        """The next panel; its x axis is that of `beside` if given."""
        axes = self.figure.add_subplot(self.grid[len(self.panels), 0], sharex=beside)
        self.panels.append(axes)
        return axes

    def entitle(self, axes: Axes, letter: str, title: str) -> None:
        """Letter and statement above a panel whose labels are set; its y label is broken to fit."""
        axes.set_title(title)
        axes.annotate(
            letter,
            xy=(0.01, 1.0),
            xytext=(0.0, 5.0 if not title else 3.5),
            xycoords=("figure fraction", "axes fraction"),
            textcoords="offset points",
            ha="left",
            va="baseline",
            weight="bold",
            fontsize=TITLE_SIZE,
            annotation_clip=False,
        ).set_in_layout(False)
        room = inches(0.8 * self.heights[self.panels.index(axes)]) * POINTS_PER_INCH
        axes.set_ylabel(wrap_text(axes.get_ylabel(), room, TEXT_SIZE))

    def finish(self) -> None:
        """Lay the page out for good and write the words at the right of the panels."""
        self.figure.align_ylabels(self.panels)
        freeze_layout(self.figure)
        page_width = float(self.figure.get_size_inches()[0]) * POINTS_PER_INCH
        for axes, labels in self.right_labels:
            width, _ = axes_size(axes)
            room = page_width * (1.0 - float(axes.get_position().x0)) - width
            place_right_labels(axes, labels, room)


def _frame(figure: Figure, title: str, question: str, caption: str) -> None:
    """Write title and question along the top, the caption along the bottom; panels lie between."""
    width, height = (float(side) * POINTS_PER_INCH for side in figure.get_size_inches())
    room = width - 2 * _EDGE
    head = wrap_text(title, room, TITLE_SIZE, bold=True)
    foot = wrap_text(caption, room, SMALL_TEXT_SIZE)
    asked = wrap_text(question, room, TEXT_SIZE)
    left, top = _EDGE / width, _EDGE + _text_height(head, TITLE_SIZE)  # top: from the upper edge
    texts = (
        figure.text(left, 1 - _EDGE / height, head, va="top", size=TITLE_SIZE, weight="bold"),
        figure.text(left, 1 - top / height, asked, va="top", size=TEXT_SIZE),
        figure.text(left, _EDGE / height, foot, va="bottom", size=SMALL_TEXT_SIZE, color=GREY),
    )
    for text in texts:
        text.set_in_layout(False)
    below = (_text_height(foot, SMALL_TEXT_SIZE) + 2 * _EDGE) / height
    above = (top + (_text_height(asked, TEXT_SIZE) if asked else 0.0) + _EDGE) / height
    engine = figure.get_layout_engine()
    if isinstance(engine, ConstrainedLayoutEngine):
        engine.set(rect=(0.0, below, 1.0, 1.0 - below - above))


def _text_height(text: str, size: float) -> float:
    return (text.count("\n") + 1) * LINE_SPACING * size


def write_around(figure: Figure, title: str, notice: str, question: str, caption: str) -> None:
    """Write these around panels that the caller places: all but the caption along the top."""
    wide, tall = figure.get_size_inches()
    room = wide * POINTS_PER_INCH - 2 * inches(_MARGIN) * POINTS_PER_INCH
    left, step = inches(_MARGIN) / wide, inches(1.0) / tall
    figure.text(left, 1 - 3.0 * step, title, va="top", size=TITLE_SIZE, weight="bold")
    figure.text(left, 1 - 8.0 * step, notice, va="top", size=TEXT_SIZE, weight="bold")
    if question:
        asked = wrap_text(question, room, TEXT_SIZE)
        figure.text(left, 1 - 12.0 * step, asked, va="top", size=TEXT_SIZE)
    foot = wrap_text(caption, room, SMALL_TEXT_SIZE)
    figure.text(
        left,
        2.0 * step,
        foot,
        va="bottom",
        size=SMALL_TEXT_SIZE,
        color=GREY,
        linespacing=LINE_SPACING,
    )
