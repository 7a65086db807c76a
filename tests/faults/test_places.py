"""Where sweeps are kept: full and read-only disks, odd names, and company."""

import os
import re
import resource
import shlex
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from processes import (
    LONGEST,
    NOWHERE,
    PLAIN,
    PROGRAM,
    TINY,
    cells_in,
    count,
    ended,
    hidden,
    inodes,
    kill,
    parts_of,
    rls_sim,
    started,
    stopped,
)
from sweeping import task_of

from rls_sim.cli.choice import Choice
from rls_sim.cli.way_on import resume_command
from rls_sim.errors import FolderMismatchError
from rls_sim.study.sweeps import store
from rls_sim.study.sweeps.parts import decode
from rls_sim.study.sweeps.sweep import Shard, begin

ROOT = Path(__file__).parents[2]
BENCH = SimpleNamespace(extensions=())
MOUNTS = ["unshare", *(() if os.geteuid() == 0 else ("-Ur",)), "-m"]  # ours alone


def can_mount():
    if sys.platform != "linux" or shutil.which("unshare") is None:
        return False
    tried = [*MOUNTS, "sh", "-c", "mount -t tmpfs none /mnt"]
    return subprocess.run(tried, capture_output=True, check=False).returncode == 0


needs_mounts = pytest.mark.skipif(not can_mount(), reason="needs a file system of its own")


def script(text, cwd, **settings):
    """Run a shell script that may mount; ``rls-sim`` there is this one."""
    head = f'set -u\nrls_sim() {{ {shlex.join(PROGRAM)} "$@"; }}\n'
    return subprocess.run(
        [*MOUNTS, "sh", "-c", head + text],
        cwd=cwd,
        env={**os.environ, **settings},
        capture_output=True,
        text=True,
        timeout=LONGEST,
        check=False,
    )


FULL_DISK = """
mkdir disk && mount -t tmpfs -o size=600k none disk
rls_sim sweep {asked} -o disk/out; echo "exit $?"
cp -r disk/out full
mount -o remount,size=100m disk
rls_sim resume disk/out -q > table; echo "exit $?"
cp -r disk/out mended
"""


@needs_mounts
def test_a_full_disk_ends_a_sweep_in_order_and_room_lets_it_go_on(unbroken, tmp_path):
    done = script(FULL_DISK.format(asked=shlex.join(PLAIN)), tmp_path)
    full, whole = tmp_path / "full", unbroken("plain")

    assert done.stdout == "exit 3\nexit 0\n", done.stderr
    lines = done.stderr.splitlines()
    assert "error: Cannot write into disk/out: No space left on device." in lines
    kept = cells_in(full)
    assert 0 < kept < 840
    assert f"{kept} of 840 cells are kept. Go on with:" in lines
    assert "rls-sim resume disk/out -j 2" in lines
    assert hidden(full) == []
    assert parts_of(full).items() <= parts_of(whole).items()
    assert parts_of(tmp_path / "mended") == parts_of(whole)


@pytest.mark.parametrize(("most", "kept"), [(30_000, 0), (200_000, 840)], ids=["part", "table"])
def test_a_file_that_the_system_refuses_leaves_none_half_written(unbroken, tmp_path, most, kept):
    """A limit of file sizes acts as a full disk does, for the first part or for cells.csv."""
    out, whole = tmp_path / "out", unbroken("plain")

    def limit():
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, resource.RLIM_INFINITY))

    done = rls_sim("sweep", *PLAIN, "-o", "out", cwd=tmp_path, prepare=limit)
    assert done.returncode == 3
    assert "error: Cannot write into out: File too large.\n" in done.stderr
    assert ("840 of 840 cells are kept" in done.stderr) == bool(kept)
    assert cells_in(out) == kept
    assert hidden(out) == []
    there = inodes(out)

    assert rls_sim("resume", "out", "-q", cwd=tmp_path).returncode == 0
    assert there.items() <= inodes(out).items()
    assert parts_of(out) == parts_of(whole)
    assert (out / "cells.csv").read_bytes() == (whole / "cells.csv").read_bytes()


