"""Formulas into lines of Python: shared parts named once, parts of parameters alone set aside.

Whatever depends on parameters alone is computed once for a set of parameters, not at every call;
whatever stands in several formulas is computed once and named.
"""

import keyword
from collections import Counter
from collections.abc import Iterable
from typing import Any

import sympy

from rls_sim.network.functions import Saturation
from rls_sim.network.runtime import FOR_COLUMNS

# Names that generated functions use for themselves.
RESERVED = {*FOR_COLUMNS, *keyword.kwlist, "state", "constants", "parameters"}

SUM, PRODUCT, ATOM = 0, 1, 2  # how tightly a text holds together
SPELLED = {"Hill": "hill", "HillSlope": "hill_slope", "HillBySteepness": "hill_by_steepness"}


class Names:
    """Python identifiers for names with dots or spaces; no two alike, none of them reserved."""

    def __init__(self, names: Iterable[str]) -> None:
        self._given: dict[str, str] = {}
        self._taken = set(RESERVED)
        self._numbers: Counter[str] = Counter()
        for name in names:
            self[name]

    def __getitem__(self, name: str) -> str:
        """The identifier of a name, the same at every call."""
        if name not in self._given:
            identifier = name.replace(".", "_").replace(" ", "_")
            while identifier in self._taken:
                identifier += "_"
            self._taken.add(identifier)
            self._given[name] = identifier
        return self._given[name]

    def numbered(self, kind: str) -> str:
        """A new identifier of a kind: part_1, part_2, ..."""
        while True:
            self._numbers[kind] += 1
            identifier = f"{kind}_{self._numbers[kind]}"
            if identifier not in self._taken:
                return self[identifier]


