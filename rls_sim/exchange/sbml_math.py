"""Formulas as content MathML whose units can be checked: every literal says that it is pure.

A hill function is written as ``(s/h)^n / (1 + (s/h)^n)``: a quantity with a unit cannot be raised
to a power that is not known beforehand.
"""

from collections.abc import Callable

from rls_sim.errors import ModelError
from rls_sim.exchange.sbml_units import PURE
from rls_sim.exchange.sbml_xml import MATHML, TIME_SYMBOL, Element, add, with_text
from rls_sim.network.as_written import (
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

IN_MATHML = {"cos": "cos", "exp": "exp", "log": "ln", "sqrt": "root"}

Spell = Callable[[str], str]


def math_of(law: Law, spell: Spell, due: str, clock: str = "") -> Element:
    """
    The formula of a law in its ``math`` element; ``spell`` gives the identifier of a name.

    ``due`` is the unit of what it comes to, which matters where that is the literal 0. ``clock``
    names the hour at which the simulation's time is 0; none: midnight.
    Raises ModelError, naming the law, where it is no formula or holds what SBML has no word for.
    """
    writer = _Writer(law.name, spell, clock)
    piece = as_written(law)
    return in_math(number(0.0, due) if is_zero(piece) else writer.write(piece))


def in_math(formula: Element) -> Element:
    """The ``math`` element around a formula."""
    math = Element("math", {"xmlns": MATHML})
    math.append(formula)
    return math


class _Writer:
    """Writes the pieces of one law."""

    def __init__(self, law: str, spell: Spell, clock: str) -> None:
        self._law, self._spell, self._clock = law, spell, clock

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
        raise ModelError(f"The law of {self._law} holds what SBML has no word for: {piece!r}.")

    def _name(self, name: str) -> Element:
        if name != TIME:
            return symbol(self._spell(name))
        time = simulated_time()
        return apply("plus", time, symbol(self._clock)) if self._clock else time

    def _sum(self, terms: tuple[tuple[int, Piece], ...]) -> Element:
        """Terms one after the other, as a program adds them up; adding nothing is left out."""
        told = [term for term in terms if not is_zero(term[1])] or list(terms[:1])
        (sign, first), *rest = told
        total = self.write(first) if sign > 0 else apply("minus", self.write(first))
        for sign, term in rest:
            total = apply("plus" if sign > 0 else "minus", total, self.write(term))
        return total

    def _quotient(self, above: Piece, below: Piece) -> Element:
        match above, below:
            case Power(signal, n), Sum(((1, Power(half, m)), (1, second))) if (
                second == above and m == n
            ):
                return self._hill(signal, half, n)
        return self._apply("divide", above, below)

    def _hill(self, signal: Piece, half: Piece, steepness: Piece) -> Element:
        def raised() -> Element:
            return self._apply("power", Quotient(signal, half), steepness)

        return apply("divide", raised(), apply("plus", number(1.0), raised()))

    def _apply(self, operator: str, *arguments: Piece) -> Element:
        return apply(operator, *map(self.write, arguments))


def is_zero(piece: Piece) -> bool:
    """Whether it is the literal 0, which fits any unit."""
    return isinstance(piece, Number) and piece.value == 0.0


def apply(operator: str, *arguments: Element) -> Element:
    """An operator and what it works on."""
    applied = Element("apply")
    add(applied, operator)
    applied.extend(arguments)
    return applied


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
