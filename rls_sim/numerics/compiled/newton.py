"""Newton's method on the equations of one cell: `newton` in machine code.

What differs is thrift: a preconditioner is used as long as GMRES is quick with it, and a short step
is taken first and judged afterwards, when rates and slopes there are needed anyway.
"""

import math

from rls_sim.numerics import newton
from rls_sim.numerics.compiled.arguments import Code, Grid, Room
from rls_sim.numerics.compiled.balance import (
    factorise,
    find_correction,
    linearise,
    set_mean,
    set_scale,
    take_mean,
)
from rls_sim.numerics.compiled.decorator import driver
from rls_sim.numerics.compiled.krylov import gmres
from rls_sim.numerics.compiled.vectors import copy, largest_weighted, weighted_square

FORCING, FINEST_FORCING = newton.FORCING, newton.FINEST_FORCING
LAST_STEP, ROUNDING_ROOM = newton.LAST_STEP, newton.ROUNDING_ROOM
LEAST_LEFT = 0.1  # of a value: no step takes more than nine tenths of what there is
SHORTEST_SHARE = 0.02
ENOUGH = 0.2  # of the tolerance: a linear solve need not be better
TRUSTED = 0.3  # relative step: a shorter one is taken, and looked at afterwards
MOST_STEPS = 30
FRESH = 6  # products up to which a preconditioner is used once more
ALWAYS = math.inf


@driver
def solve_balance(
    code: Code, grid: Grid, room: Room, tolerance: float, last_step: float
) -> tuple[float, float, int, int]:
    """
    Newton's method from ``room.state`` to relative corrections below ``tolerance``.

    A small correction is believed only after a step of at most ``last_step``. Returns the size of
    the last correction, not-a-number where it came to nothing, that of the first, the Newton steps
    and the products. The spectra of defect and state stay behind in the room.
    """
    state = room.state
    count = 4 * code.dims[0] * grid.sizes[1]
    products, step, size, last, first = 0, math.inf, math.inf, math.inf, math.inf
    stale = True
    linearise(code, grid, room, state)
    for iteration in range(MOST_STEPS):
        if stale:
            set_mean(code, grid, room)
            set_scale(code, grid, room, state)
            factorise(code, grid, room, ALWAYS)
        if stale or step <= TRUSTED:
            find_correction(code, grid, room, state, room.correction)
        take_mean(code, grid, room)
        size = largest_weighted(room.correction, room.inverse)
        if iteration == 0:
            first = size
        if step <= last_step and size <= tolerance:
            return size, first, iteration, products
        if step <= LAST_STEP and size > 0.5 * last:  # rounding, if it is so small
            done = size <= ROUNDING_ROOM * tolerance
            return (size if done else math.nan), first, iteration, products
        if not math.isfinite(size) or (step <= TRUSTED and size > last):
            return math.nan, first, iteration, products
        forcing = max(min(FORCING, size), FINEST_FORCING, ENOUGH * tolerance / size)
        used, left = gmres(code, grid, room, room.correction, forcing, room.increment)
        products += used
        if not left <= 0.5:
            return math.nan, first, iteration, products
        last, step = size, largest_weighted(room.increment, room.inverse)
        share = 1.0
        if step <= TRUSTED:
            for q in range(count):
                state[q] = max(state[q] + room.increment[q], LEAST_LEFT * state[q])
            linearise(code, grid, room, state)
        else:
            share = _try_shares(code, grid, room)
            if share == 0.0:
                return math.nan, first, iteration, products
        stale = used > FRESH or share < 1.0 or step > LAST_STEP
    return math.nan, first, MOST_STEPS, products


@driver
def _try_shares(code: Code, grid: Grid, room: Room) -> float:
    """
    Go the largest share of the step that brings the solution nearer; 0 where none does.

    Rates and slopes, and the correction by the preconditioner at hand, are those of the new state.
    """
    state, before = room.state, room.before
    count = 4 * code.dims[0] * grid.sizes[1]
    size = weighted_square(room.correction, room.inverse)
    copy(state, before)
    share = 1.0
    while share > SHORTEST_SHARE:
        for q in range(count):
            state[q] = max(before[q] + share * room.increment[q], LEAST_LEFT * before[q])
        linearise(code, grid, room, state)
        find_correction(code, grid, room, state, room.correction)
        nearer = (1.0 - 0.25 * share) ** 2
        if weighted_square(room.correction, room.inverse) <= nearer * size:
            return share
        share *= 0.4
    return 0.0
