"""Tables of a report: plain HTML that a script makes sortable, and searched by word or bound."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any

from rls_sim.report.labels import sentence, unit_words
from rls_sim.report.web.markup import Html, joined, tag, text

UNIT = "unit"  # the key of a column of units, which read as they do on figures
WHOLE = 1e7  # a greater number is written with its power of ten
DIGITS = 4  # shown; what is sorted and saved has all of them
_JOINTS = re.compile(r"([_./])")
LONG_NAME = 14  # letters
_TAGS = re.compile(r"<[^>]*>")
LONG = 40  # letters, of a text whose column should not be narrow
SCROLLED = 12  # rows; a table of more scrolls within its place
PRINTED = 60  # rows of a table on paper, as report.css says
MOST_ROWS = 2_000  # of a table: a page of more is slow to open


@dataclass(frozen=True)
class Column:
    """A column: the key of its values, its heading and unit; ``more`` if hidden until asked for."""

    key: str
    label: str = ""
    unit: str = ""
    more: bool = False


def table(
    name: str, caption: str, columns: Sequence[Column], rows: Sequence[Mapping[str, Any]]
) -> Html:
    """
    A table with a caption; a value that is Html stands as it is, a number in four figures.

    ``name`` is that of the file that its rows are saved as. Where nothing is to be told, a line
    says so.
    """
    if not rows:
        return tag("p", f"{caption}: none.", class_="empty")
    numeric = {c.key for c in columns if any(_is_number(row.get(c.key)) for row in rows)}
    wordy = {c.key for c in columns if any(_is_long(row.get(c.key)) for row in rows)}
    kinds = {"number": numeric, "words": wordy}
    head = tag("thead", tag("tr", *(_heading(column, kinds) for column in columns)))
    body = joined((_row(row, columns) for row in rows), "\n")
    content = joined([tag("caption", caption), head, tag("tbody", body)], "\n")
    told = tag("table", content, class_="data", data_name=name)
    kind = "scroll long" if len(rows) > SCROLLED else "scroll"
    box = tag("div", told, class_=kind, tabindex="0", role="region", aria_label=caption)
    if len(rows) <= PRINTED:
        return box
    words = f"Of {len(rows)} rows no more than {PRINTED} are printed; the file has all of them."
    return joined([box, tag("p", words, class_="printed")])


def plain(names: Sequence[str], more: Sequence[str] = ()) -> list[Column]:
    """Columns headed by their own names, of a table that was kept as a file."""
    hidden = set(more)
    return [Column(name, name.replace("_", " "), more=name in hidden) for name in names]


def number_text(value: float) -> str:
    """A number as it is shown: whole ones whole, others in four figures."""
    if isinstance(value, int) or 10**DIGITS <= abs(value) < WHOLE:
        return f"{value:.0f}"
    return f"{value:.{DIGITS}g}"


def thinned(count: int, most: int) -> list[int]:
    """Which of ``count`` rows to show: all, or about ``most`` of them evenly spread."""
    if count <= most:
        return list(range(count))
    return sorted({round(i * (count - 1) / (most - 1)) for i in range(most)})


def _heading(column: Column, kinds: Mapping[str, set[str]]) -> Html:
    found = [kind for kind, keys in kinds.items() if column.key in keys]
    kind = " ".join([*found, *(["more"] if column.more else [])])
    unit = [] if column.unit == "" else [" ", tag("small", f"[{unit_words(column.unit)}]")]
    label = sentence(column.label) if column.label else column.key
    return tag("th", label, *unit, scope="col", data_key=column.key, class_=kind or None)


def _row(row: Mapping[str, Any], columns: Sequence[Column]) -> Html:
    return tag("tr", *(_cell(row.get(column.key), column) for column in columns))


def _cell(value: Any, column: Column) -> Html:
    hidden = "more" if column.more else ""
    if column.key == UNIT and isinstance(value, str):
        value = unit_words(value) if value else value
    if isinstance(value, Html):
        return tag("td", value, class_=hidden or None)
    if isinstance(value, bool):
        return tag("td", "yes" if value else "no", class_=hidden or None)
    if isinstance(value, int | float):
        if not isfinite(value):
            return tag("td", class_=f"number {hidden}".strip())
        shown, exact = number_text(value), repr(value)
        kept = None if shown == exact else exact
        return tag("td", shown, data_v=kept, class_=f"number {hidden}".strip())
    return tag("td", _breakable("" if value is None else str(value)), class_=hidden or None)


def _breakable(words: str) -> Html:
    """A long name may break after its underscores and dots, which changes no letter of it."""
    if len(words) <= LONG_NAME or " " in words:
        return text(words)
    return Html(_JOINTS.sub(r"\1<wbr>", text(words)))


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_long(value: Any) -> bool:
    return isinstance(value, str) and len(_TAGS.sub("", value)) > LONG
