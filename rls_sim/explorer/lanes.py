"""Where requests are solved: few at once, few that wait, none for longer than its limit.

A day by the loop in machine code takes milliseconds and has a lane of its own, so that no hard cell
stands before it. The patient search takes seconds at worst; its steps are counted, so it ends.
"""

import asyncio
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from rls_sim.explorer.requests import Refusal

T = TypeVar("T")

THREADS = "rls-sim-explorer"  # how the names of the threads begin


class Overdue(Exception):  # noqa: N818 - it says what became of the work, which may yet end
    """The work took longer than its limit; it goes on where it is, and nobody waits for it."""


class Lane:
    """Threads for one kind of work, with a limit to how much may wait for them."""

    def __init__(self, name: str, threads: int, waiting: int, seconds: float) -> None:
        """At most ``threads`` at once and ``waiting`` more; each answered within ``seconds``."""
        self.most, self.seconds = threads + waiting, seconds
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix=f"{THREADS}-{name}")
        self._inside = 0

    async def run(self, work: Callable[[], T]) -> T:
        """
        What ``work`` gives, from another thread.

        Raises Refusal (503) where too much waits already, Overdue where it takes too long: work
        that nobody waits for keeps its place until it ends.
        """
        if self._inside >= self.most:
            raise Refusal(503, "The explorer is busy with other requests; ask again in a moment.")
        self._inside += 1
        future = asyncio.get_running_loop().run_in_executor(self._pool, work)
        future.add_done_callback(self._left)
        done, _ = await asyncio.wait([future], timeout=self.seconds)
        if not done:
            raise Overdue
        return future.result()

    def _left(self, future: "asyncio.Future[T]") -> None:
        self._inside -= 1
        if not future.cancelled():
            future.exception()  # heard, though nobody may wait for it any more


def cores() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
