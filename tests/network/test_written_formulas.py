"""Whatever formula a law holds, its text computes it: signs, brackets, shared parts, constants."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from random_formulas import formulas, model_of

from rls_sim.network.kernel import Kernel

X, P = np.array([0.7, 1.9]), np.array([1.0, 0.4, 2.3])


@settings(max_examples=150)
@given(st.lists(formulas, min_size=1, max_size=3))
def test_generated_text_computes_the_law_and_its_slopes(formulas):
    model, laws = model_of(formulas)
    kernel = Kernel.of(model)

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
