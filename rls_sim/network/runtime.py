"""The functions that generated code calls: once for single numbers, once for columns of numbers.

Single numbers go through the math module, columns through NumPy, by the same names. At zero all
are finite where the mathematics is. A base or a signal below zero counts as zero: a solver may
step there for a moment, and half a power of a negative number is no number at all.
"""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

Column = NDArray[np.float64]

NEARLY_ZERO = 1e-300  # in place of zero, where zero would give 0/0


def _power(base: float, exponent: float) -> float:
    return math.pow(base, exponent) if base > 0.0 else math.pow(0.0, exponent)


def _square_root(square: float) -> float:
    return math.sqrt(square) if square > 0.0 else 0.0


def _hill(signal: float, half: float, steepness: float) -> float:
    return 1.0 / (1.0 + math.pow(half / signal, steepness)) if signal > 0.0 else 0.0


def _hill_slope(signal: float, half: float, steepness: float) -> float:
    ratio = max(signal / half, NEARLY_ZERO)
    raised = math.pow(ratio, steepness)
    return steepness / half / ((ratio / raised + ratio) * (1.0 + raised))


def _hill_by_steepness(signal: float, half: float, steepness: float) -> float:
    ratio = max(signal / half, NEARLY_ZERO)
    raised = math.pow(ratio, steepness)
    return math.log(ratio) / (1.0 + raised) / (1.0 + 1.0 / raised)


def _powers(base: Column, exponent: Column) -> Column:
    return np.asarray(np.maximum(base, 0.0) ** exponent)


def _square_roots(square: Column) -> Column:
    return np.asarray(np.sqrt(np.maximum(square, 0.0)))


def _hills(signal: Column, half: Column, steepness: Column) -> Column:
    # At signal 0 the ratio is infinite, and the answer the 0 that is due.
    return np.asarray(1.0 / (1.0 + (half / np.maximum(signal, 0.0)) ** steepness))


def _hill_slopes(signal: Column, half: Column, steepness: Column) -> Column:
    ratio = np.maximum(signal / half, NEARLY_ZERO)
    raised = ratio**steepness
    return np.asarray(steepness / half / ((ratio / raised + ratio) * (1.0 + raised)))


def _hills_by_steepness(signal: Column, half: Column, steepness: Column) -> Column:
    ratio = np.maximum(signal / half, NEARLY_ZERO)
    raised = ratio**steepness
    return np.asarray(np.log(ratio) / (1.0 + raised) / (1.0 + 1.0 / raised))


Functions = dict[str, Callable[..., Any]]

FOR_NUMBERS: Functions = {
    "cos": math.cos,
    "sin": math.sin,
    "exp": math.exp,
    "log": math.log,
    "sqrt": _square_root,
    "power": _power,
    "hill": _hill,
    "hill_slope": _hill_slope,
    "hill_by_steepness": _hill_by_steepness,
}

FOR_COLUMNS: Functions = {
    "cos": np.cos,
    "sin": np.sin,
    "exp": np.exp,
    "log": np.log,
    "sqrt": _square_roots,
    "power": _powers,
    "hill": _hills,
    "hill_slope": _hill_slopes,
    "hill_by_steepness": _hills_by_steepness,
}
