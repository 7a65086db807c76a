"""Published observations: what was seen, in what contrast, how surely, and what contradicts it."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from importlib import resources
from pathlib import Path
from typing import Any

from rls_sim.errors import UnknownNameError
from rls_sim.outcomes.measures import MEASURES, find_measure
from rls_sim.quantities.sources import load_sources
from rls_sim.study.files import read_toml
from rls_sim.study.problems import Problems

CONTRASTS = {  # of a/b, value and sign are those of the ratio; the others are levels
    "rls/control": "Restless legs over control",
    "rls": "In patients with restless legs",
    "deficient/replete": "Iron-deficient over replete",
    "loaded/replete": "Iron-loaded over replete",
    "knockout/control": "Gene knocked out over control",
    "parkinson/control": "Parkinson's disease over control",
    "allele/other": "Allele of risk over the other",
    "treated/untreated": "Treated over untreated",
    "active/rest": "Active over rest phase of the day",
    "healthy": "In health",
}
METHODS = (
    "autopsy stain",
    "autopsy assay",
    "csf",
    "serum",
    "cells",
    "pet",
    "mri",
    "sonography",
    "tissue assay",
    "microdialysis",
    "tracer",
    "polysomnography",
    "clinic",
    "behaviour",
    "genetics",
    "trial",
)
ERRORS = ("reported", "derived", "assumed")
USES = ("scored", "sized", "put_in", "calibration", "context")
NEEDED = ("id", "what", "contrast", "method", "species", "source", "use")
TEXTS = (*NEEDED, "outcome", "absent", "sign", "error", "where", "note")
NUMBERS = ("value", "low", "high")
KEYS = (*TEXTS, *NUMBERS, "n", "conflicts_with")
CLOCK = 24.0  # hours


class Sign(StrEnum):
    """Which way something moves against what it is compared with."""

    UP = "up"
    DOWN = "down"
    SAME = "same"


@dataclass(frozen=True)
class Variation:
    """How much single cases differ under one method (cv, of the mean), and a usual group's size.

    It gives a width to rows with a sign alone; ``evidence`` is derived or assumed.
    """

    method: str
    cv: float
    group: int
    evidence: str
    why: str
    source: str = ""


@dataclass(frozen=True)
class Observation:
    """One published observation; `observations.toml` says what each field means.

    One of ``outcome`` and ``absent`` is filled. A row has a ``sign``, or a ``value`` with one
    standard error to each side (``low``, ``high``) in ``unit``: 1 for a ratio, else the outcome's.
    """

    id: str
    what: str
    contrast: str
    method: str
    species: str
    source: str
    use: str
    variation: Variation
    outcome: str = ""
    absent: str = ""
    sign: Sign | None = None
    value: float = math.nan
    low: float = math.nan
    high: float = math.nan
    unit: str = "1"
    error: str = ""
    n: tuple[int, ...] = ()
    where: str = ""
    note: str = ""
    conflicts_with: tuple[str, ...] = ()

    @property
    def is_ratio(self) -> bool:
        """Whether value and sign are of a ratio; else the value is a level."""
        return "/" in self.contrast

    @property
    def has_value(self) -> bool:
        """Whether there is a number, and not a sign alone."""
        return not math.isnan(self.value)

    @property
    def is_clock(self) -> bool:
        """Whether the value is an hour of the clock, which goes round, and no duration."""
        return not self.is_ratio and is_clock(self.outcome)

    @property
    def direction(self) -> Sign | None:
        """The sign, given or read off a ratio with its error; none of a level."""
        if self.sign is not None or not self.is_ratio:
            return self.sign
        if self.low > 1:
            return Sign.UP
        return Sign.DOWN if self.high < 1 else Sign.SAME

    @property
    def groups(self) -> tuple[int, int]:
        """Cases and controls; the usual group of the method where a number was not seen."""
        cases, controls = (*self.n, *[self.variation.group] * 2)[:2]
        return cases, controls

    @property
    def log_standard_error(self) -> float:
        """Standard error of the natural logarithm of the value, or of the ratio behind a sign.

        From the width of the row if it has one, else from the size of the groups and the variation
        of the method. Not a number for hours, and for a sign of a level.
        """
        if self.has_value and not self.is_clock:
            return math.log(self.high / self.low) / 2
        if self.has_value or not self.is_ratio:
            return math.nan
        return self.variation.cv * math.sqrt(sum(1 / count for count in self.groups))

    @property
    def standard_error(self) -> float:
        """Half of the width from low to high, in ``unit``; not a number of a sign alone."""
        width = self.high - self.low
        return (width % CLOCK if self.is_clock else width) / 2

    @property
    def read(self) -> str:
        """How its source was read: full, model file, abstract, secondary or recall."""
        return str(load_sources()[self.source].read)

    def as_row(self) -> dict[str, Any]:
        """The row as a JSON document has it; what is missing is None."""
        return {
            "id": self.id,
            "what": self.what,
            "contrast": self.contrast,
            "outcome": self.outcome or None,
            "absent": self.absent or None,
            "sign": None if self.direction is None else str(self.direction),
            "value": self.value if self.has_value else None,
            "low": self.low if self.has_value else None,
            "high": self.high if self.has_value else None,
            "unit": self.unit,
            "error": self.error or None,
            "log_standard_error": None
            if math.isnan(self.log_standard_error)
            else self.log_standard_error,
            "n": list(self.n),
            "method": self.method,
            "species": self.species,
            "source": self.source,
            "read": self.read,
            "where": self.where,
            "conflicts_with": list(self.conflicts_with),
            "use": self.use,
            "note": self.note,
        }


def is_clock(outcome: str) -> bool:
    """Whether an outcome is an hour of the clock; hours of a day that are counted are none."""
    if outcome not in MEASURES:
        return False
    return MEASURES[outcome].unit == "h" and not MEASURES[outcome].label.startswith("Hours")


def load_observations(path: Path | None = None) -> list[Observation]:
    """Every observation, in the order of the file.

    Raises one ConfigError that lists every problem of the file.
    """
    if path is None:
        path = Path(str(resources.files("rls_sim.biology") / "evidence" / "observations.toml"))
    problems = Problems(str(path))
    tables = read_toml(path)
    problems.unknown_keys("", tables, ("variation", "observation"))
    variations = {
        str(entry.get("method")): _read_variation(entry, problems)
        for entry in _entries(tables, "variation", problems)
    }
    for method in METHODS:
        if method not in variations:
            problems.add("variation", method, "has no entry.")
    entries = _entries(tables, "observation", problems)
    found = [_read(entry, variations, problems) for entry in entries]
    _check_names(entries, problems)
    problems.raise_if_any()
    return [observation for observation in found if observation is not None]


def select(
    observations: Sequence[Observation], chosen: Mapping[str, str], conflicting: bool = False
) -> list[Observation]:
    """The observations that agree with every filter, field to value; an empty value lets all in.

    ``conflicting`` keeps only those that something contradicts. Raises UnknownNameError for a
    value that no observation has.
    """
    for field, value in chosen.items():
        known = dict.fromkeys(str(getattr(row, field)) for row in observations)
        if value and value not in known:
            raise UnknownNameError(field, value, known)
    return [
        row
        for row in observations
        if all(not value or getattr(row, field) == value for field, value in chosen.items())
        and (row.conflicts_with or not conflicting)
    ]


def _entries(tables: Mapping[str, Any], key: str, problems: Problems) -> list[dict[str, Any]]:
    entries = tables.get(key, [])
    if isinstance(entries, list) and all(isinstance(entry, dict) for entry in entries):
        return entries
    problems.add(key, entries, f"is not a list of tables; write [[{key}]].")
    return []


def _read_variation(entry: Mapping[str, Any], problems: Problems) -> Variation:
    name = f"variation of {entry.get('method', 'no method')}"
    problems.unknown_keys(f"{name}: ", entry, tuple(Variation.__dataclass_fields__))
    _one_of(problems, f"{name}: method", entry.get("method"), METHODS)
    _one_of(problems, f"{name}: evidence", entry.get("evidence"), ERRORS)
    group = problems.number(f"{name}: group", entry.get("group"), low=1)
    return Variation(
        method=str(entry.get("method")),
        cv=problems.number(f"{name}: cv", entry.get("cv"), low=0.01, high=10.0),
        group=0 if math.isnan(group) else int(group),
        evidence=str(entry.get("evidence")),
        why=problems.sentence(f"{name}: why", entry.get("why")),
        source=_known_source(problems, f"{name}: source", entry.get("source", "")),
    )


def _read(
    entry: Mapping[str, Any], variations: Mapping[str, Variation], problems: Problems
) -> Observation | None:
    """One row; none where its problems, which are noted, leave nothing to build."""
    name = str(entry.get("id", "an observation without id"))
    before = len(problems.lines)
    problems.unknown_keys(f"{name}: ", entry, KEYS)
    words = {
        key: problems.sentence(f"{name}: {key}", entry.get(key), needed=key in NEEDED)
        for key in TEXTS
    }
    for key, allowed in (("contrast", tuple(CONTRASTS)), ("method", METHODS), ("use", USES)):
        if words[key]:
            _one_of(problems, f"{name}: {key}", words[key], allowed)
    if words["source"]:
        _known_source(problems, f"{name}: source", words["source"])
    unit = _unit(name, words, problems)
    _check_use(name, words, problems)
    numbers = _numbers(name, entry, words, problems)
    n = _counts(name, entry.get("n", []), problems)
    conflicts = problems.words(f"{name}: conflicts_with", entry.get("conflicts_with", []))
    if len(problems.lines) > before or words["method"] not in variations:
        return None
    sign = words.pop("sign")
    fields: dict[str, Any] = {**words, **numbers}
    return Observation(
        **fields,
        sign=Sign(sign) if sign else None,
        unit=unit,
        n=n,
        conflicts_with=conflicts,
        variation=variations[words["method"]],
    )


def _unit(name: str, words: Mapping[str, str], problems: Problems) -> str:
    """The unit of the row's value; notes where not one of outcome and absent is given."""
    if bool(words["outcome"]) == bool(words["absent"]):
        problems.add(f"{name}: outcome", words["outcome"], "give one of outcome and absent.")
    unit = "1"
    if words["outcome"]:
        with problems.at(f"{name}: outcome", words["outcome"]):
            unit = find_measure(words["outcome"]).unit
    return "1" if "/" in words["contrast"] else unit


