"""A law as its author wrote it: called once on pieces that remember how they were put together.

Tracing puts what it is given in an order of its own; a reader wants that of the function.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from numbers import Real
from typing import Any

from rls_sim.errors import ModelError
from rls_sim.network.reaction import Law


@dataclass(frozen=True)
class Piece:
    """A part of a formula, to which arithmetic adds more."""

    __array_ufunc__ = None  # NumPy's numbers leave arithmetic with a piece to the piece

    def __add__(self, other: Any) -> "Piece":
        """A sum, the terms in the order in which they were added."""
        return Sum((*_terms(self), *_terms(_piece(other))))

    def __radd__(self, other: Any) -> "Piece":
        """A literal, then this."""
        return _piece(other) + self

    def __sub__(self, other: Any) -> "Piece":
        """A difference; what is taken off keeps its brackets."""
        return Sum((*_terms(self), (-1, _piece(other))))

    def __rsub__(self, other: Any) -> "Piece":
        """A literal less this."""
        return _piece(other) - self

    def __neg__(self) -> "Piece":
        """This, taken off."""
        return Sum(((-1, self),))

    def __mul__(self, other: Any) -> "Piece":
        """A product, the factors in the order in which they were multiplied."""
        right = _piece(other)
        if right == Number(1.0):
            return self
        return right if self == Number(1.0) else Product((*_factors(self), *_factors(right)))

    def __rmul__(self, other: Any) -> "Piece":
        """A literal times this."""
        return _piece(other) * self

    def __truediv__(self, other: Any) -> "Piece":
        """A quotient; what is divided twice gets one fraction bar."""
        if isinstance(self, Quotient):
            return Quotient(self.above, self.below * _piece(other))
        return Quotient(self, _piece(other))

    def __rtruediv__(self, other: Any) -> "Piece":
        """A literal over this."""
        return _piece(other) / self

    def __pow__(self, exponent: Any) -> "Piece":
        """A power."""
        raised = _piece(exponent)
        return self if raised == Number(1.0) else Power(self, raised)

    def __rpow__(self, base: Any) -> "Piece":
        """A literal to this power."""
        return Power(_piece(base), self)

    @staticmethod
    def law_cos(angle: Any) -> "Piece":
        """Cosine."""
        return Function("cos", _piece(angle))

    @staticmethod
    def law_exp(exponent: Any) -> "Piece":
        """Exponential."""
        return Function("exp", _piece(exponent))

    @staticmethod
    def law_log(ratio: Any) -> "Piece":
        """Natural logarithm."""
        return Function("log", _piece(ratio))

    @staticmethod
    def law_sqrt(square: Any) -> "Piece":
        """Square root."""
        return Function("sqrt", _piece(square))

    @staticmethod
    def law_sin(angle: Any) -> "Piece":
        """Sine."""
        return Function("sin", _piece(angle))

    @staticmethod
    def law_arctan(tangent: Any) -> "Piece":
        """The angle of a tangent."""
        return Function("arctan", _piece(tangent))

    @staticmethod
    def law_floor(number: Any) -> "Piece":
        """The whole number at or below."""
        return Function("floor", _piece(number))

    @staticmethod
    def law_absolute(number: Any) -> "Piece":
        """Size."""
        return Function("abs", _piece(number))

    @staticmethod
    def law_power(base: Any, exponent: Any) -> "Piece":
        """A power."""
        raised: Piece = _piece(base) ** exponent
        return raised

    @staticmethod
    def law_compare(name: str, left: Any, right: Any) -> "Piece":
        """1 where two compare so, else 0."""
        return Comparison(SIGNS[name], _piece(left), _piece(right))

    @staticmethod
    def law_select(test: Any, yes: Any, no: Any) -> "Piece":
        """One of two, by a comparison."""
        return Choice(_piece(test), _piece(yes), _piece(no))

    @staticmethod
    def law_hill(signal: Any, half: Any, steepness: Any) -> "Piece":
        """The quotient of powers that it is."""
        raised: Piece = _piece(signal) ** steepness
        below: Piece = _piece(half) ** steepness + raised
        return raised / below


@dataclass(frozen=True)
class Name(Piece):
    """A species, a parameter, a derived quantity or time."""

    name: str


@dataclass(frozen=True)
class Number(Piece):
    """A literal."""

    value: float


@dataclass(frozen=True)
class Sum(Piece):
    """Terms, each with its sign."""

    terms: tuple[tuple[int, Piece], ...]


@dataclass(frozen=True)
class Product(Piece):
    """Factors."""

    factors: tuple[Piece, ...]


@dataclass(frozen=True)
class Quotient(Piece):
    """What stands above the bar, and below."""

    above: Piece
    below: Piece


@dataclass(frozen=True)
class Power(Piece):
    """A base and its exponent."""

    base: Piece
    exponent: Piece


@dataclass(frozen=True)
class Function(Piece):
    """cos, exp, log, floor or the like of something."""

    name: str
    argument: Piece


@dataclass(frozen=True)
class Comparison(Piece):
    """1 where two stand so to one another ("<", "<=" or "="), else 0."""

    sign: str
    left: Piece
    right: Piece


@dataclass(frozen=True)
class Choice(Piece):
    """What holds where a test is not 0, and where it is."""

    test: Piece
    yes: Piece
    no: Piece


SIGNS = {"less": "<", "at_most": "<=", "equal": "="}


def as_written(law: Law, names: Mapping[str, str] | None = None) -> Piece:
    """
    The formula of a law; ``names`` says what to call what it needs (by default, as the model does).

    Raises ModelError, naming the law, where it does what cannot be written as a formula.
    """
    called = [Name((names or {}).get(name, name)) for name in law.needs]
    function: Callable[..., Any] = law.function
    try:
        return _piece(function(*called))
    except (TypeError, AttributeError) as fault:
        raise ModelError(
            f"The law of {law.name} cannot be written as a formula ({fault})."
        ) from fault


def _piece(value: Any) -> Piece:
    if isinstance(value, Piece):
        return value
    if isinstance(value, Real):
        return Number(float(value))
    raise TypeError(f"a {type(value).__name__} cannot stand in a formula")


def _terms(piece: Piece) -> tuple[tuple[int, Piece], ...]:
    return piece.terms if isinstance(piece, Sum) else ((1, piece),)


def _factors(piece: Piece) -> tuple[Piece, ...]:
    return piece.factors if isinstance(piece, Product) else (piece,)
