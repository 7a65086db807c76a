"""Newton's method on the equations of one cell: `newton` in machine code."""

import math

from rls_sim.numerics import newton
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
from rls_sim.numerics.compiled.vectors import largest_weighted, weighted_square

FORCING, FINEST_FORCING = newton.FORCING, newton.FINEST_FORCING
LAST_STEP, ROUNDING_ROOM = newton.LAST_STEP, newton.ROUNDING_ROOM
LEAST_LEFT = 0.1  # of a value: no step takes more than nine tenths of what there is
SHORTEST_SHARE = 0.02
MOST_STEPS = 30
FRESH = 6  # products up to which a preconditioner is used once more
ALWAYS = math.inf


@driver
def solve_balance(code, grid, room, tolerance):  # type: ignore[no-untyped-def]
    """
    Newton's method from ``room.state`` to relative corrections below ``tolerance``.

    Returns (size of the last correction, Newton steps, products); the size is not-a-number where
    it came to nothing. The spectra of defect and state stay behind in the room.
    """
    state, before = room.state, room.before
    count = 4 * code.dims[0] * grid.sizes[1]
    products, step, size, last = 0, math.inf, math.inf, math.inf
    stale = True
    linearise(code, grid, room, state)
    for iteration in range(MOST_STEPS):
        if stale:
            set_mean(code, grid, room)
            set_scale(code, grid, room, state)
            factorise(code, grid, room, ALWAYS)
            find_correction(code, grid, room, state, room.correction)
        take_mean(code, grid, room)
        size = largest_weighted(room.correction, room.inverse)
        if step <= LAST_STEP and (size <= tolerance or size > 0.5 * last):
            done = size <= ROUNDING_ROOM * tolerance
            return (size if done else math.nan), iteration, products
        if not math.isfinite(size):
            return math.nan, iteration, products
        forcing = max(min(FORCING, size), FINEST_FORCING)
        used, left = gmres(code, grid, room, room.correction, forcing, room.increment)
        products += used
        if not left <= 0.5:
            return math.nan, iteration, products
        last, step = size, largest_weighted(room.increment, room.inverse)
        norm = math.sqrt(weighted_square(room.correction, room.inverse))
        before[:count] = state[:count]
        share = 1.0
        while True:
            for q in range(count):
                moved = before[q] + share * room.increment[q]
                state[q] = max(moved, LEAST_LEFT * before[q])
            linearise(code, grid, room, state)
            find_correction(code, grid, room, state, room.correction)
            if (
                math.sqrt(weighted_square(room.correction, room.inverse))
                <= (1.0 - 0.25 * share) * norm
            ):
                break
            if step <= LAST_STEP:
                break  # rounding, which the next round will see
            share *= 0.4
            if share < SHORTEST_SHARE:
                return math.nan, iteration, products
        stale = used > FRESH or share < 1.0 or step > LAST_STEP
    return math.nan, MOST_STEPS, products
