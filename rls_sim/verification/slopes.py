"""Checks of what is derived: Jacobians, the slopes of a day, and its Floquet multipliers."""

from collections.abc import Callable
from functools import partial

import numpy as np
from numpy.typing import NDArray

from rls_sim.errors import SolveError
from rls_sim.network.kernel import Kernel
from rls_sim.network.model import Model
from rls_sim.numerics.cycle import Cycle, find_cycle
from rls_sim.numerics.multipliers import floquet_multipliers
from rls_sim.numerics.sensitivity import sensitivity
from rls_sim.numerics.system import magnitudes
from rls_sim.verification.brain import DAY, healthy, healthy_day, parameters_of
from rls_sim.verification.check import Bound, Check, Measured
from rls_sim.verification.subjects import (
    SHARP_CLEARANCE,
    SHARP_MEAN,
    SHARPNESS,
    driven_compartments,
    sharp_pool,
    solver_of,
    two_compartments_matrix,
)

Array = NDArray[np.float64]
Function = Callable[[float], Array]

GROUP = "derivatives"
NODES = 128  # on which the sharp pool is resolved to rounding
ALONG = (  # parameters of iron, dopamine and the clock along which the brain's day is moved
    "neuron.receptor_density",
    "dietary_iron",
    "release_rate",
    "reuptake_maximal",
    "tyrosine_hydroxylase_clock_amplitude",
)
MOVE = 1e-3  # of a parameter; with a second move of half of it the error falls by 2^-4 of that
STEP = 1e-4  # of a state, likewise


def jacobian_apart(model: Model) -> Measured:
    """The exact Jacobian times a direction against differences of the rates along it."""
    kernel, cycle = Kernel.of(model), healthy_day()
    p, rng = parameters_of(model), np.random.default_rng(1)
    worst = 0.0
    for time in np.linspace(0.0, DAY, 6, endpoint=False):
        state = cycle.at(time)
        way = state * rng.uniform(-1, 1, state.size)
        exact = kernel.jacobian(time, state, p) @ way
        terms = np.abs(kernel.jacobian(time, state, p)) @ np.abs(way)

        def rates(share: float, time: float = time, s: Array = state, w: Array = way) -> Array:
            return kernel.rhs(time, s + share * w, p)

        found = _extrapolated(rates, STEP)
        worst = max(worst, float((np.abs(found - exact) / np.where(terms > 0, terms, 1)).max()))
    return Measured(worst, f"worst of {cycle.state.shape[0]} rates at 6 moments")


def _extrapolated(function: Function, step: float) -> Array:
    """The slope at 0 by central differences of two lengths, extrapolated; of order four."""

    def central(length: float) -> Array:
        return np.asarray((function(length) - function(-length)) / (2 * length))

    return np.asarray((4 * central(step / 2) - central(step)) / 3)


def pool_slope_apart(model: Model) -> Measured:
    """The slope of a pool's day along its clearance against its closed form."""
    kernel, parameters = solver_of(model)
    cycle = find_cycle(kernel, parameters, nodes=NODES)
    _require(cycle)
    column = list(kernel.parameter_names).index("sharp_clearance")
    found = sensitivity(kernel, cycle, [column]).slopes[0, 0]
    order = np.arange(1, 80)
    turn = 2 * np.pi / DAY * order
    inflow = SHARP_CLEARANCE * SHARP_MEAN
    size = -2 * inflow * SHARPNESS**order / (SHARP_CLEARANCE + 1j * turn) ** 2
    waves = np.exp(1j * np.multiply.outer(turn, cycle.time))
    exact = -inflow / SHARP_CLEARANCE**2 + (size @ waves).real
    return Measured(float(np.abs(found - exact).max() / np.abs(exact).max()), f"{NODES} nodes")


def day_slopes_apart(model: Model, along: tuple[str, ...] = ALONG) -> Measured:
    """Slopes of the brain's day against differences of days that are solved anew."""
    kernel, p = solver_of(model)
    cycle = find_cycle(kernel, p, healthy_day(), tolerance=1e-12)
    _require(cycle)
    columns = [list(kernel.parameter_names).index(name) for name in along]
    answer = sensitivity(kernel, cycle, columns)
    size = magnitudes(cycle.state, cycle.floor)[:, None]
    worst, where = 0.0, ""
    for column, name, slope in zip(columns, along, answer.slopes, strict=True):
        found = _day_slope(kernel, cycle, column)
        exact = slope * p[column]
        moved = np.abs(exact / size).max()
        error = float((np.abs(found - exact) / size).max() / moved)
        if not error <= worst:
            worst, where = error, name
    return Measured(worst, f"worst of {len(along)} parameters: {where}")


def _day_slope(kernel: Kernel, cycle: Cycle, column: int) -> Array:
    """How the day (ns, N) moves with the logarithm of a parameter, by solving it anew."""

    def day(share: float) -> Array:
        moved = cycle.p.copy()
        moved[column] *= 1 + share
        found = find_cycle(
            kernel, moved, cycle, nodes=cycle.state.shape[1], tolerance=1e-12, certify=False
        )
        _require(found)
        return found.at(cycle.time)

    return _extrapolated(day, MOVE)


def multipliers_apart(model: Model) -> Measured:
    """Floquet multipliers of two compartments against the exponentials of their rates."""
    kernel, parameters = solver_of(model)
    cycle = find_cycle(kernel, parameters)
    _require(cycle)
    exact = np.exp(DAY * np.sort(np.linalg.eigvals(two_compartments_matrix()).real)[::-1])
    found = floquet_multipliers(cycle)
    told = ", ".join(f"{value:.6g}" for value in found.real)
    return Measured(float(np.abs(found - exact).max()), f"multipliers {told}")


def _require(cycle: Cycle) -> None:
    if not cycle.converged:
        raise SolveError(cycle.error)


def checks() -> tuple[Check, ...]:
    """All of this group."""
    return (
        Check(
            "jacobian",
            GROUP,
            "The slopes of the rates, on which every solver rests, are exact.",
            "Of the brain at 6 moments of the healthy day, times random directions, against "
            "extrapolated differences of the rates; over the sum of the terms.",
            "relative difference",
            Bound("rounding of the rates over the step of the differences", high=1e-9),
            partial(jacobian_apart, healthy()),
        ),
        Check(
            "slope_closed",
            GROUP,
            "The slope of a day along a parameter is the one in closed form.",
            "Of the sharp pool along its clearance, on 128 nodes, against its Fourier series.",
            "relative error",
            Bound("at which a slope is believed, with ten times room", high=1e-9),
            partial(pool_slope_apart, sharp_pool()),
        ),
        Check(
            "slope_brain",
            GROUP,
            "Slopes of the brain's day are those of days that are solved anew.",
            f"Along {', '.join(ALONG)}: against extrapolated differences of days at 1e-12; over "
            "the largest slope.",
            "relative difference",
            Bound("1e-12 to which days are solved, over moves of 1e-3, with room", high=1e-7),
            partial(day_slopes_apart, healthy()),
        ),
        Check(
            "multipliers",
            GROUP,
            "Floquet multipliers of a linear system are its exponentials.",
            "Two compartments of 3 and 5 L with an infusion.",
            "difference",
            Bound("steps are halved until no multiplier moves by 1e-7", high=1e-7),
            partial(multipliers_apart, driven_compartments()),
        ),
    )
