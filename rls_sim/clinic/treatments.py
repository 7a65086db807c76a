"""Treatments: what a dose of a name is, as a TOML file says it, read and checked."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

from rls_sim.errors import InputError, OutOfRangeError, UnitError, UnknownNameError
from rls_sim.network.model import Model
from rls_sim.quantities.parameter import Evidence
from rls_sim.quantities.units import Unit
from rls_sim.study.clock import read_clock, read_duration
from rls_sim.study.files import read_toml
from rls_sim.study.lesion import changed_value
from rls_sim.study.problems import Problems, flat, toml_text

KEYS = ("title", "biology", "aliases", "source", "evidence", "route", "dose", "change")
DOSE_KEYS = (
    *("meaning", "default", "range", "unit", "molar_mass", "at", "usual", "into", "release"),
    *("over", "lost_of", "out_of"),
)
ROUTES = ("mouth", "vein", "skin", "blood", "diet", "none")
WAYS = ("into", "release", "lost_of")  # what a dose does, unless it changes parameters
AMOUNT, SHARE = Unit.parse("umol"), "1"


@dataclass(frozen=True)
class Treatment:
    """
    One thing that can be given, and in which amounts.

    A dose either arrives ``into`` a species, is let in evenly by the parameter ``release`` for
    ``over`` hours, is lost as a share of the species ``lost_of`` (an amount of the parameter
    ``out_of``), or ``changes`` parameters for as long as it lasts, as a lesion's size does.
    ``range`` holds the amounts of one dose in ``unit``; ``clock`` is the hour at which it is
    given unless another is asked for, ``usual`` a course as one types it.
    """

    name: str
    title: str
    biology: str
    aliases: tuple[str, ...]
    sources: tuple[str, ...]
    evidence: str
    route: str
    meaning: str
    default: float
    range: tuple[float, float]
    unit: str
    molar_mass: float | None
    clock: float
    usual: str
    into: str = ""
    release: str = ""
    over: float = 0.0
    lost_of: tuple[str, ...] = ()
    out_of: str = ""
    changes: Mapping[str, str] | None = None

    def amount(self, number: float, unit: str) -> float:
        """A dose in this treatment's unit; raises UnitError or OutOfRangeError."""
        if unit and not (self.unit == SHARE and unit == "x"):
            number = Unit.parse(unit).convert(
                number, Unit.parse(self.unit), molar_mass=self.molar_mass
            )
        low, high = self.range
        if not low <= number <= high:
            raise OutOfRangeError(
                f"{number:g} {self.unit_words} lies outside {low:g} to {high:g} "
                f"{self.unit_words} ({self.meaning})."
            )
        return number

    def umol(self, amount: float) -> float:
        """A dose in this treatment's unit as umol."""
        return Unit.parse(self.unit).convert(amount, AMOUNT, molar_mass=self.molar_mass)

    @property
    def lasts(self) -> bool:
        """Whether it is a change that holds for a time, not a dose given at one."""
        return bool(self.changes)

    @property
    def unit_words(self) -> str:
        """The unit as messages print it; nothing for a pure number."""
        return "" if self.unit == SHARE else self.unit

    def example(self) -> str:
        """How it is typed."""
        return f"{self.name}={self.default:g}{self.unit_words}@{self.usual}"


class TreatmentLibrary(Mapping[str, Treatment]):
    """Every treatment of a folder by name, each read and checked when it is first asked for."""

    def __init__(self, paths: Iterable[Path], model: Model) -> None:
        """Know the files; ``model`` has the species and parameters that they name."""
        self._paths = {path.stem: path for path in sorted(paths)}
        self._model = model
        self._read: dict[str, Treatment] = {}

    def __getitem__(self, name: str) -> Treatment:
        """The treatment of that name; raises UnknownNameError with the nearest names."""
        if name not in self._paths:
            raise UnknownNameError("treatment", name, self._paths)
        if name not in self._read:
            self._read[name] = load_treatment(self._paths[name], self._model)
        return self._read[name]

    def __iter__(self) -> Iterator[str]:
        """The names, sorted."""
        return iter(self._paths)

    def __len__(self) -> int:
        """How many treatments there are."""
        return len(self._paths)

    def find(self, name: str) -> Treatment:
        """By name, by alias, or the path of a TOML file; raises UnknownNameError or ConfigError."""
        if name.endswith(".toml"):
            return load_treatment(Path(name), self._model)
        if name in self._paths:
            return self[name]
        for treatment in self.values():
            if name in treatment.aliases:
                return treatment
        known = [*self._paths, *(alias for t in self.values() for alias in t.aliases)]
        raise UnknownNameError("treatment", name, known)


def shipped_treatments(model: Model) -> TreatmentLibrary:
    """The treatments that come with the package (biology/treatments/*.toml)."""
    folder = Path(str(resources.files("rls_sim.biology") / "treatments"))
    return TreatmentLibrary(folder.glob("*.toml"), model)


