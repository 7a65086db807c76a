"""What varies: lists, distributions and tables, as a configuration or the command line has them."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from rls_sim.errors import InputError, UnknownNameError
from rls_sim.quantities.parameter import ParameterSet
from rls_sim.quantities.scatter import FORMS, Scatter, is_scatter, read_scatter
from rls_sim.quantities.values import (
    COMMAND_LINE,
    SPACINGS,
    Spacing,
    read_assignment,
    read_variation,
    who_set,
)
from rls_sim.study.cell_table import read_cell_table
from rls_sim.study.design import Listed
from rls_sim.study.problems import Problems, flat

TABLE = "@"  # before the path of a table, where parameters have their names

Varied = dict[str, Listed | Scatter]  # by full name, tables by @ and their path


def as_text(value: object) -> str:
    """A TOML value as it would be typed."""
    if isinstance(value, str):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return repr(value)
    raise InputError("is not a value; write a number, or a text such as '0.4x' or '8uM'.")


def config_varied(
    content: Mapping[str, Any],
    parameters: ParameterSet,
    zipped: set[str],
    fixed: Mapping[str, str],
    problems: Problems,
) -> Varied:
    """What a configuration varies, its table first.

    ``fixed`` says of each parameter that is set where that is; such a one may not vary too.
    """
    varied: Varied = {}
    path = Path(problems.place)
    design = content.get("design")
    table = design.get("table") if isinstance(design, dict) else None
    if table is not None and not (isinstance(table, str) and table.strip()):
        problems.add("design.table", table, "is not a text; write the path of a CSV file.")
    elif table is not None:
        with problems.gathered():
            cells = read_cell_table(path.parent / table, parameters)
            with problems.at("design.table", table):
                _add(varied, f"{TABLE}{path.parent / table}", cells, fixed)
    for name, entry in flat(problems.table("vary", content.get("vary"))):
        with problems.at(f"vary.{name}", entry):
            if entry in ([], {}, ""):
                raise InputError('has no value; write [1, 2], or a text such as "log:0.1:1:9".')
            text = ",".join(map(as_text, entry)) if isinstance(entry, list) else as_text(entry)
            _add(varied, *_read_varied(f"{name}={text}", parameters, zipped, path.name), fixed)
    return varied


def typed_varied(
    texts: Iterable[str],
    parameters: ParameterSet,
    zipped: set[str],
    fixed: Mapping[str, str],
    problems: Problems,
) -> Varied:
    """What the command line varies: ``NAME=...`` or ``@FILE``; ``fixed`` as above."""
    varied: Varied = {}
    for text in map(str.strip, texts):
        if not text.startswith(TABLE):
            with problems.on(f"--vary {text}"):
                _add(varied, *_read_varied(text, parameters, zipped, COMMAND_LINE), fixed)
            continue
        with problems.gathered():
            cells = read_cell_table(Path(text.removeprefix(TABLE)), parameters)
            with problems.on(f"--vary {text}"):
                _add(varied, text, cells, fixed)
    return varied


def _read_varied(
    text: str, parameters: ParameterSet, zipped: set[str], reason: str
) -> tuple[str, Listed | Scatter]:
    """The full name of a parameter and the values it takes."""
    name, values = read_assignment(text)
    parameter = parameters[name]
    kind, colon, _ = values.partition(":")
    if is_scatter(values):
        return parameter.name, read_scatter(values, parameter, reason=reason)
    if colon and kind not in SPACINGS:
        known = (*SPACINGS, *FORMS)
        who = who_set(parameter.name, values, reason)
        raise UnknownNameError("spacing or distribution", kind, known, where=who)
    distinct = parameter.name not in zipped  # pairs differ, one of their values need not
    full, listed = read_variation(text, parameters, reason=reason, distinct=distinct)
    made = Listed.spaced(full, listed) if isinstance(listed, Spacing) else Listed((full,), listed)
    return full, made


def names_of(key: str, entry: Listed | Scatter) -> tuple[str, ...]:
    """The parameters of an entry of ``Varied``."""
    return entry.names if isinstance(entry, Listed) else (key,)


def _add(varied: Varied, key: str, entry: Listed | Scatter, fixed: Mapping[str, str]) -> None:
    """Enter what varies; raises InputError where a parameter varies or is set already."""
    taken = {name for other in varied for name in names_of(other, varied[other])}
    for name in names_of(key, entry):
        if name in taken:
            raise InputError(f"{name} is varied twice.")
        if name in fixed:
            raise InputError(f"{name} {fixed[name]}")
    varied[key] = entry


def typed_over_config(typed: Varied, config: Varied, problems: Problems) -> Varied:
    """What varies in the end: a typed range or table takes the place of the file's.

    A column of the file's table cannot be replaced alone; that is noted in ``problems``.
    """
    typed_names = {name for key in typed for name in names_of(key, typed[key])}
    has_typed_table = any(key.startswith(TABLE) for key in typed)
    varied: Varied = {}
    for key, entry in config.items():
        clash = sorted(typed_names.intersection(names_of(key, entry)))
        if key.startswith(TABLE):
            if has_typed_table:
                continue
            for name in clash:
                problems.lines.append(
                    f"--vary {name}: {name} is a column of {key.removeprefix(TABLE)} too; "
                    "give another table by -p @FILE.csv, or leave it out."
                )
        elif clash and key not in typed:
            continue  # it stands in a typed table
        varied[key] = entry
    return varied | typed
