"""March towards rest with implicit steps that grow: robust from afar, Newton's method when near.

One linearly implicit Euler step of length tau follows the true flow while tau is short and is a
Newton step once tau is long. So the march leads where the system itself would go, in some thirty
steps for time constants from a tenth of a second to ten years, and a pool that fills for ever
is seen to fill for ever.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from rls_sim.numerics.system import FloatArray, magnitudes

FIRST_STEP = 1.0  # h
HORIZON = 1e9  # h; 100,000 years, beyond any time constant of a living thing
REST_STEP = 1e7  # h; rest is believed after a step this long, ten times the slowest pool
LONGEST_STEP = 1e13  # h
SHORTEST_STEP = 1e-9  # h
LARGEST_RISE = 3.0  # a step may at most multiply a species by 1 + 3 ...
LARGEST_FALL = 0.8  # ... or leave a fifth of it
AT_REST = 1e-5  # largest relative change of a step longer than the slowest time constant
STILL_GROWING = 0.3  # d log(state) / d log(time); a constant net gain has 1, a settling pool 0


class Outcome(StrEnum):
    """How a march ended."""

    SETTLED = "settled"
    GROWING = "growing"
    STALLED = "stalled"


@dataclass(frozen=True)
class March:
    """Where a march ended: the state, how, the hours passed, and each species' growth (ns,).

    ``landmark`` is the state at about a year: where a pool that grows for ever has not yet left
    the scale of the others.
    """

    state: FloatArray
    outcome: Outcome
    elapsed: float
    growth: FloatArray
    landmark: FloatArray


def march(
    increment: Callable[[FloatArray, float], FloatArray],
    state: FloatArray,
    floor: FloatArray,
    *,
    most: int = 200,
    year: float = 9e3,
) -> March:
    """Step ``state`` (ns,) or (ns, N) by ``increment(state, tau)`` until it rests.

    Ends as growing where a species still gains in proportion to time after HORIZON hours, as
    stalled where no step is short enough or ``most`` steps are used up.
    """
    tau, elapsed = FIRST_STEP, 0.0
    growth = np.zeros(state.shape[0])
    landmark = state
    for _ in range(most):
        step = increment(state, tau)
        change = relative_change(step, state, floor)
        if not change <= LARGEST_RISE:  # a NaN fails too
            tau *= 0.2
            if tau < SHORTEST_STEP:
                break
            continue
        elapsed += tau
        growth = _growth(step, state, floor) * (elapsed / tau)
        state = damped(state, step, floor, LARGEST_FALL)
        if elapsed < year:
            landmark = state
        if change < AT_REST and tau > REST_STEP:
            return March(state, Outcome.SETTLED, elapsed, growth, landmark)
        if elapsed > HORIZON and change > AT_REST and growth.max() > STILL_GROWING:
            return March(state, Outcome.GROWING, elapsed, growth, landmark)
        tau = min(tau * _stretch(change), LONGEST_STEP)
    return March(state, Outcome.STALLED, elapsed, growth, landmark)


def relative_change(step: FloatArray, state: FloatArray, floor: FloatArray) -> float:
    """The largest entry of a step against the magnitude of its species; NaN if not finite."""
    scale = magnitudes(state, floor)
    rows = np.abs(step) if step.ndim == 1 else np.abs(step).max(axis=1)
    change = float(np.max(rows / scale))
    return change if np.isfinite(change) else float("nan")


def damped(state: FloatArray, step: FloatArray, floor: FloatArray, fall: float) -> FloatArray:
    """The state after the step, shortened so that no entry loses more than the share ``fall``.

    The step is shortened as a whole, which keeps conserved totals; only entries below their
    floor are held at zero by themselves.
    """
    low = floor if state.ndim == 1 else floor[:, None]
    present = np.maximum(state, low)
    share = min(1.0, fall / max(float(np.max(-step / present)), fall))
    return np.maximum(state + share * step, 0.0)


def _growth(step: FloatArray, state: FloatArray, floor: FloatArray) -> FloatArray:
    mean = step if step.ndim == 1 else step.mean(axis=1)
    return mean / magnitudes(state, floor)


def _stretch(change: float) -> float:
    if change > 0.7:
        return 0.5
    if change > 0.3:
        return 1.0
    return 6.0 if change > 0.05 else 40.0
