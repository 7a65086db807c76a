"""HTML from pieces: what is not markup already is escaped, so no text can become a tag."""

import re
from collections.abc import Iterable
from html import escape

_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")  # HTML may not hold them
_EMPTY = frozenset({"br", "col", "img", "input", "link", "meta"})


class Html(str):
    """A text that is markup: it was escaped where it had to be."""

    __slots__ = ()


def text(words: object) -> Html:
    """Any value as text that a page shows as it is."""
    return words if isinstance(words, Html) else Html(escape(_printable(str(words))))


def tag(name: str, /, *content: object, **attributes: object) -> Html:
    """
    An element. Content that is no Html is escaped.

    Attributes are escaped too; ``class_`` is class and ``aria_label`` aria-label. One that is None
    or False is left out, one that is True stands alone.
    """
    words = "".join(_attribute(key, value) for key, value in attributes.items())
    if name in _EMPTY:
        return Html(f"<{name}{words}>")
    return Html(f"<{name}{words}>{''.join(map(text, content))}</{name}>")


def joined(parts: Iterable[object], between: str = "") -> Html:
    """Pieces after one another, text among them escaped."""
    return Html(between.join(map(text, parts)))


def listed(items: Iterable[object], kind: str | None = None) -> Html:
    """A list with a point an item, of a class; nothing where there is none."""
    points = [tag("li", item) for item in items]
    return tag("ul", *points, class_=kind) if points else Html("")


def facts(rows: Iterable[tuple[object, object]]) -> Html:
    """A table of two columns: what, and which."""
    lines = [tag("tr", tag("th", key, scope="row"), tag("td", value)) for key, value in rows]
    return tag("table", tag("tbody", *lines), class_="facts")


def _attribute(key: str, value: object) -> str:
    if value is None or value is False:
        return ""
    name = key.rstrip("_").replace("_", "-")
    return f" {name}" if value is True else f' {name}="{escape(_printable(str(value)))}"'


def _printable(words: str) -> str:
    return _UNPRINTABLE.sub("\ufffd", words)
