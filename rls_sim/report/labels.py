"""Words on a figure: axis labels from declared labels and units, and texts that never overlap."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D
from matplotlib.text import Text
from matplotlib.textpath import text_to_path

from rls_sim.report.style import GREY, POINTS_PER_INCH, SMALL_TEXT_SIZE, LineLook, StateLook

_LEAD, _SAMPLE = 8.0, 17.0  # points: from a line's end to its label, and the label's sample
LINE_SPACING = 1.25  # of the text size, from one line of text to the next
_JOINING_WORDS = frozenset({"of", "in", "by", "the", "a", "to", "at", "over", "from", "and", "-"})


def unit_words(unit: str) -> str:
    """A unit as printed: "umol/L" as µmol/L, and the pure number "1" as "ratio"."""
    if unit in ("1", ""):
        return "ratio"
    parts = [f"µ{p[1:]}" if p in ("umol", "uM", "ug", "uL") else p for p in unit.split("/")]
    return "/".join(parts)


def axis_label(label: str, unit: str) -> str:
    """
    The one form of an axis label: the quantity, then its unit in brackets.

    A label that ends with a unit, as those of other people's models do, keeps it.
    """
    if label.endswith("]"):
        return sentence(label)
    return f"{sentence(label)} [{unit_words(unit)}]"


def sentence(words: str) -> str:
    """The words with a capital at the start."""
    return words[:1].upper() + words[1:]


def number_words(value: float) -> str:
    """A number to three figures, as short as it goes."""
    return f"{value:.3g}"


def share_words(labels: Sequence[str]) -> tuple[str, list[str]]:
    """What all labels begin and end with (for the axis), and what each says of its own.

    "Labile iron, share of healthy" and "Ferritin, share of healthy" share "share of healthy".
    A common beginning goes before a common end. Where less than two words are shared, or
    nothing of one's own is left, the first is "".
    """
    split = [label.split() for label in labels]
    if len(split) < 2:
        return "", list(labels)
    starts, ends = _common_length(split), _common_length([words[::-1] for words in split])
    if starts >= 2:
        common, own = split[0][:starts], [words[starts:] for words in split]
    else:
        common, own = (
            split[0][len(split[0]) - ends :],
            [words[: len(words) - ends] for words in split],
        )
    if len(common) < 2 or not all(own):
        return "", list(labels)
    return _trim(" ".join(common)), [_trim(" ".join(words)) for words in own]


def _common_length(lists: Sequence[Sequence[str]]) -> int:
    length = 0
    for words in zip(*lists, strict=False):
        if len(set(words)) > 1:
            break
        length += 1
    return length


def _trim(words: str) -> str:
    words = words.strip(" ,;:")
    while words and words.split()[-1] in _JOINING_WORDS:
        words = " ".join(words.split()[:-1]).strip(" ,;:")
    return words


@lru_cache(maxsize=1 << 15)  # pages are cut and wrapped by measuring the same words many times
def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Width of the widest line of a text in points."""
    font = FontProperties(family="DejaVu Sans", size=size, weight="bold" if bold else "normal")
    lines = (line for line in text.split("\n") if line)
    measure = text_to_path.get_text_width_height_descent
    return max((float(measure(line, font, ismath=False)[0]) for line in lines), default=0.0)


