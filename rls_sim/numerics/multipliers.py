"""The Floquet multipliers of a cycle: whether a small push fades from day to day.

They are the eigenvalues of the monodromy matrix: in its own directions a push comes back after a
period multiplied by one number each. The largest says how long the slowest pool remembers.
"""

import numpy as np
from numpy.typing import NDArray

from rls_sim.numerics.cycle import Cycle
from rls_sim.numerics.monodromy import monodromy
from rls_sim.numerics.system import FloatArray, magnitudes

FIRST_STEPS = 48  # a period
MOST_STEPS = 3072


def floquet_multipliers(cycle: Cycle, tolerance: float = 1e-7) -> NDArray[np.complex128]:
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


def leading_multiplier(cycle: Cycle, conserved: int = 0) -> complex:
    """The largest Floquet multiplier, beside the exact 1 of each of the ``conserved`` totals.

    Not-a-number where the deviations of a day are not finite.
    """
    try:
        multipliers = floquet_multipliers(cycle)
    except np.linalg.LinAlgError:
        return complex("nan")
    free = np.sort(np.argsort(np.abs(multipliers - 1))[conserved:])
    return complex(multipliers[free[0]])


def _uniform(cycle: Cycle, steps: int, scale: FloatArray) -> FloatArray:
    edges = np.linspace(0.0, cycle.period, steps + 1)
    return monodromy(cycle.kernel, cycle.p, cycle.at, edges, scale)


def _sorted_eigenvalues(matrix: FloatArray) -> NDArray[np.complex128]:
    values = np.linalg.eigvals(matrix).astype(complex)
    return values[np.lexsort((values.imag, -np.round(np.abs(values), 9)))]
