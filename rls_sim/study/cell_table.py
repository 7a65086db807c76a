"""Tables of cells: a CSV or Parquet file whose columns are parameters, with one cell a row.

    receptor_density, apo_transferrin_affinity [nmol/L]
    0.4, 38.5
    0.5x, 100

Under a unit in square brackets stand plain numbers; under a name alone, values as everywhere. A
field of a Parquet file may have its unit as metadata instead, as `rls-sim export parquet` writes.
"""

import re
from array import array
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from rls_sim.errors import ConfigError, InputError, RlsSimError
from rls_sim.quantities.parameter import Parameter, ParameterSet
from rls_sim.quantities.units import Unit
from rls_sim.quantities.values import read_value
from rls_sim.study.cell_rows import BrokenRowError, opened_rows
from rls_sim.study.design import Listed
from rls_sim.study.samples import MOST_NUMBERS

MOST_TOLD = 20  # problems of one file
HEAD = re.compile(r"([^\[\]]*?)\s*(?:\[([^\[\]]*)\])?")
PLAIN = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")


@dataclass(frozen=True)
class _Column:
    """What stands below one head of the table."""

    parameter: Parameter
    unit: Unit | None
    file_name: str

    def value(self, text: str) -> float:
        """The value in the parameter's own unit; raises one of our errors naming it."""
        text, parameter = text.strip(), self.parameter
        if not PLAIN.fullmatch(text):
            if self.unit is None:
                return read_value(text, parameter, reason=self.file_name)
            found = f"'{text}' is not a plain number" if text else "no value is given"
            raise InputError(
                f"{found}, and the unit {self.unit.text} stands in the header; "
                f"allowed is {parameter.range_text}."
            )
        value = float(text)
        if self.unit is not None:
            own = Unit.parse(parameter.unit)
            value = self.unit.convert(value, to=own, molar_mass=parameter.molar_mass)
        if not parameter.range[0] <= value <= parameter.range[1]:
            parameter.with_value(value, self.file_name)  # says so
        return value


class _Told:
    """The problems found so far; stops at the twentieth."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.lines: list[str] = []

    @contextmanager
    def at(self, place: str) -> Iterator[None]:
        """Note any error of ours that the block raises."""
        try:
            yield
        except RlsSimError as trouble:
            self.add(place, str(trouble))

    def add(self, place: str, trouble: str) -> None:
        """Note one problem; raises ConfigError where there are too many to read."""
        if len(self.lines) == MOST_TOLD:
            raise ConfigError([*self.lines, f"{self.path}: has more problems than these."])
        self.lines.append(f"{self.path}: {place}: {trouble}")


def read_cell_table(path: Path, parameters: ParameterSet) -> Listed:
    """The rows of a table as an axis; values are relative to those of ``parameters``.

    Raises ConfigError with every problem of the file, each with its row and column, or with the
    first twenty.
    """
    told = _Told(path)
    with opened_rows(path) as rows:
        try:
            place, head = next(rows, ("", []))
            if not head:
                raise ConfigError([f"{path}: is empty; write parameter names, and cells below."])
            columns = _read_head(head, place, parameters, path, told)
            values = array("d")
            for place, cells in rows:
                values.extend(_read_cells(cells, place, head, columns, told))
                if len(values) > MOST_NUMBERS:
                    raise ConfigError([f"{path}: holds more than {MOST_NUMBERS} numbers."])
        except BrokenRowError as trouble:
            told.add(trouble.place, str(trouble))
    if not told.lines and not values:
        told.lines.append(f"{path}: has no cell below its header.")
    if told.lines:
        raise ConfigError(told.lines)
    names = tuple(column.parameter.name for column in columns if column is not None)
    return Listed(names, np.array(values).reshape(-1, len(names)))


def _read_head(
    head: list[str], place: str, parameters: ParameterSet, path: Path, told: _Told
) -> list[_Column | None]:
    """What each column holds; None (and told) where that cannot be known."""
    columns: list[_Column | None] = []
    if len(head) == 1 and (other := next((mark for mark in ";\t" if mark in head[0]), "")):
        kind = "tabs" if other == "\t" else "semicolons"
        told.add(place, f"columns are separated by commas, not by {kind}.")
        return [None]
    seen: set[str] = set()
    for number, text in enumerate(head, 1):
        columns.append(None)
        with told.at(f"{place}, column {number} ({text.strip()})"):
            column = _read_column(text.strip(), parameters, path.name)
            if column.parameter.name in seen:
                raise InputError(f"{column.parameter.name} has a column already; keep one.")
            seen.add(column.parameter.name)
            columns[-1] = column
    return columns


def _read_column(text: str, parameters: ParameterSet, file_name: str) -> _Column:
    match = HEAD.fullmatch(text)
    if match is None or not match[1]:
        raise InputError("is not the head of a column; write NAME, or NAME [UNIT].")
    parameter = parameters[match[1]]
    if match[2] is None:
        return _Column(parameter, None, file_name)
    unit = Unit.parse(match[2].strip())
    unit.convert(1.0, to=Unit.parse(parameter.unit), molar_mass=parameter.molar_mass)
    return _Column(parameter, unit, file_name)


def _read_cells(
    cells: list[str], place: str, head: list[str], columns: list[_Column | None], told: _Told
) -> list[float]:
    """The values of one row, as far as they can be read."""
    if len(cells) != len(columns):
        told.add(place, f"has {len(cells)} values below {len(columns)} columns.")
        return []
    values = []
    for text, name, column in zip(cells, head, columns, strict=True):
        if column is not None:
            try:
                values.append(column.value(text))
            except RlsSimError as trouble:
                told.add(f"{place}, column {name.strip()}", str(trouble))
    return values
