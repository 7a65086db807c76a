"""Fast Fourier transforms of real rows as straight-line programs, for the same printers as a model.

Decimation in time for the analysis, in frequency for the synthesis, a prime factor of the number of
nodes at a time; what is known to be the conjugate of something else is not computed. The lanes of
a row are species.
"""

from collections.abc import Iterable, Sequence

import numpy as np

from rls_sim.network.arithmetic import Kind
from rls_sim.network.expression import Graph
from rls_sim.network.programs import Program

Pair = tuple[int, int]  # nodes of a real and an imaginary part


def analysis(nodes: int) -> Program:
    """``values`` (N rows) into ``spectrum`` (N rows): N/2 real parts, then N/2 imaginary ones.

    Coefficient 0 is the mean; the harmonic N/2 is left out.
    """
    graph = Graph()
    rows = [graph.symbol(f"value {n}", Kind.STATE) for n in range(nodes)]
    share = graph.number(1.0 / nodes)
    pairs = _Transforms(graph).forwards(rows)[: nodes // 2]
    parts = [p[0] for p in pairs] + [p[1] for p in pairs]
    answers = tuple(graph.multiply(share, part) for part in parts)
    places = {row: ("values", n) for n, row in enumerate(rows)}
    return Program(f"analyse_{nodes}", graph, ("values",), places, {"spectrum": answers})


def synthesis(nodes: int) -> Program:
    """``spectrum`` (N rows, as `analysis` gives it) into ``values`` (N rows)."""
    graph = Graph()
    half = nodes // 2
    parts = [graph.symbol(f"part {i}", Kind.STATE) for i in range(nodes)]
    pairs = [(parts[m], parts[half + m] if m else graph.zero) for m in range(half)]
    values = _Transforms(graph).backwards([*pairs, (graph.zero, graph.zero)], nodes)
    places = {part: ("spectrum", i) for i, part in enumerate(parts)}
    return Program(f"synthesise_{nodes}", graph, ("spectrum",), places, {"values": tuple(values)})


class _Transforms:
    """Recursive transforms on the nodes of a graph."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph

    def forwards(self, rows: Sequence[int]) -> list[Pair]:
        """Sums of rows[n] e^(-2 pi i k n / N) for k = 0 .. N/2."""
        nodes = len(rows)
        if nodes == 1:
            return [(rows[0], self.graph.zero)]
        step = _smallest_factor(nodes)
        parts = [self.forwards(rows[first::step]) for first in range(step)]
        if step == 2:
            return self._two_halves(parts[0], parts[1], nodes)
        return [
            self._sum(
                self._turn(self._whole(parts[r], k, nodes // step), -r * k, nodes)
                for r in range(step)
            )
            for k in range(nodes // 2 + 1)
        ]

    def _two_halves(self, even: list[Pair], odd: list[Pair], nodes: int) -> list[Pair]:
        """One butterfly gives the coefficient k and the conjugate of N/2 - k."""
        found: dict[int, Pair] = {}
        for k in range(nodes // 4 + 1):
            turned = self._turn(odd[k], -k, nodes)
            found[k] = self._add(even[k], turned)
            found[nodes // 2 - k] = self._conjugate(self._subtract(even[k], turned))
        return [found[k] for k in range(nodes // 2 + 1)]

    def backwards(self, pairs: Sequence[Pair], nodes: int) -> list[int]:
        """Real sums over all k of pairs[k] e^(2 pi i k n / N), pairs given for k = 0 .. N/2."""
        if nodes == 1:
            return [pairs[0][0]]
        step = _smallest_factor(nodes)
        size = nodes // step
        found = [0] * nodes
        for first in range(step):
            folded = [
                self._sum(
                    self._turn(
                        self._whole(pairs, k + q * size, nodes), first * (k + q * size), nodes
                    )
                    for q in range(step)
                )
                for k in range(size // 2 + 1)
            ]
            found[first::step] = self.backwards(folded, size)
        return found

    def _whole(self, pairs: Sequence[Pair], k: int, nodes: int) -> Pair:
        """Coefficient k of any number, by periodicity and symmetry."""
        k %= nodes
        return pairs[k] if k <= nodes // 2 else self._conjugate(pairs[nodes - k])

    def _turn(self, pair: Pair, k: int, nodes: int) -> Pair:
        """pair e^(2 pi i k / N)."""
        g = self.graph
        cosine, sine = (g.number(_cosine(k, nodes)), g.number(_cosine(4 * k - nodes, 4 * nodes)))
        real = g.subtract(g.multiply(cosine, pair[0]), g.multiply(sine, pair[1]))
        return real, g.add(g.multiply(cosine, pair[1]), g.multiply(sine, pair[0]))

    def _sum(self, pairs: Iterable[Pair]) -> Pair:
        total = (self.graph.zero, self.graph.zero)
        for pair in pairs:
            total = self._add(total, pair)
        return total

    def _add(self, a: Pair, b: Pair) -> Pair:
        return self.graph.add(a[0], b[0]), self.graph.add(a[1], b[1])

    def _subtract(self, a: Pair, b: Pair) -> Pair:
        return self.graph.subtract(a[0], b[0]), self.graph.subtract(a[1], b[1])

    def _conjugate(self, a: Pair) -> Pair:
        return a[0], self.graph.negative(a[1])


def _smallest_factor(nodes: int) -> int:
    """The smallest prime factor of a number above 1."""
    return next(step for step in range(2, nodes + 1) if nodes % step == 0)


def _cosine(k: int, nodes: int) -> float:
    """cos(2 pi k / N): angles of one cosine give the same bits; exact where it is 0 or 1."""
    k %= nodes
    k = min(k, nodes - k)
    if 4 * k == nodes:
        return 0.0
    if 4 * k > nodes:
        return -_cosine(nodes - 2 * k, 2 * nodes)
    return float(np.cos(2 * np.pi * k / nodes))
