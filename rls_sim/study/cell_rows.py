"""Rows of a file of cells, as texts: of CSV, or of Parquet whose fields may say their unit."""

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rls_sim.errors import ConfigError, nearest_names

PARQUET = (".parquet", ".pq")
UNIT = b"unit"  # of a Parquet field, as rls-sim writes it
ROWS_AT_ONCE = 8192

Row = tuple[str, list[str]]  # where it stands, and its texts


class BrokenRowError(Exception):
    """A row cannot be read; ``place`` says where it stands."""

    def __init__(self, place: str, words: str) -> None:
        super().__init__(words)
        self.place = place


@contextmanager
def opened_rows(path: Path) -> Iterator[Iterator[Row]]:
    """
    The rows of a file, its head first; empty lines are left out.

    Raises ConfigError where it cannot be read, and BrokenRowError by the row.
    """
    try:
        if path.suffix.lower() in PARQUET:
            with path.open("rb") as data:
                yield _parquet_rows(path, data)
        else:
            with path.open(encoding="utf-8-sig", newline="") as file:  # Excel begins with a mark
                yield _csv_rows(file)
    except FileNotFoundError:
        raise ConfigError([f"{path}: there is no such file.{_nearest(path)}"]) from None
    except IsADirectoryError:
        raise ConfigError([f"{path}: is a folder; a CSV or Parquet file is needed."]) from None
    except OSError as trouble:
        words = trouble.strerror or " ".join(str(trouble).split())
        raise ConfigError([f"{path}: cannot be read: {words}."]) from None
    except UnicodeDecodeError:
        raise ConfigError([f"{path}: line {_undecodable_line(path)}: is not UTF-8."]) from None


def _csv_rows(file: Any) -> Iterator[Row]:
    lines = csv.reader(file, strict=True)
    try:
        for cells in lines:
            if cells:
                yield f"line {lines.line_num}", cells
    except csv.Error as trouble:
        raise BrokenRowError(f"line {lines.line_num}", f"cannot be read: {trouble}.") from None


def _parquet_rows(path: Path, data: Any) -> Iterator[Row]:
    """Names, with units in brackets where fields have them, then the rows."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(data)
        yield "schema", [_head(field) for field in file.schema_arrow]
        number = 0
        for batch in file.iter_batches(ROWS_AT_ONCE, use_threads=False):
            for cells in zip(*(column.to_pylist() for column in batch.columns), strict=True):
                number += 1
                yield f"row {number}", [_text(cell) for cell in cells]
    except pa.ArrowException as trouble:
        words = " ".join(str(trouble).split())
        raise ConfigError([f"{path}: cannot be read as Parquet: {words}"]) from None


def _head(field: Any) -> str:
    unit = (field.metadata or {}).get(UNIT, b"").decode(errors="replace")
    return f"{field.name} [{unit}]" if unit and "[" not in field.name else str(field.name)


def _text(cell: Any) -> str:
    return "" if cell is None else str(cell)


def _nearest(path: Path) -> str:
    """`` Did you mean ...?`` with files of a similar name beside it."""
    if not path.parent.is_dir():
        return ""
    endings = (".csv", *PARQUET)
    near = sorted(str(one) for one in path.parent.iterdir() if one.suffix.lower() in endings)
    close = nearest_names(str(path), near)
    return f" Did you mean {' or '.join(close)}?" if close else ""


def _undecodable_line(path: Path) -> int:
    """The first line that is not UTF-8; decoders work in blocks and do not know it."""
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            try:
                line.decode("utf-8")
            except UnicodeDecodeError:
                return number
    return 1
