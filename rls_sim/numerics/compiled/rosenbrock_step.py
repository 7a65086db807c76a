"""One step of Rodas5P in four lanes, each with its own time, step, state and error.

Nothing here branches on what a lane holds and nothing adds lanes up: a lane that has failed, or
that has nothing left to do, computes on and disturbs no other.
"""

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from rls_sim.network.programs import LANES, K
from rls_sim.numerics.compiled.calls import call2, call3, call4, call5
from rls_sim.numerics.compiled.decorator import driver
from rls_sim.numerics.compiled.rows import larger, load, over, plus, size, spread, store, times
from rls_sim.numerics.rosenbrock_tables import (
    ABSCISSAE,
    ARGUMENT,
    CORRECTION,
    DENSE,
    GAMMA,
    STAGES,
    TIME_SLOPE,
)

Floats = NDArray[np.float64]
Addresses = NDArray[np.int64]

# Where the rows of ``Lanes.clock`` begin.
TIME, END, STEP, INVERSE, SHIFT, STAGE_TIME, ERROR, LAST_STEP, LAST_ROOM = range(
    0, 9 * LANES, LANES
)
CLOCK_SIZE = 9 * LANES

_INCREMENTS = 6  # from this stage on, an argument is the one before plus the stage before
_DENSE_ROWS = 3


class Lanes(NamedTuple):
    """
    All that four lanes need, each array a run of rows of four: [rows][LANES].

    ``clock`` holds times, steps and errors; ``state`` the states (ns rows) at the start of the
    step and ``after`` those at its end; ``stages`` 8 ns rows, ``pieces`` 3 ns rows of the
    interpolant; the rest is what the kernels of a model take and give.
    """

    clock: Floats
    parameters: Floats
    constants: Floats
    drives: Floats
    state: Floats
    tolerance: Floats  # absolute, ns rows
    rates: Floats
    slopes: Floats
    moving: Floats  # df/dt, ns rows
    factors: Floats
    stages: Floats
    argument: Floats
    after: Floats
    pieces: Floats


