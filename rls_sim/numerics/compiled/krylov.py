"""GMRES on the equations of one cell: `gmres` in machine code, in units of each species' size.

After MOST_PRODUCTS directions it stops, without a restart; who asked decides whether what came out
will do.
"""

import math

from rls_sim.numerics.compiled.arguments import Code, Grid, Room
from rls_sim.numerics.compiled.balance import apply_preconditioner, multiply_slopes
from rls_sim.numerics.compiled.decorator import driver
from rls_sim.numerics.compiled.vectors import (
    add_multiple,
    divide,
    dot,
    fill,
    scale_blocks,
    subtract_scaled,
)
from rls_sim.numerics.compiled.workspace import MOST_PRODUCTS
from rls_sim.numerics.system import FloatArray

BREAKDOWN = 1e-14  # a new direction this small against the operator's image is rounding
LOST = 0.1  # of its length: below, a direction is made orthogonal once more


@driver
def gmres(
    code: Code, grid: Grid, room: Room, right: FloatArray, reduction: float, answer: FloatArray
) -> tuple[int, float]:
    """
    Solve P^-1 (D + 1/tau - J) answer = right for the preconditioner P at hand.

    Returns the products used and the factor by which the norm fell.
    """
    basis, triangle = room.basis, room.triangle
    cosine, sine, target = MOST_PRODUCTS + 1, MOST_PRODUCTS + 2, MOST_PRODUCTS + 3
    scale_blocks(right, room.inverse, basis[0])
    norm = math.sqrt(dot(basis[0], basis[0]))
    fill(0.0, answer)
    if norm == 0.0 or not math.isfinite(norm):
        return 0, (0.0 if norm == 0.0 else math.inf)
    divide(basis[0], norm)
    triangle[0, target] = 1.0
    used = 0
    for column in range(MOST_PRODUCTS):
        _apply(code, grid, room, basis[column], basis[column + 1])
        newest = basis[column + 1]
        size = math.sqrt(dot(newest, newest))
        if not math.isfinite(size):
            break
        rest = _orthogonalise(basis, triangle, column, size)
        _rotate(triangle, column, rest, cosine, sine, target)
        used = column + 1
        if abs(triangle[used, target]) <= reduction or rest <= BREAKDOWN * size:
            break
        divide(newest, rest)
    for row in range(used - 1, -1, -1):
        total = triangle[row, target]
        for column in range(row + 1, used):
            total -= triangle[row, column] * triangle[column, target]
        triangle[row, target] = total / triangle[row, row]
        add_multiple(norm * triangle[row, target], basis[row], answer)
    scale_blocks(answer, room.scale, answer)
    return used, abs(triangle[used, target])


@driver
def _apply(code: Code, grid: Grid, room: Room, direction: FloatArray, image: FloatArray) -> None:
    """The operator on one direction: 1 - P^-1 (J - mean J), in units of the scale."""
    scale_blocks(direction, room.scale, room.trial)
    multiply_slopes(code, grid, room, room.trial, room.image)
    apply_preconditioner(code, grid, room, room.image, room.trial)
    subtract_scaled(direction, room.trial, room.inverse, image)


@driver
def _orthogonalise(basis: FloatArray, triangle: FloatArray, column: int, size: float) -> float:
    """Take the earlier directions out of the newest; what is left of its length."""
    newest = basis[column + 1]
    for row in range(column + 1):
        triangle[row, column] = 0.0
    rest = 0.0
    for _ in range(2):
        for row in range(column + 1):
            overlap = dot(basis[row], newest)
            triangle[row, column] += overlap
            add_multiple(-overlap, basis[row], newest)
        rest = math.sqrt(dot(newest, newest))
        if rest > LOST * size:
            break
    return rest


@driver
def _rotate(
    triangle: FloatArray, column: int, rest: float, cosine: int, sine: int, target: int
) -> None:
    """Make the new column of the Hessenberg matrix triangular by Givens rotations."""
    for row in range(column):
        upper, lower = triangle[row, column], triangle[row + 1, column]
        c, s = triangle[row, cosine], triangle[row, sine]
        triangle[row, column] = c * upper + s * lower
        triangle[row + 1, column] = c * lower - s * upper
    length = math.hypot(triangle[column, column], rest)
    if length == 0.0:
        length = 1.0
    c, s = triangle[column, column] / length, rest / length
    triangle[column, cosine], triangle[column, sine] = c, s
    triangle[column, column] = length
    triangle[column + 1, target] = -s * triangle[column, target]
    triangle[column, target] *= c
