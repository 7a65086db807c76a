"""Fourier analysis and synthesis of all species at once, in blocks of four nodes or harmonics.

A day of N nodes is an array of N/4 blocks [species][4 nodes], its spectrum one of N/8 blocks
[real parts, then imaginary parts][4 harmonics]; the harmonic N/2 is left out (see `spectral`).
The fast transform is written for one row and works on four species side by side, so four by four
numbers are turned over on the way in and on the way out.
"""

from threading import Lock
from typing import Any

import numpy as np
from llvmlite import ir
from numba import types
from numba.extending import intrinsic
from numpy.typing import NDArray

from rls_sim.network import elimination, expression, in_llvm, programs
from rls_sim.network.machine import Draft, MachineCode, machine_code
from rls_sim.numerics import fourier_programs
from rls_sim.numerics.compiled.arguments import Grid
from rls_sim.numerics.compiled.calls import call2
from rls_sim.numerics.compiled.decorator import driver
from rls_sim.numerics.system import FloatArray

LANES = programs.LANES
VECTOR = ir.VectorType(ir.DoubleType(), LANES)
_KEPT: dict[int, MachineCode] = {}  # addresses are valid as long as their code is kept
_ONE_AT_A_TIME = Lock()
_WRITTEN_BY = [
    str(m.__file__) for m in (elimination, expression, in_llvm, programs, fourier_programs)
]


def transform_addresses(nodes: int) -> NDArray[np.int64]:
    """Addresses (2,) of the analysis and the synthesis of rows of ``nodes`` numbers."""
    with _ONE_AT_A_TIME:  # two threads that made the same code would each free the other's
        if nodes not in _KEPT:
            _KEPT[nodes] = _transforms(nodes)
        return _KEPT[nodes].addresses


def _transforms(nodes: int) -> MachineCode:
    def write() -> Draft:
        both = fourier_programs.analysis(nodes), fourier_programs.synthesis(nodes)
        return Draft(in_llvm.module_text(both), [program.name for program in both], {})

    return machine_code({"transforms": str(nodes)}, _WRITTEN_BY, write)


def _vector(builder: Any, data: Any, offset: Any) -> Any:
    return builder.bitcast(builder.gep(data, [offset]), VECTOR.as_pointer())


@intrinsic
def turn_over(_: Any, a: Any, ao: Any, step: Any, b: Any, bo: Any, pace: Any) -> Any:
    """b[bo + pace i + j] = a[ao + step j + i] for i and j from 0 to 3."""
    signature = types.void(a, ao, step, b, bo, pace)

    def generate(context: Any, builder: Any, sign: Any, values: Any) -> Any:
        source, target = (
            context.make_array(sign.args[i])(context, builder, values[i]).data for i in (0, 3)
        )
        _, ao, step, _, bo, pace = values
        rows = []
        for _ in range(LANES):
            rows.append(builder.load(_vector(builder, source, ao)))
            rows[-1].align = 8
            ao = builder.add(ao, step)

        def mix(x: Any, y: Any, *places: int) -> Any:
            mask = ir.Constant(ir.VectorType(ir.IntType(32), LANES), list(places))
            return builder.shuffle_vector(x, y, mask)

        low = [mix(rows[i], rows[i + 1], 0, 4, 2, 6) for i in (0, 2)]
        high = [mix(rows[i], rows[i + 1], 1, 5, 3, 7) for i in (0, 2)]
        for first, second, *places in (
            (*low, 0, 1, 4, 5), (*high, 0, 1, 4, 5), (*low, 2, 3, 6, 7), (*high, 2, 3, 6, 7)
        ):  # fmt: skip
            builder.store(mix(first, second, *places), _vector(builder, target, bo)).align = 8
            bo = builder.add(bo, pace)
        return context.get_dummy_value()

    return signature, generate


@driver
def analyse(x: FloatArray, species: int, grid: Grid, buffers: FloatArray, out: FloatArray) -> None:
    """The spectrum of a day."""
    nodes = grid.sizes[0]
    values, spectrum = buffers[0], buffers[1]
    width, half = 4 * species, 2 * nodes
    if species < 4:
        _gather(x, species, nodes // 4, 1, values)
        call2(grid.kernels[0], values, 0, spectrum, 0)
        _scatter(spectrum, species, nodes // 8, 2, out)
        return
    for done in range(0, species, 4):
        row = 4 * min(done, species - 4)  # the last four overlap the four before them
        for k in range(nodes // 4):
            turn_over(x, k * width + row, 4, values, 16 * k, 4)
        call2(grid.kernels[0], values, 0, spectrum, 0)
        for h in range(nodes // 8):
            turn_over(spectrum, 16 * h, 4, out, 2 * h * width + row, 4)
            turn_over(spectrum, half + 16 * h, 4, out, (2 * h + 1) * width + row, 4)


@driver
def synthesise(
    x: FloatArray, species: int, grid: Grid, buffers: FloatArray, out: FloatArray
) -> None:
    """The day of a spectrum."""
    nodes = grid.sizes[0]
    values, spectrum = buffers[0], buffers[1]
    width, half = 4 * species, 2 * nodes
    if species < 4:
        _gather(x, species, nodes // 8, 2, spectrum)
        call2(grid.kernels[1], spectrum, 0, values, 0)
        _scatter(values, species, nodes // 4, 1, out)
        return
    for done in range(0, species, 4):
        row = 4 * min(done, species - 4)
        for h in range(nodes // 8):
            turn_over(x, 2 * h * width + row, 4, spectrum, 16 * h, 4)
            turn_over(x, (2 * h + 1) * width + row, 4, spectrum, half + 16 * h, 4)
        call2(grid.kernels[1], spectrum, 0, values, 0)
        for k in range(nodes // 4):
            turn_over(values, 16 * k, 4, out, k * width + row, 4)


@driver
def _gather(x: FloatArray, species: int, blocks: int, parts: int, rows: FloatArray) -> None:
    """Fewer than four species into the lanes of ``rows``, part by part, block by block."""
    for q in range(rows.shape[0]):
        rows[q] = 0.0
    for part in range(parts):
        for k in range(blocks):
            for i in range(species):
                for lane in range(4):
                    row = 4 * (part * blocks + k) + lane
                    rows[4 * row + i] = x[((k * parts + part) * species + i) * 4 + lane]


@driver
def _scatter(rows: FloatArray, species: int, blocks: int, parts: int, out: FloatArray) -> None:
    """The reverse of `_gather`."""
    for part in range(parts):
        for k in range(blocks):
            for i in range(species):
                for lane in range(4):
                    row = 4 * (part * blocks + k) + lane
                    out[((k * parts + part) * species + i) * 4 + lane] = rows[4 * row + i]
