"""What is given in Python as the command line would have it in texts, and calls as texts."""

import json
from collections.abc import Iterable, Mapping, Sequence
from numbers import Integral, Real
from os import PathLike
from pathlib import Path
from typing import Any

from rls_sim.errors import InputError

Value = float | int | str
Setting = Mapping[str, Value] | Iterable[str] | str
Names = Iterable[str] | str
Paths = Iterable[str | PathLike[str]] | str | PathLike[str]
Range = str | Value | Iterable[Value]

WIDEST = 92  # characters of a call on one line


def value_text(value: object) -> str:
    """A number with all its digits, or a text as it is; raises InputError for anything else."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or not isinstance(value, Real):
        raise InputError(
            f"{value!r} is not a value; write a number, or a text such as '0.4x' or '8uM'."
        )
    return repr(int(value)) if isinstance(value, Integral) else repr(float(value))


def assignments(setting: Setting) -> tuple[str, ...]:
    """``NAME=VALUE`` of each name; texts of that form are taken as they are."""
    if isinstance(setting, Mapping):
        return tuple(f"{name}={_told(name, value)}" for name, value in setting.items())
    return names(setting)


def _told(name: str, value: object) -> str:
    try:
        return value_text(value)
    except InputError as trouble:
        raise InputError(f"{name}: {trouble}") from None


def variations(vary: Mapping[str, Range] | Iterable[str] | str) -> tuple[str, ...]:
    """``NAME=RANGE`` of each name; texts, ``@FILE`` among them, are taken as they are."""
    if not isinstance(vary, Mapping):
        return names(vary)
    return tuple(f"{name}={_range_text(name, values)}" for name, values in vary.items())


def _range_text(name: str, values: Range) -> str:
    if isinstance(values, str) or not isinstance(values, Iterable):
        return _told(name, values)
    return ",".join(_told(name, value) for value in values)


def pairs(texts: Sequence[str]) -> dict[str, float | int | str] | tuple[str, ...]:
    """``NAME=VALUE`` as a dictionary; as they are where a name stands twice, or a text is no pair.

    >>> pairs(["receptor_density=0.4x", "brain_oxygen=6"])
    {'receptor_density': '0.4x', 'brain_oxygen': 6}
    """
    found = dict(text.partition("=")[::2] for text in texts)
    if len(found) < len(texts) or not all(found.values()):
        return tuple(texts)
    return {name.strip(): number(value) for name, value in found.items()}


def number(text: str) -> float | int | str:
    """A number where the text is exactly what Python prints of it, else the text."""
    for kind in (int, float):
        try:
            if repr(kind(text)) == text:
                return kind(text)
        except ValueError:
            continue
    return text


def names(given: Names) -> tuple[str, ...]:
    """One text, or several."""
    return (given,) if isinstance(given, str) else tuple(given)


def paths(given: Paths) -> tuple[Path, ...]:
    """One path, or several."""
    return tuple(map(Path, (given,) if isinstance(given, str | PathLike) else given))


def lin(low: Value, high: Value, count: int) -> str:
    """
    Evenly spaced values, both ends included, as `sweep` and ``rls-sim sweep -p`` take them.

    >>> lin(0.2, "1x", 5)
    'lin:0.2:1x:5'
    """
    return _spelt("lin", low, high, count)


def log(low: Value, high: Value, count: int) -> str:
    """
    Values whose ratios are even, both ends included; ends above 0.

    >>> log(0.1, 2, 21)
    'log:0.1:2:21'
    """
    return _spelt("log", low, high, count)


def uniform(low: Value, high: Value) -> str:
    """
    Drawn, every value from one end to the other as likely; needs ``samples``.

    >>> uniform(0.2, "2x")
    'uniform:0.2:2x'
    """
    return _spelt("uniform", low, high)


def loguniform(low: Value, high: Value) -> str:
    """
    Drawn, every ratio as likely; needs ``samples``, and ends above 0.

    >>> loguniform(0.1, 2)
    'loguniform:0.1:2'
    """
    return _spelt("loguniform", low, high)


def normal(mean: Value, sd: Value) -> str:
    """
    Drawn about a mean with a standard deviation: in the parameter's unit, or a share (``"20pct"``).

    >>> normal("1x", "20pct")
    'normal:1x:20pct'
    """
    return _spelt("normal", mean, sd)


def lognormal(middle: Value, gsd: float) -> str:
    """
    Drawn about a geometric mean with a geometric standard deviation, a number above 1.

    >>> lognormal("1x", 1.5)
    'lognormal:1x:1.5'
    """
    return _spelt("lognormal", middle, gsd)


def _spelt(kind: str, *parts: Value) -> str:
    return ":".join([kind, *map(value_text, parts)])


def call_text(name: str, arguments: Iterable[tuple[str, Any]]) -> str:
    """
    A call of this interface as Python; what is empty is left out, a key "" stands by its place.

    >>> call_text("cycle", [("set", {"receptor_density": "0.4x"}), ("lesions", ())])
    'rls.cycle(set={"receptor_density": "0.4x"})'
    """
    given = [(key, plain(value)) for key, value in arguments]
    given = [(key, value) for key, value in given if value not in (None, "", [], {})]
    told = [f"{key}={literal(value)}" if key else literal(value) for key, value in given]
    line = f"rls.{name}({', '.join(told)})"
    if len(line) <= WIDEST:
        return line
    return "\n".join([f"rls.{name}(", *(f"    {one}," for one in told), ")"])


def method_text(call: str, name: str, arguments: Iterable[tuple[str, Any]]) -> str:
    """
    A question put to what a call gives, as Python; the arguments as in `call_text`.

    >>> method_text("rls.model()", "sbml", [("at", "20:00")])
    'rls.model().sbml(at="20:00")'
    """
    return f"{call}.{call_text(name, arguments).removeprefix('rls.')}"


def literal(value: Any) -> str:
    """A plain value as it is written in Python, texts between double quotes."""
    if isinstance(value, str):
        # Names of files that are not UTF-8 hold what only an escape can write.
        return json.dumps(value, ensure_ascii=not value.isprintable())
    if isinstance(value, list):
        return f"[{', '.join(map(literal, value))}]"
    if isinstance(value, dict):
        entries = (f"{literal(key)}: {literal(entry)}" for key, entry in value.items())
        return f"{{{', '.join(entries)}}}"
    return repr(value)


def plain(value: Any) -> Any:
    """The same as literals of Python: lists, dictionaries, numbers and texts."""
    if hasattr(value, "tolist"):
        return plain(value.tolist())
    if isinstance(value, PathLike):
        return str(value)
    if isinstance(value, Mapping):
        return {str(key): plain(entry) for key, entry in value.items()}
    if isinstance(value, Iterable) and not isinstance(value, str):
        return [plain(entry) for entry in value]
    return value
