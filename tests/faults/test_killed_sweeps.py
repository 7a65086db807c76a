"""A sweep that is killed, interrupted or hung up on, at whatever moment, loses nothing."""

import json
import os
import random
import re
import shlex
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from processes import (
    LINE,
    PLAIN,
    PROGRAM,
    TINY,
    TRACED,
    cells_in,
    count,
    ended,
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


def assert_the_same(out, whole):
    """Every file byte by byte, every column, every word of the summary but the times."""
    import pyarrow.dataset as ds

    assert parts_of(out) == parts_of(whole)
    assert hidden(out) == []
    assert not (out / "damaged").exists()
    one, other = (ds.dataset(folder / "cells").to_table().to_pydict() for folder in (out, whole))
    assert list(one) == list(other)
    for name, column in one.items():
        np.testing.assert_array_equal(column, other[name], err_msg=name)
    for file in ("cells.csv", *(path.name for path in whole.glob("figure.*"))):
        assert (out / file).read_bytes() == (whole / file).read_bytes()
    summaries = [json.loads((folder / "summary.json").read_text()) for folder in (out, whole)]
    for summary in summaries:
        del summary["times"], summary["seal"]
    assert summaries[0] == summaries[1]


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


@pytest.mark.parametrize(("name", "line"), READERS.items())
def test_any_program_reads_an_unfinished_sweep_in_one_line(
    unbroken, tmp_path, monkeypatch, name, line
):
    reader = {name: pytest.importorskip(name)}
    whole, out = unbroken("traced"), tmp_path / "out"
    monkeypatch.chdir(whole.parent)
    final = numbers(eval(line, reader))
    monkeypatch.chdir(tmp_path)
    found = []
    with started("sweep", *TRACED, "-o", "out", "-j", "1", cwd=tmp_path) as process:
        seen(process, lambda: count(out))
        while process.poll() is None and len(found) < 5:
            found.append(numbers(eval(line, reader)))
        kill(process)
    found.append(numbers(eval(line, reader)))

    sizes = [len(rows) for rows in found]
    assert sizes == sorted(sizes)
    assert 0 < sizes[0] < len(final)
    for rows in found:
        assert rows.items() <= final.items()


def numbers(table):
    """Something of every row, by its cell."""
    if hasattr(table, "data_vars"):
        courses = table["neuron.labile_iron"].values
        return {int(cell): row.tobytes() for cell, row in zip(table.cell, courses, strict=True)}
    columns = [table[name].to_list() for name in ("cell", "labile_iron", "urge_hours", "state")]
    return {cell: rest for cell, *rest in zip(*columns, strict=True)}


ENDS = [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129), (signal.SIGUSR1, 138)]


@pytest.mark.parametrize(("end", "code"), ENDS, ids=[end.name for end, _ in ENDS])
def test_what_is_in_work_is_kept_when_a_sweep_is_asked_to_end(unbroken, tmp_path, end, code):
    whole, out = unbroken("plain"), tmp_path / "out"
    with started("sweep", *PLAIN, "-o", "out", cwd=tmp_path) as process:
        assert stopped(process, lambda: count(out) >= 2)
        before = count(out)
        process.send_signal(end)
        process.send_signal(signal.SIGCONT)
        done = ended(process)

    assert (done.returncode, done.stdout) == (code, "")
    assert "Traceback" not in done.stderr
    told, resume = done.stderr.splitlines()[-2:]
    in_work = int(re.search(r"finishing the (\d+) parts? in work", done.stderr)[1])
    assert in_work >= 2
    assert count(out) >= before + in_work
    kept = cells_in(out)
    assert told == f"interrupted; {kept} of 840 cells are kept. Go on with:"
    assert parts_of(out).items() <= parts_of(whole).items()
    assert hidden(out) == []
    assert [path.name for path in (out / "running").iterdir()] == ["1of1.lock"]
    if end in (signal.SIGINT, signal.SIGTERM):
        last = rls_sim(*shlex.split(resume)[1:], cwd=tmp_path)
        assert last.returncode == 0, last.stderr
        assert f"solving {840 - kept} of 840 cells" in last.stderr
        assert_the_same(out, whole)


