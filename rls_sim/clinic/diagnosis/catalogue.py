"""The tests that a physician may order: what each reads of the model, how surely, what is known."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rls_sim.errors import ConfigError, UnknownNameError
from rls_sim.hypotheses.experiments.formula import Formula, read_formula
from rls_sim.outcomes.measures import MEASURES
from rls_sim.quantities.parameter import Evidence
from rls_sim.quantities.sources import load_sources
from rls_sim.quantities.units import Unit
from rls_sim.study.files import read_toml
from rls_sim.study.problems import Problems

Array = NDArray[np.float64]

LOW, HIGH = "low", "high"
KINDS = ("blood", "spinal fluid", "brain", "legs")
FIGURES = ("auc", "sensitivity", "specificity")
SAMPLES = ("case-control", "population")
KEYS = {
    *(
        "title",
        "kind",
        "also",
        "sees",
        "formula",
        "unit",
        "units",
        "molar_mass",
        "allowed",
        "ill",
        "floor",
    ),
    *("unmeasured", "misread", "error", "other", "cut_off", "published"),
}
BASIS = ("evidence", "source", "note")
ERROR_KEYS = ("analytic_cv", "person_cv", "laboratory_cv", "sd")
OTHER_KEYS = ("cv", "background_median", "background_log_sd")
PUBLISHED_KEYS = ("of", "value", "low", "high", "cut_off", "n", "sample", "ages", "source", "note")
ALL_AGES = (0.0, 120.0)


@dataclass(frozen=True)
class Basis:
    """What a number rests on: its grade, the keys of its sources, and how it was come by."""

    evidence: str
    sources: tuple[str, ...]
    note: str


@dataclass(frozen=True)
class CutOff:
    """A threshold in use, in the unit of its test."""

    value: float
    basis: Basis


@dataclass(frozen=True)
class Published:
    """
    What a study found of a test: compared with the model, never fitted.

    ``of``: "auc", "sensitivity" or "specificity"; the latter two at ``cut_off``. ``low`` and
    ``high`` are its 95 % interval, NaN where none was told. ``ages``: of the people, years.
    """

    of: str
    value: float
    low: float
    high: float
    cut_off: float
    cases: int
    controls: int
    sample: str
    basis: Basis
    ages: tuple[float, float] = ALL_AGES


@dataclass(frozen=True)
class DiagnosticTest:
    """
    One test. CVs are shares of a reading, ``sd`` and the background are in its ``unit``.

    ``analytic_cv`` and ``person_cv`` blur every reading, ``laboratory_cv`` that of a person whose
    laboratory is not known. ``other_cv`` and the background set people apart for reasons that the
    model does not have. ``ill``: "low" or "high", the side of the ill.
    """

    name: str
    title: str
    kind: str
    also: tuple[str, ...]
    sees: str
    formula: Formula
    unit: str
    units: Mapping[str, float]
    molar_mass: float | None
    allowed: tuple[float, float]
    ill: str
    floor: float
    unmeasured: float
    misread: float
    analytic_cv: float
    person_cv: float
    laboratory_cv: float
    sd: float
    error: Basis
    other_cv: float
    background_median: float
    background_log_sd: float
    other: Basis | None
    cut_offs: tuple[CutOff, ...]
    published: tuple[Published, ...]

    @property
    def outcomes(self) -> tuple[str, ...]:
        """The outcomes of the model that it reads."""
        return self.formula.names

    @property
    def of_symptoms(self) -> bool:
        """Whether it reads the urge by which the model calls people ill."""
        return self.kind == KINDS[-1]

    @property
    def sign(self) -> float:
        """What a reading is multiplied by so that more of it speaks for illness."""
        return -1.0 if self.ill == LOW else 1.0

    def expected(self, outcomes: Mapping[str, NDArray[Any]]) -> Array:
        """Readings (n,) without any error, of outcomes (n,) by name; NaN where one is not known."""
        columns = {name: np.asarray(outcomes[name], dtype=float)[:, None] for name in self.outcomes}
        return np.asarray(self.formula.value(columns)[:, 0], dtype=float)


def shipped_tests() -> dict[str, DiagnosticTest]:
    """The tests that come with the package, by name."""
    return load_tests(Path(str(resources.files("rls_sim.clinic.diagnosis") / "tests.toml")))


def load_tests(path: Path) -> dict[str, DiagnosticTest]:
    """
    The tests of a file, by name.

    Raises one ConfigError with every problem of it: file, key, value, what is allowed and, for a
    name that there is not, the nearest ones.
    """
    content = read_toml(path)
    problems = Problems(str(path))
    if not content:
        problems.lines.append(f"{path}: holds no test.")
    found = {}
    for name, table in content.items():
        before = len(problems.lines)
        entry = problems.table(name, table)
        problems.unknown_keys(f"{name}.", entry, KEYS)
        fields = _fields(name, entry, problems)
        if len(problems.lines) == before:
            found[name] = DiagnosticTest(name=name, **fields)
    problems.raise_if_any()
    return found


def find_test(tests: Mapping[str, DiagnosticTest], name: str, where: str = "") -> DiagnosticTest:
    """The test of that name, or that answers to it; raises UnknownNameError with the nearest."""
    names = {also: test for test in tests.values() for also in (test.name, *test.also)}
    if name.lower() not in names:
        raise UnknownNameError("test", name, names, where)
    return names[name.lower()]


def _fields(name: str, entry: Mapping[str, Any], problems: Problems) -> dict[str, Any]:
    """All that a test is made of; what is wrong is noted."""
    key = f"{name}."
    low, high = _range(f"{key}allowed", entry.get("allowed"), problems)
    error = problems.table(f"{key}error", entry.get("error"))
    other = problems.table(f"{key}other", entry.get("other"))
    problems.unknown_keys(f"{key}error.", error, (*ERROR_KEYS, *BASIS))
    problems.unknown_keys(f"{key}other.", other, (*OTHER_KEYS, *BASIS))

    def number(table: Mapping[str, Any], place: str, word: str, top: float) -> float:
        return problems.number(f"{key}{place}{word}", table.get(word, 0.0), 0.0, top)

    errors = {word: number(error, "error.", word, 2.0) for word in ERROR_KEYS[:3]}
    sd = number(error, "error.", "sd", 1e6)
    if not sd and not any(errors.values()):
        problems.lines.append(f"{problems.place}: {key}error is missing: no test is without one.")
    units, molar_mass = _units(key, entry, problems)
    return {
        "title": problems.sentence(f"{key}title", entry.get("title")),
        "kind": _one_of(f"{key}kind", entry.get("kind"), KINDS, problems),
        "also": problems.words(f"{key}also", entry.get("also", [])),
        "sees": problems.sentence(f"{key}sees", entry.get("sees")),
        "formula": _formula(f"{key}formula", entry.get("formula"), problems),
        "unit": problems.sentence(f"{key}unit", entry.get("unit")),
        "units": units,
        "molar_mass": molar_mass,
        "allowed": (low, high),
        "ill": _one_of(f"{key}ill", entry.get("ill"), (LOW, HIGH), problems),
        "floor": problems.number(f"{key}floor", entry.get("floor", low), low, high),
        "unmeasured": number(entry, "", "unmeasured", 0.95),
        "misread": number(entry, "", "misread", 0.95),
        **errors,
        "sd": sd,
        "error": _basis(f"{key}error.", error, problems),
        "other_cv": number(other, "other.", "cv", 2.0),
        "background_median": number(other, "other.", "background_median", 1e6),
        "background_log_sd": number(other, "other.", "background_log_sd", 5.0),
        "other": _basis(f"{key}other.", other, problems) if other else None,
        "cut_offs": _cut_offs(key, entry.get("cut_off", []), (low, high), problems),
        "published": _published(key, entry.get("published", []), (low, high), problems),
    }


def _formula(key: str, value: object, problems: Problems) -> Formula | None:
    """A formula of outcomes that there are."""
    text = problems.sentence(key, value)
    if not text:
        return None
    with problems.at(key, text):
        formula = read_formula(text)
        for name in formula.names:
            if name not in MEASURES:
                raise UnknownNameError("outcome", name, MEASURES)
        if not formula.names:
            raise ConfigError(["reads no outcome."])
        return formula
    return None


def _units(
    key: str, entry: Mapping[str, Any], problems: Problems
) -> tuple[dict[str, float], float | None]:
    """Units of its own with the size of each, and the molar mass; one of them reads ``unit``."""
    units = problems.table(f"{key}units", entry.get("units"))
    for unit, size in units.items():
        problems.number(f"{key}units.{unit}", size, 1e-9, 1e9)
    if isinstance(entry.get("unit"), str) and entry["unit"] not in units:
        with problems.at(f"{key}unit", entry["unit"]):
            Unit.parse(entry["unit"])
    mass = entry.get("molar_mass")
    return units, None if mass is None else problems.number(f"{key}molar_mass", mass, 1.0, 1e7)


def _range(key: str, value: object, problems: Problems) -> tuple[float, float]:
    if isinstance(value, list) and len(value) == 2:
        low, high = (problems.number(key, end) for end in value)
        if low < high:
            return low, high
    problems.add(key, value or "", "is not [lowest, highest].")
    return float("-inf"), float("inf")


def _cut_offs(
    key: str, value: object, allowed: tuple[float, float], problems: Problems
) -> tuple[CutOff, ...]:
    found = []
    for entry in _tables(f"{key}cut_off", value, problems):
        problems.unknown_keys(f"{key}cut_off.", entry, ("value", *BASIS))
        number = problems.number(f"{key}cut_off.value", entry.get("value"), *allowed)
        found.append(CutOff(number, _basis(f"{key}cut_off.", entry, problems)))
    return tuple(found)


def _published(
    key: str, value: object, allowed: tuple[float, float], problems: Problems
) -> tuple[Published, ...]:
    found, nan = [], float("nan")
    for entry in _tables(f"{key}published", value, problems):
        place = f"{key}published."
        problems.unknown_keys(place, entry, PUBLISHED_KEYS)
        of = _one_of(f"{place}of", entry.get("of"), FIGURES, problems)
        numbers = {
            word: problems.number(f"{place}{word}", entry[word], 0.0, 1.0)
            for word in ("value", "low", "high")
            if word in entry or word == "value"
        }
        cut_off = nan
        if of != FIGURES[0]:
            cut_off = problems.number(f"{place}cut_off", entry.get("cut_off"), *allowed)
        cases, controls = _counts(f"{place}n", entry.get("n"), problems)
        sample = _one_of(f"{place}sample", entry.get("sample"), SAMPLES, problems)
        low, high = numbers.get("low", nan), numbers.get("high", nan)
        basis = _basis(place, entry, problems)
        ages = ALL_AGES
        if "ages" in entry:
            ages = _range(f"{place}ages", entry["ages"], problems)
        seen = (of, numbers["value"], low, high, cut_off, cases, controls, sample, basis, ages)
        found.append(Published(*seen))
    return tuple(found)


def _counts(key: str, value: object, problems: Problems) -> tuple[int, int]:
    if isinstance(value, list) and len(value) == 2 and all(isinstance(n, int) for n in value):
        return value[0], value[1]
    problems.add(key, value or "", "is not [cases, controls], in whole numbers.")
    return 0, 0


def _tables(key: str, value: object, problems: Problems) -> list[dict[str, Any]]:
    if isinstance(value, list) and all(isinstance(entry, dict) for entry in value):
        return value
    problems.add(key, value, "is not a list of tables.")
    return []


def _basis(key: str, table: Mapping[str, Any], problems: Problems) -> Basis:
    """Grade, sources and note; without a source the grade is assumed, and the note says why."""
    sources = problems.words(f"{key}source", table.get("source", []))
    for source in sources:
        with problems.at(f"{key}source", source):
            load_sources()[source]
    grades = [str(grade.value) for grade in Evidence]
    evidence = str(table.get("evidence", "measured" if sources else ""))
    note = problems.sentence(f"{key}note", table.get("note", ""), needed=False)
    if evidence not in grades:
        trouble = "name a source, or write evidence = "
        problems.add(f"{key}evidence", evidence, f'{trouble}"assumed" (of {", ".join(grades)}).')
    elif not sources and (evidence != "assumed" or not note):
        problems.add(f"{key}source", [], 'is empty: that needs evidence = "assumed" and a note.')
    return Basis(evidence, sources, note)


def _one_of(key: str, value: object, allowed: tuple[str, ...], problems: Problems) -> str:
    if value not in allowed:
        problems.add(key, value or "", f"is not one of {', '.join(allowed)}.")
        return allowed[0]
    return str(value)
