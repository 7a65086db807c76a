"""How long the steps of each lane are: the first from the rates, the next from the error made.

The controller is Gustafsson's, which foresees the trend of the error, as Hairer and Wanner use it
with Rosenbrock methods (Solving Ordinary Differential Equations II, section IV.8).
"""

import numpy as np
from numpy.typing import NDArray

from rls_sim.network.programs import LANES, K
from rls_sim.numerics.compiled.calls import call3
from rls_sim.numerics.compiled.decorator import driver
from rls_sim.numerics.compiled.rosenbrock_step import (
    END,
    ERROR,
    LAST_ROOM,
    LAST_STEP,
    STEP,
    TIME,
    Addresses,
    Lanes,
)
from rls_sim.numerics.rosenbrock_tables import ORDER

SAFETY = 0.9
LARGEST_GROWTH = 6.0
LARGEST_CUT = 0.2
BLIND, BLIND_CUT = 1e100, 0.1  # where the error is not even a number
LEAST_ERROR = 1e-10
MOST_REMEMBERED = 2.5  # more room, an error below a hundredth, says nothing about the trend
NEARLY = 1.0001  # of the way that is left: then the step goes all of it
ROUNDING = 4e-16  # of the time: a shorter step does not move the clock for certain


@driver
def first_step(addresses: Addresses, lanes: Lanes, lane: int, rtol: float) -> float:
    """A step for a lane that has made none: from its rates and their slopes along the solution.

    The error of order four would be about a hundredth of the tolerance if all derivatives were
    like the first two, and no species moves further than its own size.
    """
    call3(addresses[K.TIMES], lanes.slopes, 0, lanes.rates, 0, lanes.argument, 0)
    quickest, sharpest = 0.0, 0.0
    for at in range(lane, lanes.state.size, LANES):
        scale = lanes.tolerance[at] + rtol * abs(lanes.state[at])
        quickest = max(quickest, abs(lanes.rates[at]) / scale)
        sharpest = max(sharpest, abs(lanes.argument[at] + lanes.moving[at]) / scale)
    left = lanes.clock[END + lane] - lanes.clock[TIME + lane]
    steepest = max(quickest, sharpest)
    if not steepest > 0.0:
        return float(left)
    guess = min((0.01 / steepest) ** (1.0 / ORDER), 1.0 / (rtol * quickest + 1e-300))
    return float(min(guess, left))


@driver
def fit_step(clock: NDArray[np.float64], lane: int, longest: float) -> None:
    """Cut a lane's step where the way that is left, or the longest step, is shorter."""
    left = clock[END + lane] - clock[TIME + lane]
    step = min(clock[STEP + lane], longest)
    if step * NEARLY >= left:
        step = left
    clock[STEP + lane] = step


@driver
def judge(clock: NDArray[np.float64], lane: int, retried: bool) -> bool:
    """Whether a lane's step holds; sets its next step, and where it holds its memory.

    After a rejected try (``retried``) the next step is not longer than the one that held.
    """
    error, step = clock[ERROR + lane], clock[STEP + lane]
    if not error < BLIND:
        clock[STEP + lane] = step * BLIND_CUT
        return False
    room = max(error, LEAST_ERROR) ** (-1.0 / ORDER)  # how much longer for an error of one
    if error > 1.0:
        clock[STEP + lane] = step * max(LARGEST_CUT, SAFETY * room)
        return False
    growth, before = SAFETY * room, clock[LAST_STEP + lane]
    if before > 0.0:
        trend = step / before * room / clock[LAST_ROOM + lane]
        growth = min(growth, growth * trend)
    growth = min(LARGEST_GROWTH, max(LARGEST_CUT, growth))
    clock[STEP + lane] = step * (min(growth, 1.0) if retried else growth)
    clock[LAST_STEP + lane] = step
    clock[LAST_ROOM + lane] = min(room, MOST_REMEMBERED)
    return True


@driver
def too_short(clock: NDArray[np.float64], lane: int) -> bool:
    """Whether a lane's step no longer moves its clock."""
    reach = max(abs(clock[TIME + lane]), abs(clock[END + lane]))
    return not clock[STEP + lane] > ROUNDING * reach
