"""A number that carries its dimension instead of its value: what a law is called with in a dry run.

A literal is a pure number, except that zero fits any dimension: ``x - 0``, ``0 < x``.
"""

from dataclasses import dataclass
from fractions import Fraction
from numbers import Real
from typing import Any

from rls_sim.errors import UnitError
from rls_sim.quantities.units import PURE_NUMBER, Dimension


@dataclass(frozen=True)
class Probe:
    """Stands for every value of its dimension; refuses what no value of it could do."""

    dimension: Dimension

    __array_ufunc__ = None  # NumPy's numbers leave arithmetic with a probe to the probe

    def __add__(self, other: Any) -> "Probe":
        """Sum; both must be of one kind."""
        return self._alike(other, "add")

    def __sub__(self, other: Any) -> "Probe":
        """Difference; both must be of one kind."""
        return self._alike(other, "subtract")

    def __mul__(self, other: Any) -> "Probe":
        """Product of any two kinds."""
        return Probe(self.dimension * probe_of(other).dimension)

    def __truediv__(self, other: Any) -> "Probe":
        """Quotient of any two kinds."""
        return Probe(self.dimension / probe_of(other).dimension)

    def __rtruediv__(self, other: Any) -> "Probe":
        """A literal over this."""
        return Probe(probe_of(other).dimension / self.dimension)

    def __pow__(self, exponent: Any) -> "Probe":
        """Power: a literal exponent for any kind, a parameter's for pure numbers only."""
        if isinstance(exponent, Real):
            return Probe(self.dimension ** Fraction(float(exponent)).limit_denominator(1000))
        _pure("an exponent", exponent)
        if not self.dimension.is_pure_number:
            raise UnitError(
                f"{self.dimension} cannot be raised to a power that is not a literal; "
                "divide it by a quantity of its kind first"
            )
        return self

    def __rpow__(self, base: Any) -> "Probe":
        """A literal to this power."""
        return _pure("an exponent", self)

    def __neg__(self) -> "Probe":
        """The same kind."""
        return self

    def _compare(self, other: Any) -> bool:
        self._alike(other, "compare")
        return True

    __radd__, __rmul__, __abs__, __pos__ = __add__, __mul__, __neg__, __neg__
    __lt__ = __le__ = __gt__ = __ge__ = _compare

    def __rsub__(self, other: Any) -> "Probe":
        """A literal less this."""
        return self._alike(other, "subtract")

    def law_cos(self) -> "Probe":
        """Cosine of a pure number."""
        return _pure("cos", self)

    def law_exp(self) -> "Probe":
        """Exponential of a pure number."""
        return _pure("exp", self)

    def law_log(self) -> "Probe":
        """Logarithm of a pure number."""
        return _pure("log", self)

    def law_sin(self) -> "Probe":
        """Sine of a pure number."""
        return _pure("sin", self)

    def law_arctan(self) -> "Probe":
        """The angle of a pure number."""
        return _pure("arctan", self)

    def law_floor(self) -> "Probe":
        """The whole number at or below a pure number."""
        return _pure("floor", self)

    def law_absolute(self) -> "Probe":
        """The same kind."""
        return self

    @staticmethod
    def law_power(base: Any, exponent: Any) -> "Probe":
        """As with ``**``."""
        raised: Probe = probe_of(base) ** exponent
        return raised

    @staticmethod
    def law_compare(_: str, a: Any, b: Any) -> "Probe":
        """A pure number, of two of one kind."""
        _both(a, b, "compare")
        return Probe(PURE_NUMBER)

    @staticmethod
    def law_select(test: Any, yes: Any, no: Any) -> "Probe":
        """The kind of what is chosen from."""
        _pure("a choice", test)
        return _both(yes, no, "choose between")

    def law_sqrt(self) -> "Probe":
        """Square root; halves the dimension."""
        return Probe(self.dimension ** Fraction(1, 2))

    @staticmethod
    def law_hill(signal: Any, half: Any, steepness: Any) -> "Probe":
        """From 0 to 1: signal and half of one kind, the steepness a pure number."""
        probe_of(signal)._alike(half, "compare")
        _pure("an exponent", steepness)
        return Probe(PURE_NUMBER)

    def _alike(self, other: Any, verb: str) -> "Probe":
        if isinstance(other, Real) and float(other) == 0.0:
            return self
        dimension = probe_of(other).dimension
        if dimension != self.dimension:
            raise UnitError(f"cannot {verb} {self.dimension} and {dimension}")
        return self


def probe_of(number: Any) -> Probe:
    """A probe as it is; a literal as a pure number."""
    if isinstance(number, Probe):
        return number
    if isinstance(number, Real):
        return Probe(PURE_NUMBER)
    raise UnitError(f"{type(number).__name__} is neither a number nor a quantity")


def _both(a: Any, b: Any, verb: str) -> Probe:
    """The kind of two that must be alike; a zero fits any."""
    return a._alike(b, verb) if isinstance(a, Probe) else probe_of(b)._alike(a, verb)


def _pure(taker: str, number: Any) -> Probe:
    dimension = probe_of(number).dimension
    if not dimension.is_pure_number:
        raise UnitError(f"{taker} takes a pure number, not {dimension}")
    return Probe(PURE_NUMBER)
