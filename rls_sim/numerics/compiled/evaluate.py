"""Rates and slopes of any states at any times, for callers that have columns and no blocks.

Four columns at a time are laid into the lanes of a block, and their answers taken out again.
"""

import numpy as np

from rls_sim.network.programs import K
from rls_sim.numerics.compiled.arguments import Code
from rls_sim.numerics.compiled.calls import call2, call3, call4, call5
from rls_sim.numerics.compiled.decorator import driver
from rls_sim.numerics.system import FloatArray

CONSTANTS, DRIVES = int(K.CONSTANTS), int(K.DRIVES)
RATES, LINEARISED = int(K.RATES), int(K.LINEARISED)


@driver
def set_constants(code: Code, parameters: FloatArray, constants: FloatArray) -> None:
    """What depends on the parameters (np,) alone, in all lanes."""
    lanes = np.empty(4 * parameters.shape[0])
    for i in range(parameters.shape[0]):
        for lane in range(4):
            lanes[4 * i + lane] = parameters[i]
    call2(code.addresses[CONSTANTS], lanes, 0, constants, 0)


@driver
def _take(columns: FloatArray, first: int, block: FloatArray) -> None:
    """Four columns into the lanes of a block; the last column fills what is left over."""
    last = columns.shape[1] - 1
    for i in range(columns.shape[0]):
        for lane in range(4):
            block[4 * i + lane] = columns[i, min(first + lane, last)]


@driver
def _give(block: FloatArray, first: int, columns: FloatArray) -> None:
    for lane in range(min(4, columns.shape[1] - first)):
        for i in range(columns.shape[0]):
            columns[i, first + lane] = block[4 * i + lane]


@driver
def rates_of_columns(
    code: Code, constants: FloatArray, times: FloatArray, columns: FloatArray, rates: FloatArray
) -> None:
    """Rates (ns, N) of states (ns, N) at times (N,)."""
    time, drives = np.empty(4), np.empty(4 * code.dims[3])
    state, answer = np.empty(4 * code.dims[0]), np.empty(4 * code.dims[0])
    for first in range(0, columns.shape[1], 4):
        _take(times.reshape(1, -1), first, time)
        _take(columns, first, state)
        call3(code.addresses[DRIVES], time, 0, constants, 0, drives, 0)
        call4(code.addresses[RATES], state, 0, constants, 0, drives, 0, answer, 0)
        _give(answer, first, rates)


@driver
def linearise_columns(
    code: Code, constants: FloatArray, times: FloatArray, columns: FloatArray, slopes: FloatArray
) -> None:
    """Slopes (entries, N) of states (ns, N) at times (N,)."""
    time, drives = np.empty(4), np.empty(4 * code.dims[3])
    state, rates = np.empty(4 * code.dims[0]), np.empty(4 * code.dims[0])
    answer = np.empty(4 * code.dims[4])
    for first in range(0, columns.shape[1], 4):
        _take(times.reshape(1, -1), first, time)
        _take(columns, first, state)
        call3(code.addresses[DRIVES], time, 0, constants, 0, drives, 0)
        call5(code.addresses[LINEARISED], state, 0, constants, 0, drives, 0, rates, 0, answer, 0)
        _give(answer, first, slopes)
