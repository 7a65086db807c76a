"""What the drivers pass around, by name: machine code, a grid of nodes, one cell, four cells.

Tuples of arrays, so that numba compiles their fields to plain pointers.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rls_sim.numerics.system import FloatArray

WholeArray = NDArray[np.int64]


class Code(NamedTuple):
    """Addresses of the kernels in the order of `programs.K`, and how many rows their arrays have.

    ``dims``: species, parameters, constants, drives, slopes, factors.
    """

    addresses: WholeArray
    dims: WholeArray


class Grid(NamedTuple):
    """Equispaced nodes of a day in blocks of four, with the addresses of their transforms.

    ``sizes``: nodes and blocks; ``turn`` (N/2,): 2 pi m / period; ``time`` (N,) h.
    """

    sizes: WholeArray
    kernels: WholeArray
    turn: FloatArray
    time: FloatArray


class Room(NamedTuple):
    """
    Arrays that a solve on one grid overwrites, for one cell.

    Those of the day are blocks [rows][4 nodes]: ``drives``, ``state``, ``rates`` (per hour),
    ``slopes``, ``correction``, ``increment``, ``before``, ``trial``, ``image``. Those of harmonics
    are blocks [real rows, imaginary rows][4 harmonics]: ``spectrum``, ``of_state``, ``factors``.
    """

    constants: FloatArray  # every number in all lanes
    drives: FloatArray
    floor: FloatArray  # (ns,)
    state: FloatArray
    rates: FloatArray
    slopes: FloatArray  # after `take_mean` without their mean
    mean: FloatArray  # of the slopes over the day, in all lanes
    factors: FloatArray
    shift: FloatArray  # (4,), 1/h
    spectrum: FloatArray
    of_state: FloatArray  # spectrum of the state
    correction: FloatArray
    increment: FloatArray
    before: FloatArray
    scale: FloatArray  # of each species, in all lanes
    inverse: FloatArray  # of the scale
    trial: FloatArray
    image: FloatArray
    buffers: FloatArray  # (2, 4 N), of the transforms
    basis: FloatArray  # directions of GMRES, one a row
    triangle: FloatArray  # of its QR factors, with rotations and right-hand side


class Lanes(NamedTuple):
    """Arrays for four cells side by side, each in its lane: [rows][4]."""

    parameters: FloatArray
    constants: FloatArray
    drives: FloatArray
    moment: FloatArray  # the drives of one time
    time: FloatArray
    state: FloatArray
    landmark: FloatArray
    work: FloatArray  # of the march, see `start`
    elapsed: FloatArray  # (4,) h
    outcome: WholeArray  # (4,)


# Three grids, ever finer, and the nodes midway between those of the finest; room on the three.
Grids = tuple[Grid, Grid, Grid, Grid]
Rooms = tuple[Room, Room, Room]
# A state (ns,) to begin with, and the shape of its day on the coarsest and the finest grid.
Guess = tuple[FloatArray, FloatArray, FloatArray]
