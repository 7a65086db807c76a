"""A sweep as an xarray.Dataset and a pandas.DataFrame: places, units, and what made it."""

import json

import numpy as np
import pytest
from study_toy import mean_pool, pool_without_store
from sweeping import done_of, task_of

from rls_sim.study.datasets import attributes_of, dataset_of, frame_of

DENSITY, CLEARANCE = "toy.density", "toy.clearance"
GRID = ("density=0.5,1,2", "clearance=0.2,0.4")


@pytest.fixture(scope="module")
def swept(bench, tmp_path_factory):
    """The result of a sweep over what varies, each asked for once."""
    known = {}

    def result(*variations, **options):
        key = (variations, tuple(sorted(options.items())))
        if key not in known:
            task = task_of(bench, *variations, **options)
            known[key] = done_of(task, tmp_path_factory.mktemp("sweep") / "s").result
        return known[key]

    return result


def test_a_grid_has_a_dimension_for_each_parameter(swept):
    data = dataset_of(swept(*GRID))
    assert dict(data.sizes) == {DENSITY: 3, CLEARANCE: 2}
    for density in (0.5, 1, 2):
        for clearance in (0.2, 0.4):
            found = data["pool_mean"].sel({DENSITY: density, CLEARANCE: clearance})
            assert float(found) == pytest.approx(mean_pool(density, clearance), rel=1e-7)
    assert data["cell"].values.tolist() == [[0, 1], [2, 3], [4, 5]]


def test_every_number_has_its_unit_and_every_variable_its_name(swept):
    result = swept(*GRID)
    data = dataset_of(result)
    assert set(result.columns) == set(data.variables)
    for name, (label, unit) in result.columns.items():
        assert data[name].attrs.get("units", "") == unit
        assert data[name].attrs["long_name"] == label
    assert data["pool_mean"].attrs["units"] == "umol/L"
    assert set(np.unique(data["state"].values.tolist())) <= {"dying", "deficient", "fine"}


def test_courses_have_the_hour_too(swept):
    data = dataset_of(swept("density=0.5,2", traces="all", assignments=("exchange=0",)))
    course = data["toy.pool_course"]
    assert course.dims == (DENSITY, "hour")
    assert course.attrs["units"] == "umol/L"
    assert data["hour"].attrs["units"] == "h"
    hours = data["hour"].values.tolist()
    exact = [[pool_without_store(hour, density) for hour in hours] for density in (0.5, 2)]
    np.testing.assert_allclose(course.values, exact, rtol=1e-7)


def test_what_is_drawn_lies_along_cells(swept):
    result = swept("density=uniform:0.5:2", "clearance=uniform:0.2:0.4", samples="8", seed="3")
    data = dataset_of(result)
    assert dict(data.sizes) == {"cell": 8}
    assert data[DENSITY].dims == data[CLEARANCE].dims == ("cell",)
    assert {DENSITY, CLEARANCE} <= set(data.coords)
    exact = mean_pool(data[DENSITY].values, data[CLEARANCE].values)
    np.testing.assert_allclose(data["pool_mean"].values, exact, rtol=1e-7)
    assert data.attrs["seed"] == "3"


def test_what_is_paired_lies_along_cells_with_both_its_values(swept):
    data = dataset_of(swept(*("density=0.5,1", "clearance=0.2,0.4"), zips=("density,clearance",)))
    assert dict(data.sizes) == {"cell": 2}
    assert data[CLEARANCE].values.tolist() == [0.2, 0.4]


def test_samples_beside_a_list_keep_both_dimensions(swept):
    data = dataset_of(swept("density=0.5,1,2", "clearance=uniform:0.2:0.4", samples="4"))
    assert dict(data.sizes) == {DENSITY: 3, "sample": 4}
    assert data[CLEARANCE].dims == ("sample",)
    exact = mean_pool(*np.meshgrid(data[DENSITY], data[CLEARANCE], indexing="ij"))
    np.testing.assert_allclose(data["pool_mean"].values, exact, rtol=1e-7)


def test_pairs_beside_pairs_keep_a_dimension_each(swept):
    variations = ("density=0.5,1", "clearance=0.2,0.4", "exchange=0,0.1", "volume=3,4")
    data = dataset_of(swept(*variations, zips=("density,clearance", "exchange,volume")))
    assert dict(data.sizes) == {"row_1": 2, "row_2": 2}
    assert data["toy.volume"].dims == ("row_2",)
    assert data["pool_mean"].dims == ("row_1", "row_2")


def test_a_cell_without_a_day_has_no_number_and_says_why(swept):
    data = dataset_of(swept("growth=0,1"))
    assert np.isfinite(data["pool_mean"].values).tolist() == [True, False]
    assert data["status"].values.tolist() == ["converged", "not_converged"]
    assert data["error"].values[0] == ""
    assert data["error"].values[1]
    assert data["state"].values[1] == ""


def test_a_frame_has_a_row_a_cell_and_says_its_units(swept):
    result = swept(*GRID)
    frame, data = frame_of(result), dataset_of(result)
    assert frame.index.name == "cell"
    assert list(frame.index) == list(range(6))
    assert frame.attrs["units"]["pool_mean"] == "umol/L"
    assert frame.attrs["labels"]["pool_mean"] == "Mean of the pool"
    found = frame.set_index([DENSITY, CLEARANCE])["pool_mean"].to_xarray()
    np.testing.assert_array_equal(found.values, data["pool_mean"].values)


def test_both_say_what_made_them(swept):
    result = swept(*GRID)
    facts = attributes_of(result)
    assert facts.items() <= frame_of(result).attrs.items()
    assert dataset_of(result).attrs == facts
    assert json.loads(facts["config"])["design"] == result.design.spec()
    assert facts["model_hash"] == result.model_hash
    assert facts["version"] == result.version
    assert facts["command"].startswith("rls-sim")


def test_a_long_table_of_cells_is_not_repeated_in_what_is_told(swept, monkeypatch):
    monkeypatch.setattr("rls_sim.study.provenance.LONGEST_CONFIG", 100)
    facts = attributes_of(swept("density=0.5,1,2", chunk=64))
    assert json.loads(facts["config"])["design"].startswith("too long")
    assert json.loads(facts["config"])["cells"] == 3


def test_a_long_sweep_is_the_same_read_from_disk(swept, monkeypatch):
    result = swept(*GRID)
    monkeypatch.setattr("rls_sim.study.sweeps.result.SMALL", 2)
    long = swept(*GRID, chunk=32)
    assert type(long.data) is not dict
    assert dataset_of(long).drop_vars("cell").equals(dataset_of(result).drop_vars("cell"))
    assert frame_of(long).equals(frame_of(result))
