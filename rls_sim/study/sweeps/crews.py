"""Who solves the chunks: threads of this process, or the workers of a cluster (`on_dask`)."""

from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from types import TracebackType
from typing import Protocol, Self

from rls_sim.study.sweeps.chunk import Answer, ChunkSolver

AHEAD = 2  # chunks for each worker: one that it solves and one that waits, so that memory is flat


class Crew(Protocol):
    """Workers that take chunks by number and give them back solved, in any order."""

    @property
    def window(self) -> int:
        """How many chunks to hand out before one is taken back."""

    @property
    def busy(self) -> int:
        """How many chunks are handed out."""

    def submit(self, index: int) -> None:
        """Hand out a chunk."""

    def next(self) -> Answer:
        """Wait until one is solved; raises what its worker raised."""

    def abandon(self) -> None:
        """Forget what was handed out and is not begun."""

    def __enter__(self) -> Self:
        """Be ready."""

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Go."""


class Threads:
    """Threads of this process; the engine runs without the interpreter's lock."""

    def __init__(self, solver: ChunkSolver, count: int) -> None:
        self._solver, self._count = solver, count
        self._pool = ThreadPoolExecutor(count, thread_name_prefix="rls-sim")
        self._waiting: list[Future[Answer]] = []  # as they were handed out

    @property
    def window(self) -> int:
        """Some for each thread."""
        return AHEAD * self._count

    @property
    def busy(self) -> int:
        """How many chunks are handed out."""
        return len(self._waiting)

    def submit(self, index: int) -> None:
        """Hand out a chunk."""
        self._waiting.append(self._pool.submit(self._solver, index))

    def next(self) -> Answer:
        """The first of those solved, waiting for one; raises what its worker raised."""
        done, _ = wait(self._waiting, return_when=FIRST_COMPLETED)
        future = next(future for future in self._waiting if future in done)
        self._waiting.remove(future)
        return future.result()

    def abandon(self) -> None:
        """Cancel what no thread has begun."""
        self._waiting = [future for future in self._waiting if not future.cancel()]

    def __enter__(self) -> Self:
        """
        Solve what all share before the others begin, so that each finds it there.

        On a thread as well: an interruption, which comes to the main one alone, would be lost or
        worse in the middle of a compiler that calls back.
        """
        self._pool.submit(self._prepare).result()
        return self

    def _prepare(self) -> None:
        bench = self._solver.bench
        _ = bench.kernel.machine, bench.healthy_cycle, bench.healthy_day, self._solver.words

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Leave without waiting where something went wrong."""
        self._pool.shutdown(wait=problem is None, cancel_futures=True)
