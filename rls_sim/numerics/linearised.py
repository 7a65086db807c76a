"""What continuation asks of the equations of a periodic day: linear solves at one state.

The solver is that of Newton's method, asked for more digits. Near a fold its preconditioner may
see one direction alone; that is noticed, and made good.
"""

from typing import Protocol

import numpy as np

from rls_sim.numerics.equations import equations
from rls_sim.numerics.marching import relative_change
from rls_sim.numerics.system import FloatArray, System

STALE = 12  # products of one solve; above this a new preconditioner pays for itself
NEARLY = 3.0  # times the reduction wanted that will do
MOST_TRIES = 4
TINY = 1e-300


class LinearisedDay(Protocol):
    """The equations D x = f(t, x, p) on N equispaced nodes, linearised where it is asked.

    D is the derivative of the trigonometric interpolant, J the Jacobian of f at the nodes.
    Nothing is raised for a numerical reason.
    """

    def linearise(self, state: FloatArray, parameters: FloatArray) -> None:
        """Take the equations at ``state`` (ns, N) and ``parameters`` (np,) for what follows."""
        ...

    def defect(self) -> FloatArray:
        """f - D x at the nodes, (ns, N), in units per hour."""
        ...

    def solve(self, right: FloatArray, reduction: float) -> tuple[FloatArray, float]:
        """The y (ns, N) with (D - J) y = ``right`` (ns, N), no conserved total of it changed.

        Also about how large its error is as a share of itself, relative to the species'
        magnitudes: ``reduction`` is wanted, what was reached is said.
        """
        ...


class BalancedDay:
    """Harmonic balance, by machine code or NumPy. A preconditioner serves while it serves well."""

    def __init__(
        self,
        system: System,
        parameters: FloatArray,
        nodes: int,
        period: float,
        floor: FloatArray,
        totals: FloatArray,
    ) -> None:
        """As ``equations`` takes them."""
        self._balance = equations(system, parameters, nodes, period, floor, totals)
        self._state, self._slopes = np.zeros(0), None
        self._fresh = False  # whether the preconditioner is of this very state

    def linearise(self, state: FloatArray, parameters: FloatArray) -> None:
        """Evaluate the Jacobian at every node; see the protocol."""
        self._balance.parameters = parameters
        self._state = state
        with np.errstate(all="ignore"):
            self._slopes = self._balance.slopes(state)
        self._fresh = False

    def defect(self) -> FloatArray:
        """What is left of the equations; see the protocol."""
        return np.asarray(self._balance.defect(self._state))

    def solve(self, right: FloatArray, reduction: float) -> tuple[FloatArray, float]:
        """By GMRES; see the protocol.

        What GMRES makes small is the error seen through the preconditioner. One that was made
        where its own equations are nearly singular, at a fold or by it, sees one direction alone.
        It is known by a side that it makes larger than the answer: then a new one is made, and if
        that is no better the same factor is asked for on top.
        """
        asked, nothing = reduction, (np.full_like(right, np.nan), np.inf)
        with np.errstate(all="ignore"):
            for _ in range(MOST_TRIES):
                if not self._balance.prepared and not self._renewed():
                    return nothing
                before = self._balance.products
                seen = self._size(self._balance.preconditioned(right))
                found, left = self._balance.response(self._slopes, right, asked)
                blind = max(seen / max(self._size(found), TINY), 1.0)
                if left * blind <= NEARLY * reduction or (self._fresh and left > NEARLY * asked):
                    break
                if self._fresh:
                    asked = reduction / blind
                else:
                    self._balance.discard()
            if self._balance.products - before > STALE and not self._fresh:
                self._balance.discard()
        return (found, left * blind) if np.isfinite(found).all() else nothing

    def _renewed(self) -> bool:
        """Make the preconditioner of this state; whether there is one."""
        self._fresh = self._balance.precondition(self._slopes, self._state)
        if not self._fresh:
            self._balance.discard()
        return self._fresh

    def _size(self, move: FloatArray) -> float:
        return relative_change(move, self._state, self._balance.floor)
