"""Solve a linear system that is known only by what it does to a vector.

The right-hand side, its image, the image of that and so on span a space, and of all vectors in it
the one is taken that leaves least of the right-hand side. If the system is nearly the identity, as
a good preconditioner makes it, a few images are enough.
"""

from collections.abc import Callable

import numpy as np

from rls_sim.numerics.system import FloatArray

BREAKDOWN = 1e-14  # a new direction this small against the operator's image is rounding


def gmres(
    operator: Callable[[FloatArray], FloatArray],
    right: FloatArray,
    reduction: float,
    most: int = 150,
) -> tuple[FloatArray, float]:
    """Minimise |right - operator(x)| over a Krylov space; no restarts.

    Returns x (n,) and the factor by which the norm fell. It is up to the caller to accept a
    factor above ``reduction``: ``most`` products were not enough then.
    """
    norm = float(np.linalg.norm(right))
    if norm == 0 or not np.isfinite(norm):
        return np.zeros_like(right), 0.0 if norm == 0 else np.inf
    basis = np.empty((most + 1, right.size))
    basis[0] = right / norm
    triangle = np.zeros((most, most))  # of the QR factors of the Hessenberg matrix
    target = np.zeros(most + 1)  # what is left of the right-hand side, rotated alike
    target[0] = 1.0
    rotations: list[tuple[float, float]] = []
    for used in range(most):
        image = operator(basis[used])
        size = float(np.linalg.norm(image))
        if not np.isfinite(size):
            break
        column = _orthogonalise(image, basis[: used + 1])
        rest = float(np.linalg.norm(image))
        _rotate(column, rest, rotations, target)
        triangle[: used + 1, used] = column
        if abs(target[used + 1]) <= reduction or rest <= BREAKDOWN * size:
            break
        basis[used + 1] = image / rest
    count = len(rotations)
    weights = np.linalg.solve(triangle[:count, :count], target[:count])
    solution = np.asarray(norm * (weights @ basis[:count]), dtype=np.float64)
    return solution, abs(float(target[count]))


def _orthogonalise(image: FloatArray, basis: FloatArray) -> FloatArray:
    """Take the basis out of ``image`` in place, twice for rounding; returns what was in it."""
    within = np.zeros(basis.shape[0])
    for _ in range(2):
        overlap = basis @ image
        image -= overlap @ basis
        within += overlap
    return within


def _rotate(
    column: FloatArray, rest: float, rotations: list[tuple[float, float]], target: FloatArray
) -> None:
    """Make a new column of the Hessenberg matrix triangular by Givens rotations, in place."""
    for row, (cosine, sine) in enumerate(rotations):
        upper, lower = column[row], column[row + 1]
        column[row] = cosine * upper + sine * lower
        column[row + 1] = cosine * lower - sine * upper
    last = column.size - 1
    length = float(np.hypot(column[last], rest)) or 1.0
    cosine, sine = float(column[last]) / length, rest / length
    rotations.append((cosine, sine))
    column[last] = length
    target[last + 1] = -sine * target[last]
    target[last] = cosine * target[last]
