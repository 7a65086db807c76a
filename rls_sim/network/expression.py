"""Formulas as one graph of primitive operations, in which nothing stands twice.

A rate law is traced by calling it on symbols of the graph (`Traced`). Every node knows what it
depends on at most: parameters alone, time as well, or the state; products and sums are put in an
order that keeps the cheaper kinds together, so that they can be computed less often.
"""

import math
from enum import IntEnum
from typing import Any

TINY = 1e-100  # in place of a base at or below zero, so that powers and their slopes stay finite
LARGEST_EXPONENT = 690.0  # e to this power and its reciprocal are numbers that can be multiplied


class Kind(IntEnum):
    """What a node depends on at most; each kind is computed less often than the next."""

    CONSTANT = 0  # numbers and parameters
    TIME = 1
    STATE = 2


class Graph:
    """
    Nodes by number: ``operation[i]``, ``arguments[i]`` (nodes), ``value[i]`` (number or name).

    Operations: number, symbol, add, subtract, negative, multiply, reciprocal, maximum, exp (which
    stays within e^-LARGEST_EXPONENT and e^LARGEST_EXPONENT), log, cos, sin, sqrt. An argument
    always has a lower number than what is made of it. ``slope_rule[i]`` holds (argument, slope)
    pairs where a node has a better slope than the chain rule through its parts would give.
    """

    def __init__(self) -> None:
        self.operation: list[str] = []
        self.arguments: list[tuple[int, ...]] = []
        self.value: list[float | str | None] = []
        self.kind: list[Kind] = []
        self.slope_rule: dict[int, tuple[tuple[int, int], ...]] = {}
        self._known: dict[Any, int] = {}
        self.zero, self.one = self.number(0.0), self.number(1.0)

    def number(self, value: float) -> int:
        """The node of a literal number."""
        return self._node("number", (), float(value), Kind.CONSTANT)

    def symbol(self, name: str, kind: Kind) -> int:
        """The node of a name."""
        return self._node("symbol", (), name, kind)

    def is_number(self, node: int) -> bool:
        """Whether a node is a literal number."""
        return self.operation[node] == "number"

    def add(self, a: int, b: int) -> int:
        """a + b."""
        if self.is_number(a) and self.is_number(b):
            return self.number(self._float(a) + self._float(b))
        if a == self.zero:
            return b
        if b == self.zero:
            return a
        if self.operation[b] == "negative":
            return self.subtract(a, self.arguments[b][0])
        if self.operation[a] == "negative":
            return self.subtract(b, self.arguments[a][0])
        return self._node("add", (min(a, b), max(a, b)))

    def subtract(self, a: int, b: int) -> int:
        """a - b."""
        if self.is_number(a) and self.is_number(b):
            return self.number(self._float(a) - self._float(b))
        if b == self.zero:
            return a
        if a == self.zero:
            return self.negative(b)
        if a == b:
            return self.zero
        if self.operation[b] == "negative":
            return self.add(a, self.arguments[b][0])
        if self.operation[a] == "negative":
            return self.negative(self.add(self.arguments[a][0], b))
        return self._node("subtract", (a, b))

    def negative(self, a: int) -> int:
        """-a."""
        if self.is_number(a):
            return self.number(-self._float(a))
        if self.operation[a] == "negative":
            return self.arguments[a][0]
        if self.operation[a] == "subtract":
            return self.subtract(*reversed(self.arguments[a]))
        return self._node("negative", (a,))

    def multiply(self, a: int, b: int) -> int:
        """a b, with the factors of the lower kind taken to the front."""
        if self.is_number(a) and self.is_number(b):
            return self.number(self._float(a) * self._float(b))
        if self.zero in (a, b):
            return self.zero
        for one, other in ((a, b), (b, a)):
            if one == self.one:
                return other
            if self.is_number(one) and self._float(one) < 0:
                return self.negative(self.multiply(self.negative(one), other))
            if self.operation[one] == "negative":
                return self.negative(self.multiply(self.arguments[one][0], other))
        if (self.kind[a], a) > (self.kind[b], b):
            a, b = b, a
        return self._ordered_product(a, b)

    def _ordered_product(self, a: int, b: int) -> int:
        kinds = self.kind
        if self._leads(b) and kinds[a] < kinds[b]:
            first, rest = self.arguments[b]
            return self._node("multiply", (self.multiply(a, first), rest))
        if kinds[a] == kinds[b]:
            if self._leads(a):
                first, rest = self.arguments[a]
                return self.multiply(first, self.multiply(rest, b))
            if self._leads(b):
                first, rest = self.arguments[b]
                return self.multiply(first, self.multiply(a, rest))
        return self._node("multiply", (a, b))

    def _leads(self, node: int) -> bool:
        """Whether a node is a product that begins with a factor of a lower kind."""
        if self.operation[node] != "multiply" or node in self.slope_rule:
            return False
        return self.kind[self.arguments[node][0]] < self.kind[node]

    def reciprocal(self, a: int) -> int:
        """1/a; inf of zero."""
        if self.is_number(a):
            value = self._float(a)
            return self.number(1.0 / value if value else math.copysign(math.inf, value))
        if self.operation[a] == "reciprocal":
            return self.arguments[a][0]
        if self.operation[a] == "negative":
            return self.negative(self.reciprocal(self.arguments[a][0]))
        if self._leads(a):
            first, rest = self.arguments[a]
            return self.multiply(self.reciprocal(first), self.reciprocal(rest))
        return self._node("reciprocal", (a,))

    def divide(self, a: int, b: int) -> int:
        """a / b, by the reciprocal, which what is divided alike shares."""
        if self.is_number(a) and self.is_number(b) and self._float(b):
            return self.number(self._float(a) / self._float(b))
        return self.multiply(a, self.reciprocal(b))

    def maximum(self, a: int, b: int) -> int:
        """The larger of a and b."""
        if self.is_number(a) and self.is_number(b):
            return self.number(max(self._float(a), self._float(b)))
        return self._node("maximum", (min(a, b), max(a, b)))

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
        """exp, log, cos or sin of a."""
        if self.is_number(a) and (name != "exp" or abs(self._float(a)) <= LARGEST_EXPONENT):
            return self.number(getattr(math, name)(self._float(a)))
        return self._node(name, (a,))

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

    def _float(self, node: int) -> float:
        value = self.value[node]
        assert isinstance(value, float)
        return value

    def _node(
        self,
        operation: str,
        arguments: tuple[int, ...],
        value: float | str | None = None,
        kind: Kind | None = None,
    ) -> int:
        key = (operation, arguments, repr(value) if isinstance(value, float) else value)
        found = self._known.get(key)
        if found is None:
            found = len(self.operation)
            self._known[key] = found
            self.operation.append(operation)
            self.arguments.append(arguments)
            self.value.append(value)
            self.kind.append(max(self.kind[a] for a in arguments) if kind is None else kind)
        return found


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
