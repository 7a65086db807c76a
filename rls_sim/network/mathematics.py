"""Functions that rates seldom take: comparisons, choices, angles, powers of what may be below zero.

As those of rate_laws they take numbers, arrays, symbols and dimension probes. A comparison is 1
where it holds and 0 where not; `both`, `either` and `negated` join comparisons, `select` chooses by
one. A rate may so jump. The slopes used by the solvers are those beside the jump.
"""

from collections.abc import Callable

import numpy as np

from rls_sim.network.rate_laws import cos, exp, log, sqrt
from rls_sim.network.reaction import Number


def less(a: Number, b: Number) -> Number:
    """1 where a < b, else 0; two of one kind."""
    return _compare("less", a, b)


def at_most(a: Number, b: Number) -> Number:
    """1 where a <= b, else 0; two of one kind."""
    return _compare("at_most", a, b)


def equal(a: Number, b: Number) -> Number:
    """1 where a = b, else 0; two of one kind."""
    return _compare("equal", a, b)


def both(a: Number, b: Number) -> Number:
    """1 where two comparisons hold, else 0."""
    return a * b


def negated(a: Number) -> Number:
    """1 where a comparison does not hold, else 0."""
    return 1 - a


def either(a: Number, b: Number) -> Number:
    """1 where one of two comparisons holds, or both, else 0."""
    return negated(both(negated(a), negated(b)))


def select(test: Number, yes: Number, no: Number) -> Number:
    """``yes`` where a comparison holds, else ``no``; what is not chosen may be undefined."""
    return _call("select", test, yes, no)


def minimum(a: Number, b: Number) -> Number:
    """The smaller of two of one kind."""
    return select(less(b, a), b, a)


def maximum(a: Number, b: Number) -> Number:
    """The larger of two of one kind."""
    return select(less(a, b), b, a)


def absolute(a: Number) -> Number:
    """The size of a number, without its sign."""
    return _call("absolute", a)


def floor(a: Number) -> Number:
    """The whole number at or below a pure number."""
    return _call("floor", a)


def ceiling(a: Number) -> Number:
    """The whole number at or above a pure number."""
    return -floor(-a)


def quotient(a: Number, b: Number) -> Number:
    """How many whole times b goes into a, cut off towards zero."""
    ratio = a / b
    return select(less(ratio, 0), ceiling(ratio), floor(ratio))


def remainder(a: Number, b: Number) -> Number:
    """What is left of a after whole times b; it has the sign of a."""
    return a - b * quotient(a, b)


def power(base: Number, exponent: Number) -> Number:
    """
    base^exponent also of a base below zero, if the exponent is whole; else not a number there.

    ``base ** exponent`` is quicker, and takes a base below zero as zero unless the exponent is a
    whole literal up to 8.
    """
    return _call("power", base, exponent)


def sin(angle: Number) -> Number:
    """Sine of a pure number, in radians."""
    return _call("sin", angle)


def tan(angle: Number) -> Number:
    """Tangent of a pure number, in radians."""
    return sin(angle) / cos(angle)


def arctan(a: Number) -> Number:
    """The angle between -pi/2 and pi/2 of a tangent."""
    return _call("arctan", a)


def arcsin(a: Number) -> Number:
    """The angle between -pi/2 and pi/2 of a sine."""
    return arctan(a / sqrt((1 - a) * (1 + a)))


def arccos(a: Number) -> Number:
    """The angle between 0 and pi of a cosine."""
    return 2 * arctan(sqrt((1 - a) / (1 + a)))


def sinh(a: Number) -> Number:
    """Hyperbolic sine; right to 1e-16 of one, not of itself, where it is small."""
    return (exp(a) - exp(-a)) / 2


def cosh(a: Number) -> Number:
    """Hyperbolic cosine."""
    return (exp(a) + exp(-a)) / 2


def tanh(a: Number) -> Number:
    """Hyperbolic tangent; right to 1e-16 of one, not of itself, where it is small."""
    return 1 - 2 / (exp(2 * a) + 1)


def arcsinh(a: Number) -> Number:
    """What has this hyperbolic sine."""
    size = absolute(a)
    found = log(size + sqrt(size * size + 1))
    return select(less(a, 0), -found, found)


def arccosh(a: Number) -> Number:
    """What has this hyperbolic cosine, from zero up."""
    return log(a + sqrt((a - 1) * (a + 1)))


def arctanh(a: Number) -> Number:
    """What has this hyperbolic tangent."""
    return log((1 + a) / (1 - a)) / 2


def _compare(name: str, a: Number, b: Number) -> Number:
    for number in (a, b):
        if not isinstance(number, PLAIN):
            return _answer_of(number, "compare")(name, a, b)
    return COMPUTED[name](a, b) * 1.0


def _call(name: str, *arguments: Number) -> Number:
    """Compute on numbers; let anything else (probe, symbol) answer by its own method."""
    for number in arguments:
        if not isinstance(number, PLAIN):
            return _answer_of(number, name)(*arguments)
    return COMPUTED[name](*arguments)


def _answer_of(number: Number, name: str) -> Callable[..., Number]:
    answer: Callable[..., Number] | None = getattr(type(number), f"law_{name}", None)
    if answer is None:
        raise TypeError(f"{name} cannot take a {type(number).__name__}")
    return answer


def _select_of_numbers(test: Number, yes: Number, no: Number) -> Number:
    chosen: Number = np.where(np.not_equal(test, 0), yes, no)
    return chosen[()]


def _power_of_numbers(base: Number, exponent: Number) -> Number:
    with np.errstate(invalid="ignore"):
        return np.power(np.asarray(base, dtype=float), exponent)[()]


PLAIN = (int, float, np.number, np.ndarray)
COMPUTED: dict[str, Callable[..., Number]] = {
    "absolute": np.absolute,
    "arctan": np.arctan,
    "at_most": np.less_equal,
    "equal": np.equal,
    "floor": np.floor,
    "less": np.less,
    "power": _power_of_numbers,
    "select": _select_of_numbers,
    "sin": np.sin,
}
