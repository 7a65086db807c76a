"""The text of a law, and of everything it calls: what a model's structure hash is made of."""

import dis
import inspect
import textwrap
from collections.abc import Iterator
from functools import cache
from types import CodeType, FunctionType
from typing import Any


@cache
def fingerprint(function: Any) -> str:
    """Source text of a function with the values and helpers it refers to; the same everywhere."""
    return _describe(function, frozenset())


def _describe(value: Any, seen: frozenset[Any]) -> str:
    if isinstance(value, FunctionType):
        if value in seen:
            return value.__name__
        outside = sorted(_refers_to(value).items())
        parts = [f"{name}: {_describe(other, seen | {value})}" for name, other in outside]
        return "\n".join([_text(value), *parts])
    if isinstance(value, tuple | list):
        return f"({', '.join(_describe(item, seen) for item in value)})"
    if isinstance(value, dict):
        return f"({', '.join(f'{key!r}: {_describe(item, seen)}' for key, item in value.items())})"
    if isinstance(value, int | float | str):
        return repr(value)
    return str(getattr(value, "__name__", type(value).__name__))  # a module, a class, a ufunc


def _refers_to(function: FunctionType) -> dict[str, Any]:
    """The values of the names that a function takes from outside itself."""
    found = {n: function.__globals__.get(n) for n in _names_from_outside(function.__code__)}
    cells = zip(function.__code__.co_freevars, function.__closure__ or (), strict=True)
    return found | {name: cell.cell_contents for name, cell in cells}


def _names_from_outside(code: CodeType) -> Iterator[str]:
    # Comprehensions are code of their own in some versions of Python and not in others.
    for instruction in dis.get_instructions(code):
        if instruction.opname == "LOAD_GLOBAL":
            yield instruction.argval
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _names_from_outside(constant)


def _text(function: FunctionType) -> str:
    try:
        return textwrap.dedent(inspect.getsource(function))
    except (OSError, TypeError):  # typed at a prompt: no file to read it from
        return _symbolic_text(function)


def _symbolic_text(function: FunctionType) -> str:
    """What it returns when called on symbols named like its arguments."""
    import sympy

    names = list(inspect.signature(function).parameters)
    return f"{names}: {sympy.srepr(function(*(sympy.Symbol(n, positive=True) for n in names)))}"
