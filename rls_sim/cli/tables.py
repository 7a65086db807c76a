"""Plain aligned tables: names, units below them, then rows; numbers to the right."""

import math
import shutil
import sys
import textwrap
from collections.abc import Sequence
from typing import Any

GAP = "  "
MISSING = "-"
DIGITS = 4
LEAST_ROOM = 24  # characters; prose in a narrower column is harder to read than a broken line


def text_table(
    heads: Sequence[tuple[str, str]], rows: Sequence[Sequence[Any]], *, digits: int = DIGITS
) -> str:
    """Rows under their heads, each a name and a unit; a column of numbers is set to the right."""
    cells = [[cell_text(value, digits) for value in row] for row in rows]
    right = [
        any(is_number(row[i]) for row in rows) and not any(_is_words(row[i]) for row in rows)
        for i in range(len(heads))
    ]
    top = [[name for name, _ in heads]]
    if any(unit for _, unit in heads):
        top.append([f"[{unit}]" if unit else "" for _, unit in heads])
    return aligned([*top, *cells], right)


def aligned(lines: Sequence[Sequence[str]], right: Sequence[bool], width: int | None = None) -> str:
    """Lines of texts as columns as wide as their widest text.

    Where that is wider than ``width`` characters (that of the terminal, if stdout is one) a last
    column of words is wrapped; what is piped stays whole.
    """
    widths = [max(len(line[i]) for line in lines) for i in range(len(right))]
    limit = terminal_width() if width is None else width
    room = limit - sum(widths[:-1]) - len(GAP) * (len(right) - 1)
    if not right[-1] and LEAST_ROOM <= room < widths[-1]:
        widths[-1] = room
        lines = [wrapped for line in lines for wrapped in _wrapped(line, room)]
    return "\n".join(
        GAP.join(
            text.rjust(size) if to_right else text.ljust(size)
            for text, size, to_right in zip(line, widths, right, strict=True)
        ).rstrip()
        for line in lines
    )


def _wrapped(line: Sequence[str], room: int) -> list[list[str]]:
    """The line, and below it what does not fit into the room of its last column."""
    parts = textwrap.wrap(line[-1], room, subsequent_indent="  ", break_on_hyphens=False)
    first, *others = parts or [""]
    return [[*line[:-1], first], *([*([""] * (len(line) - 1)), other] for other in others)]


def terminal_width() -> int:
    """How many characters fit on a line of the terminal; 0 where stdout is none."""
    if sys.stdout is None or not sys.stdout.isatty():
        return 0
    return shutil.get_terminal_size().columns


def cell_text(value: Any, digits: int = DIGITS) -> str:
    """A value as it stands in a table."""
    if value is None:
        return MISSING
    if is_number(value):
        return number_text(float(value), digits)
    return str(value)


def number_text(value: float, digits: int = DIGITS) -> str:
    """A number to so many significant digits; a dash where there is none."""
    if math.isnan(value):
        return MISSING
    if value == 0:
        return "0"
    if 1e-4 <= abs(value) < 1e6:
        places = max(digits - 1 - math.floor(math.log10(abs(value))), 0)
        text = f"{value:.{min(places, 8)}f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    return f"{value:.{digits - 1}g}"


def is_number(value: Any) -> bool:
    """Whether a value is shown as a number."""
    return hasattr(value, "__float__") and not isinstance(value, bool | str)


def _is_words(value: Any) -> bool:
    return isinstance(value, str) and value != ""


def clock_text(hour: float) -> str:
    """An hour of the day as HH:MM."""
    minutes = round(hour * 60) % (24 * 60)
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
