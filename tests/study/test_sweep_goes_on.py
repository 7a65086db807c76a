"""Sweeps that are gone on with from their folder alone: lesions, shards, makers, and long ones."""

import json
import socket
from dataclasses import replace

import numpy as np
import pytest
from study_toy import write_lesion
from sweeping import done_of, files_of, task_of

from rls_sim.cli.sweep_text import boundary_text
from rls_sim.errors import FolderInUseError, FolderMismatchError, InputError, OutputFolderError
from rls_sim.study.sweeps import result as results
from rls_sim.study.sweeps import sweep as sweeps
from rls_sim.study.sweeps.again import check, checked_cells, differences, replay, row_of
from rls_sim.study.sweeps.chunk import ChunkSolver
from rls_sim.study.sweeps.experiment import layout_of
from rls_sim.study.sweeps.forecast import forecast
from rls_sim.study.sweeps.merge import merge
from rls_sim.study.sweeps.store import open_store
from rls_sim.study.sweeps.sweep import Shard, carry_on, find_changes, go_on, put_aside, read_sweep

ASKED = ("density=log:0.1:4:20", "clearance=0.25,0.5")


@pytest.fixture
def lesion(bench, tmp_path):
    """A lesion in a file of the user's, which is not there when the sweep is gone on with."""
    path = write_lesion(tmp_path, "own", title='"Mine"')
    yield f"{path}"
    path.unlink(missing_ok=True)


def test_a_sweep_with_a_lesion_goes_on_to_the_same_bytes(bench, lesion, tmp_path):
    asked = {"chunk": 8, "lesions": (lesion, "leaky:0.9"), "assignments": ("exchange=0.2",)}
    done_of(task_of(bench, *ASKED, **asked), tmp_path / "whole")
    done_of(task_of(bench, *ASKED, **asked, shard=Shard(1, 2)), tmp_path / "out")
    (tmp_path / "own.toml").unlink()

    store = open_store(tmp_path / "out")
    task = go_on(store, bench)
    done = carry_on(task, store, 1)

    assert done.computed == 2
    assert files_of(tmp_path / "out") == files_of(tmp_path / "whole")
    assert [str(applied) for applied in task.plan.base.lesions] == ["own:0.5", "leaky:0.9"]
    assert task.plan.base.lesions[0].lesion.title == "Mine"
    assert done.result.lesions == ("own:0.5", "leaky:0.9")


@pytest.mark.parametrize("folders", [("one", "one"), ("one", "two")])
def test_shards_with_a_lesion_are_merged(bench, tmp_path, folders):
    asked = {"chunk": 8, "lesions": ("starved:0.3",)}
    done_of(task_of(bench, *ASKED, **asked), tmp_path / "whole")
    for number, folder in enumerate(folders, 1):
        task = task_of(bench, *ASKED, **asked, shard=Shard(number, 2))
        done_of(task, tmp_path / folder)

    store, left_out = merge(tmp_path / "one", [tmp_path / folder for folder in folders[1:]])
    done = carry_on(go_on(store, bench), store, 1)
    assert left_out == []
    assert done.result.lesions == ("starved:0.3",)
    assert files_of(tmp_path / "one") == files_of(tmp_path / "whole")


def test_only_who_made_a_sweep_goes_on_with_it(bench, tmp_path, monkeypatch):
    done_of(task_of(bench, *ASKED), tmp_path / "out")
    monkeypatch.setattr(sweeps, "code_fingerprint", lambda *_: "0")
    with pytest.raises(FolderMismatchError, match="made by rls-sim with other code"):
        go_on(open_store(tmp_path / "out"), bench)


def test_a_merge_that_is_refused_makes_nothing(bench, tmp_path):
    for name, values in (("one", "1,2"), ("other", "1,3")):
        done_of(task_of(bench, f"density={values}"), tmp_path / name)
    with pytest.raises(FolderMismatchError, match="does not belong to"):
        merge(tmp_path / "new", [tmp_path / "one", tmp_path / "other"])
    assert not (tmp_path / "new").exists()

    (tmp_path / "file").write_text("mine")
    with pytest.raises(OutputFolderError, match="file is a file"):
        merge(tmp_path / "file", [tmp_path / "one"])
    assert (tmp_path / "file").read_text() == "mine"


def test_a_note_of_another_machine_is_named_so_that_it_can_be_removed(bench, tmp_path):
    done_of(task_of(bench, "density=1,2"), tmp_path / "out")
    note = tmp_path / "out" / "running" / "1of1.json"
    facts = {"label": "1of1", "process": 1, "host": f"not-{socket.gethostname()}", "command": "x"}
    note.write_text(json.dumps({**facts, "since": "then", "began": 0.0, "cells_before": 0}))

    with pytest.raises(FolderInUseError) as told:
        put_aside(tmp_path / "out")
    assert str(told.value).endswith(f"remove {note}.")
    note.unlink()
    assert put_aside(tmp_path / "out") == tmp_path / "out.1"


# A row beside the same cell solved again.


