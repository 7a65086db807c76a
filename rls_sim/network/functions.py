"""What the rate laws become when they are called on SymPy symbols. Imports SymPy: keep it late."""

from collections.abc import Callable
from typing import Any

import sympy


class Hill(sympy.Function):  # type: ignore[misc]
    """signal^n / (half^n + signal^n), kept whole so that it can be evaluated stably."""

    nargs = 3

    def _latex(self, printer: Any, exp: Any = None) -> str:
        signal, half, steepness = (printer._print(a) for a in self.args)
        above, below = f"{signal}^{{{steepness}}}", f"{half}^{{{steepness}}}"
        text = rf"\frac{{{above}}}{{{below} + {above}}}"
        return text if exp is None else rf"\left({text}\right)^{{{exp}}}"


SYMBOLIC: dict[str, Callable[..., Any]] = {
    "cos": sympy.cos,
    "exp": sympy.exp,
    "log": sympy.log,
    "sqrt": sympy.sqrt,
    "hill": Hill,
}
