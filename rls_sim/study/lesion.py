"""Lesions: what is broken in a cell, as a TOML file that changes parameters by a size."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rls_sim.errors import ConfigError, InputError, OutOfRangeError, UnknownNameError
from rls_sim.quantities.parameter import Evidence, Parameter, ParameterSet
from rls_sim.quantities.values import read_value
from rls_sim.study.files import read_toml
from rls_sim.study.problems import Problems, flat, toml_text

KEYS = ("title", "biology", "genes", "source", "evidence", "size", "change")
SIZE_KEYS = ("meaning", "default", "range", "healthy", "distribution")
UNIFORM, LOGUNIFORM = "uniform", "loguniform"

# What a change may say of the size, and what comes of the value of its parameter; numbers in it
# are in the parameter's own unit.
_NUMBER = r"([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)"
_SIZE_FORMS: Mapping[str, tuple[str, Callable[..., float]]] = {
    r"size x": ("times_size", lambda value, size: value * size),
    r"1/size x": ("over_size", lambda value, size: value / size),
    rf"size\^{_NUMBER} x": ("times_power", lambda value, size, power: value * size**power),
    r"size": ("size", lambda value, size: size),
    r"\+size": ("add_size", lambda value, size: value + size),
    rf"{_NUMBER} \(size - 1\)": ("slope", lambda value, size, slope: slope * (size - 1)),
}


@dataclass(frozen=True)
class Lesion:
    """One thing that can be broken, and by how much.

    ``changes`` maps the full name of a parameter to what happens to it: ``size x`` (times the
    size), ``1/size x``, ``size^0.5 x``, ``size`` (becomes the size), ``+size`` (the size more),
    ``0.1 (size - 1)`` (becomes that), or a value as ``--set`` takes it. ``healthy`` is the size
    that leaves the cell as it is, None where none does. ``distribution`` over the range is what
    a screen draws sizes from: "uniform" or "loguniform".
    """

    name: str
    title: str
    biology: str
    genes: tuple[str, ...]
    sources: tuple[str, ...]
    evidence: str
    size_meaning: str
    default: float
    range: tuple[float, float]
    changes: Mapping[str, str]
    healthy: float | None = None
    distribution: str = UNIFORM

    def size_at(self, share: float) -> float:
        """The size below which ``share`` (0 to 1) of its distribution lies."""
        low, high = self.range
        if self.distribution == LOGUNIFORM:
            size = float(low * (high / low) ** share)
        else:
            size = low + (high - low) * share
        return min(max(size, low), high)

    def apply(self, parameters: ParameterSet, size: float) -> ParameterSet:
        """The parameters of a cell with this lesion.

        Raises OutOfRangeError for a size, or a parameter, outside its range.
        """
        low, high = self.range
        if not low <= size <= high:
            raise OutOfRangeError(
                f"lesion {self.name}: size {size:g} lies outside {low:g} to {high:g} "
                f"({self.size_meaning})."
            )
        for name, change in self.changes.items():
            value = changed_value(parameters[name], change, size)
            parameters = parameters.override(name, value, reason=f"lesion {self.name}:{size:g}")
        return parameters


@dataclass(frozen=True)
class AppliedLesion:
    """A lesion with the size it has in one cell."""

    lesion: Lesion
    size: float

    def __str__(self) -> str:
        """As it is written on the command line."""
        return f"{self.lesion.name}:{self.size:g}"

    def facts(self) -> dict[str, Any]:
        """All that is known of it, as a manifest keeps it: its file may be the user's."""
        return {**vars(self.lesion), "of_size": self.size}

    @classmethod
    def from_facts(cls, facts: Mapping[str, Any]) -> "AppliedLesion":
        """The lesion whose ``facts`` these are; raises KeyError or TypeError for others."""
        told: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in facts.items()}
        size = told.pop("of_size")
        return cls(Lesion(**told), size)


def changed_value(parameter: Parameter, change: str, size: float) -> float:
    """What ``change`` makes of a parameter, in the parameter's own unit."""
    if found := _of_size(change):
        _, form, numbers = found
        return form(parameter.value, size, *numbers)
    return read_value(change, parameter)


def changed_values(
    parameter: Parameter, change: str, values: NDArray[np.float64], sizes: NDArray[np.float64]
) -> NDArray[np.float64]:
    """What ``change`` makes of values (n,) of a parameter, in its unit, at sizes (n,)."""
    if found := _of_size(change):
        _, form, numbers = found
        return np.asarray(form(values, sizes, *numbers))
    name, number = change_form(parameter, change)
    return values * number if name == "times" else np.full_like(values, number)


