"""Formulas as one graph of primitive operations, in which nothing stands twice.

A rate law is traced by calling it on symbols of the graph (`Traced`). Every node knows what it
depends on at most: parameters alone, time as well, or the state; products and sums are put in an
order that keeps the cheaper kinds together, so that they can be computed less often.
"""

import math
import operator
from typing import Any

from rls_sim.network.arithmetic import Arithmetic

TINY = 1e-100  # in place of a base at or below zero, so that powers and their slopes stay finite
LARGEST_EXPONENT = 690.0  # e to this power and its reciprocal are numbers that can be multiplied


class Graph(Arithmetic):
    """
    Nodes by number: ``operation[i]``, ``arguments[i]`` (nodes), ``value[i]`` (number or name).

    Operations: number, symbol, add, subtract, negative, multiply, reciprocal, maximum, exp (which
    stays within e^-LARGEST_EXPONENT and e^LARGEST_EXPONENT), log, cos, sin, sqrt, atan, floor;
    less, at_most and equal (1 where two compare so, else 0) and select (of a test, what holds where
    it is not 0, and where it is). An argument always has a lower number than what is made of it.
    ``slope_rule[i]`` holds (argument, slope) pairs where a node has a better slope than the chain
    rule through its parts would give.
    """

    def power(self, base: int, exponent: int) -> int:
        """base^exponent: products for small whole numbers, else of a base that is not below 0."""
        if self.is_number(exponent):
            number = self._float(exponent)
            if self.is_number(base) and self._float(base) > 0:
                return self.number(self._float(base) ** number)
            if number == int(number) and abs(number) <= 8:
                return self._whole_power(base, int(number))
            if number == 0.5:
                return self.square_root(base)
        return self.function("exp", self.multiply(exponent, self.logarithm(base)))

    def logarithm(self, a: int) -> int:
        """log of a; of what is not above zero, a very negative number."""
        return self.function("log", self.maximum(a, self.number(TINY)))

    def _whole_power(self, base: int, exponent: int) -> int:
        if exponent < 0:
            return self.reciprocal(self._whole_power(base, -exponent))
        if exponent == 0:
            return self.one
        half = self._whole_power(base, exponent // 2)
        square = self.multiply(half, half)
        return self.multiply(base, square) if exponent % 2 else square

    def square_root(self, a: int) -> int:
        """Square root; of what lies below zero, zero."""
        if self.is_number(a):
            return self.number(math.sqrt(max(self._float(a), 0.0)))
        return self._node("sqrt", (self.maximum(a, self.zero),))

    def function(self, name: str, a: int) -> int:
        """exp, log, cos, sin, atan or floor of a."""
        if self.is_number(a) and (name != "exp" or abs(self._float(a)) <= LARGEST_EXPONENT):
            return self.number(getattr(math, name)(self._float(a)))
        return self._node(name, (a,))

    def compare(self, name: str, a: int, b: int) -> int:
        """1 where a is less than, at_most or equal to b, else 0."""
        if self.is_number(a) and self.is_number(b):
            return self.number(float(COMPARED[name](self._float(a), self._float(b))))
        return self._node(name, (min(a, b), max(a, b)) if name == "equal" else (a, b))

    def select(self, test: int, yes: int, no: int) -> int:
        """What holds where a test is not 0, and where it is."""
        if self.is_number(test):
            return yes if self._float(test) else no
        return yes if yes == no else self._node("select", (test, yes, no))

    def absolute(self, a: int) -> int:
        """The size of a."""
        return self.select(self.compare("less", a, self.zero), self.negative(a), a)

    def signed_power(self, base: int, exponent: int) -> int:
        """base^exponent; of a base below 0 not a number unless the exponent is whole."""
        number = self._float(exponent) if self.is_number(exponent) else math.nan
        if number == 0.5 or (number.is_integer() and abs(number) <= 8):
            return self.power(base, exponent)
        size = self.power(self.absolute(base), exponent)
        half = self.multiply(self.number(0.5), exponent)
        odd = self.multiply(self.number(2.0), self.subtract(half, self.function("floor", half)))
        whole = self.compare("equal", exponent, self.function("floor", exponent))
        turned = self.multiply(size, self.subtract(self.one, self.add(odd, odd)))
        below = self.select(whole, turned, self.number(math.nan))
        return self.select(self.compare("less", base, self.zero), below, size)

    def saturation(self, signal: int, half: int) -> int:
        """signal / (half + signal); its slopes are written without a difference."""
        inverse = self.reciprocal(self.add(half, signal))
        node = self.multiply(signal, inverse)
        squared = self.multiply(inverse, inverse)
        along_signal = self.multiply(half, squared)
        along_half = self.negative(self.multiply(signal, squared))
        self.slope_rule.setdefault(node, ((signal, along_signal), (half, along_half)))
        return node

    def hill(self, signal: int, half: int, steepness: int) -> int:
        """signal^n / (half^n + signal^n), as 1 / (1 + (half/signal)^n); finite everywhere."""
        distance = self.subtract(self.logarithm(half), self.logarithm(signal))
        falling = self.function("exp", self.multiply(steepness, distance))
        node = self.reciprocal(self.add(self.one, falling))
        rest = self.multiply(falling, self.multiply(node, node))  # d node / d log(signal^n)
        by_logarithm = self.multiply(steepness, rest)
        along_signal = self.divide(by_logarithm, self.maximum(signal, self.number(TINY)))
        along_half = self.negative(self.divide(by_logarithm, half))
        along_steepness = self.negative(self.multiply(rest, distance))
        self.slope_rule.setdefault(
            node, ((signal, along_signal), (half, along_half), (steepness, along_steepness))
        )
        return node


COMPARED = {"less": operator.lt, "at_most": operator.le, "equal": operator.eq}


class Traced:
    """A node of a graph that behaves like a number; what a rate law is called on to be traced."""

    __array_ufunc__ = None  # let a NumPy number leave the operation to this class
    __slots__ = ("graph", "node")

    def __init__(self, graph: Graph, node: int) -> None:
        self.graph, self.node = graph, node

    def _of(self, other: Any) -> int:
        if isinstance(other, Traced):
            return other.node
        return self.graph.number(float(other))

    def _make(self, node: int) -> "Traced":
        return Traced(self.graph, node)

    def __add__(self, other: Any) -> "Traced":
        return self._make(self.graph.add(self.node, self._of(other)))

    def __radd__(self, other: Any) -> "Traced":
        return self._make(self.graph.add(self._of(other), self.node))

    def __sub__(self, other: Any) -> "Traced":
        return self._make(self.graph.subtract(self.node, self._of(other)))

    def __rsub__(self, other: Any) -> "Traced":
        return self._make(self.graph.subtract(self._of(other), self.node))

    def __mul__(self, other: Any) -> "Traced":
        return self._make(self.graph.multiply(self.node, self._of(other)))

    __rmul__ = __mul__

    def __truediv__(self, other: Any) -> "Traced":
        return self._make(self.graph.divide(self.node, self._of(other)))

    def __rtruediv__(self, other: Any) -> "Traced":
        return self._make(self.graph.divide(self._of(other), self.node))

    def __pow__(self, other: Any) -> "Traced":
        return self._make(self.graph.power(self.node, self._of(other)))

    def __rpow__(self, other: Any) -> "Traced":
        return self._make(self.graph.power(self._of(other), self.node))

    def __neg__(self) -> "Traced":
        return self._make(self.graph.negative(self.node))

    def __pos__(self) -> "Traced":
        return self

    def __bool__(self) -> bool:
        raise TypeError("a formula is neither true nor false")

    def __float__(self) -> float:
        raise TypeError("a formula is not a number")

    # Comparing or hashing nodes inside a law would be a decision on what it is given.
    def __eq__(self, other: object) -> bool:
        raise TypeError("a formula cannot be compared")

    __hash__ = None  # type: ignore[assignment]

    def law_exp(self) -> "Traced":
        """Exponential."""
        return self._make(self.graph.function("exp", self.node))

    def law_log(self) -> "Traced":
        """Natural logarithm."""
        return self._make(self.graph.function("log", self.node))

    def law_cos(self) -> "Traced":
        """Cosine."""
        return self._make(self.graph.function("cos", self.node))

    def law_sqrt(self) -> "Traced":
        """Square root."""
        return self._make(self.graph.square_root(self.node))

    def law_sin(self) -> "Traced":
        """Sine."""
        return self._make(self.graph.function("sin", self.node))

    def law_arctan(self) -> "Traced":
        """The angle of a tangent."""
        return self._make(self.graph.function("atan", self.node))

    def law_floor(self) -> "Traced":
        """The whole number at or below."""
        return self._make(self.graph.function("floor", self.node))

    def law_absolute(self) -> "Traced":
        """Size."""
        return self._make(self.graph.absolute(self.node))

    @staticmethod
    def law_compare(name: str, a: Any, b: Any) -> "Traced":
        """1 where a is less than, at_most or equal to b, else 0."""
        graph, nodes = _common(a, b)
        return Traced(graph, graph.compare(name, *nodes))

    @staticmethod
    def law_select(test: Any, yes: Any, no: Any) -> "Traced":
        """What holds where a test is not 0, and where it is."""
        graph, nodes = _common(test, yes, no)
        return Traced(graph, graph.select(*nodes))

    @staticmethod
    def law_power(base: Any, exponent: Any) -> "Traced":
        """base^exponent; the base may be below 0 where the exponent is whole."""
        graph, nodes = _common(base, exponent)
        return Traced(graph, graph.signed_power(*nodes))

    @staticmethod
    def law_saturation(signal: Any, half: Any) -> "Traced":
        """signal / (half + signal)."""
        graph, (s, h) = _common(signal, half)
        return Traced(graph, graph.saturation(s, h))

    @staticmethod
    def law_hill(signal: Any, half: Any, steepness: Any) -> "Traced":
        """signal^n / (half^n + signal^n)."""
        graph, (s, h, n) = _common(signal, half, steepness)
        return Traced(graph, graph.hill(s, h, n))


def _common(*numbers: Any) -> tuple[Graph, list[int]]:
    """The graph of those that have one, and every argument as a node of it."""
    traced = next(number for number in numbers if isinstance(number, Traced))
    return traced.graph, [traced._of(number) for number in numbers]
