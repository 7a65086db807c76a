"""What one period does to a small deviation: the monodromy matrix and its eigenvalues."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from rls_sim.numerics.system import FloatArray, System, magnitudes

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from rls_sim.numerics.cycle import Cycle

FIRST_STEPS = 48  # a period
MOST_STEPS = 3072
CHUNK = 64  # steps whose Jacobians are evaluated at once
# Two-stage Radau IIA: third order and L-stable, so a mode of 1e5/h dies within one step.
STAGES = np.array([1 / 3, 1.0])
WEIGHTS = np.array([[5 / 12, -1 / 12], [3 / 4, 1 / 4]])


def floquet_multipliers(cycle: "Cycle", tolerance: float = 1e-7) -> "NDArray[np.complex128]":
    """The Floquet multipliers (ns,), largest first; the cycle is stable iff all lie within 1.

    Steps are halved until no multiplier moves by more than ``tolerance``, which must be well
    below 1 - exp(-period / slowest time constant) for a verdict on stability: 2e-4 for ten years.
    """
    scale = magnitudes(cycle.state, cycle.floor)
    steps = FIRST_STEPS
    previous = _sorted_eigenvalues(_uniform(cycle, steps, scale))
    while steps < MOST_STEPS:
        steps *= 2
        present = _sorted_eigenvalues(_uniform(cycle, steps, scale))
        if np.abs(present - previous).max() <= tolerance:
            return present
        previous = present
    return previous


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


def _uniform(cycle: "Cycle", steps: int, scale: FloatArray) -> FloatArray:
    edges = np.linspace(0.0, cycle.period, steps + 1)
    return monodromy(cycle.kernel, cycle.p, cycle.at, edges, scale)


def _sorted_eigenvalues(matrix: FloatArray) -> "NDArray[np.complex128]":
    values = np.linalg.eigvals(matrix).astype(complex)
    return values[np.lexsort((values.imag, -np.round(np.abs(values), 9)))]
