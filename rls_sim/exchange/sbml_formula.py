"""The formulas of SBML as small trees: read from libSBML, printed, evaluated, searched."""

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

AVOGADRO = 6.02214179e23  # as the specification of Level 3 fixes it


@dataclass(frozen=True)
class Number:
    """A literal."""

    value: float


@dataclass(frozen=True)
class Symbol:
    """What has an id: a species, a parameter, a compartment, a reaction, an argument."""

    name: str


@dataclass(frozen=True)
class Call:
    """
    An operation on formulas, by the name of its MathML element, or "time", or "call" of a function.

    "piecewise" holds values and conditions by turns, then, where there is one, what holds
    otherwise; "call" holds the function's id as a Symbol, then its arguments.
    """

    name: str
    arguments: "tuple[Formula, ...]" = ()


Formula = Number | Symbol | Call
TIME = Call("time")


class FormulaError(ValueError):
    """A formula holds what has no meaning here; the message says what."""


def parts_of(formula: Formula) -> Iterator[Formula]:
    """The formula and everything that it is made of."""
    yield formula
    if isinstance(formula, Call):
        for argument in formula.arguments:
            yield from parts_of(argument)


def symbols_in(formula: Formula) -> list[str]:
    """The ids that it needs, each once, in the order in which they stand; functions left out."""
    found: dict[str, None] = {}
    if isinstance(formula, Symbol):
        found[formula.name] = None
    elif isinstance(formula, Call):
        for argument in formula.arguments[formula.name == "call" :]:
            found |= dict.fromkeys(symbols_in(argument))
    return list(found)


def calls_in(formula: Formula) -> list[str]:
    """The functions that it calls, by id."""
    return [
        part.arguments[0].name
        for part in parts_of(formula)
        if isinstance(part, Call) and part.name == "call" and isinstance(part.arguments[0], Symbol)
    ]


def needs_time(formula: Formula) -> bool:
    """Whether it holds the time itself."""
    return any(part == TIME for part in parts_of(formula))


def replaced(formula: Formula, by: Mapping[str, Formula]) -> Formula:
    """The formula with other formulas in place of some symbols."""
    if isinstance(formula, Symbol):
        return by.get(formula.name, formula)
    if isinstance(formula, Call):
        head = formula.arguments[: formula.name == "call"]
        rest = formula.arguments[formula.name == "call" :]
        return Call(formula.name, (*head, *(replaced(part, by) for part in rest)))
    return formula


def read_formula(node: Any) -> Formula:
    """A tree of libSBML as ours. Raises FormulaError for what a model of rates cannot hold."""
    import libsbml

    kind = node.getType()
    if kind in (libsbml.AST_INTEGER, libsbml.AST_REAL, libsbml.AST_REAL_E, libsbml.AST_RATIONAL):
        return Number(float(node.getValue()))
    if kind == libsbml.AST_NAME:
        return Symbol(str(node.getName()))
    constants: dict[int, Formula] = {
        libsbml.AST_NAME_AVOGADRO: Number(AVOGADRO),
        libsbml.AST_NAME_TIME: TIME,
        libsbml.AST_CONSTANT_E: Call("exp", (Number(1.0),)),
        libsbml.AST_CONSTANT_PI: Call("pi"),
        libsbml.AST_CONSTANT_TRUE: Number(1.0),
        libsbml.AST_CONSTANT_FALSE: Number(0.0),
    }
    if kind in constants:
        return constants[kind]
    arguments = tuple(read_formula(node.getChild(i)) for i in range(node.getNumChildren()))
    if kind == libsbml.AST_FUNCTION:
        return Call("call", (Symbol(str(node.getName())), *arguments))
    return _operation(_names_of_operations().get(kind, ""), node, arguments)


def _operation(name: str, node: Any, arguments: tuple[Formula, ...]) -> Formula:
    if name == "delay":
        raise FormulaError("a delay")
    if name == "rate_of":
        raise FormulaError("the rate of another quantity (rateOf)")
    if not name:
        raise FormulaError(f"'{node.getName() or node.getType()}', which has no meaning here")
    if name == "factorial":
        return _factorial(arguments)
    if name == "log" and len(arguments) == 1:
        return Call("log", (Number(10.0), *arguments))
    if name == "root" and len(arguments) == 1:
        return Call("root", (Number(2.0), *arguments))
    return Call(name, arguments)


def _factorial(arguments: tuple[Formula, ...]) -> Formula:
    of = arguments[0] if len(arguments) == 1 else None
    if isinstance(of, Number) and of.value.is_integer() and 0 <= of.value <= 170:
        return Number(float(math.factorial(int(of.value))))
    raise FormulaError("a factorial of what is no whole literal")


