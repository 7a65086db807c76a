"""Chunks solved by the workers of a Dask cluster; whoever asks them writes every part itself.

Dask knows a chunk by the sweep's identity and its number alone. What a worker that ended had been
given is solved again by another, so an end of it costs time and nothing else.
"""

import warnings
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path
from queue import Empty, SimpleQueue
from time import monotonic
from types import TracebackType
from typing import Any, Self

from rls_sim.errors import InputError, SolveError
from rls_sim.study.design import Design, Listed
from rls_sim.study.files import as_typed
from rls_sim.study.provenance import PACKAGES_THAT_DECIDE
from rls_sim.study.sweeps import worker
from rls_sim.study.sweeps.chunk import Answer, ChunkSolver
from rls_sim.study.sweeps.cluster_file import read_cluster
from rls_sim.study.sweeps.clusters import (
    Find,
    Workers,
    of_jobs,
    of_scheduler,
    require_dask,
    silenced,
    started_here,
)
from rls_sim.study.sweeps.crews import AHEAD
from rls_sim.study.sweeps.experiment import experiment_of
from rls_sim.study.sweeps.sweep import Hire

BRAIN = "rls_sim.study.cell:brain_bench"
COUNTED_EVERY = 2.0  # s: workers come and go
LOOK_AROUND = 1.0  # s without an answer
ALONE_FOR = 20.0  # s without a worker, until it is said
DECIDE = ("rls_sim", worker.CODE, *PACKAGES_THAT_DECIDE, "pyarrow")


def dask_crew(
    scheduler: str,
    workers: int,
    cluster: Path | None = None,
    bench: str = BRAIN,
    folder: Path | None = None,
) -> Hire:
    """
    What makes a crew of Dask's workers: of a scheduler that runs, of jobs that a file describes,
    or, where neither is named, so many processes of this machine.

    ``bench``: what makes the bench where a worker is, as ``module:function``. ``folder``: where
    the sweep is kept, for what is told. Raises InputError where Dask is not installed or no
    scheduler answers, ConfigError for a file that cannot be used.
    """
    require_dask()
    find: Find = partial(started_here, workers)
    if cluster is not None:
        find = partial(of_jobs, read_cluster(cluster))
    elif scheduler:
        of_scheduler(scheduler).close()  # refused before there is a folder
        find = partial(of_scheduler, scheduler)
    return lambda solver: DaskCrew(solver, find, bench, folder)


