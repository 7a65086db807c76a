"""Solve a linear system that is known only by what it does to a vector."""

from collections.abc import Callable

import numpy as np

from rls_sim.numerics.system import FloatArray

BREAKDOWN = 1e-14  # a new direction this small against the operator's image is rounding


def gmres(
    operator: Callable[[FloatArray], FloatArray],
    right: FloatArray,
    reduction: float,
    most: int = 60,
) -> tuple[FloatArray, float]:
    """Minimise |right - operator(x)| over a Krylov space; no restarts.

    Returns x (n,) and the factor by which the norm fell. It is up to the caller to accept a
    factor above ``reduction``: ``most`` products were not enough then.
    """
    norm = float(np.linalg.norm(right))
    if norm == 0 or not np.isfinite(norm):
        return np.zeros_like(right), 0.0 if norm == 0 else np.inf
    basis = np.empty((most + 1, right.size))
    hessenberg = np.zeros((most + 1, most))
    basis[0] = right / norm
    left = 1.0
    used = 0
    weights = np.zeros(0)
    for step in range(most):
        image = operator(basis[step])
        size = float(np.linalg.norm(image))
        if not np.isfinite(size):
            break
        hessenberg[step + 1, step] = _orthogonalise(image, basis[: step + 1], hessenberg[:, step])
        used = step + 1
        weights, left = _least_squares(hessenberg[: used + 1, :used])
        if left <= reduction or hessenberg[used, step] <= BREAKDOWN * size:
            break
        basis[used] = image / hessenberg[used, step]
    return np.asarray(norm * (weights @ basis[:used]), dtype=np.float64), left


def _orthogonalise(image: FloatArray, basis: FloatArray, column: FloatArray) -> float:
    """Take the basis out of ``image`` in place, twice for rounding; returns what is left."""
    for _ in range(2):
        overlap = basis @ image
        image -= overlap @ basis
        column[: overlap.size] += overlap
    return float(np.linalg.norm(image))


def _least_squares(hessenberg: FloatArray) -> tuple[FloatArray, float]:
    """The best combination of the directions, and the share of the norm that it leaves."""
    target = np.zeros(hessenberg.shape[0])
    target[0] = 1.0
    weights = np.asarray(np.linalg.lstsq(hessenberg, target, rcond=None)[0], dtype=np.float64)
    return weights, float(np.linalg.norm(target - hessenberg @ weights))
