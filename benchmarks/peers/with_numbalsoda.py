"""numbalsoda: LSODA in C++, which calls the engine's compiled rates without Python between them.

It takes no Jacobian, so it makes its own by differences.
"""

from importlib.metadata import version
from typing import Any

import numpy as np
from numba import carray, cfunc

from benchmarks.peers.compiled_rates import CompiledRates, compiled_rates
from benchmarks.peers.peer import ABSOLUTE_SHARE, PERIOD, Array
from rls_sim.network.kernel import Kernel
from rls_sim.network.model import Model
from rls_sim.network.programs import LANES, K
from rls_sim.numerics.compiled.calls import call3, call4

MOST_STEPS = 100_000


class Numbalsoda:
    """Machine code all through: what LSODA needs of a cell lies in one array."""

    words = "LSODA in C++ on our compiled rates; every midnight of a run in one call"
    side_by_side = 1

    def __init__(self, kernel: Kernel) -> None:
        import numbalsoda

        self.name, self.version = "numbalsoda", version("numbalsoda")
        self._rates = compiled_rates(kernel)
        self._solve: Any = numbalsoda.lsoda
        self._function = _function(numbalsoda.lsoda_sig, self._rates)

    def midnights(
        self, states: Array, parameters: Array, scales: Array, days: int, tolerance: float
    ) -> Array:
        """As ``Peer.midnights`` says."""
        cells = zip(states, parameters, scales, strict=True)
        return np.array([self._one(*cell, days, tolerance) for cell in cells])

    def _one(
        self, state: Array, parameters: Array, scale: Array, days: int, tolerance: float
    ) -> Array:
        rates = self._rates
        rates.select(parameters, scale)
        course, arrived = self._solve(
            self._function.address,
            state / scale,
            np.arange(days + 1) * PERIOD,
            np.concatenate([scale, rates.constants]),
            rtol=tolerance,
            atol=tolerance * ABSOLUTE_SHARE,
            mxstep=MOST_STEPS,
        )
        if not arrived:
            raise ArithmeticError("numbalsoda did not reach the last midnight")
        return np.asarray(course[1:] * scale)


def _function(signature: Any, rates: CompiledRates) -> Any:
    """The rates as numbalsoda calls them; addresses and sizes are compiled in."""
    size, length = len(rates.scale), len(rates.scale) + len(rates.constants)
    drives_at, rates_at = int(rates.addresses[K.DRIVES]), int(rates.addresses[K.RATES])
    room = len(rates.drives)

    @cfunc(signature)
    def change(time, state, answer, data):  # type: ignore[no-untyped-def]
        now, into = carray(state, (size,)), carray(answer, (size,))
        cell = carray(data, (length,))
        lanes, drives = np.empty(size * LANES), np.empty(room)
        for row in range(size):
            for lane in range(LANES):
                lanes[row * LANES + lane] = max(now[row], 0.0) * cell[row]
        call3(drives_at, np.full(LANES, time), 0, cell, size, drives, 0)
        found = np.empty(size * LANES)
        call4(rates_at, lanes, 0, cell, size, drives, 0, found, 0)
        for row in range(size):
            into[row] = found[row * LANES] / cell[row]

    return change


def open_peer(model: Model, kernel: Kernel) -> Numbalsoda:
    """numbalsoda on a kernel; raises ImportError where it is not installed."""
    del model
    return Numbalsoda(kernel)
