"""
Formulas over named numbers, as experiments write them: a closed grammar, and nothing is executed.

Arithmetic, comparisons, ``and``, ``or``, ``not`` and the functions below, over names such as
``broken.urge_hours``. A number is (members, points): one row a member of the ensemble, one column a
point of a scan; 1 stands for any length. Truth is 1, untruth 0, and what cannot be known is NaN and
stays so unless the rest decides (not known and untrue is untrue).
"""

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rls_sim.errors import InputError, UnknownNameError

Array = NDArray[np.float64]
CLOCK = 24.0


def _truth(found: Any, *of: Array) -> Array:
    """A comparison as 1, 0 or NaN where one of its sides is not known."""
    unknown = reduce(np.logical_or, [np.isnan(side) for side in of])
    return np.where(unknown, np.nan, np.asarray(found, dtype=float))


def _and(one: Array, other: Array) -> Array:
    return np.where((one == 0) | (other == 0), 0.0, one * other)


def _not(one: Array) -> Array:
    return np.asarray(1.0 - one)


def _or(one: Array, other: Array) -> Array:
    return _not(_and(_not(one), _not(other)))


def _any(truth: Array) -> Array:
    some, unknown = (truth == 1).any(axis=1), np.isnan(truth).any(axis=1)
    return np.where(some, 1.0, np.where(unknown, np.nan, 0.0))[:, None]


def _over_points(function: Callable[..., Any]) -> Callable[[Array], Array]:
    return lambda values: np.asarray(function(values, axis=1, keepdims=True))


def hours_after(one: Array, other: Array) -> Array:
    """By how many hours one clock time is after the other, from -12 to 12."""
    return np.asarray((one - other + CLOCK / 2) % CLOCK - CLOCK / 2)


def crossing(places: Array, values: Array) -> Array:
    """
    Where values (n, p) first rise through zero along rising places (1, p), linear between: (n, 1).

    NaN where they do not, and where a value before the crossing is not known.
    """
    rows, here, there = len(values), values[:, :-1], values[:, 1:]
    rises = (here < 0) & (there >= 0)
    first = rises.argmax(axis=1)
    known = ~np.isnan(np.where(np.arange(here.shape[1]) <= first[:, None], here, 0.0)).any(axis=1)
    row = np.arange(rows)
    low, high = here[row, first], there[row, first]
    left, right = places[0, first], places[0, first + 1]
    with np.errstate(all="ignore"):
        found = left + (right - left) * low / (low - high)
    return np.where(rises.any(axis=1) & known, found, np.nan)[:, None]


def place_of_most(places: Array, values: Array) -> Array:
    """The place (1, p) at which values (n, p) are greatest, (n, 1)."""
    known = ~np.isnan(values).any(axis=1)
    most = np.where(np.isnan(values), -np.inf, values).argmax(axis=1)
    return np.where(known, places[0, most], np.nan)[:, None]


def value_at(places: Array, values: Array, place: Array) -> Array:
    """Values (n, p) along rising places (1, p) at one place, linear between: (n, 1)."""
    wanted = float(place[0, 0])
    right = int(np.clip(np.searchsorted(places[0], wanted), 1, places.shape[1] - 1))
    left = right - 1
    share = (wanted - places[0, left]) / (places[0, right] - places[0, left])
    return np.asarray(values[:, [left]] * (1 - share) + values[:, [right]] * share)


def share(truth: Array) -> Array:
    """Share of the members known in which it is true at each point: (n, p) to (1, p)."""
    known = ~np.isnan(truth)
    return np.asarray(np.nansum(truth, axis=0) / known.sum(axis=0))[None, :]


def given(condition: Array, values: Array) -> Array:
    """Values where a condition is true; elsewhere not known."""
    return np.where(condition == 1, values, np.nan)


FUNCTIONS: Mapping[str, tuple[int, Callable[..., Array], str]] = {
    "abs": (1, np.abs, "size without sign"),
    "log": (1, np.log, "natural logarithm"),
    "least": (1, _over_points(np.min), "least over the points"),
    "most": (1, _over_points(np.max), "greatest over the points"),
    "mean": (1, _over_points(np.mean), "mean over the points"),
    "any": (1, _any, "whether it is so at any point"),
    "share": (1, share, "share of the members in which it is so, at each point"),
    "given": (2, given, "the second where the first is so"),
    "smaller": (2, np.minimum, "the smaller of two"),
    "greater": (2, np.maximum, "the greater of two"),
    "hours_after": (2, hours_after, "by how many hours one clock time is after another, -12 to 12"),
    "crossing": (2, crossing, "the place at which values first rise through zero"),
    "place_of_most": (2, place_of_most, "the place at which values are greatest"),
    "value_at": (3, value_at, "values along places, at one place"),
}
_BINARY: Mapping[type, Callable[[Array, Array], Any]] = {
    ast.Add: np.add,
    ast.Sub: np.subtract,
    ast.Mult: np.multiply,
    ast.Div: np.divide,
    ast.Pow: np.power,
}
_COMPARED: Mapping[type, Callable[[Array, Array], Any]] = {
    ast.Lt: np.less,
    ast.LtE: np.less_equal,
    ast.Gt: np.greater,
    ast.GtE: np.greater_equal,
}


