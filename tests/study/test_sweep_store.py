"""Sweeps on disk: read back as they were, refused where they belong to something else."""

import json

import numpy as np
import pytest
from sweeping import done_of, files_of, task_of

from rls_sim.errors import CheckError, FolderMismatchError, InputError, OutputFolderError
from rls_sim.numerics.certificate import CLOSED, CLOSURE_RTOL
from rls_sim.numerics.search import RESOLVED
from rls_sim.study.sweeps.again import check, replay, row_of
from rls_sim.study.sweeps.experiment import usual_chunk
from rls_sim.study.sweeps.merge import merge
from rls_sim.study.sweeps.overview import overview
from rls_sim.study.sweeps.store import SweepStore, open_store
from rls_sim.study.sweeps.sweep import Shard, begin, put_aside, read_sweep
from rls_sim.study.sweeps.sweep import task_of as read_task

ASKED = {"assignments": ("density=2",)}


@pytest.fixture
def task(bench):
    """A sweep with a cell that fails."""
    return task_of(bench, "growth=0,0.1,0.3", "clearance=0.25,0.5,1", chunk=4, **ASKED)


@pytest.fixture
def made(task, tmp_path):
    """Its folder, and what it came to."""
    return tmp_path / "out", done_of(task, tmp_path / "out").result


def test_a_sweep_is_read_back_as_it_was(made):
    folder, result = made
    again = read_sweep(folder)

    assert result.data.keys() == again.data.keys()
    for name, column in result.data.items():
        np.testing.assert_array_equal(again.data[name], column)
    assert (again.columns, again.varied) == (result.columns, result.varied)
    assert (again.differences, again.tally) == (result.differences, result.tally)


def test_a_line_is_read_back_with_its_days_and_critical_values(bench, tmp_path):
    result = done_of(task_of(bench, "density=0.1,1,4"), tmp_path / "out").result
    again = read_sweep(tmp_path / "out")

    assert len(result.boundaries) == 2
    assert again.boundaries == result.boundaries
    assert again.hours == result.hours
    for mine, read in zip(result.courses, again.courses, strict=True):
        assert (read.name, read.label, read.unit) == (mine.name, mine.label, mine.unit)
        np.testing.assert_array_equal(read.values, mine.values)


def test_other_programs_read_the_table_in_one_line(made):
    pandas = pytest.importorskip("pandas")
    table = pandas.read_parquet(made[0] / "cells")

    assert table["cell"].tolist() == list(range(9))
    assert table.columns.tolist() == list(made[1].columns)
    np.testing.assert_array_equal(table["pool_mean"], made[1].data["pool_mean"])


def test_columns_carry_their_labels_and_units(made):
    import pyarrow.parquet as pq

    schema = pq.read_schema(next((made[0] / "cells").iterdir()))
    told = schema.field("pool_mean").metadata
    assert told[b"unit"] == b"umol/L"
    assert told[b"label"] == b"Mean of the pool"


def test_the_manifest_says_what_made_it(made):
    manifest = json.loads((made[0] / "manifest.json").read_text())

    assert manifest["schema"] == "rls-sim/sweep/1"
    assert manifest["parameters_that_differ"]["toy.density"]["value"] == 2.0
    first, second = manifest["experiment"]["design"]["axes"]
    assert first["names"] == ["toy.growth"]
    assert second["values"] == [[0.25], [0.5], [1.0]]
    tolerances = manifest["tolerances"]["cycle"]
    assert tolerances["resolved"] == RESOLVED
    assert tolerances["closed"] == CLOSED
    assert tolerances["closure_rtol"] == CLOSURE_RTOL
    for name in ("python", "packages", "platform", "rls_sim", "code", "command", "made"):
        assert name in manifest


def test_the_same_experiment_is_found_again_and_nothing_is_computed(task, made):
    folder, result = made
    before = files_of(folder)
    again = done_of(task, folder)

    assert again.computed == 0
    assert files_of(folder) == before
    assert again.result.boundaries == result.boundaries


