"""Units as exponents: enough to refuse nonsense, small enough to read in one sitting.

The solver runs on plain floats in micromole, litre and hour (micrograms where a mass stays a
mass, so that g/mol is 1). Units are read once, when a value enters, and checked once, when a
model is built. Sizes are kept as exact fractions: 8 uM is 8 umol/L, not 7.999999.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from rls_sim.errors import UnitError

PREFIXES: dict[str, Fraction] = {
    "f": Fraction(1, 10**15),
    "p": Fraction(1, 10**12),
    "n": Fraction(1, 10**9),
    "u": Fraction(1, 10**6),
    "m": Fraction(1, 1000),
    "c": Fraction(1, 100),
    "d": Fraction(1, 10),
    "": Fraction(1),
    "k": Fraction(1000),
}
BASES: dict[str, tuple[Fraction, dict[str, int]]] = {  # size in umol, ug, L, h; powers
    "mol": (Fraction(10**6), {"amount": 1}),
    "M": (Fraction(10**6), {"amount": 1, "volume": -1}),
    "L": (Fraction(1), {"volume": 1}),
    "l": (Fraction(1), {"volume": 1}),
    "g": (Fraction(10**6), {"mass": 1}),
    "s": (Fraction(1, 3600), {"time": 1}),
    "min": (Fraction(1, 60), {"time": 1}),
    "h": (Fraction(1), {"time": 1}),
    "d": (Fraction(24), {"time": 1}),
}
NEVER_PREFIXED = frozenset({"min", "h", "d"})
CANONICAL = {"amount": "umol", "mass": "ug", "volume": "L", "time": "h"}
WORD = re.compile(r"([fpnumcdk]?)(mol|M|L|l|g|s|min|h|d)(?:\^(-?\d{1,2}))?")
HOW_TO_WRITE = (
    "Write it from mol, M, L, g, s, min, h, d (prefixes f p n u m c d k) with /, * and ^, "
    "such as nmol/L/h; one per hour is 1/h, a pure number 1."
)


@dataclass(frozen=True)
class Dimension:
    """What a unit measures, as powers of amount, mass, volume and time; none of them is zero."""

    powers: tuple[tuple[str, Fraction], ...] = ()

    @classmethod
    def of(cls, powers: Mapping[str, Fraction | int]) -> "Dimension":
        """In one order and without zeros, so that equal dimensions compare equal."""
        known = [(name, Fraction(powers.get(name, 0))) for name in CANONICAL]
        return cls(tuple((name, power) for name, power in known if power))

    @property
    def is_pure_number(self) -> bool:
        """Whether nothing is measured at all."""
        return not self.powers

    def power_of(self, name: str) -> Fraction:
        """The power of ``"amount"``, ``"mass"``, ``"volume"`` or ``"time"``."""
        return dict(self.powers).get(name, Fraction(0))

    def __mul__(self, other: "Dimension") -> "Dimension":
        """The dimension of a product."""
        return Dimension.of({n: self.power_of(n) + other.power_of(n) for n in CANONICAL})

    def __truediv__(self, other: "Dimension") -> "Dimension":
        """The dimension of a quotient."""
        return self * other**-1

    def __pow__(self, exponent: Fraction | int) -> "Dimension":
        """The dimension of a power."""
        return Dimension.of({name: power * exponent for name, power in self.powers})

    def __str__(self) -> str:
        """In canonical units: ``umol/L/h``; ``1`` for a pure number."""
        above = [CANONICAL[n] + _exponent(p) for n, p in self.powers if p > 0]
        below = [CANONICAL[n] + _exponent(-p) for n, p in self.powers if p < 0]
        return "/".join(["*".join(above) or "1", *below])


PURE_NUMBER = Dimension()


def _exponent(power: Fraction) -> str:
    return "" if power == 1 else f"^{power}"


@dataclass(frozen=True)
class Unit:
    """A unit such as ``nmol/L/h``: its text, its exact size in umol, ug, L and h, its dimension."""

    text: str
    size: Fraction
    dimension: Dimension

    @classmethod
    def parse(cls, text: str) -> "Unit":
        """Read ``"nmol/L/h"``, ``"1/min"``, ``"L/umol/h"`` or ``"1"``.

        Raises UnitError saying at which word it stopped and what can be written instead.
        """
        return _parse(text)

    @property
    def factor(self) -> float:
        """What one of this unit is in umol, ug, L and h."""
        return float(self.size)

    def convert(self, value: float, to: "Unit", molar_mass: float | None = None) -> float:
        """Re-express ``value``, given in this unit, in the unit ``to``.

        ``molar_mass`` in g/mol lets a mass become an amount and the reverse. Raises UnitError
        if the two units measure different things.
        """
        if self.dimension == to.dimension:
            return value * float(self.size / to.size)
        if as_amount(self.dimension) != as_amount(to.dimension):
            raise UnitError(
                f"'{self.text}' cannot be turned into '{to.text}': "
                f"one measures {self.dimension}, the other {to.dimension}."
            )
        if molar_mass is None:
            raise UnitError(
                f"'{self.text}' cannot be turned into '{to.text}' "
                "where no molar mass is known: one counts a mass, the other an amount."
            )
        return value * self.factor_as_amount(molar_mass) / to.factor_as_amount(molar_mass)

    def factor_as_amount(self, molar_mass: float) -> float:
        """What one of this unit is in umol, L and h once its mass is counted as an amount."""
        if not (math.isfinite(molar_mass) and molar_mass > 0):
            raise UnitError(f"A molar mass must be a number above 0 [g/mol], not {molar_mass:g}.")
        return self.factor * molar_mass ** -int(self.dimension.power_of("mass"))


def as_amount(dimension: Dimension) -> Dimension:
    """The dimension with each mass counted as an amount."""
    powers = dict(dimension.powers)
    mass = powers.pop("mass", Fraction(0))
    return Dimension.of(powers | {"amount": powers.get("amount", Fraction(0)) + mass})


@lru_cache(maxsize=1024)
def _parse(text: str) -> Unit:
    plain = text.replace("\N{MICRO SIGN}", "u").replace("\N{GREEK SMALL LETTER MU}", "u")
    above, *below = (part.strip() for part in plain.split("/"))
    if any("*" in part for part in below):
        raise UnitError(
            f"The unit '{text}' can be read in two ways; write each divisor with its own slash, "
            "such as umol/L/h."
        )
    size, dimension = Fraction(1), PURE_NUMBER
    words = [(word.strip(), 1) for word in above.split("*")] + [(word, -1) for word in below]
    for word, sign in words:
        word_size, word_dimension = _read_word(word, text)
        size *= word_size**sign
        dimension *= word_dimension**sign
    return Unit(text, size, dimension)


def _read_word(word: str, whole: str) -> tuple[Fraction, Dimension]:
    if word == "1":
        return Fraction(1), PURE_NUMBER
    match = WORD.fullmatch(word)
    if match is None or (match[1] and match[2] in NEVER_PREFIXED):
        stopped = f" at '{word}'" if word not in {"", whole} else ""
        raise UnitError(f"The unit '{whole}' cannot be read{stopped}. {HOW_TO_WRITE}")
    size, powers = BASES[match[2]]
    exponent = int(match[3] or 1)
    return (PREFIXES[match[1]] * size) ** exponent, Dimension.of(powers) ** exponent
