"""rls-sim export csv, parquet, netcdf: what reaches a file or a pipe, and what is refused."""

import io
import json

import pandas as pd
import pytest
import xarray as xr

DENSITY = "neuron.receptor_density"


@pytest.mark.parametrize(("kind", "name"), [("csv", "a.csv"), ("parquet", "a.parquet")])
def test_the_rows_of_a_sweep_reach_a_file(command, swept, tmp_path, kind, name):
    folder = swept[0] / "results" / "density"
    done = command("export", kind, folder, "-o", tmp_path / name)
    assert done.returncode == 0, done.stderr
    assert "4 rows" in done.stderr
    assert done.stdout == ""
    found = getattr(pd, f"read_{kind}")(tmp_path / name)
    kept = pd.read_csv(folder / "cells.csv")
    pd.testing.assert_frame_equal(found, kept, check_dtype=False)


def test_without_a_file_the_table_goes_to_stdout(command, swept):
    folder = swept[0] / "results" / "density"
    done = command("export", "csv", folder, "--courses", "--units")
    assert (done.returncode, done.stderr) == (0, "")
    frame = pd.read_csv(io.StringIO(done.stdout))
    assert list(frame.columns[:3]) == ["cell [1]", "hour [h]", "neuron.labile_iron [umol/L]"]
    assert len(frame) == 4 * frame["hour [h]"].nunique()


def test_a_netcdf_file_says_what_made_it(command, swept, tmp_path):
    folder = swept[0] / "results" / "density"
    done = command("export", "netcdf", folder, "-o", tmp_path / "a.nc")
    assert done.returncode == 0, done.stderr
    manifest = json.loads((folder / "manifest.json").read_text())
    with xr.open_dataset(tmp_path / "a.nc") as data:
        assert data.attrs["command"] == "rls-sim sweep density.toml"
        assert data.attrs["model_hash"] == manifest["experiment"]["model_hash"]
        assert json.loads(data.attrs["config"]) == manifest["experiment"]
        assert data[DENSITY].values.tolist() == [0.05, 0.2, 0.5, 1]
        assert data["labile_iron"].sel({DENSITY: 1}).attrs["units"] == "umol/L"
        assert data["neuron.labile_iron_course"].dims == (DENSITY, "hour")
        assert str(data["state"].sel({DENSITY: 1}).values) == "functional"


def test_a_branch_is_exported_too(command, tmp_path):
    folder = tmp_path / "branch"
    done = command("branch", "receptor_density=0.98:1", "-o", folder)
    assert done.returncode == 0, done.stderr
    for kind, ending in (("csv", "csv"), ("parquet", "parquet"), ("netcdf", "nc")):
        done = command("export", kind, folder, "-o", tmp_path / f"b.{ending}")
        assert done.returncode == 0, done.stderr
    kept = pd.read_csv(folder / "branch.csv")
    frames = [pd.read_csv(tmp_path / "b.csv"), pd.read_parquet(tmp_path / "b.parquet")]
    with xr.open_dataset(tmp_path / "b.nc") as data:
        assert data[DENSITY].attrs["units"] == "1"
        frames.append(data.to_dataframe().reset_index()[list(kept.columns)])
    for frame in frames:
        found = frame.replace("", None)
        pd.testing.assert_frame_equal(found, kept, check_dtype=False, rtol=0)


def test_people_are_exported_by_their_number(command, tmp_path):
    folder = tmp_path / "people"
    done = command("cohort", "make", "-N", "50", "--seed", "1", "-o", folder)
    assert done.returncode == 0, done.stderr
    assert command("export", "parquet", folder, "-o", tmp_path / "p.parquet").returncode == 0
    found, kept = (
        pd.read_parquet(tmp_path / "p.parquet"),
        pd.read_parquet(folder / "people.parquet"),
    )
    assert found.pop("person").tolist() == list(range(50))
    pd.testing.assert_frame_equal(found, kept[found.columns], check_dtype=False)


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("csv", "{folder}", "-o", "a.txt"), 3, "a csv file is .csv"),
        (("netcdf", "{folder}", "-o", "a.csv"), 3, "a netCDF file is .nc"),
        (("parquet", "{folder}"), 2, "-o"),
        (("csv", "nowhere"), 3, "there is no such folder"),
        (("csv", "."), 3, "holds no results"),
    ],
)
def test_what_cannot_be_exported_is_refused(command, swept, tmp_path, words, code, said):
    folder = swept[0] / "results" / "density"
    done = command("export", *(word.format(folder=folder) for word in words), cwd=tmp_path)
    assert done.returncode == code
    assert said in done.stderr
    assert list(tmp_path.iterdir()) == []
