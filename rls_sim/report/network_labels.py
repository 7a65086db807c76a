"""Where the words of arrows stand on a map: beside their arrow, clear of boxes and other words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import hypot

import numpy as np

from rls_sim.report.labels import LINE_SPACING, text_width
from rls_sim.report.sweep_table import Numbers

ALONG = (0.5, 0.4, 0.6, 0.3, 0.7, 0.22, 0.78)  # places along an arrow, the best first
FARTHER = (3.0, 6.0, 9.0, 12.0)  # points; for a number wider than the gap between two boxes
_GAP = 1.5  # points between an arrow and its number
_OVER_WORDS, _OVER_LINE, _LATER, _OUTSIDE = 12.0, 1.0, 0.12, 30.0  # costs of a place
_STEP = 2.0  # points between the samples of a line


@dataclass(frozen=True)
class Rect:
    """Left, bottom, right, top in points."""

    left: float
    bottom: float
    right: float
    top: float

    def share_under(self, other: "Rect") -> float:
        """How much of this one lies under the other, 0 to 1."""
        across = min(self.right, other.right) - max(self.left, other.left)
        up = min(self.top, other.top) - max(self.bottom, other.bottom)
        size = (self.right - self.left) * (self.top - self.bottom)
        return max(across, 0.0) * max(up, 0.0) / size


@dataclass(frozen=True)
class Spot:
    """A place for words in points, and which side of them lies there, as matplotlib calls it."""

    x: float
    y: float
    across: str  # left, center, right
    upright: str  # bottom, center, top

    def rect(self, text: str, size: float, *, bold: bool = False) -> Rect:
        """What a text of this size covers there."""
        width = text_width(text, size, bold=bold)
        height = size * (1.0 + LINE_SPACING * text.count("\n"))
        left = self.x - {"left": 0.0, "center": width / 2, "right": width}[self.across]
        bottom = self.y - {"bottom": 0.0, "center": height / 2, "top": height}[self.upright]
        return Rect(left, bottom, left + width, bottom + height)


@dataclass(frozen=True)
class Bow:
    """An arrow in points: its ends, how far it bows (as arc3 counts it), and its width."""

    start: tuple[float, float]
    end: tuple[float, float]
    bow: float
    width: float

    def at(self, share: float) -> tuple[float, float, float, float]:
        """A point along it, and the direction to the right of its straight way, of length 1."""
        across, up = self.end[0] - self.start[0], self.end[1] - self.start[1]
        length = hypot(across, up) or 1.0
        right, rise = up / length, -across / length
        out = self.bow * length * 2.0 * share * (1.0 - share)
        return (
            self.start[0] + across * share + right * out,
            self.start[1] + up * share + rise * out,
            right,
            rise,
        )

    def spots(self) -> list[Spot]:
        """Places for its number: on the side to which it bows, then on the other."""
        outer = -1.0 if self.bow < 0 else 1.0
        sides = (outer, -outer)
        near = [self._spot(share, side, 0.0) for side in sides for share in ALONG]
        return near + [
            self._spot(share, side, off) for off in FARTHER for side in sides for share in ALONG[:3]
        ]

    def _spot(self, share: float, side: float, farther: float) -> Spot:
        x, y, right, rise = self.at(share)
        right, rise = side * right, side * rise
        off = self.width / 2 + _GAP + farther
        return Spot(
            x + right * off,
            y + rise * off,
            "left" if right > 0.35 else "right" if right < -0.35 else "center",
            "bottom" if rise > 0.35 else "top" if rise < -0.35 else "center",
        )

    def samples(self) -> list[tuple[float, float, float]]:
        """Points along it, each with half its width."""
        length = hypot(self.end[0] - self.start[0], self.end[1] - self.start[1])
        shares = np.linspace(0.0, 1.0, max(int(length / _STEP), 2))
        return [(*self.at(float(share))[:2], self.width / 2) for share in shares]


@dataclass
class Clearing:
    """What is on a map already, and the page that it is on."""

    page: Rect
    boxes: list[Rect] = field(default_factory=list)
    lines: list[tuple[float, float, float]] = field(default_factory=list)

    def add_line(self, *corners: tuple[float, float]) -> None:
        """A thin line through these corners, which words should not cross."""
        for start, end in pairwise(corners):
            self.lines += Bow(start, end, 0.0, 0.0).samples()

    def place(self, text: str, size: float, spots: Sequence[Spot]) -> Spot:
        """The best of the places, the first where all are as good; it is then taken."""
        lines = np.array(self.lines or [(1e9, 1e9, 0.0)])
        costs = [
            self._cost(spot.rect(text, size), lines) + _LATER * rank
            for rank, spot in enumerate(spots)
        ]
        best = spots[int(np.argmin(costs))]
        self.boxes.append(best.rect(text, size))
        return best

    def _cost(self, rect: Rect, lines: Numbers) -> float:
        x, y, half = lines.T
        crossed = (x > rect.left - half) & (x < rect.right + half)
        crossed &= (y > rect.bottom - half) & (y < rect.top + half)
        outside = 1.0 - rect.share_under(self.page)
        return (
            _OVER_WORDS * self._covered(rect, self.boxes)
            + _OVER_LINE * float(crossed.sum())
            + _OUTSIDE * float(outside > 1e-9)
        )

    @staticmethod
    def _covered(rect: Rect, boxes: Iterable[Rect]) -> float:
        shares = [rect.share_under(box) for box in boxes]
        return sum(share + 1.0 for share in shares if share > 0)
