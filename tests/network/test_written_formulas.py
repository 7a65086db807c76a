"""Whatever formula a law holds, its text computes it: signs, brackets, shared parts, constants."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from toy_network import number

from rls_sim.network.kernel import Kernel
from rls_sim.network.model import Model
from rls_sim.network.process import Process
from rls_sim.network.rate_laws import cos, exp, hill, log, repression, saturation, sqrt
from rls_sim.network.reaction import Compartment, Species, reaction

FUNCTIONS = {
    "cos": cos,
    "exp": exp,
    "hill": hill,
    "log": log,
    "repression": repression,
    "saturation": saturation,
    "sqrt": sqrt,
}
X, P = np.array([0.7, 1.9]), np.array([1.0, 0.4, 2.3])

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


def kernel_of(formulas):
    """A model in whose single litre each formula is the rate of one reaction."""
    laws = []
    for i, formula in enumerate(formulas):
        law = eval(f"lambda a, b, k, m: {formula}", dict(FUNCTIONS))
        law.__name__ = f"law_{i}"
        laws.append(reaction("-> a", boundary=True)(law))
    species = (Species("a", "", "box", 1.0), Species("b", "", "box", 1.0))
    parameters = (number("volume", 1.0, "L"), number("k", 1.0), number("m", 1.0))
    box = Compartment("box", "volume")
    return laws, Kernel.of(Model([Process("box", species, parameters, laws, (), (box,))]))


@settings(max_examples=150)
@given(st.lists(formulas, min_size=1, max_size=3))
def test_generated_text_computes_the_law_and_its_slopes(formulas):
    laws, kernel = kernel_of(formulas)

    def direct(a, b):
        return np.array([law.function(a, b, *P[1:]) for law in laws], dtype=float)

    rates = direct(*X)
    # The order of operations is not that of the law: rounding, where large terms cancel.
    scale = 1 + np.abs(rates).max()
    np.testing.assert_allclose(kernel.fluxes(0.0, X, P), rates, rtol=1e-9, atol=1e-9 * scale)
    columns = kernel.fluxes(0.0, X[:, None], P)[:, 0]
    np.testing.assert_allclose(columns, rates, rtol=1e-9, atol=1e-9 * scale)

    step = 1e-4
    slopes = []
    for move in ((step, 0.0), (0.0, step)):
        near = [direct(*(X + n * np.array(move))).sum() for n in (-2, -1, 1, 2)]
        slopes.append((near[0] - 8 * near[1] + 8 * near[2] - near[3]) / (12 * step))
    exact = kernel.jacobian(0.0, X, P)[0]
    # Fourth-order differences: step^4 times a fifth derivative, and rounding over the step.
    curvature = 1 + np.abs(exact).max() + scale
    np.testing.assert_allclose(exact, slopes, rtol=1e-5, atol=1e-6 * curvature)
