"""A sweep that is killed, at whatever moment, loses nothing; it can be read at any."""

import os
import random
import shutil
import signal

import pytest
from processes import (
    LINE,
    PLAIN,
    TINY,
    TRACED,
    assert_the_same,
    cells_in,
    count,
    hidden,
    inodes,
    kill,
    parts_of,
    rls_sim,
    seen,
    started,
    stopped,
    told_done,
)
from sweeping import task_of

from rls_sim.study.sweeps.holding import Holding
from rls_sim.study.sweeps.sweep import begin

KILLS = 3
IN_WORK = 4  # parts: one that each of two threads solves, and one that waits for it


@pytest.mark.parametrize(("name", "asked"), [("plain", PLAIN), ("traced", TRACED)])
def test_a_sweep_that_is_killed_again_and_again_is_that_which_was_not(
    unbroken, tmp_path, name, asked
):
    whole, out = unbroken(name), tmp_path / "out"
    chance = random.Random(name)
    again = ["sweep", *asked, "-o", "out", "--progress", "json"]
    there = {}
    for _ in range(KILLS):
        wanted = count(out) + chance.randint(0, 5) + (not there)
        with started(*again, cwd=tmp_path) as process:
            assert seen(process, lambda wanted=wanted: count(out) >= wanted)
            said = told_done(kill(process).stderr)
        assert process.returncode == -signal.SIGKILL
        before, there = there, inodes(out)
        assert before.items() <= there.items()  # what was there is there, and was not made again
        assert said <= cells_in(out)  # what was said to be done is on disk
        assert len(holes(out)) < IN_WORK
        assert parts_of(out).items() <= parts_of(whole).items()
        again = chance.choice([again, ["resume", "out", "--progress", "json"]])

    kept = cells_in(out)
    last = rls_sim("resume", "out", cwd=tmp_path)
    assert last.returncode == 0, last.stderr
    assert f"{kept} are there" in last.stderr
    assert there.items() <= inodes(out).items()
    assert_the_same(out, whole)


