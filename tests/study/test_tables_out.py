"""Tables for other programs: what pandas, polars, DuckDB and xarray read is what was solved."""

import csv
import json

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow.parquet as pq
import pytest
import xarray as xr
from sweeping import done_of, task_of

from rls_sim.errors import CheckError, InputError, OutputFolderError
from rls_sim.study.datasets import dataset_of, frame_of
from rls_sim.study.sweeps.sweep import begin
from rls_sim.study.tables_out import as_netcdf
from rls_sim.study.tables_out.as_csv import write_csv
from rls_sim.study.tables_out.as_netcdf import sweep_dataset, write_netcdf
from rls_sim.study.tables_out.as_parquet import ROWS_OF_A_GROUP, write_parquet
from rls_sim.study.tables_out.table import Table, courses_table, sweep_table

DENSITY, GROWTH = "toy.density", "toy.growth"
TEXTS = ("status", "error", "path", "state")


@pytest.fixture(scope="module")
def grid(bench, tmp_path_factory):
    """A sweep over a grid, in two parts, with courses."""
    folder = tmp_path_factory.mktemp("grid") / "sweep"
    variations = ("density=lin:0.5:2:20", "growth=0,0.1")
    task = task_of(bench, *variations, traces="all", chunk=32)
    return folder, done_of(task, folder).result


@pytest.fixture(scope="module")
def failed(bench, tmp_path_factory):
    """A sweep of two cells, of which one has no day."""
    folder = tmp_path_factory.mktemp("failed") / "sweep"
    return folder, done_of(task_of(bench, "growth=0,1"), folder).result


@pytest.fixture(scope="module")
def drawn(bench, tmp_path_factory):
    """A sweep whose cells are drawn."""
    folder = tmp_path_factory.mktemp("drawn") / "sweep"
    variations = ("density=uniform:0.5:2", "clearance=uniform:0.2:0.4")
    return folder, done_of(task_of(bench, *variations, samples="16", seed="7"), folder).result


def same(found, result, *, finite=False):
    """Whether columns by name are those of a result to the bit; ``finite``: but for infinities."""
    frame = frame_of(result).reset_index()
    assert list(found) == list(result.columns)
    for name, column in found.items():
        if name in TEXTS:
            assert ["" if pd.isna(text) else text for text in column] == frame[name].tolist()
            continue
        known = frame[name].to_numpy(float)
        if finite:
            known = np.where(np.isfinite(known), known, np.nan)
        np.testing.assert_array_equal([np.nan if pd.isna(one) else one for one in column], known)


def plain(frame):
    """Columns of a frame of pandas."""
    return {name: frame[name].tolist() for name in frame.columns}


@pytest.mark.parametrize("which", ["grid", "failed"])
def test_csv_comes_back_in_each_reader(which, request, tmp_path):
    folder, result = request.getfixturevalue(which)
    path = tmp_path / "cells.csv"
    write_csv(sweep_table(folder), path)
    by_polars = pl.read_csv(path, infer_schema_length=None).to_dict(as_series=False)
    by_duckdb = plain(duckdb.sql(f"select * from read_csv('{path}', sample_size = -1)").df())
    for found in (plain(pd.read_csv(path)), by_polars, by_duckdb):
        same(found, result, finite=True)
    with path.open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["pool_mean"] == "" for row in rows] == [
        row["status"] != "converged" for row in rows
    ]


@pytest.mark.parametrize("which", ["grid", "failed"])
def test_parquet_comes_back_in_each_reader(which, request, tmp_path):
    folder, result = request.getfixturevalue(which)
    path = tmp_path / "cells.parquet"
    write_parquet(sweep_table(folder), path)
    same(plain(pd.read_parquet(path)), result)
    same(pl.read_parquet(path).to_dict(as_series=False), result)
    same(plain(duckdb.sql(f"select * from '{path}'").df()), result)
    ((mean, count),) = duckdb.sql(
        f"select avg(pool_mean), count(pool_mean) from '{path}'"
    ).fetchall()
    known = result.data["pool_mean"][result.data["status"] == "converged"]
    assert (mean, count) == (pytest.approx(known.mean()), len(known))


def test_a_parquet_file_says_units_and_what_made_it(grid, tmp_path):
    folder, result = grid
    write_parquet(sweep_table(folder), tmp_path / "cells.parquet")
    schema = pq.read_schema(tmp_path / "cells.parquet")
    for name, (label, unit) in result.columns.items():
        about = schema.field(name).metadata
        assert (about[b"label"].decode(), about[b"unit"].decode()) == (label, unit)
    facts = json.loads(schema.metadata[b"rls_sim"])
    assert facts == dict(result.provenance)
    assert facts["model_hash"] == result.model_hash


