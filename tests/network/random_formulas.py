"""Random formulas that a law may hold, and a model made of them."""

from hypothesis import strategies as st
from toy_network import number

from rls_sim.network import mathematics
from rls_sim.network.model import Model
from rls_sim.network.process import Process
from rls_sim.network.rate_laws import cos, exp, hill, log, repression, saturation, sqrt
from rls_sim.network.reaction import Compartment, Species, reaction

ALSO = ("absolute", "arctan", "both", "either", "equal", "floor", "less", "negated", "power")
ALSO += ("at_most", "maximum", "minimum", "remainder", "select", "sin", "tanh")
FUNCTIONS = {
    **{name: getattr(mathematics, name) for name in ALSO},  # which the formulas here do not hold
    "cos": cos,
    "exp": exp,
    "hill": hill,
    "log": log,
    "repression": repression,
    "saturation": saturation,
    "sqrt": sqrt,
}

leaves = st.sampled_from(["a", "b", "k", "m", "2", "0.5", "-3"])


def grown(parts):
    """Larger formulas of smaller ones, none of which can divide by zero or overflow."""
    pair = st.tuples(parts, parts)
    return st.one_of(
        pair.map(lambda two: "({} + {})".format(*two)),
        pair.map(lambda two: "({} - {})".format(*two)),
        pair.map(lambda two: "({} * {})".format(*two)),
        pair.map(lambda two: "({} / (1 + ({}) ** 2))".format(*two)),
        parts.map("(-{})".format),
        parts.map("({}) ** 3".format),
        parts.map("cos({})".format),
        parts.map("exp(-({}) ** 2)".format),
        parts.map("log(1 + ({}) ** 2) ** 2".format),
        parts.map("sqrt(1 + ({}) ** 2)".format),
        pair.map(lambda two: "(1 + ({}) ** 2) ** cos({})".format(*two)),
        pair.map(lambda two: "hill(({}) ** 2, 1 + ({}) ** 2, m)".format(*two)),
        pair.map(lambda two: "saturation(({}) ** 2, 1 + ({}) ** 2)".format(*two)),
        parts.map("repression(1 + ({}) ** 2, k, 2)".format),
    )


formulas = st.recursive(leaves, grown, max_leaves=8)


def model_of(formulas):
    """A model in whose single litre each formula is the rate of one reaction, and its laws."""
    laws = []
    for i, formula in enumerate(formulas):
        law = eval(f"lambda a, b, k, m: {formula}", dict(FUNCTIONS))
        law.__name__ = f"law_{i}"
        laws.append(reaction("-> a", boundary=True)(law))
    species = (Species("a", "", "box", 1.0), Species("b", "", "box", 1.0))
    parameters = (number("volume", 1.0, "L"), number("k", 1.0), number("m", 1.0))
    box = Compartment("box", "volume")
    return Model([Process("box", species, parameters, laws, (), (box,))]), laws