@pytest.mark.parametrize(("end", "code"), ENDS[:2], ids=[end.name for end, _ in ENDS[:2]])
def test_a_second_request_to_end_does_not_wait_for_what_is_in_work(tmp_path, end, code):
    """A part of so many cells takes so long that whoever waits for it is taken to hang."""
    words = ["-p", "receptor_density=lin:0.3:2:200", "-p", "ferroportin_density=lin:0.5:1.5:400"]
    words += ["--chunk", "40000", "-j", "2", "-o", "out"]
    with started("sweep", *words, cwd=tmp_path) as process:
        assert seen(process, lambda: busy_threads(process) >= 2)
        process.send_signal(end)
        lines = iter(process.stderr.readline, "")
        assert any("finishing the 2 parts in work; to end at once, " in line for line in lines)
        process.send_signal(end)
        done = ended(process, within=30)

    assert done.returncode == code
    assert "Traceback" not in done.stderr
    assert done.stderr.splitlines()[-2:] == [
        "interrupted; 0 of 80000 cells are kept. Go on with:",
        "rls-sim resume out",
    ]
    assert count(tmp_path / "out") == 0


def busy_threads(process):
    """How many threads beside the main one have computed for a fifth of a second."""
    ticks = os.sysconf("SC_CLK_TCK") / 5
    times = Path(f"/proc/{process.pid}/task").glob("*/stat")
    used = {path: int(path.read_text().rpartition(")")[2].split()[11]) for path in times}
    return sum(time > ticks for path, time in used.items() if path.parent.name != str(process.pid))


LOADED = ["_multiarray_umath", "libllvmlite", "_flapack", "libarrow.so", "_parquet"]


@pytest.mark.parametrize("library", LOADED)
def test_ctrl_c_while_libraries_are_loaded_is_said_in_words(tmp_path, library):
    with started("sweep", *TINY, "-o", "out", cwd=tmp_path) as process:
        maps = Path(f"/proc/{process.pid}/maps")
        assert seen(process, lambda: library in maps.read_text())
        process.send_signal(signal.SIGINT)
        done = ended(process)

    assert (done.returncode, done.stdout) == (130, "")
    assert "Traceback" not in done.stderr
    assert "bug" not in done.stderr
    assert "interrupted; " in done.stderr


def test_ctrl_c_while_a_folder_is_looked_through_does_not_say_that_it_is_empty(unbroken, tmp_path):
    shutil.copytree(unbroken("plain"), tmp_path / "out")
    note = tmp_path / "out" / "running" / "1of1.json"
    with started("resume", "out", cwd=tmp_path) as process:
        assert stopped(process, note.exists)
        process.send_signal(signal.SIGINT)
        process.send_signal(signal.SIGCONT)
        done = ended(process)

    assert done.returncode == 130
    assert done.stderr.splitlines()[-2:] == [
        "interrupted; 840 of 840 cells are kept. Go on with:",
        "rls-sim resume out",
    ]
    assert parts_of(tmp_path / "out") == parts_of(unbroken("plain"))


SWALLOWED = """
import ctypes, sys, _thread
from rls_sim.cli.console import run_guarded

def command():
    ctypes.CFUNCTYPE(None)({inner})()
    for _ in iter(int, 1):
        pass

def interrupt():
    _thread.interrupt_main()
    for _ in range(100):
        pass

def rename():
    try:
        interrupt()
    except KeyboardInterrupt as end:
        raise RuntimeError("a library's own error") from end

sys.exit(run_guarded({outer}))
"""


@pytest.mark.parametrize(
    ("inner", "outer"), [("interrupt", "command"), ("print", "rename")], ids=["lost", "renamed"]
)
def test_an_interruption_that_a_library_swallows_or_renames_is_one_all_the_same(inner, outer):
    """llvmlite calls back, where no exception passes; a class statement gives it another name."""
    code = SWALLOWED.format(inner=inner, outer=outer)
    words = [sys.executable, "-c", code]
    done = subprocess.run(words, capture_output=True, text=True, timeout=60, check=False)

    assert done.returncode == 130
    assert done.stderr == "interrupted; nothing is left half written\n"


def test_a_reader_that_takes_one_line_leaves_the_sweep_whole(unbroken, tmp_path):
    line = shlex.join([*PROGRAM, "sweep", *TINY, "-o", "out"]) + " | head -1"
    done = subprocess.run(
        line, shell=True, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False
    )

    assert done.stdout.startswith("receptor_density  ferroportin_density")
    assert done.stdout.count("\n") == 1
    assert "Traceback" not in done.stderr
    assert "error" not in done.stderr
    assert_the_same(tmp_path / "out", unbroken("tiny"))


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
