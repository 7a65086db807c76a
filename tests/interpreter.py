"""A graph of formulas evaluated node by node, apart from every printer: the reference of both.

Beside each value stands a running bound of its rounding error, in units of the last place: what
two evaluations of the same formula, in whatever order and with whatever fused operations, may
differ by. It grows where terms cancel, as the error does.
"""

import numpy as np

from rls_sim.network.expression import LARGEST_EXPONENT
from rls_sim.network.slopes import parts_of

EPSILON = np.finfo(float).eps
LARGEST_ANGLE = 1e9  # rad; machine code does not reduce larger ones


def evaluate(graph, nodes, given):
    """Values of nodes and bounds of their errors, from the values of symbols, by node."""
    values, errors = dict(given), dict.fromkeys(given, 0.0)
    with np.errstate(all="ignore"):
        for node in parts_of(graph, nodes, given):
            arguments = graph.arguments[node]
            values[node], errors[node] = _operate(
                graph.operation[node],
                graph.value[node],
                [values[a] for a in arguments],
                [errors[a] for a in arguments],
            )
    return [values[n] for n in nodes], [errors[n] for n in nodes]


def _operate(operation, literal, x, e):
    """One operation on values ``x`` with errors ``e``: what comes out, and its error."""
    if operation == "number":
        return literal, 0.0
    if operation == "maximum":
        return np.maximum(*x), np.maximum(*e)  # of complex numbers, by their real parts
    if operation == "select":
        chosen = np.not_equal(np.real(x[0]), 0)
        error = np.where(chosen, e[1], e[2])
        return np.where(chosen, x[1], x[2]), np.where(np.isfinite(e[0]), error, np.inf)
    if operation in ("less", "at_most", "equal", "floor"):
        return _step(operation, [np.real(part) for part in x], e)
    value, slopes = {
        "add": lambda a, b: (a + b, (1.0, 1.0)),
        "subtract": lambda a, b: (a - b, (1.0, 1.0)),
        "negative": lambda a: (-a, (1.0,)),
        "multiply": lambda a, b: (a * b, (b, a)),
        "reciprocal": lambda a: (np.divide(1.0, a), (np.divide(1.0, a) ** 2,)),
        "exp": lambda a: (_exp(a), (_exp(a),)),
        "log": lambda a: (np.log(a), (np.divide(1.0, a),)),
        "cos": lambda a: (np.cos(a), (1.0,)),
        "sin": lambda a: (np.sin(a), (1.0,)),
        "atan": lambda a: (np.arctan(a), (np.divide(1.0, 1.0 + a * a),)),
        "sqrt": lambda a: (np.sqrt(a), (np.divide(0.5, np.sqrt(a)),)),
    }[operation](*x)
    inherited = sum(
        np.where(error == 0, 0.0, abs(slope) * error)
        for slope, error in zip(slopes, e, strict=True)
    )
    if operation in ("cos", "sin"):  # the error of reducing an angle; of a huge one nothing is left
        inherited = inherited + np.where(abs(x[0]) < LARGEST_ANGLE, 1.0 + abs(x[0]), np.inf)
    return value, inherited + abs(value)


def _step(operation, x, e):
    """What jumps: certain, or, where the arguments may lie on the other side, not known at all."""
    if operation == "floor":
        away = np.abs(x[0] - np.rint(x[0]))
        value = np.floor(x[0])
    else:
        away = np.abs(x[0] - x[1])
        value = {"less": np.less, "at_most": np.less_equal, "equal": np.equal}[operation](*x) * 1.0
    doubt = 8 * EPSILON * sum(e)
    return value, np.where((away < doubt) | ~np.isfinite(doubt), np.inf, 0.0)


def _exp(a):
    kept = np.clip(np.real(a), -LARGEST_EXPONENT, LARGEST_EXPONENT)
    return np.exp(kept + 1j * np.imag(a) if np.iscomplexobj(a) else kept)


def complex_slopes(graph, nodes, given, along, step=1e-30):
    """Slopes of nodes (row) along symbols (column), exact to rounding: a step's imaginary parts."""
    moved = {node: np.full(len(along), value, dtype=complex) for node, value in given.items()}
    for column, symbol in enumerate(along):
        moved[symbol][column] += 1j * step
    values, _ = evaluate(graph, nodes, moved)
    wide = [np.broadcast_to(value, len(along)) for value in values]
    return np.imag(wide).reshape(len(nodes), len(along)) / step
