"""Cycles by integration: settle for some days, or Newton's method on the map of one period.

The last resort, for drives too sharp for a Fourier series and starts that mislead Newton's
method on the whole day. A day costs what harmonic balance costs altogether. On machine code where
the system has some: the integration and the monodromy choose for themselves.
"""

from dataclasses import dataclass

import numpy as np

from rls_sim.numerics.integral import Integral, StoppedError
from rls_sim.numerics.integrate import integrate_surely
from rls_sim.numerics.monodromy import monodromy
from rls_sim.numerics.spectral import node_times, tail
from rls_sim.numerics.system import FloatArray, System, magnitudes, present

SETTLING_RTOL = 1e-4
SETTLING_EFFORT = 20_000  # evaluations of the rates, in all
SETTLING_NODES = 64
SHOTS = 12
SHOOTING_RTOL = 1e-9
CHECKING_RTOL = 1e-10
FIRST_RTOL = 1e-5  # far from the cycle a day need not be exact
SHOOTING_EFFORT = 10_000  # evaluations of the rates, a period; a day takes some thousand
DIRECTION_STEPS = 64  # of the integration's own, joined: enough for the monodromy as a direction
ARRIVED = 1e-8  # largest relative Newton step on the map of one period
FINEST_NODES = 8192
LEAST_LEFT, MOST_GAINED = 0.1, 10.0  # of a species, where a step still is to be trusted
SAMPLED = 1e-8  # size of the last harmonics at which the orbit counts as sampled


@dataclass(frozen=True)
class Shot:
    """The orbit (ns, N), whether it closes, by how much, and each species' drift a period."""

    orbit: FloatArray
    converged: bool
    error: float
    drift: FloatArray
    iterations: int


def settle(
    system: System,
    parameters: FloatArray,
    state: FloatArray,
    period: float,
    floor: FloatArray,
    periods: int,
) -> FloatArray | None:
    """The orbit (ns, N) after ``periods``, coarsely integrated; None where that fails."""
    hours = (0.0, periods * period)
    day = _integrated(system, parameters, state, hours, floor, SETTLING_RTOL, SETTLING_EFFORT)
    if day is None:
        return None
    start = (periods - 1) * period
    return present(system, day.at(start + node_times(SETTLING_NODES, period)))


def shoot(
    system: System, parameters: FloatArray, orbit: FloatArray, period: float, floor: FloatArray
) -> Shot:
    """Newton's method for a state that returns after one period, from ``orbit[:, 0]``.

    The integration is as exact as the last Newton step deserves, and at its most exact in the end.
    Believed only when the full Newton step is small: in a pool that grows for ever the change of
    one day soon is small against the pool, the step to where it would rest is not.
    """
    state, rtol = orbit[:, 0], FIRST_RTOL
    drift = np.full(state.size, np.inf)
    for iteration in range(SHOTS):
        hours = (0.0, period)
        day = _integrated(system, parameters, state, hours, floor, rtol, SHOOTING_EFFORT)
        if day is None:
            return Shot(orbit, False, np.inf, drift, iteration)
        orbit = present(system, day.at(node_times(SETTLING_NODES, period)))
        scale = magnitudes(orbit, floor)
        drift = (day.state[:, -1] - state) / scale
        step = _newton_step(system, parameters, day, scale, drift)
        if step is None:
            break
        error = float(np.abs(step).max())
        if error <= ARRIVED and rtol <= SHOOTING_RTOL:
            return _checked(system, parameters, day, floor, drift, iteration + 1)
        rtol = min(rtol, max(0.1 * error**2, SHOOTING_RTOL))
        state = _next_start(state, step * scale, present(system, day.state[:, -1]))
    return Shot(orbit, False, np.inf, drift, iteration + 1)


def _next_start(state: FloatArray, step: FloatArray, end: FloatArray) -> FloatArray:
    """Where the next shot begins: after the step, or where that leads too far, a day later.

    A pool that is empty at midnight and full at noon has no slope there to go by; the day does.
    """
    after = state + step
    far = (after < LEAST_LEFT * np.minimum(state, end)) | (
        after > MOST_GAINED * np.maximum(state, end)
    )
    return np.asarray(np.where(far, end, after))


def _checked(
    system: System,
    parameters: FloatArray,
    day: Integral,
    floor: FloatArray,
    drift: FloatArray,
    iterations: int,
) -> Shot:
    """The found day integrated once more, more exactly: what that changes is the error.

    That is the Newton step which the better day asks for, what the two days differ by between
    start and end, and what the nodes leave out of either.
    """
    period = float(day.time[-1])
    exact = _integrated(
        system, parameters, day.state[:, 0], (0.0, period), floor, CHECKING_RTOL, SHOOTING_EFFORT
    )
    orbit, left_out = _sampled(system, exact or day, period, floor)
    if exact is None:
        return Shot(orbit, False, np.inf, drift, iterations)
    scale = magnitudes(orbit, floor)
    step = _newton_step(
        system, parameters, day, scale, (exact.state[:, -1] - exact.state[:, 0]) / scale
    )
    if step is None:
        return Shot(orbit, False, np.inf, drift, iterations)
    hours = node_times(SETTLING_NODES, period)
    between = np.abs(exact.at(hours) - day.at(hours)).max(axis=1) / scale
    error = float(np.abs(step).max() + between.max()) + left_out
    return Shot(orbit, True, error, drift, iterations)


def _newton_step(
    system: System, parameters: FloatArray, day: Integral, scale: FloatArray, drift: FloatArray
) -> FloatArray | None:
    """The step, in units of ``scale``, after which a linear day would return; None without one."""
    stride = -(-(day.time.size - 1) // DIRECTION_STEPS)
    edges = np.append(day.time[:-1:stride], day.time[-1])
    propagator = monodromy(system, parameters, day.at, edges, scale)
    try:
        step = np.linalg.solve(np.eye(scale.size) - propagator, drift)
    except np.linalg.LinAlgError:
        return None
    return np.asarray(step, dtype=np.float64) if np.isfinite(step).all() else None


def _integrated(
    system: System,
    parameters: FloatArray,
    state: FloatArray,
    hours: tuple[float, float],
    floor: FloatArray,
    rtol: float,
    effort: int,
) -> Integral | None:
    atol = rtol * 1e-2 * magnitudes(state, floor)
    try:
        return integrate_surely(system, parameters, state, hours, rtol=rtol, atol=atol, most=effort)
    except StoppedError:
        return None


def _sampled(
    system: System, day: Integral, period: float, floor: FloatArray
) -> tuple[FloatArray, float]:
    """The integrated orbit on as many nodes as its interpolant needs, and its tail."""
    nodes = SETTLING_NODES
    while True:
        orbit = present(system, day.at(node_times(nodes, period)))
        left_out = tail(orbit, magnitudes(orbit, floor))
        if nodes >= FINEST_NODES or left_out <= SAMPLED:
            return orbit, left_out
        nodes *= 2
