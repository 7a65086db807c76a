"""One look for every figure: sizes, colours, second codings; and files that repeat by the byte."""

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import matplotlib
import matplotlib.style
from matplotlib.figure import Figure as Figure  # who asks for a figure knows its type from here

MILLIMETRES_PER_INCH = 25.4
POINTS_PER_INCH = 72.0
PAGE_WIDTH = 180.0  # mm, both columns of a journal page
DOTS_PER_INCH = 300
DOTS_ON_SCREEN = 120  # of a figure in a notebook: 850 points wide

TEXT_SIZE = 7.0  # points; print at 180 mm stays above the 5 points journals ask for
SMALL_TEXT_SIZE = 6.3
TITLE_SIZE = 9.0

# Okabe and Ito's colours: told apart with any of the common colour blindnesses.
BLACK = "#000000"
ORANGE = "#E69F00"
SKY = "#56B4E9"
GREEN = "#009E73"
BLUE = "#0072B2"
VERMILLION = "#D55E00"
PURPLE = "#CC79A7"
GREY = "#6E6E6E"
NIGHT_COLOUR = "#2F3E66"
SEQUENTIAL_MAP = "cividis"

LOOK: dict[str, Any] = {
    "font.family": "DejaVu Sans",  # shipped with matplotlib, so the same on every machine
    "font.size": TEXT_SIZE,
    "axes.titlesize": TEXT_SIZE + 0.5,
    "axes.titlelocation": "left",
    "axes.titlepad": 3.5,
    "axes.labelsize": TEXT_SIZE,
    "axes.linewidth": 0.6,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "xtick.labelsize": SMALL_TEXT_SIZE,
    "ytick.labelsize": SMALL_TEXT_SIZE,
    "xtick.major.width": 0.6,
    "ytick.major.width": 0.6,
    "xtick.minor.width": 0.4,
    "ytick.minor.width": 0.4,
    "xtick.major.size": 2.5,
    "ytick.major.size": 2.5,
    "xtick.minor.size": 1.4,
    "ytick.minor.size": 1.4,
    "lines.linewidth": 1.3,
    "lines.markersize": 3.0,
    "hatch.linewidth": 0.5,
    "legend.frameon": False,
    "legend.fontsize": SMALL_TEXT_SIZE,
    "figure.facecolor": "white",
    "savefig.facecolor": "white",
    "figure.constrained_layout.w_pad": 0.02,
    "figure.constrained_layout.h_pad": 0.02,
    "svg.fonttype": "none",
    "svg.hashsalt": "rls_sim",
    "pdf.fonttype": 42,
}

_LAYOUT_DIGITS = 6  # of the page's width and height: a ten-thousandth of a millimetre

# What a file would otherwise say about when, and by which version, it was written.
_METADATA: dict[str, dict[str, Any]] = {
    "png": {"Software": None},
    "svg": {"Date": None, "Creator": "rls_sim"},
    "pdf": {"CreationDate": None, "Creator": "rls_sim", "Producer": None},
}


@dataclass(frozen=True)
class LineLook:
    """How one line is told from the next: by colour, by dashes and by marker."""

    colour: str
    dashes: str | tuple[int, tuple[float, ...]]
    marker: str


LINE_LOOKS: tuple[LineLook, ...] = (
    LineLook(BLUE, "-", "o"),
    LineLook(VERMILLION, (0, (5, 1.5)), "s"),
    LineLook(GREEN, (0, (6, 1.5, 1.2, 1.5)), "^"),
    LineLook(PURPLE, (0, (2, 1)), "D"),
    LineLook(BLACK, (0, (1, 1)), "v"),
    LineLook(ORANGE, (0, (7, 1.2, 1.2, 1.2, 1.2, 1.2)), "P"),
)


@dataclass(frozen=True)
class StateLook:
    """How a cell's state is named and drawn; grey values and hatches differ between any two."""

    words: str
    colour: str
    hatch: str
    ink: str
    letter: str = ""  # that stands for it where its words have no room

    @property
    def tint_strength(self) -> float:
        """Opacity with which the state shades a panel behind its lines."""
        return 0.13 if self.ink == "white" else 0.22


