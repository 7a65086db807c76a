"""Where requests are solved: few at once, few that wait, none for longer than its limit.

A day by the loop in machine code takes milliseconds and has a lane of its own, so that no hard cell
stands before it. The patient search takes seconds at worst; its steps are counted, so it ends.
"""

import asyncio
import os
from collections.abc import Awaitable, Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

from rls_sim.explorer.requests import Refusal

T = TypeVar("T")

THREADS = "rls-sim-explorer"  # how the names of the threads begin
LATE = "This waited too long: other requests kept the explorer busy for"


class Overdue(Exception):  # noqa: N818 - it says what became of the work, which may yet end
    """The work took longer than its limit; it goes on where it is, and nobody waits for it."""


class Abandoned(Exception):  # noqa: N818 - as above
    """Who asked has gone before the work was done."""


class Lane:
    """Threads for one kind of work, with a limit to how much may wait for them."""

    def __init__(self, name: str, threads: int, waiting: int, seconds: float) -> None:
        """At most ``threads`` at once and ``waiting`` more; each answered within ``seconds``."""
        self.most, self.seconds = threads + waiting, seconds
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix=f"{THREADS}-{name}")
        self._jobs: list[Future[Any]] = []

    async def run(self, work: Callable[[], T], gone: Awaitable[object] | None = None) -> T:
        """
        What ``work`` gives, from another thread; ``gone`` ends when nobody wants it any more.

        Raises Refusal (503) where too much waits already or the work's turn did not come in time,
        Overdue where it takes too long, Abandoned where its asker has gone. Work that was begun
        keeps its place until it ends; what was not begun gives it back at once.
        """
        left = asyncio.ensure_future(gone or asyncio.Event().wait())
        try:
            return await self._run(work, left)
        finally:
            left.cancel()

    async def _run(self, work: Callable[[], T], left: "asyncio.Future[object]") -> T:
        self._jobs = [job for job in self._jobs if not job.done()]
        if len(self._jobs) >= self.most:
            raise Refusal(503, "The explorer is busy with other requests; ask again in a moment.")
        job = self._pool.submit(work)
        self._jobs.append(job)
        future = asyncio.wrap_future(job)
        future.add_done_callback(_hear)
        try:
            either: set[asyncio.Future[Any]] = {future, left}
            await asyncio.wait(either, timeout=self.seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            never_began = job.cancel()  # of what runs or is done this changes nothing
        if future.done():
            return future.result()
        if left.done():
            raise Abandoned
        if never_began:
            raise Refusal(503, f"{LATE} {self.seconds:g} s; ask again in a moment.")
        raise Overdue


def _hear(future: "asyncio.Future[T]") -> None:
    """Take note of a trouble, though nobody may wait for the work any more."""
    if not future.cancelled():
        future.exception()


def cores() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
