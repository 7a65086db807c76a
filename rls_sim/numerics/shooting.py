"""Cycles by integration: settle for some days, or Newton's method on the map of one period.

The last resort, for drives too sharp for a Fourier series and starts that mislead Newton's
method on the whole day. A day costs what harmonic balance costs altogether.
"""

from dataclasses import dataclass

import numpy as np

from rls_sim.numerics.integrate import Integral, StoppedError, integrate_surely
from rls_sim.numerics.marching import damped
from rls_sim.numerics.monodromy import monodromy
from rls_sim.numerics.spectral import node_times, tail
from rls_sim.numerics.system import FloatArray, System, magnitudes

SETTLING_PERIODS = 10
SETTLING_RTOL = 1e-4
SETTLING_EFFORT = 20_000  # evaluations of the rates, in all
SETTLING_NODES = 64
SHOTS = 10
SHOOTING_RTOL = 1e-9
SHOOTING_EFFORT = 10_000  # evaluations of the rates, a period; a day takes some thousand
ARRIVED = 1e-8  # largest relative Newton step on the map of one period
FINEST_NODES = 2048
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
    system: System, parameters: FloatArray, state: FloatArray, period: float, floor: FloatArray
) -> FloatArray | None:
    """The orbit (ns, N) after some coarsely integrated periods; None where that fails."""
    hours = (0.0, SETTLING_PERIODS * period)
    day = _integrated(system, parameters, state, hours, floor, SETTLING_RTOL, SETTLING_EFFORT)
    if day is None:
        return None
    start = (SETTLING_PERIODS - 1) * period
    return np.asarray(np.maximum(day.at(start + node_times(SETTLING_NODES, period)), 0.0))


def shoot(
    system: System, parameters: FloatArray, orbit: FloatArray, period: float, floor: FloatArray
) -> Shot:
    """Newton's method for a state that returns after one period, from ``orbit[:, 0]``.

    The monodromy is taken along every fourth of the steps of the integration: enough for a
    direction. Believed only when the full Newton step is small: in a pool that grows for ever
    the change of one day soon is small against the pool, the step to where it would rest is not.
    """
    state = orbit[:, 0]
    drift = np.full(state.size, np.inf)
    for iteration in range(SHOTS):
        day = _integrated(
            system, parameters, state, (0.0, period), floor, SHOOTING_RTOL, SHOOTING_EFFORT
        )
        if day is None:
            return Shot(orbit, False, np.inf, drift, iteration)
        orbit = np.maximum(day.at(node_times(SETTLING_NODES, period)), 0.0)
        scale = magnitudes(orbit, floor)
        drift = (day.state[:, -1] - state) / scale
        edges = np.append(day.time[:-1:4], period)
        propagator = monodromy(system, parameters, day.at, edges, scale)
        try:
            step = np.linalg.solve(np.eye(state.size) - propagator, drift)
        except np.linalg.LinAlgError:
            break
        if not np.isfinite(step).all():
            break
        error = float(np.abs(step).max())
        if error <= ARRIVED:
            return Shot(_sampled(day, period, floor), True, error, drift, iteration + 1)
        state = damped(state, step * scale, floor, 0.9)
    return Shot(orbit, False, np.inf, drift, iteration + 1)


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


def _sampled(day: Integral, period: float, floor: FloatArray) -> FloatArray:
    """The integrated orbit on as many nodes as its trigonometric interpolant needs."""
    nodes = SETTLING_NODES
    while True:
        orbit = np.asarray(np.maximum(day.at(node_times(nodes, period)), 0.0))
        if nodes >= FINEST_NODES or tail(orbit, magnitudes(orbit, floor)) <= SAMPLED:
            return orbit
        nodes *= 2
