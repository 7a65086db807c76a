"""Peers in processes of their own: the way to two cores for what Python drives.

Every worker loads the model into its peer once, before anything is timed.
"""

import multiprocessing
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

from benchmarks import algorithms
from benchmarks.algorithms import Setting
from benchmarks.peers.peer import Array, Peer, open_peer
from benchmarks.problem import Cell, open_problem
from benchmarks.reference import TrueDay

_PEER: list[Peer] = []  # of this process


@dataclass(frozen=True)
class PlainCell:
    """What a worker needs of a `problem.Cell`: no functions, so that it can be sent."""

    parameters: Array
    start: Array
    midnight: Array
    scale: Array

    def whole(self) -> Cell:
        """A cell that an algorithm can work on."""
        day = TrueDay(self.midnight, self.scale, lambda hours: hours, self.midnight, 0.0)
        return Cell(self.parameters, self.start, day, self.midnight)


def plain(cell: Cell) -> PlainCell:
    """A cell as it is sent to a worker."""
    return PlainCell(cell.parameters, cell.start, cell.day.midnight, cell.day.scale)


class Workers:
    """A number of processes, each with one peer loaded; used in a ``with``."""

    def __init__(self, peer: str, problem: str, count: int) -> None:
        self.count = count
        context = multiprocessing.get_context("spawn")
        ready = context.Barrier(count)
        self._pool = ProcessPoolExecutor(count, context, _load, (peer, problem, ready))

    def __enter__(self) -> Self:
        """Themselves; they load at their first task, and begin when all have loaded."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End all processes."""
        self._pool.shutdown()

    def days(self, cells: Sequence[PlainCell], setting: Setting) -> None:
        """One day of every cell from its averaged start."""
        self._share(_days, cells, setting)

    def orbits(self, cells: Sequence[PlainCell], setting: Setting) -> None:
        """Shoot for the periodic day of every cell."""
        self._share(_orbits, cells, setting)

    def _share(self, work: Any, cells: Sequence[PlainCell], setting: Setting) -> None:
        parts = [list(cells[i :: self.count]) for i in range(self.count)]
        for task in [self._pool.submit(work, part, setting) for part in parts]:
            task.result()


def _load(peer: str, problem: str, ready: Any) -> None:
    opened = open_problem(problem, 1)
    _PEER.append(open_peer(peer, opened.model, opened.kernel))
    ready.wait()


def _days(cells: list[PlainCell], setting: Setting) -> None:
    algorithms.a_day(_PEER[0], [cell.whole() for cell in cells], setting.tolerance)


def _orbits(cells: list[PlainCell], setting: Setting) -> None:
    for cell in cells:
        algorithms.shoot(_PEER[0], cell.whole(), setting)
