"""Grids, and the room that the drivers need to work on them.

It is made once and written over, so that no loop asks for memory.
"""

from typing import Any

import numpy as np

from rls_sim.numerics.compiled.arguments import Grid, Lanes, Room
from rls_sim.numerics.compiled.transforms import transform_addresses
from rls_sim.numerics.system import FloatArray

LANES = 4
MOST_PRODUCTS = 60  # of a linear solve; what needs more is better served by another way


def make_grid(nodes: int, period: float, after: float = 0.0) -> Grid:
    """The grid of ``nodes`` (a multiple of 8) over ``period`` hours, from ``after`` hours on."""
    if nodes % 8:
        raise ValueError(f"nodes come in blocks of 8; {nodes} were asked for")
    return Grid(
        np.array([nodes, nodes // LANES], dtype=np.int64),
        transform_addresses(nodes),
        2 * np.pi / period * np.arange(nodes // 2, dtype=np.float64),
        after + np.arange(nodes, dtype=np.float64) * (period / nodes),
    )


def make_room(dims: Any, nodes: int) -> Room:
    """Room for a model of ``dims`` on a grid of ``nodes``."""
    species, _, constants, drives, slopes, factors = (int(size) for size in dims)
    day = species * nodes

    def numbers(count: int) -> FloatArray:
        return np.zeros(count)

    return Room(
        constants=numbers(constants * LANES),
        drives=numbers(drives * nodes),
        floor=numbers(species),
        state=numbers(day),
        rates=numbers(day),
        slopes=numbers(slopes * nodes),
        mean=numbers(slopes * LANES),
        factors=numbers(factors * nodes),
        shift=numbers(LANES),
        spectrum=numbers(day),
        of_state=numbers(day),
        correction=numbers(day),
        increment=numbers(day),
        before=numbers(day),
        scale=numbers(species * LANES),
        inverse=numbers(species * LANES),
        trial=numbers(day),
        image=numbers(day),
        buffers=np.zeros((2, LANES * nodes)),
        basis=np.zeros((MOST_PRODUCTS + 1, day)),
        triangle=np.zeros((MOST_PRODUCTS + 1, MOST_PRODUCTS + 4)),
    )


def make_lanes(dims: Any, march_work: int) -> Lanes:
    """Room for four cells of a model of ``dims``."""
    species, parameters, constants, drives, _, _ = (int(size) * LANES for size in dims)
    return Lanes(
        parameters=np.zeros(parameters),
        constants=np.zeros(constants),
        drives=np.zeros(drives),
        moment=np.zeros(drives),
        time=np.zeros(LANES),
        state=np.zeros(species),
        landmark=np.zeros(species),
        work=np.zeros(march_work),
        elapsed=np.zeros(LANES),
        outcome=np.zeros(LANES, dtype=np.int64),
    )