READ_ONLY = """
mkdir disk && mount -t tmpfs none disk && cp -r "$WHOLE" disk/out && rm disk/out/cells/*32.parquet
mount -o remount,ro disk
for words in "resume disk/out" "sweep $ASKED -o disk/out" "sweep $ASKED -o disk/new"; do
    rls_sim $words; echo "exit $?"
done
rls_sim status disk/out; echo "exit $?"
"""


@needs_mounts
def test_a_read_only_folder_is_refused_before_anything_is_solved(unbroken, tmp_path):
    whole = unbroken("plain")
    done = script(READ_ONLY, tmp_path, WHOLE=str(whole), ASKED=" ".join(PLAIN))

    lines = done.stdout.splitlines()
    assert [line for line in lines if "exit" in line] == ["exit 3"] * 3 + ["exit 0"], done.stderr
    assert "cells, 9" in done.stdout  # what is there can be looked at
    errors = done.stderr.splitlines()
    assert len(errors) == 3
    assert all(line.startswith("error: Cannot write into disk") for line in errors)
    assert all("Read-only file system" in line for line in errors)


@pytest.mark.parametrize("place", [f"{NOWHERE}/out", "file", "file/deep"])
def test_a_place_where_no_folder_can_be_is_refused_before_anything_is_solved(tmp_path, place):
    (tmp_path / "file").write_text("mine")
    done = rls_sim("sweep", *TINY, "-o", place, cwd=tmp_path)

    assert done.returncode == 3
    (line,) = done.stderr.splitlines()
    assert line.startswith(f"error: Cannot write into {place}: ")
    assert (tmp_path / "file").read_text() == "mine"


@pytest.mark.parametrize("gone", ["moved", "removed"])
def test_a_folder_that_vanishes_ends_the_sweep_and_is_not_made_again(unbroken, tmp_path, gone):
    out, elsewhere = tmp_path / "out", tmp_path / "elsewhere"
    with started("sweep", *PLAIN, "-o", "out", cwd=tmp_path) as process:
        assert stopped(process, lambda: count(out) >= 2)
        if gone == "moved":
            out.rename(elsewhere)
        else:
            shutil.rmtree(out)
        process.send_signal(signal.SIGCONT)
        done = ended(process)

    assert done.returncode == 3
    assert done.stderr.endswith("error: Cannot write into out: No such file or directory.\n")
    assert not out.exists()
    if gone == "moved":
        assert rls_sim("resume", "elsewhere", "-q", cwd=tmp_path).returncode == 0
        assert parts_of(elsewhere) == parts_of(unbroken("plain"))


def test_a_second_process_is_refused_while_the_first_lives(unbroken, tmp_path):
    out = tmp_path / "out"
    with started("sweep", *PLAIN, "-o", "out", cwd=tmp_path) as first:
        assert stopped(first, lambda: count(out) >= 2)
        second = rls_sim("resume", "out", cwd=tmp_path)
        anew = rls_sim("sweep", *PLAIN, "-o", "out", "--new", cwd=tmp_path)
        seen_from_outside = rls_sim("status", "out", cwd=tmp_path).stdout
        kill(first)

    command = f"rls-sim sweep {shlex.join(PLAIN)} -o out"
    for done in (second, anew):
        assert done.returncode == 7
        (line,) = done.stderr.splitlines()
        assert line.startswith(f"error: out is being worked on by process {first.pid} on ")
        assert f"({command}" in line
    assert f"at work: process {first.pid}" in seen_from_outside
    assert "nobody works on it" in rls_sim("status", "out", cwd=tmp_path).stdout
    assert rls_sim("resume", "out", "-q", cwd=tmp_path).returncode == 0
    assert parts_of(out) == parts_of(unbroken("plain"))


@pytest.mark.parametrize(("first", "cells"), [("1/2", 424), ("1/1", 840)])
def test_two_shards_begin_a_folder_at_once_and_may_overlap(unbroken, tmp_path, first, cells):
    words = ["sweep", *PLAIN, "-o", "out", "-j", "1", "--shard"]
    with (
        started(*words, first, cwd=tmp_path) as one,
        started(*words, "2/2", cwd=tmp_path) as other,
    ):
        both = ended(one), ended(other)

    for done, total in zip(both, (cells, 416), strict=True):
        assert done.returncode == 0, done.stderr
        assert re.search(rf"^solving \d+ of {total} cells on 1 thread", done.stderr)
    assert rls_sim("merge", "out", "-q", cwd=tmp_path).returncode == 0
    assert parts_of(tmp_path / "out") == parts_of(unbroken("plain"))
    assert hidden(tmp_path / "out") == []


