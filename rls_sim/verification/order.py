"""Checks of the integrator: how fast its error falls with the step, and with the tolerance."""

from collections.abc import Callable
from functools import partial

import numpy as np
from numpy.typing import NDArray

from rls_sim.errors import SolveError
from rls_sim.network.kernel import Kernel
from rls_sim.network.model import Model
from rls_sim.numerics.rosenbrock import Ends, integrate_batch
from rls_sim.verification.brain import LESION, lesioned, parameters_of, start
from rls_sim.verification.check import Bound, Check, Curve, Measured, NotRun
from rls_sim.verification.subjects import (
    logistic,
    logistic_exact,
    prothero_robinson,
    prothero_robinson_exact,
    solver_of,
)

Array = NDArray[np.float64]
Exact = Callable[[Array], Array]

GROUP = "Rodas5P"
PLOT = "steps"
LOOSE = 1e6  # a relative tolerance that every step meets: all are as long as the longest allowed
TIGHT = 1e-13
STIFF = 1e5  # 1/h
COUNTS = (8, 16, 32, 64)
BRAIN_COUNTS = (8, 16, 32, 64, 128)
BRAIN_HOURS = 6.0
NO_MACHINE = NotRun("there is no machine code on this machine: llvmlite cannot be used")


def fixed_steps(
    model: Model, start: Array, end: float, count: int, times: Array | None = None
) -> Ends:
    """The model after ``count`` steps of one length; SolveError where it took others."""
    kernel, parameters = solver_of(model)
    assert kernel.machine is not None
    done = integrate_batch(
        kernel.machine,
        parameters,
        start,
        (0.0, end),
        rtol=LOOSE,
        atol=np.ones(start.size),
        output_times=times,
        longest=end / count,
    )
    if not done.done.all() or int(done.steps[0]) != count:
        raise SolveError(f"{model.name}: {int(done.steps[0])} steps were taken, not {count}")
    return done


def slope(x: Array, y: Array) -> float:
    """The slope of a line through the logarithms."""
    return float(np.polyfit(np.log(x), np.log(y), 1)[0])


def order_at_the_end(
    model: Model, exact: Exact, end: float, label: str, counts: tuple[int, ...] = COUNTS
) -> Measured | NotRun:
    """The order, fitted to the errors at the end of runs of so many equal steps."""
    kernel = Kernel.of(model)
    if kernel.machine is None:
        return NO_MACHINE
    due = exact(np.array([end]))[:, 0]
    steps = end / np.array(counts)
    runs = [fixed_steps(model, kernel.initial_state, end, count) for count in counts]
    errors = np.array([np.abs(run.state[0] / due - 1).max() for run in runs])
    told = f"errors {errors[0]:.1e} with {counts[0]} steps to {errors[-1]:.1e} with {counts[-1]}"
    return Measured(
        slope(steps, errors), told, (Curve.of(PLOT, label, steps, errors, slope(steps, errors)),)
    )


def order_between(model: Model, exact: Exact, end: float, label: str) -> Measured | NotRun:
    """The order, fitted to the largest errors anywhere between the steps."""
    kernel = Kernel.of(model)
    if kernel.machine is None:
        return NO_MACHINE
    times = np.linspace(0.0, end, 1001)  # at many shares of the steps
    due, steps = exact(times), end / np.array(COUNTS)
    runs = [fixed_steps(model, kernel.initial_state, end, count, times) for count in COUNTS]
    errors = np.array([np.abs(run.outputs[0].T / due - 1).max() for run in runs])
    told = f"errors {errors[0]:.1e} to {errors[-1]:.1e}"
    return Measured(
        slope(steps, errors), told, (Curve.of(PLOT, label, steps, errors, slope(steps, errors)),)
    )


def order_on_the_brain(model: Model) -> Measured | NotRun:
    """The same on the brain after half of the receptor's synthesis is lost, against 1e-13."""
    kernel = Kernel.of(model)
    if kernel.machine is None:
        return NO_MACHINE
    size = np.abs(start())
    exact = integrate_batch(
        kernel.machine,
        parameters_of(model),
        start(),
        (0.0, BRAIN_HOURS),
        rtol=TIGHT,
        atol=1e-2 * TIGHT * size,
    )
    if not exact.done.all():
        raise SolveError("the reference of the brain did not arrive")
    runs = [fixed_steps(model, start(), BRAIN_HOURS, count) for count in BRAIN_COUNTS]
    errors = np.array([(np.abs(run.state - exact.state)[0] / size).max() for run in runs])
    steps = BRAIN_HOURS / np.array(BRAIN_COUNTS)
    told = f"largest of {size.size} species: {errors[0]:.1e} to {errors[-1]:.1e}"
    curve = Curve.of(PLOT, "the brain, 6 h", steps, errors, slope(steps, errors))
    return Measured(slope(steps, errors), told, (curve,))


