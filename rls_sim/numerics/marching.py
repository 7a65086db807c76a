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
SHORTEST_STEP = 1e-13  # h
LARGEST_RISE = 3.0  # a step may at most multiply a species by 1 + 3 ...
LARGEST_FALL = 0.8  # ... or leave a fifth of it
AT_REST = 1e-5  # largest relative change of a step longer than the slowest time constant
YEAR = 9e3  # h
OUTGROWN = 30.0  # a pool that fills at a constant rate is a hundred thousand times larger
STILL_GROWING = 0.3  # d log(state) / d log(time); a constant net gain has 1, a settling pool 0


class Outcome(StrEnum):
    """How a march ended."""

    SETTLED = "settled"
    GROWING = "growing"
    STALLED = "stalled"


@dataclass(frozen=True)
class March:
    """Where a march ended: the state, how, and the hours passed.

    ``landmark`` is the state at about a year: where a pool that grows for ever has not yet left
    the scale of the others. ``outgrown`` is how many times larger than then each species is
    at the end, (ns,).
    """

    state: FloatArray
    outcome: Outcome
    elapsed: float
    landmark: FloatArray
    outgrown: FloatArray


def march(
    increment: Callable[[FloatArray, float], FloatArray],
    state: FloatArray,
    floor: FloatArray,
    *,
    most: int = 200,
) -> March:
    """Step ``state`` (ns,) or (ns, N) by ``increment(state, tau)`` until it rests.

    Ends as growing where after HORIZON hours a species is OUTGROWN times larger than after a
    year and still gains in proportion to time, as stalled where no step is short enough or
    ``most`` steps are used up.
    """
    tau, elapsed = FIRST_STEP, 0.0
    landmark, outcome = state, Outcome.STALLED
    for _ in range(most):
        step = increment(state, tau)
        change = relative_change(step, state, floor)
        if not change <= LARGEST_RISE:  # a NaN fails too
            tau *= 0.2
            if tau < SHORTEST_STEP:
                break
            continue
        elapsed += tau
        gain = _gain(step, state, floor) * (elapsed / tau)
        state = damped(state, step, floor, LARGEST_FALL)
        if elapsed < YEAR:
            landmark = state
        if change < AT_REST and tau > REST_STEP:
            outcome = Outcome.SETTLED
            break
        grows = (gain > STILL_GROWING) & (_ratio(state, landmark, floor) > OUTGROWN)
        if elapsed > HORIZON and grows.any():
            outcome = Outcome.GROWING
            break
        tau = min(tau * _stretch(change), LONGEST_STEP)
    return March(state, outcome, elapsed, landmark, _ratio(state, landmark, floor))


def relative_change(step: FloatArray, state: FloatArray, floor: FloatArray) -> float:
    """The largest entry of a step against the magnitude of its species; NaN if not finite."""
    scale = magnitudes(state, floor)
    rows = np.abs(step) if step.ndim == 1 else np.abs(step).max(axis=1)
    change = float(np.max(rows / scale))
    return change if np.isfinite(change) else float("nan")


def damped(state: FloatArray, step: FloatArray, floor: FloatArray, fall: float) -> FloatArray:
    """The state after the step, shortened so that no species loses more than the share ``fall``.

    The step is shortened as a whole, which keeps conserved totals. In an orbit (ns, N) single
    nodes may fall below zero.
    """
    scale = magnitudes(state, floor)
    loss = -step / scale if step.ndim == 1 else -step.min(axis=1) / scale
    share = min(1.0, fall / max(float(np.max(loss)), fall))
    after = state + share * step
    return np.maximum(after, 0.0) if step.ndim == 1 else after


def _ratio(after: FloatArray, before: FloatArray, floor: FloatArray) -> FloatArray:
    return magnitudes(after, floor) / magnitudes(before, floor)


def _gain(step: FloatArray, state: FloatArray, floor: FloatArray) -> FloatArray:
    mean = step if step.ndim == 1 else step.mean(axis=1)
    return mean / magnitudes(state, floor)


def _stretch(change: float) -> float:
    if change > 1.5:
        return 0.5
    if change > 0.7:
        return 1.0
    if change > 0.3:
        return 2.0
    return 6.0 if change > 0.05 else 40.0
