"""Periodic days as they truly are, by code that shares nothing with the engine's numerics.

Newton shooting: SciPy's LSODA integrates one day of the plain NumPy rates at a relative tolerance
of 1e-11, the monodromy is a product of rational approximations of matrix exponentials along that
day. Against SciPy's Radau the days found agree to 1e-10.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rls_sim.network.kernel import Kernel

Array = NDArray[np.float64]

PERIOD = 24.0
TOLERANCE = 1e-11
ABSOLUTE_SHARE = 1e-3  # of the tolerance, times the size of a species
INTERVALS = 240  # of a day, for its monodromy
SHOTS = 30
CLOSE = 1e-9  # last Newton step, relative: what the reference itself is worth
STEADY = 1e-3  # a Newton step from which on the monodromy is kept
MOST_CALLS = 60_000  # of the rates in a day; some thousand are usual
ABSENT = 1e-9  # of the size that a species has in the healthy guess: below that it has no error


class NoReferenceError(ArithmeticError):
    """No periodic day was found by shooting."""


@dataclass(frozen=True)
class TrueDay:
    """A periodic day: its state (ns,) at midnight, the sizes (ns,) of its species and its course.

    ``at`` gives states (ns, n) at n hours of the day; ``doubt`` is the last relative Newton step.
    """

    midnight: Array
    scale: Array
    at: Callable[[Array], Array]
    monodromy: Array  # (ns, ns), of states over their scale
    doubt: float

    def error(self, state: Array) -> float:
        """How far a state (ns,) at midnight is off, in the species that is worst."""
        return float(np.max(np.abs(state - self.midnight) / self.scale))


def integrate(
    kernel: Kernel,
    parameters: Array,
    state: Array,
    scale: Array,
    *,
    method: str = "LSODA",
    tolerance: float = TOLERANCE,
) -> Any:
    """One day from ``state`` (ns,) as SciPy gives it; raises NoReferenceError where it stops."""
    from scipy.integrate import solve_ivp

    calls = 0

    def rates(time: float, state: Array) -> Array:
        nonlocal calls
        calls += 1
        if calls > MOST_CALLS:
            raise NoReferenceError(f"{method} stands still at {time:.3g} h")
        return kernel.rhs(time, np.maximum(state, 0.0), parameters)

    def slopes(time: float, state: Array) -> Array:
        return kernel.jacobian(time, np.maximum(state, 0.0), parameters)

    function: Any = solve_ivp
    answer = function(
        rates,
        (0.0, PERIOD),
        state,
        method=method,
        jac=slopes,
        rtol=tolerance,
        atol=tolerance * ABSOLUTE_SHARE * scale,
        dense_output=True,
    )
    if not answer.success or not np.isfinite(answer.y).all():
        raise NoReferenceError(str(answer.message))
    return answer


def _integrated_surely(kernel: Kernel, parameters: Array, state: Array, scale: Array) -> Any:
    """By LSODA, or by Radau where LSODA stands still."""
    try:
        return integrate(kernel, parameters, state, scale)
    except NoReferenceError:
        return integrate(kernel, parameters, state, scale, method="Radau")


def true_day(kernel: Kernel, parameters: Array, start: Array, floor: Array) -> TrueDay:
    """
    The periodic day near ``start`` (ns,); ``floor`` (ns,) is a size below which nothing counts.

    Raises NoReferenceError where shooting does not arrive.
    """
    state = np.maximum(start, 0.0)
    map_of_day, step = None, np.full(state.shape, np.inf)
    for _ in range(SHOTS):
        size = np.maximum(np.abs(state), floor)
        day = _integrated_surely(kernel, parameters, state, size)
        scale = np.maximum(np.abs(day.y).max(axis=1), floor)
        if map_of_day is None or np.abs(step).max() > STEADY:
            map_of_day, unit = _monodromy(kernel, parameters, day.sol, scale), scale
        change = (day.y[:, -1] - state) / unit
        step = np.linalg.solve(np.eye(state.size) - map_of_day, change)
        # A step may take away at most nine tenths of any species.
        share = min(1.0, float(np.min(0.9 * state / np.maximum(-step * unit, 1e-300))))
        if share == 1.0 and np.abs(step).max() <= CLOSE:
            ratio = scale / unit
            rescaled = map_of_day * ratio / ratio[:, None]
            doubt = float(np.abs(step).max())
            return TrueDay(state + step * unit, scale, day.sol, rescaled, doubt)
        state = np.maximum(state + share * step * unit, 0.0)
    raise NoReferenceError(f"{SHOTS} shots were not enough")


def _monodromy(kernel: Kernel, parameters: Array, course: Any, scale: Array) -> Array:
    """What a day does to small changes of its first state, in units of ``scale``.

    Over an interval h with slopes J the factor is (1 + z/3) / (1 - 2z/3 + z^2/6), z = h J: of
    third order, and it forgets what decays within the interval.
    """
    edges = np.linspace(0.0, PERIOD, INTERVALS + 1)
    middles = (edges[1:] + edges[:-1]) / 2
    slopes = kernel.jacobian(middles, np.maximum(course(middles), 0.0), parameters)
    exponents = slopes * (PERIOD / INTERVALS) * (scale / scale[:, None])
    one = np.eye(scale.size)
    factors = np.linalg.solve(
        one - exponents * (2 / 3) + exponents @ exponents / 6, one + exponents / 3
    )
    product = one
    for factor in factors:
        product = factor @ product
    return np.asarray(product)


def days_to_settle(day: TrueDay, start: Array, error: float) -> int:
    """
    How many days of integration bring ``start`` (ns,) within ``error`` of the periodic day.

    From the monodromy, hence in linear approximation; at most ten million.
    """
    distance = (start - day.midnight) / day.scale
    reached, low, powers = 0, distance, [day.monodromy]
    while np.abs(powers[-1] @ low).max() > error:
        if 2 ** len(powers) > 10_000_000:
            return 10_000_000
        powers.append(powers[-1] @ powers[-1])
    for exponent in reversed(range(len(powers))):  # the last day that is still too far off
        after = powers[exponent] @ low
        if np.abs(after).max() > error:
            low, reached = after, reached + 2**exponent
    return reached + 1
