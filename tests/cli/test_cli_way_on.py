"""What a sweep prints to be pasted, and what it refuses before it does anything; on the toy."""

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = Path(__file__).with_name("on_a_toy.py")
FAILING = ("-p", "growth=0.3,0,0.1,0.2", "--chunk", "1", "-j", "1")
SOUND = ("-p", "growth=0,0.05,0.1,0.15", "--chunk", "1")


@pytest.fixture
def command(tmp_path):
    """Run the command line on a toy in a process of its own."""

    def run(*words):
        return subprocess.run(
            [sys.executable, PROGRAM, *map(str, words)],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    return run


def printed(text, name):
    """The words of the last command of this name that was printed, as a shell reads them."""
    words = shlex.split(text[text.rindex(f"rls-sim {name}") :].splitlines()[0])
    return words[1:]


@pytest.mark.parametrize("name", ["-odd", "it's $HOME"])
def test_every_printed_command_can_be_pasted(command, name):
    out = f"./{name}"
    stopped = command("sweep", *FAILING, "-o", name, "--on-fail", "stop")
    assert stopped.returncode == 5
    assert command(*printed(stopped.stderr, "replay")).returncode == 0
    looked = command("status", out)
    assert printed(looked.stdout, "resume")[1:] == [out if name == "-odd" else name]

    merged = command("merge", out, "--max-failed", "1")
    assert merged.returncode == 6
    assert printed(command("plot", out).stderr, "resume")[:1] == ["resume"]
    resumed = command(*printed(merged.stderr, "resume"))
    assert resumed.returncode == 0, resumed.stderr
    assert "4 of 4 cells, 100 %" in command(*printed(looked.stdout, "resume")).stderr + (
        command("status", out).stdout
    )


def test_what_was_asked_is_asked_again_on_the_way_on(command):
    asked = ("--on-fail", "stop", "--max-failed", "25pct")
    words = ("-p", "growth=0.3,0.31,0.1,0.2", "--chunk", "1", "-j", "1", "-o", "out")
    stopped = command("sweep", *words, *asked)

    assert stopped.returncode == 5
    assert "stopped since more than 1 cells failed (--on-fail stop)" in stopped.stderr
    assert printed(stopped.stderr, "resume") == shlex.split(
        "resume out --on-fail stop --max-failed 1 -j 1"
    )
    shard = command("sweep", *FAILING, "-o", "jobs", "--shard", "1/2", "--max-failed", "1")
    assert shard.returncode == 0, shard.stderr
    assert printed(shard.stderr, "merge") == shlex.split("merge jobs --max-failed 1")
    early = command(*printed(shard.stderr, "merge"))
    assert printed(early.stderr, "resume") == shlex.split("resume jobs --max-failed 1")


def test_failures_within_the_budget_are_told_with_a_way_to_see_one(command):
    done = command("sweep", *FAILING, "-o", "out", "--max-failed", "1")
    assert done.returncode == 0, done.stderr
    assert done.stderr.splitlines()[-1] == "to see one: rls-sim replay out --id 0"


def test_a_lesion_is_gone_on_with_and_told_by_a_replay(command):
    lesion = ("--lesion", "starved:0.25")
    shard = command("sweep", *SOUND, *lesion, "-o", "out", "--shard", "1/2")
    assert shard.returncode == 0, shard.stderr
    rest = command("resume", "out", "--shard", "2/2")
    assert rest.returncode == 0, rest.stderr
    assert command("merge", "out").returncode == 0

    assert command("sweep", *SOUND, *lesion, "-o", "two", "--shard", "2/2").returncode == 0
    assert command("sweep", *SOUND, *lesion, "-o", "one", "--shard", "1/2").returncode == 0
    merged = command("merge", "joined", "one", "two")
    assert merged.returncode == 0, merged.stderr
    told = json.loads(command("replay", "out", "--id", "3", "--json").stdout)
    assert told["lesions"] == ["starved:0.25"]


def test_progress_after_damaged_parts_counts_what_is_sound(command, tmp_path):
    assert command("sweep", *SOUND, "-o", "out").returncode == 0
    for part in sorted((tmp_path / "out" / "cells").iterdir())[:3]:
        part.write_bytes(b"PAR1")

    done = command("resume", "out", "--progress", "json", "-j", "1")
    events = [json.loads(line) for line in done.stderr.splitlines() if line.startswith("{")]
    assert done.returncode == 0, done.stderr
    assert events[-1]["done"] == 4
    assert all(event["per_second"] > 0 for event in events)
    assert "3 damaged files were set aside" in command("status", "out").stdout


def test_one_damaged_file_is_told_as_one(command, tmp_path):
    assert command("sweep", *SOUND, "-o", "out").returncode == 0
    next((tmp_path / "out" / "cells").iterdir()).write_bytes(b"")
    assert command("resume", "out", "-q").returncode == 0
    assert "1 damaged file was set aside in out/damaged/" in command("status", "out").stdout


def test_all_but_one_of_a_thousand_cells_are_not_all():
    from rls_sim.cli.status import _text
    from rls_sim.study.sweeps.overview import Overview

    found = Overview(Path("out"), "", 1000, 999, False, (), 0)
    assert "999 of 1000 cells, 99 %" in _text(found)


def test_what_a_long_sweep_lacks_is_told(capsys):
    from types import SimpleNamespace

    from rls_sim.cli.sweep_run import _tell_left_out

    for size, line in ((10_000, True), (10_001, True), (10_001, False)):
        done = SimpleNamespace(result=SimpleNamespace(size=size, line=line))
        _tell_left_out(done, Path("out"))
    one, other = capsys.readouterr().err.splitlines()
    assert one == (
        "of more than 10000 cells there is no cells.csv, no figure and no critical values: "
        "out/cells/ has them all"
    )
    assert "figure" not in other


# Plans.


def test_a_plan_is_of_the_shard_and_looks_into_the_folder(command, tmp_path):
    assert command("sweep", *SOUND, "-o", "out", "--shard", "1/4").returncode == 0
    done = command("sweep", *SOUND, "-o", "out", "--shard", "2/3", "-n")
    assert "  shard    2 of 3: 1 of these cells" in done.stdout, done.stderr
    assert "  folder   out (has 1 of the cells)" in done.stdout
    told = json.loads(
        command("sweep", *SOUND, "-n", "--json", "--keep", "pool_mean", "--outcome", "state").stdout
    )
    assert told["outcomes"] == ["pool_mean", "state"]
    assert told["words"]["outcomes"] == ["state"]

    differs = (*SOUND, "-s", "exchange=0.2", "-o", "out", "-n")
    anew = command("sweep", *differs, "--new")
    assert anew.stdout.endswith("  folder   out\n"), anew.stderr
    other = command("sweep", *differs)
    assert other.returncode == 7
    assert "toy.exchange none, asked 0.2" in other.stderr


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        ("sweep {} -o x --max-failed 120pct -n", 3, "a share is 100pct at most"),
        ("sweep {} -o x --scheduler tcp://127.0.0.1:9 -n", 2, "is for --executor dask"),
        ("sweep {} --shard 1/2 -n", 2, "--shard needs -o DIR"),
        ("sweep {} --keep pool_mean --outcome pool_trough", 3, "--keep leaves it out"),
        ("sweep {} --check out", 2, "as it was made; leave out --vary"),
        ("sweep --check out --keep state", 2, "leave out --keep"),
        ("sweep --check out --seed x", 3, "--seed x: is not a whole number"),
        ("merge file", 3, "file is a file"),
        ("merge file out", 3, "file is a file"),
        ("merge out --max-failed no", 3, "--max-failed no"),
    ],
)
def test_what_cannot_be_done_is_refused_before_anything_is(command, tmp_path, words, code, told):
    (tmp_path / "file").write_text("mine")
    done = command(*shlex.split(words.format("-p growth=0,0.1")))

    assert done.returncode == code, done.stderr
    assert told in done.stderr
    assert "bug" not in done.stderr
    assert not (tmp_path / "x").exists()


