"""
Courses: many people followed through months of treatment, read once a day.

Each person is a row of parameters and starts on the periodic day of their own. The hours are cut
at every midnight and every event; between cuts the machine code integrates all people at once,
and each finished day is read by the same outcomes that read a periodic day.
"""

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rls_sim.clinic.events import Event, Schedule
from rls_sim.errors import SolveError
from rls_sim.network.machine import MachineCode
from rls_sim.numerics.batch import solve_days
from rls_sim.numerics.rosenbrock import integrate_batch
from rls_sim.outcomes.day import grid
from rls_sim.outcomes.days import DayBatch
from rls_sim.outcomes.measures import Reader, read_many
from rls_sim.study.cell import Bench
from rls_sim.study.provenance import cores

Array = NDArray[np.float64]
Readers = Mapping[str, Reader]

HOURS = 24.0
CHUNK = 32  # people a task
RTOL = 1e-6
ATOL = 1e-2  # times the relative tolerance and the size of a species
LONGEST = 1.0  # h; no input of that length is stepped over
MOST_STEPS = 20_000  # a person between two cuts; a day takes some hundred


@dataclass(frozen=True, eq=False)
class CourseDays(DayBatch):
    """One day of many people as it was integrated: ``orbits`` (cells, ns, points) of the grid."""

    def _states(self, species: NDArray[np.intp]) -> Array:
        return self.orbits[:, species]


@dataclass(frozen=True, eq=False)
class Courses:
    """
    What was read on each day of each person: by name (people, days), NaN from where one failed.

    ``start`` and ``end`` (people, ns) are the states at both ends, ``error`` (people,) a sentence
    or nothing.
    """

    days: int
    found: Mapping[str, NDArray[Any]]
    start: Array
    end: Array
    error: NDArray[Any]
    schedule: Schedule = field(repr=False)

    def __getitem__(self, name: str) -> NDArray[Any]:
        """One reading, (people, days); raises KeyError."""
        return self.found[name]

    def __len__(self) -> int:
        """How many people."""
        return len(self.error)


def starts_of(bench: Bench, table: Array) -> tuple[Array, NDArray[Any]]:
    """The state at midnight (n, ns) of each periodic day, and why there is none, (n,)."""
    days = solve_days(bench.kernel, table, bench.healthy_cycle)
    states = np.where(days.converged[:, None], days.state[:, :, 0], np.nan)
    reasons = [str(e) or str(s) for e, s in zip(days.error, days.status, strict=True)]
    told = np.where(days.converged, "", np.array(reasons, dtype=object))
    return states, told


def follow_courses(
    bench: Bench,
    table: Array,
    events: Sequence[Event],
    days: int,
    readers: Readers,
    *,
    start: Array | None = None,
    rtol: float = RTOL,
    threads: int = 0,
    progress: Callable[[int], None] | None = None,
) -> Courses:
    """
    Follow people with parameters ``table`` (n, np), canonical units, over so many days.

    Day 0 begins at midnight. Without ``start`` (n, ns) each begins on the periodic day of their
    own. A person who has none, or whose integration gets stuck, is told in ``error`` and disturbs
    no other; what is read of a person has the same bytes whoever else is followed. ``threads`` 0
    means one a core; ``progress`` is told how many days of people were done. Raises SolveError
    where this machine has no compiled code, UnknownNameError and InputError for an event.
    """
    machine_of(bench)
    schedule = Schedule(bench.kernel, dict(bench.healthy.items()), tuple(events))
    count, size = len(table), len(bench.kernel.species_names)
    bench.healthy_day  # noqa: B018  (made once, before threads ask for it)
    found: dict[str, NDArray[Any]] = {}
    begin, end = np.full((count, size), np.nan), np.full((count, size), np.nan)
    error = np.full(count, "", dtype=object)

    called_off = threading.Event()

    def told(done: int) -> None:
        if called_off.is_set():
            raise InterruptedError  # nobody waits for the rest
        if progress is not None:
            progress(done)

    def follow(first: int) -> tuple[slice, "_Followed"]:
        place = slice(first, min(first + CHUNK, count))
        own = None if start is None else start[place]
        return place, _follow(bench, table[place], own, schedule, days, readers, rtol, told)

    with ThreadPoolExecutor(threads or cores()) as pool, _calling_off(called_off):
        for place, part in pool.map(follow, range(0, count, CHUNK)):
            begin[place], end[place], error[place] = part.start, part.end, part.error
            for name, values in part.found.items():
                blank = np.full((count, days), "" if values.dtype.kind == "U" else np.nan)
                found.setdefault(name, blank.astype(values.dtype))[place] = values
    return Courses(days, found, begin, end, error, schedule)


