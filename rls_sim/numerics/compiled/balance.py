"""Harmonic balance of one cell in machine code: the equations of `harmonic_balance`, in blocks.

All nodes of the day go through a kernel four at a time, all harmonics likewise. The state is an
array of blocks [species][4 nodes], the preconditioner one complex factorisation a harmonic.
"""

import math

from rls_sim.network.programs import K
from rls_sim.numerics.compiled.arguments import Code, Grid, Room
from rls_sim.numerics.compiled.calls import call2, call3, call4, call5
from rls_sim.numerics.compiled.decorator import driver
from rls_sim.numerics.compiled.transforms import analyse, synthesise
from rls_sim.numerics.compiled.vectors import fill
from rls_sim.numerics.system import FloatArray

DRIVES = int(K.DRIVES)
RATES, LINEARISED, TIMES = int(K.RATES), int(K.LINEARISED), int(K.TIMES)
FACTOR_TURNING, SOLVE_TURNING = int(K.FACTOR_TURNING), int(K.SOLVE_TURNING)
LEAST_SHIFT = 1e-14  # 1/h; keeps the pivot of a pool without any loss from being zero


@driver
def set_drives(code: Code, grid: Grid, room: Room) -> None:
    """What depends on time, at every node."""
    width = code.dims[3] * 4
    for k in range(grid.sizes[1]):
        call3(code.addresses[DRIVES], grid.time, 4 * k, room.constants, 0, room.drives, k * width)


@driver
def linearise(code: Code, grid: Grid, room: Room, state: FloatArray) -> None:
    """Rates and slopes at every node."""
    species, drives, slopes = 4 * code.dims[0], 4 * code.dims[3], 4 * code.dims[4]
    for k in range(grid.sizes[1]):
        call5(
            code.addresses[LINEARISED], state, k * species, room.constants, 0,
            room.drives, k * drives, room.rates, k * species, room.slopes, k * slopes,
        )  # fmt: skip


@driver
def set_rates(code: Code, grid: Grid, room: Room, state: FloatArray) -> None:
    """Rates at every node."""
    species, drives = 4 * code.dims[0], 4 * code.dims[3]
    for k in range(grid.sizes[1]):
        call4(
            code.addresses[RATES], state, k * species, room.constants, 0,
            room.drives, k * drives, room.rates, k * species,
        )  # fmt: skip


@driver(fastmath=("contract", "reassoc", "nsz"))
def set_mean(code: Code, grid: Grid, room: Room) -> None:
    """The mean of every slope over the day, in all lanes."""
    width = 4 * code.dims[4]
    mean = room.mean
    for q in range(width):
        mean[q] = room.slopes[q]
    for start in range(width, room.slopes.shape[0], width):
        here = room.slopes[start : start + width]
        for q in range(width):
            mean[q] += here[q]
    share = 1.0 / grid.sizes[0]
    for row in range(0, width, 4):
        total = share * (mean[row] + mean[row + 1] + mean[row + 2] + mean[row + 3])
        mean[row] = mean[row + 1] = mean[row + 2] = mean[row + 3] = total


@driver
def take_mean(code: Code, grid: Grid, room: Room) -> None:
    """Take the mean that the preconditioner knows out of the slopes at the nodes."""
    width = 4 * code.dims[4]
    for start in range(0, room.slopes.shape[0], width):
        here = room.slopes[start : start + width]
        for q in range(width):
            here[q] -= room.mean[q]


