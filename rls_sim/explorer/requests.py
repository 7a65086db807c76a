"""What the page asks, read strictly: numbers that are numbers, known names, values in range.

Nothing that is sent names a file, a command or code: lesions are those that are shipped, by name.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Any, NoReturn, ParamSpec, TypeVar

from rls_sim.errors import InputError, UnknownNameError
from rls_sim.report.traces import URGE
from rls_sim.study.cell import STATE, Bench, Cell
from rls_sim.study.config import Variation
from rls_sim.study.lesion import AppliedLesion

MOST_BYTES = 10_000
MOST_LESIONS = 8
MOST_VALUES = 61  # along one axis of a map
LONGEST_NAME = 100  # characters; the nearest name of a longer one is not looked for
SET_BY = "the explorer"
KEYS = ("set", "lesions", "courses")
AXIS_KEYS = ("name", "values")

T = TypeVar("T")
P = ParamSpec("P")


class Refusal(InputError):  # noqa: N818 - an answer, not a fault
    """A request that is not answered: the status of HTTP that says so, and one sentence."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


@dataclass(frozen=True)
class CellRequest:
    """One cell, and the quantities whose courses are wanted.

    ``settings``: full parameter names with values in their declared units, set after the lesions.
    """

    cell: Cell
    settings: Mapping[str, float]
    courses: tuple[str, ...] = ()


@dataclass(frozen=True)
class MapRequest:
    """A map over two parameters, or a line over one; cell (i, j) has ``y[i]`` and ``x[j]``."""

    base: CellRequest
    x: Variation
    y: Variation | None
    outcomes: tuple[str, ...]

    @property
    def axes(self) -> tuple[Variation, ...]:
        """Those that vary, the slower one first."""
        return (self.x,) if self.y is None else (self.y, self.x)


def read_json(body: bytes) -> dict[str, Any]:
    """The object that a body holds; raises Refusal (400) for anything else.

    Keys that come twice, NaN and infinities are refused as well.
    """
    try:
        found = json.loads(
            body.decode("utf-8"), object_pairs_hook=_without_twins, parse_constant=_refuse_constant
        )
    except RecursionError:
        raise Refusal(400, "The JSON is nested too deeply.") from None
    except UnicodeDecodeError:
        raise Refusal(400, "The body is not UTF-8.") from None
    except ValueError as trouble:
        if isinstance(trouble, json.JSONDecodeError):
            place = f"line {trouble.lineno}, column {trouble.colno}"
            raise Refusal(400, f"The body is not JSON: {trouble.msg} at {place}.") from None
        raise Refusal(400, "The body is not JSON: a number has too many digits.") from None
    if not isinstance(found, dict):
        raise Refusal(400, "The body must be one JSON object, such as {}.")
    return found


def _without_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise Refusal(400, f"The key {_shown(key)} comes twice.")
        found[key] = value
    return found


def _refuse_constant(name: str) -> NoReturn:
    raise Refusal(422, f"{name} is not a finite number.")


def read_cell_request(content: Mapping[str, Any], bench: Bench) -> CellRequest:
    """The cell that is asked for; raises Refusal (422) naming key, value and what is allowed."""
    _known_keys(content, KEYS, "The request")
    with_lesions = _with_lesions(Cell(bench.healthy), _table(content, "lesions"), bench)
    settings: dict[str, float] = {}
    parameters = with_lesions.parameters
    for key, value in _table(content, "set").items():
        name = _named(f"set.{key[:LONGEST_NAME]}", key, parameters.resolve)
        if name in settings:
            raise Refusal(422, f"set.{key}: {name} is set twice.")
        settings[name] = number = _number(f"set.{key}", value)
        parameters = _told(f"set.{key}", parameters.override, name, number, reason=SET_BY)
    courses = _names(
        content, "courses", lambda name: _quantity(name, bench), len(bench.kernel.places) + 1
    )
    return CellRequest(Cell(parameters, with_lesions.lesions), settings, courses)


def read_map_request(content: Mapping[str, Any], bench: Bench) -> MapRequest:
    """The map that is asked for; raises Refusal (422)."""
    _known_keys(content, (*KEYS, "x", "y", "outcomes"), "The request")
    base = read_cell_request({key: content[key] for key in KEYS if key in content}, bench)
    if "x" not in content:
        raise Refusal(422, "x is missing: the parameter that varies along the map.")
    x = _axis("x", content["x"], bench)
    y = _axis("y", content["y"], bench) if content.get("y") is not None else None
    if y is not None and y.name == x.name:
        raise Refusal(422, f"x and y are both {x.name}; a map needs two parameters.")
    known = {name: name for name in bench.measures if name != STATE}
    outcomes = _names(content, "outcomes", lambda name: _in(known, "outcome", name), len(known))
    return MapRequest(base, x, y, outcomes)


