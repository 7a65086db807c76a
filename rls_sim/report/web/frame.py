"""Pictures of a report in SVG: where a panel lies, its axes, its words, and values as data."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from rls_sim.report.web.markup import Html, tag
from rls_sim.report.web.scale import Axis

WIDTH, WIDE = 500.0, 820.0  # of a figure; of one whose rows have names
LEFT, RIGHT, TOP, BOTTOM = 62.0, 14.0, 12.0, 44.0
MARKED_TOP = 30.0  # with words above the panel
LINE = 13.0  # height of a line of words
NAMED_LEFT, LETTER = 270.0, 6.2  # room for names in place of numbers; mean width of a letter


@dataclass(frozen=True)
class Frame:
    """Where the panel of a figure lies, in the units of its picture."""

    x: Axis
    y: Axis
    height: float
    top: float = TOP

    @property
    def width(self) -> float:
        """Of the whole picture."""
        return WIDE if self.y.names else WIDTH

    @property
    def left(self) -> float:
        """Of the panel; more where names stand beside it."""
        return NAMED_LEFT if self.y.names else LEFT

    @property
    def right(self) -> float:
        """Of the panel."""
        return self.width - RIGHT

    @property
    def bottom(self) -> float:
        """Of the panel; higher where the words of its axis are of two lines."""
        return self.height - BOTTOM - LINE * (len(self.below) - 1)

    @property
    def below(self) -> list[str]:
        """The words of the x axis as lines."""
        return wrapped(self.x.words, self.right - self.left + 60, 2)

    def across(self, value: float) -> float:
        """Where a value of x lies."""
        return self.left + self.x.share(value) * (self.right - self.left)

    def down(self, value: float) -> float:
        """Where a value of y lies; names run from the top."""
        share = self.y.share(value)
        return self.top + (share if self.y.names else 1 - share) * (self.bottom - self.top)


def picture_of(parts: Sequence[Html], size: tuple[float, float], words: str) -> Html:
    """An SVG with the words for who cannot see it."""
    return tag(
        "svg",
        tag("title", words),
        *parts,
        viewBox=f"0 0 {size[0]:g} {size[1]:g}",
        role="img",
        aria_label=words,
    )


def data_of(values: object) -> Html:
    """Values for the script; no text in them can end the element that holds them."""
    told = json.dumps(values, separators=(",", ":"), allow_nan=False).replace("<", "\\u003c")
    return tag("script", Html(told), type="application/json")


def frame_marks(frame: Frame) -> list[Html]:
    """Axes, ticks and labels."""
    left, right, bottom = frame.left, frame.right, frame.bottom
    marks = [line(left, bottom, right, bottom), line(left, frame.top, left, bottom)]
    for value, words in frame.x.ticks():
        x = frame.across(value)
        marks.append(line(x, bottom, x, bottom + 4))
        marks.append(words_at(x, bottom + 16, words, "middle"))
    for value, words in frame.y.ticks():
        y = frame.down(value)
        marks.append(line(left - 4, y, left, y))
        marks.append(words_at(left - 7, y + 4, shortened(words, left - 12), "end"))
    for n, words in enumerate(frame.below):
        marks.append(words_at((left + right) / 2, bottom + 36 + n * LINE, words, "middle"))
    if not frame.y.names:
        middle = (frame.top + bottom) / 2
        label = fitted(frame.y, bottom - frame.top + 34)
        turn = f"rotate(-90 13 {middle:g})"
        marks.append(
            tag("text", label, x="13", y=f"{middle:g}", text_anchor="middle", transform=turn)
        )
    return marks


def words_at(x: float, y: float, words: str, anchor: str = "start") -> Html:
    """A text in a picture."""
    return tag("text", words, x=f"{x:.1f}", y=f"{y:.1f}", text_anchor=anchor)


def shortened(words: str, room: float) -> str:
    """A text that fits."""
    most = max(int(room / LETTER), 4)
    return words if len(words) <= most else words[: most - 1].rstrip(" ,[(") + "…"


def wrapped(words: str, room: float, most: int) -> list[str]:
    """A text as lines that fit, broken between words; the last of ``most`` lines is shortened."""
    lines: list[str] = []
    for word in words.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and (len(longer) <= room / LETTER or len(lines) == most):
            lines[-1] = longer
        else:
            lines.append(word)
    return [shortened(line, room) for line in lines] or [""]


def fitted(axis: Axis, room: float) -> str:
    """The words of an axis; where they are too long, the label is shortened and the unit stays."""
    unit = axis.words[len(axis.label) :]
    return shortened(axis.label, room - LETTER * len(unit)) + unit


def line(x: float, y: float, to_x: float, to_y: float) -> Html:
    """A line of an axis."""
    places = {"x1": x, "y1": y, "x2": to_x, "y2": to_y}
    return tag("line", **{name: f"{value:.1f}" for name, value in places.items()}, class_="axis")