def test_of_two_sweeps_that_begin_a_folder_at_once_one_has_it(tmp_path):
    asked = [["sweep", *TINY, "-s", f"brain_oxygen={value}", "-o", "out"] for value in (3, 4)]
    with (
        started(*asked[0], "--shard", "1/2", cwd=tmp_path) as one,
        started(*asked[1], "--shard", "2/2", cwd=tmp_path) as other,
    ):
        both = ended(one), ended(other)

    assert sorted(done.returncode for done in both) == [0, 7], [done.stderr for done in both]
    loser = next(done for done in both if done.returncode == 7)
    assert "holds a different experiment" in loser.stderr
    sweeps = {decode(path.read_bytes()).sweep for path in (tmp_path / "out/cells").iterdir()}
    assert len(sweeps) == 1


def test_whoever_comes_second_to_write_a_manifest_is_refused(bench, tmp_path, monkeypatch):
    """At the very moment between looking whether there is one, and writing one."""
    mine, yours = (task_of(bench, f"density={values}") for values in ("1,2", "3,4"))
    write = store.write_first

    def write_second(path, data, label):
        monkeypatch.setattr(store, "write_first", write)
        begin(yours, tmp_path / "out")
        write(path, data, label)

    monkeypatch.setattr(store, "write_first", write_second)
    with pytest.raises(FolderMismatchError, match="holds a different experiment"):
        begin(mine, tmp_path / "out")
    assert begin(yours, tmp_path / "out").present() == []
    assert hidden(tmp_path) == []


@pytest.mark.parametrize("name", ["a b\nü", "-odd", "it's $HOME/", "s3:x", "."])
def test_a_folder_may_have_any_name(unbroken, tmp_path, name):
    done = rls_sim("sweep", *TINY, "-o", name, cwd=tmp_path)

    assert done.returncode == 0, done.stderr
    assert parts_of(tmp_path / name) == parts_of(unbroken("tiny"))
    task = SimpleNamespace(shard=Shard(), on_fail="continue", allowed=0, bench=BENCH)
    words = shlex.split(resume_command(Path(name), task, Choice(0, "threads", "", "none")))
    status = rls_sim("status", *words[2:], cwd=tmp_path)
    assert "6 of 6 cells, 100 %" in status.stdout


def test_a_name_that_is_no_text_is_refused_in_words(tmp_path):
    done = rls_sim("sweep", *TINY, "-o", "\udcff", cwd=tmp_path)

    assert done.returncode == 3
    assert "its name is no UTF-8" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_link_to_a_folder_is_that_folder(unbroken, tmp_path):
    (tmp_path / "there").mkdir()
    (tmp_path / "out").symlink_to("there")
    (tmp_path / "loose").symlink_to("nowhere")

    assert rls_sim("sweep", *TINY, "-o", "out", "-q", cwd=tmp_path).returncode == 0
    assert (tmp_path / "out").is_symlink()
    assert parts_of(tmp_path / "there") == parts_of(unbroken("tiny"))
    loose = rls_sim("sweep", *TINY, "-o", "loose", cwd=tmp_path)
    assert (loose.returncode, loose.stderr.count("\n")) == (3, 1)


def test_files_get_the_modes_that_the_user_s_mask_says(tmp_path):
    done = rls_sim("sweep", *TINY, "-o", "out", cwd=tmp_path, prepare=lambda: os.umask(0o027))

    assert done.returncode == 0, done.stderr
    for path in (tmp_path / "out").rglob("*"):
        assert path.stat().st_mode & 0o777 == (0o750 if path.is_dir() else 0o640), path


def test_the_page_of_faults_names_tests_that_exist():
    page = (ROOT / "docs" / "reliability.md").read_text("utf-8")
    defined = {
        name
        for path in (ROOT / "tests").rglob("test_*.py")
        for name in [path.stem, *re.findall(r"^def (test_\w+)", path.read_text("utf-8"), re.M)]
    }
    named = set(re.findall(r"test_\w+", page))
    assert len(named) > 30
    assert named <= defined
