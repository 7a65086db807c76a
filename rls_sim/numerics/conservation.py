"""Totals that no rate can change: found by what they are, kept exactly while a state is sought.

Where molecules only change partners their total is conserved, the state at rest is one of a
family, and the linear systems that lead to it are singular along the family. Rounding, divided
by that zero, would choose the member; the guess should.
"""

import numpy as np

from rls_sim.numerics.spectral import node_times
from rls_sim.numerics.system import FloatArray, System

NODES = 3
DEPENDENT = 1e-13  # rows this close to dependent are so by construction, not by slow rates


def conserved_totals(
    system: System, parameters: FloatArray, scale: FloatArray, period: float
) -> FloatArray:
    """Weights (ns, k) of the k totals that no rate changes; k = 0 for an open system.

    Looked for at a state of the size ``scale`` (ns,) with every species present and no two in a
    special ratio: rates and Jacobian must both be blind to a total.
    """
    time = node_times(NODES, period)
    uneven = 1 + 0.3 * np.sin(1.0 + np.arange(scale.size * NODES)).reshape(scale.size, NODES)
    with np.errstate(all="ignore"):
        state = scale[:, None] * uneven
        slopes = system.jacobian(time, state, parameters) * scale
        rates = system.rhs(time, state, parameters)
        rows = np.hstack([*slopes, rates])
        size = np.abs(rows).max(axis=1)
        if not np.isfinite(rows).all():
            return np.zeros((scale.size, 0))
        size[size == 0] = 1.0  # a species without any rate is conserved by itself
        directions, singular, _ = np.linalg.svd(rows / size[:, None], full_matrices=False)
    kept = singular <= DEPENDENT * max(float(singular[0]), 1e-300)
    return np.asarray(directions[:, kept] / size[:, None])


def without_drift(steps: FloatArray, family: FloatArray, totals: FloatArray) -> FloatArray:
    """Steps (ns, m) moved along the directions ``family`` (ns, k) until no total changes."""
    if totals.shape[1] == 0:
        return steps
    along = np.linalg.solve(totals.T @ family, totals.T @ steps)
    return np.asarray(steps - family @ along)
