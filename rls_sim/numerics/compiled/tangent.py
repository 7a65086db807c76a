"""Deviations from an orbit carried along it: all columns of a matrix, four to a row of lanes.

They obey v' = J(t) v. Each step takes the five stages of SDIRK4 (Hairer and Wanner, Solving
Ordinary Differential Equations II, section IV.6): of order four, and L-stable, so that a mode of
1e5/h dies within a step. A stage solves (shift I - J_i) V_i = shift r_i, with one factorisation for
all columns, and J at its own time; four stages are linearised and factorised at once.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rls_sim.network.programs import LANES, K
from rls_sim.numerics.compiled.calls import call2, call3, call5
from rls_sim.numerics.compiled.decorator import driver
from rls_sim.numerics.compiled.rosenbrock_step import SHIFT, TIME, Addresses, Floats, Lanes
from rls_sim.numerics.compiled.rows import load, plus, spread, store, times

DIAGONAL = 0.25
ABSCISSAE = np.array([1 / 4, 3 / 4, 11 / 20, 1 / 2, 1.0])
COUPLING = np.array(
    [
        [0.0, 0.0, 0.0, 0.0],
        [1 / 2, 0.0, 0.0, 0.0],
        [17 / 50, -1 / 25, 0.0, 0.0],
        [371 / 1360, -137 / 2720, 15 / 544, 0.0],
        [25 / 24, -49 / 48, 125 / 16, -85 / 12],
    ]
)
STAGES = 5


class Way(NamedTuple):
    """Where to linearise: for n steps of ``lengths`` (n,) all times (5 n,) and states (5 n, ns)."""

    lengths: Floats
    times: Floats
    states: Floats


class Columns(NamedTuple):
    """The deviations (blocks, ns, LANES), with room for the changes (5, blocks, ns, LANES).

    ``factors`` holds those of one stage in every lane, ``solved`` one block.
    """

    deviation: Floats
    changes: Floats
    factors: Floats
    solved: Floats


@driver
def propagate(addresses: Addresses, lanes: Lanes, way: Way, columns: Columns) -> None:
    """Carry ``columns.deviation`` along the whole way; ``lanes.parameters`` are those of the orbit.

    What is not a number, or not finite, stays so to the end.
    """
    call2(addresses[K.CONSTANTS], lanes.parameters, 0, lanes.constants, 0)
    count = len(way.times)
    for node in range(count):
        if node % LANES == 0:
            _factorise(addresses, lanes, way, node)
        lane = node % LANES
        for at in range(0, len(lanes.factors), LANES):
            store(columns.factors, at, spread(lanes.factors[at + lane]))
        _stage(addresses, node % STAGES, lanes.clock[SHIFT + lane], columns)


@driver
def _factorise(addresses: Addresses, lanes: Lanes, way: Way, node: int) -> None:
    """Linearise and factorise at four nodes, one in a lane."""
    for lane in range(LANES):
        here = min(node + lane, len(way.times) - 1)
        lanes.clock[TIME + lane] = way.times[here]
        lanes.clock[SHIFT + lane] = 1.0 / (DIAGONAL * way.lengths[here // STAGES])
        for row in range(way.states.shape[1]):
            lanes.state[row * LANES + lane] = way.states[here, row]
    constants, drives = lanes.constants, lanes.drives
    call3(addresses[K.DRIVES], lanes.clock, TIME, constants, 0, drives, 0)
    call5(
        addresses[K.LINEARISED],
        *(lanes.state, 0, constants, 0, drives, 0, lanes.rates, 0, lanes.slopes, 0),
    )
    call3(addresses[K.FACTOR], lanes.slopes, 0, lanes.clock, SHIFT, lanes.factors, 0)


@driver
def _stage(addresses: Addresses, stage: int, shift: float, columns: Columns) -> None:
    """One stage of one step for every block of columns; the last one ends the step."""
    width, whole = columns.solved.size, columns.deviation.size
    first = stage * whole
    for block in range(0, whole, width):
        for at in range(0, width, LANES):
            start = load(columns.deviation, block + at)
            for earlier in range(stage):
                change = load(columns.changes, earlier * whole + block + at)
                start = plus(start, times(spread(COUPLING[stage, earlier]), change))
            store(columns.changes, first + block + at, start)
            store(columns.solved, at, times(spread(shift), start))
        call2(addresses[K.SOLVE], columns.factors, 0, columns.solved, 0)
        for at in range(0, width, LANES):
            end = load(columns.solved, at)
            start = load(columns.changes, first + block + at)
            moved = plus(end, times(spread(-1.0), start))
            store(columns.changes, first + block + at, times(spread(1.0 / DIAGONAL), moved))
            if stage == STAGES - 1:
                store(columns.deviation, block + at, end)


def columns_of(matrix: NDArray[np.float64], factors: int) -> Columns:
    """Room for the columns of a matrix (ns, m); what is left of the last block holds zeros."""
    size, count = matrix.shape
    blocks = -(-count // LANES)
    padded = np.zeros((size, blocks * LANES))
    padded[:, :count] = matrix
    deviation = np.ascontiguousarray(padded.reshape(size, blocks, LANES).transpose(1, 0, 2)).ravel()
    return Columns(
        deviation,
        np.zeros(STAGES * deviation.size),
        np.zeros(factors * LANES),
        np.zeros(size * LANES),
    )


def matrix_of(columns: Columns, count: int) -> NDArray[np.float64]:
    """The first ``count`` columns as a matrix (ns, count)."""
    size = columns.solved.size // LANES
    apart = columns.deviation.reshape(-1, size, LANES).transpose(1, 0, 2)
    return np.ascontiguousarray(apart.reshape(size, -1)[:, :count])
