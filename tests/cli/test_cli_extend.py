"""A file of the user's on the command line: a flux by --extend, a lesion by --lesion."""

import hashlib
import json
import shutil
from pathlib import Path

import pytest

SECOND_SINK = Path(__file__).parents[2] / "configs" / "second_sink.py"
SUM = hashlib.sha256(SECOND_SINK.read_bytes()).hexdigest()
EXTEND = ("--extend", "second_sink.py")
LESION = """
title = "A leaky axon"
biology = "Iron is lost along the axon."
genes = []
evidence = "assumed"

[size]
meaning = "labile iron lost each hour"
default = 0.01
range = [0.0, 0.05]
healthy = 0.0

[change]
axonal_loss = "size"
"""
OWN = """
title = "Fewer transporters of both kinds"
biology = "Receptor and DMT1 of the neuron are made too little."
genes = ["TFRC", "SLC11A2"]
evidence = "assumed"

[size]
meaning = "synthesis of both, relative to healthy"
default = 0.5
range = [0.05, 1.0]
healthy = 1.0
distribution = "loguniform"

[change]
receptor_density = "size x"
divalent_transporter_density = "size^0.5 x"
"""


@pytest.fixture
def folder(tmp_path):
    """A folder with the example and a lesion of what it adds."""
    shutil.copy(SECOND_SINK, tmp_path)
    (tmp_path / "leaky_axon.toml").write_text(LESION)
    (tmp_path / "both.toml").write_text(OWN)
    return tmp_path


@pytest.fixture(scope="module")
def kept(command, tmp_path_factory):
    """A folder with a sweep that was made with the example, in out."""
    folder = tmp_path_factory.mktemp("extended")
    shutil.copy(SECOND_SINK, folder)
    done = command("sweep", *EXTEND, "-p", "axonal_loss=0,0.01", "-o", "out", cwd=folder)
    assert done.returncode == 0, done.stderr
    return folder


def test_a_cycle_with_a_second_sink_says_what_it_was_made_with(command, folder):
    done = command("cycle", *EXTEND, "-s", "axonal_loss=0.01", "--json", cwd=folder)
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    plain = json.loads(command("cycle", "--json").stdout)

    assert document["extensions"] == [{"file": "second_sink.py", "sha256": SUM}]
    assert plain["extensions"] == []
    assert document["model_hash"] != plain["model_hash"]
    iron = [d["outcomes"]["labile_iron"]["value"] for d in (document, plain)]
    assert 0.7 < iron[0] / iron[1] < 0.95


def test_a_text_begins_with_what_extends_the_model(command, folder):
    done = command("run", *EXTEND, "--lesion", "leaky_axon.toml:0.02", "--days", "1", cwd=folder)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0] == f"extended by second_sink.py (SHA-256 {SUM[:12]})"
    assert lines[1] == "lesion leaky_axon:0.02: A leaky axon"


@pytest.mark.parametrize(
    "words",
    [
        ("model", "check"),
        ("model", "equations"),
        ("model", "explain", "labile_iron"),
        ("show", "axonal_sink"),
    ],
)
def test_the_model_can_be_looked_into_with_its_extension(command, folder, words):
    done = command(*words, *EXTEND, cwd=folder)
    assert done.returncode == 0, done.stderr
    assert "axonal_sink" in done.stdout or words == ("model", "check")
    if words == ("model", "check"):
        assert "FAILED" not in done.stdout


def test_a_branch_keeps_what_it_was_made_with(command, folder):
    words = ("branch", "axonal_loss=0:0.02", "-o", "out")
    done = command(*words, *EXTEND, cwd=folder)
    assert done.returncode == 0, done.stderr
    again = command(*words, "--extend", "out", cwd=folder)
    assert "nothing was computed" in again.stderr

    (folder / "second_sink.py").write_text(SECOND_SINK.read_text("utf-8") + "# more\n")
    other = command(*words, *EXTEND, cwd=folder)
    assert other.returncode == 7
    assert "extensions: second_sink.py" in other.stderr


