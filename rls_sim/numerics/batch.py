"""The periodic days of many cells: machine code for the bulk, patience for the rest.

Cells are solved in chunks, each by a loop that holds no lock, so chunks run in threads. No cell
knows of its neighbours: the same bytes come out for any chunks and any number of threads.
"""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from threading import local
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rls_sim.numerics.certificate import Certificate, Path
from rls_sim.numerics.conservation import conserved_totals
from rls_sim.numerics.cycle import Cycle, find_cycle, method_of
from rls_sim.numerics.search import RESOLVED, CycleStatus
from rls_sim.numerics.spectral import node_times
from rls_sim.numerics.system import (
    NEGLIGIBLE,
    FloatArray,
    System,
    floors,
    lowest_of,
    require_parameters,
)

CHUNK = 256  # cells; enough that starting a chunk costs nothing
NODES = (8, 24, 32)  # of the loop in machine code: to get near, to get there, to make sure
FINE = NODES[-1]
TOLERANCE = 1e-7  # of the equations at the nodes; what is left is in the error estimate
CLOSURE_RTOL = 1e-5  # of the closing day, which looks for days that are none, not for digits
CLOSES = 1e-5  # a day that closes worse, at that tolerance, is integrated once more by the search

Progress = Callable[[int], None]  # cells done


@dataclass(frozen=True, eq=False)
class Days:
    """
    The days of nv cells on N nodes each: ``state`` (nv, ns, N), NaN where there is none.

    ``status`` (nv,) of `CycleStatus`, ``error`` (nv,) a sentence or nothing, and of each
    certificate its ``path``, ``residual`` (1/h), ``tail``, ``error_estimate``, ``closure``,
    ``nodes`` and ``iterations``. A cell that needed more than N nodes has its whole cycle in
    ``finer``, by number.
    """

    kernel: System
    parameters: FloatArray
    period: float
    floor: FloatArray
    state: FloatArray
    status: NDArray[Any]
    error: NDArray[Any]
    path: NDArray[Any]
    residual: FloatArray
    tail: FloatArray
    error_estimate: FloatArray
    closure: FloatArray
    nodes: NDArray[np.int64]
    iterations: NDArray[np.int64]
    finer: dict[int, Cycle]

    @property
    def converged(self) -> NDArray[np.bool_]:
        """Which cells have a day, (nv,)."""
        return np.asarray(self.status == CycleStatus.CONVERGED.value)

    def __len__(self) -> int:
        return len(self.status)

    def cycle(self, index: int) -> Cycle:
        """One cell with its whole certificate."""
        if index in self.finer:
            return self.finer[index]
        certificate = Certificate(
            path=Path(self.path[index]),
            residual=float(self.residual[index]),
            tail=float(self.tail[index]),
            error_estimate=float(self.error_estimate[index]),
            closure=float(self.closure[index]),
            nodes=int(self.nodes[index]),
            iterations=int(self.iterations[index]),
        )
        return Cycle(
            kernel=self.kernel,
            p=self.parameters[index],
            time=node_times(self.state.shape[2], self.period),
            state=self.state[index],
            period=self.period,
            certificate=certificate,
            status=CycleStatus(self.status[index]),
            error=str(self.error[index]),
            floor=self.floor,
            method=method_of(self.kernel),
        )


def solve_days(
    kernel: System,
    parameters: FloatArray,
    start: FloatArray | Cycle,
    *,
    period: float = 24.0,
    max_nodes: int = 256,
    certify: bool = True,
    patient: bool = True,
    threads: int = 1,
    chunk: int = CHUNK,
    progress: Progress | None = None,
) -> Days:
    """
    The periodic days of ``parameters`` (nv, np), each sought from ``start``.

    That is a state (ns,), or better the cycle of a cell like these, from whose mean and with whose
    shape each search begins; it also says how small a species is that counts as absent. See
    `find_cycle` for the rest. ``chunk`` and ``threads`` change nothing in what is found. A cell
    for which nothing is found keeps its place, with ``status`` and ``error``: one that fails never
    disturbs another. Without ``patient`` the search ends with the loop in machine code: a cell
    that it does not solve is "not_converged", which says nothing of whether it has a day. Raises
    ValueError for shapes that do not fit, and for a chunk of no cells.
    """
    table = np.ascontiguousarray(np.atleast_2d(parameters), dtype=np.float64)
    if table.ndim != 2 or chunk < 1:
        raise ValueError(f"parameters of shape {table.shape} in chunks of {chunk}")
    require_parameters(kernel, table)
    begin, floor = _beginning(kernel, start)
    days = _empty(kernel, table, floor, period)
    solver = _Solver(days, begin, max_nodes, certify, patient)
    pieces = (slice(i, min(i + chunk, len(table))) for i in range(0, len(table), chunk))
    for piece in _in_threads(solver.solve, pieces, threads):
        if progress is not None:
            progress(piece.stop - piece.start)
    return days


def _beginning(kernel: System, start: FloatArray | Cycle) -> tuple[FloatArray, FloatArray]:
    """The day (ns, N), N = 1 for one that stands still, and the floors (ns,)."""
    count = len(kernel.species_names)
    begin = np.array(start.state if isinstance(start, Cycle) else start, dtype=np.float64)
    if begin.shape[:1] != (count,) or begin.ndim != (2 if isinstance(start, Cycle) else 1):
        raise ValueError(f"start has shape {begin.shape}; due is ({count},)")
    if not np.isfinite(begin).all() or (begin < lowest_of(kernel)[:, None]).any():
        raise ValueError("start has entries that are negative or not finite")
    if isinstance(start, Cycle):
        return begin, start.floor
    return begin[:, None], floors(begin)


