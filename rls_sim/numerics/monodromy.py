"""The monodromy matrix: what one period does to a small deviation from an orbit."""

from collections.abc import Callable

import numpy as np

from rls_sim.numerics.system import FloatArray, System

CHUNK = 64  # steps whose Jacobians are evaluated at once
# Two-stage Radau IIA: third order and L-stable, so a mode of 1e5/h dies within one step.
STAGES = np.array([1 / 3, 1.0])
WEIGHTS = np.array([[5 / 12, -1 / 12], [3 / 4, 1 / 4]])


def monodromy(
    system: System,
    parameters: FloatArray,
    orbit: Callable[[FloatArray], FloatArray],
    edges: FloatArray,
    scale: FloatArray,
) -> FloatArray:
    """The propagator (ns, ns) of deviations along ``orbit``, in units of ``scale`` (ns,).

    ``orbit`` gives states (ns, T) at times (T,); ``edges`` are the ends of the steps, (n + 1,).
    """
    ratio = scale / scale[:, None]
    deviation = np.eye(scale.size)
    for first in range(0, edges.size - 1, CHUNK):
        ends = edges[first : first + CHUNK + 1]
        lengths = np.diff(ends)
        times = (ends[:-1, None] + lengths[:, None] * STAGES).ravel()
        with np.errstate(all="ignore"):
            slopes = system.jacobian(times, orbit(times), parameters) * ratio
        for step, length in enumerate(lengths):
            pair = slopes[2 * step : 2 * step + 2] * length
            deviation = _radau_step(pair, deviation)
    return deviation


def _radau_step(pair: FloatArray, deviation: FloatArray) -> FloatArray:
    """One step for the two stage values; the second is the end of the step."""
    count = deviation.shape[0]
    matrix = np.eye(2 * count)
    for row in range(2):
        for column in range(2):
            block = np.s_[row * count : (row + 1) * count, column * count : (column + 1) * count]
            matrix[block] -= WEIGHTS[row, column] * pair[column]
    ends = np.linalg.solve(matrix, np.vstack([deviation, deviation]))
    return np.asarray(ends[count:], dtype=np.float64)
