"""Where the averaged day would leave four cells at once: the start of every cycle.

The march of `marching`, in lanes: each lane is a cell with its own step and its own end, and
nothing of one lane enters another. The drives stand at their mean over the day.
"""

import math

from rls_sim.network.programs import K
from rls_sim.numerics import marching
from rls_sim.numerics.compiled.arguments import WholeArray
from rls_sim.numerics.compiled.calls import call2, call3, call5
from rls_sim.numerics.compiled.decorator import driver
from rls_sim.numerics.system import FloatArray

SETTLED, GROWING, STALLED = 1, 2, 3

LINEARISED, FACTOR, SOLVE = int(K.LINEARISED), int(K.FACTOR), int(K.SOLVE)
FIRST_STEP, SHORTEST_STEP = marching.FIRST_STEP, marching.SHORTEST_STEP
LONGEST_STEP, REST_STEP = marching.LONGEST_STEP, marching.REST_STEP
LARGEST_RISE, LARGEST_FALL = marching.LARGEST_RISE, marching.LARGEST_FALL
HORIZON, YEAR = marching.HORIZON, marching.YEAR
OUTGROWN, STILL_GROWING = marching.OUTGROWN, marching.STILL_GROWING
NEAR_REST = 1e-2  # a start need not be exact: the next step would be a ten-thousandth
MOST_STEPS = 200


@driver
def stretch(change: float) -> float:
    """By how much the next step may be longer, after one that changed the state so much."""
    if change > 1.5:
        return 0.5
    if change > 0.7:
        return 1.0
    if change > 0.3:
        return 2.0
    return 6.0 if change > 0.05 else 40.0


@driver
def averaged_march(
    addresses: WholeArray,
    dims: WholeArray,
    constants: FloatArray,
    drives: FloatArray,
    state: FloatArray,
    floor: FloatArray,
    work: FloatArray,
    outcome: WholeArray,
    landmark: FloatArray,
    elapsed: FloatArray,
) -> None:
    """
    March ``state`` (ns x 4) to rest under ``drives`` (nd x 4) that stand still.

    ``outcome`` (4,) becomes SETTLED, GROWING or STALLED, ``landmark`` (ns x 4) the state after
    about a year, ``elapsed`` (4,) the hours gone by. ``floor`` (ns,).
    """
    species, slopes, factors = dims[0], dims[4], dims[5]
    rates, jacobian = 0, species * 4
    factored = jacobian + slopes * 4
    shift = factored + factors * 4
    tau = shift + 4
    for lane in range(4):
        outcome[lane] = 0
        elapsed[lane] = 0.0
        work[tau + lane] = FIRST_STEP
    for q in range(species * 4):
        landmark[q] = state[q]
    for _ in range(MOST_STEPS):
        running = False
        for lane in range(4):
            running = running or outcome[lane] == 0
            work[shift + lane] = 1.0 / work[tau + lane]
        if not running:
            return
        call5(addresses[LINEARISED], state, 0, constants, 0, drives, 0, work, rates, work, jacobian)
        call3(addresses[FACTOR], work, jacobian, work, shift, work, factored)
        call2(addresses[SOLVE], work, factored, work, rates)
        for lane in range(4):
            if outcome[lane] == 0:
                _advance(species, lane, state, floor, work, tau, outcome, landmark, elapsed)
    for lane in range(4):
        if outcome[lane] == 0:
            outcome[lane] = STALLED


@driver
def _advance(
    species: int,
    lane: int,
    state: FloatArray,
    floor: FloatArray,
    work: FloatArray,
    tau: int,
    outcome: WholeArray,
    landmark: FloatArray,
    elapsed: FloatArray,
) -> None:
    """Take the step of one lane, if it is short enough, and choose the next."""
    change, loss, total = 0.0, LARGEST_FALL, 0.0
    for i in range(species):
        relative = work[4 * i + lane] / max(abs(state[4 * i + lane]), floor[i])
        total += abs(relative)
        change = max(change, abs(relative))
        loss = max(loss, -relative)
    step = work[tau + lane]
    if not (math.isfinite(total) and change <= LARGEST_RISE):
        work[tau + lane] = 0.2 * step
        if 0.2 * step < SHORTEST_STEP:
            outcome[lane] = STALLED
        return
    elapsed[lane] += step
    share = LARGEST_FALL / loss
    grows = False
    for i in range(species):
        q = 4 * i + lane
        gain = work[q] / max(abs(state[q]), floor[i]) * (elapsed[lane] / step)
        state[q] = max(state[q] + share * work[q], 0.0)
        if elapsed[lane] < YEAR:
            landmark[q] = state[q]
        outgrown = max(state[q], floor[i]) > OUTGROWN * max(landmark[q], floor[i])
        grows = grows or (gain > STILL_GROWING and outgrown)
    if change < NEAR_REST and step > REST_STEP:
        outcome[lane] = SETTLED
    elif elapsed[lane] > HORIZON and grows:
        outcome[lane] = GROWING
    work[tau + lane] = min(step * stretch(change), LONGEST_STEP)


def march_work_size(species: int, slopes: int, factors: int) -> int:
    """Numbers of work space that `averaged_march` needs."""
    return 4 * (species + slopes + factors + 2)
