"""What a laboratory reported of one person, as it is typed: ``ferritin=25ug/L``."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rls_sim.clinic.diagnosis.catalogue import DiagnosticTest, find_test
from rls_sim.errors import ConfigError, InputError, RlsSimError, UnitError, UnknownNameError
from rls_sim.quantities.units import Unit
from rls_sim.quantities.values import read_assignment

NUMBER = re.compile(r"([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)\s*(.*)")
PER_CENT = ("pct", "%")


@dataclass(frozen=True)
class Lab:
    """A reading in the unit of its test; ``below`` where it is at or under what can be detected."""

    test: DiagnosticTest
    value: float

    @property
    def below(self) -> bool:
        """Whether all that is known is that it lies below the floor."""
        return self.test.floor > self.test.allowed[0] and self.value <= self.test.floor

    def __str__(self) -> str:
        """As it is printed."""
        unit = "" if self.test.unit == "1" else f" {self.test.unit}"
        sign = "below " if self.below else ""
        return f"{sign}{self.test.floor if self.below else self.value:g}{unit}"


def read_labs(texts: Iterable[str], tests: Mapping[str, DiagnosticTest]) -> list[Lab]:
    """
    The readings in ``NAME=VALUE[unit]`` texts, each test once.

    Raises one ConfigError with every unknown name, unit and impossible value.
    """
    found: dict[str, Lab] = {}
    problems: list[str] = []
    for text in texts:
        try:
            lab = read_lab(text, tests)
            if lab.test.name in found:
                raise InputError(f"--lab {text}: {lab.test.name} is given twice.")
            found[lab.test.name] = lab
        except RlsSimError as trouble:
            problems.append(str(trouble))
    if problems:
        raise ConfigError(problems)
    return list(found.values())


def read_lab(text: str, tests: Mapping[str, DiagnosticTest]) -> Lab:
    """
    One reading, in the unit of its test.

    Raises InputError or one of its kinds: an unknown test with the nearest names, a unit that does
    not fit, a value that nobody has with the range.
    """
    name, written = read_assignment(text)
    try:
        test = find_test(tests, name)
    except UnknownNameError as trouble:
        raise UnknownNameError("test", name, trouble.known, f"--lab {text}") from None
    value = _in_unit(written, test, text)
    low, high = test.allowed
    if not low <= value <= high:
        raise InputError(
            f"--lab {text}: {value:g}{_unit(test)} lies outside {low:g} to {high:g}{_unit(test)}, "
            f"what {test.name} can be in a living person."
        )
    return Lab(test, value)


def _in_unit(written: str, test: DiagnosticTest, text: str) -> float:
    match = NUMBER.fullmatch(written)
    if match is None:
        raise InputError(
            f"--lab {text}: '{written}' is not a number; write {test.name}={_example(test)}."
        )
    number, unit = float(match[1]), match[2].strip()
    if not unit:
        return number
    if unit in test.units:
        return number * test.units[unit]
    if test.unit == "1" and unit in PER_CENT:
        return number / 100.0
    if test.unit == "1" and unit == "x":
        return number
    if test.units:
        known = ", ".join(test.units)
        raise UnitError(f"--lab {text}: '{unit}' is no unit of {test.name}; known are {known}.")
    try:
        given = Unit.parse(f"1{unit}" if unit.startswith("/") else unit)
        return given.convert(number, to=Unit.parse(test.unit), molar_mass=test.molar_mass)
    except UnitError as trouble:
        raise UnitError(f"--lab {text}: {trouble} {test.name} is in {test.unit}.") from None


def _unit(test: DiagnosticTest) -> str:
    return "" if test.unit == "1" else f" {test.unit}"


def _example(test: DiagnosticTest) -> str:
    value = test.cut_offs[0].value if test.cut_offs else 1.0
    return f"{value:g}{_unit(test).strip()}"
