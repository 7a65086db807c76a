"""Nodes of formulas, of which none stands twice, and the four operations on them."""

import math
from enum import IntEnum
from typing import Any


class Kind(IntEnum):
    """What a node depends on at most; each kind is computed less often than the next."""

    CONSTANT = 0  # numbers and parameters
    TIME = 1
    STATE = 2


class Arithmetic:
    """
    Nodes by number; `expression.Graph` says what they are, and adds what is no plain arithmetic.

    Products and sums are put in an order that keeps the cheaper kinds together.
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
