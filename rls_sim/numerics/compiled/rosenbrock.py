"""Rodas5P over many jobs, four at a time: a lane that is done takes the next job at once.

Each job (a variant of a cell, say) has its own hours, state, parameters and tolerances, and keeps
its own time and steps in its lane. So its answer has the same bytes whatever the other lanes do.
"""

from enum import IntEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rls_sim.network.programs import LANES, K
from rls_sim.numerics.compiled.calls import call2
from rls_sim.numerics.compiled.decorator import driver
from rls_sim.numerics.compiled.rosenbrock_step import (
    END,
    ERROR,
    LAST_STEP,
    STEP,
    TIME,
    Addresses,
    Floats,
    Lanes,
    attempt,
    interpolant,
    linearise,
)
from rls_sim.numerics.compiled.step_control import first_step, fit_step, judge, too_short
from rls_sim.numerics.ending import Ending

Counts = NDArray[np.int64]


class Column(IntEnum):
    """What is kept of each lane; the first of it, as far as COUNTED, is handed back for its job."""

    ENDING = 0
    STEPS = 1
    REJECTED = 2
    JOB = 3
    RETRIED = 4
    OUTPUTS = 5


COUNTED = 3
COLUMNS = len(Column)
NO_JOB = -1


class Limits(NamedTuple):
    """What holds for all jobs: relative tolerance, longest step in hours, most steps tried."""

    rtol: float
    longest: float
    most_steps: int


class Jobs(NamedTuple):
    """The jobs: parameters (nv, np), states (nv, ns), tolerances (nv, ns), hours (nv,).

    A first step that is not above zero is found from the rates. ``outputs`` (T,) are rising hours
    at which every job is read; those after its start and up to its end are written.
    """

    parameters: Floats
    initial: Floats
    tolerance: Floats
    start: Floats
    end: Floats
    first_step: Floats
    outputs: Floats


class Answers(NamedTuple):
    """For each job its last time (nv,) and state (nv, ns), its counts (nv, 3) and what was read.

    ``counts`` has the columns ENDING, STEPS and REJECTED; ``outputs`` is (nv, T, ns).
    """

    time: Floats
    state: Floats
    counts: Counts
    outputs: Floats


@driver
def integrate_jobs(
    addresses: Addresses, jobs: Jobs, limits: Limits, lanes: Lanes, answers: Answers
) -> None:
    """Integrate every job from its start to its end, or as far as it goes."""
    tally = np.zeros((LANES, COLUMNS), np.int64)
    waiting, busy = 0, 0
    for lane in range(LANES):
        take_job(jobs, min(waiting, len(jobs.start) - 1), lane, lanes, tally)
        if waiting < len(jobs.start):
            waiting, busy = waiting + 1, busy + 1
        else:
            tally[lane, Column.JOB] = NO_JOB
    call2(addresses[K.CONSTANTS], lanes.parameters, 0, lanes.constants, 0)
    while busy > 0:
        try_step(addresses, lanes, tally, limits)
        if jobs.outputs.size:
            interpolant(lanes)
        changed = False
        for lane in range(LANES):
            job = tally[lane, Column.JOB]
            if job == NO_JOB:
                continue
            settle(lanes, lane, tally, limits, jobs.outputs, answers.outputs[job])
            if tally[lane, Column.ENDING] == Ending.RUNNING:
                continue
            hand_back(lanes, lane, tally, answers)
            if waiting < len(jobs.start):
                take_job(jobs, waiting, lane, lanes, tally)
                waiting, changed = waiting + 1, True
            else:
                tally[lane, Column.JOB] = NO_JOB
                busy -= 1
        if changed:
            call2(addresses[K.CONSTANTS], lanes.parameters, 0, lanes.constants, 0)


class Book(NamedTuple):
    """Room for accepted steps: their ends (m,), the states there (m, ns), and their interpolants.

    ``pieces`` (m, 3, ns) are the vectors of the interpolant of the step that ends there.
    """

    time: Floats
    state: Floats
    pieces: Floats


@driver
def begin(addresses: Addresses, jobs: Jobs, lanes: Lanes) -> Counts:
    """Put the first jobs into the lanes, to be recorded; the tally of the lanes."""
    tally = np.zeros((LANES, COLUMNS), np.int64)
    for lane in range(LANES):
        take_job(jobs, min(lane, len(jobs.start) - 1), lane, lanes, tally)
    call2(addresses[K.CONSTANTS], lanes.parameters, 0, lanes.constants, 0)
    return tally


@driver
def record(
    addresses: Addresses, lanes: Lanes, lane: int, tally: Counts, limits: Limits, book: Book
) -> int:
    """Go on with one lane until it ends or the book is full; how many steps were written."""
    size, written = lanes.state.size // LANES, 0
    none, nothing = np.empty(0), np.empty((0, 0))
    while written < len(book.time) and tally[lane, Column.ENDING] == Ending.RUNNING:
        try_step(addresses, lanes, tally, limits)
        interpolant(lanes)
        taken = tally[lane, Column.STEPS]
        settle(lanes, lane, tally, limits, none, nothing)
        if tally[lane, Column.STEPS] == taken:
            continue
        book.time[written] = lanes.clock[TIME + lane]
        for row in range(size):
            book.state[written, row] = lanes.state[row * LANES + lane]
            for piece in range(3):
                at = (piece * size + row) * LANES + lane
                book.pieces[written, piece, row] = lanes.pieces[at]
        written += 1
    return written


