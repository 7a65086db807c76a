"""What a law computes, and everything it calls: what a model's structure hash is made of.

Comments, docstrings, annotations and line breaks change nothing that is computed, so they are
left out: a model whose words were improved still owns the results that it solved before.
"""

import ast
import dis
import inspect
import textwrap
from collections.abc import Iterator
from functools import cache
from types import CodeType, FunctionType
from typing import Any

from rls_sim.network.arithmetic import Kind
from rls_sim.network.expression import Graph, Traced
from rls_sim.network.graph_text import graph_text

# What a syntax tree holds beside what is computed; `type_params` and `kind` differ by version.
_SAYS_NOTHING = frozenset(
    {"annotation", "ctx", "kind", "returns", "type_comment", "type_ignores", "type_params"}
)
_DECORATORS_OF_A_LAW = frozenset({"reaction", "derived"})  # what they say, the law says itself


@cache
def fingerprint(function: Any) -> str:
    """Code of a function with the values and helpers it refers to; the same everywhere."""
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
    if hasattr(value, "tolist") and not isinstance(value, type):  # an array, or a number of one
        return _describe(value.tolist(), seen)
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
        return code_text(textwrap.dedent(inspect.getsource(function)))
    except (OSError, TypeError, SyntaxError):  # typed at a prompt, or a part of a statement
        return _traced_text(function)


def code_text(source: str) -> str:
    """
    What a source text computes: its syntax tree on one line, equal for every version of Python.

    Raises SyntaxError where the text is no whole statement.
    """
    return _write(ast.parse(source))


def _write(node: Any) -> str:
    # ast.dump writes empty fields in some versions of Python and not in others.
    if isinstance(node, list):
        return f"[{', '.join(_write(item) for item in node if _computes(item))}]"
    if not isinstance(node, ast.AST):
        return repr(node)
    fields = [
        f"{name}={_write(value)}"
        for name, value in ast.iter_fields(node)
        if name not in _SAYS_NOTHING and value is not None and value != []
    ]
    return f"{type(node).__name__}({', '.join(fields)})"


def _computes(node: Any) -> bool:
    if isinstance(node, ast.Expr):
        return not isinstance(node.value, ast.Constant)  # a docstring
    called = node.func if isinstance(node, ast.Call) else None
    return not (isinstance(called, ast.Name) and called.id in _DECORATORS_OF_A_LAW)


def _traced_text(function: FunctionType) -> str:
    """The formula that it gives for symbols named like its arguments."""
    names = list(inspect.signature(function).parameters)
    graph = Graph()
    try:
        answer = function(*(Traced(graph, graph.symbol(name, Kind.STATE)) for name in names))
        node = answer.node if isinstance(answer, Traced) else graph.number(float(answer))
    except (TypeError, ValueError, AttributeError):  # no formula, as a helper that counts
        return f"{names}: {_instructions(function.__code__)}"
    return f"{names}: {graph_text(graph, [node])}"


def _instructions(code: CodeType) -> str:
    constants = [_instructions(c) if isinstance(c, CodeType) else repr(c) for c in code.co_consts]
    return f"{code.co_code.hex()} {code.co_names} {constants}"