def test_what_lacks_is_computed_and_what_is_there_is_not(task, made):
    folder, _ = made
    before = files_of(folder)
    store = open_store(folder)
    store.part(1).unlink()

    assert store.present() == [0, 2]
    assert done_of(task, folder).computed == 1
    assert files_of(folder) == before


@pytest.mark.parametrize(
    ("variations", "assignment", "told"),
    [
        (("growth=0,0.1", "clearance=0.25,0.5,1"), "density=2", "cells: 9, asked 6"),
        (("growth=0,0.1,0.3", "clearance=0.25,0.5,2"), "density=2", "design:"),
        (("growth=0,0.1,0.3", "clearance=0.25,0.5,1"), "density=3", "toy.density 2, asked 3"),
        (("growth=0,0.1,0.3", "clearance=0.25,0.5,1"), "exchange=0.2", "toy.density 2, asked none"),
    ],
)
def test_another_experiment_is_refused_by_what_differs(bench, made, variations, assignment, told):
    other = task_of(bench, *variations, chunk=4, assignments=(assignment,))
    before = files_of(made[0])

    with pytest.raises(FolderMismatchError) as caught:
        begin(other, made[0])
    assert told in str(caught.value)
    assert files_of(made[0]) == before


def test_a_lesion_makes_another_experiment(bench, made):
    other = task_of(
        bench,
        *("growth=0,0.1,0.3", "clearance=0.25,0.5,1"),
        chunk=4,
        lesions=("starved:1",),
        **ASKED,
    )
    with pytest.raises(FolderMismatchError, match="lesions: none, asked starved:1"):
        begin(other, made[0])


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"code": "0"}, "with other code"),
        ({"rls_sim": "0.0.1"}, "rls-sim 0.0.1"),
        ({"packages_that_decide": {"numpy": "1.0"}}, "numpy 1.0"),
    ],
)
def test_rows_of_other_makers_are_not_mixed(task, made, change, told):
    path = made[0] / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | change))

    with pytest.raises(FolderMismatchError) as caught:
        begin(task, made[0])
    assert told in str(caught.value)
    assert "--new" in str(caught.value)


def test_beginning_anew_keeps_what_was_there_under_another_name(made, tmp_path):
    before = files_of(made[0])

    assert put_aside(made[0]) == tmp_path / "out.1"
    assert not made[0].exists()
    assert files_of(tmp_path / "out.1") == before
    assert put_aside(made[0]) is None


def test_a_stranger_s_folder_is_refused(task, tmp_path):
    (tmp_path / "manifest.json").write_text('{"name": "a web page"}')

    with pytest.raises(FolderMismatchError, match="not the manifest of a sweep"):
        begin(task, tmp_path)
    with pytest.raises(FolderMismatchError, match="left as it was"):
        put_aside(tmp_path)


def test_an_empty_folder_is_as_good_as_none(task, tmp_path):
    (tmp_path / "out").mkdir()
    assert done_of(task, tmp_path / "out").result is not None


def test_an_incomplete_sweep_is_not_read_as_a_whole(made):
    open_store(made[0]).part(1).unlink()
    with pytest.raises(CheckError, match="2 of 3 parts are there; rls-sim resume"):
        read_sweep(made[0])


def test_a_plan_made_from_a_folder_is_the_plan_it_was_made_of(bench, task, made):
    again = read_task(open_store(made[0]), bench)

    assert again.layout == task.layout
    assert again.plan.names == task.plan.names
    np.testing.assert_array_equal(again.plan.design.rows(0, 9), task.plan.design.rows(0, 9))
    mine, other = (
        bench.kernel.parameter_vector(plan.base.parameters) for plan in (task.plan, again.plan)
    )
    np.testing.assert_array_equal(mine, other)


