"""What is asked: a sweep's TOML file and the words of the command line, checked together."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product
from math import prod
from pathlib import Path
from typing import Any

from rls_sim.errors import ConfigError, InputError, UnknownNameError
from rls_sim.quantities.parameter import ParameterSet
from rls_sim.quantities.values import COMMAND_LINE, read_assignment, read_value, read_variation
from rls_sim.study.cell import Bench, Cell
from rls_sim.study.files import read_toml
from rls_sim.study.lesion import AppliedLesion
from rls_sim.study.problems import Problems, flat

KEYS = ("title", "question", "lesion", "set", "vary", "output")
OUTPUT_KEYS = ("outcomes",)
SET_KEYS = ("value", "why")


@dataclass(frozen=True)
class Request:
    """What was typed on the command line, not yet read."""

    assignments: tuple[str, ...] = ()  # NAME=VALUE
    lesions: tuple[str, ...] = ()  # NAME[:SIZE]
    variations: tuple[str, ...] = ()  # NAME=lin:..|log:..|V1,V2
    outcomes: tuple[str, ...] = ()  # columns of the table


@dataclass(frozen=True)
class Variation:
    """One parameter and the values it takes, in its own unit."""

    name: str
    values: tuple[float, ...]


@dataclass(frozen=True)
class SweepPlan:
    """Every cell of a sweep: one base cell, and parameters whose values are combined."""

    title: str
    question: str
    base: Cell
    varied: tuple[Variation, ...]
    outcomes: tuple[str, ...]

    @property
    def shape(self) -> tuple[int, ...]:
        """How many values each varied parameter takes."""
        return tuple(len(variation.values) for variation in self.varied)

    @property
    def size(self) -> int:
        """How many cells there are."""
        return prod(self.shape)

    def settings(self) -> list[dict[str, float]]:
        """The varied values of each cell; the last parameter varies fastest."""
        names = [variation.name for variation in self.varied]
        grid = product(*(variation.values for variation in self.varied))
        return [dict(zip(names, values, strict=True)) for values in grid]

    def cell(self, setting: Mapping[str, float]) -> Cell:
        """The cell with the varied parameters set."""
        parameters = self.base.parameters
        for name, value in setting.items():
            parameters = parameters.override(name, value, reason="the sweep")
        return Cell(parameters, self.base.lesions)


def make_cell(bench: Bench, request: Request) -> Cell:
    """The cell that the command line describes; lesions first, then what ``--set`` says.

    Raises one ConfigError with every problem.
    """
    problems = Problems(COMMAND_LINE)
    cell = _with_request(Cell(bench.healthy), bench, request, problems)
    problems.raise_if_any()
    return cell


def load_cell(bench: Bench, path: Path) -> Cell:
    """The base cell of a configuration: its lesions and its ``[set]``, not what it varies."""
    problems = Problems(str(path))
    cell = _with_config(Cell(bench.healthy), bench, _checked(path, problems), problems)
    problems.raise_if_any()
    return cell


def load_plan(bench: Bench, path: Path | None, request: Request) -> SweepPlan:
    """The sweep of a configuration, of the command line, or of both (the command line wins).

    Raises one ConfigError with every problem of both.
    """
    file_problems, typed_problems = Problems(str(path)), Problems(COMMAND_LINE)
    content = {} if path is None else _checked(path, file_problems)
    base = _with_config(Cell(bench.healthy), bench, content, file_problems)
    base = _with_request(base, bench, request, typed_problems)
    varied = _config_variations(content, base.parameters, file_problems)
    varied |= _typed_variations(request, base.parameters, typed_problems)
    asked = file_problems.table("output", content.get("output")).get("outcomes", [])
    outcomes = _known_outcomes(asked, bench, file_problems)
    outcomes = _typed_outcomes(request, bench, typed_problems) or outcomes

    if not varied and not (file_problems.lines or typed_problems.lines):
        missing = (
            "nothing varies: give -p NAME=log:LO:HI:N, or a configuration with a [vary] table."
            if path is None
            else f"{path}: vary is missing, so nothing varies: write [vary] and below it "
            '"NAME" = "log:LO:HI:N", or give -p NAME=log:LO:HI:N.'
        )
        typed_problems.lines.append(missing)
    if lines := [*file_problems.lines, *typed_problems.lines]:
        raise ConfigError(lines)
    title = file_problems.sentence("title", content.get("title"), needed=False)
    question = file_problems.sentence("question", content.get("question"), needed=False)
    return SweepPlan(title, question, base, tuple(varied.values()), outcomes)


def _checked(path: Path, problems: Problems) -> dict[str, Any]:
    """The content of a configuration whose keys and texts are known to be sound."""
    content = read_toml(path)
    problems.unknown_keys("", content, KEYS)
    problems.unknown_keys("output.", _mapping(content.get("output")), OUTPUT_KEYS)
    for key in ("title", "question"):
        problems.sentence(key, content.get(key), needed=False)
    return content


def _mapping(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _with_config(cell: Cell, bench: Bench, content: Mapping[str, Any], problems: Problems) -> Cell:
    """The cell with a configuration's lesions and settings."""
    for text in problems.words("lesion", content.get("lesion", [])):
        with problems.at("lesion", text):
            cell = with_lesion(cell, bench, text)
    file_name = Path(problems.place).name
    seen: set[str] = set()
    for name, entry in flat(problems.table("set", content.get("set")), SET_KEYS):
        key = f"set.{name}"
        value, why = entry, ""
        if isinstance(entry, dict):
            problems.unknown_keys(f"{key}.", entry, SET_KEYS)
            if "value" not in entry:
                problems.lines.append(f"{problems.place}: {key}.value is missing.")
                continue
            value, why = entry["value"], entry.get("why", "")
        with problems.at(key, value):
            _refuse_twice(cell.parameters.resolve(name), seen, "is set")
            reason = f"{file_name}: {why}" if why else file_name
            cell = with_value(cell, name, _as_text(value), reason)
    return cell