def wrap_text(text: str, width: float, size: float, *, bold: bool = False) -> str:
    """The text broken between words so that each line keeps within `width` points if it can."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(longer, size, bold=bold) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return "\n".join(lines)


def spread(wanted: Sequence[float], sizes: Sequence[float], low: float, high: float) -> list[float]:
    """Centres as near to `wanted` as may be, of things of `sizes` that do not overlap.

    They keep their order and stay between `low` and `high` if they fit there together.
    """
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    groups: list[tuple[list[int], float]] = []  # members in order, and where the group starts
    for index in order:
        groups.append(([index], wanted[index] - sizes[index] / 2))
        while True:
            members, _ = groups[-1]
            start = _best_start(members, wanted, sizes, low, high)
            groups[-1] = (members, start)
            if len(groups) < 2:
                break
            before, before_start = groups[-2]
            if before_start + sum(sizes[i] for i in before) <= start:
                break
            groups[-2:] = [(before + members, before_start)]
    centres = [0.0] * len(wanted)
    for members, start in groups:
        for index in members:
            centres[index] = start + sizes[index] / 2
            start += sizes[index]
    return centres


def _best_start(
    members: Sequence[int],
    wanted: Sequence[float],
    sizes: Sequence[float],
    low: float,
    high: float,
) -> float:
    offsets = np.cumsum([0.0] + [sizes[i] for i in members])
    centres = offsets[:-1] + np.diff(offsets) / 2
    start = float(np.mean([wanted[i] for i in members] - centres))
    return max(min(start, high - float(offsets[-1])), low)


def write_plate(
    axes: Axes,
    place: tuple[float, float],
    words: str,
    look: StateLook,
    pad: float = 0.15,
    **more: Any,
) -> Text:
    """Words in bold at a place (axes' shares), on a plate of the state that they name."""
    plate = {"boxstyle": f"square,pad={pad}", "facecolor": look.colour, "edgecolor": "none"}
    return axes.text(
        *place,
        words,
        transform=axes.transAxes,
        ha="center",
        va="center",
        weight="bold",
        color=look.ink,
        linespacing=1.05,
        bbox=plate,
        **more,
    )


@dataclass(frozen=True)
class RightLabel:
    """A text beside the right end of a line, at the line's height `y` in data units.

    With a `look`, a short sample of the line stands before the text.
    """

    y: float
    text: str
    look: LineLook | None = None


def axes_size(axes: Axes) -> tuple[float, float]:
    """Width and height of the axes in points, as laid out now."""
    box = axes.get_position()
    inches = axes.get_figure().get_size_inches()  # type: ignore[union-attr]
    return (
        float(box.width * inches[0] * POINTS_PER_INCH),
        float(box.height * inches[1] * POINTS_PER_INCH),
    )


def place_right_labels(axes: Axes, labels: Sequence[RightLabel], room: float) -> None:
    """Write the labels in `room` points right of the axes, spread so that none overlaps.

    The layout must be frozen: places are measured.
    """
    width, height = axes_size(axes)
    texts = [
        wrap_text(label.text, room - _LEAD - _margin_of(label) - 3.0, SMALL_TEXT_SIZE)
        for label in labels
    ]
    sizes = [
        ((text.count("\n") + 1) * LINE_SPACING * SMALL_TEXT_SIZE + 1.0) / height for text in texts
    ]
    to_axes = axes.transData + axes.transAxes.inverted()
    left = axes.get_xlim()[0]
    wanted = [min(max(float(to_axes.transform((left, label.y))[1]), 0), 1) for label in labels]
    centres = spread(wanted, sizes, -0.08, 1.08)
    for label, text, start, centre in zip(labels, texts, wanted, centres, strict=True):
        colour = label.look.colour if label.look else GREY
        lead = axes.plot(
            [1.0, 1.0 + _LEAD / width],
            [start, centre],
            color=colour,
            linewidth=0.5,
            transform=axes.transAxes,
            clip_on=False,
        )
        note = axes.text(
            1.0 + (_LEAD + _margin_of(label)) / width,
            centre,
            text,
            transform=axes.transAxes,
            ha="left",
            va="center",
            fontsize=SMALL_TEXT_SIZE,
            linespacing=LINE_SPACING - 0.1,
            style="normal" if label.look else "italic",
        )
        for artist in (*lead, note, *_draw_sample(axes, label, width, centre)):
            artist.set_in_layout(False)


def _margin_of(label: RightLabel) -> float:
    return _SAMPLE + 3.0 if label.look else 2.0


def _draw_sample(axes: Axes, label: RightLabel, width: float, height: float) -> list[Line2D]:
    if label.look is None:
        return []
    start = 1.0 + (_LEAD + 1.0) / width
    return axes.plot(
        [start, start + _SAMPLE / 2 / width, start + _SAMPLE / width],
        [height] * 3,
        color=label.look.colour,
        linestyle=label.look.dashes,
        marker=label.look.marker or "",
        markevery=[1],
        transform=axes.transAxes,
        clip_on=False,
    )
