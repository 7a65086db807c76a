"""Parts of a table on disk: one Parquet file for each chunk of cells, whole or not there at all.

A part is sealed, and carries the sum of its content and the name of the sweep it belongs to. A file
that was damaged, cut short or copied from elsewhere is noticed by whoever reads it through here.
Anything else reads the folder as one table: ``pandas.read_parquet("DIR/cells")``.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rls_sim.study.sweeps.seal import BLANK, is_sealed, seal_bytes

Column = NDArray[Any]  # float64, int64, or texts as objects

SUFFIX = ".parquet"
ABOUT = b"rls_sim"  # the key under which a file keeps what it says of itself
SEAL = b"rls_sim.seal"  # and that of its seal; Parquet puts a type and a length before the value
MARK = SEAL + b"\x18" + bytes([len(BLANK)])
WORDS = ("status", "error", "path", "state")  # few different values: kept once each
DIGITS = 12  # of a first row in a file's name
DAMAGED = "its bytes are not those that were written"


class DamagedPartError(Exception):
    """A part cannot be believed; the message says why, and ``path`` where it is not the table."""

    path: Path | None = None


@dataclass(frozen=True)
class Part:
    """One chunk of a table: its first row, and its columns, all of one length."""

    sweep: str  # the identity of the sweep, as its manifest has it
    first: int
    columns: Mapping[str, Column]

    @property
    def count(self) -> int:
        """How many rows there are."""
        return len(next(iter(self.columns.values()))) if self.columns else 0


def part_name(first: int) -> str:
    """The file name of the part that begins with row ``first``; names sort as rows do."""
    return f"cells-{first:0{DIGITS}d}{SUFFIX}"


def first_row(path: Path) -> int | None:
    """The first row of the part of this name; None for any other file."""
    return number_in(path.name, part_name)


def number_in(name: str, name_of: Callable[[int], str]) -> int | None:
    """The number from which ``name_of`` makes this name; None where there is none."""
    digits = name.partition("-")[2].partition(".")[0]
    known = digits.isdecimal() and name == name_of(int(digits))
    return int(digits) if known else None


def encode(part: Part, words: Mapping[str, tuple[str, str]]) -> bytes:
    """A part as the bytes of a Parquet file; ``words``: label and unit of each column."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    about = {
        "sweep": part.sweep,
        "first": part.first,
        "rows": part.count,
        "content": content_sum(part.columns),
    }
    fields = [
        pa.field(
            name,
            _kind(column),
            metadata=dict(zip(("label", "unit"), words.get(name, ("", "")), strict=True)),
        )
        for name, column in part.columns.items()
    ]
    schema = pa.schema(fields, metadata={ABOUT: json.dumps(about)})
    table = pa.Table.from_arrays(
        [
            pa.array(column, type=field.type, from_pandas=False)
            for field, column in zip(fields, part.columns.values(), strict=True)
        ],
        schema=schema,
    )
    sink = pa.BufferOutputStream()
    with pq.ParquetWriter(
        sink,
        schema,
        compression="zstd",
        use_dictionary=[name for name in WORDS if name in part.columns],
        write_page_checksum=True,
    ) as writer:
        writer.write_table(table)
        writer.add_key_value_metadata({SEAL: BLANK})
    return seal_bytes(bytes(sink.getvalue()), MARK)


def _kind(column: Column) -> Any:
    import pyarrow as pa

    if column.dtype.kind in "OU":
        return pa.string()
    return pa.int64() if column.dtype.kind in "iu" else pa.float64()


def decode(data: bytes) -> Part:
    """
    The part that these bytes are.

    Raises DamagedPartError where they are no such file, or not what was once written.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    if not is_sealed(data, MARK):
        raise DamagedPartError(DAMAGED if data else "it is empty")
    try:
        table = pq.read_table(
            pa.BufferReader(data),
            page_checksum_verification=True,
            use_threads=False,  # a part is small: no pool of threads to be ended at exit
            pre_buffer=False,
        )
        about = json.loads((table.schema.metadata or {})[ABOUT])
        columns = {name: plain_column(table.column(name)) for name in table.column_names}
        part = Part(str(about["sweep"]), int(about["first"]), columns)
        good = part.count == about["rows"] and content_sum(columns) == about["content"]
    except (pa.ArrowException, OSError, ValueError, KeyError, TypeError) as trouble:
        words = " ".join(str(trouble).split())
        raise DamagedPartError(f"it cannot be read as a table: {words}") from trouble
    if not good:
        raise DamagedPartError("its content is not that which was summed up")
    return part


def plain_column(chunked: Any) -> Column:
    """A column of a pyarrow table as an array; equal texts are one object."""
    if str(chunked.type) != "string":
        return np.asarray(chunked.to_numpy())
    encoded = chunked.combine_chunks().dictionary_encode()
    words = np.array([*encoded.dictionary.to_pylist(), None], dtype=object)
    return np.asarray(words[encoded.indices.to_numpy(zero_copy_only=False)])


def content_sum(columns: Mapping[str, Column]) -> str:
    """SHA-256 of names, kinds and values, whatever the file format makes of them."""
    digest = sha256()
    for name, column in columns.items():
        kind = (
            "text" if column.dtype.kind in "OU" else "<i8" if column.dtype.kind in "iu" else "<f8"
        )
        digest.update(json.dumps([name, kind, len(column)]).encode())
        if kind == "text":
            digest.update(json.dumps(list(map(str, column))).encode())
        else:
            digest.update(np.ascontiguousarray(column, dtype=kind).tobytes())
    return digest.hexdigest()