def _check_use(name: str, words: Mapping[str, str], problems: Problems) -> None:
    """Note a use that what the row says of itself rules out."""
    use, contrast = words["use"], words["contrast"]
    if words["absent"] and use and use != "context":
        problems.add(f"{name}: use", use, "must be context where nothing of the model answers.")
    if use == "calibration" and contrast not in ("healthy", "active/rest"):
        problems.add(f"{name}: use", use, "is for what was seen in health.")


def _numbers(
    name: str, entry: Mapping[str, Any], words: Mapping[str, str], problems: Problems
) -> dict[str, float]:
    """Value, low and high; notes where they are not in order, or a sign is missing or too many."""
    if not any(key in entry for key in NUMBERS):
        if words["error"]:
            problems.add(f"{name}: error", words["error"], "goes with a value.")
        _one_of(problems, f"{name}: sign", words["sign"], tuple(Sign), "or give a value.")
        return {}
    if words["sign"]:
        problems.add(f"{name}: sign", words["sign"], "give a sign or a value, not both.")
    if words["absent"] and "/" not in words["contrast"]:
        problems.add(f"{name}: value", entry.get("value"), "has no unit without an outcome.")
    _one_of(problems, f"{name}: error", words["error"], ERRORS)
    numbers = {key: problems.number(f"{name}: {key}", entry.get(key), low=0.0) for key in NUMBERS}
    value, low, high = numbers["value"], numbers["low"], numbers["high"]
    if "/" not in words["contrast"] and is_clock(words["outcome"]):
        ordered = 0 < (value - low) % CLOCK < (high - low) % CLOCK
    else:
        ordered = 0 < low < value < high
    if not ordered and not any(map(math.isnan, numbers.values())):
        problems.add(f"{name}: value", value, f"must lie between low {low:g} and high {high:g}.")
    return numbers


