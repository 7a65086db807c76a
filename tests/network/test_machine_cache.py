"""Machine code gives the right answers whatever has become of the files it is kept in."""

import ctypes
import hashlib
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from rls_sim.network import code_cache, machine
from rls_sim.network.machine import Draft, machine_code

TIMES = """
define void @times(ptr noalias %given, ptr noalias %answer) {
  %x = load <4 x double>, ptr %given, align 8
  %y = fmul <4 x double> %x, <double FACTOR, double FACTOR, double FACTOR, double FACTOR>
  store <4 x double> %y, ptr %answer, align 8
  ret void
}
"""
NO_SUCH_FILE = "nobody wrote this file"


def times(factor=2.0):
    return TIMES.replace("FACTOR", f"{factor}")


def answer(code):
    """What the first function of the code makes of 1, 2, 3, 4."""
    given, found = np.arange(1.0, 5.0), np.zeros(4)
    call = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_void_p)(int(code.addresses[0]))
    call(given.ctypes.data, found.ctypes.data)
    return found.tolist()


class Printer:
    """Gives the same draft each time, and counts how often it was asked."""

    def __init__(self, factor=2.0):
        self.asked, self.factor = 0, factor

    def __call__(self):
        self.asked += 1
        return Draft(times(self.factor), ["times"], {"dims": (3, 1), "rows": [0, 2]})


def doubled(printer, **key):
    """The code of the printer under a key; it must double."""
    code = machine_code({"model": "toy", **key}, [], printer)
    assert answer(code) == [2.0, 4.0, 6.0, 8.0]
    return code


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """An empty place for the cache, which nobody has created yet."""
    place = tmp_path / "some" / "cache"
    monkeypatch.setenv(code_cache.FOLDER_SETTING, str(place))
    return place


def the_file(folder):
    (path,) = folder.iterdir()
    return path


def test_a_draft_becomes_functions_that_compute(folder):
    code = doubled(Printer())
    assert code.names == ("times",)
    assert code.addresses.dtype == np.int64
    assert code.dims.tolist() == [3, 1]
    assert code.rows.tolist() == [0, 2]


def test_what_was_kept_is_what_was_made(folder):
    printer = Printer()
    made, kept = doubled(printer), doubled(printer)
    assert printer.asked == 1
    assert kept.metadata == made.metadata == {"dims": [3, 1], "rows": [0, 2]}
    assert kept.names == made.names


ANOTHER = """
import sys
sys.path.insert(0, {here!r})
import test_machine_cache as toy
from rls_sim.network import machine
printer, compile_text = toy.Printer(), machine.compile_text
compiled = []
machine.compile_text = lambda text: compiled.append(text) or compile_text(text)
toy.doubled(printer)
print(printer.asked, len(compiled))
"""


def another_process():
    """A process that needs the code of the toy; it says how often it printed and compiled."""
    program = ANOTHER.format(here=str(Path(__file__).parent))
    return subprocess.Popen(
        [sys.executable, "-W", "error", "-c", program],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def said(process):
    out, problems = process.communicate()
    assert process.returncode == 0, problems
    assert problems == ""
    return out.split()


def test_a_second_process_neither_prints_nor_compiles(folder):
    assert said(another_process()) == ["1", "1"]
    assert said(another_process()) == ["0", "0"]


def test_processes_may_start_at_once(folder):
    started = [another_process() for _ in range(3)]
    assert all(process in (["0", "0"], ["1", "1"]) for process in map(said, started))
    assert the_file(folder).suffix == code_cache.SUFFIX


def test_threads_may_start_at_once(folder):
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(doubled, [Printer()] * 40))
    assert the_file(folder).suffix == code_cache.SUFFIX


def assert_made_anew(folder, whole):
    """However the file is damaged, the answer is right and the file is whole again."""
    printer = Printer()
    doubled(printer)
    assert printer.asked == 1
    assert the_file(folder).read_bytes() == whole
    doubled(printer)
    assert printer.asked == 1


def test_a_file_cut_short_is_made_anew(folder):
    doubled(Printer())
    path = the_file(folder)
    whole = path.read_bytes()
    for size in [*range(0, 60), *range(60, len(whole), 97), len(whole) - 1]:
        path.write_bytes(whole[:size])
        assert_made_anew(folder, whole)


def test_a_file_with_one_wrong_byte_is_made_anew(folder):
    doubled(Printer())
    path = the_file(folder)
    whole = path.read_bytes()
    for place in [*range(0, 60), *range(60, len(whole), 97), len(whole) - 1]:
        path.write_bytes(
            whole[:place] + bytes([whole[place] ^ (1 << place % 8)]) + whole[place + 1 :]
        )
        assert_made_anew(folder, whole)


