"""Where the averaged day would leave the system: the start of every cycle that has no better one.

The rates are averaged over the day at a state that stands still. Slow pools feel little else, so
their steady values, years away in simulated time, come out nearly right at the cost of some
thirty small linear systems.
"""

import numpy as np

from rls_sim.numerics.conservation import without_drift
from rls_sim.numerics.marching import March, march
from rls_sim.numerics.spectral import node_times
from rls_sim.numerics.system import FloatArray, System, magnitudes, present

NODES = 8  # exact for drives of up to seven harmonics; a start need not be exact


def averaged_start(
    system: System,
    parameters: FloatArray,
    guess: FloatArray,
    floor: FloatArray,
    totals: FloatArray,
    period: float,
) -> March:
    """March the averaged system from ``guess`` (ns,) to rest, ``totals`` (ns, k) kept.

    Never raises for a numerical reason.
    The march ends as settled, as growing (a pool fills for ever) or as stalled.
    """
    time = node_times(NODES, period)

    def increment(state: FloatArray, tau: float) -> FloatArray:
        still = np.repeat(state[:, None], NODES, axis=1)
        rate = system.rhs(time, still, parameters).mean(axis=1)
        slope = system.jacobian(time, still, parameters).mean(axis=0)
        return implicit_step(slope, rate, magnitudes(state, floor), totals, tau)

    with np.errstate(all="ignore"):
        return march(increment, present(system, guess), floor)


def implicit_step(
    slope: FloatArray, rate: FloatArray, scale: FloatArray, totals: FloatArray, tau: float
) -> FloatArray:
    """One linearly implicit Euler step, solved in units of each species' own magnitude."""
    matrix = np.eye(scale.size) / tau - slope * (scale / scale[:, None])
    if not np.isfinite(matrix).all():
        return np.full_like(scale, np.nan)
    weights = totals * scale[:, None]
    try:
        right = np.column_stack([rate / scale, weights])
        solved = np.asarray(np.linalg.solve(matrix, right), dtype=np.float64)
        step = without_drift(solved[:, :1], solved[:, 1:], weights)
    except np.linalg.LinAlgError:
        return np.full_like(scale, np.nan)
    return np.asarray(step[:, 0] * scale)