def test_another_model_cannot_go_on_with_a_sweep(bench, made):
    store = open_store(made[0])
    other = dict(store.experiment) | {"model_hash": "0" * 64}
    with pytest.raises(FolderMismatchError, match="made of model 000000000000"):
        read_task(SweepStore(made[0], {**store.manifest, "experiment": other}), bench)


def test_shards_in_folders_of_their_own_are_merged(bench, tmp_path):
    asked = ("density=log:0.1:4:20", "clearance=0.25,0.5")
    whole = done_of(task_of(bench, *asked, chunk=8), tmp_path / "whole")
    for number in (1, 2):
        shard = task_of(bench, *asked, chunk=8, shard=Shard(number, 2))
        assert done_of(shard, tmp_path / f"part {number}").missing

    sources = [tmp_path / "part 1", tmp_path / "part 2"]
    store, left_out = merge(tmp_path / "merged", sources)
    assert left_out == []
    assert store.present() == list(range(whole.store.chunks))
    done_of(task_of(bench, *asked, chunk=8), tmp_path / "merged")
    assert files_of(tmp_path / "merged") == files_of(tmp_path / "whole")


def test_a_damaged_part_and_another_sweep_are_not_merged(bench, made, tmp_path):
    store = open_store(made[0])
    store.part(0).write_bytes(b"PAR1")
    merged, left_out = merge(tmp_path / "merged", [made[0]])
    assert merged.present() == [1, 2]
    assert len(left_out) == 1

    done_of(task_of(bench, "density=1,2"), tmp_path / "other")
    with pytest.raises(FolderMismatchError, match="does not belong to"):
        merge(tmp_path / "merged", [tmp_path / "other"])
    with pytest.raises(OutputFolderError):
        merge(tmp_path / "nowhere", [])


def test_a_row_can_be_had_and_solved_again(bench, made):
    store = open_store(made[0])
    task = read_task(store, bench)
    row, again = row_of(store, 4), replay(task.plan, bench, 4)

    assert row["cell"] == 4
    assert again.outcomes["pool_mean"] == pytest.approx(row["pool_mean"], rel=1e-7)
    with pytest.raises(InputError, match=r"cells of .* are 0 to 8"):
        row_of(store, 9)
    store.part(1).unlink()
    with pytest.raises(InputError, match="not solved yet"):
        row_of(store, 4)


def test_the_reference_finds_what_is_kept_and_notices_what_is_not(bench, made):
    store = open_store(made[0])
    task = read_task(store, bench)
    found = check(store, task.plan, bench, share=1.0)

    units = {name: words.unit for name, words in bench.measures.items()}
    assert found.cells == tuple(range(9))
    assert all(d.allowed(units.get(d.outcome, "")) for d in found.largest)

    elsewhere = task_of(bench, "growth=0,0.1,0.3", "clearance=0.25,0.5,1.001", chunk=4, **ASKED)
    wrong = check(store, elsewhere.plan, bench, share=1.0).largest[0]
    assert not wrong.allowed(units[wrong.outcome])
    assert wrong.cell in (2, 5, 8)


def test_how_far_a_sweep_is_can_be_seen_from_outside(task, made):
    found = overview(made[0])
    assert (found.done, found.cells, found.complete, found.summed_up) == (9, 9, True, True)
    assert found.statuses == {"converged": 8, "not_converged": 1}

    store = open_store(made[0])
    store.part(2).unlink()
    (made[0] / "summary.json").unlink()
    found = overview(made[0])
    assert (found.done, found.complete, found.summed_up, found.at_work) == (8, False, False, ())


@pytest.mark.parametrize(
    ("cells", "chunk"),
    [(1, 32), (41, 32), (1000, 64), (20_000, 1024), (10**6, 1024), (10**8, 8192)],
)
def test_parts_grow_with_the_sweep(cells, chunk):
    assert usual_chunk(cells) == chunk