@driver
def try_step(addresses: Addresses, lanes: Lanes, tally: Counts, limits: Limits) -> None:
    """Try one step in every lane, its own length in each."""
    linearise(addresses, lanes)
    for lane in range(LANES):
        if tally[lane, Column.JOB] == NO_JOB:
            continue
        if not lanes.clock[STEP + lane] > 0.0:
            lanes.clock[STEP + lane] = first_step(addresses, lanes, lane, limits.rtol)
        fit_step(lanes.clock, lane, limits.longest)
    attempt(addresses, lanes, limits.rtol)


@driver
def settle(
    lanes: Lanes, lane: int, tally: Counts, limits: Limits, hours: Floats, read: Floats
) -> None:
    """Accept or reject the step just tried in a lane, and see whether the job ends with it."""
    clock = lanes.clock
    time, step = clock[TIME + lane], clock[STEP + lane]
    if judge(clock, lane, tally[lane, Column.RETRIED] > 0):
        last = step == clock[END + lane] - time
        reached = clock[END + lane] if last else time + step
        read_outputs(lanes, lane, tally, reached, hours, read)
        for at in range(lane, lanes.state.size, LANES):
            lanes.state[at] = lanes.after[at]
        clock[TIME + lane] = reached
        tally[lane, Column.STEPS] += 1
        tally[lane, Column.RETRIED] = 0
        if last:
            tally[lane, Column.ENDING] = Ending.DONE
            return
    else:
        tally[lane, Column.REJECTED] += 1
        tally[lane, Column.RETRIED] = 1
        if too_short(clock, lane):
            defined = abs(clock[ERROR + lane]) < np.inf
            tally[lane, Column.ENDING] = Ending.STEP_TOO_SMALL if defined else Ending.NOT_FINITE
            return
    if tally[lane, Column.STEPS] + tally[lane, Column.REJECTED] >= limits.most_steps:
        tally[lane, Column.ENDING] = Ending.TOO_MANY_STEPS


@driver
def read_outputs(
    lanes: Lanes, lane: int, tally: Counts, reached: float, hours: Floats, read: Floats
) -> None:
    """Read the interpolant at those of the hours that the step to ``reached`` has passed."""
    size = lanes.state.size // LANES
    time, step = lanes.clock[TIME + lane], reached - lanes.clock[TIME + lane]
    number = tally[lane, Column.OUTPUTS]
    while number < len(hours) and hours[number] <= reached:
        share = (hours[number] - time) / step
        for row in range(size):
            at = row * LANES + lane
            first = lanes.pieces[at]
            second = lanes.pieces[size * LANES + at]
            third = lanes.pieces[2 * size * LANES + at]
            bend = (1.0 - share) * (first + share * (second + share * third))
            read[number, row] = (1.0 - share) * lanes.state[at] + share * (lanes.after[at] + bend)
        number += 1
    tally[lane, Column.OUTPUTS] = number


@driver
def take_job(jobs: Jobs, job: int, lane: int, lanes: Lanes, tally: Counts) -> None:
    """Write a job into a lane; the constants are still to be computed."""
    lanes.clock[TIME + lane] = jobs.start[job]
    lanes.clock[END + lane] = jobs.end[job]
    lanes.clock[STEP + lane] = jobs.first_step[job]
    lanes.clock[LAST_STEP + lane] = 0.0
    for row in range(jobs.parameters.shape[1]):
        lanes.parameters[row * LANES + lane] = jobs.parameters[job, row]
    for row in range(jobs.initial.shape[1]):
        lanes.state[row * LANES + lane] = jobs.initial[job, row]
        lanes.tolerance[row * LANES + lane] = jobs.tolerance[job, row]
    for column in range(COLUMNS):
        tally[lane, column] = 0
    tally[lane, Column.ENDING] = Ending.RUNNING
    tally[lane, Column.JOB] = job
    while (
        tally[lane, Column.OUTPUTS] < len(jobs.outputs)
        and jobs.outputs[tally[lane, Column.OUTPUTS]] <= jobs.start[job]
    ):
        tally[lane, Column.OUTPUTS] += 1


@driver
def hand_back(lanes: Lanes, lane: int, tally: Counts, answers: Answers) -> None:
    """Write what a lane has reached into the answers of its job."""
    job = tally[lane, Column.JOB]
    answers.time[job] = lanes.clock[TIME + lane]
    for row in range(answers.state.shape[1]):
        answers.state[job, row] = lanes.state[row * LANES + lane]
    for column in range(COUNTED):
        answers.counts[job, column] = tally[lane, column]
