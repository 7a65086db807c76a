"""What a cycle can show for itself: how it was found and how well it holds.

No number is enough alone. The residual says that the equations hold at the nodes, tail and error
estimate that the nodes are enough, the closure that a plain integration comes back.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from rls_sim.numerics.integrate import integrate_surely
from rls_sim.numerics.system import FloatArray, System, present

CLOSED = 1e-6  # largest relative change of a species over the integrated day
CLOSURE_RTOL = 1e-9
# How far finer nodes move a day is found with its mean Jacobian, which sees less than the whole: of
# 4,000 cells of every kind three were off by more than that, by up to 4.6 times where both are
# below 1e-8 and 3.4 times elsewhere (`benchmarks/robustness.py`).
ESTIMATE_MARGIN = 3.0
CLOSURE_EFFORT = 20_000  # evaluations of the rates; a day takes some thousand


class Path(StrEnum):
    """How a cycle was found."""

    HARMONIC_BALANCE = "harmonic_balance"
    SHOOTING = "shooting"
    SETTLING = "settling"


@dataclass(frozen=True)
class Certificate:
    """The evidence that a cycle is one.

    ``residual``: largest |D x - f| at the nodes over the species' magnitude, 1/h.
    ``tail``: size of the last two harmonics over the species' magnitude.
    ``error_estimate``: largest relative move on the next finer set of nodes, with a margin.
    ``closure``: largest relative change of a species over one integrated day; NaN if not asked.
    """

    path: Path
    residual: float
    tail: float
    error_estimate: float
    closure: float
    nodes: int
    iterations: int


def closure_by_species(
    system: System, parameters: FloatArray, orbit: FloatArray, period: float, floor: FloatArray
) -> FloatArray:
    """The relative change of each species over one integrated period, (ns,), from ``orbit[:, 0]``.

    The integration shares nothing with the cycle's own equations. A change is taken against the
    species' largest value of the day, at least its floor: a species that is below a billionth of
    its healthy size all day is absent and has no relative error, as long as it stays so.

    Raises StoppedError where the day cannot be integrated.
    """
    scale = np.maximum(np.abs(orbit).max(axis=1), floor)
    start = present(system, orbit[:, 0])
    day = integrate_surely(
        system,
        parameters,
        start,
        (0.0, period),
        rtol=CLOSURE_RTOL,
        atol=CLOSURE_RTOL * 1e-2 * scale,
        most=CLOSURE_EFFORT,
    )
    return closure_of(start, day.state[:, -1], scale, floor)


def closure_of(
    start: FloatArray, end: FloatArray, scale: FloatArray, floor: FloatArray
) -> FloatArray:
    """The change of each species between two states, (..., ns), over its ``scale``.

    Nothing for a species that is absent at both ends.
    """
    absent = (scale <= floor) & (np.abs(end) <= floor)
    return np.where(absent, 0.0, np.abs(end - start) / scale)
