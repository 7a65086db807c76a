"""Gaussian elimination of one sparse pattern, written out: no loop, no index, no zero.

The order of the pivots is chosen once (Markowitz: the least new entries first), on the diagonal:
the matrices are shift - J of networks in which every pool loses what others gain, so that the
diagonal is large. Who solves with them must look at what comes back: a pivot of zero gives inf.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from rls_sim.network.arithmetic import Kind
from rls_sim.network.expression import Graph
from rls_sim.network.programs import Program

Place = tuple[int, int]


@dataclass(frozen=True)
class Pattern:
    """Where a matrix has entries, in which order it is eliminated, and where its factors do."""

    size: int
    entries: tuple[Place, ...]
    order: tuple[int, ...]
    filled: tuple[Place, ...]


def choose_order(size: int, entries: Sequence[Place]) -> Pattern:
    """The pivots in Markowitz' order, and the pattern with what elimination fills in."""
    rows = {i: {i} for i in range(size)}
    columns = {i: {i} for i in range(size)}
    for row, column in entries:
        rows[row].add(column)
        columns[column].add(row)
    left, order = set(range(size)), []
    while left:
        pivot = min(
            left, key=lambda k: ((len(rows[k] & left) - 1) * (len(columns[k] & left) - 1), k)
        )
        order.append(pivot)
        left.remove(pivot)
        for row in columns[pivot] & left:
            for column in rows[pivot] & left:
                rows[row].add(column)
                columns[column].add(row)
    position = {pivot: i for i, pivot in enumerate(order)}
    filled = sorted(
        ((row, column) for row in rows for column in rows[row]),
        key=lambda place: (position[place[0]], position[place[1]]),
    )
    return Pattern(size, tuple(entries), tuple(order), tuple(filled))


class _Complex:
    """Complex arithmetic on pairs of nodes; an imaginary part of zero costs nothing."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph

    def subtract_product(self, a: Place, b: Place, c: Place) -> Place:
        """a - b c."""
        g = self.graph
        real = g.add(g.subtract(a[0], g.multiply(b[0], c[0])), g.multiply(b[1], c[1]))
        turned = g.subtract(a[1], g.multiply(b[0], c[1]))
        return real, g.subtract(turned, g.multiply(b[1], c[0]))

    def multiply(self, a: Place, b: Place) -> Place:
        """a b."""
        g = self.graph
        real = g.subtract(g.multiply(a[0], b[0]), g.multiply(a[1], b[1]))
        return real, g.add(g.multiply(a[0], b[1]), g.multiply(a[1], b[0]))

    def reciprocal(self, a: Place) -> Place:
        """1/a."""
        g = self.graph
        if a[1] == g.zero:
            return g.reciprocal(a[0]), g.zero
        square = g.add(g.multiply(a[0], a[0]), g.multiply(a[1], a[1]))
        inverse = g.reciprocal(square)
        return g.multiply(a[0], inverse), g.negative(g.multiply(a[1], inverse))


def factor(pattern: Pattern, turning: bool) -> Program:
    """
    The factors of shift I - J, or of (shift + i turn) I - J, from the slopes of J.

    Rows of ``factors``: the filled places in order, the diagonal as its reciprocal; where turning
    the real part of entry q in row 2q, the imaginary one in row 2q + 1.
    """
    graph = Graph()
    arithmetic = _Complex(graph)
    slope = {p: graph.symbol(f"slope {p}", Kind.STATE) for p in pattern.entries}
    shift, turn = graph.symbol("shift", Kind.STATE), graph.symbol("turn", Kind.STATE)
    entry: dict[Place, Place] = {}
    for row, column in pattern.filled:
        on = row == column
        real = graph.subtract(shift if on else graph.zero, slope.get((row, column), graph.zero))
        entry[row, column] = (real, turn if on and turning else graph.zero)
    position = {pivot: i for i, pivot in enumerate(pattern.order)}
    lower: dict[int, list[int]] = {k: [] for k in pattern.order}
    upper: dict[int, list[int]] = {k: [] for k in pattern.order}
    for row, column in pattern.filled:
        if position[row] > position[column]:
            lower[column].append(row)
        elif position[row] < position[column]:
            upper[row].append(column)
    for k in pattern.order:
        entry[k, k] = arithmetic.reciprocal(entry[k, k])
        for row in lower[k]:
            entry[row, k] = arithmetic.multiply(entry[row, k], entry[k, k])
            for column in upper[k]:
                entry[row, column] = arithmetic.subtract_product(
                    entry[row, column], entry[row, k], entry[k, column]
                )
    places = {node: ("slopes", i) for i, node in enumerate(slope.values())} | {shift: ("shift", 0)}
    if not turning:
        answers = tuple(entry[place][0] for place in pattern.filled)
        return Program("factor", graph, ("slopes", "shift"), places, {"factors": answers})
    pairs = tuple(part for place in pattern.filled for part in entry[place])
    places |= {turn: ("turn", 0)}
    inputs = ("slopes", "shift", "turn")
    return Program("factor_turning", graph, inputs, places, {"factors": pairs})


def solve(pattern: Pattern, turning: bool) -> Program:
    """Solve in place with the factors: ``vector`` holds real parts, then imaginary ones."""
    graph, size = Graph(), pattern.size
    arithmetic = _Complex(graph)
    width = 2 if turning else 1
    parts = [graph.symbol(f"factor {i}", Kind.STATE) for i in range(width * len(pattern.filled))]
    right = [graph.symbol(f"right {i}", Kind.STATE) for i in range(width * size)]
    at = {place: q for q, place in enumerate(pattern.filled)}

    def value(place: Place) -> Place:
        q = at[place]
        return (parts[2 * q], parts[2 * q + 1]) if turning else (parts[q], graph.zero)

    vector = [(right[i], right[size + i] if turning else graph.zero) for i in range(size)]
    by_row: dict[int, list[int]] = {row: [] for row in pattern.order}
    for row, column in pattern.filled:
        by_row[row].append(column)
    position = {pivot: i for i, pivot in enumerate(pattern.order)}
    for row in pattern.order:
        for column in by_row[row]:
            if position[column] < position[row]:
                vector[row] = arithmetic.subtract_product(
                    vector[row], value((row, column)), vector[column]
                )
    for row in reversed(pattern.order):
        for column in by_row[row]:
            if position[column] > position[row]:
                vector[row] = arithmetic.subtract_product(
                    vector[row], value((row, column)), vector[column]
                )
        vector[row] = arithmetic.multiply(vector[row], value((row, row)))
    answers = [real for real, _ in vector] + [imaginary for _, imaginary in vector] * turning
    places = {node: ("factors", i) for i, node in enumerate(parts)}
    places |= {node: ("vector", i) for i, node in enumerate(right)}
    name = "solve_turning" if turning else "solve"
    return Program(name, graph, ("factors", "vector"), places, {"vector": tuple(answers)})


def times(pattern: Pattern) -> Program:
    """J times a vector, from the slopes of J."""
    graph = Graph()
    slope = [graph.symbol(f"slope {i}", Kind.STATE) for i in range(len(pattern.entries))]
    vector = [graph.symbol(f"vector {i}", Kind.STATE) for i in range(pattern.size)]
    answer = [graph.zero] * pattern.size
    for node, (row, column) in zip(slope, pattern.entries, strict=True):
        answer[row] = graph.add(answer[row], graph.multiply(node, vector[column]))
    places = {node: ("slopes", i) for i, node in enumerate(slope)}
    places |= {node: ("vector", i) for i, node in enumerate(vector)}
    return Program("times", graph, ("slopes", "vector"), places, {"answer": tuple(answer)})