def _with_lesions(cell: Cell, wanted: Mapping[str, Any], bench: Bench) -> Cell:
    if len(wanted) > MOST_LESIONS:
        raise Refusal(422, f"lesions: {len(wanted)} are asked for; at most {MOST_LESIONS} may be.")
    known = {name: name for name in bench.lesions}
    for key, value in wanted.items():
        name = _named(f"lesions.{key[:LONGEST_NAME]}", key, lambda k: _in(known, "lesion", k))
        size = _number(f"lesions.{name}", value)
        lesion = bench.lesions[name]
        parameters = _told(f"lesions.{name}", lesion.apply, cell.parameters, size)
        cell = Cell(parameters, (*cell.lesions, AppliedLesion(lesion, size)))
    return cell


def _axis(key: str, value: Any, bench: Bench) -> Variation:
    if not isinstance(value, dict):
        raise Refusal(422, f'{key} must be an object such as {{"name": ..., "values": [...]}}.')
    _known_keys(value, AXIS_KEYS, key)
    name = value.get("name")
    if not isinstance(name, str):
        raise Refusal(422, f"{key}.name must be the name of a parameter.")
    parameter = bench.healthy[_named(f"{key}.name", name, bench.healthy.resolve)]
    values = value.get("values")
    if not isinstance(values, list) or not 1 <= len(values) <= MOST_VALUES:
        raise Refusal(422, f"{key}.values must be a list of 1 to {MOST_VALUES} numbers.")
    numbers = tuple(_number(f"{key}.values", number) for number in values)
    if len(set(numbers)) < len(numbers):
        raise Refusal(422, f"{key}.values: a value stands there twice.")
    for number in numbers:
        _told(f"{key}.values", parameter.with_value, number, SET_BY)
    return Variation(parameter.name, numbers)


def _quantity(name: str, bench: Bench) -> str:
    for candidate in (name, f"{bench.model.home}.{name}"):
        if candidate in bench.kernel.places or candidate == URGE:
            return candidate
    raise UnknownNameError("quantity", name, [*bench.kernel.places, URGE], home=bench.model.home)


def _in(known: Mapping[str, str], kind: str, name: str) -> str:
    if name not in known:
        raise UnknownNameError(kind, name, known)
    return known[name]


def _named(key: str, name: str, find: Callable[[str], str]) -> str:
    """The full name; a name that is too long to be any is not compared with them all."""
    if len(name) > LONGEST_NAME:
        raise Refusal(422, f"{_shown(key)}: a name has at most {LONGEST_NAME} characters.")
    return _told(key, find, name)


def _names(
    content: Mapping[str, Any], key: str, find: Callable[[str], str], most: int
) -> tuple[str, ...]:
    """A list of names, each once."""
    value = content.get(key, [])
    if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
        raise Refusal(422, f"{key} must be a list of names.")
    if len(value) > most:
        raise Refusal(422, f"{key}: {len(value)} names; at most {most} may be asked for.")
    return tuple(dict.fromkeys(_named(key, name, find) for name in value))


def _table(content: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = content.get(key, {})
    if not isinstance(value, dict):
        raise Refusal(422, f"{key} must be an object of names and numbers.")
    return value


def _number(key: str, value: Any) -> float:
    """A finite number; true, texts and lists are none."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        kinds = {bool: "true or false", str: "a text", list: "a list", dict: "an object"}
        told = kinds.get(type(value), "nothing")
        raise Refusal(422, f"{_shown(key)} must be a number, not {told}.")
    try:
        number = float(value)
    except OverflowError:
        number = float("inf")
    if not isfinite(number):
        raise Refusal(422, f"{_shown(key)} must be a finite number.")
    return number


def _known_keys(content: Iterable[str], known: tuple[str, ...], what: str) -> None:
    for key in content:
        if key not in known:
            raise Refusal(422, f"{what} has the key {_shown(key)}; known are {', '.join(known)}.")


def _told(key: str, find: Callable[P, T], *given: P.args, **named: P.kwargs) -> T:
    """What ``find`` gives; what it refuses is refused with the key that was at fault."""
    try:
        return find(*given, **named)
    except InputError as trouble:
        raise Refusal(422, f"{_shown(key)}: {trouble}") from trouble


def _shown(text: str) -> str:
    """A text of somebody else's, short and on one line."""
    short = text if len(text) <= LONGEST_NAME else f"{text[:LONGEST_NAME]}..."
    return " ".join(short.split())
