"""Harmonic balance by machine code, behind the interface of the reference in `harmonic_balance`.

States come and go as (ns, N); inside they are blocks of four nodes, as the drivers of ``compiled``
want them, in arrays that are made once and written over.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from rls_sim.numerics.compiled import balance as drivers
from rls_sim.numerics.compiled.arguments import Code, Grid, Room
from rls_sim.numerics.compiled.evaluate import set_constants
from rls_sim.numerics.compiled.krylov import gmres
from rls_sim.numerics.compiled.newton import solve_balance
from rls_sim.numerics.compiled.refine import estimate_error
from rls_sim.numerics.compiled.transforms import synthesise
from rls_sim.numerics.compiled.vectors import largest_weighted
from rls_sim.numerics.compiled.workspace import make_grid, make_room
from rls_sim.numerics.harmonic_balance import ENVELOPE_FORCING
from rls_sim.numerics.marching import March, march
from rls_sim.numerics.newton import LAST_STEP
from rls_sim.numerics.spectral import resample
from rls_sim.numerics.system import FloatArray, System

LANES = 4


@lru_cache(maxsize=32)
def grid_of(nodes: int, period: float, midway: bool = False) -> Grid:
    """The grid of ``nodes``, or of the times midway between them."""
    return make_grid(nodes, period, period / nodes / 2 if midway else 0.0)


def code_of(system: Any) -> Code | None:
    """The machine code of a system; None where it has none."""
    machine = getattr(system, "machine", None)
    return None if machine is None else Code(machine.addresses, machine.dims)


def into_blocks(state: FloatArray) -> FloatArray:
    """A day (ns, N) as the drivers want it, (ns N,)."""
    species, nodes = state.shape
    return np.ascontiguousarray(
        state.reshape(species, nodes // LANES, LANES).transpose(1, 0, 2)
    ).ravel()


def from_blocks(blocks: FloatArray, species: int) -> FloatArray:
    """A day (ns, N) out of the drivers' blocks; a copy also where one species needs no sorting."""
    apart = blocks.reshape(-1, species, LANES).transpose(1, 0, 2)
    return np.array(apart, order="C").reshape(species, -1)


@dataclass(eq=False)
class Slopes:
    """The slopes at one state: the machine code keeps them, and makes them anew if it must."""

    blocks: FloatArray


