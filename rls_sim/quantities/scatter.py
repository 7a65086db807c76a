"""What users type for a chance: a distribution, cut off at the range of its parameter.

    NAME=uniform:LO:HI   NAME=loguniform:LO:HI   NAME=normal:MEAN:SD   NAME=lognormal:GM:GSD
    NAME=declared

LO, HI, MEAN and GM are values as everywhere: 8uM, 0.4x, -20pct. SD is one too (2uM, 0.1x), or a
share of MEAN (20pct). GSD is a plain number above 1. ``declared`` is the parameter's own
distribution about its present value.
"""

import math
import re
import sys
from dataclasses import dataclass

from rls_sim.errors import InputError
from rls_sim.quantities.parameter import Distribution, Parameter
from rls_sim.quantities.values import COMMAND_LINE, read_in_unit, who_set

OWN = "declared"
FORMS = {  # what stands after each kind's name
    "uniform": ("LO", "HI"),
    "loguniform": ("LO", "HI"),
    "normal": ("MEAN", "SD"),
    "lognormal": ("GM", "GSD"),
    OWN: (),
}
LEAST_KEPT = 1e-6  # a distribution of which less lies inside the range is a slip
SHARE = re.compile(r"((?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)\s*(?:pct|%)")


@dataclass(frozen=True)
class Scatter:
    """A distribution of one parameter's value, cut off at ``low`` and ``high``; in its unit."""

    kind: str  # "uniform", "loguniform", "normal" or "lognormal"
    first: float  # LO, MEAN or GM
    second: float  # HI, SD or GSD
    low: float  # what the parameter's range allows; may be infinite
    high: float

    @property
    def is_even(self) -> bool:
        """Whether every value (or its logarithm) from LO to HI is as likely as any other."""
        return self.kind in {"uniform", "loguniform"}

    @property
    def is_logarithmic(self) -> bool:
        """Whether it is the logarithm of the value that is scattered."""
        return self.kind in {"loguniform", "lognormal"}

    @property
    def origin_and_scale(self) -> tuple[float, float]:
        """LO and HI - LO, or centre and spread; of the logarithm where that is scattered."""
        if self.kind == "normal":
            return self.first, self.second
        if self.kind == "uniform":
            return self.first, self.second - self.first
        origin, second = math.log(self.first), math.log(self.second)
        return origin, second - origin if self.is_even else second

    @property
    def ends(self) -> tuple[float, float]:
        """The smallest and the largest value that can be drawn; finite."""
        low, high = self.low, self.high
        if self.is_even:
            low, high = max(low, self.first), min(high, self.second)
        return max(low, -sys.float_info.max), min(high, sys.float_info.max)

    @property
    def below(self) -> float:
        """How much of its probability lies below the range."""
        return self._share(self.low, 1.0)

    @property
    def kept(self) -> float:
        """How much of its probability lies inside the range."""
        return self._share(self.high, 1.0) - self.below

    @property
    def cut(self) -> float:
        """How much of its probability was cut off; exact to rounding however little it is."""
        return self.below + self._share(self.high, -1.0)

    def _share(self, value: float, side: float) -> float:
        """The probability below ``value`` (``side`` 1) or above it (-1), before the cut."""
        origin, scale = self.origin_and_scale
        if not self.is_logarithmic:
            place = value
        elif value <= 0:
            place = -math.inf
        else:
            place = math.log(value)
        z = (place - origin) / scale
        if self.is_even:
            return min(max(z if side > 0 else 1.0 - z, 0.0), 1.0)
        return 0.5 * math.erfc(-side * z / math.sqrt(2.0))

    def words(self, parameter: Parameter) -> str:
        """As a person reads it: ``lognormal about 8 umol/L, GSD 1.5``."""
        first = parameter.in_unit(self.first)
        if self.is_even:
            return f"{self.kind} from {self.first:g} to {parameter.in_unit(self.second)}"
        if self.kind == "normal":
            return f"normal about {first}, SD {parameter.in_unit(self.second)}"
        return f"lognormal about {first}, GSD {self.second:g}"


