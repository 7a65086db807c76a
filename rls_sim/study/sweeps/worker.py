"""What a worker of a Dask cluster does: see that it is like whoever asks, then solve chunks.

Nothing heavy is imported on the way in, so that linear algebra can still be given one thread: with
more of them its sums have another order, and rows other last digits.
"""

import os
import signal
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from threading import Lock
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rls_sim.study.cell import Bench
    from rls_sim.study.sweeps.chunk import Answer, ChunkSolver, Numbers

THREADS = ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS")
ONE_THREAD = dict.fromkeys(THREADS, "1")
if "numpy" not in sys.modules:
    os.environ.update(ONE_THREAD)

TRIMMED = "MALLOC_TRIM_THRESHOLD_"  # Dask sets it where it starts workers
TRIM, MAP = -1, -3  # glibc's names for what follows
KEPT = 2**25  # bytes; its own choice for programs that ask for much and often


def _keep_memory() -> None:
    """
    Undo what Dask tells glibc: to give memory back at once.

    Arrays of a chunk come and go; getting their pages anew each time takes as long as all the rest.
    """
    with suppress(OSError, AttributeError, TypeError):  # another system: nothing to undo
        import ctypes

        system = ctypes.CDLL(None)
        system.mallopt(MAP, KEPT)
        system.mallopt(TRIM, 2 * KEPT)


if TRIMMED in os.environ:
    _keep_memory()

NAMES = {"rls_sim": "rls-sim"}  # of packages, where people call them otherwise
CODE = "code"
UNSAID = {"title": "", "question": "", "outcomes": ()}  # a worker prints nothing


@dataclass(frozen=True)
class Job:
    """
    What the chunks of a sweep have in common: some kilobytes, which go with each of them.

    So nothing has to be left with workers beforehand, or can be lost with them. ``experiment``:
    with one row for its design. ``maker``: versions of what decides rows, and the fingerprint of
    the code. ``bench``: what makes the bench, as ``module:function``. ``day``: the checksum of the
    healthy day.
    """

    identity: str
    experiment: Mapping[str, Any]
    maker: Mapping[str, str | None]
    bench: str
    day: str


@dataclass(frozen=True, eq=False)
class Rows:
    """A chunk: its number, its first cell, and the varied values (n, k) of its cells."""

    index: int
    first: int
    values: "Numbers"


@dataclass(frozen=True)
class Solved:
    """A chunk, and who solved it; ``alike``: whether that worker rounds as whoever asks does."""

    answer: "Answer"
    worker: str
    alike: bool


def solve(job: Job, rows: Rows) -> Solved:
    """
    Solve a chunk of a sweep.

    Raises InputError where this worker would make other rows.
    """
    from rls_sim.errors import InputError

    if told := misfit(job):
        raise InputError(f"worker {address()} {told}")
    with _LOCK:
        solver, alike = _prepared(job)
    return Solved(solver.solve(rows.index, rows.first, rows.values), address(), alike)


def misfit(job: Job) -> str:
    """In what this worker differs from who made the job, and what to do; empty if in nothing."""
    if not _linear_algebra_has_one_thread():
        setting = " ".join(f"{name}=1" for name in THREADS)
        return f"may sum in several threads, which moves last digits; start it with {setting}."
    here = maker(job.maker)
    there = {name: here[name] for name in job.maker if here[name] != job.maker[name]}
    if not there:
        return ""
    if set(there) == {CODE}:
        version = here["rls_sim"]
        return (
            f"has rls-sim {version} with other code; install the same rls-sim there as here and "
            "start it anew."
        )
    there.pop(CODE, None)
    has, due = _listed(there), _listed({name: job.maker[name] for name in there})
    return f"has {has}, and here is {due}; install the same there and start it anew."


def _listed(versions: Mapping[str, str | None]) -> str:
    told = ((NAMES.get(name, name), version) for name, version in versions.items())
    return ", ".join(f"{name} {version}" if version else f"no {name}" for name, version in told)


def maker(names: Mapping[str, Any] | tuple[str, ...]) -> dict[str, str | None]:
    """The version of each package here; that of ``rls_sim`` and the fingerprint of its code too."""
    from rls_sim import __version__
    from rls_sim.study.provenance import code_fingerprint, package_versions

    ours = {"rls_sim": __version__, CODE: code_fingerprint()}
    return {**ours, **package_versions([name for name in names if name not in ours])}


def _linear_algebra_has_one_thread() -> bool:
    """Whether what was set when NumPy was loaded says so."""
    everywhere = os.environ.get("OMP_NUM_THREADS")
    return all(os.environ.get(name, everywhere) == "1" for name in THREADS)


_LOCK = Lock()  # a worker may have several threads, and what they share is made once
_LAST: "dict[str, tuple[ChunkSolver, bool]]" = {}  # of the last sweep: workers may live for many


def _prepared(job: Job) -> "tuple[ChunkSolver, bool]":
    if job.identity not in _LAST:
        _LAST.clear()
        _LAST[job.identity] = _prepare(job)
    return _LAST[job.identity]


def _prepare(job: Job) -> "tuple[ChunkSolver, bool]":
    """The solver of a sweep, with all that its chunks share, and whether days come out alike."""
    from rls_sim.errors import InputError, RlsSimError
    from rls_sim.study.sweeps.chunk import ChunkSolver
    from rls_sim.study.sweeps.experiment import read_experiment

    bench = make_bench(job.bench)
    try:
        plan, layout = read_experiment(job.experiment, UNSAID, bench)
    except RlsSimError as trouble:
        raise InputError(f"worker {address()}: {trouble}") from None
    solver = ChunkSolver(plan, bench, layout, job.identity)
    alike = checksum_of_day(bench) == job.day
    _ = bench.kernel.machine, bench.healthy_day, solver.words
    return solver, alike


@cache
def make_bench(path: str) -> "Bench":
    """The bench that ``module:function`` makes."""
    from importlib import import_module

    module, _, function = path.partition(":")
    return getattr(import_module(module), function)()  # type: ignore[no-any-return]


def checksum_of_day(bench: "Bench") -> str:
    """
    The checksum of the healthy day, bit by bit.

    Another processor rounds otherwise: code for it fuses other multiplications with additions.
    """
    from hashlib import sha256

    return sha256(bench.healthy_cycle.state.tobytes()).hexdigest()


def address() -> str:
    """The address of the worker that this is."""
    from distributed import get_worker

    try:
        return str(get_worker().address)
    except ValueError:
        return f"process {os.getpid()}"  # none: it is called directly


def dask_setup(_: Any) -> None:
    """
    Leave it to the coordinator when to end: what a terminal tells all its processes is for it.

    Dask calls this in each worker that is started beside the coordinator; such a worker ends with
    the process that started it, however that ends.
    """
    for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGUSR1"):
        with suppress(AttributeError, ValueError):  # not on this system, or not the main thread
            signal.signal(getattr(signal, name), signal.SIG_IGN)