def test_every_problem_of_a_command_line_is_told_at_once(command, tmp_path):
    words = "--keep poolmean --follow gates --shard 3/2 --max-failed some -o x"
    done = command("sweep", "-p", "growht=0,1", *shlex.split(words))
    assert done.returncode == 3
    for part in ("5 problems", "growht", "poolmean", "'gates'", "--shard 3/2", "--max-failed some"):
        assert part in done.stderr
    assert not (tmp_path / "x").exists()


def test_a_scheduler_that_is_not_there_leaves_no_folder(command, tmp_path):
    pytest.importorskip("distributed")
    words = ("--executor", "dask", "--scheduler", "nowhere.json", "-o", "x")
    done = command("sweep", *SOUND, *words)
    assert done.returncode == 3
    assert "write tcp://HOST:PORT" in done.stderr
    assert not (tmp_path / "x").exists()


# Rows solved again.


def test_a_check_takes_the_seed_that_is_asked(command):
    assert command("sweep", *SOUND, "-o", "out").returncode == 0
    done = command("sweep", "--check", "out", "--seed", "5", "-q")
    assert "1 cell solved again by NumPy and SciPy alone (seed 5)" in done.stdout, done.stderr


def test_a_replay_tells_of_a_row_with_another_word(command, tmp_path):
    from rls_sim.study.sweeps import parts
    from rls_sim.study.sweeps.store import open_store

    assert command("sweep", *SOUND, "-o", "out").returncode == 0
    same = command("replay", "out", "--id", "1")
    assert re.search(r"The row that is kept (says the same|differs by \S+ at most)", same.stdout)

    store = open_store(tmp_path / "out")
    part = store.read(1)
    columns = {name: column.copy() for name, column in part.columns.items()}
    columns["state"][:] = "dying"
    columns["pool_trough"][:] = float("nan")
    edited = parts.encode(parts.Part(part.sweep, part.first, columns), {})
    store.write(1, edited, store.traces_part(1).read_bytes(), "x")
    other = command("replay", "out", "--id", "1")
    assert "says otherwise: " in other.stdout
    assert "state dying, not fine" in other.stdout
    assert "pool_trough -, not " in other.stdout


def test_a_day_that_is_not_there_is_not_drawn_and_the_text_comes_first(command, tmp_path):
    assert command("sweep", *FAILING, "-o", "out", "--max-failed", "1").returncode == 0
    done = command("replay", "out", "--id", "0", "--plot", "day.svg")
    assert done.returncode == 0
    assert "not_converged" in done.stdout
    assert done.stderr.splitlines()[-1] == "day.svg is not drawn: cell 0 has no day"