def _empty(kernel: System, table: FloatArray, floor: FloatArray, period: float) -> Days:
    count = len(table)
    return Days(
        kernel=kernel,
        parameters=table,
        period=period,
        floor=floor,
        state=np.full((count, len(floor), FINE), np.nan),
        status=np.full(count, CycleStatus.NOT_CONVERGED.value, dtype=object),
        error=np.full(count, "", dtype=object),
        path=np.full(count, Path.HARMONIC_BALANCE.value, dtype=object),
        residual=np.full(count, np.inf),
        tail=np.full(count, np.inf),
        error_estimate=np.full(count, np.inf),
        closure=np.full(count, np.nan),
        nodes=np.full(count, FINE, dtype=np.int64),
        iterations=np.zeros(count, dtype=np.int64),
        finer={},
    )


def _in_threads(
    work: Callable[[slice], slice], pieces: Iterable[slice], threads: int
) -> Iterator[slice]:
    """Do the pieces, in this thread or in several; pieces come back as they are done."""
    if threads <= 1:
        yield from map(work, pieces)
        return
    with ThreadPoolExecutor(threads) as pool:
        waiting: set[Future[slice]] = set()
        for piece in pieces:
            waiting.add(pool.submit(work, piece))
            if len(waiting) >= 2 * threads:
                done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
                yield from (future.result() for future in done)
        yield from (future.result() for future in waiting)


class _Solver:
    """Solves pieces of a batch and writes them into its rows; each thread has room of its own."""

    def __init__(
        self, days: Days, begin: FloatArray, max_nodes: int, certify: bool, patient: bool
    ) -> None:
        self.days, self.begin = days, begin
        self.max_nodes, self.certify, self.patient = max_nodes, certify, patient
        self._by_machine = getattr(days.kernel, "machine", None) is not None
        self._closed: dict[bytes, bool] = {}  # by which parameters are zero
        self._own = local()

    def solve(self, piece: slice) -> slice:
        """Solve the cells of a piece; returns the piece."""
        left = np.arange(piece.start, piece.stop)
        if self._by_machine:
            closed = np.array([self._is_closed(row) for row in self.days.parameters[piece] != 0])
            if not closed.all():
                left = self._bulk(piece, ~closed)
        if self.patient or not self._by_machine:
            for index in left:
                self._patiently(index)
        else:
            self.days.error[left] = "given up at once, as asked"
        return piece

    def _is_closed(self, present: NDArray[np.bool_]) -> bool:
        """Whether a total is conserved in a cell, which the loop in machine code cannot keep.

        It follows from the laws and from what is switched off in them. So it is asked of a cell
        with zeros for the same parameters, and else ones: no cell's answer depends on another.
        """
        key = present.tobytes()
        if key not in self._closed:
            days = self.days
            scale, alike = days.floor / NEGLIGIBLE, present.astype(np.float64)
            totals = conserved_totals(days.kernel, alike, scale, days.period)
            self._closed[key] = totals.shape[1] > 0
        return self._closed[key]

    def _bulk(self, piece: slice, chosen: NDArray[np.bool_]) -> NDArray[np.intp]:
        """The loop in machine code; returns the numbers of the cells that it leaves.

        Those not ``chosen`` are among them.
        """
        from rls_sim.numerics.machine_batch import Batch

        if not hasattr(self._own, "batch"):
            days = self.days
            self._own.batch = Batch(days.kernel, self.begin, days.floor, days.period, NODES)
        days, batch = self.days, self._own.batch
        parameters, state = days.parameters[piece], days.state[piece]
        found = batch.solve(parameters, state, TOLERANCE, RESOLVED)
        solved = found.solved & chosen
        if self.certify and solved.any():
            found = batch.with_closure(found, parameters, state, CLOSURE_RTOL)
            solved = solved & (found.closure <= CLOSES)
        state[~solved] = np.nan
        rows = np.flatnonzero(solved) + piece.start
        days.status[rows] = CycleStatus.CONVERGED.value
        for name in ("residual", "tail", "error_estimate", "closure", "iterations"):
            getattr(days, name)[rows] = getattr(found, name)[solved]
        return np.asarray(np.flatnonzero(~solved) + piece.start)

    def _patiently(self, index: int) -> None:
        """One cell by the search that tries everything."""
        days = self.days
        cycle = find_cycle(
            days.kernel,
            days.parameters[index],
            self.begin.mean(axis=1),
            period=days.period,
            nodes=FINE,
            max_nodes=self.max_nodes,
            certify=self.certify,
        )
        certificate = cycle.certificate
        if cycle.state.shape[1] == FINE:
            days.state[index] = cycle.state
        if cycle.converged and cycle.state.shape[1] != FINE:
            days.finer[index] = cycle
            days.state[index] = cycle.at(node_times(FINE, days.period))
        days.status[index], days.error[index] = cycle.status.value, cycle.error
        days.path[index] = certificate.path.value
        for name in ("residual", "tail", "error_estimate", "closure", "nodes", "iterations"):
            getattr(days, name)[index] = getattr(certificate, name)
