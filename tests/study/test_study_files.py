"""Files and folders that appear whole or not at all."""

import errno
from pathlib import Path

import pytest

from rls_sim.errors import ConfigError, OutputFolderError
from rls_sim.study import files
from rls_sim.study.files import (
    read_toml,
    require_file,
    require_writable,
    whole_file,
    whole_folder,
    write_text,
)


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_a_file_that_fails_half_way_leaves_the_old_one(tmp_path):
    path = tmp_path / "table.csv"
    write_text(path, "old")

    def write_half():
        with whole_file(path) as draft:
            draft.write_text("half")
            raise RuntimeError("power cut")

    with pytest.raises(RuntimeError):
        write_half()

    assert path.read_text() == "old"
    assert names(tmp_path) == ["table.csv"]


def test_a_file_in_a_new_folder_is_written(tmp_path):
    write_text(tmp_path / "a" / "b" / "table.csv", "new")
    assert (tmp_path / "a" / "b" / "table.csv").read_text() == "new"


def test_a_folder_that_fails_half_way_is_not_there(tmp_path):
    def write_half():
        with whole_folder(tmp_path / "out", "last") as draft:
            (draft / "first").write_text("half")
            raise RuntimeError("power cut")

    with pytest.raises(RuntimeError):
        write_half()

    assert names(tmp_path) == []


def test_a_folder_that_exists_keeps_files_of_other_names(tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    (out / "notes.txt").write_text("mine")
    (out / "cells").write_text("old")

    with whole_folder(out, "manifest") as draft:
        (draft / "cells").write_text("new")
        (draft / "manifest").write_text("new")

    assert names(out) == ["cells", "manifest", "notes.txt"]
    assert (out / "cells").read_text() == "new"
    assert names(tmp_path) == ["out"]


def test_a_new_folder_can_be_read_by_others_as_the_user_allows(tmp_path):
    plain = tmp_path / "plain"
    plain.mkdir()
    with whole_folder(tmp_path / "out", "last") as draft:
        (draft / "last").write_text("x")

    assert (tmp_path / "out").stat().st_mode == plain.stat().st_mode


def test_a_place_below_a_file_is_not_writable(tmp_path):
    (tmp_path / "file").write_text("")

    with pytest.raises(OutputFolderError, match="is a file, not a folder"):
        require_writable(tmp_path / "file" / "out")
    require_writable(tmp_path / "new" / "out")
    assert names(tmp_path) == ["file"]


def test_a_folder_that_exists_is_written_from_within(tmp_path):
    # Its parent may belong to somebody else.
    out = tmp_path / "out"
    out.mkdir()

    with whole_folder(out, "last") as draft:
        (draft / "last").write_text("x")
        assert draft.parent == out
        assert draft.name.startswith(".")

    assert names(out) == ["last"]


def full_disk(*_):
    raise OSError(errno.ENOSPC, "No space left on device")


def test_a_full_disk_is_told_and_leaves_nothing(tmp_path):
    for place in (whole_folder(tmp_path / "out", "last"), whole_file(tmp_path / "out")):
        with pytest.raises(OutputFolderError, match="out: No space left on device"), place:
            full_disk()
    assert names(tmp_path) == []


def test_a_read_only_file_system_is_told(tmp_path, monkeypatch):
    def read_only(*_, **__):
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(Path, "mkdir", read_only)
    with pytest.raises(OutputFolderError, match="Read-only file system"):
        write_text(tmp_path / "new" / "table.csv", "x")


def test_the_hint_names_the_option_that_chooses_the_place(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputFolderError, match="Choose another place with --plot"):
        require_file(tmp_path / "file" / "day.png", "--plot")
    with pytest.raises(OutputFolderError) as plain:
        require_writable(tmp_path / "file" / "out")
    assert "Choose" not in str(plain.value)


def test_a_hostile_configuration_is_refused_in_words(tmp_path):
    nested, huge = tmp_path / "nested.toml", tmp_path / "huge.toml"
    nested.write_text("a = " + "[" * 20_000 + "]" * 20_000)
    with huge.open("wb") as file:
        file.truncate(files.LARGEST_TOML + 1)

    with pytest.raises(
        ConfigError, match=r"nested\.toml: its lists or tables are nested too deeply"
    ):
        read_toml(nested)
    with pytest.raises(ConfigError, match=r"huge\.toml: is too large .* 10 MB; 10 are allowed"):
        read_toml(huge)