def sealed(body):
    """A file with the right checksum, by somebody who knows ours."""
    return b"rls_sim sealed 1\n" + hashlib.sha256(body).digest() + body


@pytest.mark.parametrize(
    "instead",
    [
        b"",
        b"\0" * 5000,
        b"<html>no such page</html>",
        sealed(b""),
        sealed(b"\2\0\0\0\0\0\0\0{}"),
        sealed(b"\2\0\0\0\0\0\0\0[]"),
    ],
    ids=len,
)
def test_something_else_in_place_of_the_file_is_made_anew(folder, instead):
    doubled(Printer())
    path = the_file(folder)
    whole = path.read_bytes()
    path.write_bytes(instead)
    assert_made_anew(folder, whole)


def test_a_longer_file_is_made_anew(folder):
    doubled(Printer())
    path = the_file(folder)
    whole = path.read_bytes()
    path.write_bytes(whole + b"\0")
    assert_made_anew(folder, whole)


def test_the_file_of_another_key_is_not_believed(folder):
    doubled(Printer())
    path = the_file(folder)
    whole = path.read_bytes()
    path.unlink()
    machine_code({"model": "another"}, [], Printer(factor=3.0))
    the_file(folder).replace(path)  # whole, and of another model
    assert_made_anew(folder, whole)


def test_a_folder_in_place_of_the_file_only_costs_time(folder):
    doubled(Printer())
    path = the_file(folder)
    path.unlink()
    path.mkdir()
    printer = Printer()
    doubled(printer), doubled(printer)
    assert printer.asked == 2
    assert the_file(folder) == path, "no draft is left behind"


def assert_works_without_keeping():
    printer = Printer()
    doubled(printer), doubled(printer)
    assert printer.asked == 2


def test_a_file_in_place_of_the_folder_only_costs_time(folder):
    folder.parent.mkdir()
    folder.write_text("in the way")
    assert_works_without_keeping()
    assert folder.read_text() == "in the way"


def test_a_folder_below_a_file_only_costs_time(folder):
    folder.parent.write_text("in the way")
    assert_works_without_keeping()


@pytest.mark.skipif(sys.platform != "linux", reason="a place where nobody can write")
def test_a_folder_that_nobody_can_create_only_costs_time(monkeypatch):
    monkeypatch.setenv(code_cache.FOLDER_SETTING, "/proc/version/cache")
    assert_works_without_keeping()
    monkeypatch.setenv(code_cache.FOLDER_SETTING, "/proc/cache")
    assert_works_without_keeping()


def test_a_folder_that_is_not_to_be_written_serves_what_it_holds(folder):
    # The super-user writes all the same; then this tests less, but nothing wrong.
    doubled(Printer())
    folder.chmod(0o500)
    printer = Printer()
    doubled(printer)
    assert printer.asked == 0
    doubled(printer, other="yes"), doubled(printer, other="yes")
    assert printer.asked in ({1} if os.access(folder, os.W_OK) else {2})
    folder.chmod(0o700)


