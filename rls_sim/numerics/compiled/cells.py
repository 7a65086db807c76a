"""Many cells, four at a time: averaged start, then harmonic balance on three ever finer grids.

A loop in machine code that holds no lock, with a status for each cell; what it cannot solve it
leaves to the search in Python (`search`), which has more patience.
"""

import math

from rls_sim.network.programs import K
from rls_sim.numerics import newton
from rls_sim.numerics.compiled.arguments import (
    Code,
    Grid,
    Grids,
    Guess,
    Lanes,
    Rooms,
    WholeArray,
)
from rls_sim.numerics.compiled.balance import defect_size, set_drives, tail
from rls_sim.numerics.compiled.calls import call2, call3
from rls_sim.numerics.compiled.decorator import driver
from rls_sim.numerics.compiled.newton import solve_balance
from rls_sim.numerics.compiled.refine import estimate_error, resample, spread
from rls_sim.numerics.compiled.start import SETTLED, averaged_march
from rls_sim.numerics.compiled.two_grids import refine
from rls_sim.numerics.compiled.vectors import copy, fill
from rls_sim.numerics.system import FloatArray

CONSTANTS, DRIVES = int(K.CONSTANTS), int(K.DRIVES)
SOLVED, UNRESOLVED, NOT_SOLVED, NOT_SETTLED = 0, 1, 2, 3
# Columns of the numbers that are kept of each cell.
RESIDUAL, TAIL, ERROR_ESTIMATE, NEWTON_STEPS, PRODUCTS, COLUMNS = 0, 1, 2, 3, 4, 5
COARSE_TOLERANCES = (2e-2, 3e-7)  # of what the next finer grid starts from
LAST_STEP = newton.LAST_STEP
DECAY = 1.5  # log of the error at 32 nodes over that at 16: 2 where harmonics fall geometrically
TAIL_FACTOR = 100.0  # the error was found up to so many times above the last harmonics
STILL_TIMES = 8  # at which drives are averaged


@driver
def solve_cells(
    code: Code,
    grids: Grids,
    rooms: Rooms,
    lanes: Lanes,
    parameters: FloatArray,
    guess: Guess,
    floor: FloatArray,
    tolerance: float,
    resolved: float,
    states: FloatArray,
    numbers: FloatArray,
    status: WholeArray,
) -> None:
    """
    Solve the days of ``parameters`` (nv, np).

    ``grids``: three, ever finer, and midway between the nodes of the finest; ``rooms``: of the
    three, with one ``constants`` and ``floor`` for all. ``guess``: a state (ns,), and the shape of
    its day on the coarsest and the finest grid. Fills ``states`` (nv, ns, N), ``numbers``
    (nv, COLUMNS) and ``status`` (nv,).
    """
    count = parameters.shape[0]
    for first in range(0, count, 4):
        for lane in range(4):
            cell = min(first + lane, count - 1)  # the last cell fills what is left of the lanes
            for i in range(code.dims[1]):
                lanes.parameters[4 * i + lane] = parameters[cell, i]
        call2(code.addresses[CONSTANTS], lanes.parameters, 0, lanes.constants, 0)
        _average_drives(code, grids[0], lanes)
        for i in range(code.dims[0]):
            for lane in range(4):
                lanes.state[4 * i + lane] = guess[0][i]
        averaged_march(
            code.addresses, code.dims, lanes.constants, lanes.drives, lanes.state, floor,
            lanes.work, lanes.outcome, lanes.landmark, lanes.elapsed,
        )  # fmt: skip
        for lane in range(min(4, count - first)):
            cell = first + lane
            if lanes.outcome[lane] != SETTLED:
                status[cell] = NOT_SETTLED
                continue
            status[cell] = _solve_cell(
                code, grids, rooms, lanes, lane, guess, floor, tolerance, resolved, numbers[cell]
            )
            _write(code.dims[0], rooms[2].state, states[cell])


@driver
def _solve_cell(
    code: Code,
    grids: Grids,
    rooms: Rooms,
    lanes: Lanes,
    lane: int,
    guess: Guess,
    floor: FloatArray,
    tolerance: float,
    resolved: float,
    numbers: FloatArray,
) -> int:
    """One cell from its lane's start on ever finer grids, and how well the finest resolves it."""
    species = code.dims[0]
    copy(floor, rooms[0].floor)  # the rooms share it, and the constants
    for i in range(code.dims[2]):
        for all_lanes in range(4 * i, 4 * i + 4):
            rooms[0].constants[all_lanes] = lanes.constants[4 * i + lane]
    for level in range(3):
        set_drives(code, grids[level], rooms[level])
    spread(species, lanes.state, lane, guess[1], rooms[0].state)
    found, steps, products, size = True, 0, 0, 0.0
    for level in range(2):
        size, _, more_steps, more_products = solve_balance(
            code, grids[level], rooms[level], COARSE_TOLERANCES[level], math.inf
        )
        steps, products = steps + more_steps, products + more_products
        found = math.isfinite(size)
        if not found:
            spread(species, lanes.state, lane, guess[2], rooms[2].state)
            break
        resample(species, grids[level], rooms[level], grids[level + 1], rooms[level + 1])
    fine, room = grids[2], rooms[2]
    size, change, residual, error = math.nan, math.inf, math.inf, math.inf
    if found:
        size, change, residual, more_products = refine(
            code, grids[1], rooms[1], fine, room, tolerance
        )
        products += more_products
        if not math.isfinite(size):
            resample(species, grids[1], rooms[1], fine, room)
    if math.isfinite(size):
        numbers[TAIL] = tail(code, fine, room)
        error = max(size, TAIL_FACTOR * numbers[TAIL], change**DECAY)
    if error > resolved:
        size, _, more_steps, more_products = solve_balance(code, fine, room, tolerance, LAST_STEP)
        steps, products = steps + more_steps, products + more_products
        numbers[TAIL] = tail(code, fine, room)
        residual = defect_size(code, fine, room, room.state)
        error = max(size, estimate_error(code, fine, grids[3], room))
    numbers[NEWTON_STEPS], numbers[PRODUCTS] = steps, products
    numbers[RESIDUAL], numbers[ERROR_ESTIMATE] = residual, error
    if not math.isfinite(size):
        return NOT_SOLVED
    return SOLVED if error <= resolved else UNRESOLVED


@driver
def _write(species: int, blocks: FloatArray, state: FloatArray) -> None:
    """Blocks [species][4 nodes] into a day (ns, N)."""
    for k in range(state.shape[1] // 4):
        for i in range(species):
            for lane in range(4):
                state[i, 4 * k + lane] = blocks[(k * species + i) * 4 + lane]


@driver
def _average_drives(code: Code, grid: Grid, lanes: Lanes) -> None:
    """The mean over the day of everything that depends on time, for four cells."""
    fill(0.0, lanes.drives)
    for k in range(STILL_TIMES):
        fill(grid.time[k * (grid.sizes[0] // STILL_TIMES)], lanes.time)
        call3(code.addresses[DRIVES], lanes.time, 0, lanes.constants, 0, lanes.moment, 0)
        for q in range(lanes.drives.shape[0]):
            lanes.drives[q] += lanes.moment[q] / STILL_TIMES
