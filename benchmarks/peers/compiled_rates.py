"""The engine's own machine code as a plain function of time and state, for solvers of others.

Only the rates and the Jacobian are ours then, and as fast as they come. They work on four cells
at a time; here one lane of the four is used. States are in units of each species' size, so
that solvers with one absolute tolerance for all get a sensible one.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numba import njit

from benchmarks.peers.peer import Array
from rls_sim.network.kernel import Kernel
from rls_sim.network.programs import LANES, K
from rls_sim.numerics.compiled.calls import call2, call3, call4, call5


@dataclass(frozen=True, eq=False)
class CompiledRates:
    """Room for the lanes of one model, and the cell at hand."""

    addresses: Any  # (n,) int64
    rows: Any
    columns: Any
    state: Array
    constants: Array
    drives: Array
    rates: Array
    slopes: Array
    scale: Array
    _machine: Any  # owns what the addresses point into

    def __call__(self, time: float, state: Array) -> Array:
        """Rates of change (ns,) an hour, of ``state`` (ns,) in units of ``scale``."""
        answer = np.empty(len(self.scale))
        rates_into(time, state, answer, self.arrays)
        return answer

    def jacobian(self, time: float, state: Array) -> Array:
        """Slopes (ns, ns), 1/h, in units of ``scale``."""
        size = len(self.scale)
        answer = np.zeros((size, size))
        jacobian_into(time, state, answer, self.arrays, self.slopes, self.rows, self.columns)
        return answer

    @property
    def arrays(self) -> Any:
        """What the compiled functions work on."""
        return self.addresses, self.state, self.constants, self.drives, self.rates, self.scale

    def select(self, parameters: Array, scale: Array) -> None:
        """Turn to a cell: its parameters (np,) and the sizes (ns,) of its species."""
        self.scale[:] = scale
        lanes = np.ascontiguousarray(np.repeat(parameters, LANES))
        constants_into(self.addresses, lanes, self.constants)


def compiled_rates(kernel: Kernel) -> CompiledRates:
    """Rates of a kernel; raises ImportError where there is no machine code."""
    machine = kernel.machine
    if machine is None:
        raise ImportError("no machine code on this platform")
    species, _, constants, drives, slopes, _ = (int(size) for size in machine.dims)
    return CompiledRates(
        addresses=np.array(machine.addresses),
        rows=np.array(machine.rows),
        columns=np.array(machine.columns),
        state=np.ones(species * LANES),
        constants=np.ones(constants * LANES),
        drives=np.ones(drives * LANES),
        rates=np.ones(species * LANES),
        slopes=np.ones(slopes * LANES),
        scale=np.ones(species),
        _machine=machine,
    )


@njit
def constants_into(addresses, parameters, constants):  # type: ignore[no-untyped-def]
    """What depends on parameters alone."""
    call2(addresses[K.CONSTANTS], parameters, 0, constants, 0)


@njit(error_model="numpy")
def rates_into(time, state, answer, arrays):  # type: ignore[no-untyped-def]
    """Rates of a state (ns,) in units of the scale."""
    addresses, lanes, constants, drives, rates, scale = arrays
    _prepare(time, state, arrays)
    call4(addresses[K.RATES], lanes, 0, constants, 0, drives, 0, rates, 0)
    for row in range(scale.size):
        answer[row] = rates[row * LANES] / scale[row]


@njit(error_model="numpy")
def jacobian_into(  # type: ignore[no-untyped-def]
    time, state, answer, arrays, slopes, rows, columns
):
    """Slopes at a state (ns,) in units of the scale, into (ns, ns) that holds zeros."""
    addresses, lanes, constants, drives, rates, scale = arrays
    _prepare(time, state, arrays)
    call5(addresses[K.LINEARISED], lanes, 0, constants, 0, drives, 0, rates, 0, slopes, 0)
    for entry in range(rows.size):
        row, column = rows[entry], columns[entry]
        answer[row, column] = slopes[entry * LANES] * scale[column] / scale[row]


@njit(error_model="numpy")
def _prepare(time, state, arrays):  # type: ignore[no-untyped-def]
    """The state in every lane, no species below zero, and what depends on time."""
    addresses, lanes, constants, drives, _, scale = arrays
    for row in range(scale.size):
        value = max(state[row], 0.0) * scale[row]
        for lane in range(LANES):
            lanes[row * LANES + lane] = value
    clock = np.full(LANES, time)
    call3(addresses[K.DRIVES], clock, 0, constants, 0, drives, 0)
