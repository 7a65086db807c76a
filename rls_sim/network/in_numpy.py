"""Programs as readable Python: one text that computes single numbers or columns of numbers.

The text holds plain arithmetic and calls exp, log, cos, maximum and the like. Run with
FOR_NUMBERS these come from the math module, with FOR_COLUMNS from NumPy. A node that is needed
once is written inside what needs it; one that is shared, or that has a name, has its own line.
"""

import keyword
import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rls_sim.network.expression import LARGEST_EXPONENT
from rls_sim.network.programs import Program

Column = NDArray[np.float64]

_unlimited_exp = math.exp

LONGEST = 84  # characters of a formula that is still written inside another
FEW = 0.3  # of the rows of an input: fewer are taken one by one, more all at once

SUM, PRODUCT, ATOM = 0, 1, 2  # how tightly a text holds together


def _maximum(value: float, floor: float) -> float:
    return floor if value < floor else value  # not-a-number stays, as in NumPy and machine code


def _exp(exponent: float) -> float:
    if exponent > LARGEST_EXPONENT:
        exponent = LARGEST_EXPONENT
    elif exponent < -LARGEST_EXPONENT:
        exponent = -LARGEST_EXPONENT
    return _unlimited_exp(exponent)


def _exps(exponent: Column) -> Column:
    kept = np.maximum(np.minimum(exponent, LARGEST_EXPONENT), -LARGEST_EXPONENT)
    return np.asarray(np.exp(kept))


def _floor(value: float) -> float:
    return float(math.floor(value)) if math.isfinite(value) else value


Functions = dict[str, Callable[..., Any]]

# What is undefined gives inf or nan in columns; single numbers raise ArithmeticError or ValueError.
FOR_NUMBERS: Functions = {
    "at_most": lambda a, b: float(a <= b),
    "atan": math.atan,
    "cos": math.cos,
    "equal": lambda a, b: float(a == b),
    "exp": _exp,
    "floor": _floor,
    "less": lambda a, b: float(a < b),
    "log": math.log,
    "maximum": _maximum,
    "select": lambda test, yes, no: yes if test != 0 else no,
    "sin": math.sin,
    "sqrt": math.sqrt,
}
FOR_COLUMNS: Functions = {
    "at_most": lambda a, b: np.less_equal(a, b) * 1.0,
    "atan": np.arctan,
    "cos": np.cos,
    "equal": lambda a, b: np.equal(a, b) * 1.0,
    "exp": _exps,
    "floor": np.floor,
    "less": lambda a, b: np.less(a, b) * 1.0,
    "log": np.log,
    "maximum": np.maximum,
    "select": lambda test, yes, no: np.where(np.not_equal(test, 0.0), yes, no),
    "sin": np.sin,
    "sqrt": np.sqrt,
}
NUMBERS_BY_NAME = {"inf": math.inf, "nan": math.nan}  # literals that Python has no signs for


class Names:
    """Python identifiers for names with dots or spaces; no two alike, none of them reserved."""

    def __init__(self, reserved: Iterable[str] = ()) -> None:
        self._taken = {*FOR_COLUMNS, *NUMBERS_BY_NAME, *keyword.kwlist, *reserved}

    def new(self, name: str) -> str:
        """An identifier like ``name`` that was not given before."""
        identifier = re.sub(r"\W+", "_", name).strip("_")
        while identifier in self._taken:
            identifier += "_"
        self._taken.add(identifier)
        return identifier


def function_text(program: Program, names: Mapping[int, str] | None = None, what: str = "") -> str:
    """
    The text of a Python function ``name(list, ...)`` with the arguments of the machine code.

    Each argument is a list of rows; lists of answers are filled, and what they held before counts
    only where they are inputs too. ``names``: what to call a node of the graph. ``what``: the
    docstring.
    """
    return _Function(program, names or {}).text(what)


def function_of(program_name: str, text: str, functions: Functions) -> Callable[..., None]:
    """The function in a text, computing with ``functions``: FOR_NUMBERS or FOR_COLUMNS."""
    space: dict[str, Any] = {**functions, **NUMBERS_BY_NAME}
    exec(compile(text, f"<generated {program_name}>", "exec"), space)
    found: Callable[..., None] = space[program_name]
    return found