@contextmanager
def _calling_off(event: threading.Event) -> Iterator[None]:
    """Set the event where the block is left by an exception, an interruption say."""
    try:
        yield
    except BaseException:
        event.set()
        raise


def machine_of(bench: Bench) -> MachineCode:
    """The machine code of the model; raises SolveError where there is none."""
    machine = bench.kernel.machine
    if machine is None:
        raise SolveError("courses need machine code, and here there is none: see rls-sim doctor.")
    return machine


@dataclass(frozen=True)
class _Followed:
    start: Array
    end: Array
    error: NDArray[Any]
    found: dict[str, NDArray[Any]]


def _follow(
    bench: Bench,
    table: Array,
    start: Array | None,
    schedule: Schedule,
    days: int,
    readers: Readers,
    rtol: float,
    progress: Callable[[int], None],
) -> _Followed:
    """A few people, day by day."""
    error = np.full(len(table), "", dtype=object)
    if start is None:
        start, error = starts_of(bench, table)
    state = start
    rows: dict[str, list[NDArray[Any]]] = {name: [] for name in readers}
    atol = rtol * ATOL * schedule.sizes(np.nan_to_num(state, nan=1.0), table)
    for day in range(days):
        here, orbits, state, trouble = _one_day(bench, table, state, schedule, day, rtol, atol)
        error = np.where((error == "") & (trouble != ""), trouble, error)
        batch = CourseDays(bench.model, bench.kernel, grid(), here, orbits, bench.healthy_day)
        for name, values in read_many(batch, readers).items():
            rows[name].append(values)
        progress(len(table))
    found = {name: np.stack(values, axis=1) for name, values in rows.items()}
    return _Followed(start, state, error, found)


def _one_day(
    bench: Bench,
    table: Array,
    state: Array,
    schedule: Schedule,
    day: int,
    rtol: float,
    atol: Array,
) -> tuple[Array, Array, Array, NDArray[Any]]:
    """Parameters at its end, states on the grid (n, ns, points), states after it, troubles."""
    begins = day * HOURS
    times = begins + grid()
    orbits = np.full((*state.shape, times.size), np.nan)
    trouble = np.full(len(table), "", dtype=object)
    cuts = schedule.times(begins, begins + HOURS)
    here = table
    for left, right in pairwise(cuts):
        here = schedule.table_at(table, left)
        state = schedule.state_after(state, here, left)
        alive = np.isfinite(state).all(axis=1)
        inside = (times >= left) & (times < right)
        if right == cuts[-1]:
            inside |= times == right
        if not alive.any():
            continue
        # The machine's clock is the hour of the day: rates repeat, and no digits are lost.
        ends = integrate_batch(
            machine_of(bench),
            here[alive],
            np.maximum(state[alive], 0.0),
            (left - begins, right - begins),
            rtol=rtol,
            atol=atol[alive],
            output_times=times[inside] - begins,
            longest=LONGEST,
            most_steps=MOST_STEPS,
        )
        kept = np.flatnonzero(alive)
        orbits[np.ix_(kept, np.arange(state.shape[1]), np.flatnonzero(inside))] = np.moveaxis(
            ends.outputs, 1, 2
        )
        state = np.full_like(state, np.nan)
        state[kept[ends.done]] = ends.state[ends.done]
        for lost in np.flatnonzero(~ends.done):
            hour = begins + ends.time[lost]
            trouble[kept[lost]] = f"the integration got stuck at {hour:.4g} h"
    return here, orbits, state, trouble
