"""population.toml: each number about people, read and checked; all problems told at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from importlib import resources
from math import isfinite
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rls_sim.clinic.population.entries import ENTRIES, Due
from rls_sim.quantities.parameter import Evidence
from rls_sim.quantities.sources import load_sources
from rls_sim.study.files import read_toml
from rls_sim.study.problems import Problems

Array = NDArray[np.float64]
Content = Mapping[str, Mapping[str, Mapping[str, Any]]]

COMMON = ("value", "unit", "evidence", "source", "note")
STARTS = ("from_age", "from_trimester", "from_stage")
LARGEST_SPREAD = 2.0  # of a logarithm: nobody differs by more


@dataclass(frozen=True)
class Entry:
    """
    A number about people, and on what it rests.

    ``values`` hold from ``starts`` on (ages, trimesters or stages); one value without. ``spread``
    is that between people, ``low`` and ``high`` other values that are tried too, ``sizes`` the
    range of a lesion's sizes; NaN where there is none.
    """

    key: str
    values: tuple[float, ...]
    starts: tuple[float, ...]
    unit: str
    evidence: str
    sources: tuple[str, ...]
    note: str
    spread: float = 0.0
    low: float = float("nan")
    high: float = float("nan")
    sizes: tuple[float, float] = (float("nan"), float("nan"))

    @property
    def value(self) -> float:
        """The first value, or the only one."""
        return self.values[0]

    def at(self, place: ArrayLike) -> Array:
        """The values that hold at places (n,): an age, a trimester, a stage; the first before."""
        if len(self.values) == 1:
            return np.full(np.shape(place), self.value)
        found = np.searchsorted(self.starts, np.asarray(place, dtype=float), side="right") - 1
        return np.asarray(np.array(self.values)[np.clip(found, 0, len(self.values) - 1)])


@dataclass(frozen=True)
class Population:
    """Every number about people by its key, such as ``menstruation.loss``."""

    entries: Mapping[str, Entry]
    content: Content  # of the file, as a manifest keeps it

    def __getitem__(self, key: str) -> Entry:
        """The entry of that key."""
        return self.entries[key]

    @property
    def lesions(self) -> tuple[Entry, ...]:
        """The steps that may be broken: shares of people among the broken, and sizes."""
        return tuple(e for e in self.entries.values() if np.isfinite(e.sizes[0]))

    def with_value(self, key: str, value: float) -> "Population":
        """The same with another value; raises ConfigError where it is out of its range."""
        section, _, name = key.partition(".")
        content = {s: {n: dict(e) for n, e in table.items()} for s, table in self.content.items()}
        content[section][name]["value"] = value
        return read_population(content, "the population")


def shipped_path() -> Path:
    """The file that comes with the package."""
    return Path(str(resources.files("rls_sim.clinic.population") / "population.toml"))


def load_population(path: Path | None = None) -> Population:
    """The shipped population, or that of a file; raises one ConfigError with every problem."""
    place = path or shipped_path()
    return read_population(read_toml(place), str(place))


def read_population(content: Mapping[str, Any], place: str) -> Population:
    """The population in the content of a TOML file; raises ConfigError as `load_population`."""
    problems = Problems(place)
    sections = dict.fromkeys(key.partition(".")[0] for key in ENTRIES)
    problems.unknown_keys("", content, sections)
    entries = {}
    for section in sections:
        table = problems.table(section, content.get(section))
        known = [key.partition(".")[2] for key in ENTRIES if key.startswith(f"{section}.")]
        problems.unknown_keys(f"{section}.", table, known)
        for name in known:
            key = f"{section}.{name}"
            if name not in table:
                problems.lines.append(f"{place}: {key} is missing.")
            elif not isinstance(table[name], dict):
                problems.add(key, table[name], f"is not a table; write [{key}].")
            else:
                entries[key] = _entry(key, table[name], ENTRIES[key], problems)
    problems.raise_if_any()
    _require_shares(entries, problems)
    problems.raise_if_any()
    return Population(entries, content)


def _entry(key: str, table: Mapping[str, Any], due: Due, problems: Problems) -> Entry:
    start = due.by
    more = [start] if start else []
    more += ["spread"] if due.spread else []
    more += ["low", "high"] if due.tried else []
    more += ["sizes"] if due.sizes is not None else []
    problems.unknown_keys(f"{key}.", table, (*COMMON, *more))
    values = _numbers(f"{key}.value", table.get("value"), (due.low, due.high), problems)
    starts = _starts(key, table.get(start) if start else None, len(values), due, problems)
    if table.get("unit") != due.unit:
        problems.add(f"{key}.unit", table.get("unit", ""), f"the unit is {due.unit}.")
    evidence, sources, note = _basis(key, table, problems)
    spread = 0.0
    if due.spread:
        most = LARGEST_SPREAD if due.unit != "y" else due.high - due.low
        spread = problems.number(f"{key}.spread", table.get("spread"), 0.0, most)
    low = high = float("nan")
    if due.tried:
        low = problems.number(f"{key}.low", table.get("low"), due.low, due.high)
        high = problems.number(f"{key}.high", table.get("high"), due.low, due.high)
    sizes = (float("nan"), float("nan"))
    if due.sizes is not None:
        found = _numbers(f"{key}.sizes", table.get("sizes"), due.sizes, problems)
        if len(found) != 2 or not found[0] < found[1]:
            problems.add(f"{key}.sizes", table.get("sizes", ""), "write [LEAST, MOST].")
        else:
            sizes = (found[0], found[1])
    return Entry(key, values, starts, due.unit, evidence, sources, note, spread, low, high, sizes)


def _numbers(
    key: str, value: object, allowed: tuple[float, float], problems: Problems
) -> tuple[float, ...]:
    """A number, or a list of them, each in the allowed range."""
    items = value if isinstance(value, list) else [value]
    return tuple(problems.number(key, item, *allowed) for item in items)


def _starts(key: str, value: object, count: int, due: Due, problems: Problems) -> tuple[float, ...]:
    if value is None:
        if count > 1:
            told = f"write {due.by}, from which each holds." if due.by else "is one number."
            problems.lines.append(f"{problems.place}: {key}.value is a list; {told}")
        return ()
    starts = _numbers(f"{key}.{due.by}", value, (1.0, 89.0), problems)
    if len(starts) != count or list(starts) != sorted(set(starts)):
        problems.add(f"{key}.{due.by}", value, f"is not {count} rising numbers, one a value.")
    return starts


def _basis(
    key: str, table: Mapping[str, Any], problems: Problems
) -> tuple[str, tuple[str, ...], str]:
    """What a number rests on: evidence, sources and note."""
    evidence, kinds = table.get("evidence"), [kind.value for kind in Evidence]
    if evidence not in kinds:
        close = get_close_matches(str(evidence), kinds, n=1)
        hint = f"did you mean {close[0]}?" if close else f"known are {', '.join(kinds)}."
        problems.add(f"{key}.evidence", evidence or "", hint)
    sources = problems.words(f"{key}.source", table.get("source", []))
    known = load_sources()
    for source in sources:
        with problems.at(f"{key}.source", source):
            known[source]
    if not sources and evidence != Evidence.ASSUMED:
        problems.lines.append(f"{problems.place}: {key}.source is missing; it is not assumed.")
    note = problems.sentence(f"{key}.note", table.get("note"), needed=evidence != "measured")
    return str(evidence), sources, note


def _require_shares(entries: Mapping[str, Entry], problems: Problems) -> None:
    """Shares that make a whole must."""
    for key, parts in (
        ("people.age", entries["people.age"].values),
        ("kidney.share_of_stage", entries["kidney.share_of_stage"].values),
        ("lesions", [e.value for e in entries.values() if isfinite(e.sizes[0])]),
    ):
        if abs(sum(parts) - 1) > 1e-6:
            problems.lines.append(
                f"{problems.place}: {key}: the shares add up to {sum(parts):g}; they must to 1."
            )
