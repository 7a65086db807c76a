"""One Parquet file: labels and units in its fields, what made it in its schema."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rls_sim.study.files import whole_file
from rls_sim.study.sweeps.parts import ABOUT, Column
from rls_sim.study.tables_out.table import Piece, Report, Table, Words

ROWS_OF_A_GROUP = 65_536  # which a reader can skip: 50 MB of a hundred columns


def write_parquet(table: Table, path: Path, progress: Report | None = None) -> None:
    """
    Write a table whole or not at all; raises OutputFolderError where the system refuses.

    Where there is no number, or no word, there is null. Each field has ``label`` and ``unit`` as
    metadata, the schema what made the table, as JSON below ``rls_sim``. Needs memory for one group
    of rows.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    with whole_file(path) as draft:
        writer, waiting, rows = None, [], 0
        try:
            for piece in table.told_pieces(progress):
                arrow = arrow_table(piece, table.columns, table.facts)
                writer = writer or pq.ParquetWriter(draft, arrow.schema, compression="zstd")
                waiting.append(arrow)
                rows += len(arrow)
                if rows >= ROWS_OF_A_GROUP:
                    writer.write_table(pa.concat_tables(waiting), row_group_size=ROWS_OF_A_GROUP)
                    waiting, rows = [], 0
            if writer is not None and waiting:
                writer.write_table(pa.concat_tables(waiting), row_group_size=ROWS_OF_A_GROUP)
        finally:
            if writer is not None:
                writer.close()


def arrow_table(piece: Piece, words: Words, facts: Mapping[str, str] | None = None) -> Any:
    """Rows as a pyarrow.Table; NaN and empty texts are null."""
    import pyarrow as pa

    arrays, fields = [], []
    for name, column in piece.items():
        arrays.append(_array(column))
        about = dict(zip(("label", "unit"), words[name], strict=True))
        fields.append(pa.field(name, arrays[-1].type, metadata=about))
    made_by = {ABOUT: json.dumps(facts, ensure_ascii=False)} if facts else None
    return pa.Table.from_arrays(arrays, schema=pa.schema(fields, metadata=made_by))


def _array(column: Column) -> Any:
    import pyarrow as pa

    if column.dtype.kind in "OU":
        return pa.array([text or None for text in column], type=pa.string())
    kind = pa.int64() if column.dtype.kind in "iu" else pa.float64()
    return pa.array(column, type=kind, from_pandas=True)
