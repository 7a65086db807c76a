"""Results on disk: read back as they were, refused where they belong to something else."""

import json

import numpy as np
import pytest

from rls_sim.errors import FolderMismatchError, OutputFolderError
from rls_sim.numerics.certificate import CLOSED, CLOSURE_RTOL
from rls_sim.numerics.search import RESOLVED
from rls_sim.study import folder, store
from rls_sim.study.config import Request, load_plan
from rls_sim.study.sweep import sweep


def plan_of(bench, *variations, **request):
    return load_plan(bench, None, Request(variations=variations, **request))


@pytest.fixture(scope="module")
def made(bench):
    """A sweep with a failed cell, its plan, and the bench."""
    plan = plan_of(bench, "growth=0,0.1,0.3", assignments=("density=2",))
    return sweep(plan, bench), plan, bench


@pytest.fixture
def kept(made, tmp_path):
    store.write_sweep(tmp_path / "out", *made, times={"seconds": 1.0})
    return tmp_path / "out"


def test_a_sweep_is_read_back_as_it_was(made, kept):
    result, again = made[0], store.read_sweep(kept)

    for mine, read in zip(result.rows, again.rows, strict=True):
        for name in result.columns:
            np.testing.assert_equal(read[name], mine[name])  # full precision, NaN included
    assert again.boundaries == result.boundaries
    assert again.columns == result.columns
    assert again.varied == result.varied
    assert again.differences == result.differences
    assert again.hours == result.hours
    for mine, read in zip(result.courses, again.courses, strict=True):
        assert (read.name, read.label, read.unit) == (mine.name, mine.label, mine.unit)
        np.testing.assert_array_equal(read.values, mine.values)


def test_the_manifest_says_what_made_it(made, kept):
    manifest = json.loads((kept / "manifest.json").read_text())

    assert manifest["schema"] == "rls-sim/sweep/1"
    assert manifest["parameters_that_differ"]["toy.density"]["value"] == 2.0
    assert manifest["experiment"]["vary"] == {"toy.growth": [0.0, 0.1, 0.3]}
    kept_tolerances = manifest["tolerances"]["cycle"]
    assert kept_tolerances["tolerance"] == 1e-9
    assert kept_tolerances["resolved"] == RESOLVED
    assert kept_tolerances["closed"] == CLOSED
    assert kept_tolerances["closure_rtol"] == CLOSURE_RTOL
    assert set(manifest["files"]) == {"cells.csv", "days.csv"}
    for name in ("python", "packages", "platform", "rls_sim", "code", "command", "times"):
        assert name in manifest


def test_the_same_experiment_is_found_again(made, kept):
    _, plan, bench = made
    assert store.reusable(kept, plan, bench) is not None


@pytest.mark.parametrize(
    ("variation", "assignment", "told"),
    [
        ("growth=0,0.1", "density=2", "3 values 0 to 0.3, asked 2 values 0 to 0.1"),
        ("growth=0,0.2,0.3", "density=2", "toy.growth value 2 of 3 is 0.1, asked 0.2"),
        ("growth=0,0.10000001,0.3", "density=2", "value 2 of 3 is 0.1, asked 0.10000001"),
        ("growth=0,0.1,0.3", "density=3", "toy.density 2, asked 3"),
        ("growth=0,0.1,0.3", "exchange=0.2", "toy.density 2, asked none"),
    ],
)
def test_another_experiment_is_refused_by_what_differs(made, kept, variation, assignment, told):
    bench = made[2]
    other = plan_of(bench, variation, assignments=(assignment,))

    with pytest.raises(FolderMismatchError) as caught:
        store.reusable(kept, other, bench)
    assert told in str(caught.value)


def test_a_lesion_makes_another_experiment(made, kept):
    bench = made[2]
    other = plan_of(bench, "growth=0,0.1,0.3", assignments=("density=2",), lesions=("starved:1",))
    with pytest.raises(FolderMismatchError, match="lesions: none, asked starved:1"):
        store.reusable(kept, other, bench)


def test_other_code_means_computing_again_not_refusing(made, kept, monkeypatch):
    _, plan, bench = made
    monkeypatch.setattr(folder, "code_fingerprint", lambda: "other code")
    assert store.reusable(kept, plan, bench) is None


@pytest.mark.parametrize("package", ["numpy", "scipy"])
def test_other_packages_mean_computing_again(made, kept, package):
    _, plan, bench = made
    path = kept / "manifest.json"
    content = json.loads(path.read_text())
    content["packages"][package] = "0.1"
    path.write_text(json.dumps(content))
    assert store.reusable(kept, plan, bench) is None


@pytest.mark.parametrize("damage", ["cells.csv", "days.csv"])
def test_a_damaged_folder_is_computed_again_and_not_read(made, kept, damage):
    _, plan, bench = made
    (kept / damage).write_text("edited")

    assert store.reusable(kept, plan, bench) is None
    with pytest.raises(OutputFolderError, match="changed or missing"):
        store.read_sweep(kept)


def test_a_figure_that_cannot_be_drawn_leaves_no_folder(made, tmp_path):
    def draw(folder):
        (folder / "figure.png").write_text("half")
        raise RuntimeError("no ink")

    with pytest.raises(RuntimeError):
        store.write_sweep(tmp_path / "out", *made, times={}, draw=draw)
    assert list(tmp_path.iterdir()) == []


def test_an_empty_folder_is_as_good_as_none(made, tmp_path):
    _, plan, bench = made
    (tmp_path / "out").mkdir()

    assert store.reusable(tmp_path / "out", plan, bench) is None
    store.write_sweep(tmp_path / "out", *made, times={})
    assert store.read_sweep(tmp_path / "out").rows


def test_a_stranger_s_folder_is_refused(made, tmp_path):
    _, plan, bench = made
    (tmp_path / "manifest.json").write_text('{"name": "a web page"}')
    with pytest.raises(FolderMismatchError, match="not the manifest of a sweep"):
        store.reusable(tmp_path, plan, bench)