class DaskCrew:
    """
    The workers that ``find`` finds, which solve the chunks of ``solver``.

    A chunk that Dask gives up, since worker after worker ended over it, is tried once more when no
    other is handed out: it may only have been near one that ends them.
    """

    def __init__(
        self, solver: ChunkSolver, find: Find, bench: str = BRAIN, folder: Path | None = None
    ) -> None:
        self._solver, self._find, self._bench, self._folder = solver, find, bench, folder
        self._workers: Workers | None = None
        self._job: worker.Job | None = None
        self._out: dict[int, Any] = {}  # chunks handed out, each with its future
        self._heard: SimpleQueue[int] = SimpleQueue()  # chunks of which there is news
        self._suspects: list[int] = []
        self._ended: dict[int, str] = {}  # chunks that end workers even alone: what Dask says
        self._threads, self._counted = 0, 0.0
        self._seen = monotonic()  # when there was a worker
        self._leaving = False
        self._lost = False  # the scheduler, or all workers as it leaves
        self._odd = False  # whether a worker was told of that rounds otherwise

    @property
    def _team(self) -> Workers:
        assert self._workers is not None, "a crew works inside of its with block"
        return self._workers

    @property
    def window(self) -> int:
        """Some for each thread of those that are there, or may yet come."""
        return AHEAD * max(self._count(), self._team.most, 1)

    @property
    def busy(self) -> int:
        """How many chunks are handed out, or to be tried again."""
        return 0 if self._lost else len(self._out) + len(self._suspects)

    def _count(self) -> int:
        """Threads of all workers, as of some seconds ago at most."""
        if monotonic() - self._counted > COUNTED_EVERY:
            try:
                self._threads = sum(self._team.client.nthreads().values())
            except Exception:  # the scheduler is lost; who waits for a chunk will hear of it
                self._threads = 0
            self._counted = monotonic()
            if self._threads:
                self._seen = self._counted
        return self._threads

    def submit(self, index: int) -> None:
        """Hand out a chunk."""
        self._hand_out(index, "")

    def _hand_out(self, index: int, trial: str) -> None:
        cells = self._cells(index)
        rows = worker.Rows(
            index, cells.start, self._solver.plan.design.rows(cells.start, cells.stop)
        )
        key = f"rls-sim-{self._solver.identity}-{index}{trial}"
        future = self._team.client.submit(worker.solve, self._job, rows, key=key)
        self._out[index] = future
        future.add_done_callback(lambda _: self._heard.put(index))

    def next(self) -> Answer:
        """
        Wait until one is solved; raises what its worker raised.

        Raises SolveError for chunks that end every worker, InputError where a worker is another
        rls-sim, or the scheduler is lost.
        """
        self._team.look_after()
        while True:
            if not self._out:
                if not self._suspects:
                    raise self._lethal()
                self._hand_out(self._suspects.pop(0), "-alone")
            index = self._news()
            try:
                solved: worker.Solved = self._out[index].result()
            except Exception as trouble:
                alone = self._out.pop(index).key.endswith("-alone")
                self._judge(index, trouble, alone)
                continue
            except BaseException:
                self._heard.put(index)  # interrupted as it was fetched: it is still there
                raise
            del self._out[index]
            self._tell_if_odd(solved)
            return solved.answer

    def _news(self) -> int:
        """A chunk that is solved, or will not be."""
        while True:
            try:
                index = self._heard.get(timeout=LOOK_AROUND)
            except Empty:
                self._team.look_after()
                self._look_around()
                # An interruption may have come between handing out and listening.
                index = next((i for i, future in self._out.items() if future.done()), -1)
            if index in self._out and self._out[index].done():
                return index

    def _look_around(self) -> None:
        """Say where nobody is at work."""
        if self._count() or monotonic() - self._seen < ALONE_FOR:
            return
        if self._leaving:
            self._lost = True
            raise InputError(f"{self._team.where}: no worker is left to finish what was begun.")
        self._seen = float("inf")  # said once, until there is one again
        warnings.warn(
            f"no worker at {self._team.where}; waiting for one. One that cannot load rls-sim "
            "leaves again. Ctrl-C ends this, and nothing that is solved is lost.",
            stacklevel=1,
        )

    def _judge(self, index: int, trouble: Exception, alone: bool) -> None:
        """Put a chunk aside that ended its workers; raise what else went wrong."""
        from distributed import CancelledError, KilledWorker
        from distributed.comm import CommClosedError

        if isinstance(trouble, KilledWorker):
            if alone:
                self._ended[index] = str(trouble.last_worker.address)
            else:
                self._suspects.append(index)
        elif isinstance(trouble, CancelledError | CommClosedError):
            self._lost = True
            raise InputError(
                f"{self._team.where}: the Dask scheduler is lost, or dropped its work; start it "
                "again."
            ) from None
        elif who := _cannot_load(trouble):
            raise InputError(
                f"{self._team.where}: {who} cannot load rls-sim; install the same version there as "
                "here, and start it anew."
            ) from None
        else:
            raise trouble

    def _lethal(self) -> SolveError:
        chunks = [self._cells(index) for index in sorted(self._ended)]
        cells = ", ".join(f"{chunk.start} to {chunk.stop - 1}" for chunk in chunks)
        first, last = chunks[0].start, list(self._ended.values())[-1]
        told = (
            f"cells {cells}: one worker after another ended over them, the last of them {last}: no "
            "memory was left, or a crash; its log tells."
        )
        if self._folder is not None:
            where = as_typed(self._folder)
            told += (
                f" To solve one of them alone: rls-sim replay {where} --id {first}; all of them "
                f"here: rls-sim resume {where}"
            )
        return SolveError(told)

    def _cells(self, index: int) -> range:
        first = index * self._solver.layout.chunk
        return range(first, min(first + self._solver.layout.chunk, self._solver.plan.size))

    def _tell_if_odd(self, solved: worker.Solved) -> None:
        if not solved.alike and not self._odd:
            self._odd = True
            warnings.warn(
                f"worker {solved.worker} rounds otherwise than this process (another processor, or "
                "no machine code): its rows may differ in their last digits",
                stacklevel=1,
            )

    def abandon(self) -> None:
        """Forget what was handed out and no worker has begun."""
        self._leaving = True
        self._suspects.clear()
        begun = set() if self._lost else self._begun()
        for index, future in list(self._out.items()):
            if future.key not in begun and not future.done():
                del self._out[index]
                future.cancel()

    def _begun(self) -> set[str]:
        """The keys that workers are at: the first that each was given, one for each thread."""
        client = self._team.client
        try:
            threads, given = client.nthreads(), client.processing()
        except Exception:  # the scheduler went away this very moment, and all with it
            self._lost = True
            return set()
        return {key for name, keys in given.items() for key in list(keys)[: threads.get(name, 0)]}

    def __enter__(self) -> Self:
        """Find the workers, and refuse those that would make other rows."""
        # On a thread, as in `Threads`: an interruption must not come into a compiler that calls
        # back. What it compiles is on disk for the workers of this machine.
        thread = ThreadPoolExecutor(1, thread_name_prefix="rls-sim")
        try:
            self._job = thread.submit(self._make_job).result()
        finally:
            thread.shutdown(wait=False)
        with silenced():
            self._workers = self._find()
        try:
            _refuse_strangers(self._workers, self._job)
        except BaseException:
            self._workers.close()
            raise
        self._seen = monotonic()
        return self

    def _make_job(self) -> worker.Job:
        solver, bench = self._solver, self._solver.bench
        one = Design((Listed(solver.plan.names, solver.plan.design.rows(0, 1)),))
        return worker.Job(
            identity=solver.identity,
            experiment=experiment_of(replace(solver.plan, design=one), bench, solver.layout),
            maker=worker.maker(DECIDE),
            bench=self._bench,
            day=worker.checksum_of_day(bench),
        )

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Let go of the workers; raises SolveError where chunks were left out on the way."""
        self._out.clear()
        self._team.close()
        if problem is None and self._ended:
            raise self._lethal()


def _refuse_strangers(workers: Workers, job: worker.Job) -> None:
    """Raise InputError, naming them, where workers that are there would make other rows."""
    told = workers.client.run(worker.misfit, job, on_error="return")
    # One that ended as it was asked is none; whoever comes later is asked with its first chunk.
    strange = {n: words for n, words in told.items() if words and not isinstance(words, OSError)}
    if not strange:
        return
    name, words = next(iter(strange.items()))
    if isinstance(words, BaseException):
        words = f"cannot load rls-sim ({_first_line(words)}); install the same there as here."
    more = len(strange) - 1
    others = f" So it is with {more} more of {len(told)} workers." if more else ""
    raise InputError(f"worker {name} {words}{others}")


def _cannot_load(trouble: Exception) -> str:
    """Who could not read what it was sent, for want of the package; empty where it is otherwise."""
    if isinstance(trouble, RuntimeError) and "deserialization" in str(trouble):
        return "the scheduler"
    attribute = isinstance(trouble, AttributeError) and "Can't get attribute" in str(trouble)
    return "a worker" if attribute or isinstance(trouble, ImportError) else ""


def _first_line(trouble: BaseException) -> str:
    return (str(trouble).strip().splitlines() or [type(trouble).__name__])[0]