class _Written(NamedTuple):
    """The text of a node."""

    text: str
    holds: int
    below: str = ""  # of a reciprocal written in place: what stands below the line


class _Function:
    """The text of one function, built line by line."""

    def __init__(self, program: Program, names: Mapping[int, str]) -> None:
        self.program, self.names = program, names
        self.identifiers = Names([program.name, *program.arguments])
        self.lines: list[str] = []
        self.written: dict[int, _Written] = {}
        self.order = program.order()
        graph = program.graph
        answers = [node for nodes in program.answers.values() for node in nodes]
        self.uses = Counter(a for node in self.order for a in graph.arguments[node])
        self.uses.update(answers)

    def text(self, what: str) -> str:
        """The whole function."""
        program = self.program
        head = [f"def {program.name}({', '.join(program.arguments)}):"]
        if what:
            head.append(f'    """{what}"""')
        for array in program.inputs:
            self._unpack(array)
        for node in self.order:
            self._write(node)
        for array, nodes in program.answers.items():
            self.lines += [f"{array}[:] = (", *(f"    {self.written[n].text}," for n in nodes), ")"]
        return "\n".join([*head, *(f"    {line}" for line in self.lines), ""])

    def _unpack(self, array: str) -> None:
        """Give the rows of an input that are needed names."""
        graph = self.program.graph
        rows = {row: node for node, (place, row) in self.program.places.items() if place == array}
        needed = {row: rows[row] for row in sorted(rows) if self.uses[rows[row]]}
        called: dict[int, str] = {}
        for row, node in needed.items():
            found = self.names.get(node, graph.value[node])
            name = found if isinstance(found, str) else f"{array} {row}"
            called[row] = self.identifiers.new(name)
            self.written[node] = _Written(called[row], ATOM)
        width = max(needed, default=-1) + 1
        if len(needed) < max(2, width * FEW):
            self.lines += [f"{name} = {array}[{row}]" for row, name in called.items()]
        elif needed:
            part = array if width == len(rows) else f"{array}[:{width}]"
            names = [f"    {called.get(row, '_')}," for row in range(width)]
            self.lines += ["(", *names, f") = {part}"]

    def _write(self, node: int) -> None:
        """Write a node down, or keep its text for the one that needs it."""
        graph = self.program.graph
        found = self._compose(node)
        if not graph.is_number(node) and (
            self.uses[node] > 1 or node in self.names or len(found.text) > LONGEST
        ):
            name = self.identifiers.new(self.names.get(node, f"part {node}"))
            self.lines.append(f"{name} = {found.text}")
            found = _Written(name, ATOM)
        self.written[node] = found

    def _compose(self, node: int) -> _Written:
        graph = self.program.graph
        operation = graph.operation[node]
        if operation == "number":
            text = repr(graph.value[node])
            return _Written(text, SUM if text.startswith("-") else ATOM)
        if operation == "symbol":
            raise AssertionError(f"{self.program.name} does not say where {graph.value[node]} is")
        parts = [self.written[a] for a in graph.arguments[node]]
        match operation:
            # Brackets keep the order of the graph: another order is another rounding.
            case "add":
                return _Written(f"{_held(parts[0], SUM)} + {_held(parts[1], PRODUCT)}", SUM)
            case "subtract":
                return _Written(f"{_held(parts[0], SUM)} - {_held(parts[1], PRODUCT)}", SUM)
            case "negative":
                return _Written(f"-{_held(parts[0], ATOM)}", SUM)
            case "multiply":
                return _product(*parts)
            case "reciprocal":
                below = _held(parts[0], ATOM)
                return _Written(f"1.0/{below}", PRODUCT, below)
            case "maximum" if graph.is_number(graph.arguments[node][0]):
                parts.reverse()  # a literal comes last
        return _Written(f"{operation}({', '.join(part.text for part in parts)})", ATOM)


def _product(a: _Written, b: _Written) -> _Written:
    for above, under in ((a, b), (b, a)):
        if under.below:
            return _Written(f"{_held(above, PRODUCT)}/{under.below}", PRODUCT)
    return _Written(f"{_held(a, PRODUCT)}*{_held(b, ATOM)}", PRODUCT)


def _held(part: _Written, tightness: int) -> str:
    """A text, in brackets where it would fall apart."""
    return part.text if part.holds >= tightness else f"({part.text})"
