"""Rodas5P on the machine code of a model: many variants at once, or one with all its steps.

The idea of the method is in ``rosenbrock_tables``, the loops are in ``compiled.rosenbrock``; here
arrays are put in order and answers given names. Without machine code none of this can be used.
"""

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from rls_sim.numerics.ending import Ending
from rls_sim.numerics.integral import Integral, StoppedError
from rls_sim.numerics.system import FloatArray

MOST_STEPS = 100_000  # of a variant in a batch; a day takes some hundred at most
FIRST_CHAPTER, LONGEST_CHAPTER = 128, 4096  # steps recorded before more room is made


class Machine(Protocol):
    """What the drivers need of a model's machine code."""

    @property
    def addresses(self) -> NDArray[np.int64]:
        """Where its kernels are, in the order of ``network.programs.K``."""
        ...

    @property
    def dims(self) -> NDArray[np.int64]:
        """How many species, parameters, constants, drives, slopes and factors there are."""
        ...


@dataclass(frozen=True)
class Ends:
    """Where a batch of nv variants ended.

    ``ending`` (nv,) holds values of ``Ending``, ``time`` (nv,) and ``state`` (nv, ns) what was
    reached, ``outputs`` (nv, T, ns) the states at the hours asked for, not-a-number where a
    variant did not get there; ``steps`` and ``rejected`` (nv,) count the steps.
    """

    ending: NDArray[np.int64]
    time: FloatArray
    state: FloatArray
    steps: NDArray[np.int64]
    rejected: NDArray[np.int64]
    outputs: FloatArray

    @property
    def done(self) -> NDArray[np.bool_]:
        """Which variants arrived, (nv,)."""
        return np.asarray(self.ending == Ending.DONE)


def integrate_batch(
    machine: Machine,
    parameters: FloatArray,
    initial: FloatArray,
    hours: tuple[float, float],
    *,
    rtol: float,
    atol: FloatArray,
    output_times: FloatArray | None = None,
    longest: float = np.inf,
    most_steps: int = MOST_STEPS,
) -> Ends:
    """Integrate every variant over ``hours`` (start, end).

    ``parameters`` (nv, np); ``initial`` and ``atol`` (nv, ns) or (ns,) for all. ``output_times``
    (T,) are rising hours of the run, and have no say in the steps. The answer of a variant has
    the same bytes whichever others are in the batch, in any order, so a batch may be cut into
    chunks for threads: no lock is held. A variant that fails is named by its ending and disturbs
    no other; nothing is raised for it. Raises ValueError for shapes and hours that do not fit.
    """
    from rls_sim.numerics.compiled.rosenbrock import COUNTED, Answers, integrate_jobs

    jobs = _jobs(machine, np.atleast_2d(parameters), initial, hours, atol, output_times)
    count, size = jobs.initial.shape
    answers = Answers(
        np.empty(count),
        np.empty((count, size)),
        np.empty((count, COUNTED), dtype=np.int64),
        np.full((count, jobs.outputs.size, size), np.nan),
    )
    if jobs.outputs.size and jobs.outputs[0] == hours[0]:
        answers.outputs[:, 0] = jobs.initial
    limits = _limits(rtol, longest, most_steps)
    integrate_jobs(np.array(machine.addresses), jobs, limits, _lanes(machine), answers)
    ending, steps, rejected = answers.counts.T
    return Ends(ending, answers.time, answers.state, steps, rejected, answers.outputs)


def integrate_recorded(
    machine: Machine,
    parameters: FloatArray,
    state: FloatArray,
    hours: tuple[float, float],
    *,
    rtol: float,
    atol: FloatArray,
    longest: float = np.inf,
    most_steps: int = 100 * MOST_STEPS,
) -> Integral:
    """Integrate ``state`` (ns,) over ``hours`` (start, end), keeping every step.

    Raises StoppedError, with the time and state reached, wherever it cannot get to the end.
    """
    from rls_sim.numerics.compiled.rosenbrock import Book, Column, begin, record

    jobs = _jobs(machine, np.atleast_2d(parameters), state, hours, atol, None)
    addresses, lanes, size = np.array(machine.addresses), _lanes(machine), state.size
    limits = _limits(rtol, longest, most_steps)
    tally = begin(addresses, jobs, lanes)
    room, chapters = FIRST_CHAPTER, []
    while tally[0, Column.ENDING] == Ending.RUNNING:
        book = Book(np.empty(room), np.empty((room, size)), np.empty((room, 3, size)))
        written = record(addresses, lanes, 0, tally, limits, book)
        chapters.append([pages[:written] for pages in book])
        room = min(2 * room, LONGEST_CHAPTER)
    ends, states, pieces = (np.concatenate(pages) for pages in zip(*chapters, strict=True))
    time = np.concatenate([[hours[0]], ends])
    reached = np.vstack([jobs.initial, states])
    ending = Ending(tally[0, Column.ENDING])
    if ending is not Ending.DONE:
        raise StoppedError(ending.words(), float(time[-1]), reached[-1])
    return Integral(time, np.ascontiguousarray(reached.T), Interpolant(time, reached, pieces))


@dataclass(frozen=True)
class Interpolant:
    """The solution between steps: their ends (n + 1,), states there (n + 1, ns), (n, 3, ns)."""

    time: FloatArray
    state: FloatArray
    pieces: FloatArray

    def __call__(self, time: FloatArray) -> FloatArray:
        """The states (ns, T) at hours (T,) within the steps."""
        step = np.searchsorted(self.time, time, side="left") - 1
        step = np.clip(step, 0, self.time.size - 2)
        start, length = self.time[step], self.time[step + 1] - self.time[step]
        share = ((np.asarray(time) - start) / length)[:, None]
        first, second, third = np.moveaxis(self.pieces[step], 1, 0)
        bend = (1.0 - share) * (first + share * (second + share * third))
        states = (1.0 - share) * self.state[step] + share * (self.state[step + 1] + bend)
        return np.ascontiguousarray(states.T)


def _jobs(
    machine: Machine,
    parameters: FloatArray,
    initial: FloatArray,
    hours: tuple[float, float],
    atol: FloatArray,
    output_times: FloatArray | None,
) -> Any:
    from rls_sim.numerics.compiled.rosenbrock import Jobs

    count, (size, width) = len(parameters), machine.dims[:2]
    start, end = (float(hour) for hour in hours)
    outputs = np.array([] if output_times is None else output_times, dtype=np.float64)
    if parameters.shape[1] != width or not count:
        raise ValueError(f"parameters have shape {parameters.shape}; due is (nv, {width})")
    if not start < end:
        raise ValueError(f"an integration from {start:g} h to {end:g} h has no length")
    if (np.diff(outputs) <= 0).any() or (outputs < start).any() or (outputs > end).any():
        raise ValueError(f"output times must rise, and lie within {start:g} h to {end:g} h")
    return Jobs(
        np.array(parameters, dtype=np.float64, order="C"),
        np.array(np.broadcast_to(initial, (count, size)), dtype=np.float64, order="C"),
        np.array(np.broadcast_to(atol, (count, size)), dtype=np.float64, order="C"),
        np.full(count, start),
        np.full(count, end),
        np.zeros(count),
        outputs,
    )


def _limits(rtol: float, longest: float, most_steps: int) -> Any:
    from rls_sim.numerics.compiled.rosenbrock import Limits

    return Limits(float(rtol), float(longest), int(most_steps))


def _lanes(machine: Machine) -> Any:
    from rls_sim.numerics.compiled.rosenbrock_step import lanes_for

    return lanes_for(machine.dims)
