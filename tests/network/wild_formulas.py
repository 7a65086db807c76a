"""Random formulas of everything that can be written, some of them undefined somewhere."""

import numpy as np
from hypothesis import strategies as st

from rls_sim.network.arithmetic import Kind
from rls_sim.network.expression import Graph, Traced
from rls_sim.network.rate_laws import cos, exp, hill, log, saturation, sqrt

NAMES = "abcd"
SPACE = {"cos": cos, "exp": exp, "hill": hill, "log": log, "saturation": saturation, "sqrt": sqrt}
SPACE["n"] = np.float64  # a literal; Python's own would not divide by zero

leaves = st.sampled_from([*NAMES, *(f"n({value})" for value in (0, 1, -1, 2, -0.5, 3))])


def grown(parts):
    """Larger formulas, some of them undefined somewhere."""
    two = st.tuples(parts, parts)
    return st.one_of(
        *(two.map(lambda two, sign=sign: f"({two[0]} {sign} {two[1]})") for sign in "+-*/"),
        parts.map("(-{})".format),
        parts.map("(+{})".format),
        st.tuples(parts, st.sampled_from(["-2", "-1", "0", "1", "2", "3", "0.5", "1.5"])).map(
            lambda two: f"({two[0]}) ** {two[1]}"
        ),
        two.map(lambda two: f"(1 + ({two[0]}) ** 2) ** ({two[1]})"),
        parts.map(lambda part: f"n(2) ** cos({part})"),
        *(parts.map(f"{name}({{}})".format) for name in ("cos", "exp", "log", "sqrt")),
        two.map(lambda two: f"hill({two[0]}, 1 + ({two[1]}) ** 2, 3)"),
        two.map(lambda two: f"saturation(({two[0]}) ** 2, 0.5 + ({two[1]}) ** 2)"),
    )


formulas = st.recursive(leaves, grown, max_leaves=7)
numbers = st.sampled_from([0.0, 1.0, -1.0, 0.5, -3.0, 7e3, -2e-4]) | st.floats(-5.0, 5.0)


def traced(formula):
    """The graph of a formula, its node and the symbols that it may hold."""
    graph = Graph()
    symbols = {name: graph.symbol(name, Kind.STATE) for name in NAMES}
    with np.errstate(all="ignore"):
        answer = eval(formula, SPACE | {n: Traced(graph, node) for n, node in symbols.items()})
    node = answer.node if isinstance(answer, Traced) else graph.number(float(answer))
    return graph, node, symbols