def test_a_word_that_is_not_the_same_is_a_difference_and_so_is_a_number_for_none(bench, tmp_path):
    task = task_of(bench, "density=1,2")
    done_of(task, tmp_path / "out")
    found, row = replay(task.plan, bench, 1), dict(row_of(open_store(tmp_path / "out"), 1))

    assert max(d.size for d in differences(found, row, bench)) < 1e-6
    row |= {"state": "dying", "pool_mean": float("nan")}
    far = {d.outcome for d in differences(found, row, bench) if np.isinf(d.size)}
    assert far == {"state", "pool_mean"}


def test_a_cell_without_a_word_is_the_same_in_a_batch_and_alone(bench, tmp_path):
    """Its state cannot be told: it was not measured, and its neighbours keep their numbers."""

    def evaluate(day):
        found = bench.evaluate(day)
        return found | ({"state": ""} if found["pool_mean"] > 5 else {})

    def evaluate_many(batch, names):
        mean = batch.mean("pool")
        found = {"pool_mean": mean, "pool_trough": batch["pool"].min(axis=1)}
        return found | {"state": np.where(mean > 5, "", "fine")}

    wordless = replace(bench, evaluate=evaluate, evaluate_many=evaluate_many)
    task = task_of(wordless, "density=2,3,2.1", traces="all")
    rows = done_of(task, tmp_path / "out").result.rows

    assert [row["status"] for row in rows] == ["converged", "not_measured", "converged"]
    assert np.isfinite([row["pool_mean"] for row in rows]).tolist() == [True, False, True]
    again = replay(task.plan, wordless, 1)
    assert (again.status, again.error) == (rows[1]["status"], rows[1]["error"])
    assert max(d.size for d in differences(again, rows[1], wordless)) == 0


def test_a_check_reads_each_part_once(bench, tmp_path, monkeypatch):
    task = task_of(bench, *ASKED, chunk=8)
    store = done_of(task, tmp_path / "out").store
    read, seen = store.read, []
    monkeypatch.setattr(store, "read", lambda index: seen.append(index) or read(index))

    found = check(store, task.plan, bench, share=0.5, seed=3)
    assert len(seen) == len(set(seen)) <= 5
    assert list(found.cells) == checked_cells(40, 0.5, 3) != checked_cells(40, 0.5, 4)
    assert [len(checked_cells(count)) for count in (1, 99, 101)] == [1, 1, 2]


# Long sweeps.


@pytest.fixture
def long(monkeypatch):
    """As if sixteen cells were many."""
    for module in (results, sweeps):
        monkeypatch.setattr(module, "SMALL", 15)


def test_whether_a_long_sweep_has_a_column_is_told_without_reading_it(
    bench, tmp_path, long, monkeypatch
):
    """Reading one takes as much memory as the whole sweep took before."""
    done = done_of(task_of(bench, "density=log:0.1:4:16"), tmp_path / "out")
    monkeypatch.setattr(results, "read_columns", None)
    assert "state" in done.result.data
    assert "nothing" not in done.result.data


def test_a_long_line_is_not_drawn_and_has_no_critical_values(bench, tmp_path, long):
    short = done_of(task_of(bench, "density=log:0.1:4:15"), tmp_path / "short").result
    result = done_of(task_of(bench, "density=log:0.1:4:16"), tmp_path / "long").result

    assert (short.drawable, result.drawable) == (True, False)
    assert short.boundaries
    assert result.boundaries == ()
    assert not (tmp_path / "long" / "cells.csv").exists()


def test_changes_of_state_beyond_the_most_are_counted(bench, tmp_path, monkeypatch):
    monkeypatch.setattr(sweeps, "MOST_CHANGES", 1)
    task = task_of(bench, "density=log:0.1:4:9")
    done = done_of(task, tmp_path / "out")

    assert len(find_changes(task.plan, done.store)) == 2
    assert (len(done.result.boundaries), done.result.changes_left) == (1, 1)
    assert read_sweep(tmp_path / "out").changes_left == 1
    assert boundary_text(done.result).endswith("\nNot sought: 1 more critical value.")


def test_more_cells_than_a_float_can_count_are_planned(bench):
    names = ("density", "clearance", "growth", "exchange")
    task = task_of(bench, *(f"{name}=lin:0.1:0.2:100000" for name in names))
    assert task.plan.size == 10**20
    found = forecast(ChunkSolver(task.plan, bench, task.layout, ""))
    assert found.tried == 64


def test_what_is_to_be_printed_has_to_be_kept(bench):
    plan = task_of(bench, "density=1,2", outcomes=("pool_mean",)).plan
    with pytest.raises(InputError, match=r"pool_mean: to be printed .* and --keep leaves it out"):
        layout_of(plan, bench, keep=("pool_trough",))


def test_a_sweep_that_stops_says_so(bench, tmp_path):
    task = replace(task_of(bench, "growth=0.3,0,0.1,0.2", chunk=1), on_fail="stop")
    done = done_of(task, tmp_path / "out")
    assert done.stopped
    assert done.missing == 2  # what was handed out beside the one that failed is kept
    assert done.computed == 2
    assert not done_of(task_of(bench, "growth=0,0.1", chunk=1), tmp_path / "sound").stopped