def test_a_user_without_a_home_only_waits(monkeypatch):
    def nobody(path):
        raise RuntimeError("no home")

    for name in (code_cache.FOLDER_SETTING, "XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(Path, "expanduser", nobody)
    assert code_cache.cache_folder() is None
    assert_works_without_keeping()


def test_a_full_disk_leaves_nothing_half_written(folder, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    assert_works_without_keeping()
    assert list(folder.iterdir()) == []


def test_every_part_of_a_key_counts(folder):
    printer = Printer()
    doubled(printer), doubled(printer, law="old"), doubled(printer, law="new")
    assert printer.asked == 3
    doubled(printer, law="old")
    assert printer.asked == 3


@pytest.mark.parametrize("part", machine.host())
def test_code_of_another_host_is_not_used(folder, monkeypatch, part):
    printer, here = Printer(), machine.host()
    doubled(printer)
    monkeypatch.setattr(machine, "host", lambda: here | {part: "another"})
    doubled(printer)
    assert printer.asked == 2


def test_code_of_an_older_generator_is_not_used(folder, tmp_path):
    source = tmp_path / "printer.py"

    def made_with(text):
        source.write_text(text)
        os.utime(source, (0, 0))  # as after an upgrade that fixes all times
        printer = Printer()
        assert answer(machine_code({}, [source], printer)) == [2.0, 4.0, 6.0, 8.0]
        return printer.asked

    assert [made_with(text) for text in ("old", "old", "new", "old")] == [1, 0, 1, 0]


def test_an_upgrade_under_a_running_process_keeps_nothing(folder, tmp_path):
    # The process runs the old printer; the file it would be judged by holds the new one.
    source = tmp_path / "printer.py"
    source.write_text("new")
    os.utime(source, (time.time() + 60,) * 2)
    assert machine.generator_fingerprint([source]) is None
    machine_code({}, [source], Printer())
    assert not folder.exists()


def test_a_generator_without_its_files_keeps_nothing(folder):
    assert machine.generator_fingerprint([NO_SUCH_FILE]) is None
    machine_code({}, [NO_SUCH_FILE], Printer())
    assert not folder.exists()


def test_the_order_of_the_generators_files_does_not_count(tmp_path):
    paths = [tmp_path / name for name in ("one.py", "two.py")]
    for path in paths:
        path.write_text(path.name)
        os.utime(path, (0, 0))
    assert machine.generator_fingerprint(paths) == machine.generator_fingerprint(paths[::-1])
    assert machine.generator_fingerprint(paths) != machine.generator_fingerprint(paths[:1])


def test_what_was_not_used_for_long_is_removed(folder):
    doubled(Printer(), model="forgotten")
    forgotten = the_file(folder)
    draft, stranger = folder / "draft-abandoned", folder / "notes.txt"
    for path in (forgotten, draft, stranger):
        path.touch()
        os.utime(path, (time.time() - 100 * 24 * 3600,) * 2)
    doubled(Printer())
    assert not forgotten.exists()
    assert not draft.exists()
    assert stranger.exists()


def test_what_is_used_is_not_removed(folder):
    doubled(Printer(), model="old but used")
    path = the_file(folder)
    os.utime(path, (time.time() - 80 * 24 * 3600,) * 2)
    doubled(Printer(), model="old but used")
    assert time.time() - path.stat().st_mtime < 3600


def test_the_least_recently_used_makes_room(folder, monkeypatch):
    for age, name in ((3, "oldest"), (2, "older")):
        doubled(Printer(), name=name)
        path = max(folder.iterdir(), key=lambda path: path.stat().st_mtime)
        os.utime(path, (time.time() - age * 3600,) * 2)
    monkeypatch.setattr(code_cache, "_KEPT_AT_MOST", int(2.5 * path.stat().st_size))
    doubled(Printer(), name="new")
    printers = {name: Printer() for name in ("older", "new")}
    for name, printer in printers.items():
        doubled(printer, name=name)
    assert [printer.asked for printer in printers.values()] == [0, 0]
    assert len(list(folder.iterdir())) == 2


def test_the_cache_lives_where_this_system_keeps_caches(monkeypatch, tmp_path):
    monkeypatch.delenv(code_cache.FOLDER_SETTING, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    assert code_cache.cache_folder() == tmp_path / "xdg" / "rls_sim"
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")  # to be ignored, says the standard
    assert code_cache.cache_folder() == tmp_path / ".cache" / "rls_sim"
    monkeypatch.setattr(sys, "platform", "darwin")
    assert code_cache.cache_folder() == tmp_path / "Library" / "Caches" / "rls_sim"
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "local"))
    assert code_cache.cache_folder() == tmp_path / "local" / "rls_sim"


def test_code_that_is_no_assembly_is_refused():
    with pytest.raises(ValueError, match="cannot read"):
        machine.compile_text("define void @broken(")
    with pytest.raises(ValueError, match="cannot read"):
        machine.compile_text("define double @broken() {\n  ret void\n}\n")


def test_code_that_needs_a_library_is_refused():
    text = "declare double @expm1(double)\ndeclare double @llvm.fabs.f64(double)\n"
    with pytest.raises(ValueError, match="must not call expm1"):
        machine.compile_text(text)


def test_a_name_that_the_code_lacks_is_refused():
    with pytest.raises(ValueError, match="no function halves"):
        machine.load_object(machine.compile_text(times()), ["times", "halves"])


def test_addresses_cannot_be_overwritten(folder):
    code = doubled(Printer())
    with pytest.raises(ValueError, match="read-only"):
        code.addresses[0] = 0


def test_code_stays_when_other_code_goes(folder):
    kept = machine.load_object(machine.compile_text(times()), ["times"])
    for factor in (3.0, 4.0, 5.0):
        other = machine.load_object(machine.compile_text(times(factor)), ["times"])
        assert answer(other) == [factor, 2 * factor, 3 * factor, 4 * factor]
        del other
    assert answer(kept) == [2.0, 4.0, 6.0, 8.0]


@pytest.mark.parametrize("word", ["off", "OFF", "0", " no ", "false"])
def test_machine_code_can_be_switched_off(monkeypatch, word):
    monkeypatch.delenv(machine.SETTING, raising=False)
    assert machine.available()
    monkeypatch.setenv(machine.SETTING, word)
    assert not machine.available()


@pytest.mark.parametrize("missing", ["numba", "llvmlite"])
def test_without_a_compiler_there_is_no_machine_code(missing):
    program = f"import sys; sys.modules[{missing!r}] = None\n"
    program += "from rls_sim.network.machine import available; print(available())"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout == "False\n"
