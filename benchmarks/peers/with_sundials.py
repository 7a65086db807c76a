"""SUNDIALS CVODE through scikit-sundae, given the engine's compiled rates and Jacobian."""

from importlib.metadata import version
from typing import Any

import numpy as np

from benchmarks.peers.compiled_rates import compiled_rates, jacobian_into, rates_into
from benchmarks.peers.peer import ABSOLUTE_SHARE, PERIOD, Array
from rls_sim.network.kernel import Kernel
from rls_sim.network.model import Model

MOST_STEPS = 100_000


class Sundials:
    """BDF with a dense direct solver, one call for all days, Python only for the rates."""

    words = "CVODE, dense, our compiled rates and Jacobian; every midnight of a run in one call"
    side_by_side = 1

    def __init__(self, kernel: Kernel) -> None:
        from sksundae.cvode import CVODE

        self.name, self.version = "SUNDIALS CVODE", f"scikit-sundae {version('scikit-sundae')}"
        self._solver: Any = CVODE
        self._rates = compiled_rates(kernel)

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
        arrays = rates.arrays

        def change(time: float, state: Array, answer: Array) -> None:
            rates_into(time, state, answer, arrays)

        def slopes(time: float, state: Array, change: Array, answer: Array) -> None:
            del change
            answer[:] = 0.0
            jacobian_into(time, state, answer, arrays, rates.slopes, rates.rows, rates.columns)

        solver = self._solver(
            change,
            jacfn=slopes,
            rtol=tolerance,
            atol=tolerance * ABSOLUTE_SHARE,
            max_num_steps=MOST_STEPS,
        )
        # Noon is asked for too: with two times only, CVODE would keep every step.
        hours = np.arange(2 * days + 1) * (PERIOD / 2)
        course = solver.solve(hours, state / scale)
        if not course.success:
            raise ArithmeticError(str(course.message))
        return np.asarray(course.y[2::2] * scale)


def open_peer(model: Model, kernel: Kernel) -> Sundials:
    """CVODE on a kernel; raises ImportError where scikit-sundae is not installed."""
    del model
    return Sundials(kernel)