def _counts(name: str, value: object, problems: Problems) -> tuple[int, ...]:
    if (
        isinstance(value, list)
        and len(value) <= 2
        and all(isinstance(count, int) and count > 0 for count in value)
    ):
        return tuple(value)
    problems.add(f"{name}: n", value, "is not [cases, controls] or [cases], in whole numbers.")
    return ()


def _check_names(entries: Sequence[Mapping[str, Any]], problems: Problems) -> None:
    """Note ids that come twice, and conflicts with no row, with itself, or of one side only."""
    conflicts: dict[str, list[str]] = {}
    for entry in entries:
        name, others = str(entry.get("id")), entry.get("conflicts_with", [])
        if name in conflicts:
            problems.add("id", name, "comes twice.")
        conflicts[name] = others if isinstance(others, list) else []
    for name, others in conflicts.items():
        for other in others:
            if other not in conflicts or other == name:
                problems.add(f"{name}: conflicts_with", other, "is no other row of this file.")
            elif name not in conflicts[other]:
                problems.add(f"{name}: conflicts_with", other, f"does not name {name} in turn.")


def _one_of(
    problems: Problems, key: str, value: object, allowed: Sequence[str], hint: str = ""
) -> None:
    if value not in allowed:
        trouble = f"is not one of {', '.join(allowed)}"
        problems.add(key, value or "", f"{trouble}; {hint}" if hint else f"{trouble}.")


def _known_source(problems: Problems, key: str, value: object) -> str:
    """The key of a source; a problem is noted where there is none of that name."""
    if value:
        with problems.at(key, value):
            load_sources()[str(value)]
    return str(value)