def test_a_fault_has_its_file_and_line_and_exit_code_3(command, folder):
    text = SECOND_SINK.read_text("utf-8")
    (folder / "second_sink.py").write_text(text.replace("(labile_iron,", "(labile_irn,"))
    done = command("cycle", *EXTEND, cwd=folder)
    assert done.returncode == 3
    (line,) = done.stderr.splitlines()
    assert line.startswith("error: second_sink.py, line 11: There is no quantity 'labile_irn'")
    assert "neuron.labile_iron" in line


def test_a_manifest_keeps_the_file_and_its_sum(kept):
    manifest = json.loads((kept / "out" / "manifest.json").read_text("utf-8"))
    (entry,) = manifest["extensions"]
    assert entry["file"] == "second_sink.py"
    assert entry["sha256"] == SUM
    assert entry["text"] == SECOND_SINK.read_text("utf-8")
    assert manifest["experiment"]["extensions"] == {"second_sink.py": SUM}


@pytest.mark.parametrize("words", [("resume", "out"), ("replay", "out", "--id", "1")])
def test_without_its_extension_a_sweep_does_not_go_on(command, kept, words):
    done = command(*words, cwd=kept)
    assert done.returncode == 7
    assert "out was made with second_sink.py" in done.stderr
    assert "--extend out" in done.stderr


def test_with_another_extension_a_sweep_does_not_go_on(command, kept, tmp_path):
    (tmp_path / "second_sink.py").write_text(SECOND_SINK.read_text("utf-8") + "# more\n")
    words = ("--extend", tmp_path / "second_sink.py")
    for done in (
        command("resume", "out", *words, cwd=kept),
        command("sweep", *words, "-p", "axonal_loss=0,0.01", "-o", "out", cwd=kept),
        command("sweep", "-p", "receptor_density=0.4,0.5", "-o", "out", cwd=kept),
    ):
        assert done.returncode == 7
        assert "second_sink.py" in done.stderr


@pytest.mark.parametrize("given", ["second_sink.py", "DIR"])
def test_a_sweep_goes_on_with_its_file_or_with_the_copy_that_it_keeps(
    command, kept, tmp_path, given
):
    folder = tmp_path / "out"
    shutil.copytree(kept / "out", folder)
    (part,) = (folder / "cells").glob("*.parquet")
    before = part.read_bytes()
    part.unlink()

    extension = kept / given if given.endswith(".py") else folder
    done = command("resume", folder, "--extend", extension)
    assert done.returncode == 0, done.stderr
    assert part.read_bytes() == before
    done = command("replay", folder, "--id", 1, "--extend", extension)
    assert done.returncode == 0, done.stderr
    assert "axonal_loss" in done.stdout


def test_what_to_type_to_go_on_holds_the_extension(command, kept, tmp_path):
    words = ("-p", "axonal_loss=lin:0:0.02:64", "--chunk", "32", "--shard", "1/2", "-o", "jobs")
    done = command("sweep", "--extend", kept / "second_sink.py", *words, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "rls-sim merge jobs --extend jobs" in done.stderr


def test_workers_of_dask_are_given_none(command, kept, tmp_path):
    words = ("--executor", "dask", "-p", "axonal_loss=0,0.01", "-o", "out")
    done = command("sweep", "--extend", kept / "second_sink.py", *words, cwd=tmp_path)
    assert done.returncode == 3
    assert "--executor dask cannot give its workers an extension" in done.stderr
    assert not (tmp_path / "out").exists()


def test_help_says_that_the_file_is_run(command):
    for name in ("run", "cycle", "branch", "sweep", "resume", "replay"):
        text = " ".join(command(name, "--help").stdout.split())
        assert "run as any program is, with your rights: give only what you trust" in text


@pytest.mark.parametrize(
    "words",
    [
        ("run", "--days", "1"),
        ("cycle",),
        ("branch", "release_rate=0.8:1.2"),
        ("sweep", "-p", "release_rate=0.9,1"),
    ],
)
def test_a_lesion_of_the_users_own_works_everywhere(command, folder, words):
    done = command(*words, "--lesion", "both.toml:0.4", "--json", cwd=folder)
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    assert document["lesions"] == ["both:0.4"]
    changed = document["parameters_that_differ"]
    assert changed["neuron.receptor_density"]["value"] == pytest.approx(0.4)
    assert changed["neuron.divalent_transporter_density"]["value"] == pytest.approx(0.4**0.5)