def holes(folder):
    """The parts that lack before the last one there is: handed out before it, and lost."""
    there = {int(path.stem.removeprefix("cells-")) // 32 for path in folder.glob("cells/*.parquet")}
    return set(range(max(there, default=0))) - there


def courses_without_rows(folder):
    """Whether a chunk's courses are there and its rows are not."""
    return count(folder, "traces") > count(folder)


def draft_among_the_parts(folder):
    return any((folder / "cells").glob(".writing-*"))


def kill_at(moment, *words, cwd):
    """Kill a sweep at such a moment; where none came, begin again."""
    for _ in range(20):
        with started(*words, cwd=cwd) as process:
            if stopped(process, lambda: moment(cwd / "out")):
                kill(process)
                return
        shutil.rmtree(cwd / "out")
    raise AssertionError("such a moment did not come")


@pytest.mark.parametrize("moment", [courses_without_rows, draft_among_the_parts])
def test_a_sweep_killed_in_the_middle_of_a_chunk_s_writing_solves_that_chunk_again(
    unbroken, tmp_path, moment
):
    out = tmp_path / "out"
    kill_at(moment, "sweep", *TRACED, "-o", "out", cwd=tmp_path)
    assert moment(out)

    last = rls_sim("resume", "out", "-q", cwd=tmp_path)
    assert last.returncode == 0, last.stderr
    assert_the_same(out, unbroken("traced"))


def test_what_a_killed_shard_did_not_finish_goes_away_with_another_s_help(unbroken, tmp_path):
    out = tmp_path / "out"
    words = ["sweep", *PLAIN, "-o", "out", "--shard", "1/2"]
    kill_at(draft_among_the_parts, *words, cwd=tmp_path)
    assert [path for path in hidden(out) if ".writing-1of2-" in path]

    assert rls_sim("resume", "out", "-q", cwd=tmp_path).returncode == 0
    assert_the_same(out, unbroken("plain"))


def test_what_another_process_is_writing_is_left_to_it(bench, tmp_path):
    store = begin(task_of(bench, "density=1,2"), tmp_path / "out")
    store.prepare("1of2")
    draft = tmp_path / "out" / "cells" / ".writing-2of2-abcdefgh"
    with Holding(store.path, "2of2"):
        draft.write_bytes(b"PAR1")
        store.prepare("1of2")
        assert draft.exists()

    store.prepare("1of2")
    assert not draft.exists()


def test_a_sweep_killed_while_it_is_summed_up_is_summed_up_by_the_next(unbroken, tmp_path):
    out = tmp_path / "out"
    with started("sweep", *LINE, "-o", "out", cwd=tmp_path) as process:
        assert seen(process, lambda: any(out.glob(".out.*")))  # where figures are drawn
        kill(process)
    assert any(out.glob(".out.*"))
    assert not (out / "summary.json").exists()

    last = rls_sim("sweep", *LINE, "-o", "out", cwd=tmp_path)
    assert last.returncode == 0
    assert "nothing was computed" in last.stderr
    assert_the_same(out, unbroken("line"))


def test_a_manifest_that_was_never_finished_does_not_stand_in_the_way(unbroken, tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / ".writing-manifest.json-k1lled00").write_text('{"schema": "rls-s')

    done = rls_sim("sweep", *TINY, "-o", "out", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert_the_same(tmp_path / "out", unbroken("tiny"))


READERS = {
    "pandas": 'pandas.read_parquet("out/cells")',
    "polars": 'polars.read_parquet("out/cells/*.parquet")',
    "duckdb": "duckdb.sql(\"from 'out/cells/*.parquet'\").df()",
    "xarray": 'xarray.open_mfdataset("out/traces/*.nc", combine="nested", concat_dim="cell")',
}


def test_any_program_reads_an_unfinished_sweep_in_one_line(unbroken, tmp_path, monkeypatch):
    known = {name: pytest.importorskip(name) for name in READERS}
    monkeypatch.chdir(unbroken("traced").parent)
    final = {name: numbers(eval(line, known)) for name, line in READERS.items()}
    monkeypatch.chdir(tmp_path)
    found = {name: [] for name in READERS}
    with started("sweep", *TRACED, "-o", "out", "-j", "1", cwd=tmp_path) as process:
        seen(process, lambda: count(tmp_path / "out"))
        while process.poll() is None and len(found["xarray"]) < 3:
            for name, line in READERS.items():
                found[name].append(numbers(eval(line, known)))
        kill(process)
    for name, line in READERS.items():
        tables = [*found[name], numbers(eval(line, known))]
        sizes = [len(rows) for rows in tables]
        assert sizes == sorted(sizes)
        assert 0 < sizes[0] < len(final[name])
        assert all(rows.items() <= final[name].items() for rows in tables)


def numbers(table):
    """Something of every row, by its cell."""
    if hasattr(table, "data_vars"):
        courses = table["neuron.labile_iron"].values
        return {int(cell): row.tobytes() for cell, row in zip(table.cell, courses, strict=True)}
    columns = [table[name].to_list() for name in ("cell", "labile_iron", "urge_hours", "state")]
    return {cell: rest for cell, *rest in zip(*columns, strict=True)}


def test_the_clock_and_the_times_of_files_decide_nothing(unbroken, tmp_path):
    out = tmp_path / "out"
    with started("sweep", *PLAIN, "-o", "out", cwd=tmp_path) as process:
        assert seen(process, lambda: count(out) >= 4)
        kill(process)
    chance = random.Random(1)
    for path in out.rglob("*"):
        os.utime(path, (moment := chance.choice([0, 2e9, 4e9]), moment))
    there = inodes(out)

    assert rls_sim("resume", "out", "-q", cwd=tmp_path).returncode == 0
    assert there.items() <= inodes(out).items()
    assert_the_same(out, unbroken("plain"))
