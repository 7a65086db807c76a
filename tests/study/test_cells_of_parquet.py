"""Cells from a Parquet file: the same cells, units and refusals as from CSV, by row and column."""

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from study_toy import TOY
from sweeping import done_of, task_of

from rls_sim.errors import ConfigError
from rls_sim.quantities.parameter import ParameterSet
from rls_sim.study.cell_table import read_cell_table
from rls_sim.study.tables_out.as_parquet import write_parquet
from rls_sim.study.tables_out.table import sweep_table

PARAMETERS = ParameterSet(TOY.parameters, "toy")


def read(path):
    return read_cell_table(path, PARAMETERS)


def problems(path):
    with pytest.raises(ConfigError) as told:
        read(path)
    return [line.removeprefix(f"{path}: ") for line in told.value.problems]


@pytest.mark.parametrize("write", ["pandas", "polars"])
def test_a_file_of_other_programs_is_read(tmp_path, write):
    path = tmp_path / "cells.parquet"
    columns = {"density": [1, 2], "toy.exchange [1/min]": [0.001, 2e-3], "growth": ["0", "6/d"]}
    if write == "pandas":
        pd.DataFrame(columns).to_parquet(path)
    else:
        pl.DataFrame(columns).write_parquet(path)
    cells = read(path)
    assert cells.names == ("toy.density", "toy.exchange", "toy.growth")
    np.testing.assert_allclose(cells.values, [[1, 0.06, 0], [2, 0.12, 0.25]], rtol=1e-15)


def test_the_unit_of_a_field_is_heeded(tmp_path):
    field = pa.field("exchange", pa.float64(), metadata={"unit": "1/min", "label": "any"})
    pq.write_table(pa.table([[0.001]], schema=pa.schema([field])), tmp_path / "cells.parquet")
    assert read(tmp_path / "cells.parquet").values.tolist() == [[0.06]]


def test_parameters_of_an_exported_sweep_come_back_to_the_bit(bench, tmp_path):
    task = task_of(bench, "density=uniform:0.5:2", "clearance=uniform:0.2:0.4", samples="8")
    result = done_of(task, tmp_path / "sweep").result
    write_parquet(sweep_table(tmp_path / "sweep"), tmp_path / "all.parquet")
    names = ["toy.density", "toy.clearance"]
    chosen = pq.read_table(tmp_path / "all.parquet", columns=names)
    pq.write_table(chosen, tmp_path / "cells.parquet")

    again = task_of(bench, f"@{tmp_path / 'cells.parquet'}")
    np.testing.assert_array_equal(again.plan.design.rows(0, 8), task.plan.design.rows(0, 8))
    found = done_of(again, tmp_path / "again").result
    np.testing.assert_array_equal(found.data["pool_mean"], result.data["pool_mean"])


def test_slips_are_told_by_row_and_column(tmp_path):
    path = tmp_path / "cells.parquet"
    table = {"density": [1.0, None, 99.0], "growth": ["0", "many", "0"], "densty": [1, 1, 1]}
    pd.DataFrame(table).to_parquet(path)
    head, empty, word, high = problems(path)
    assert "schema, column 3 (densty)" in head
    assert "density" in head.split("(densty)")[1]
    assert empty.startswith("row 2, column density")
    assert word.startswith("row 2, column growth")
    assert "'many' is not a number" in word
    assert high.startswith("row 3, column density")
    assert "0 to 10" in high


def test_not_a_number_and_true_are_refused(tmp_path):
    path = tmp_path / "cells.pq"
    table = {"density [1]": pa.array([np.nan]), "growth": pa.array([True])}
    pq.write_table(pa.table(table), path)
    number, word = problems(path)
    assert "'nan' is not a plain number" in number
    assert "'True' is not a number" in word


def test_what_is_no_parquet_file_is_refused(tmp_path):
    path = tmp_path / "cells.parquet"
    path.write_text("density\n1\n")
    (told,) = problems(path)
    assert "cannot be read as Parquet" in told
    pd.DataFrame({"density": []}).to_parquet(path)
    assert problems(path) == ["has no cell below its header."]
    with pytest.raises(ConfigError, match=r"Did you mean .*cells\.parquet"):
        read(tmp_path / "cell.parquet")
