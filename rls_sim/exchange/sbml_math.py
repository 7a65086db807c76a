"""Formulas as content MathML whose units can be checked: every literal says what it is.

A hill function is written as ``(s/h)^n / (1 + (s/h)^n)``: a quantity with a unit cannot be raised
to a power that is not known beforehand.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from rls_sim.errors import ModelError
from rls_sim.exchange.sbml_units import PURE, UnitList
from rls_sim.exchange.sbml_xml import MATHML, TIME_SYMBOL, Element, add, with_text
from rls_sim.network.as_written import (
    Choice,
    Comparison,
    Function,
    Name,
    Number,
    Piece,
    Power,
    Product,
    Quotient,
    Sum,
    as_written,
)
from rls_sim.network.model import TIME
from rls_sim.network.reaction import Law
from rls_sim.quantities.units import PURE_NUMBER, Dimension

IN_MATHML = {
    "abs": "abs",
    "arctan": "arctan",
    "cos": "cos",
    "exp": "exp",
    "floor": "floor",
    "log": "ln",
    "sin": "sin",
    "sqrt": "root",
}
COMPARED = {"<": "lt", "<=": "leq", "=": "eq"}


@dataclass(frozen=True)
class Spelling:
    """How a document spells what formulas name."""

    identifiers: Mapping[str, str]  # by the names of the model
    dimensions: Mapping[str, Dimension]  # of the same, and of the time
    units: UnitList
    clock: str = ""  # names the hour at which the simulation's time is 0; none: midnight


def math_of(law: Law, spelling: Spelling, due: Dimension) -> Element:
    """
    The formula of a law in its ``math`` element.

    ``due`` is the dimension of what it comes to, which matters where that is the literal 0.
    Raises ModelError, naming the law, where it is no formula or holds what SBML has no word for.
    """
    piece = as_written(law)
    zero = number(0.0, spelling.units.of(due))
    return in_math(zero if is_zero(piece) else _Writer(law.name, spelling).write(piece))


def in_math(formula: Element) -> Element:
    """The ``math`` element around a formula."""
    math = Element("math", {"xmlns": MATHML})
    math.append(formula)
    return math


class _Writer:
    """Writes the pieces of one law."""

    def __init__(self, law: str, spelling: Spelling) -> None:
        self._law, self._spelling = law, spelling

    def write(self, piece: Piece) -> Element:
        """A piece as content MathML."""
        match piece:
            case Name(name):
                return self._name(name)
            case Number(value):
                return number(value)
            case Sum(terms):
                return self._sum(terms)
            case Product(factors):
                return self._apply("times", *factors)
            case Quotient(above, below):
                return self._quotient(above, below)
            case Power(base, exponent):
                return self._apply("power", base, exponent)
            case Function(name, argument) if name in IN_MATHML:
                return self._apply(IN_MATHML[name], argument)
            case Comparison():
                return piecewise(number(1.0), self._compared(piece), number(0.0))
            case Choice(test, yes, no):
                return self._chosen(test, yes, no)
        raise ModelError(f"The law of {self._law} holds what SBML has no word for: {piece!r}.")

    def _name(self, name: str) -> Element:
        if name != TIME:
            return symbol(self._spelling.identifiers[name])
        clock, time = self._spelling.clock, simulated_time()
        return apply("plus", time, symbol(clock)) if clock else time

    def _sum(self, terms: tuple[tuple[int, Piece], ...]) -> Element:
        """Terms one after the other, as a program adds them up; adding nothing is left out."""
        (sign, first), *rest = _told(terms)
        total = self.write(first) if sign > 0 else apply("minus", self.write(first))
        for sign, term in rest:
            total = apply("plus" if sign > 0 else "minus", total, self.write(term))
        return total

    def _quotient(self, above: Piece, below: Piece) -> Element:
        if parts := _hill_parts(above, below):
            return self._hill(*parts)
        return self._apply("divide", above, below)

    def _hill(self, signal: Piece, half: Piece, steepness: Piece) -> Element:
        ratio = signal if half == Number(1.0) else Quotient(signal, half)

        def raised() -> Element:
            return self._apply("power", ratio, steepness)

        return apply("divide", raised(), apply("plus", number(1.0), raised()))

    def _compared(self, piece: Comparison) -> Element:
        """A comparison as what holds or not."""
        sides = self._alike(piece.left, piece.right)
        return apply(COMPARED[piece.sign], *sides)

    def _chosen(self, test: Piece, yes: Piece, no: Piece) -> Element:
        holds = (
            self._compared(test)
            if isinstance(test, Comparison)
            else apply("neq", self.write(test), number(0.0))
        )
        chosen, else_chosen = self._alike(yes, no)
        return piecewise(chosen, holds, else_chosen)

    def _alike(self, one: Piece, other: Piece) -> tuple[Element, Element]:
        """Two that must have one unit, which a literal 0 takes from the other."""
        return self._beside(one, other), self._beside(other, one)

    def _beside(self, piece: Piece, other: Piece) -> Element:
        if not is_zero(piece):
            return self.write(piece)
        dimension = dimension_of(other, self._spelling.dimensions)
        return number(0.0, self._spelling.units.of(dimension))

    def _apply(self, operator: str, *arguments: Piece) -> Element:
        return apply(operator, *map(self.write, arguments))


def _told(terms: tuple[tuple[int, Piece], ...]) -> list[tuple[int, Piece]]:
    """The terms that are not the literal 0, which fits any unit; one where all of them are."""
    return [term for term in terms if not is_zero(term[1])] or list(terms[:1])


def _hill_parts(above: Piece, below: Piece) -> tuple[Piece, Piece, Piece] | None:
    """Signal, half point and steepness, where a quotient is a hill function."""
    match above, below:
        case Power(signal, n), Sum(((1, Power(half, m)), (1, second))) if second == above:
            return (signal, half, n) if m == n else None
    return None


def dimension_of(piece: Piece, dimensions: Mapping[str, Dimension]) -> Dimension:
    """What a piece measures, given what names do; of a model whose dimensions are right."""
    match piece:
        case Name(name):
            return dimensions[name]
        case Sum(terms):
            return dimension_of(_told(terms)[0][1], dimensions)
        case Product(factors):
            product = PURE_NUMBER
            for factor in factors:
                product *= dimension_of(factor, dimensions)
            return product
        case Quotient(above, below):
            if _hill_parts(above, below):
                return PURE_NUMBER
            return dimension_of(above, dimensions) / dimension_of(below, dimensions)
        case Power(base, Number(exponent)):
            return dimension_of(base, dimensions) ** Fraction(exponent).limit_denominator(1000)
        case Function("sqrt", argument):
            return dimension_of(argument, dimensions) ** Fraction(1, 2)
        case Function("abs", argument):
            return dimension_of(argument, dimensions)
        case Choice(_, yes, no):
            return dimension_of(no if is_zero(yes) else yes, dimensions)
    return PURE_NUMBER


def is_zero(piece: Piece) -> bool:
    """Whether it is the literal 0, which fits any unit."""
    return isinstance(piece, Number) and piece.value == 0.0


def apply(operator: str, *arguments: Element) -> Element:
    """An operator and what it works on."""
    applied = Element("apply")
    add(applied, operator)
    applied.extend(arguments)
    return applied


def piecewise(chosen: Element, holds: Element, otherwise: Element) -> Element:
    """What holds where a test does, and elsewhere."""
    choice = Element("piecewise")
    add(choice, "piece").extend([chosen, holds])
    add(choice, "otherwise").append(otherwise)
    return choice


def number(value: float, unit: str = PURE) -> Element:
    """A literal with its unit: a whole number, a decimal, or one with an exponent."""
    if value.is_integer() and abs(value) < 1e15:
        return with_text("cn", str(int(value)), type="integer", **{"sbml:units": unit})
    mantissa, _, exponent = repr(value).partition("e")
    if not exponent:
        return with_text("cn", mantissa, **{"sbml:units": unit})
    literal = with_text("cn", mantissa, type="e-notation", **{"sbml:units": unit})
    add(literal, "sep").tail = str(int(exponent))
    return literal


def symbol(name: str) -> Element:
    """What is called ``name``."""
    return with_text("ci", name)


def simulated_time() -> Element:
    """The time of the simulation."""
    return with_text("csymbol", "time", encoding="text", definitionURL=TIME_SYMBOL)
