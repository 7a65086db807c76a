"""Files of a sweep that were cut, flipped, swapped, renamed, lost or edited: found, and mended."""

import json
import random
import shutil

import pytest
from processes import PAIR, TRACED, count, hidden, parts_of, rls_sim
from sweeping import done_of, task_of

from rls_sim.errors import FolderMismatchError, OutputFolderError
from rls_sim.study.sweeps import parts, traces
from rls_sim.study.sweeps.parts import DamagedPartError
from rls_sim.study.sweeps.store import open_store
from rls_sim.study.sweeps.sweep import begin, put_aside, read_sweep

FLIPS = 40


@pytest.fixture(scope="module")
def other(tmp_path_factory):
    """A sweep of the same shape with other values."""
    place = tmp_path_factory.mktemp("other")
    words = ["-s", "brain_oxygen=3", *PAIR[:2], "-p", "ferroportin_density=0.5,0.6"]
    done = rls_sim("sweep", *words, "--traces", "all", "--chunk", "32", "-o", "out", cwd=place)
    assert done.returncode == 0, done.stderr
    return place / "out"


def damage(folder, name, other):
    """Harm seven files of ``folder`` in seven ways; gives those that must be set aside, and why."""
    files = sorted((folder / name).glob("*"))
    cut, empty, flipped, foreign, moved, copied, lost = files[1:8]
    cut.write_bytes(cut.read_bytes()[: cut.stat().st_size // 2])
    empty.write_bytes(b"")
    flipped.write_bytes(flip(flipped.read_bytes(), random.Random(2)))
    foreign.write_bytes((other / name / files[1].name).read_bytes())
    shutil.move(moved, astray := moved.with_name(moved.name.replace("160", "165")))
    shutil.copy(files[0], copied)
    lost.unlink()
    return {
        cut: "its bytes are not those that were written",
        empty: "it is empty",
        flipped: "its bytes are not those that were written",
        foreign: "another sweep" if name == "cells" else "the courses of its rows",
        astray: "no part has this name",
        copied: "the rows 192 to 223" if name == "cells" else "the courses of its rows",
    }


@pytest.mark.parametrize("name", ["cells", "traces"])
def test_a_damaged_part_is_found_set_aside_and_solved_again(unbroken, other, tmp_path, name):
    whole, out = unbroken("traced"), tmp_path / "out"
    shutil.copytree(whole, out)
    harmed = damage(out, name, other)
    bytes_before = {path.name: path.read_bytes() for path in harmed}

    done = rls_sim("resume", "out", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "solving 224 of 400 cells" in done.stderr  # seven parts, and no other
    assert parts_of(out) == parts_of(whole)
    assert (out / "cells.csv").read_bytes() == (whole / "cells.csv").read_bytes()
    aside = {path.name.removesuffix(".1"): path.read_bytes() for path in out.glob("damaged/*")}
    assert aside == bytes_before
    told = [line for line in done.stderr.splitlines() if line.startswith("set aside")]
    assert len(told) == 3
    assert all(
        any(path.name in line and why in line for path, why in harmed.items()) for line in told
    )
    assert "and 3 more damaged" in done.stderr
    status = rls_sim("status", "out", cwd=tmp_path).stdout
    assert "6 damaged files were set aside in out/damaged/" in status


def test_each_harm_is_called_by_its_name(unbroken, other, tmp_path):
    for name in ("cells", "traces"):
        out = tmp_path / name
        shutil.copytree(unbroken("traced"), out)
        harmed = damage(out, name, other)
        _, damages = open_store(out).examine()
        reasons = {found.path.name.removesuffix(".1"): found.reason for found in damages}
        assert reasons.keys() == {path.name for path in harmed}
        for path, why in harmed.items():
            assert why in reasons[path.name]


def flip(data, chance):
    """The same bytes with one bit the other way."""
    changed, place = bytearray(data), chance.randrange(len(data))
    changed[place] ^= 1 << chance.randrange(8)
    return bytes(changed)


@pytest.mark.parametrize(("name", "decode"), [("cells", parts.decode), ("traces", traces.decode)])
def test_no_bit_of_a_file_can_change_unnoticed(unbroken, name, decode):
    """Not in its head or foot either: what we believe would mislead or stop other readers."""
    data = sorted((unbroken("traced") / name).iterdir())[0].read_bytes()
    chance = random.Random(name)
    for _ in range(FLIPS):
        with pytest.raises(DamagedPartError):
            decode(flip(data, chance))
    for length in (0, 1, len(data) // 2, len(data) - 1):
        with pytest.raises(DamagedPartError):
            decode(data[:length])
    with pytest.raises(DamagedPartError):
        decode(data + b"\0")
    decode(data)


def test_what_is_not_ours_is_left_alone(unbroken, tmp_path):
    whole, out = unbroken("traced"), tmp_path / "out"
    shutil.copytree(whole, out)
    strangers = ["thesis.txt", "cells/notes.txt", "traces/.hidden", "damaged/mine", "cells/_more"]
    strangers += ["cells/cells-000000000032.parquet.bak", "cells/cells-32.parquet"]
    (out / "damaged").mkdir()
    for name in strangers:
        (out / name).write_text("mine")
    shutil.rmtree(out / "running")
    (out / "cells" / "cells-000000000064.parquet").unlink()

    assert rls_sim("resume", "out", "-q", cwd=tmp_path).returncode == 0
    assert [(out / name).read_text() for name in strangers] == ["mine"] * len(strangers)
    found = parts_of(out)
    assert {name: found[name] for name in parts_of(whole)} == parts_of(whole)


def test_a_figure_or_a_summary_that_was_changed_is_made_again(unbroken, tmp_path):
    whole, out = unbroken("line"), tmp_path / "out"
    shutil.copytree(whole, out)
    (out / "figure.svg").write_text("edited")
    text = (out / "summary.json").read_text()
    (out / "summary.json").write_text(text.replace('"value": 0.', '"value": 1.', 1))

    assert rls_sim("plot", "out", "--save", "again.svg", cwd=tmp_path).returncode == 6
    assert rls_sim("resume", "out", "-q", cwd=tmp_path).returncode == 0
    assert (out / "figure.svg").read_bytes() == (whole / "figure.svg").read_bytes()
    boundaries = [json.loads((f / "summary.json").read_text())["boundaries"] for f in (out, whole)]
    assert boundaries[0] == boundaries[1]
    assert hidden(out) == []


@pytest.fixture
def task(bench):
    """A small sweep of the toy."""
    return task_of(bench, "density=1,2", "clearance=0.25,0.5,1", chunk=4)


@pytest.fixture
def made(task, tmp_path):
    """Its folder."""
    done_of(task, tmp_path / "out")
    return tmp_path / "out"


def edited(change):
    def edit(path):
        content = json.loads(path.read_text())
        change(content)
        path.write_text(json.dumps(content))

    return edit


UNREADABLE = {
    "cut": lambda path: path.write_bytes(path.read_bytes()[:100]),
    "empty": lambda path: path.write_bytes(b""),
    "no text": lambda path: path.write_bytes(b"\xff\xfe\x00"),
    "a list": lambda path: path.write_text("[1, 2]"),
    "without an experiment": edited(lambda content: content.pop("experiment")),
    "an experiment of words": edited(lambda content: content.update(experiment="mine")),
    "no number of cells": edited(lambda content: content["experiment"].update(cells="many")),
    "a later version": edited(lambda content: content.update(schema="rls-sim/sweep/2")),
    "another kind": edited(lambda content: content.update(schema="rls-sim/branch/1")),
    "other cells": edited(lambda content: content["experiment"].update(cells=5)),
    "chunks of none": edited(lambda content: content["experiment"].update(chunk=0)),
    "another label": edited(lambda content: content["columns"]["cell"].update(label="Row")),
    "no seal": edited(lambda content: content.pop("seal")),
    "other code": edited(lambda content: content.update(code="0")),
    "another rls-sim": edited(lambda content: content.update(rls_sim="9.9")),
    "no packages": edited(lambda content: content.update(packages_that_decide=[])),
}
SAID = {  # to who gives the same command again
    "a later version": "it is rls-sim/sweep/2, and this version reads rls-sim/sweep/1",
    "other cells": "cells: 5, asked 6",
    "chunks of none": "chunk: 0, asked 4",
    "another label": "does not say what it said when it was written",
    "no seal": "does not say what it said when it was written",
    "other code": "rls-sim with other code",
    "another rls-sim": "made by rls-sim 9.9",
    "no packages": "made by numpy None",
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_a_manifest_that_cannot_be_believed_is_refused_and_left(task, made, name):
    UNREADABLE[name](made / "manifest.json")
    before, rows = (made / "manifest.json").read_bytes(), parts_of(made)

    with pytest.raises(FolderMismatchError) as caught:
        begin(task, made)
    assert SAID.get(name, "manifest") in str(caught.value)
    with pytest.raises(FolderMismatchError, match="left as it was"):
        put_aside(made)
    for read in (open_store, read_sweep):
        with pytest.raises(OutputFolderError):
            read(made)
    assert (made / "manifest.json").read_bytes() == before
    assert parts_of(made) == rows
    assert not (made / "damaged").exists()


def test_an_edited_manifest_is_refused_by_every_command(unbroken, tmp_path):
    out = tmp_path / "out"
    shutil.copytree(unbroken("traced"), out)
    edited(lambda content: content["experiment"].update(cells=399))(out / "manifest.json")

    codes = {"sweep": 7, "resume": 3, "status": 3, "merge": 3, "replay": 3}
    more = {"sweep": [*TRACED, "-o"], "replay": ["--id", "1"]}
    for word, code in codes.items():
        done = rls_sim(word, *more.get(word, []), "out", cwd=tmp_path)
        assert (done.returncode, done.stderr.count("\n")) == (code, 1), done.stderr
        assert "manifest.json" in done.stderr or "cells: 399, asked 400" in done.stderr
    assert parts_of(out) == parts_of(unbroken("traced"))


def test_the_same_command_puts_a_lost_manifest_back(task, made):
    before = parts_of(made)
    for name in ("manifest.json", "summary.json", "cells.csv"):
        (made / name).unlink()

    assert done_of(task, made).computed == 0
    assert parts_of(made) == before
    assert count(made) == 2
