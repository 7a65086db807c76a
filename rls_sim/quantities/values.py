"""What users type for a value: absolute, relative, with a unit, or many at once.

    NAME=0.4   NAME=0.4x   NAME=-20pct   NAME=8uM   NAME=60ug/dl
    NAME=lin:LO:HI:N   NAME=log:LO:HI:N   NAME=V1,V2,V3

No character here means anything to a shell. Ranges name their spacing, give a count, and
include both ends. Distributions are read by ``scatter.py``.
"""

import math
import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rls_sim.errors import InputError, UnitError, UnknownNameError
from rls_sim.quantities.parameter import Parameter, ParameterSet
from rls_sim.quantities.units import Unit

COMMAND_LINE = "the command line"
NUMBER = re.compile(r"([+-]?)((?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)\s*(.*)")
SPACINGS = ("lin", "log")
MOST_VALUES = 1_000_000  # a mistyped count must not fill the memory
ONE_VALUE = "Write a number, optionally with a unit (8uM), or relative (0.4x, -20pct)."
MANY_VALUES = "Write lin:LO:HI:N, log:LO:HI:N or V1,V2,V3."


def read_assignment(text: str) -> tuple[str, str]:
    """Split ``"NAME=VALUE"`` into its name and the text of its value."""
    text = " ".join(text.split())  # a message is one line whatever was typed
    name, equals, value = (part.strip() for part in text.partition("="))
    if not (name and equals and value) or "=" in value or " " in name:
        raise InputError(f"'{text}' is not of the form NAME=VALUE, such as receptor_density=0.4x.")
    return name, value


def read_value(text: str, parameter: Parameter, *, reason: str = COMMAND_LINE) -> float:
    """The value that ``text`` stands for, in the parameter's own unit, inside its range.

    Raises InputError, UnitError or OutOfRangeError naming parameter, text and ``reason``.
    """
    return parameter.with_value(read_in_unit(text, parameter, reason=reason), reason).value


def read_in_unit(text: str, parameter: Parameter, *, reason: str = COMMAND_LINE) -> float:
    """The number that ``text`` stands for, in the parameter's own unit, whatever its range.

    Raises InputError or UnitError naming parameter, text and ``reason``.
    """
    text = " ".join(text.split())
    try:
        return _read_number(text, parameter)
    except UnitError as fault:
        raise UnitError(f"{who_set(parameter.name, text, reason)}: {fault}") from fault
    except InputError as fault:
        raise InputError(f"{who_set(parameter.name, text, reason)}: {fault}") from fault


@dataclass(frozen=True)
class Spacing:
    """A range as it is typed, from which its values follow: ``lin:LO:HI:N`` or ``log:LO:HI:N``."""

    kind: str
    low: float
    high: float
    count: int

    @property
    def values(self) -> NDArray[np.float64]:
        """The values, both ends included; raises ValueError for a kind that is none."""
        if self.kind not in SPACINGS:
            raise ValueError(f"no spacing {self.kind}")
        make = np.linspace if self.kind == "lin" else np.geomspace
        return np.asarray(make(self.low, self.high, self.count), dtype=np.float64)


def read_variation(
    text: str, parameters: ParameterSet, *, reason: str = COMMAND_LINE, distinct: bool = True
) -> tuple[str, NDArray[np.float64] | Spacing]:
    """Read ``"NAME=log:0.02:2:41"`` into the full name and its values or range, in their own unit.

    Listed values must differ unless ``distinct`` is False. Raises InputError or one of its kinds
    naming key, text, what is allowed and ``reason``.
    """
    name, values = read_assignment(text)
    parameter = parameters[name]
    if ":" in values:
        return parameter.name, _read_range(values, parameter, reason)
    listed = [read_value(part, parameter, reason=reason) for part in values.split(",")]
    if distinct and len(set(listed)) < len(listed):
        raise InputError(f"{who_set(parameter.name, values, reason)}: a value stands there twice.")
    return parameter.name, np.array(listed, dtype=np.float64)


def who_set(name: str, text: str, reason: str) -> str:
    """How a message begins that is about the text of a value."""
    return f"{name}={text} (set by {reason})"


def _read_number(text: str, parameter: Parameter) -> float:
    match = NUMBER.fullmatch(text)
    if match is None:
        found = f"'{text}' is not a number" if text else "no value is given"
        raise InputError(f"{found}. {_advice(parameter)}")
    sign, digits, suffix = match.groups()
    number = float(sign + digits)
    if not math.isfinite(number):
        raise InputError(f"'{text}' is not a finite number; allowed is {parameter.range_text}.")
    if suffix == "x":
        return _relative(number, text, parameter)
    if suffix == "pct" and sign:
        return _relative(1.0 + number / 100.0, text, parameter)
    if not suffix:
        return number
    if suffix in {"pct", "%"}:
        raise InputError(f"Write the change with its sign, such as +{digits}pct or -{digits}pct.")
    if suffix[0] in ",:":
        raise InputError(f"one value is wanted, not many. {_advice(parameter)}")
    unit = Unit.parse(f"1{suffix}" if suffix.startswith("/") else suffix)  # 60/h is 60 1/h
    return unit.convert(number, to=Unit.parse(parameter.unit), molar_mass=parameter.molar_mass)


def _relative(times: float, text: str, parameter: Parameter) -> float:
    if parameter.value == 0:
        raise InputError(f"'{text}' is relative to the present value, which is 0. {ONE_VALUE}")
    return times * parameter.value


def _advice(parameter: Parameter) -> str:
    return f"{ONE_VALUE} Allowed is {parameter.range_text}."


def _read_range(text: str, parameter: Parameter, reason: str) -> Spacing:
    who = who_set(parameter.name, text, reason)
    spacing, *parts = text.split(":")
    if spacing not in SPACINGS:
        raise UnknownNameError("spacing", spacing, SPACINGS, where=who)
    if len(parts) != 3:
        raise InputError(f"{who}: '{spacing}' takes LO, HI and a count. {MANY_VALUES}")
    low, high = (read_value(part, parameter, reason=reason) for part in parts[:2])
    count = _read_count(parts[2], who)
    if low >= high:
        raise InputError(
            f"{who}: the range must rise, and {parameter.in_unit(low)} "
            f"is not below {parameter.in_unit(high)}."
        )
    if spacing == "log" and low <= 0:
        raise InputError(
            f"{who}: log spacing needs both ends above 0, and the lower is "
            f"{parameter.in_unit(low)}. Raise it, or use lin."
        )
    return Spacing(spacing, low, high, count)


def _read_count(text: str, who: str) -> int:
    if not re.fullmatch(r"\d{1,7}", text.strip()) or not 2 <= int(text) <= MOST_VALUES:
        raise InputError(
            f"{who}: '{text}' is not a count of values; it is a whole number "
            f"from 2 to {MOST_VALUES}."
        )
    return int(text)
