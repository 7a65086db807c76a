"""diffrax: Kvaerno's fifth-order method in JAX, compiled by XLA, several cells side by side."""

from importlib.metadata import version
from typing import Any

import numpy as np

from benchmarks.peers.formulas import rates_text
from benchmarks.peers.peer import ABSOLUTE_SHARE, PERIOD, Array
from rls_sim.network.kernel import Kernel
from rls_sim.network.model import Model

MOST_STEPS = 200_000  # a day
SIDE_BY_SIDE = 16  # cells in one call; fewer are filled up


class Diffrax:
    """One compiled day; tolerances are arguments, so that it is compiled once."""

    words = f"Kvaerno5, {SIDE_BY_SIDE} cells side by side (vmap), laws written out for jax"
    side_by_side = SIDE_BY_SIDE

    def __init__(self, model: Model, kernel: Kernel) -> None:
        import diffrax
        import jax
        import jax.numpy as jnp

        jax.config.update("jax_enable_x64", True)
        self.name, self.version = "diffrax", f"{version('diffrax')} on jax {version('jax')}"
        space = {"cos": jnp.cos, "exp": jnp.exp, "log": jnp.log, "sqrt": jnp.sqrt}
        exec(compile(rates_text(model), "<laws for jax>", "exec"), space)
        rates: Any = space["rates"]

        def change(time: Any, state: Any, parameters: Any) -> Any:
            return jnp.stack(rates(time, list(state), list(parameters)))

        def day(state: Any, parameters: Any, scale: Any, tolerance: Any) -> Any:
            control = diffrax.PIDController(rtol=tolerance, atol=tolerance * ABSOLUTE_SHARE * scale)
            answer = diffrax.diffeqsolve(
                diffrax.ODETerm(change),
                diffrax.Kvaerno5(),
                0.0,
                PERIOD,
                None,
                state,
                args=parameters,
                stepsize_controller=control,
                max_steps=MOST_STEPS,
                throw=False,
            )
            return answer.ys[-1]

        self.rates: Any = jax.jit(change)
        self._day: Any = jax.jit(jax.vmap(day, in_axes=(0, 0, 0, None)))

    def midnights(
        self, states: Array, parameters: Array, scales: Array, days: int, tolerance: float
    ) -> Array:
        """As ``Peer.midnights`` says."""
        count = len(states)
        found = np.zeros((count, days, states.shape[1]))
        for first in range(0, count, SIDE_BY_SIDE):
            here = np.arange(first, first + SIDE_BY_SIDE).clip(max=count - 1)
            state: Any = states[here]
            for day in range(days):
                state = self._day(state, parameters[here], scales[here], tolerance)
                found[here, day] = state
        if not np.isfinite(found).all():
            raise ArithmeticError("diffrax did not reach the end of the day")
        return found


def open_peer(model: Model, kernel: Kernel) -> Diffrax:
    """The model in diffrax; raises ImportError where it is not installed."""
    return Diffrax(model, kernel)
