"""In what two experiments differ, in words: short ones, however many values there are."""

from collections.abc import Iterable, Mapping
from typing import Any

MOST_TOLD = 4  # differences of one table; the others are counted
LONGEST = 60  # characters of one value
AXES = "axes"  # of a design, which are told by the names of what varies


def differences_told(there: Mapping[str, Any], asked: Mapping[str, Any]) -> str:
    """Each key of ``asked`` that is not as ``there``, with both values; empty if none differs."""
    told = (
        f"{key}: {_difference(there.get(key), value, key)}"
        for key, value in asked.items()
        if there.get(key) != value
    )
    return "; ".join(told)


def _difference(there: Any, asked: Any, key: str = "") -> str:
    """``there, asked other``, without what both share."""
    if isinstance(there, dict) and isinstance(asked, dict):
        names = [name for name in {**there, **asked} if there.get(name) != asked.get(name)]
        told = (f"{name} {_difference(there.get(name), asked.get(name), name)}" for name in names)
        return _few(told, len(names))
    if key == AXES and isinstance(there, list) and isinstance(asked, list):
        return _axes(there, asked)
    if _are_rows(there) and _are_rows(asked):
        return _rows(there, asked)
    return f"{_brief(there)}, asked {_brief(asked)}"


def _axes(there: list[Any], asked: list[Any]) -> str:
    """Of two designs: what varies, or the axes that differ."""
    one, other = (" x ".join(map(_names, axes)) for axes in (there, asked))
    if one != other:
        return f"of {_cut(one)}, asked {_cut(other)}"
    pairs = [(a, b) for a, b in zip(there, asked, strict=True) if a != b]
    return _few((f"{_names(a)}: {_axis(a, b)}" for a, b in pairs), len(pairs))


def _names(axis: Any) -> str:
    names = axis.get("names") if isinstance(axis, dict) else None
    return ", ".join(map(str, names)) if isinstance(names, list) else "?"


def _axis(there: Mapping[str, Any], asked: Mapping[str, Any]) -> str:
    """Of two axes of the same names: how they are made, or where they differ."""
    if there.keys() != asked.keys():
        return f"{_made(there)}, asked {_made(asked)}"
    one: Any = there.get("values")
    other: Any = asked.get("values")
    return _rows(one, other) if _are_rows(one) and _are_rows(other) else _difference(there, asked)


def _made(axis: Mapping[str, Any]) -> str:
    """How the values of an axis are made."""
    values = axis.get("values")
    if isinstance(values, list):
        return f"{len(values)} values"
    if isinstance(spaced := axis.get("range"), dict):
        return ":".join(map(_brief, spaced.values()))  # as it is typed
    if "samples" in axis:
        return f"{axis['samples']} {axis.get('method')} samples"
    return _cut(", ".join(f"{key} {_brief(axis[key])}" for key in axis if key != "names"))


def _rows(there: list[Any], asked: list[Any]) -> str:
    """Of two long lists: how many there are, or the first that differs."""
    if len(there) != len(asked):
        return f"{_count(there)}, asked {_count(asked)}"
    pairs = enumerate(zip(there, asked, strict=True), 1)
    place, (one, other) = next((i, pair) for i, pair in pairs if pair[0] != pair[1])
    return f"value {place} of {len(there)} is {_brief(one)}, asked {_brief(other)}"


def _count(values: list[Any]) -> str:
    ends = f" {_brief(values[0])} to {_brief(values[-1])}" if values else ""
    return f"{len(values)} value{'s' * (len(values) != 1)}{ends}"


def _are_rows(value: Any) -> bool:
    """Whether this is a list of numbers, or of rows of numbers."""
    if not isinstance(value, list) or not value:
        return False
    first = value[0]
    return isinstance(first, int | float) or (isinstance(first, list) and _are_rows(first))


def _brief(value: Any) -> str:
    """A value in few characters."""
    if value is None or value in ([], {}):
        return "none"
    if isinstance(value, list) and len(value) == 1 and _are_rows(value):
        return _brief(value[0])
    if _are_rows(value) and len(value) > MOST_TOLD:
        return _count(value)
    if isinstance(value, list):
        return _few(map(_brief, value[:MOST_TOLD]), len(value))
    if isinstance(value, float):
        return f"{value:g}" if float(f"{value:g}") == value else repr(value)
    return _cut(str(value))


def _few(told: Iterable[str], count: int) -> str:
    """The first of many, and how many more there are."""
    first = [text for text, _ in zip(told, range(MOST_TOLD), strict=False)]
    more = f" and {count - MOST_TOLD} more" if count > MOST_TOLD else ""
    return ", ".join(first) + more


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}..."