def _refuse_twice(name: str, seen: set[str], done: str) -> None:
    """Remember a name; raises InputError where it has been there before."""
    if name in seen:
        raise InputError(f"{name} {done} twice; keep one.")
    seen.add(name)


def _with_request(cell: Cell, bench: Bench, request: Request, problems: Problems) -> Cell:
    """The cell with the lesions and settings of the command line."""
    for text in request.lesions:
        with problems.on(f"--lesion {text}"):
            cell = with_lesion(cell, bench, text)
    seen: set[str] = set()
    for text in request.assignments:
        with problems.on(f"--set {text}"):
            name, value = read_assignment(text)
            _refuse_twice(cell.parameters.resolve(name), seen, "is set")
            cell = with_value(cell, name, value, COMMAND_LINE)
    return cell


def with_lesion(cell: Cell, bench: Bench, text: str) -> Cell:
    """The cell with one more lesion, written ``NAME[:SIZE]``; raises InputError if it has it."""
    applied: AppliedLesion = bench.lesions.read_applied(text)
    _refuse_twice(applied.lesion.name, {other.lesion.name for other in cell.lesions}, "is given")
    parameters = applied.lesion.apply(cell.parameters, applied.size)
    return Cell(parameters, (*cell.lesions, applied))


def with_value(cell: Cell, name: str, text: str, reason: str) -> Cell:
    """The cell with one parameter set to what ``text`` says, relative to what it is now."""
    parameter = cell.parameters[name]
    value = read_value(text, parameter, reason=reason)
    return Cell(cell.parameters.override(parameter.name, value, reason=reason), cell.lesions)


def _as_text(value: object) -> str:
    """A TOML value as it would be typed."""
    if isinstance(value, str):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return repr(value)
    raise InputError("is not a value; write a number, or a text such as '0.4x' or '8uM'.")


def _config_variations(
    content: Mapping[str, Any], parameters: ParameterSet, problems: Problems
) -> dict[str, Variation]:
    """What a configuration varies, by full name."""
    varied: dict[str, Variation] = {}
    for name, entry in flat(problems.table("vary", content.get("vary"))):
        with problems.at(f"vary.{name}", entry):
            if entry in ([], {}, ""):
                raise InputError('has no value; write [1, 2], or a text such as "log:0.1:1:9".')
            text = ",".join(map(_as_text, entry)) if isinstance(entry, list) else _as_text(entry)
            _add_variation(varied, f"{name}={text}", parameters, Path(problems.place).name)
            _refuse_set_and_varied(name, content, parameters)
    return varied


def _refuse_set_and_varied(name: str, content: Mapping[str, Any], parameters: ParameterSet) -> None:
    """A parameter may stand in [set] or in [vary], not in both."""
    full = parameters.resolve(name)
    for other, _ in flat(_mapping(content.get("set")), SET_KEYS):
        if other in parameters and parameters.resolve(other) == full:
            raise InputError(f"{full} stands in [set] too; keep one of the two.")


def _typed_variations(
    request: Request, parameters: ParameterSet, problems: Problems
) -> dict[str, Variation]:
    """What the command line varies, by full name."""
    varied: dict[str, Variation] = {}
    fixed = {text.partition("=")[0].strip(): text for text in request.assignments}
    for text in request.variations:
        with problems.on(f"--vary {text}"):
            full = _add_variation(varied, text, parameters, COMMAND_LINE)
            for name, assignment in fixed.items():
                if name in parameters and parameters.resolve(name) == full:
                    raise InputError(f"{full} is set by --set {assignment} too; keep one.")
    return varied


def _add_variation(
    varied: dict[str, Variation], text: str, parameters: ParameterSet, reason: str
) -> str:
    """Read one variation into ``varied``; gives its full name."""
    full, values = read_variation(text, parameters, reason=reason)
    if full in varied:
        raise InputError(f"{full} is varied twice.")
    varied[full] = Variation(full, tuple(float(value) for value in values))
    return full


def _known_outcomes(asked: object, bench: Bench, problems: Problems) -> tuple[str, ...]:
    """The outcomes of a configuration, each of which must exist."""
    names = problems.words("output.outcomes", asked)
    for name in names:
        with problems.at("output.outcomes", name):
            _require_outcome(name, bench)
    return names


def _typed_outcomes(request: Request, bench: Bench, problems: Problems) -> tuple[str, ...]:
    """The outcomes of the command line, each of which must exist."""
    for name in request.outcomes:
        with problems.on(f"--outcome {name}"):
            _require_outcome(name, bench)
    return request.outcomes


def _require_outcome(name: str, bench: Bench) -> None:
    if name not in bench.measures:
        raise UnknownNameError("outcome", name, bench.measures)
