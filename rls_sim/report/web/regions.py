"""What tells classes of a map apart without colour: hatches, lines between, letters within."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from rls_sim.report.web.markup import Html, tag

TILE = 8  # units of the picture, of which a hatch repeats
STRENGTH = 0.55  # of the ink of a hatch
ROOM = (14.0, 15.0)  # of a letter: a region whose area is less has none
_RISING, _FALLING = "M-2 2L2 -2M0 8L8 0M6 10L10 6", "M-2 6L2 10M0 0L8 8M6 -2L10 2"
_STROKES = {
    "/": (_RISING,),
    "\\": (_FALLING,),
    "x": (_RISING, _FALLING),
    "-": ("M0 4H8",),
    "|": ("M4 0V8",),
    "+": ("M0 4H8", "M4 0V8"),
}

Cells = Sequence[Sequence[int]]


@dataclass(frozen=True)
class Kind:
    """
    A class of cells: its words and its colour.

    ``hatch`` is one of matplotlib's, drawn in ``ink``; ``letter`` stands in its regions.
    """

    words: str
    colour: str
    hatch: str = ""
    ink: str = "black"
    letter: str = ""


def pattern(name: str, kind: Kind) -> Html:
    """The hatch of a class over its colour, as an SVG pattern of that name."""
    strokes = dict.fromkeys(stroke for mark in kind.hatch for stroke in _STROKES.get(mark, ()))
    ink = {"stroke": kind.ink, "stroke_width": "1", "stroke_opacity": f"{STRENGTH:g}"}
    marks = [tag("path", d=stroke, fill="none", **ink) for stroke in strokes]
    if "." in kind.hatch:
        marks.append(
            tag("circle", cx="4", cy="4", r="1.2", fill=kind.ink, fill_opacity=f"{STRENGTH:g}")
        )
    return tag(
        "pattern",
        tag("rect", width=TILE, height=TILE, fill=kind.colour),
        *marks,
        id=name,
        width=TILE,
        height=TILE,
        patternUnits="userSpaceOnUse",
    )


def edges(cells: Cells) -> list[tuple[int, int, bool]]:
    """Where neighbours differ: row and column of the second of them, and whether it is below."""
    table = np.asarray(cells)
    below = [(int(i) + 1, int(j), True) for i, j in np.argwhere(table[1:] != table[:-1])]
    beside = np.argwhere(table[:, 1:] != table[:, :-1])
    return [*below, *((int(i), int(j) + 1, False) for i, j in beside)]


def centres(cells: Cells, cell_area: float) -> list[tuple[int, int]]:
    """The cell deepest within each connected region that has room for a letter: row, column."""
    table = np.asarray(cells)
    seen = np.zeros(table.shape, dtype=bool)
    found = []
    for start in zip(*np.nonzero(~seen), strict=True):
        if seen[start]:
            continue
        region = _region(table, start)
        seen |= region
        if region.sum() * cell_area >= ROOM[0] * ROOM[1]:
            found.append(_deepest(region))
    return found


def _region(table: Any, start: tuple[Any, ...]) -> Any:
    """The cells of one class that hang together with ``start``, as a mask."""
    region = np.zeros(table.shape, dtype=bool)
    region[start] = True
    waiting = [(int(start[0]), int(start[1]))]
    while waiting:
        for place in _around(waiting.pop(), table.shape):
            if not region[place] and table[place] == table[start]:
                region[place] = True
                waiting.append(place)
    return region


def _around(place: tuple[int, int], shape: tuple[int, ...]) -> Iterable[tuple[int, int]]:
    i, j = place
    near = ((i - 1, j), (i + 1, j), (i, j - 1), (i, j + 1))
    return ((a, b) for a, b in near if 0 <= a < shape[0] and 0 <= b < shape[1])


def _deepest(region: Any) -> tuple[int, int]:
    """Of the cells that are left longest as the region shrinks from all sides, the middle one."""
    left = region
    while left.any():
        last, wide = left, np.pad(left, 1)
        left = left & wide[:-2, 1:-1] & wide[2:, 1:-1] & wide[1:-1, :-2] & wide[1:-1, 2:]
    places = np.argwhere(last)
    nearest = np.argmin(((places - places.mean(axis=0)) ** 2).sum(axis=1))
    return int(places[nearest][0]), int(places[nearest][1])
