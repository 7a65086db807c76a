"""The shapes that rates take. Numbers, arrays, symbols and dimension probes pass through.

Numbers and arrays are computed here; any other argument answers for itself, by a method
`law_cos`, `law_hill` and so on. So a rate law is written once, and the same text is
evaluated, differentiated and checked for its dimension.
"""

from collections.abc import Callable

import numpy as np

from rls_sim.network.reaction import Number


def cos(angle: Number) -> Number:
    """Cosine of a pure number, in radians."""
    return _call("cos", angle)


def exp(exponent: Number) -> Number:
    """Exponential of a pure number."""
    return _call("exp", exponent)


def log(ratio: Number) -> Number:
    """Natural logarithm of a pure number."""
    return _call("log", ratio)


def sqrt(square: Number) -> Number:
    """Square root; halves the dimension of its argument."""
    return _call("sqrt", square)


def saturation(signal: Number, half: Number) -> Number:
    """From 0 (no signal) towards 1: signal / (half + signal), one half where signal = half."""
    for number in (signal, half):  # who has nothing better to say about it divides
        if hasattr(number, "law_saturation"):
            return type(number).law_saturation(signal, half)
    return signal / (half + signal)


def hill(signal: Number, half: Number, steepness: Number) -> Number:
    """From 0 (no signal) towards 1: signal^n / (half^n + signal^n), one half where signal = half.

    Never overflows, whatever the signal; a signal below zero counts as zero.
    """
    return _call("hill", signal, half, steepness)


def repression(signal: Number, half: Number, steepness: Number = 1) -> Number:
    """From 1 (no signal) towards 0; one half where signal = half."""
    return 1 - hill(signal, half, steepness)


def michaelis_menten(substrate: Number, maximal: Number, half: Number) -> Number:
    """Saturable: half of ``maximal`` where ``substrate`` equals ``half``."""
    return maximal * saturation(substrate, half)


def positive_part(signal: Number, softness: float) -> Number:
    """A pure number where it is well above 0, and little, never nothing, where it is below.

    Half the ``softness`` at 0; smooth, so that slopes exist everywhere.
    """
    return (signal + sqrt(signal * signal + softness * softness)) / 2


def daily_wave(time: Number, period: Number, amplitude: Number, acrophase: Number) -> Number:
    """Wave of mean 1 and of height ``amplitude`` above it, that peaks at ``acrophase``."""
    return 1 + amplitude * cos((time - acrophase) / period * (2 * np.pi))


def _call(name: str, *arguments: Number) -> Number:
    """Compute on numbers; let anything else (probe, symbol) answer by its own method."""
    foreign = [a for a in arguments if not isinstance(a, int | float | np.number | np.ndarray)]
    if not foreign:
        return COMPUTED[name](*arguments)
    answer = getattr(type(foreign[0]), f"law_{name}", None)
    if answer is None:
        raise TypeError(f"{name} cannot take a {type(foreign[0]).__name__}")
    return answer(*arguments)


def _hill_of_numbers(signal: Number, half: Number, steepness: Number) -> Number:
    # The smaller of signal and half over the larger, raised, lies in [0, 1]: nothing overflows.
    signal = np.maximum(signal, 0.0)
    raised = (np.minimum(signal, half) / np.maximum(signal, half)) ** steepness
    return np.where(signal < half, raised, 1.0)[()] / (1.0 + raised)


COMPUTED: dict[str, Callable[..., Number]] = {
    "cos": np.cos,
    "exp": np.exp,
    "log": np.log,
    "sqrt": np.sqrt,
    "hill": _hill_of_numbers,
}
