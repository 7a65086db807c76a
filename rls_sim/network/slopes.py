"""Exact derivatives on the graph of formulas: each node's slopes along the symbols it depends on.

Slopes are collected forwards, node after node, so a quantity on which many laws depend is derived
once. A slope that is zero throughout is not there at all.
"""

from collections.abc import Collection, Iterable

from rls_sim.network.expression import TINY, Graph

Slopes = dict[int, int]  # symbol -> node of the slope along it
STEPS = frozenset({"less", "at_most", "equal", "floor"})  # flat, but where they jump


class Differentiator:
    """Slopes of nodes along some symbols of a graph; what was derived once is looked up."""

    def __init__(self, graph: Graph, along: Collection[int]) -> None:
        self.graph = graph
        self.along = frozenset(along)
        self._known: dict[int, Slopes] = {}

    def of(self, node: int) -> Slopes:
        """The slopes of a node, by symbol, in the order of the symbols."""
        for part in parts_of(self.graph, [node], self._known):
            slopes = self._derive(part)
            self._known[part] = {
                s: slopes[s] for s in sorted(slopes) if slopes[s] != self.graph.zero
            }
        return self._known[node]

    def _derive(self, node: int) -> Slopes:
        graph = self.graph
        if node in self.along:
            return {node: graph.one}
        if graph.operation[node] == "select":
            return self._of_a_choice(*graph.arguments[node])
        slopes: Slopes = {}
        for argument, partial in partials(graph, node):
            for symbol, slope in self._slopes_of(argument).items():
                term = graph.multiply(partial, slope)
                slopes[symbol] = graph.add(slopes.get(symbol, graph.zero), term)
        return slopes

    def _of_a_choice(self, test: int, yes: int, no: int) -> Slopes:
        # Chosen like the values: a product with 0 would keep what is infinite and not asked for.
        graph = self.graph
        there, here = self._slopes_of(yes), self._slopes_of(no)
        return {
            symbol: graph.select(test, there.get(symbol, graph.zero), here.get(symbol, graph.zero))
            for symbol in {**there, **here}
        }

    def _slopes_of(self, argument: int) -> Slopes:
        # A slope rule may name a node that is no argument of the node it belongs to.
        return self._known[argument] if argument in self._known else self.of(argument)


def partials(graph: Graph, node: int) -> tuple[tuple[int, int], ...]:
    """(argument, slope along it) of one operation."""
    if node in graph.slope_rule:
        return graph.slope_rule[node]
    operation, arguments = graph.operation[node], graph.arguments[node]
    if not arguments or operation in STEPS:
        return ()
    a, b = arguments[0], arguments[-1]
    match operation:
        case "add":
            return (a, graph.one), (b, graph.one)
        case "subtract":
            return (a, graph.one), (b, graph.number(-1.0))
        case "negative":
            return ((a, graph.number(-1.0)),)
        case "multiply":
            return (a, b), (b, a)
        case "reciprocal":
            return ((a, graph.negative(graph.multiply(node, node))),)
        case "maximum":
            # Guards alone use it, and below their guard nothing is asked of a slope.
            return tuple((part, graph.one) for part in arguments if not graph.is_number(part))
        case "exp":
            return ((a, node),)
        case "log":
            return ((a, graph.reciprocal(a)),)
        case "cos":
            return ((a, graph.negative(graph.function("sin", a))),)
        case "sin":
            return ((a, graph.function("cos", a)),)
        case "atan":
            square = graph.multiply(a, a)
            return ((a, graph.reciprocal(graph.add(graph.one, square))),)
        case "sqrt":
            # At zero it is very large, not infinite: x sqrt(x) has a slope there.
            root = graph.maximum(node, graph.number(TINY))
            return ((a, graph.multiply(graph.number(0.5), graph.reciprocal(root))),)
    raise AssertionError(operation)


def parts_of(graph: Graph, nodes: Iterable[int], known: Collection[int] = ()) -> list[int]:
    """Every node that ``nodes`` are made of, themselves included, before what is made of it."""
    found: set[int] = set()
    waiting = [node for node in nodes if node not in known]
    while waiting:
        node = waiting.pop()
        if node not in found:
            found.add(node)
            waiting += [a for a in graph.arguments[node] if a not in known and a not in found]
    return sorted(found)  # arguments have lower numbers
