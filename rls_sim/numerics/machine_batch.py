"""One thread's share of a batch: the drivers' loop over cells, its room, and the closing day."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rls_sim.numerics.certificate import closure_of
from rls_sim.numerics.compiled import cells, start
from rls_sim.numerics.compiled.workspace import make_lanes, make_room
from rls_sim.numerics.machine_balance import code_of, grid_of, into_blocks
from rls_sim.numerics.rosenbrock import integrate_batch
from rls_sim.numerics.spectral import resample
from rls_sim.numerics.system import FloatArray, System, lowest_of

LEAST_SHAPE = 0.05  # of the mean: a coarse grid may make a sharp day negative


@dataclass(frozen=True)
class Found:
    """What the loop says of its cells: arrays with a row for each, as in `batch.Days`."""

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
        nodes: tuple[int, int, int],
    ) -> None:
        code = code_of(system)
        assert code is not None
        self._system: Any = system
        self._floor, self._period = floor, period
        self._code = code
        self._guess = _guess(begin, floor, nodes)
        self._grids = (*(grid_of(n, period) for n in nodes), grid_of(nodes[-1], period, True))
        first, *more = (make_room(code.dims, n) for n in nodes)
        shared = {"constants": first.constants, "floor": first.floor}
        self._rooms = (first, *(room._replace(**shared) for room in more))
        species, _, _, _, slopes, factors = (int(size) for size in code.dims)
        self._lanes = make_lanes(code.dims, start.march_work_size(species, slopes, factors))

    def solve(
        self, parameters: FloatArray, state: FloatArray, tolerance: float, resolved: float
    ) -> Found:
        """The days of ``parameters`` (nv, np), as far as the loop can find them.

        They are written into ``state`` (nv, ns, N); what is not solved is left in any condition.
        """
        count = len(parameters)
        numbers = np.full((count, cells.COLUMNS), np.nan)
        status = np.full(count, cells.NOT_SETTLED, dtype=np.int64)
        cells.solve_cells(
            self._code,
            self._grids,
            self._rooms,
            self._lanes,
            np.ascontiguousarray(parameters),
            self._guess,
            self._floor,
            tolerance,
            resolved,
            state,
            numbers,
            status,
        )
        solved, lowest = status == cells.SOLVED, lowest_of(self._system)[:, None]
        state[solved] = lifted(state[solved], self._floor[:, None] * tolerance)
        return Found(
            solved=solved & (state >= lowest).reshape(count, -1).all(axis=1),
            residual=numbers[:, cells.RESIDUAL],
            tail=numbers[:, cells.TAIL],
            error_estimate=numbers[:, cells.ERROR_ESTIMATE],
            closure=np.full(count, np.nan),
            iterations=np.nan_to_num(numbers[:, cells.NEWTON_STEPS]).astype(np.int64),
        )

    def with_closure(
        self, found: Found, parameters: FloatArray, state: FloatArray, rtol: float
    ) -> Found:
        """Integrate the day of every solved cell and see how far it returns; inf where it stops."""
        solved = found.solved
        orbits = state if solved.all() else state[solved]
        scale = np.maximum(orbits.max(axis=2), self._floor)
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


def lifted(state: FloatArray, rounding: FloatArray) -> FloatArray:
    """The state with zero where it lies below by rounding: a species that a cell cannot have."""
    return np.where((state < 0) & (state >= -rounding), 0.0, state)


def _guess(
    begin: FloatArray, floor: FloatArray, nodes: tuple[int, int, int]
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """A state (ns,) to march from, and the shape of its day on the first and the last grid.

    ``begin`` is a day (ns, N), whose shape every cell's search starts with, or a state (ns, 1).
    """
    days = [shape_of(begin, floor, n) for n in (nodes[0], nodes[-1])]
    return begin.mean(axis=1), into_blocks(days[0]), into_blocks(days[1])


def shape_of(begin: FloatArray, floor: FloatArray, nodes: int) -> FloatArray:
    """A day (ns, N) relative to the mean of each species, on ``nodes``; 1 where N is 1."""
    mean = begin.mean(axis=1)[:, None]
    if begin.shape[1] == 1:
        return np.ones((len(mean), nodes))
    least = floor[:, None]
    shape = np.where(mean > least, begin / np.maximum(mean, least), 1.0)
    return np.maximum(resample(shape, nodes), LEAST_SHAPE)
