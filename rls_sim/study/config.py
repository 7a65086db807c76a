"""What is asked: a sweep's TOML file and the words of the command line, checked together."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from rls_sim.errors import ConfigError, InputError, UnknownNameError
from rls_sim.quantities.parameter import ParameterSet
from rls_sim.quantities.scatter import Scatter
from rls_sim.quantities.values import COMMAND_LINE, MOST_VALUES, read_assignment, read_value
from rls_sim.study.axes import DESIGN_KEYS, Wishes, config_wishes, make_axes, typed_wishes
from rls_sim.study.cell import Bench, Cell
from rls_sim.study.design import Axis, Design, Listed
from rls_sim.study.files import read_toml
from rls_sim.study.lesion import AppliedLesion
from rls_sim.study.problems import Problems, flat
from rls_sim.study.sweeps.cluster_file import is_cluster_file
from rls_sim.study.variations import Varied, as_text, config_varied, typed_over_config, typed_varied

KEYS = ("title", "question", "lesion", "set", "vary", "design", "output")
OUTPUT_KEYS = ("outcomes",)
SET_KEYS = ("value", "why")


@dataclass(frozen=True)
class Request:
    """What was typed on the command line, not yet read."""

    assignments: tuple[str, ...] = ()  # NAME=VALUE
    lesions: tuple[str, ...] = ()  # NAME[:SIZE]
    variations: tuple[str, ...] = ()  # NAME=lin:..|log:..|V1,V2|lognormal:.. and @FILE.csv
    outcomes: tuple[str, ...] = ()  # columns of the table
    zips: tuple[str, ...] = ()  # A,B
    samples: str = ""  # how many
    method: str = ""  # random, lhs or sobol
    seed: str = ""


@dataclass(frozen=True)
class Variation:
    """One parameter and the values it takes, in its own unit."""

    name: str
    values: tuple[float, ...]


@dataclass(frozen=True)
class SweepPlan:
    """Every cell of a sweep: one base cell, and the design of what is changed in it."""

    title: str
    question: str
    base: Cell
    design: Design
    outcomes: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The parameters that vary."""
        return self.design.names

    @property
    def shape(self) -> tuple[int, ...]:
        """How many rows each axis of the design has."""
        return self.design.shape

    @property
    def size(self) -> int:
        """How many cells there are."""
        return self.design.size

    @property
    def line(self) -> str | None:
        """The one parameter along whose values the cells lie; None where they lie otherwise."""
        if len(self.design.axes) != 1 or not isinstance(axis := self.design.axes[0], Listed):
            return None
        is_line = len(axis.names) == 1 and len(set(axis.values[:, 0].tolist())) == axis.size > 1
        return axis.names[0] if is_line else None

    @cached_property
    def varied(self) -> tuple[Variation, ...]:
        """Each parameter with the values of its axis; with none where these are too many."""
        found: list[Variation] = []
        for axis in self.design.axes:
            rows = axis.block(0, axis.size if axis.size <= MOST_VALUES else 0)
            columns = rows.T.tolist()
            pairs = zip(axis.names, columns, strict=True)
            found += [Variation(name, tuple(values)) for name, values in pairs]
        return tuple(found)

    def setting(self, index: int) -> dict[str, float]:
        """The varied values of one cell; the last axis varies fastest."""
        return dict(zip(self.names, self.design.row(index).tolist(), strict=True))

    def settings(self) -> list[dict[str, float]]:
        """The varied values of every cell, all at once."""
        rows = self.design.rows(0, self.size).tolist()
        return [dict(zip(self.names, row, strict=True)) for row in rows]

    def cell(self, setting: Mapping[str, float]) -> Cell:
        """The cell with the varied parameters set."""
        parameters = self.base.parameters
        for name, value in setting.items():
            parameters = parameters.override(name, value, reason="the sweep")
        return Cell(parameters, self.base.lesions)