def tolerance_kept(model: Model, exact: Exact, end: float) -> Measured | NotRun:
    """The largest error over the tolerance asked for, from 1e-4 to 1e-10."""
    kernel, parameters = solver_of(model)
    if kernel.machine is None:
        return NO_MACHINE
    asked = 10.0 ** -np.arange(4, 11)
    times = np.linspace(0.0, end, 301)
    errors = []
    for rtol in asked:
        done = integrate_batch(
            kernel.machine,
            parameters,
            kernel.initial_state,
            (0.0, end),
            rtol=float(rtol),
            atol=np.full(1, rtol * 1e-2),
            output_times=times,
        )
        errors.append(float(np.abs(done.outputs[0].T / exact(times) - 1).max()))
    ratio = np.array(errors) / asked
    curve = Curve.of("tolerances", "logistic growth", asked, errors)
    return Measured(float(ratio.max()), f"from {ratio.min():.2g} on", (curve,))


def checks() -> tuple[Check, ...]:
    """All of this group."""
    return (*_checks_at_the_end(), *_checks_of_the_rest())


def _checks_at_the_end() -> tuple[Check, ...]:
    logic = partial(order_at_the_end, logistic(), logistic_exact, 2.0, "logistic growth")
    gentle, stiff = prothero_robinson(10.0), prothero_robinson(STIFF)
    wave = prothero_robinson_exact
    least = Bound("five, less what the longest steps of the fit are off the straight line", 4.7)
    how = f"runs of {', '.join(map(str, COUNTS))} equal steps against the closed form; fitted slope"
    return (
        Check(
            "order",
            GROUP,
            "The integrator is of order five.",
            f"Logistic growth over 2 h: {how}.",
            "order",
            least,
            logic,
        ),
        Check(
            "order_driven",
            GROUP,
            "It is so too where the rates depend on time.",
            f"Prothero and Robinson's problem at 10/h over 2 h: {how}.",
            "order",
            least,
            partial(order_at_the_end, gentle, wave, 2.0, "Prothero and Robinson, 10/h"),
        ),
        Check(
            "order_stiff",
            GROUP,
            "Where a species follows at once, the order falls, but to no less than about three.",
            f"The same at {STIFF:g}/h: {how}.",
            "order",
            Bound("two would be the order of a method not built for this problem", 2.5),
            partial(order_at_the_end, stiff, wave, 2.0, "Prothero and Robinson, 1e5/h"),
        ),
    )


def _checks_of_the_rest() -> tuple[Check, ...]:
    (name, size), *_ = LESION.items()
    return (
        Check(
            "order_brain",
            GROUP,
            "On the brain itself the error falls at least with the third power of the step.",
            f"{BRAIN_HOURS:g} h with {name} {size:g} in runs of "
            f"{', '.join(map(str, BRAIN_COUNTS))} equal steps, against the engine at 1e-13; "
            "fitted slope.",
            "order",
            Bound("some of its species follow others at 1e5/h and more: the stiff case above", 3.0),
            partial(order_on_the_brain, lesioned()),
        ),
        Check(
            "order_between",
            GROUP,
            "Between its steps the solution is of order four.",
            "Logistic growth at 1,001 times, in runs as above; fitted slope.",
            "order",
            Bound("an interpolant of order four errs by the fifth power within a step", 4.0),
            partial(order_between, logistic(), logistic_exact, 2.0, "between steps"),
        ),
        Check(
            "tolerance",
            GROUP,
            "The error is what was asked for.",
            "Logistic growth over 6 h at relative tolerances from 1e-4 to 1e-10; the largest "
            "error anywhere over the tolerance.",
            "error over tolerance",
            Bound("the tolerance is of each step; some ten of them add up here", high=10.0),
            partial(tolerance_kept, logistic(), logistic_exact, 6.0),
        ),
    )