class MachineBalance:
    """The equations of one system, parameter vector and number of nodes (a multiple of 8).

    States are (ns, N); see `HarmonicBalance` for what the methods mean. Only for systems with
    machine code, and without conserved totals.
    """

    def __init__(
        self, system: System, parameters: FloatArray, nodes: int, period: float, floor: FloatArray
    ) -> None:
        code = code_of(system)
        assert code is not None
        self.system, self.nodes, self.period, self.floor = system, nodes, period, floor
        self.products = 0
        self._species = len(system.species_names)
        self._code, self._grid = code, grid_of(nodes, period)
        self._room: Room = make_room(code.dims, nodes)
        self._room.floor[:] = floor
        self._at: Slopes | None = None
        self._prepared = False
        self.parameters = parameters

    @property
    def parameters(self) -> FloatArray:
        """The parameters (np,); setting them forgets nothing but what depends on them."""
        return self._parameters

    @parameters.setter
    def parameters(self, parameters: FloatArray) -> None:
        """Take other parameters (np,); a preconditioner stays as it is."""
        self._parameters = np.array(parameters, dtype=np.float64)
        self._at = None
        set_constants(self._code, self._parameters, self._room.constants)
        drivers.set_drives(self._code, self._grid, self._room)

    @property
    def prepared(self) -> bool:
        """Whether there is a preconditioner."""
        return self._prepared

    @property
    def scale(self) -> FloatArray:
        """The size of each species (ns,) that the preconditioner was made with."""
        return self._room.scale[::LANES].copy()

    def discard(self) -> None:
        """Forget the preconditioner; the next step makes a new one."""
        self._prepared = False

    def solve(self, state: FloatArray, tolerance: float) -> tuple[FloatArray, float, int]:
        """Newton's method: the state (ns, N), the size of the last correction, the steps taken.

        The size is not-a-number where it came to nothing.
        """
        self._room.state[:] = into_blocks(resample(state, self.nodes))
        size, _, steps, products = solve_balance(
            self._code, self._grid, self._room, tolerance, LAST_STEP
        )
        self.products += products
        self._at, self._prepared = None, bool(np.isfinite(size))
        return self._out(self._room.state), float(size), int(steps)

    def march(self, state: FloatArray) -> March:
        """Take the envelope of the day to rest by growing implicit steps, from ``state``."""
        with np.errstate(all="ignore"):
            return march(self._envelope_step, resample(state, self.nodes), self.floor)

    def _envelope_step(self, state: FloatArray, tau: float) -> FloatArray:
        slopes = self.slopes(state)
        if not self.precondition(slopes, state, tau):
            return np.full_like(state, np.nan)
        return self.increment(slopes, self.correction(state), ENVELOPE_FORCING, tau)

    def slopes(self, state: FloatArray) -> Slopes:
        """The Jacobian at every node, which stays with the machine code."""
        found = Slopes(into_blocks(state))
        self._linearise(found)
        return found

    def _linearise(self, slopes: Slopes) -> None:
        """Have rates and slopes of a state at hand, less the mean that is factorised."""
        room = self._room
        drivers.linearise(self._code, self._grid, room, slopes.blocks)
        if self._prepared:
            drivers.take_mean(self._code, self._grid, room)
        self._at = slopes

    def precondition(self, slopes: Slopes, state: FloatArray, tau: float = np.inf) -> bool:
        """Factorise the mean Jacobian for every harmonic; False where that cannot be done."""
        code, grid, room = self._code, self._grid, self._room
        self._prepared = False
        self._linearise(slopes)
        drivers.set_mean(code, grid, room)
        drivers.set_scale(code, grid, room, into_blocks(state))
        drivers.factorise(code, grid, room, tau)
        drivers.take_mean(code, grid, room)
        # A state of no number need not show in the slopes: a law may be linear.
        self._prepared = bool(np.isfinite(room.factors).all() and np.isfinite(state).all())
        return self._prepared

    def defect(self, state: FloatArray) -> FloatArray:
        """f - D x at the nodes, (ns, N), in units per hour."""
        code, grid, room = self._code, self._grid, self._room
        blocks = into_blocks(state)
        drivers.set_rates(code, grid, room, blocks)
        drivers.set_defect(code, grid, room, blocks)
        synthesise(room.spectrum, self._species, grid, room.buffers, room.correction)
        return self._out(room.correction)

    def residual(self, state: FloatArray) -> FloatArray:
        """The largest |D x - f| of each species in units per hour, (ns,), at these nodes."""
        return np.asarray(np.abs(self.defect(state)).max(axis=1))

    def correction(self, state: FloatArray) -> FloatArray:
        """P^-1 (f - D x), (ns, N): about how far the state is from solving the equations."""
        code, grid, room = self._code, self._grid, self._room
        blocks = into_blocks(state)
        drivers.set_rates(code, grid, room, blocks)
        drivers.find_correction(code, grid, room, blocks, room.correction)
        return self._out(room.correction)

    def preconditioned(self, push: FloatArray) -> FloatArray:
        """P^-1 of a push of the rates, (ns, N): about how far the day would move for it."""
        room = self._room
        drivers.apply_preconditioner(
            self._code, self._grid, room, into_blocks(push), room.correction
        )
        return self._out(room.correction)

    def increment(
        self, slopes: Slopes, correction: FloatArray, forcing: float, tau: float = np.inf
    ) -> FloatArray:
        """The Newton step (ns, N), or the implicit step of length ``tau``, for a correction."""
        answer, left = self._solve(slopes, correction, forcing)
        return answer if left <= 0.5 else np.full_like(correction, np.nan)

    def response(
        self, slopes: Slopes, push: FloatArray, reduction: float
    ) -> tuple[FloatArray, float]:
        """The S (ns, N) with D S - J(t) S = ``push`` (ns, N), and how far its error fell."""
        return self._solve(slopes, self.preconditioned(push), reduction)

    def _solve(
        self, slopes: Slopes, correction: FloatArray, reduction: float
    ) -> tuple[FloatArray, float]:
        if self._at is not slopes:
            self._linearise(slopes)
        room = self._room
        used, left = gmres(
            self._code, self._grid, room, into_blocks(correction), reduction, room.increment
        )
        self.products += used
        return self._out(room.increment), float(left)

    def estimate_error(self, state: FloatArray, nodes: int) -> tuple[float, FloatArray]:
        """How far at most a solution would move on twice the nodes, and the state on ``nodes``.

        The bound is relative to the species' size, inf where there is none; the state is only
        resampled, (ns, nodes). The preconditioner is lost.
        """
        code, grid, room = self._code, self._grid, self._room
        if not self._prepared and not self.precondition(self.slopes(state), state):
            return np.inf, resample(state, nodes)
        blocks = into_blocks(state)
        drivers.set_rates(code, grid, room, blocks)
        drivers.set_defect(code, grid, room, blocks)
        midway = grid_of(self.nodes, self.period, midway=True)
        error = float(estimate_error(code, grid, midway, room))
        drivers.set_drives(code, grid, room)  # what the estimate has overwritten
        self._at, self._prepared = None, False
        return (error if np.isfinite(error) else np.inf), resample(state, nodes)

    def relative_size(self, step: FloatArray) -> float:
        """The largest entry of a step over the size of its species; not-a-number where one is."""
        return float(largest_weighted(into_blocks(step), self._room.inverse))

    def _out(self, blocks: FloatArray) -> FloatArray:
        return from_blocks(blocks, self._species)