def make_cell(bench: Bench, request: Request, path: Path | None = None) -> Cell:
    """The cell that the command line describes; lesions first, then what ``--set`` says.

    Both come after the lesions and the ``[set]`` of a configuration at ``path``, if there is one.
    Raises one ConfigError with every problem.
    """
    cell = Cell(bench.healthy)
    in_file, typed = Problems(str(path)), Problems(COMMAND_LINE)
    if path is not None:
        cell = _with_config(cell, bench, _checked(path, in_file), in_file)
    cell = _with_request(cell, bench, request, typed)
    if lines := [*in_file.lines, *typed.lines]:
        raise ConfigError(lines)
    return cell


def load_cell(bench: Bench, path: Path) -> Cell:
    """The base cell of a configuration: its lesions and its ``[set]``, not what it varies."""
    return make_cell(bench, Request(), path)


def load_plan(bench: Bench, path: Path | None, request: Request) -> SweepPlan:
    """The sweep of a configuration, of the command line, or of both (the command line wins).

    Raises one ConfigError with every problem of both.
    """
    file_problems, typed_problems = Problems(str(path)), Problems(COMMAND_LINE)
    content = {} if path is None else _checked(path, file_problems)
    base = _with_config(Cell(bench.healthy), bench, content, file_problems)
    base = _with_request(base, bench, request, typed_problems)
    design = _read_design(content, request, base.parameters, file_problems, typed_problems)
    asked = file_problems.table("output", content.get("output")).get("outcomes", [])
    outcomes = _known_outcomes(asked, bench, file_problems)
    outcomes = _typed_outcomes(request, bench, typed_problems) or outcomes

    if not design.axes and not (file_problems.lines or typed_problems.lines):
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
    return SweepPlan(title, question, base, design, outcomes)


def _checked(path: Path, problems: Problems) -> dict[str, Any]:
    """The content of a configuration whose keys and texts are known to be sound."""
    content = read_toml(path)
    if is_cluster_file(content):
        raise ConfigError(
            [f"{path}: describes a cluster and no sweep; give it by --executor dask --cluster."]
        )
    problems.unknown_keys("", content, KEYS)
    problems.unknown_keys("design.", _mapping(content.get("design")), DESIGN_KEYS)
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
            cell = with_value(cell, name, as_text(value), reason)
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


def _read_design(
    content: Mapping[str, Any],
    request: Request,
    parameters: ParameterSet,
    in_file: Problems,
    typed: Problems,
) -> Design:
    """What varies and how it is combined; an empty design where that could not be read."""
    file_wishes = config_wishes(content, in_file)
    typed_ones = typed_wishes(request.zips, request.samples, request.method, request.seed, typed)
    wishes = typed_ones.over(file_wishes)
    values, groups = wishes.read(), wishes.groups(parameters)
    zipped = {name for _, names in groups for name in names}

    known = len(in_file.lines) + len(typed.lines)
    in_config = config_varied(content, parameters, zipped, _set_in(content, parameters), in_file)
    on_line = typed_varied(
        request.variations, parameters, zipped, _set_by(request, parameters), typed
    )
    varied = typed_over_config(on_line, in_config, typed)
    if len(in_file.lines) + len(typed.lines) > known:
        return Design(())
    if _samples(in_config) and not _samples(varied):
        wishes = typed_ones.over(Wishes())  # lists took the place of all that the file samples
    place = f"{in_file.place}: design.samples" if content else "--samples"
    axes: tuple[Axis, ...] = ()
    with typed.on(f"{place} is missing"):
        axes = make_axes(varied, groups, wishes.words, values)
    return Design(axes)


def _samples(varied: Varied) -> bool:
    return any(isinstance(entry, Scatter) for entry in varied.values())


def _set_in(content: Mapping[str, Any], parameters: ParameterSet) -> dict[str, str]:
    """What a configuration sets, which may not stand in [vary] too."""
    names = [name for name, _ in flat(_mapping(content.get("set")), SET_KEYS)]
    told = "stands in [set] too; keep one of the two."
    return {parameters.resolve(name): told for name in names if name in parameters}


def _set_by(request: Request, parameters: ParameterSet) -> dict[str, str]:
    """What the command line sets, which it may not vary too."""
    typed = {text.partition("=")[0].strip(): text for text in request.assignments}
    return {
        parameters.resolve(name): f"is set by --set {text} too; keep one."
        for name, text in typed.items()
        if name in parameters
    }


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
