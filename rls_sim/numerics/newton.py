"""Newton's method on the equations of harmonic balance, each step tried before it is taken.

A step leads to where the equations would hold if they were linear. If that is not nearer, by the
preconditioned residual, which estimates the error, the step is shortened. That the residual is
small is believed only after a step that was small itself.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from rls_sim.numerics.harmonic_balance import HarmonicBalance
from rls_sim.numerics.marching import relative_change
from rls_sim.numerics.spectral import resample
from rls_sim.numerics.system import NEGLIGIBLE, FloatArray

FORCING = 0.1  # GMRES need not be more exact than Newton's method is at that point
FINEST_FORCING = 1e-4
STALE = 12  # products; above this a new preconditioner pays for itself
SHARES = (1.0, 0.5, 0.25, 0.1, 0.03)  # of a step, tried in turn
LAST_STEP = 1e-3  # convergence is believed only where the last full step was at most this
ROUNDING_ROOM = 1e3  # how far above the tolerance a standstill still counts as rounding
LARGEST = 1e9  # times the largest species of the guess: beyond, a pool fills for ever


@dataclass(frozen=True)
class Balance:
    """The outcome of a Newton iteration: the state (ns, N), how far, and the steps it took.

    ``correction`` is the largest relative entry of the preconditioned residual, an estimate of
    the error in solving the equations at the nodes (not of the nodes being enough). Entries of
    the state may lie below zero: read ``state.min()``.
    """

    state: FloatArray
    converged: bool
    correction: float
    iterations: int


def solve(equations: Any, state: FloatArray, tolerance: float, most: int = 30) -> Balance:
    """Newton's method from ``state`` (ns, N) to relative corrections below ``tolerance``."""
    if not isinstance(equations, HarmonicBalance):  # machine code has a loop of its own
        found, size, steps = equations.solve(state, tolerance)
        return Balance(found, bool(np.isfinite(size)), size, steps)
    with np.errstate(all="ignore"):
        return _iterate(equations, resample(state, equations.nodes), tolerance, most)


def _iterate(equations: HarmonicBalance, state: FloatArray, tolerance: float, most: int) -> Balance:
    largest = LARGEST * float(equations.floor.max() / NEGLIGIBLE)
    step, size, iteration = np.inf, np.inf, 0
    for iteration in range(most):
        slopes = equations.slopes(state)
        if not equations.prepared and not equations.precondition(slopes, state):
            break
        correction = equations.correction(state)
        size = relative_change(correction, state, equations.floor)
        if step <= LAST_STEP and size <= tolerance:
            return Balance(state, True, size, iteration)
        if not np.isfinite(size) or np.abs(state).max() > largest:
            break
        before = equations.products
        forcing = max(min(FORCING, size), FINEST_FORCING)
        increment = equations.increment(slopes, correction, forcing)
        step = relative_change(increment, state, equations.floor)
        share = _acceptable_share(equations, state, increment, correction)
        if share == 0:
            break
        state = state + share * increment
        if equations.products - before > STALE or share < 1:
            equations.discard()
    rounding = step <= LAST_STEP and size <= ROUNDING_ROOM * tolerance
    return Balance(state, rounding, size, iteration)


def _acceptable_share(
    equations: HarmonicBalance, state: FloatArray, increment: FloatArray, correction: FloatArray
) -> float:
    """The largest share of the step that brings the solution nearer; 0 where none does.

    Nearer in the sense of the next correction by the same preconditioner, which knows the
    scales of the system; a residual would not.
    """
    present = _norm(equations, correction)
    for share in SHARES:
        trial = _norm(equations, equations.correction(state + share * increment))
        if trial <= (1 - 0.25 * share) * present:
            return share
    return 0.0


def _norm(equations: HarmonicBalance, correction: FloatArray) -> float:
    return float(np.linalg.norm(correction / equations.scale[:, None]))