def test_the_sidecar_of_a_csv_file_says_what_each_column_means(grid, tmp_path):
    folder, result = grid
    path = tmp_path / "cells.csv"
    sidecar = write_csv(sweep_table(folder), path, units=True)
    assert sidecar.name == "cells.csv-metadata.json"
    about = json.loads(sidecar.read_text())
    assert about["@context"] == "http://www.w3.org/ns/csvw"
    assert about["url"] == "cells.csv"
    columns = about["tableSchema"]["columns"]
    assert path.read_text().splitlines()[0].split(",") == [one["titles"] for one in columns]
    known = {
        one["name"]: (one["dc:description"], one.get("schema:unitText", "")) for one in columns
    }
    assert known == dict(result.columns)
    kinds = {one["name"]: one["datatype"] for one in columns}
    assert (kinds["cell"], kinds["pool_mean"], kinds["state"]) == ("integer", "double", "string")
    assert about["notes"] == [dict(result.provenance)]
    assert "pool_mean [umol/L]" in path.read_text().splitlines()[0]


@pytest.mark.parametrize("which", ["grid", "failed", "drawn"])
def test_netcdf_comes_back_whole(which, request, tmp_path):
    folder, result = request.getfixturevalue(which)
    path = tmp_path / "cells.nc"
    write_netcdf(sweep_dataset(folder), path)
    for engine in ("scipy", "netcdf4"):
        with xr.open_dataset(path, engine=engine) as found:
            kept = dataset_of(result)
            xr.testing.assert_equal(found.load(), kept)
            assert found.attrs == kept.attrs
            for name in kept.variables:
                assert found[name].attrs == kept[name].attrs
    dimensions = {"grid": {DENSITY, GROWTH, "hour"}, "failed": {GROWTH, "hour"}, "drawn": {"cell"}}
    assert set(kept.sizes) == dimensions[which]


def test_courses_are_a_row_for_each_cell_and_hour(grid, tmp_path):
    folder, result = grid
    write_csv(courses_table(folder), tmp_path / "courses.csv")
    frame = pd.read_csv(tmp_path / "courses.csv")
    found = frame.set_index(["cell", "hour"])["toy.pool"].unstack().to_numpy()
    np.testing.assert_array_equal(found, result.courses[0].values)
    assert frame["hour"].unique().tolist() == list(result.hours)


def test_a_sweep_without_courses_says_how_to_keep_them(drawn):
    with pytest.raises(InputError, match="--traces all"):
        courses_table(drawn[0])


def test_the_courses_of_a_long_sweep_are_exported_too(grid, tmp_path, monkeypatch):
    folder, result = grid
    monkeypatch.setattr("rls_sim.study.sweeps.result.SMALL", 2)
    xr.testing.assert_identical(sweep_dataset(folder), dataset_of(result))


def test_a_damaged_part_is_refused_and_nothing_is_left(grid, tmp_path):
    source, _ = grid
    folder = tmp_path / "copy"
    for path in source.rglob("*"):
        if path.is_file():
            (folder / path.relative_to(source)).parent.mkdir(parents=True, exist_ok=True)
            (folder / path.relative_to(source)).write_bytes(path.read_bytes())
    part = sorted((folder / "cells").iterdir())[1]
    data = bytearray(part.read_bytes())
    data[len(data) // 2] ^= 1
    part.write_bytes(data)
    out = tmp_path / "out"
    out.mkdir()
    for write, name in ((write_csv, "cells.csv"), (write_parquet, "cells.parquet")):
        with pytest.raises(OutputFolderError, match=r"cells.*bytes"):
            write(sweep_table(folder), out / name)
    assert list(out.iterdir()) == []


def test_an_unfinished_sweep_is_not_exported(bench, tmp_path):
    begin(task_of(bench, "density=0.5,1"), tmp_path / "sweep")
    with pytest.raises(CheckError, match="resume"):
        sweep_table(tmp_path / "sweep")


def test_what_is_too_large_for_memory_is_refused_before_it_is_read(grid, monkeypatch):
    monkeypatch.setattr(as_netcdf, "MOST_NUMBERS", 100)
    with pytest.raises(InputError, match="export parquet"):
        sweep_dataset(grid[0])


def test_pieces_become_groups_of_rows_that_fit_into_memory(tmp_path):
    rows, piece = 3 * ROWS_OF_A_GROUP, ROWS_OF_A_GROUP // 2

    def pieces():
        for first in range(0, rows, piece):
            yield {"cell": first + np.arange(piece), "value": np.full(piece, np.inf)}

    words = {"cell": ("Number", "1"), "value": ("Value", "h")}
    told = []
    table = Table("cells", "cell", words, rows, {"source": "a test"}, pieces)
    write_parquet(table, tmp_path / "long.parquet", lambda *report: told.append(report))
    found = pq.ParquetFile(tmp_path / "long.parquet")
    assert found.metadata.num_row_groups == 3
    assert pq.read_table(tmp_path / "long.parquet")["cell"].to_pylist() == list(range(rows))
    assert told[-1] == (rows, rows, 0)
    assert len(told) == 6


def test_csv_has_nothing_for_what_is_infinite(tmp_path):
    piece = {"cell": np.arange(3), "value": np.array([np.inf, 0.1, np.nan])}
    words = {"cell": ("Number", "1"), "value": ("Value", "h")}
    table = Table("cells", "cell", words, 3, {"source": "a test"}, lambda: iter([piece]))
    write_csv(table, tmp_path / "few.csv")
    assert (tmp_path / "few.csv").read_text() == "cell,value\n0,\n1,0.1\n2,\n"