def _names_of_operations() -> dict[int, str]:
    import libsbml

    functions = [*UNARY, "max", "min", "piecewise", "power", "quotient", "rem", "root", "log"]
    functions += ["delay", "factorial", "rate_of"]
    found = {getattr(libsbml, f"AST_FUNCTION_{name.upper()}"): name for name in functions}
    found |= {getattr(libsbml, f"AST_RELATIONAL_{name.upper()}"): name for name in RELATIONS}
    found |= {getattr(libsbml, f"AST_LOGICAL_{name.upper()}"): name for name in LOGICAL}
    for name in ("plus", "minus", "times", "divide", "power"):
        found[getattr(libsbml, f"AST_{name.upper()}")] = name
    return found


@dataclass(frozen=True)
class Evaluator:
    """
    Computes formulas: ``value_of`` an id, the ``functions`` of the model, the ``time``.

    What is undefined is not a number.
    """

    value_of: Callable[[str], float]
    functions: "Bodies"
    time: float = 0.0

    def __call__(self, formula: Formula) -> float:
        """The formula as a number."""
        if isinstance(formula, Number):
            return formula.value
        if isinstance(formula, Symbol):
            return self.value_of(formula.name)
        if formula == TIME:
            return self.time
        if formula.name == "call":
            return self(called(formula, self.functions))
        if formula.name == "piecewise":
            return self._chosen(formula.arguments)
        values = [self(part) for part in formula.arguments]
        try:
            return float(OPERATIONS[formula.name](*values))
        except (ArithmeticError, ValueError):
            return math.nan

    def _chosen(self, pieces: tuple[Formula, ...]) -> float:
        for value, condition in zip(pieces[0::2], pieces[1::2], strict=False):
            if self(condition):
                return self(value)
        return self(pieces[-1]) if len(pieces) % 2 else math.nan


def called(formula: Call, functions: "Bodies") -> Formula:
    """What a call of a function stands for."""
    head, *given = formula.arguments
    assert isinstance(head, Symbol)
    names, body = functions[head.name]
    return replaced(body, dict(zip(names, given, strict=True)))


Bodies = Mapping[
    str, tuple[tuple[str, ...], Formula]
]  # of functions: arguments, and what they give

RELATIONS = ("eq", "neq", "lt", "leq", "gt", "geq")
LOGICAL = ("and", "or", "xor", "not", "implies")


def _chain(holds: Callable[[float, float], bool]) -> Callable[..., bool]:
    return lambda *values: all(map(holds, values, values[1:]))


def _power(base: float, exponent: float) -> float:
    found = base**exponent
    return math.nan if isinstance(found, complex) else found


def _minus(*values: float) -> float:
    return -values[0] if len(values) == 1 else values[0] - values[1]


UNARY: dict[str, Callable[[float], float]] = {
    "abs": abs,
    "arccos": math.acos,
    "arccosh": math.acosh,
    "arccot": lambda x: math.atan(1 / x),
    "arccoth": lambda x: math.atanh(1 / x),
    "arccsc": lambda x: math.asin(1 / x),
    "arccsch": lambda x: math.asinh(1 / x),
    "arcsec": lambda x: math.acos(1 / x),
    "arcsech": lambda x: math.acosh(1 / x),
    "arcsin": math.asin,
    "arcsinh": math.asinh,
    "arctan": math.atan,
    "arctanh": math.atanh,
    "ceiling": math.ceil,
    "cos": math.cos,
    "cosh": math.cosh,
    "cot": lambda x: 1 / math.tan(x),
    "coth": lambda x: 1 / math.tanh(x),
    "csc": lambda x: 1 / math.sin(x),
    "csch": lambda x: 1 / math.sinh(x),
    "exp": math.exp,
    "floor": math.floor,
    "ln": math.log,
    "sec": lambda x: 1 / math.cos(x),
    "sech": lambda x: 1 / math.cosh(x),
    "sin": math.sin,
    "sinh": math.sinh,
    "tan": math.tan,
    "tanh": math.tanh,
}
OPERATIONS: dict[str, Callable[..., float]] = {
    **UNARY,
    "plus": lambda *values: sum(values),
    "minus": _minus,
    "times": lambda *values: math.prod(values),
    "divide": lambda a, b: a / b,
    "power": _power,
    "root": lambda degree, a: math.sqrt(a) if degree == 2 else _power(a, 1 / degree),
    "log": lambda base, a: math.log(a) / math.log(base),
    "pi": lambda: math.pi,
    "max": max,
    "min": min,
    "quotient": lambda a, b: math.trunc(a / b),
    "rem": math.fmod,
    "eq": _chain(lambda a, b: a == b),
    "neq": _chain(lambda a, b: a != b),
    "lt": _chain(lambda a, b: a < b),
    "leq": _chain(lambda a, b: a <= b),
    "gt": _chain(lambda a, b: a > b),
    "geq": _chain(lambda a, b: a >= b),
    "and": lambda *values: all(values),
    "or": lambda *values: any(values),
    "xor": lambda *values: sum(map(bool, values)) % 2,
    "not": lambda a: not a,
    "implies": lambda a, b: not a or bool(b),
}