def change_form(parameter: Parameter, change: str) -> tuple[str, float]:
    """
    The kind of a change and its number, for who computes it elsewhere.

    With v the value of the parameter in its unit, s the size and n the number: times_size (v s),
    over_size (v / s), times_power (v s^n), size (s), add_size (v + s), slope (n (s - 1)),
    times (v n) or set (n).
    """
    if found := _of_size(change):
        name, _, numbers = found
        return name, numbers[0] if numbers else 1.0
    value = read_value(change, parameter)
    if change.strip().endswith(("x", "pct")):  # of whatever the value is
        return "times", value / parameter.value
    return "set", value


def _of_size(change: str) -> tuple[str, Callable[..., float], tuple[float, ...]] | None:
    """The name, the function and the numbers of a change that says something of the size."""
    text = " ".join(change.split())
    for pattern, (name, form) in _SIZE_FORMS.items():
        if match := re.fullmatch(pattern, text):
            return name, form, tuple(map(float, match.groups()))
    return None


class LesionLibrary(Mapping[str, Lesion]):
    """Every lesion of a folder by name, each read and checked when it is first asked for."""

    def __init__(self, paths: Iterable[Path], parameters: ParameterSet) -> None:
        """Know the files; ``parameters`` are those that lesions may change."""
        self._paths = {path.stem: path for path in sorted(paths)}
        self._parameters = parameters
        self._read: dict[str, Lesion] = {}

    def __getitem__(self, name: str) -> Lesion:
        """The lesion of that name, or an UnknownNameError with the nearest names."""
        if name not in self._paths:
            raise UnknownNameError("lesion", name, self._paths)
        if name not in self._read:
            self._read[name] = load_lesion(self._paths[name], self._parameters)
        return self._read[name]

    def __contains__(self, name: object) -> bool:
        """Whether there is a lesion of that name."""
        return name in self._paths

    def __iter__(self) -> Iterator[str]:
        """The names, sorted."""
        return iter(self._paths)

    def __len__(self) -> int:
        """How many lesions there are."""
        return len(self._paths)

    def read_applied(self, text: str) -> AppliedLesion:
        """Read ``NAME[:SIZE]``; NAME may also be the path of a lesion's TOML file."""
        name, colon, size = (text, "", "") if text.endswith(".toml") else text.rpartition(":")
        name = name if colon else text
        lesion = load_lesion(Path(name), self._parameters) if name.endswith(".toml") else self[name]
        return AppliedLesion(lesion, read_size(size, lesion) if colon else lesion.default)


def read_size(text: str, lesion: Lesion) -> float:
    """Read the size of a lesion: a number, optionally with the ``x`` of a factor (0.4x)."""
    try:
        return float(text.strip().removesuffix("x"))
    except ValueError:
        low, high = lesion.range
        raise InputError(
            f"lesion {lesion.name}: the size '{text}' is not a number from {low:g} to {high:g} "
            f"({lesion.size_meaning}); write {lesion.name}:{lesion.default:g}."
        ) from None


def shipped_lesions(parameters: ParameterSet) -> LesionLibrary:
    """The lesions that come with the package (biology/lesions/*.toml)."""
    folder = Path(str(resources.files("rls_sim.biology") / "lesions"))
    return LesionLibrary(folder.glob("*.toml"), parameters)


def load_lesion(
    path: Path, parameters: ParameterSet, sources: Iterable[str] | None = None
) -> Lesion:
    """Read and check one lesion.

    Raises one ConfigError with every problem of the file: unknown keys, parameters and sources,
    missing sentences, changes that leave a parameter's range at either end of the size.
    """
    content = read_toml(path)
    problems = Problems(str(path))
    problems.unknown_keys("", content, KEYS)
    size = problems.table("size", content.get("size"))
    problems.unknown_keys("size.", size, SIZE_KEYS)
    low, high = _read_range(size.get("range"), problems)
    lesion = Lesion(
        name=path.stem,
        title=problems.sentence("title", content.get("title")),
        biology=problems.sentence("biology", content.get("biology")),
        genes=problems.words("genes", content.get("genes", [])),
        sources=_read_sources(content, sources, problems),
        evidence=_read_evidence(content, problems),
        size_meaning=problems.sentence("size.meaning", size.get("meaning")),
        default=problems.number("size.default", size.get("default"), low, high),
        range=(low, high),
        changes=_read_changes(content.get("change"), parameters, problems),
        healthy=_read_healthy(size, low, high, problems),
        distribution=_read_distribution(size, low, problems),
    )
    problems.raise_if_any()
    _check_ends(lesion, parameters, problems)
    _check_healthy(lesion, parameters, problems)
    problems.raise_if_any()
    return lesion


