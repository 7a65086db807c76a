"""A stiff integration by SciPy: exact Jacobian, one tolerance a species, bounded effort."""

from typing import Any, Literal

import numpy as np

from rls_sim.numerics.system import FloatArray, System

Method = Literal["Radau", "LSODA", "BDF"]


class EffortError(ArithmeticError):
    """The integration asked for more evaluations than it was granted."""


def integrate(
    system: System,
    parameters: FloatArray,
    state: FloatArray,
    hours: tuple[float, float],
    *,
    rtol: float,
    atol: FloatArray,
    method: Method = "Radau",
    dense: bool = False,
    most: int | None = None,
) -> Any:
    """Integrate ``state`` (ns,) over ``hours``; SciPy's result, whose ``success`` is to be read.

    Raises ArithmeticError or ValueError where the rates cannot be evaluated, EffortError after
    ``most`` evaluations of the rates.
    """
    from scipy.integrate import solve_ivp

    calls = 0

    def rates(time: float, state: FloatArray) -> FloatArray:
        nonlocal calls
        calls += 1
        if most is not None and calls > most:
            raise EffortError(f"more than {most} evaluations up to {time:g} h")
        # Newton iterations inside a step may try values below zero, where no law is defined.
        return system.rhs(time, np.maximum(state, 0.0), parameters)

    def slopes(time: float, state: FloatArray) -> FloatArray:
        return system.jacobian(time, np.maximum(state, 0.0), parameters)

    with np.errstate(all="ignore"):
        return solve_ivp(
            rates,
            hours,
            state,
            method=method,
            jac=slopes,
            rtol=rtol,
            atol=atol,
            dense_output=dense,
        )