class Writer:
    """Writes formulas as assignments, and collects the constants that they need."""

    def __init__(self, names: Names, parameters: Iterable[Any]) -> None:
        self.lines: list[str] = []
        self.constants: dict[Any, str] = {}  # formula of parameters alone -> its name
        self.names = names
        self._parameters = set(parameters)
        self._aliases: dict[Any, str] = {}  # symbols that stand for a constant
        self._is_constant: dict[Any, bool] = {}
        self._written: dict[Any, str] = {}
        self._uses: Counter[Any] = Counter()

    def announce(self, formulas: Iterable[Any]) -> None:
        """Count what will be written, so that what stands in several places is named."""
        for formula in formulas:
            self._count(formula)

    def assign(self, name: str, formula: Any) -> None:
        """Write ``name = formula``; every later formula equal to it is spelled by that name."""
        identifier = self.names[name]
        self.lines.append(f"{identifier} = {self.text(formula)}")
        if not formula.is_Atom:
            self._written.setdefault(formula, identifier)

    def define(self, symbol: Any, formula: Any) -> None:
        """Let later formulas use ``symbol`` for ``formula``."""
        if self.is_constant(formula):
            self._aliases[symbol] = self._constant(formula)
            self._parameters.add(symbol)
        else:
            self.lines.append(f"{symbol.name} = {self.text(formula)}")

    def text(self, formula: Any) -> str:
        """The text of a formula; what it shares with others is written down first."""
        return self._text(formula)[0]

    def constant_lines(self) -> list[str]:
        """Assignments of the constants, in terms of parameters."""
        plain = Writer(self.names, ())
        plain._written = dict(self._aliases)
        return [
            f"{name} = {plain.text(formula)}"
            for formula, name in self.constants.items()
            if not formula.is_Symbol
        ]

    def _count(self, formula: Any) -> None:
        if formula.is_Atom or self.is_constant(formula):
            return
        self._uses[formula] += 1
        if self._uses[formula] == 1:
            for part in formula.args:
                self._count(part)

    def is_constant(self, formula: Any) -> bool:
        """True of a formula of parameters and literals alone."""
        known = self._is_constant.get(formula)
        if known is None:
            if formula.is_Symbol:
                known = formula in self._parameters
            else:
                known = all(self.is_constant(part) for part in formula.args)
            self._is_constant[formula] = known
        return known

    def _constant(self, formula: Any) -> str:
        """The name of a constant; a bare parameter keeps its own."""
        if formula in self._aliases:
            return self._aliases[formula]
        if formula not in self.constants:
            own = formula.is_Symbol
            new = self.names[formula.name] if own else self.names.numbered("constant")
            self.constants[formula] = new
        return self.constants[formula]

    def _text(self, formula: Any) -> tuple[str, int]:
        if formula in self._written:
            return self._written[formula], ATOM
        if formula.is_Number:
            return _number(formula)
        if self._parameters and self.is_constant(formula):
            return self._constant(formula), ATOM
        if formula.is_Symbol:
            return self.names[formula.name], ATOM
        written = self._compose(formula)
        if self._uses[formula] > 1:
            name = self.names.numbered("shared")
            self.lines.append(f"{name} = {written[0]}")
            self._written[formula] = name
            return name, ATOM
        return written

    def _compose(self, formula: Any) -> tuple[str, int]:
        if formula.is_Add:
            return self._sum(formula)
        if formula.is_Mul:
            return self._product(formula)
        if formula.is_Pow:
            return self._power(*formula.args)
        if formula.func is Saturation:
            return self._product(formula.as_quotient())
        function = SPELLED.get(formula.func.__name__, formula.func.__name__)
        return f"{function}({', '.join(self.text(part) for part in formula.args)})", ATOM

    def _sum(self, formula: Any) -> tuple[str, int]:
        constant, rest = self._apart(formula)
        terms = [_signed(term) for term in rest]
        if constant is not None:
            terms.insert(0, _signed(constant))
        terms.sort(key=lambda term: term[0])  # begin with a term that is not subtracted
        text = ""
        for negative, term in terms:
            written = self._held(term, PRODUCT)
            sign = (" - " if negative else " + ") if text else ("-" if negative else "")
            text += sign + written
        return text, SUM

    def _product(self, formula: Any) -> tuple[str, int]:
        negative, formula = _signed(formula)
        if not formula.is_Mul:
            return (f"-{self._held(formula, PRODUCT)}" if negative else self.text(formula)), SUM
        constant, rest = self._apart(formula)
        above = [] if constant is None else [self._held(constant, PRODUCT)]
        below = []
        for factor in rest:
            exponent = factor.as_base_exp()[1]
            if exponent.is_Number and exponent < 0 and self._uses[factor] <= 1:
                below.append(1 / factor)
            else:
                above.append(self._held(factor, PRODUCT))
        text = "*".join(above) or "1.0"
        if len(below) == 1:
            text += f"/{self._held(below[0], ATOM)}"
        elif below:
            text += f"/({'*'.join(self._held(part, PRODUCT) for part in below)})"
        return (f"-{text}", SUM) if negative else (text, PRODUCT)

    def _power(self, base: Any, exponent: Any) -> tuple[str, int]:
        if exponent.is_Number and exponent < 0:
            return f"1.0/{self._held(base**-exponent, ATOM)}", PRODUCT
        if exponent == sympy.S.Half:
            return f"sqrt({self.text(base)})", ATOM
        if exponent.is_Integer:
            text, holds = self._text(base)
            if holds == ATOM and text.isidentifier() and exponent <= 4:
                return "*".join([text] * int(exponent)), PRODUCT
            return f"({text if holds == ATOM else f'({text})'}**{int(exponent)})", ATOM
        return f"power({self.text(base)}, {self.text(exponent)})", ATOM

    def _apart(self, formula: Any) -> tuple[Any, list[Any]]:
        """Constant part (None where there is none) and other parts of a sum or a product."""
        if not self._parameters:
            numbers = [part for part in formula.args if part.is_Number]
            rest = [part for part in formula.args if not part.is_Number]
            return (numbers[0] if numbers else None), rest
        constants = [part for part in formula.args if self.is_constant(part)]
        rest = [part for part in formula.args if not self.is_constant(part)]
        return (formula.func(*constants) if constants else None), rest

    def _held(self, formula: Any, tightness: int) -> str:
        """The text of a formula, in brackets where it would fall apart."""
        text, holds = self._text(formula)
        return text if holds >= tightness else f"({text})"


def _signed(formula: Any) -> tuple[bool, Any]:
    """Whether a minus stands before a formula, and the formula without it."""
    number = formula.args[0] if formula.is_Mul else formula
    negative = bool(number.is_Number and number < 0)
    return negative, -formula if negative else formula


def _number(number: Any) -> tuple[str, int]:
    value = float(number)
    return repr(value), ATOM if value >= 0 else SUM


def share(formulas: Iterable[Any], names: Names) -> tuple[list[tuple[Any, Any]], list[Any]]:
    """Parts that several formulas have in common, in order, and the formulas in their terms."""
    symbols = (sympy.Symbol(names.numbered("part"), real=True) for _ in iter(int, 1))
    parts, reduced = sympy.cse(list(formulas), symbols, order="none", list=False)
    return parts, list(reduced)
