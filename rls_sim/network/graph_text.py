"""Formulas as one text by which they are recognised: equal texts, equal formulas."""

from collections.abc import Sequence

from rls_sim.network.expression import Graph


def graph_text(graph: Graph, nodes: Sequence[int]) -> str:
    """One line for each node that ``nodes``, or their slopes, are made of."""
    return "\n".join(
        f"{node} {graph.operation[node]} {graph.value[node]!r} {graph.kind[node]:d} "
        f"{graph.arguments[node]} {graph.slope_rule.get(node, ())}"
        for node in _reached(graph, nodes)
    )


def _reached(graph: Graph, nodes: Sequence[int]) -> list[int]:
    found: set[int] = set()
    waiting = list(nodes)
    while waiting:
        node = waiting.pop()
        if node not in found:
            found.add(node)
            waiting += graph.arguments[node]
            # A slope that was written by hand may name what is no part of the node itself.
            waiting += [part for pair in graph.slope_rule.get(node, ()) for part in pair]
    return sorted(found)
