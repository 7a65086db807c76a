"""Checks of whole runs against solutions in closed form, and against published references."""

from collections.abc import Callable
from functools import partial

import numpy as np
from numpy.typing import NDArray

from rls_sim.errors import SolveError
from rls_sim.network.model import Model
from rls_sim.numerics.rosenbrock import integrate_recorded
from rls_sim.numerics.run import run
from rls_sim.verification.check import Bound, Check, Measured, NotRun
from rls_sim.verification.order import NO_MACHINE
from rls_sim.verification.subjects import (
    brusselator,
    logistic,
    logistic_exact,
    michaelis_menten_exact,
    michaelis_menten_loss,
    robertson,
    sharp_pool,
    sharp_pool_exact,
    solver_of,
    two_compartments,
    two_compartments_exact,
)

Array = NDArray[np.float64]

GROUP = "closed forms"
RTOL = 1e-10
# A step may be no shorter than rounding of the whole span, and Robertson's begins within 1e-4 of
# 1e11: at 1e-10 its first steps would have to be shorter.
ROBERTSON_RTOL = 1e-8
BRUSSELATOR_AT_20 = (0.49863707126834783, 4.596780349452011)
ROBERTSON_AT_1E11 = (0.2083340149701255e-7, 0.8333360770334713e-13, 0.9999999791665050)


def run_apart(
    model: Model, exact: Callable[[Array], Array], hours: float, start: Array | None = None
) -> Measured:
    """The largest error of a run, at 201 times, over the largest value of each species."""
    kernel, parameters = solver_of(model)
    times = np.linspace(0.0, hours, 201)
    state = kernel.initial_state if start is None else start
    due = exact(times)
    found = run(kernel, parameters, state, (0.0, hours), times, rtol=RTOL, atol_relative=1e-12)
    errors = np.abs(found.state - due).max(axis=1) / np.abs(due).max(axis=1)
    return Measured(float(errors.max()), f"by {found.method}")


def end_apart(
    model: Model, due: tuple[float, ...], end: float, rtol: float = RTOL
) -> Measured | NotRun:
    """The largest relative error at the end of a run whose steps may be of any length."""
    kernel, parameters = solver_of(model)
    if kernel.machine is None:
        return NO_MACHINE
    scale = np.abs(due)
    done = integrate_recorded(
        kernel.machine,
        parameters,
        kernel.initial_state,
        (0.0, end),
        rtol=rtol,
        atol=1e-4 * rtol * scale,
    )
    found = done.state[:, -1]
    if not np.isfinite(found).all():
        raise SolveError(f"{model.name} did not arrive")
    steps = done.time.size - 1
    return Measured(float(np.abs(found / np.array(due) - 1).max()), f"in {steps} steps")


def pool_from_outside(hours: Array) -> Array:
    """(1, T) of the sharp pool that begins 1 umol/L above its day."""
    return np.asarray(sharp_pool_exact(hours) + np.exp(-0.2 * np.asarray(hours)))


def checks() -> tuple[Check, ...]:
    """All of this group."""
    return (*_checks_of_forms(), *_checks_of_references())


def _checks_of_forms() -> tuple[Check, ...]:
    above = sharp_pool_exact(np.zeros(1))[:, 0] + 1.0
    forms = (
        (
            *("logistic", "logistic growth over 6 h", "its closed form"),
            partial(run_apart, logistic(), logistic_exact, 6.0),
        ),
        (
            *("two_compartments", "two compartments of 3 and 5 L over 24 h", "two exponentials"),
            partial(run_apart, two_compartments(), two_compartments_exact, 24.0),
        ),
        (
            *("michaelis_menten", "saturable elimination over 8 h", "Lambert's W"),
            partial(run_apart, michaelis_menten_loss(), michaelis_menten_exact, 8.0),
        ),
        (
            "driven_pool",
            "a pool on its way to its day, over 72 h,",
            "a Fourier series and an exponential",
            partial(run_apart, sharp_pool(), pool_from_outside, 72.0, above),
        ),
    )
    return tuple(
        Check(
            f"closed_{name}",
            GROUP,
            f"A run of {what} is {against}.",
            "The run at a relative tolerance of 1e-10, at 201 times; over the largest value.",
            "relative error",
            Bound("a hundred tolerances: errors of steps add up", high=100 * RTOL),
            measure,
        )
        for name, what, against, measure in forms
    )


def _checks_of_references() -> tuple[Check, ...]:
    return (
        Check(
            "brusselator",
            GROUP,
            "The Brusselator arrives where it was published to arrive.",
            "A = 1, B = 3 from (1.5, 3), at time 20, at 1e-10; against the reference of Hairer, "
            "Nørsett and Wanner, Solving Ordinary Differential Equations I.",
            "relative error",
            Bound("a hundred tolerances: errors of steps add up", high=100 * RTOL),
            partial(end_apart, brusselator(), BRUSSELATOR_AT_20, 20.0),
        ),
        Check(
            "robertson",
            GROUP,
            "Robertson's stiff reactions arrive where they were published to arrive.",
            f"At time 1e11, at {ROBERTSON_RTOL:g}; against the reference of the Test Set for IVP "
            "Solvers (Mazzia and Magherini).",
            "relative error",
            Bound("a hundred tolerances: errors of steps add up", high=100 * ROBERTSON_RTOL),
            partial(end_apart, robertson(), ROBERTSON_AT_1E11, 1e11, ROBERTSON_RTOL),
        ),
    )