def load_treatment(path: Path, model: Model) -> Treatment:
    """Read and check one treatment; raises one ConfigError with every problem of the file."""
    content = read_toml(path)
    problems = Problems(str(path))
    problems.unknown_keys("", content, KEYS)
    dose = problems.table("dose", content.get("dose"))
    problems.unknown_keys("dose.", dose, DOSE_KEYS)
    low, high = _read_range(dose.get("range"), problems)
    route = content.get("route")
    if route not in ROUTES:
        problems.add("route", route, f"is not one of {', '.join(ROUTES)}.")
    treatment = Treatment(
        name=path.stem,
        title=problems.sentence("title", content.get("title")),
        biology=problems.sentence("biology", content.get("biology")),
        aliases=problems.words("aliases", content.get("aliases", [])),
        sources=_read_sources(content, problems),
        evidence=_read_evidence(content, problems),
        route=str(route),
        meaning=problems.sentence("dose.meaning", dose.get("meaning")),
        default=problems.number("dose.default", dose.get("default"), low, high),
        range=(low, high),
        unit=_read_unit(dose, problems),
        molar_mass=_read_mass(dose, problems),
        clock=_read_hour("dose.at", dose.get("at", "08:00"), read_clock, problems),
        usual=problems.sentence("dose.usual", dose.get("usual")),
        **_read_way(content, dose, model, problems),
    )
    problems.raise_if_any()
    _check_amounts(treatment, model, problems)
    problems.raise_if_any()
    return treatment


def _read_range(value: object, problems: Problems) -> tuple[float, float]:
    if isinstance(value, list) and len(value) == 2:
        low, high = (problems.number("dose.range", end) for end in value)
        if low < high:
            return low, high
    problems.add("dose.range", value, "is not [lowest, highest].")
    return float("-inf"), float("inf")


def _read_sources(content: Mapping[str, Any], problems: Problems) -> tuple[str, ...]:
    from rls_sim.quantities.sources import load_sources

    keys = problems.words("source", content.get("source", []))
    for key in keys:
        if key not in load_sources():
            problems.add("source", key, str(UnknownNameError("source", key, load_sources())))
    return keys


def _read_evidence(content: Mapping[str, Any], problems: Problems) -> str:
    grades = [str(grade.value) for grade in Evidence]
    evidence = content.get("evidence")
    if evidence not in grades:
        problems.add("evidence", evidence, f"is not one of {', '.join(grades)}.")
    elif evidence != "assumed" and not content.get("source"):
        problems.add("evidence", evidence, "needs a source.")
    return str(evidence)


def _read_unit(dose: Mapping[str, Any], problems: Problems) -> str:
    unit = str(dose.get("unit", SHARE))
    with problems.at("dose.unit", unit):
        Unit.parse(unit)
    return unit


def _read_mass(dose: Mapping[str, Any], problems: Problems) -> float | None:
    if "molar_mass" not in dose:
        return None
    return problems.number("dose.molar_mass", dose["molar_mass"], 1.0, 1e7)


def _read_hour(key: str, value: object, read: Callable[[str], float], problems: Problems) -> float:
    with problems.at(key, value):
        return read(str(value))
    return 0.0


def _read_way(
    content: Mapping[str, Any], dose: Mapping[str, Any], model: Model, problems: Problems
) -> dict[str, Any]:
    """What a dose does: exactly one of four."""
    ways = [way for way in WAYS if way in dose] + (["change"] if "change" in content else [])
    if len(ways) != 1:
        problems.lines.append(
            f"{problems.place}: says {' and '.join(ways) or 'nothing'} of what a dose does; write "
            f"one of dose.into, dose.release, dose.lost_of and a table [change]."
        )
        return {}
    if ways == ["into"]:
        return {"into": _species(dose["into"], "dose.into", model, problems)}
    if ways == ["release"]:
        over = _read_hour("dose.over", dose.get("over"), read_duration, problems)
        return {"release": _parameter(dose["release"], "dose.release", model, problems)} | {
            "over": over
        }
    if ways == ["lost_of"]:
        names = problems.words("dose.lost_of", dose["lost_of"])
        found = tuple(_species(name, "dose.lost_of", model, problems) for name in names)
        return {
            "lost_of": found,
            "out_of": _parameter(dose.get("out_of"), "dose.out_of", model, problems),
        }
    changes = {}
    for name, change in flat(problems.table("change", content["change"])):
        text = change if isinstance(change, str) else toml_text(change)
        changes[_parameter(name, f"change.{name}", model, problems)] = text
    return {"changes": changes}


def _species(name: object, key: str, model: Model, problems: Problems) -> str:
    if name not in model.species_names:
        problems.add(key, name, str(UnknownNameError("species", str(name), model.species_names)))
    return str(name)


def _parameter(name: object, key: str, model: Model, problems: Problems) -> str:
    with problems.at(key, name):
        return model.parameters.resolve(str(name))
    return str(name)


def _check_amounts(treatment: Treatment, model: Model, problems: Problems) -> None:
    """Both ends of the range mean something: an amount, a share of what there is, a value."""
    for amount in treatment.range:
        if treatment.changes:
            for name, change in treatment.changes.items():
                with problems.at(f"change.{name}", f"{change} (size {amount:g})"):
                    parameter = model.parameters[name]
                    value = changed_value(parameter, change, amount)
                    model.parameters.override(name, value, reason="check")
        elif treatment.out_of:
            whole = model.parameters[treatment.out_of]
            with problems.at("dose.range", amount):
                share = share_lost(treatment, amount, whole.canonical_value)
                if not 0 <= share <= 1:
                    raise InputError(f"is {share:.0%} of {treatment.out_of}.")
        else:
            with problems.at("dose.unit", treatment.unit):
                treatment.umol(amount)


def share_lost(treatment: Treatment, amount: float, whole: float) -> float:
    """An amount as a share of the parameter it comes out of, whose canonical value is given."""
    unit = Unit.parse(treatment.unit)
    if unit.dimension.is_pure_number:
        raise UnitError(f"{treatment.unit} is no unit of what is lost.")
    return float(unit.factor) * amount / whole
