"""The text of a law, and of everything it calls: what a model's structure hash is made of."""

import inspect
import textwrap
from functools import cache
from types import FunctionType
from typing import Any


@cache
def fingerprint(function: Any) -> str:
    """Source text of a function with the values and helpers it refers to; the same everywhere."""
    return _describe(function, frozenset())


def _describe(value: Any, seen: frozenset[Any]) -> str:
    if isinstance(value, FunctionType):
        return value.__name__ if value in seen else _describe_function(value, seen | {value})
    if isinstance(value, int | float | str | bool | tuple | None):
        return repr(value)
    return getattr(value, "__name__", type(value).__name__)  # a module, a class, a ufunc


def _describe_function(function: FunctionType, seen: frozenset[Any]) -> str:
    refers = inspect.getclosurevars(function)
    used = {**refers.globals, **refers.nonlocals}
    parts = [f"{name}: {_describe(value, seen)}" for name, value in sorted(used.items())]
    return "\n".join([_text(function), *parts])


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
