"""Maps of a report: a table of classes as coloured cells, read by pointer and arrow keys."""

from collections.abc import Sequence
from dataclasses import dataclass

from rls_sim.report.style import GREY
from rls_sim.report.web.frame import (
    BOTTOM,
    LETTER,
    RIGHT,
    TOP,
    WIDE,
    WIDTH,
    data_of,
    picture_of,
    shortened,
    words_at,
)
from rls_sim.report.web.markup import Html, tag

MOST_NAMES = 8  # along an axis of numbers
SHADES = ("#00204C", "#2B446E", "#575C6D", "#7C7B78", "#A59C74", "#D2C060", "#FFE945")  # cividis
CELL, NAMED = 16.0, 320.0  # height of a named row, and the room for names
TURNED, LEANING = 130.0, 80.0  # room for names of columns: above, and to the right of the last
WIDEST = 60.0  # a column
NUMBERED, TALL = 70.0, 356.0  # room for numbers at the left, height of a map of numbers


@dataclass(frozen=True)
class Kind:
    """A class of cells: its words and its colour."""

    words: str
    colour: str


@dataclass(frozen=True)
class Map:
    """
    A table (rows, columns) of the number of each cell's class; rows from the top.

    ``tells`` (rows, columns) says the value of a cell in words, if more than its class.
    """

    title: str
    columns: Sequence[str]
    rows: Sequence[str]
    column_words: str
    row_words: str
    kinds: Sequence[Kind]
    cells: Sequence[Sequence[int]]
    tells: Sequence[Sequence[str]] = ()
    named: bool = False  # rows and columns are names, not numbers
    note: str = ""


@dataclass(frozen=True)
class _Box:
    """Where the cells of a map lie in a picture of some width and height."""

    left: float
    top: float
    wide: float
    tall: float
    width: float
    height: float

    @classmethod
    def of(cls, drawn: Map) -> "_Box":
        """For the rows and columns of a map."""
        rows, columns = len(drawn.rows), len(drawn.columns)
        if not drawn.named:
            wide, tall = (WIDTH - RIGHT - NUMBERED) / columns, (TALL - TOP - BOTTOM) / rows
            return cls(NUMBERED, TOP, wide, tall, WIDTH, TALL)
        wide = min((WIDE - LEANING - NAMED) / columns, WIDEST)
        return cls(NAMED, TURNED, wide, CELL, WIDE, TURNED + CELL * rows + TOP)


def map_figure(drawn: Map) -> Html:
    """The figure of a map: picture, key, values as data."""
    box = _Box.of(drawn)
    parts = [_cells(drawn, n, box) for n in range(len(drawn.kinds))]
    parts += _named(drawn, box) if drawn.named else _numbered(drawn, box)
    values = {
        "kind": "map",
        "x": [drawn.column_words, list(drawn.columns)],
        "y": [drawn.row_words, list(drawn.rows)],
        "box": [box.left, box.top, box.wide, box.tall],
        "kinds": [kind.words for kind in drawn.kinds],
        "cells": [list(row) for row in drawn.cells],
        "tells": [list(row) for row in drawn.tells],
    }
    words = f"{drawn.title}: {drawn.row_words} against {drawn.column_words}."
    return tag(
        "figure",
        tag("figcaption", drawn.title),
        picture_of(parts, (box.width, box.height), words),
        _key(drawn),
        *([tag("p", drawn.note, class_="under")] if drawn.note else []),
        data_of(values),
        class_="chart wide" if drawn.named else "chart",
    )


def _cells(drawn: Map, kind: int, box: _Box) -> Html:
    """Every cell of one class as one path, neighbours in a row together."""
    pieces = []
    for i, row in enumerate(drawn.cells):
        begun = None
        for j, found in enumerate([*row, -1]):
            if found == kind and begun is None:
                begun = j
            elif found != kind and begun is not None:
                x, width = box.left + begun * box.wide, (j - begun) * box.wide
                y = box.top + i * box.tall
                pieces.append(f"M{x:.1f} {y:.1f}h{width:.1f}v{box.tall:.1f}h-{width:.1f}z")
                begun = None
    edge = {"stroke": "#fff", "stroke_width": "0.6"} if drawn.named else {}
    return tag("path", d="".join(pieces) or "M0 0", fill=drawn.kinds[kind].colour, **edge)


def _named(drawn: Map, box: _Box) -> list[Html]:
    """Names of columns leaning above, of rows at the left."""
    found = []
    for j, name in enumerate(drawn.columns):
        x, y = box.left + (j + 0.5) * box.wide, box.top - 6
        turn = f"rotate(-55 {x:.1f} {y:.1f})"
        words = shortened(name, (TURNED - 12) / 0.8)
        found.append(tag("text", words, x=f"{x:.1f}", y=f"{y:.1f}", transform=turn))
    for i, name in enumerate(drawn.rows):
        y = box.top + (i + 0.5) * box.tall + 4
        found.append(words_at(box.left - 6, y, shortened(name, box.left - 8), "end"))
    return found


def _numbered(drawn: Map, box: _Box) -> list[Html]:
    """Some of the numbers along both axes, and what they are."""
    found = []
    bottom = box.height - BOTTOM
    for j in range(0, len(drawn.columns), _every(len(drawn.columns))):
        found.append(
            words_at(box.left + (j + 0.5) * box.wide, bottom + 15, drawn.columns[j], "middle")
        )
    for i in range(0, len(drawn.rows), _every(len(drawn.rows))):
        y = box.top + (i + 0.5) * box.tall + 4
        found.append(words_at(box.left - 6, y, shortened(drawn.rows[i], box.left - 24), "end"))
    middle = (box.top + bottom) / 2
    turn = f"rotate(-90 13 {middle:.1f})"
    across = (box.left + box.width - RIGHT) / 2
    label = shortened(drawn.row_words, bottom - box.top + LETTER)
    found.append(words_at(across, bottom + 36, drawn.column_words, "middle"))
    found.append(
        tag("text", label, x="13", y=f"{middle:.1f}", text_anchor="middle", transform=turn)
    )
    return found


def _every(count: int) -> int:
    return max(-(-count // MOST_NAMES), 1)


def _key(drawn: Map) -> Html:
    used = {one for row in drawn.cells for one in row}
    entries = []
    for n, kind in enumerate(drawn.kinds):
        if n in used:
            box = tag(
                "rect",
                x="2",
                y="2",
                width="24",
                height="12",
                fill=kind.colour,
                stroke=GREY,
                stroke_width="0.6",
            )
            sample = tag("svg", box, viewBox="0 0 28 16", class_="sample", aria_hidden="true")
            entries.append(tag("li", tag("span", sample, kind.words)))
    return tag("ul", *entries, class_="key")
