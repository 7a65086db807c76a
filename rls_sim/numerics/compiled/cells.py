"""Many cells, four at a time: averaged start, harmonic balance on a coarse and a fine grid.

A loop in machine code that holds no lock, with a status for each cell; what it cannot solve it
leaves to the search in Python (`search`), which has more patience.
"""

import math

from rls_sim.network.programs import K
from rls_sim.numerics.compiled.balance import defect_size, set_drives, tail
from rls_sim.numerics.compiled.calls import call2, call3
from rls_sim.numerics.compiled.decorator import driver
from rls_sim.numerics.compiled.newton import solve_balance
from rls_sim.numerics.compiled.refine import estimate_error, resample, spread
from rls_sim.numerics.compiled.start import SETTLED, averaged_march

CONSTANTS, DRIVES = int(K.CONSTANTS), int(K.DRIVES)
SOLVED, UNRESOLVED, NOT_SOLVED, NOT_SETTLED = 0, 1, 2, 3
# Columns of the numbers that are kept of each cell.
RESIDUAL, TAIL, ERROR_ESTIMATE, NEWTON_STEPS, PRODUCTS, COLUMNS = 0, 1, 2, 3, 4, 5
COARSE_TOLERANCE = 1e-4  # what the fine grid starts from need not be better
STILL_TIMES = 8  # at which drives are averaged


@driver
def solve_cells(  # type: ignore[no-untyped-def]
    code,
    grids,
    rooms,
    lanes,
    parameters,
    start,
    floor,
    tolerance,
    resolved,
    states,
    numbers,
    status,
):
    """
    Solve the days of ``parameters`` (nv, np) from the state ``start`` (ns,).

    ``grids``: coarse, fine, and midway between the nodes of the fine; ``rooms``: of the first two.
    Fills ``states`` (nv, ns N) in blocks, ``numbers`` (nv, COLUMNS) and ``status`` (nv,).
    """
    count = parameters.shape[0]
    species = code.dims[0]
    for first in range(0, count, 4):
        for lane in range(4):
            cell = min(first + lane, count - 1)  # the last cell fills what is left of the lanes
            for i in range(code.dims[1]):
                lanes.parameters[4 * i + lane] = parameters[cell, i]
        call2(code.addresses[CONSTANTS], lanes.parameters, 0, lanes.constants, 0)
        _average_drives(code, grids[1], lanes)
        for i in range(species):
            lanes.state[4 * i : 4 * i + 4] = start[i]
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
                code, grids, rooms, lanes, lane, floor, tolerance, resolved, numbers[cell]
            )
            states[cell, :] = rooms[1].state


@driver
def _solve_cell(code, grids, rooms, lanes, lane, floor, tolerance, resolved, numbers):  # type: ignore[no-untyped-def]
    """One cell from its lane's start: coarse, fine, and how well the fine grid resolves it."""
    coarse, fine = rooms
    species = code.dims[0]
    for room in rooms:
        room.floor[:] = floor
        for i in range(code.dims[2]):
            room.constants[4 * i : 4 * i + 4] = lanes.constants[4 * i + lane]
    set_drives(code, grids[0], coarse)
    set_drives(code, grids[1], fine)
    spread(species, lanes.state, 4, lane, grids[0], coarse.state)
    size, steps, products = solve_balance(code, grids[0], coarse, COARSE_TOLERANCE)
    if math.isfinite(size):
        resample(species, grids[0], coarse, grids[1], fine)
    else:
        spread(species, lanes.state, 4, lane, grids[1], fine.state)
    size, more_steps, more_products = solve_balance(code, grids[1], fine, tolerance)
    numbers[NEWTON_STEPS] = steps + more_steps
    numbers[PRODUCTS] = products + more_products
    if not math.isfinite(size):
        return NOT_SOLVED
    numbers[TAIL] = tail(code, grids[1], fine)
    numbers[RESIDUAL] = defect_size(code, grids[1], fine, fine.state)
    error = max(estimate_error(code, grids[1], grids[2], fine), size)
    numbers[ERROR_ESTIMATE] = error
    return SOLVED if error <= resolved else UNRESOLVED


@driver
def _average_drives(code, grid, lanes):  # type: ignore[no-untyped-def]
    """The mean over the day of everything that depends on time, for four cells."""
    lanes.drives[:] = 0.0
    for k in range(STILL_TIMES):
        lanes.time[:] = grid.time[k * (grid.sizes[0] // STILL_TIMES)]
        call3(code.addresses[DRIVES], lanes.time, 0, lanes.constants, 0, lanes.moment, 0)
        for q in range(lanes.drives.shape[0]):
            lanes.drives[q] += lanes.moment[q] / STILL_TIMES