def _read_range(value: object, problems: Problems) -> tuple[float, float]:
    """Both ends of the allowed sizes."""
    if isinstance(value, list) and len(value) == 2:
        low, high = (problems.number("size.range", end) for end in value)
        if low < high:
            return low, high
    problems.add("size.range", value, "is not [lowest, highest].")
    return float("-inf"), float("inf")


def _read_healthy(
    size: Mapping[str, Any], low: float, high: float, problems: Problems
) -> float | None:
    """The size at which nothing changes, where one is given."""
    if "healthy" not in size:
        return None
    return problems.number("size.healthy", size["healthy"], low, high)


def _read_distribution(size: Mapping[str, Any], low: float, problems: Problems) -> str:
    """What a screen draws sizes from."""
    text = size.get("distribution", UNIFORM)
    if text not in (UNIFORM, LOGUNIFORM):
        problems.add("size.distribution", text, f"is not {UNIFORM} or {LOGUNIFORM}.")
    elif text == LOGUNIFORM and low <= 0:
        problems.add("size.distribution", text, "needs a range above 0.")
    return str(text)


def _read_evidence(content: Mapping[str, Any], problems: Problems) -> str:
    """How the lesion is known; a lesion without a source must say that it is assumed."""
    grades = [str(grade.value) for grade in Evidence]
    evidence = content.get("evidence", "" if content.get("source") else None)
    if evidence is None:
        problems.add("source", [], 'is empty: name a source, or write evidence = "assumed".')
    elif evidence and evidence not in grades:
        problems.add("evidence", evidence, f"is not one of {', '.join(grades)}.")
    elif evidence and evidence != "assumed" and not content.get("source"):
        problems.add("evidence", evidence, "needs a source.")
    return str(evidence or "")


def _read_sources(
    content: Mapping[str, Any], known: Iterable[str] | None, problems: Problems
) -> tuple[str, ...]:
    """Keys of sources.toml, each of which must exist."""
    from rls_sim.quantities.sources import load_sources

    keys = problems.words("source", content.get("source", []))
    catalogue = list(load_sources() if known is None else known)
    for key in keys:
        if key not in catalogue:
            problems.add("source", key, str(UnknownNameError("source", key, catalogue)))
    return keys


def _read_changes(value: object, parameters: ParameterSet, problems: Problems) -> Mapping[str, str]:
    """Full parameter names with what happens to each."""
    changes: dict[str, str] = {}
    table = problems.table("change", value)
    if not table:
        problems.lines.append(
            f"{problems.place}: change is missing: a lesion changes at least one parameter."
        )
    for name, change in flat(table):
        text = change if isinstance(change, str) else toml_text(change)
        with problems.at(f"change.{name}", text):
            full = parameters.resolve(name)
            changed_value(parameters[full], text, 1.0)
            if full in changes:
                raise ConfigError([f"{full} is changed twice."])
            changes[full] = text
    return changes


def _check_ends(lesion: Lesion, parameters: ParameterSet, problems: Problems) -> None:
    """Every changed parameter stays inside its range at the default and at both ends."""
    for size in sorted({lesion.default, *lesion.range}):
        for name, change in lesion.changes.items():
            with problems.at(f"change.{name}", f"{change} (size {size:g})"):
                try:
                    value = changed_value(parameters[name], change, size)
                except ZeroDivisionError:
                    raise ConfigError(["the size may not be 0 where it divides."]) from None
                except OverflowError:
                    raise ConfigError(["the value is too large for a number."]) from None
                if isinstance(value, complex):
                    raise ConfigError(["a size below 0 has no such power."])
                parameters.override(name, value, reason=f"lesion {lesion.name}:{size:g}")


def _check_healthy(lesion: Lesion, parameters: ParameterSet, problems: Problems) -> None:
    """At the healthy size every changed parameter keeps its value."""
    if lesion.healthy is None:
        return
    for name, change in lesion.changes.items():
        parameter = parameters[name]
        if changed_value(parameter, change, lesion.healthy) != parameter.value:
            said = f"moves {name} where the size is the healthy one, {lesion.healthy:g}."
            problems.add(f"change.{name}", change, said)
