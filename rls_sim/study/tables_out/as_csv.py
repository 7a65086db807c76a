"""One CSV file with a plain header, and beside it what its columns mean, as CSV on the Web has it.

The sidecar is FILE.csv-metadata.json, where the W3C recommendation "Metadata Vocabulary for Tabular
Data" looks for it: labels, kinds and units of columns, and what made the table.
"""

import csv
import io
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from rls_sim.study.files import whole_file, write_text
from rls_sim.study.folder import json_text
from rls_sim.study.sweeps.parts import Column
from rls_sim.study.tables_out.as_parquet import arrow_table
from rls_sim.study.tables_out.table import Piece, Report, Table

SIDECAR = "-metadata.json"  # after the whole name of the table
KINDS = {"O": "string", "U": "string", "i": "integer", "u": "integer", "f": "double"}


def write_csv(
    table: Table, path: Path, progress: Report | None = None, *, units: bool = False
) -> Path:
    """
    Write a table, and its sidecar, whose path is given back; each whole or not at all.

    ``units``: whether they stand in the header too. Raises OutputFolderError where the system
    refuses.
    """
    sidecar = path.with_name(path.name + SIDECAR)
    with whole_file(path) as draft:
        with draft.open("wb") as file:
            kinds = write_rows(table, file, progress, units=units)
        with suppress(FileNotFoundError):
            sidecar.unlink()  # of the table that was there
    write_text(sidecar, json_text(metadata_of(table, path.name, kinds, units=units)))
    return sidecar


def write_rows(
    table: Table, file: BinaryIO, progress: Report | None = None, *, units: bool = False
) -> dict[str, str]:
    """
    Write header and rows; gives the kind of each column. Needs memory for one piece.

    Numbers have as many digits as bring them back exactly. Where there is no finite number, or no
    word, there is nothing.
    """
    import pyarrow.csv as pa_csv

    plain = pa_csv.WriteOptions(include_header=False)
    file.write(_line(heads_of(table, units=units).values()))
    kinds: dict[str, str] = {}
    for piece in table.told_pieces(progress):
        kinds = kinds or {name: KINDS[column.dtype.kind] for name, column in piece.items()}
        pa_csv.write_csv(arrow_table(_finite(piece), table.columns), file, plain)
    return kinds


def heads_of(table: Table, *, units: bool = False) -> dict[str, str]:
    """The head of each column by its name: the name, and its unit in brackets if wanted."""
    return {
        name: f"{name} [{unit}]" if units and unit else name
        for name, (_, unit) in table.columns.items()
    }


def metadata_of(
    table: Table, file_name: str, kinds: Mapping[str, str], *, units: bool = False
) -> dict[str, Any]:
    """What the sidecar says, in the words of CSV on the Web, of schema.org and of Dublin Core."""
    heads = heads_of(table, units=units)
    columns = [
        {
            "name": name,
            "titles": heads[name],
            "dc:description": label,
            "datatype": kinds[name],
            **({"schema:unitText": unit} if unit else {}),
        }
        for name, (label, unit) in table.columns.items()
    ]
    title = table.facts.get("title") or table.name
    return {
        "@context": "http://www.w3.org/ns/csvw",
        "url": file_name,
        "dc:title": title,
        "dc:source": table.facts["source"],
        "notes": [dict(table.facts)],
        "tableSchema": {"columns": columns},
    }


def _line(words: Sequence[str] | Any) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerow(words)
    return text.getvalue().encode()


def _finite(piece: Piece) -> dict[str, Column]:
    """The same without infinities, for which CSV has no word that every reader knows."""
    return {
        name: np.where(np.isfinite(column), column, np.nan) if column.dtype.kind == "f" else column
        for name, column in piece.items()
    }
