"""A graph of formulas evaluated node by node, apart from every printer: the reference of both.

Beside each value stands a running bound of its rounding error, in units of the last place: what
two evaluations of the same formula, in whatever order and with whatever fused operations, may
differ by. It grows where terms cancel, as the error does.
"""

import cmath

import numpy as np

from rls_sim.network.expression import LARGEST_EXPONENT
from rls_sim.network.slopes import parts_of

LARGEST_ANGLE = 1e9  # rad; machine code does not reduce larger ones


def evaluate(graph, nodes, given):
    """Values of nodes and bounds of their errors, from the values of symbols, by node.

    Those are arrays, or complex numbers.
    """
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
        if isinstance(x[0] + x[1], complex):
            return max(x, key=lambda value: value.real), 0.0
        return np.maximum(*x), np.maximum(*e)
    value, slopes = {
        "add": lambda a, b: (a + b, (1.0, 1.0)),
        "subtract": lambda a, b: (a - b, (1.0, 1.0)),
        "negative": lambda a: (-a, (1.0,)),
        "multiply": lambda a, b: (a * b, (b, a)),
        "reciprocal": lambda a: (_over(a), (_over(a) ** 2,)),
        "exp": lambda a: (_exp(a), (_exp(a),)),
        "log": lambda a: (_function("log", a), (_over(a),)),
        "cos": lambda a: (_function("cos", a), (1.0,)),
        "sin": lambda a: (_function("sin", a), (1.0,)),
        "sqrt": lambda a: (_function("sqrt", a), (0.5 * _over(_function("sqrt", a)),)),
    }[operation](*x)
    inherited = sum(abs(slope) * error for slope, error in zip(slopes, e, strict=True))
    if operation in ("cos", "sin"):  # the error of reducing an angle; of a huge one nothing is left
        inherited = inherited + np.where(abs(x[0]) < LARGEST_ANGLE, 1.0 + abs(x[0]), np.inf)
    return value, inherited + abs(value)


def _over(a):
    return 1.0 / a if isinstance(a, complex) else np.divide(1.0, a)


def _exp(a):
    if isinstance(a, complex):
        return cmath.exp(complex(min(max(a.real, -LARGEST_EXPONENT), LARGEST_EXPONENT), a.imag))
    return np.exp(np.clip(a, -LARGEST_EXPONENT, LARGEST_EXPONENT))


def _function(name, a):
    return getattr(cmath if isinstance(a, complex) else np, name)(a)


def complex_slope(graph, nodes, given, along, step=1e-30):
    """Slopes of nodes along one symbol, exact to rounding: the imaginary parts of a tiny step."""
    moved = {node: complex(value) for node, value in given.items()}
    moved[along] += 1j * step
    values, _ = evaluate(graph, nodes, moved)
    return np.array([complex(value).imag / step for value in values])