def lanes_for(dims: NDArray[np.int64]) -> Lanes:
    """Empty lanes for a model with these dims (ns, np, nc, nd, nj, nf)."""
    ns, np_, nc, nd, nj, nf = (int(n) for n in dims)
    rows = [CLOCK_SIZE // LANES, np_, nc, nd, ns, ns, ns, nj, ns, nf]
    rows += [STAGES * ns, ns, ns, _DENSE_ROWS * ns]
    ends = np.cumsum(rows) * LANES
    whole = _aligned(int(ends[-1]))
    return Lanes(*(whole[end - count * LANES : end] for count, end in zip(rows, ends, strict=True)))


def _aligned(count: int) -> Floats:
    """Zeros that start where a line of the cache starts: no row lies across two of them."""
    line = 64 // 8
    whole = np.zeros(count + line)
    first = (-whole.ctypes.data // 8) % line
    return whole[first : first + count]


@driver
def linearise(addresses: Addresses, lanes: Lanes) -> None:
    """Rates, Jacobian and slopes along time at the start of the step."""
    clock, constants, drives, state = lanes.clock, lanes.constants, lanes.drives, lanes.state
    call3(addresses[K.MOVING_DRIVES], clock, TIME, constants, 0, drives, 0)
    call5(
        addresses[K.LINEARISED], state, 0, constants, 0, drives, 0, lanes.rates, 0, lanes.slopes, 0
    )
    call4(addresses[K.TIME_SLOPES], state, 0, constants, 0, drives, 0, lanes.moving, 0)


@driver
def attempt(addresses: Addresses, lanes: Lanes, rtol: float) -> None:
    """
    Step from ``state``, linearised before, by ``clock[STEP]`` into ``after``.

    The error, in units of the tolerance of each species, goes into ``clock[ERROR]``: that of the
    worst species. It is not a number where the step does not exist.
    """
    clock, width = lanes.clock, lanes.state.size
    step = load(clock, STEP)
    store(clock, INVERSE, over(spread(1.0), step))
    store(clock, SHIFT, over(spread(1.0 / GAMMA), step))
    call3(addresses[K.FACTOR], lanes.slopes, 0, clock, SHIFT, lanes.factors, 0)
    for at in range(0, width, LANES):
        share = times(times(step, spread(TIME_SLOPE[0])), load(lanes.moving, at))
        store(lanes.stages, at, plus(load(lanes.rates, at), share))
    call2(addresses[K.SOLVE], lanes.factors, 0, lanes.stages, 0)
    for stage in range(1, STAGES):
        _combine_for(stage, lanes)
        _rates_at_stage(addresses, stage, lanes)
        first = stage * width
        for at in range(0, width, LANES):
            place = first + at
            store(lanes.stages, place, plus(load(lanes.stages, place), load(lanes.rates, at)))
        call2(addresses[K.SOLVE], lanes.factors, 0, lanes.stages, first)
    _finish(lanes, rtol)


@driver
def _rates_at_stage(addresses: Addresses, stage: int, lanes: Lanes) -> None:
    clock, constants, drives = lanes.clock, lanes.constants, lanes.drives
    if ABSCISSAE[stage] != ABSCISSAE[stage - 1]:
        later = times(spread(ABSCISSAE[stage]), load(clock, STEP))
        store(clock, STAGE_TIME, plus(load(clock, TIME), later))
        call3(addresses[K.DRIVES], clock, STAGE_TIME, constants, 0, drives, 0)
    call4(addresses[K.RATES], lanes.argument, 0, constants, 0, drives, 0, lanes.rates, 0)


@driver
def _combine_for(stage: int, lanes: Lanes) -> None:
    """``_combine`` with the stage written out, so that each loop knows its own numbers."""
    clock, state, moving, argument = lanes.clock, lanes.state, lanes.moving, lanes.argument
    if stage == 1:
        _combine(1, clock, state, moving, argument, lanes.stages)
    elif stage == 2:
        _combine(2, clock, state, moving, argument, lanes.stages)
    elif stage == 3:
        _combine(3, clock, state, moving, argument, lanes.stages)
    elif stage == 4:
        _combine(4, clock, state, moving, argument, lanes.stages)
    elif stage == 5:
        _combine(5, clock, state, moving, argument, lanes.stages)
    elif stage == 6:
        _combine(6, clock, state, moving, argument, lanes.stages)
    else:
        _combine(7, clock, state, moving, argument, lanes.stages)


@njit(forceinline=True, error_model="numpy")
def _combine(
    stage: int, clock: Floats, state: Floats, moving: Floats, argument: Floats, stages: Floats
) -> None:
    """The argument of a stage, and in its place what its right-hand side has besides the rates.

    One pass over the earlier stages for both: what limits a step is how fast it reads memory.
    """
    width = state.size
    inverse = load(clock, INVERSE)
    share = times(load(clock, STEP), spread(TIME_SLOPE[stage]))
    for at in range(0, width, LANES):
        if stage < _INCREMENTS:
            moved = load(state, at)
        else:
            moved = plus(load(argument, at), load(stages, (stage - 1) * width + at))
        total = spread(0.0)
        for earlier in range(stage):
            change = load(stages, earlier * width + at)
            if stage < _INCREMENTS:
                moved = plus(moved, times(spread(ARGUMENT[stage, earlier]), change))
            total = plus(total, times(spread(CORRECTION[stage, earlier]), change))
        store(argument, at, moved)
        total = times(total, inverse)
        if TIME_SLOPE[stage] != 0.0:
            total = plus(total, times(share, load(moving, at)))
        store(stages, stage * width + at, total)


@driver
def _finish(lanes: Lanes, rtol: float) -> None:
    """The end of the step, and its error against the tolerance."""
    width = lanes.state.size
    last = (STAGES - 1) * width
    worst = spread(0.0)
    for at in range(0, width, LANES):
        error = load(lanes.stages, last + at)
        after = plus(load(lanes.argument, at), error)
        store(lanes.after, at, after)
        reached = larger(size(load(lanes.state, at)), size(after))
        allowed = plus(load(lanes.tolerance, at), times(spread(rtol), reached))
        # Nought times a number that is not finite is none: such a step is never taken.
        finite = times(spread(0.0), after)
        worst = larger(worst, plus(over(size(error), allowed), finite))
    store(lanes.clock, ERROR, worst)


@driver
def interpolant(lanes: Lanes) -> None:
    """The three vectors of the interpolant of the step just made, into ``pieces``."""
    width = lanes.state.size
    for piece in range(_DENSE_ROWS):
        for at in range(0, width, LANES):
            total = spread(0.0)
            for stage in range(STAGES):
                change = load(lanes.stages, stage * width + at)
                total = plus(total, times(spread(DENSE[piece, stage]), change))
            store(lanes.pieces, piece * width + at, total)
