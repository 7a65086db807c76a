"""Maps of a report: a table of classes as cells, read by eye, by pointer and by arrow keys."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

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
    wrapped,
)
from rls_sim.report.web.markup import Html, tag
from rls_sim.report.web.regions import ROOM, Kind, centres, edges, pattern

MOST_NAMES = 8  # along an axis of numbers
SHADES = ("#00204C", "#2B446E", "#575C6D", "#7C7B78", "#A59C74", "#D2C060", "#FFE945")  # cividis
CELL, NAMED = 16.0, 320.0  # height of a named row, and the room for names
TURNED, LEANING = 130.0, 80.0  # room for names of columns: above, and to the right of the last
WIDEST = 60.0  # a column
NUMBERED, TALL = 57.0, 356.0  # room for numbers at the left, height of a map of numbers
LINE = 13.0  # height of a line of the words of an axis
MOST_LINES = 3  # of them


@dataclass(frozen=True)
class Map:
    """
    A table (rows, columns) of the number of each cell's class; rows from the top.

    ``tells`` (rows, columns) says the value of a cell in words, if more than its class;
    ``column_tells`` (columns) what a column is, if more than its name. ``bordered`` draws lines
    between classes.
    """

    title: str
    columns: Sequence[str]
    rows: Sequence[str]
    column_words: str
    row_words: str
    kinds: Sequence[Kind]
    cells: Sequence[Sequence[int]]
    tells: Sequence[Sequence[str]] = ()
    column_tells: Sequence[str] = ()
    bordered: bool = False
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
            left, below = NUMBERED + LINE * len(_beside(drawn)), LINE * (len(_below(drawn)) - 1)
            wide, tall = (WIDTH - RIGHT - left) / columns, (TALL - TOP - BOTTOM) / rows
            return cls(left, TOP, wide, tall, WIDTH, TALL + below)
        wide = min((WIDE - LEANING - NAMED) / columns, WIDEST)
        return cls(NAMED, TURNED, wide, CELL, WIDE, TURNED + CELL * rows + TOP)


def _beside(drawn: Map) -> list[str]:
    """The words of the rows as lines along the height of the map."""
    return wrapped(drawn.row_words, TALL - TOP - BOTTOM + 5 * LETTER, MOST_LINES)


def _below(drawn: Map) -> list[str]:
    """The words of the columns as lines along its width."""
    return wrapped(drawn.column_words, WIDTH - RIGHT - NUMBERED, MOST_LINES)


def map_figure(drawn: Map) -> Html:
    """The figure of a map: picture, key, values as data."""
    box = _Box.of(drawn)
    fills = _Fills.of(drawn)
    parts = [*fills.patterns, *(_cells(drawn, n, box, fill) for n, fill in enumerate(fills.names))]
    parts += _borders(drawn, box) if drawn.bordered else []
    parts += _letters(drawn, box)
    parts += _named(drawn, box) if drawn.named else _numbered(drawn, box)
    values = {
        "kind": "map",
        "x": [drawn.column_words, list(drawn.column_tells or drawn.columns)],
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
        _key(drawn, fills),
        *([tag("p", drawn.note, class_="under")] if drawn.note else []),
        data_of(values),
        class_="chart wide" if drawn.named else "chart",
    )


@dataclass(frozen=True)
class _Fills:
    """What each class is filled with, and the hatches among them."""

    names: tuple[str, ...]
    patterns: tuple[Html, ...]

    @classmethod
    def of(cls, drawn: Map) -> "_Fills":
        """A name of a hatch is of this map alone: two of a page may not share one."""
        kinds, used = drawn.kinds, {one for row in drawn.cells for one in row}
        mark = sha256(repr((drawn.title, drawn.row_words, kinds)).encode()).hexdigest()[:8]
        hatched = {n: f"hatch-{mark}-{n}" for n, k in enumerate(kinds) if k.hatch and n in used}
        names = (f"url(#{hatched[n]})" if n in hatched else k.colour for n, k in enumerate(kinds))
        made = [pattern(name, kinds[n]) for n, name in hatched.items()]
        return cls(tuple(names), (tag("defs", *made),) if made else ())


def _borders(drawn: Map, box: _Box) -> list[Html]:
    """Lines between classes, dark within pale, so that they show on any of them."""
    pieces = []
    for i, j, below in edges(drawn.cells):
        x, y = box.left + j * box.wide, box.top + i * box.tall
        pieces.append(f"M{x:.1f} {y:.1f}" + (f"h{box.wide:.1f}" if below else f"v{box.tall:.1f}"))
    if not pieces:
        return []
    path = "".join(pieces)
    return [
        tag("path", d=path, fill="none", stroke=stroke, stroke_width=width, class_="border")
        for stroke, width in (("#fff", "3"), ("#000", "1.4"))
    ]


def _letters(drawn: Map, box: _Box) -> list[Html]:
    """The letter of its class in each region that has room for it."""
    if not any(kind.letter for kind in drawn.kinds):
        return []
    found = []
    for i, j in centres(drawn.cells, box.wide * box.tall):
        x, y = box.left + (j + 0.5) * box.wide, box.top + (i + 0.5) * box.tall
        found += _letter(drawn.kinds[drawn.cells[i][j]], x, y)
    return found


def _letter(kind: Kind, x: float, y: float) -> list[Html]:
    """A letter in the middle of a plate of its class's colour."""
    wide, tall = ROOM
    plate = tag(
        "rect",
        x=f"{x - wide / 2:.1f}",
        y=f"{y - tall / 2:.1f}",
        width=f"{wide:g}",
        height=f"{tall:g}",
        fill=kind.colour,
    )
    look = "letter pale" if kind.ink == "white" else "letter"
    word = tag(
        "text", kind.letter, x=f"{x:.1f}", y=f"{y + 4.5:.1f}", text_anchor="middle", class_=look
    )
    return [plate, word] if kind.letter else []


