"""The last steps on the fine grid, with the linear algebra of the coarse one.

A solution on the coarse grid is wrong by little and smoothly. So what the fine grid finds wrong is
corrected harmonic by harmonic: those that the coarse grid knows by its own linear system, those
above by the mean Jacobian alone. The slopes at the fine nodes are never needed.
"""

import math

from rls_sim.network.programs import K
from rls_sim.numerics.compiled.arguments import Code, Grid, Room
from rls_sim.numerics.compiled.balance import (
    add_amplitudes,
    largest_sum,
    precondition,
    set_defect,
    set_rates,
    set_scale,
)
from rls_sim.numerics.compiled.calls import call2, call4
from rls_sim.numerics.compiled.decorator import driver
from rls_sim.numerics.compiled.krylov import gmres
from rls_sim.numerics.compiled.transforms import analyse, synthesise
from rls_sim.numerics.compiled.vectors import copy, fill
from rls_sim.numerics.system import FloatArray

FACTOR_TURNING, SOLVE_TURNING = int(K.FACTOR_TURNING), int(K.SOLVE_TURNING)
MOST_CYCLES = 4
FINEST = 1e-4  # reduction of a linear solve


@driver
def refine(
    code: Code, coarse: Grid, coarse_room: Room, fine: Grid, room: Room, tolerance: float
) -> tuple[float, float, float, int]:
    """
    Correct the state of the fine room until its correction is below ``tolerance``.

    The coarse room holds slopes and factors of a solution on the coarse grid. Returns the size of
    the last correction, not-a-number where the corrections do not shrink, that of the first, a
    bound of |f - D x| over the species' size (1/h), and the products.
    """
    species = code.dims[0]
    known = coarse.sizes[1] // 2 * 8 * species
    set_scale(code, fine, room, room.state)
    _factorise_above(code, coarse, coarse_room, fine, room)
    first, last, products = math.inf, math.inf, 0
    total = room.trial[: 4 * species]
    for cycle in range(MOST_CYCLES):
        set_rates(code, fine, room, room.state)
        set_defect(code, fine, room, room.state)
        fill(0.0, total)
        add_amplitudes(species, fine.sizes[1], room.spectrum, total)
        residual = largest_sum(species, total, room.inverse)
        copy(room.spectrum[:known], coarse_room.spectrum)
        precondition(code, coarse, coarse_room)
        _solve_above(code, coarse, fine, room)
        fill(0.0, total)
        add_amplitudes(species, coarse.sizes[1], coarse_room.spectrum, total)
        _add_above(species, coarse.sizes[1], fine.sizes[1], room.spectrum, total)
        size = largest_sum(species, total, room.inverse)
        if cycle == 0:
            first = size
        if size <= tolerance:
            copy(coarse_room.spectrum[:known], room.spectrum)
            _add_correction(code, fine, room)  # it is at hand, so it may as well be taken
            return size, first, residual, products
        if not size <= 0.5 * last:
            return math.nan, first, residual, products
        last = size
        synthesise(
            coarse_room.spectrum, species, coarse, coarse_room.buffers, coarse_room.correction
        )
        reduction = max(FINEST, 0.2 * tolerance / size)
        used, left = gmres(
            code, coarse, coarse_room, coarse_room.correction, reduction, coarse_room.increment
        )
        products += used
        if not left <= 0.5:
            return math.nan, first, residual, products
        analyse(coarse_room.increment, species, coarse, coarse_room.buffers, coarse_room.spectrum)
        copy(coarse_room.spectrum[:known], room.spectrum)
        _add_correction(code, fine, room)
    return math.nan, first, math.inf, products


@driver
def _add_correction(code: Code, fine: Grid, room: Room) -> None:
    """Add to the state what the spectrum describes."""
    synthesise(room.spectrum, code.dims[0], fine, room.buffers, room.increment)
    for q in range(room.state.shape[0]):
        room.state[q] += room.increment[q]


@driver
def _factorise_above(code: Code, coarse: Grid, coarse_room: Room, fine: Grid, room: Room) -> None:
    """Factors of the harmonics that the coarse grid does not know, by its mean Jacobian."""
    width = 8 * code.dims[5]
    copy(coarse_room.mean, room.mean)
    copy(coarse_room.shift, room.shift)
    for h in range(coarse.sizes[1] // 2, fine.sizes[1] // 2):
        call4(
            code.addresses[FACTOR_TURNING], room.mean, 0, room.shift, 0, fine.turn, 4 * h,
            room.factors, h * width,
        )  # fmt: skip


@driver
def _solve_above(code: Code, coarse: Grid, fine: Grid, room: Room) -> None:
    """Solve for the harmonics that the coarse grid does not know, in place."""
    species, width = 8 * code.dims[0], 8 * code.dims[5]
    for h in range(coarse.sizes[1] // 2, fine.sizes[1] // 2):
        call2(code.addresses[SOLVE_TURNING], room.factors, h * width, room.spectrum, h * species)


@driver
def _add_above(
    species: int, coarse_blocks: int, blocks: int, spectrum: FloatArray, total: FloatArray
) -> None:
    """Add the amplitudes of the harmonics that the coarse grid does not know."""
    known = coarse_blocks // 2 * 8 * species
    add_amplitudes(species, blocks - coarse_blocks, spectrum[known:], total)
