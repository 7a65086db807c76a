"""Checks of the periodic day: how fast its error falls with the nodes, and what it is worth."""

from collections.abc import Callable
from functools import partial

import numpy as np
from numpy.typing import NDArray

from rls_sim.errors import SolveError
from rls_sim.network.kernel import Kernel
from rls_sim.network.model import Model
from rls_sim.numerics.certificate import CLOSED
from rls_sim.numerics.cycle import Cycle, find_cycle
from rls_sim.numerics.equations import equations
from rls_sim.numerics.newton import solve
from rls_sim.numerics.search import RESOLVED
from rls_sim.numerics.spectral import interpolate
from rls_sim.numerics.system import floors, magnitudes
from rls_sim.study.installation import tiny_cycle_error
from rls_sim.verification.brain import DAY, healthy, healthy_day, parameters_of
from rls_sim.verification.check import Bound, Check, Curve, Measured
from rls_sim.verification.subjects import SHARPNESS, sharp_pool, sharp_pool_exact, solver_of

Array = NDArray[np.float64]

GROUP = "periodic day"
PLOT = "nodes"
TIMES = np.linspace(0.0, DAY, 289)  # at many places between the nodes
EXACTLY = 1e-13  # to which the equations at the nodes are solved, so that only the nodes err
TOLERANCE = 1e-9  # to which they are solved by default
SHARP_NODES = (8, 16, 24, 32, 40, 48, 56, 64, 72, 80, 88, 96, 104, 112)
BRAIN_NODES = (8, 16, 24, 32, 40, 48)
FINEST = 128
COARSER, FINER = 24, 32


def day_on(model: Model, nodes: int, start: Array) -> Array:
    """The day (ns, T) at TIMES, on so many nodes and no others, searched from a state (ns,).

    Raises SolveError where the equations at these nodes are not solved.
    """
    kernel, parameters = solver_of(model)
    unclosed = np.zeros((start.size, 0))
    balance = equations(kernel, parameters, nodes, DAY, floors(start), unclosed)
    found = solve(balance, np.repeat(start[:, None], nodes, axis=1), EXACTLY)
    if not found.converged:
        raise SolveError(f"{model.name}: no day on {nodes} nodes")
    return interpolate(found.state, DAY, TIMES)


def errors_on(
    model: Model, start: Array, counts: tuple[int, ...], exact: Array
) -> NDArray[np.float64]:
    """The largest error on each number of nodes, over the size of the species."""
    size = magnitudes(exact, floors(start))[:, None]
    days = (day_on(model, count, start) for count in counts)
    return np.array([np.abs((day - exact) / size).max() for day in days])


def factor_of_a_harmonic(model: Model, exact: Callable[[Array], Array]) -> Measured:
    """What a further harmonic (two nodes) leaves of the error, fitted until rounding.

    A pool hands on what it gets of harmonic n in proportion to 1/n, which is taken out first.
    """
    errors = errors_on(model, Kernel.of(model).initial_state, SHARP_NODES, exact(TIMES))
    counts = np.array(SHARP_NODES)
    falling = errors > 1e3 * np.finfo(float).eps
    slope = np.polyfit(counts[falling], np.log((errors * counts)[falling]), 1)[0]
    curve = Curve.of(PLOT, "sharp pool", counts, errors, float(np.exp(2 * slope)))
    told = f"{errors[0]:.1e} on {counts[0]} nodes to {errors[-1]:.1e} on {counts[-1]}"
    return Measured(float(np.exp(2 * slope)), told, (curve,))


def least_error(model: Model, exact: Callable[[Array], Array]) -> Measured:
    """What is left of the error on the finest nodes."""
    nodes = SHARP_NODES[-1:]
    errors = errors_on(model, Kernel.of(model).initial_state, nodes, exact(TIMES))
    return Measured(float(errors[0]), f"on {nodes[0]} nodes")


def decades_of_the_brain(model: Model) -> Measured:
    """How many decades the error of the brain's day falls from 24 to 32 nodes."""
    start = healthy_day().state.mean(axis=1)
    errors = errors_on(model, start, BRAIN_NODES, day_on(model, FINEST, start))
    by_nodes = dict(zip(BRAIN_NODES, errors, strict=True))
    told = ", ".join(f"{error:.1e} on {nodes}" for nodes, error in by_nodes.items())
    curve = Curve.of(PLOT, "the brain's day", BRAIN_NODES, errors)
    return Measured(float(np.log10(by_nodes[COARSER] / by_nodes[FINER])), told, (curve,))


def error_by_default(model: Model) -> Measured:
    """The error of the day as it is solved unless asked otherwise, against the finest nodes."""
    error, cycle = _error_of_the_day(model)
    return Measured(error, f"on {cycle.certificate.nodes} nodes")


def estimate_over_error(model: Model) -> Measured:
    """The day's own estimate of its error over what the error is."""
    error, cycle = _error_of_the_day(model)
    estimate = cycle.certificate.error_estimate
    return Measured(estimate / error, f"estimate {estimate:.1e}, error {error:.1e}")


