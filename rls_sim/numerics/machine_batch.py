"""One thread's share of a batch: the drivers' loop over cells, its room, and the closing day."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rls_sim.numerics.certificate import closure_of
from rls_sim.numerics.compiled import cells, start
from rls_sim.numerics.compiled.workspace import make_lanes, make_room
from rls_sim.numerics.machine_balance import code_of, grid_of
from rls_sim.numerics.rosenbrock import integrate_batch
from rls_sim.numerics.system import FloatArray, System


@dataclass(frozen=True)
class Found:
    """What the loop found of its cells: arrays with a row for each, as in `batch.Days`."""

    state: FloatArray
    solved: NDArray[np.bool_]
    residual: FloatArray
    tail: FloatArray
    error_estimate: FloatArray
    closure: FloatArray
    iterations: NDArray[np.int64]


class Batch:
    """The loop for one system, with all the room that it needs."""

    def __init__(
        self,
        system: System,
        begin: FloatArray,
        floor: FloatArray,
        period: float,
        coarse: int,
        fine: int,
    ) -> None:
        code = code_of(system)
        assert code is not None
        self._system: Any = system
        self._begin, self._floor, self._period, self._nodes = begin, floor, period, fine
        self._code = code
        self._grids = (
            grid_of(coarse, period),
            grid_of(fine, period),
            grid_of(fine, period, midway=True),
        )
        self._rooms = (make_room(code.dims, coarse), make_room(code.dims, fine))
        species, _, _, _, slopes, factors = (int(size) for size in code.dims)
        self._lanes = make_lanes(code.dims, start.march_work_size(species, slopes, factors))

    def solve(self, parameters: FloatArray, tolerance: float, resolved: float) -> Found:
        """The days of ``parameters`` (nv, np), as far as the loop can find them."""
        count, species = len(parameters), len(self._begin)
        blocks = np.zeros((count, species * self._nodes))
        numbers = np.full((count, cells.COLUMNS), np.nan)
        status = np.full(count, cells.NOT_SETTLED, dtype=np.int64)
        cells.solve_cells(
            self._code,
            self._grids,
            self._rooms,
            self._lanes,
            np.ascontiguousarray(parameters),
            self._begin,
            self._floor,
            tolerance,
            resolved,
            blocks,
            numbers,
            status,
        )
        apart = blocks.reshape(count, -1, species, 4).transpose(0, 2, 1, 3)
        state = np.ascontiguousarray(apart).reshape(count, species, self._nodes)
        return Found(
            state=state,
            solved=(status == cells.SOLVED) & (state >= 0).all(axis=(1, 2)),
            residual=numbers[:, cells.RESIDUAL],
            tail=numbers[:, cells.TAIL],
            error_estimate=numbers[:, cells.ERROR_ESTIMATE],
            closure=np.full(count, np.nan),
            iterations=np.nan_to_num(numbers[:, cells.NEWTON_STEPS]).astype(np.int64),
        )

    def with_closure(self, found: Found, parameters: FloatArray, rtol: float) -> Found:
        """Integrate the day of every solved cell and see how far it returns; inf where it stops."""
        solved = found.solved
        orbits = found.state[solved]
        scale = np.maximum(np.abs(orbits).max(axis=2), self._floor)
        ends = integrate_batch(
            self._system.machine,
            parameters[solved],
            orbits[:, :, 0],
            (0.0, self._period),
            rtol=rtol,
            atol=1e-2 * rtol * scale,
        )
        changes = closure_of(orbits[:, :, 0], ends.state, scale, self._floor)
        closure = found.closure.copy()
        closure[solved] = np.where(ends.done, changes.max(axis=1), np.inf)
        return replace(found, closure=closure)