@dataclass(frozen=True)
class Formula:
    """A formula that was read: its text, and the names that it needs."""

    text: str
    names: tuple[str, ...]

    def value(self, numbers: Mapping[str, Array]) -> Array:
        """
        What it comes to, (members, points), of numbers by name.

        Raises InputError where the shapes of two numbers do not go together.
        """
        try:
            with np.errstate(all="ignore"):
                return np.atleast_2d(_value(ast.parse(self.text, mode="eval").body, numbers))
        except (ValueError, IndexError) as trouble:
            told = " ".join(str(trouble).split())
            raise InputError(f"'{self.text}': shapes do not go together: {told}") from None


def read_formula(text: str) -> Formula:
    """Read a formula; raises InputError, or UnknownNameError for a function that there is not."""
    line = " ".join(text.split())
    try:
        tree = ast.parse(line, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise InputError(f"'{line}' is not a formula.") from None
    names: dict[str, None] = {}
    _check(tree, line, names)
    return Formula(line, tuple(names))


def _dotted(node: ast.expr) -> str:
    """``a.b.c`` of a name or of names joined by dots; nothing of all else."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        before = _dotted(node.value)
        return f"{before}.{node.attr}" if before else ""
    return ""


def _check(node: ast.expr, line: str, names: dict[str, None]) -> None:
    """Refuse what the grammar does not have; notes the names."""
    if name := _dotted(node):
        names[name] = None
    elif isinstance(node, ast.Call):
        function = _dotted(node.func)
        if function not in FUNCTIONS:
            raise UnknownNameError("function", function or ast.unparse(node.func), FUNCTIONS)
        due = FUNCTIONS[function][0]
        if len(node.args) != due or node.keywords:
            raise InputError(f"'{line}': {function} takes {due} number{'s' * (due > 1)}.")
    elif not _allowed(node):
        raise InputError(
            f"'{line}': '{ast.unparse(node)}' is not allowed; write numbers, names, + - * / **, "
            f"< <= > >=, and, or, not, and {', '.join(FUNCTIONS)}."
        )
    for child in () if name else _children(node):
        _check(child, line, names)


def _children(node: ast.expr) -> list[ast.expr]:
    if isinstance(node, ast.Call):
        return list(node.args)
    return [child for child in ast.iter_child_nodes(node) if isinstance(child, ast.expr)]


def _allowed(node: ast.expr) -> bool:
    if isinstance(node, ast.Constant):
        return isinstance(node.value, int | float) and not isinstance(node.value, bool)
    if isinstance(node, ast.BinOp):
        return type(node.op) in _BINARY
    if isinstance(node, ast.UnaryOp):
        return isinstance(node.op, ast.USub | ast.Not)
    if isinstance(node, ast.Compare):
        return all(type(op) in _COMPARED for op in node.ops)
    return isinstance(node, ast.BoolOp)


def _value(node: ast.expr, numbers: Mapping[str, Array]) -> Array:
    if name := _dotted(node):
        return numbers[name]
    if isinstance(node, ast.Constant):
        return np.full((1, 1), float(node.value))  # type: ignore[arg-type]
    if isinstance(node, ast.Call):
        arguments = [_value(argument, numbers) for argument in node.args]
        return FUNCTIONS[_dotted(node.func)][1](*arguments)
    if isinstance(node, ast.BinOp):
        sides = _value(node.left, numbers), _value(node.right, numbers)
        return np.asarray(_BINARY[type(node.op)](*sides))
    if isinstance(node, ast.UnaryOp):
        one = _value(node.operand, numbers)
        return _not(one) if isinstance(node.op, ast.Not) else -one
    if isinstance(node, ast.BoolOp):
        join = _and if isinstance(node.op, ast.And) else _or
        return reduce(join, [_value(one, numbers) for one in node.values])
    assert isinstance(node, ast.Compare)  # nothing else was let in
    sides_of = [_value(one, numbers) for one in (node.left, *node.comparators)]
    parts = [
        _truth(_COMPARED[type(op)](low, high), low, high)
        for op, low, high in zip(node.ops, sides_of, sides_of[1:], strict=False)
    ]
    return reduce(_and, parts)
