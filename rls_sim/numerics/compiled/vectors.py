"""Arithmetic on long vectors: the inner loops of the drivers, written so that they vectorise.

Arguments are whole views: an offset added to an index could be negative, which numba checks at
every access. Sums may be reassociated; "nnan" and "ninf" are not allowed, since callers test sums
for being finite.
"""

import math

import numpy as np

from rls_sim.numerics.compiled import rows
from rls_sim.numerics.compiled.decorator import driver
from rls_sim.numerics.system import FloatArray

# Plain loops compile in a fraction of the time that an assignment to a slice takes.


@driver
def copy(a: FloatArray, b: FloatArray) -> None:
    """Begin b with a."""
    for q in range(a.shape[0]):
        b[q] = a[q]


@driver
def fill(number: float, a: FloatArray) -> None:
    """Every entry of a the same."""
    for q in range(a.shape[0]):
        a[q] = number


@driver
def divide(a: FloatArray, number: float) -> None:
    """a / number, in place."""
    for q in range(a.shape[0]):
        a[q] /= number


@driver(fastmath=("contract", "reassoc", "nsz"))
def dot(a: FloatArray, b: FloatArray) -> float:
    """Sum of a b."""
    total = 0.0
    for q in range(a.shape[0]):
        total += a[q] * b[q]
    return total


@driver(fastmath=("contract",))
def add_multiple(factor: float, a: FloatArray, b: FloatArray) -> None:
    """b += factor a."""
    for q in range(a.shape[0]):
        b[q] += factor * a[q]


@driver(fastmath=("contract",))
def scale_blocks(a: FloatArray, weight: FloatArray, b: FloatArray) -> None:
    """b = a times a weight for each place of a block."""
    width = weight.shape[0]
    for start in range(0, a.shape[0], width):
        here, there = a[start : start + width], b[start : start + width]
        for q in range(width):
            there[q] = here[q] * weight[q]


@driver(fastmath=("contract", "reassoc", "nsz"))
def weighted_square(a: FloatArray, weight: FloatArray) -> float:
    """Sum of (a weight)^2, a weight for each place of a block."""
    width, total = weight.shape[0], 0.0
    for start in range(0, a.shape[0], width):
        here = a[start : start + width]
        for q in range(width):
            size = here[q] * weight[q]
            total += size * size
    return total


@driver
def largest_weighted(a: FloatArray, weight: FloatArray) -> float:
    """Largest |a weight|, a weight for each place of a block; not-a-number where an entry is."""
    if not math.isfinite(weighted_square(a, weight)):
        return math.nan
    return _largest(a, weight)


@driver
def _largest(a: FloatArray, weight: FloatArray) -> float:
    # All entries are finite here. Rows of four, since the compiler would take them one by one.
    width = weight.shape[0]
    largest = rows.spread(0.0)
    for start in range(0, a.shape[0], width):
        for q in range(0, width, 4):
            entry = rows.times(rows.load(a, start + q), rows.load(weight, q))
            largest = rows.larger(largest, rows.size(entry))
    four = np.empty(4)
    rows.store(four, 0, largest)
    return max(max(four[0], four[1]), max(four[2], four[3]))


@driver(fastmath=("contract",))
def subtract_scaled(a: FloatArray, b: FloatArray, weight: FloatArray, c: FloatArray) -> None:
    """c = a - b times a weight for each place of a block."""
    width = weight.shape[0]
    for start in range(0, a.shape[0], width):
        first, second = a[start : start + width], b[start : start + width]
        third = c[start : start + width]
        for q in range(width):
            third[q] = first[q] - second[q] * weight[q]