@driver
def factorise(code: Code, grid: Grid, room: Room, tau: float) -> None:
    """Factors of 1/tau + i turn - mean J for every harmonic."""
    width = 8 * code.dims[5]
    for lane in range(4):
        room.shift[lane] = 1.0 / tau + LEAST_SHIFT
    for h in range(grid.sizes[1] // 2):
        call4(
            code.addresses[FACTOR_TURNING], room.mean, 0, room.shift, 0, grid.turn, 4 * h,
            room.factors, h * width,
        )  # fmt: skip


@driver
def precondition(code: Code, grid: Grid, room: Room) -> None:
    """Solve for the spectrum with the factors of every harmonic, in place."""
    species, width = 8 * code.dims[0], 8 * code.dims[5]
    for h in range(grid.sizes[1] // 2):
        call2(code.addresses[SOLVE_TURNING], room.factors, h * width, room.spectrum, h * species)


@driver
def set_scale(code: Code, grid: Grid, room: Room, state: FloatArray) -> None:
    """The mean size of each species, at least its floor, in all lanes, and its reciprocal."""
    width = 4 * code.dims[0]
    scale, inverse = room.scale, room.inverse
    fill(0.0, scale)
    for start in range(0, state.shape[0], width):
        here = state[start : start + width]
        for q in range(width):
            scale[q] += abs(here[q])
    share = 1.0 / grid.sizes[0]
    for i in range(code.dims[0]):
        q = 4 * i
        size = max(share * (scale[q] + scale[q + 1] + scale[q + 2] + scale[q + 3]), room.floor[i])
        scale[q] = scale[q + 1] = scale[q + 2] = scale[q + 3] = size
        size = 1.0 / size
        inverse[q] = inverse[q + 1] = inverse[q + 2] = inverse[q + 3] = size


@driver(fastmath=("contract",))
def set_defect(code: Code, grid: Grid, room: Room, state: FloatArray) -> None:
    """The spectrum of f - D x from the rates at hand; that of the state as well."""
    species = code.dims[0]
    analyse(room.rates, species, grid, room.buffers, room.spectrum)
    analyse(state, species, grid, room.buffers, room.of_state)
    half = species * 4
    for h in range(grid.sizes[1] // 2):
        real = room.spectrum[2 * h * half : (2 * h + 1) * half]
        imaginary = room.spectrum[(2 * h + 1) * half : 2 * (h + 1) * half]
        state_real = room.of_state[2 * h * half : (2 * h + 1) * half]
        state_imaginary = room.of_state[(2 * h + 1) * half : 2 * (h + 1) * half]
        turn = grid.turn[4 * h : 4 * h + 4]
        for i in range(species):
            for lane in range(4):
                q = 4 * i + lane
                real[q] += turn[lane] * state_imaginary[q]
                imaginary[q] -= turn[lane] * state_real[q]


@driver(fastmath=("contract",))
def add_amplitudes(species: int, blocks: int, spectrum: FloatArray, total: FloatArray) -> None:
    """Add the amplitude of every harmonic, 2 |c|, to ``total`` (4 ns,); the mean counts doubly."""
    half = 4 * species
    for h in range(blocks // 2):
        real = spectrum[2 * h * half : (2 * h + 1) * half]
        imaginary = spectrum[(2 * h + 1) * half : 2 * (h + 1) * half]
        for q in range(half):
            total[q] += 2.0 * math.sqrt(real[q] * real[q] + imaginary[q] * imaginary[q])


@driver
def defect_size(code: Code, grid: Grid, room: Room, state: FloatArray) -> float:
    """A bound of |f - D x| at all times over the species' size, 1/h, by the rates at hand."""
    total = room.increment[: 4 * code.dims[0]]
    fill(0.0, total)
    set_defect(code, grid, room, state)
    add_amplitudes(code.dims[0], grid.sizes[1], room.spectrum, total)
    return largest_sum(code.dims[0], total, room.inverse)


@driver
def largest_sum(species: int, total: FloatArray, inverse: FloatArray) -> float:
    """The largest sum of a species' four lanes over its size; not-a-number where one is."""
    largest, everything = 0.0, 0.0
    for i in range(species):
        lanes = total[4 * i : 4 * i + 4]
        size = (lanes[0] + lanes[1] + lanes[2] + lanes[3]) * inverse[4 * i]
        everything += size
        largest = max(largest, size)
    return largest if math.isfinite(everything) else math.nan


@driver
def tail(code: Code, grid: Grid, room: Room) -> float:
    """Size of the last two harmonics of the state over the species' size; see `spectral.tail`."""
    species, last = code.dims[0], grid.sizes[1] // 2 - 1
    largest = 0.0
    for i in range(species):
        total = 0.0
        for lane in range(2, 4):
            q = (last * 2 * species + i) * 4 + lane
            real, imaginary = room.of_state[q], room.of_state[q + 4 * species]
            total += 2.0 * math.sqrt(real * real + imaginary * imaginary)
        largest = max(largest, total * room.inverse[4 * i])
    return largest


@driver
def find_correction(
    code: Code, grid: Grid, room: Room, state: FloatArray, correction: FloatArray
) -> None:
    """P^-1 (f - D x), by the rates at hand: about how far the state is from a solution."""
    set_defect(code, grid, room, state)
    precondition(code, grid, room)
    synthesise(room.spectrum, code.dims[0], grid, room.buffers, correction)


@driver
def apply_preconditioner(
    code: Code, grid: Grid, room: Room, right: FloatArray, answer: FloatArray
) -> None:
    """P^-1 right, node by node."""
    analyse(right, code.dims[0], grid, room.buffers, room.spectrum)
    precondition(code, grid, room)
    synthesise(room.spectrum, code.dims[0], grid, room.buffers, answer)


@driver
def multiply_slopes(
    code: Code, grid: Grid, room: Room, vector: FloatArray, image: FloatArray
) -> None:
    """J(t) less its mean times a vector, node by node."""
    species, slopes = 4 * code.dims[0], 4 * code.dims[4]
    for k in range(grid.sizes[1]):
        call3(
            code.addresses[TIMES], room.slopes, k * slopes, vector, k * species, image, k * species
        )