STATE_LOOKS: dict[str, StateLook] = {
    "dying": StateLook("dying", "#2B2B2B", "xxxx", "white", "X"),
    "deficient": StateLook("fails day and night", VERMILLION, "////", "white", "F"),
    "night_deficient": StateLook("fails only at night", BLUE, "....", "white", "N"),
    "day_deficient": StateLook("fails only by day", "#F0C000", "----", "black", "D"),
    "functional": StateLook("well", "#C5EADB", "", "black", "W"),
    "overloaded": StateLook("overloaded", PURPLE, "\\\\\\\\", "black", "O"),
    "failed": StateLook("not solved", "#FFFFFF", "xx", "black", "?"),
}


def state_look(state: str) -> StateLook:
    """The look of a state; one this file does not know is drawn grey under its own name."""
    known = STATE_LOOKS.get(state)
    return known or StateLook(state.replace("_", " "), "#989898", "++", "black", state[:1].upper())


@contextmanager
def house_look() -> Iterator[None]:
    """Draw and save inside this, and a reader's own matplotlib settings change nothing."""
    with matplotlib.style.context(["default", LOOK]):
        yield


def inches(millimetres: float) -> float:
    """Millimetres as the inches that matplotlib counts in."""
    return millimetres / MILLIMETRES_PER_INCH


class HouseFigure(Figure):
    """A figure known to no pyplot, which a notebook shows nevertheless."""

    def _repr_png_(self) -> bytes:
        return screen_bytes(self)


def new_figure(width: float, height: float) -> Figure:
    """An empty figure of `width` by `height` mm, laid out by constraint, known to no pyplot."""
    size = (inches(width), inches(height))
    return HouseFigure(figsize=size, dpi=DOTS_PER_INCH, layout="constrained")


def freeze_layout(figure: Figure) -> None:
    """Lay out once and keep it: what is placed by measuring stays where it was measured."""
    engine = figure.get_layout_engine()
    if engine is not None:
        engine.execute(figure)
    figure.set_layout_engine("none")
    for axes in figure.axes:
        # The constraint solver differs from run to run in the last digits, and files with it.
        left, bottom, width, height = (
            round(side, _LAYOUT_DIGITS) for side in axes.get_position().bounds
        )
        axes.set_position((left, bottom, width, height))


def figure_bytes(figure: Figure, file_format: str) -> bytes:
    """The figure as a "png", "svg" or "pdf" file; the same figure gives the same bytes."""
    if file_format not in _METADATA:
        raise ValueError(f"figure format {file_format!r} is none of {', '.join(_METADATA)}")
    buffer = io.BytesIO()
    with house_look():
        figure.savefig(
            buffer, format=file_format, dpi=DOTS_PER_INCH, metadata=_METADATA[file_format]
        )
    return buffer.getvalue()


def screen_bytes(figure: Figure) -> bytes:
    """The figure as a PNG for a notebook.

    Its words keep the width that they have in print, where they were given room: hinted to so few
    dots they would be wider.
    """
    buffer = io.BytesIO()
    with house_look(), matplotlib.rc_context({"text.hinting": "none"}):
        figure.savefig(buffer, format="png", dpi=DOTS_ON_SCREEN, metadata=_METADATA["png"])
    return buffer.getvalue()


def pages_bytes(figures: Sequence[Figure]) -> bytes:
    """Figures as the pages of one PDF, each page of the size of its figure."""
    from matplotlib.backends.backend_pdf import PdfPages

    buffer = io.BytesIO()
    with house_look(), PdfPages(buffer, metadata=_METADATA["pdf"]) as pages:
        for figure in figures:
            pages.savefig(figure, dpi=DOTS_PER_INCH)
    return buffer.getvalue()


def save_figure(
    figure: Figure, stem: Path, formats: Sequence[str] = ("png", "svg")
) -> tuple[Path, ...]:
    """Write `stem`.png, `stem`.svg and so on; a file appears whole or not at all.

    Raises OSError where the folder cannot be written, before any file has changed.
    """
    written = {stem.with_name(f"{stem.name}.{f}"): figure_bytes(figure, f) for f in formats}
    partial = {path: path.with_name(f".{path.name}.partial") for path in written}
    try:
        for path, content in written.items():
            partial[path].write_bytes(content)
        for path in written:
            partial[path].replace(path)
    finally:
        for path in partial.values():
            path.unlink(missing_ok=True)
    return tuple(written)
