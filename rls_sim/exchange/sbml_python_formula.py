"""Formulas of SBML as Python in the words of rate_laws and mathematics."""

import math
from collections.abc import Callable, Collection, Mapping
from itertools import pairwise

from rls_sim.exchange.sbml_formula import TIME, Call, Formula, Number, Symbol

SUM, PRODUCT, SIGN, POWER, ATOM = range(5)  # how tightly a text holds together
Text = tuple[str, int]

OWN_NAME = {"abs": "absolute", "ln": "log"}
RECIPROCAL = {
    "cot": "tan",
    "coth": "tanh",
    "csc": "sin",
    "csch": "sinh",
    "sec": "cos",
    "sech": "cosh",
}
OF_RECIPROCAL = {
    "arccot": "arctan",
    "arccoth": "arctanh",
    "arccsc": "arcsin",
    "arccsch": "arcsinh",
    "arcsec": "arccos",
    "arcsech": "arccosh",
}
LARGEST_WHOLE = 8  # a whole exponent up to which ** multiplies, also below zero


class PythonFormulas:
    """Prints formulas; ``used`` gathers the functions that the printed ones call."""

    def __init__(
        self,
        names: Mapping[str, str],
        functions: Mapping[str, str],
        never_negative: Collection[str],
        per_hour: str = "",
    ) -> None:
        """
        ``names`` and ``functions``: of ids. ``never_negative``: ids. ``per_hour``: the constant
        that holds how many units of time make an hour; "" where it is one.
        """
        self.names, self.functions = names, functions
        self.never_negative, self.per_hour = never_negative, per_hour
        self.used: set[str] = set()

    def text(self, formula: Formula) -> str:
        """One line of Python."""
        return self._print(formula)[0]

    def _in(self, formula: Formula, tightness: int) -> str:
        text, holds = self._print(formula)
        return text if holds >= tightness else f"({text})"

    def _call(self, name: str, *texts: str) -> Text:
        self.used.add(name)
        return f"{name}({', '.join(texts)})", ATOM

    def _print(self, formula: Formula) -> Text:
        if isinstance(formula, Number):
            return self._number(formula.value)
        if isinstance(formula, Symbol):
            return self.names[formula.name], ATOM
        if formula == TIME:
            return (f"{self.per_hour} * time", PRODUCT) if self.per_hour else ("time", ATOM)
        if formula.name == "per_hour":
            return self.per_hour, ATOM
        printer: Callable[..., Text] | None = getattr(self, f"_of_{formula.name}", None)
        if printer is not None:
            return printer(*formula.arguments)
        return self._by_table(formula.name, *formula.arguments)

    def _by_table(self, name: str, *arguments: Formula) -> Text:
        texts = [self.text(argument) for argument in arguments]
        if name in RECIPROCAL:
            return f"1 / {self._call(RECIPROCAL[name], *texts)[0]}", PRODUCT
        if name in OF_RECIPROCAL:
            return self._call(OF_RECIPROCAL[name], f"1 / {self._in(arguments[0], SIGN)}")
        return self._call(OWN_NAME.get(name, name), *texts)

    def _number(self, value: float) -> Text:
        if math.isnan(value):
            self.used.add("nan")
            return "nan", ATOM
        if math.isinf(value):
            self.used.add("inf")
            return ("inf", ATOM) if value > 0 else ("-inf", SIGN)
        whole = value.is_integer() and abs(value) < 1e6
        text = str(int(value)) if whole else repr(value)
        return text, SIGN if text.startswith("-") else ATOM

    def _of_pi(self) -> Text:
        self.used.add("pi")
        return "pi", ATOM

    def _of_plus(self, *terms: Formula) -> Text:
        if len(terms) < 2:
            return self._print(terms[0] if terms else Number(0.0))
        text = self._in(terms[0], SUM)
        for term in terms[1:]:
            written = self._in(term, PRODUCT)
            text += f" - {written[1:]}" if written.startswith("-") else f" + {written}"
        return text, SUM

    def _of_minus(self, *terms: Formula) -> Text:
        if len(terms) == 1:
            return f"-{self._in(terms[0], POWER)}", SIGN
        first, second = terms
        return f"{self._in(first, SUM)} - {self._in(second, PRODUCT)}", SUM

    def _of_times(self, *factors: Formula) -> Text:
        if len(factors) < 2:
            return self._print(factors[0] if factors else Number(1.0))
        rest = [self._factor(factor) for factor in factors[1:]]
        return " * ".join([self._in(factors[0], PRODUCT), *rest]), PRODUCT

    def _factor(self, formula: Formula) -> str:
        flat = isinstance(formula, Call) and formula.name == "times"
        return self._in(formula, PRODUCT if flat else SIGN)

    def _of_divide(self, above: Formula, below: Formula) -> Text:
        return f"{self._in(above, PRODUCT)} / {self._in(below, SIGN)}", PRODUCT

    def _of_power(self, base: Formula, exponent: Formula) -> Text:
        literal = exponent.value if isinstance(exponent, Number) else math.nan
        if isinstance(exponent, Call) and exponent.name == "minus" and len(exponent.arguments) == 1:
            inner = exponent.arguments[0]
            literal = -inner.value if isinstance(inner, Number) else math.nan
        whole = literal.is_integer() and abs(literal) <= LARGEST_WHOLE
        if (whole and not isinstance(base, Number)) or self._not_below_zero(base):
            return f"{self._in(base, ATOM)} ** {self._in(exponent, SIGN)}", POWER
        return self._call("power", self.text(base), self.text(exponent))

    def _of_root(self, degree: Formula, of: Formula) -> Text:
        if degree == Number(2.0):
            return self._call("sqrt", self.text(of))
        return self._of_power(of, Call("divide", (Number(1.0), degree)))

    def _of_log(self, base: Formula, of: Formula) -> Text:
        above, below = self._call("log", self.text(of))[0], self._call("log", self.text(base))[0]
        return f"{above} / {below}", PRODUCT

    def _of_call(self, function: Symbol, *arguments: Formula) -> Text:
        texts = [self.text(argument) for argument in arguments]
        return f"{self.functions[function.name]}({', '.join(texts)})", ATOM

    def _of_piecewise(self, *pieces: Formula) -> Text:
        text = self.text(pieces[-1]) if len(pieces) % 2 else self._number(math.nan)[0]
        pairs = list(zip(pieces[0::2], pieces[1::2], strict=False))
        for value, condition in reversed(pairs):
            text = self._call("select", self.text(condition), self.text(value), text)[0]
        return text, ATOM

    def _of_max(self, *arguments: Formula) -> Text:
        return self._folded("maximum", arguments)

    def _of_min(self, *arguments: Formula) -> Text:
        return self._folded("minimum", arguments)

    def _folded(self, name: str, arguments: tuple[Formula, ...]) -> Text:
        text = self._print(arguments[0])
        for argument in arguments[1:]:
            text = self._call(name, text[0], self.text(argument))
        return text

    def _of_quotient(self, a: Formula, b: Formula) -> Text:
        return self._call("quotient", self.text(a), self.text(b))

    def _of_rem(self, a: Formula, b: Formula) -> Text:
        return self._call("remainder", self.text(a), self.text(b))

    def _of_lt(self, *arguments: Formula) -> Text:
        return self._chain("less", arguments)

    def _of_leq(self, *arguments: Formula) -> Text:
        return self._chain("at_most", arguments)

    def _of_gt(self, *arguments: Formula) -> Text:
        return self._chain("less", arguments[::-1])

    def _of_geq(self, *arguments: Formula) -> Text:
        return self._chain("at_most", arguments[::-1])

    def _of_eq(self, *arguments: Formula) -> Text:
        return self._chain("equal", arguments)

    def _of_neq(self, a: Formula, b: Formula) -> Text:
        return self._call("negated", self._chain("equal", (a, b))[0])

    def _chain(self, name: str, arguments: tuple[Formula, ...]) -> Text:
        texts = [self.text(argument) for argument in arguments]
        pairs = pairwise(texts)
        return self._joined("both", [self._call(name, *pair)[0] for pair in pairs], "1")

    def _of_and(self, *arguments: Formula) -> Text:
        return self._joined("both", [self.text(part) for part in arguments], "1")

    def _of_or(self, *arguments: Formula) -> Text:
        return self._joined("either", [self.text(part) for part in arguments], "0")

    def _joined(self, name: str, texts: list[str], of_none: str) -> Text:
        text = texts[0] if texts else of_none
        for other in texts[1:]:
            text = self._call(name, text, other)[0]
        return text, SUM if len(texts) < 2 else ATOM

    def _of_xor(self, *arguments: Formula) -> Text:
        text = self.text(arguments[0]) if arguments else "0"
        for argument in arguments[1:]:
            same = self._call("equal", text, self.text(argument))[0]
            text = self._call("negated", same)[0]
        return text, SUM if len(arguments) < 2 else ATOM

    def _of_not(self, argument: Formula) -> Text:
        return self._call("negated", self.text(argument))

    def _of_implies(self, a: Formula, b: Formula) -> Text:
        return self._call("either", self._of_not(a)[0], self.text(b))

    def _not_below_zero(self, formula: Formula) -> bool:
        """Whether a formula is zero or more by its form."""
        if isinstance(formula, Number):
            return formula.value > 0
        if isinstance(formula, Symbol):
            return formula.name in self.never_negative
        if formula.name in ("exp", "abs", "cosh", "pi", "time"):
            return True
        if formula.name in ("plus", "times", "divide", "min"):
            return all(map(self._not_below_zero, formula.arguments))
        if formula.name == "max":
            return any(map(self._not_below_zero, formula.arguments))
        return formula.name == "power" and self._not_below_zero(formula.arguments[0])
