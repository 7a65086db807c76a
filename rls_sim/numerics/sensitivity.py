"""How a periodic day moves with each parameter: exact derivatives, by linear solves alone.

Where the day solves D x = f(t, x, p), its derivative S along one parameter solves the same
equations linearised, D S - J(t) S = df/dp. That is one linear system a parameter with the operator
of Newton's method, and no second search. What comes out is the derivative of the equations as
they were solved, on the same nodes. Whoever solves the linear systems, the answer is put into
them, and what it leaves over is solved for until nothing is: no solver is taken at its word.

In a closed system every total has its own family of days; the derivative is the one that leaves
the mean state's totals, weighed at these parameters, as they are. So does a search that starts
from this day.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from rls_sim.numerics.conservation import conserved_totals
from rls_sim.numerics.cycle import Cycle
from rls_sim.numerics.equations import equations, quickest
from rls_sim.numerics.search import REPEATED
from rls_sim.numerics.spectral import coefficients, from_coefficients
from rls_sim.numerics.system import NEGLIGIBLE, FloatArray, System, magnitudes, present

EXACT = 1e-10  # expected error of a derivative, against its size, at which it is believed
REDUCTION = 1e-6  # of the error by one linear solve; what is left over is solved for again
PASSES = 6

# From right-hand sides (k, ns, N) to the S of D S - J(t) S = right, more or less exactly: what it
# misses is found out and asked for again. NaN where it fails.
LinearSolver = Callable[[FloatArray], FloatArray]
# Rows, columns and values, (n,) or (n, N), of a sparse matrix.
Entries = tuple[NDArray[np.intp], NDArray[np.intp], FloatArray]


class DerivedSystem(System, Protocol):
    """A system that also knows how its rates change with its parameters."""

    @property
    def parameter_names(self) -> Sequence[str]:
        """The names of the parameters, in the order of every parameter vector."""
        ...

    def parameter_slopes(self, time: Any, state: FloatArray, parameters: FloatArray, /) -> Entries:
        """The entries d rate[row] / d parameter[column]."""
        ...


@dataclass(frozen=True)
class Sensitivity:
    """Derivatives of a day along some parameters, ``columns`` (k,) of the parameter vector.

    ``slopes`` (k, ns, N) at the nodes of the cycle, state per parameter, in the units of the
    system. Where one was not found it is NaN and ``problems`` (k texts) says why.
    """

    columns: NDArray[np.intp]
    slopes: FloatArray
    problems: tuple[str, ...]


def sensitivity(
    kernel: DerivedSystem,
    cycle: Cycle,
    columns: Sequence[int] | NDArray[np.intp],
    solve: LinearSolver | None = None,
) -> Sensitivity:
    """The derivatives of a converged cycle of ``kernel`` along the parameters at ``columns``.

    ``solve`` solves the linearised day; without it the solver of the reference does. Raises
    ValueError where the cycle did not converge.
    """
    if not cycle.converged:
        raise ValueError("a day that was not found has no derivatives")
    chosen = np.array(columns, dtype=np.intp)
    push, problems = _pushes(kernel, cycle, chosen)
    slopes = np.zeros_like(push)
    due = np.array([not problem for problem in problems]) & push.any(axis=(1, 2))
    if due.any():
        slopes[due] = _refined(cycle, push[due], solve or linearised_day(cycle))
    for place, column in enumerate(chosen):
        if problems[place]:
            slopes[place] = np.nan
        elif not np.isfinite(slopes[place]).all():
            name = kernel.parameter_names[column]
            problems[place] = f"the linear equations of the slope along {name} were not solved"
    return Sensitivity(chosen, slopes, tuple(problems))


def linearised_day(cycle: Cycle) -> LinearSolver:
    """The solver of the day linearised about ``cycle``, prepared once for many right-hand sides.

    It is that of Newton's method: machine code where the system has some, else the reference.
    """
    state, period = cycle.state, cycle.period
    totals = conserved_totals(cycle.kernel, cycle.p, cycle.floor / NEGLIGIBLE, period)
    system = quickest(cycle.kernel)
    balance = equations(system, cycle.p, state.shape[1], period, cycle.floor, totals)
    with np.errstate(all="ignore"):
        slopes = balance.slopes(state)
        regular = balance.precondition(slopes, state)

    def solve(right: FloatArray) -> FloatArray:
        answer = np.full_like(right, np.nan)
        if regular:
            with np.errstate(all="ignore"):
                for row, push in enumerate(right):
                    answer[row], _ = balance.response(slopes, push, REDUCTION)
        return answer

    return solve


def _refined(cycle: Cycle, push: FloatArray, solve: LinearSolver) -> FloatArray:
    """The S (k, ns, N) of D S - J(t) S = push; NaN where no refinement arrives.

    The error left after a correction is expected to be as much smaller than the correction as
    that was against the one before.
    """
    scale = magnitudes(cycle.state, cycle.floor)[:, None]
    state = present(cycle.kernel, cycle.state, cycle.floor)
    found, before = np.zeros_like(push), np.zeros(len(push))
    due = np.arange(len(push))
    with np.errstate(all="ignore"):
        slopes = quickest(cycle.kernel).jacobian(cycle.time, state, cycle.p)
        for _ in range(PASSES):
            step = solve(push[due] - _pushed_back(slopes, found[due], cycle.period))
            found[due] += step
            size, whole = (np.abs(x / scale).max(axis=(1, 2)) for x in (step, found[due]))
            exact = size * np.fmin(size / before[due], 1.0) <= EXACT * whole
            before[due] = size
            due = due[~exact & np.isfinite(size)]  # what failed stays not-a-number
            if not due.size:
                break
    found[due] = np.nan
    return found


def _pushed_back(slopes: FloatArray, moved: FloatArray, period: float) -> FloatArray:
    """D S - J(t) S (k, ns, N) at the nodes, for slopes J (N, ns, ns) and S (k, ns, N)."""
    through = np.matmul(slopes, moved.transpose(2, 1, 0)).transpose(2, 1, 0)
    turn = 2j * np.pi / period * np.arange(moved.shape[2] // 2)
    return from_coefficients(turn * coefficients(moved) - coefficients(through), moved.shape[2])


def _pushes(
    kernel: DerivedSystem, cycle: Cycle, chosen: NDArray[np.intp]
) -> tuple[FloatArray, list[str]]:
    """df/dp (k, ns, N) at the nodes for each chosen parameter, and why it is of no use, if so."""
    state, p, nodes = present(cycle.kernel, cycle.state, cycle.floor), cycle.p, cycle.time.size
    two_days = np.concatenate([cycle.time, cycle.time + cycle.period])
    with np.errstate(all="ignore"):
        rows, columns, values = kernel.parameter_slopes(two_days, np.hstack([state, state]), p)
        today, tomorrow = values[:, :nodes], values[:, nodes:]
        change, size = np.abs(tomorrow - today).max(axis=1), np.abs(today).max(axis=1)
        # A slope that is zero but for rounding has no size of its own; the rate it belongs to has.
        share = np.abs(kernel.rhs(cycle.time, state, p)).max(axis=1)[rows] / np.abs(p[columns])
        size = np.maximum(size, np.where(p[columns] == 0, 0.0, share))
    push = np.zeros((chosen.size, *state.shape))
    problems = []
    for place, column in enumerate(chosen):
        here = columns == column
        push[place, rows[here]] = today[here]
        name, problem = kernel.parameter_names[column], ""
        if not np.isfinite(today[here]).all():
            problem = f"the rates have no finite slope along {name}"
        elif (change[here] > REPEATED * size[here]).any():
            problem = f"with another {name} the rates would not repeat after {cycle.period:g} h"
        problems.append(problem)
    return push, problems