def is_scatter(text: str) -> bool:
    """Whether a text is meant as a distribution: it begins with the name of one."""
    return text.partition(":")[0].strip() in FORMS


def read_scatter(text: str, parameter: Parameter, *, reason: str = COMMAND_LINE) -> Scatter:
    """The distribution that ``text`` stands for, cut off at the parameter's range.

    Raises InputError or UnitError naming parameter, text, ``reason`` and what can be written;
    so too where (almost) nothing of it lies inside the range.
    """
    who = who_set(parameter.name, text, reason)
    kind, *parts = (part.strip() for part in text.split(":"))
    form = FORMS[kind]
    if len(parts) != len(form):
        takes = " and ".join(form) or "nothing"
        raise InputError(f"{who}: '{kind}' takes {takes}; write {':'.join((kind, *form))}.")
    if kind == OWN:
        scatter = _declared(parameter, who)
    elif kind == "normal":
        mean = read_in_unit(parts[0], parameter, reason=reason)
        spread = _read_spread(parts[1], mean, parameter, who, reason)
        scatter = Scatter(kind, mean, spread, *parameter.range)
    elif kind == "lognormal":
        middle = read_in_unit(parts[0], parameter, reason=reason)
        _require_above_zero(middle, "GM", parameter, who)
        scatter = Scatter(kind, middle, _read_factor(parts[1], who), *parameter.range)
    else:
        low, high = (read_in_unit(part, parameter, reason=reason) for part in parts)
        if low >= high:
            raise InputError(
                f"{who}: the range must rise, and {parameter.in_unit(low)} "
                f"is not below {parameter.in_unit(high)}."
            )
        if kind == "loguniform":
            _require_above_zero(low, "LO", parameter, who)
        scatter = Scatter(kind, low, high, *parameter.range)
    if not scatter.kept >= LEAST_KEPT:
        raise InputError(
            f"{who}: less than a millionth of it lies inside {parameter.range_text}, "
            "so nothing is left to draw."
        )
    return scatter


def _declared(parameter: Parameter, who: str) -> Scatter:
    """The parameter's own distribution about its present value."""
    declared = Distribution.parse(parameter.distribution)
    if declared.kind == "fixed":
        raise InputError(
            f"{who}: it is declared fixed, so it has no distribution; write one, such as "
            "uniform:LO:HI."
        )
    if declared.kind in {"uniform", "loguniform"}:
        return Scatter(declared.kind, *parameter.range, *parameter.range)
    if declared.kind == "lognormal":
        _require_above_zero(parameter.value, "the present value", parameter, who)
    return Scatter(declared.kind, parameter.value, declared.spread, *parameter.range)


def _require_above_zero(value: float, what: str, parameter: Parameter, who: str) -> None:
    if value <= 0:
        raise InputError(
            f"{who}: a logarithm needs values above 0, and {what} is {parameter.in_unit(value)}."
        )


def _read_spread(text: str, mean: float, parameter: Parameter, who: str, reason: str) -> float:
    """An SD in the parameter's unit."""
    if match := SHARE.fullmatch(text):
        spread = abs(mean) * float(match[1]) / 100.0
    elif text.endswith(("pct", "%")):
        raise InputError(f"{who}: an SD has no sign; write a share of the mean, such as 20pct.")
    else:
        spread = read_in_unit(text, parameter, reason=reason)
    if not (math.isfinite(spread) and spread > 0):
        raise InputError(f"{who}: an SD is above 0, and '{text}' is {parameter.in_unit(spread)}.")
    return spread


def _read_factor(text: str, who: str) -> float:
    """A GSD: a plain number above 1."""
    try:
        factor = float(text)
    except ValueError:
        factor = math.nan
    if not (math.isfinite(factor) and factor > 1):
        raise InputError(
            f"{who}: '{text}' is not a GSD; it is a plain number above 1, such as 1.5."
        )
    return factor
