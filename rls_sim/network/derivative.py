"""Exact derivatives of rate laws, written so that zero concentrations stay harmless.

SymPy writes the slope of x**n as n x**n/x, which is 0/0 at x = 0; here it is n x**(n - 1).
"""

from typing import Any

import sympy


class Differentiator:
    """Derivatives by one symbol after another; what was derived once is looked up."""

    def __init__(self) -> None:
        self._known: dict[tuple[Any, Any], Any] = {}

    def of(self, formula: Any, symbol: Any) -> Any:
        """d formula / d symbol."""
        if formula == symbol:
            return sympy.S.One
        if formula.is_Atom or not formula.has(symbol):
            return sympy.S.Zero
        key = (formula, symbol)
        if key not in self._known:
            self._known[key] = self._work_out(formula, symbol)
        return self._known[key]

    def _work_out(self, formula: Any, symbol: Any) -> Any:
        if formula.is_Add:
            return sympy.Add(*(self.of(term, symbol) for term in formula.args))
        if formula.is_Mul:
            return self._of_product(formula, symbol)
        if formula.is_Pow:
            return self._of_power(formula, symbol)
        slopes = enumerate(formula.args, start=1)
        return sympy.Add(
            *(formula.fdiff(i) * self.of(a, symbol) for i, a in slopes if a.has(symbol))
        )

    def _of_product(self, product: Any, symbol: Any) -> Any:
        factors = product.args
        terms = []
        for i, factor in enumerate(factors):
            slope = self.of(factor, symbol)
            if slope != 0:
                terms.append(sympy.Mul(slope, *factors[:i], *factors[i + 1 :]))
        return sympy.Add(*terms)

    def _of_power(self, power: Any, symbol: Any) -> Any:
        base, exponent = power.args
        by_base = exponent * base ** (exponent - 1) * self.of(base, symbol)
        by_exponent = self.of(exponent, symbol)
        return by_base if by_exponent == 0 else by_base + sympy.log(base) * power * by_exponent
