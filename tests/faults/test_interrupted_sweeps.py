"""Ctrl-C and its kin, at whatever moment: what is in work is kept, and the way on is told."""

import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from processes import (
    PLAIN,
    PROGRAM,
    TINY,
    assert_the_same,
    cells_in,
    count,
    ended,
    hidden,
    parts_of,
    rls_sim,
    seen,
    started,
    stopped,
)
from sweeping import done_of, task_of

from rls_sim.study.sweeps.crews import Threads
from rls_sim.study.sweeps.store import SweepStore, open_store


def test_a_part_whose_writing_is_interrupted_is_written_all_the_same(bench, tmp_path, monkeypatch):
    task = task_of(bench, "density=1,2", "clearance=0.25,0.5", chunk=32)
    write = SweepStore.write

    def interrupted(*_):
        monkeypatch.setattr(SweepStore, "write", write)
        raise KeyboardInterrupt

    monkeypatch.setattr(SweepStore, "write", interrupted)
    with pytest.raises(KeyboardInterrupt):
        done_of(task, tmp_path / "out")
    assert open_store(tmp_path / "out").present() == [0]


def test_what_threads_share_is_made_on_one_of_them_where_no_interruption_comes():
    made_on = []

    class Solver:
        words = bench = kernel = machine = healthy_cycle = healthy_day = property(
            lambda self: made_on.append(threading.current_thread()) or self
        )

    with Threads(Solver(), 2):
        pass
    assert made_on
    assert threading.main_thread() not in made_on


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
        "rls-sim resume out -j 2",
    ]
    assert count(tmp_path / "out") == 0


def busy_threads(process):
    """How many threads beside the main one have computed for a fifth of a second."""
    ticks = os.sysconf("SC_CLK_TCK") / 5
    times = Path(f"/proc/{process.pid}/task").glob("*/stat")
    used = {path: int(path.read_text().rpartition(")")[2].split()[11]) for path in times}
    return sum(time > ticks for path, time in used.items() if path.parent.name != str(process.pid))


LOADED = ["_multiarray_umath", "libllvmlite", "libarrow.so", "_parquet"]


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
