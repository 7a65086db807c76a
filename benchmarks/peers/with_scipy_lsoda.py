"""SciPy's LSODA, given the engine's compiled rates and Jacobian."""

import warnings

import numpy as np

from benchmarks.peers.compiled_rates import compiled_rates
from benchmarks.peers.peer import ABSOLUTE_SHARE, PERIOD, Array
from rls_sim.network.kernel import Kernel
from rls_sim.network.model import Model

MOST_STEPS = 100_000


class ScipyLsoda:
    """``scipy.integrate.odeint``: LSODA in one call for all days, Python only for the rates."""

    words = "odeint, our compiled rates and Jacobian; every midnight of a run in one call"
    side_by_side = 1

    def __init__(self, kernel: Kernel) -> None:
        import scipy

        self.name, self.version = "SciPy LSODA", str(scipy.__version__)
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
        from scipy.integrate import ODEintWarning, odeint

        self._rates.select(parameters, scale)
        with warnings.catch_warnings():
            warnings.simplefilter("error", ODEintWarning)
            try:
                course = odeint(
                    self._rates,
                    state / scale,
                    np.arange(days + 1) * PERIOD,
                    tfirst=True,
                    Dfun=self._rates.jacobian,
                    rtol=tolerance,
                    atol=tolerance * ABSOLUTE_SHARE,
                    mxstep=MOST_STEPS,
                )
            except ODEintWarning as trouble:
                raise ArithmeticError(str(trouble)) from trouble
        return np.asarray(course[1:] * scale)


def open_peer(model: Model, kernel: Kernel) -> ScipyLsoda:
    """LSODA on a kernel; raises ImportError where there is no machine code."""
    del model
    return ScipyLsoda(kernel)