def _cells(drawn: Map, kind: int, box: _Box, fill: str) -> Html:
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
    edge = {"stroke": "#fff", "stroke_width": "0.6"}
    if not drawn.named:
        edge = {"shape_rendering": "crispEdges"}  # no seams between rows
    return tag("path", d="".join(pieces) or "M0 0", fill=fill, **edge)


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
    bottom = box.top + box.tall * len(drawn.rows)
    for j in range(0, len(drawn.columns), _every(len(drawn.columns))):
        found.append(
            words_at(box.left + (j + 0.5) * box.wide, bottom + 15, drawn.columns[j], "middle")
        )
    for i in range(0, len(drawn.rows), _every(len(drawn.rows))):
        y = box.top + (i + 0.5) * box.tall + 4
        found.append(words_at(box.left - 6, y, shortened(drawn.rows[i], NUMBERED - 11), "end"))
    middle = (box.top + bottom) / 2
    across = (box.left + box.width - RIGHT) / 2
    for n, words in enumerate(_below(drawn)):
        found.append(words_at(across, bottom + 36 + n * LINE, words, "middle"))
    for n, words in enumerate(_beside(drawn)):
        place = {"x": f"{13 + n * LINE:g}", "y": f"{middle:.1f}"}
        turn = f"rotate(-90 {place['x']} {place['y']})"
        found.append(tag("text", words, **place, text_anchor="middle", transform=turn))
    return found


def _every(count: int) -> int:
    return max(-(-count // MOST_NAMES), 1)


def _key(drawn: Map, fills: _Fills) -> Html:
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
                fill=fills.names[n],
                stroke=GREY,
                stroke_width="0.6",
            )
            sample = tag(
                "svg",
                box,
                *_letter(kind, 14.0, 8.0),
                viewBox="0 0 28 16",
                class_="sample",
                aria_hidden="true",
            )
            entries.append(tag("li", tag("span", sample, kind.words)))
    return tag("ul", *entries, class_="key")
