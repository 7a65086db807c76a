"""From a coarse grid to a fine one, and what a finer one still would change.

Whether N nodes are enough is asked of N more that lie midway between them: the orbit is turned by
half a spacing, the rates are evaluated there, and what they do not agree with is turned into a
change of the state, harmonic by harmonic up to N.
"""

import math

from rls_sim.network.programs import K
from rls_sim.numerics.compiled.arguments import Code, Grid, Room
from rls_sim.numerics.compiled.balance import (
    add_amplitudes,
    largest_sum,
    precondition,
    set_defect,
    set_drives,
    set_rates,
)
from rls_sim.numerics.compiled.calls import call2, call4
from rls_sim.numerics.compiled.decorator import driver
from rls_sim.numerics.compiled.transforms import synthesise
from rls_sim.numerics.compiled.vectors import copy, divide, fill
from rls_sim.numerics.system import FloatArray

FACTOR_TURNING, SOLVE_TURNING = int(K.FACTOR_TURNING), int(K.SOLVE_TURNING)


@driver
def resample(species: int, coarse: Grid, coarse_room: Room, fine: Grid, fine_room: Room) -> None:
    """The state of the coarse room with its last correction, by their spectra, on the fine grid."""
    known = coarse.sizes[1] // 2 * 8 * species
    fill(0.0, fine_room.spectrum)
    for q in range(known):
        fine_room.spectrum[q] = coarse_room.of_state[q] + coarse_room.spectrum[q]
    synthesise(fine_room.spectrum, species, fine, fine_room.buffers, fine_room.state)


@driver
def spread(
    species: int, source: FloatArray, lane: int, shape: FloatArray, state: FloatArray
) -> None:
    """A day of a given ``shape``, relative to its mean, about the means in a lane of ``source``."""
    for start in range(0, state.shape[0], 4 * species):
        for i in range(species):
            mean = source[4 * i + lane]
            for q in range(start + 4 * i, start + 4 * i + 4):
                state[q] = mean * shape[q]


@driver(fastmath=("contract",))
def turn_spectrum(species: int, blocks: int, angle: float, spectrum: FloatArray) -> None:
    """Shift what a spectrum describes by an angle of its first harmonic, in place."""
    half = 4 * species
    for h in range(blocks // 2):
        real = spectrum[2 * h * half : (2 * h + 1) * half]
        imaginary = spectrum[(2 * h + 1) * half : 2 * (h + 1) * half]
        for lane in range(4):
            cosine, sine = math.cos(angle * (4 * h + lane)), math.sin(angle * (4 * h + lane))
            for q in range(lane, half, 4):
                before = real[q]
                real[q] = cosine * before - sine * imaginary[q]
                imaginary[q] = cosine * imaginary[q] + sine * before


@driver
def estimate_error(code: Code, grid: Grid, between: Grid, room: Room) -> float:
    """
    A bound of how far the solution in ``room`` would move on twice the nodes, over its size.

    ``between`` is the grid of the nodes midway. Needs rates, factors and the spectrum of the
    state; overwrites drives, rates and spectra.
    """
    species, blocks = code.dims[0], grid.sizes[1]
    middle = room.before[: 2 * species]  # the harmonic N/2, which neither set of nodes sees whole
    _alternating_sum(species, blocks, room.rates, middle[:species])
    copy(room.of_state, room.spectrum)
    turn_spectrum(species, blocks, math.pi / grid.sizes[0], room.spectrum)
    synthesise(room.spectrum, species, grid, room.buffers, room.trial)
    set_drives(code, between, room)
    set_rates(code, grid, room, room.trial)
    _alternating_sum(species, blocks, room.rates, middle[species:])
    set_defect(code, grid, room, room.trial)
    copy(room.spectrum, room.image)
    for i in range(species):
        room.image[4 * i] = middle[i]
        room.image[4 * (species + i)] = -middle[species + i]
    precondition(code, grid, room)
    bound = room.correction[: 4 * species]
    fill(0.0, bound)
    for i in range(species):  # the mean counts once, and half of it is new
        bound[4 * i] = -1.5 * abs(room.spectrum[4 * i])
    add_amplitudes(species, blocks, room.spectrum, bound)
    _solve_above(code, grid, room)
    add_amplitudes(species, blocks, room.image, bound)
    divide(bound, 2.0)  # on twice the nodes half of each defect is new
    return largest_sum(species, bound, room.inverse)


@driver
def _alternating_sum(species: int, blocks: int, rates: FloatArray, total: FloatArray) -> None:
    """The amplitude that alternates from node to node, (ns,)."""
    fill(0.0, total)
    for k in range(blocks):
        here = rates[4 * k * species : 4 * (k + 1) * species]
        for i in range(species):
            four = here[4 * i : 4 * i + 4]
            total[i] += (four[0] - four[1] + four[2] - four[3]) / (4 * blocks)


@driver
def _solve_above(code: Code, grid: Grid, room: Room) -> None:
    """Solve for harmonics from N/2 on, in ``image``: N/2 itself, then mirror images of those below.

    The defect of harmonic N - m is the mirror image of that of m; it is solved as it stands, with
    the turn negative.
    """
    species, width, nodes = 8 * code.dims[0], 8 * code.dims[5], grid.sizes[0]
    step = grid.turn[1]
    turn = room.increment[:4]
    for h in range(grid.sizes[1] // 2):
        for lane in range(4):
            turn[lane] = -step * (nodes - (4 * h + lane))
        if h == 0:
            turn[0] = step * nodes / 2
        call4(
            code.addresses[FACTOR_TURNING], room.mean, 0, room.shift, 0, turn, 0,
            room.factors, h * width,
        )  # fmt: skip
        call2(code.addresses[SOLVE_TURNING], room.factors, h * width, room.image, h * species)