def closure(model: Model) -> Measured:
    """By how much an integrated day misses its start."""
    cycle = _day(model)
    return Measured(cycle.certificate.closure, f"worst of {len(cycle.state)} species")


def reference_apart(model: Model) -> Measured:
    """The day by machine code against the day by NumPy and SciPy alone."""
    cycle = _day(model)
    kernel, parameters = solver_of(model)
    other = find_cycle(kernel, parameters, cycle.state.mean(axis=1), method="reference")
    if not other.converged:
        raise SolveError(other.error)
    size = magnitudes(cycle.state, cycle.floor)[:, None]
    difference = np.abs((cycle.at(TIMES) - other.at(TIMES)) / size).max(axis=1)
    worst = kernel.species_names[int(difference.argmax())]
    return Measured(float(difference.max()), f"worst: {worst}")


def pool_error() -> Measured:
    """The day of one driven pool against its closed form."""
    return Measured(tiny_cycle_error())


def _day(model: Model) -> Cycle:
    if model is healthy():
        return healthy_day()
    cycle = find_cycle(Kernel.of(model), parameters_of(model), healthy_day())
    if not cycle.converged:
        raise SolveError(cycle.error)
    return cycle


def _error_of_the_day(model: Model) -> tuple[float, Cycle]:
    cycle = _day(model)
    exact = day_on(model, FINEST, cycle.state.mean(axis=1))
    size = magnitudes(cycle.state, cycle.floor)[:, None]
    return float(np.abs((cycle.at(TIMES) - exact) / size).max()), cycle


def checks() -> tuple[Check, ...]:
    """All of this group."""
    return (*_checks_of_pools(), *_checks_of_the_brain())


def _checks_of_pools() -> tuple[Check, ...]:
    pool = sharp_pool()
    return (
        Check(
            "pool_day",
            GROUP,
            "The day of a pool that is filled by the clock is the one in closed form.",
            "One first-order pool with a cosine inflow, at the nodes; relative to its mean.",
            "relative error",
            Bound("to which the equations are solved by default", high=TOLERANCE),
            pool_error,
        ),
        Check(
            "spectral_rate",
            GROUP,
            "The error falls exponentially with the nodes, at the rate of theory.",
            f"A pool filled by a sharp peak whose harmonics fall by {SHARPNESS:g}, on "
            f"{SHARP_NODES[0]} to {SHARP_NODES[-1]} nodes, against its Fourier series at 289 "
            "times; what a further harmonic leaves of error times nodes, fitted.",
            "factor of a harmonic",
            Bound(
                f"{SHARPNESS:g} in theory; on the coarsest nodes the line is bent by the "
                "clearance, which is no less than the turn of the first harmonics",
                0.95 * SHARPNESS,
                1.05 * SHARPNESS,
            ),
            partial(factor_of_a_harmonic, pool, sharp_pool_exact),
        ),
        Check(
            "spectral_rounding",
            GROUP,
            "It falls so until nothing but rounding is left.",
            "The same, on the finest nodes.",
            "relative error",
            Bound("some hundred roundings of 2e-16, each of a number of the day", high=1e-13),
            partial(least_error, pool, sharp_pool_exact),
        ),
    )


def _checks_of_the_brain() -> tuple[Check, ...]:
    brain = healthy()
    against = f"against {FINEST} nodes, at 289 times, over each species' mean"
    return (
        Check(
            "spectral_brain",
            GROUP,
            "The day of the brain converges exponentially too.",
            f"The healthy day on {COARSER} and on {FINER} nodes, {against}.",
            "decades gained",
            Bound("a method of order ten would gain 1.2 decades, one of order sixteen 2.0", 2.0),
            partial(decades_of_the_brain, brain),
        ),
        Check(
            "day_error",
            GROUP,
            "A day that is called found is right to 1e-7.",
            f"The healthy day as solved by default, {against}.",
            "relative error",
            Bound("what a finer set of nodes may move a day", high=RESOLVED),
            partial(error_by_default, brain),
        ),
        Check(
            "day_estimate",
            GROUP,
            "A day's estimate of its own error is no understatement.",
            f"The estimate of the same day over its error {against}.",
            "estimate over error",
            Bound("an estimate below the error would be one", 1.0),
            partial(estimate_over_error, brain),
        ),
        Check(
            "day_closes",
            GROUP,
            "A plain integration, which knows nothing of nodes, comes back to its start.",
            "The healthy day integrated by SciPy's Radau or BDF at 1e-9; the largest change of a "
            "species over its largest value.",
            "relative change",
            Bound("beyond which a day is refused", high=CLOSED),
            partial(closure, brain),
        ),
        Check(
            "day_reference",
            GROUP,
            "Machine code and NumPy find the same day.",
            "The healthy day by both, at 289 times, over each species' mean.",
            "relative difference",
            Bound("each is solved to 1e-9", high=2 * TOLERANCE),
            partial(reference_apart, brain),
        ),
    )
