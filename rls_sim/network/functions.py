"""What the rate laws become when they are called on SymPy symbols. Imports SymPy: keep it late."""

from collections.abc import Callable
from typing import Any

import sympy


class Saturation(sympy.Function):  # type: ignore[misc]
    """signal / (half + signal), kept whole so that its slope is written without a difference."""

    nargs = 2

    def fdiff(self, argindex: int = 1) -> Any:
        """Slope along signal or half."""
        signal, half = self.args
        return (half if argindex == 1 else -signal) / (half + signal) ** 2

    def as_quotient(self) -> Any:
        """The same in plain arithmetic."""
        signal, half = self.args
        return signal / (half + signal)


class Hill(sympy.Function):  # type: ignore[misc]
    """signal^n / (half^n + signal^n), kept whole so that it can be evaluated stably."""

    nargs = 3

    def fdiff(self, argindex: int = 1) -> Any:
        """Slope along signal, half or steepness, each finite at signal = 0."""
        signal, half, _ = self.args
        if argindex == 3:
            return HillBySteepness(*self.args)
        slope = HillSlope(*self.args)
        return slope if argindex == 1 else -slope * signal / half


class HillSlope(sympy.Function):  # type: ignore[misc]
    """Slope of hill along its signal."""

    nargs = 3


class HillBySteepness(sympy.Function):  # type: ignore[misc]
    """Slope of hill along its steepness."""

    nargs = 3


# By the name under which rate_laws offers them.
SYMBOLIC: dict[str, Callable[..., Any]] = {
    "cos": sympy.cos,
    "exp": sympy.exp,
    "log": sympy.log,
    "sqrt": sympy.sqrt,
    "saturation": Saturation,
    "hill": Hill,
}
