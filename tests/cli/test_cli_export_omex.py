"""export omex: what is written, said and refused."""

import zipfile
from pathlib import Path

import pytest

TWO = ("-p", "receptor_density=0.3,1")


@pytest.fixture(scope="module")
def exported(command, tmp_path_factory):
    folder = tmp_path_factory.mktemp("exported")
    done = command("export", "omex", *TWO, "-o", "brain.omex", cwd=folder)
    assert done.returncode == 0, done.stderr
    return folder / "brain.omex", done


def test_an_archive_is_written_and_checked(exported):
    path, done = exported
    with zipfile.ZipFile(path) as kept:
        names = kept.namelist()
    assert names == ["manifest.xml", "model.xml", "day.sedml", "sweep.sedml", "metadata.rdf"]
    assert done.stdout == ""
    assert "wrote brain.omex: a day, and one of 2 cells each" in done.stderr
    assert "libsedml" in done.stderr
    assert "0 errors, 0 warnings" in done.stderr
    assert "cells: 2 of 2" in done.stderr


def test_the_same_command_gives_the_same_bytes_and_replaces_its_own(command, exported, tmp_path):
    path, _ = exported
    (tmp_path / "brain.omex").write_bytes(path.read_bytes())
    again = command("export", "omex", *TWO, "-o", "brain.omex", cwd=tmp_path)
    assert again.returncode == 0
    assert (tmp_path / "brain.omex").read_bytes() == path.read_bytes()


def test_a_configuration_gives_cell_and_sweep(command, tmp_path):
    (tmp_path / "mine.toml").write_text(
        'title = "Two"\nlesion = ["irp1_loss:0.2"]\n[vary]\nbrain_oxygen = "0.8x,1x"\n'
    )
    done = command("export", "omex", "mine.toml", "-o", "x.omex", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    with zipfile.ZipFile(tmp_path / "x.omex") as kept:
        assert b"Lesions: irp1_loss:0.2" in kept.read("model.xml")
        assert kept.read("sweep.sedml").count(b"<value>") == 2 * (1 + 85)


def test_a_model_of_others_has_its_day_and_no_sweep_unless_asked(command, tmp_path):
    model = Path(__file__).parents[2] / "configs" / "dopamine_best2009.xml"
    done = command("export", "omex", "--model", model, "-o", "x.omex", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    with zipfile.ZipFile(tmp_path / "x.omex") as kept:
        names = kept.namelist()
    assert names == ["manifest.xml", "model.xml", "day.sedml", "metadata.rdf"]


def test_a_file_of_a_stranger_is_refused(command, tmp_path):
    (tmp_path / "thesis.omex").write_text("years of work")
    done = command("export", "omex", *TWO, "-o", "thesis.omex", cwd=tmp_path)
    assert done.returncode == 7
    assert "thesis.omex is no archive that rls-sim wrote" in done.stderr
    assert (tmp_path / "thesis.omex").read_text() == "years of work"


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("--lesion", "irp1_los"), 3, "Did you mean irp1_loss or"),
        (("-p", "receptor_density=lin:0.1:1:600"), 3, "has 600 cells"),
        (("-p", "receptor_densit=1,2"), 3, "Did you mean"),
    ],
)
def test_what_cannot_be_is_refused_by_name(command, tmp_path, words, code, told):
    done = command("export", "omex", *words, "-o", "x.omex", cwd=tmp_path)
    assert done.returncode == code
    assert told in done.stderr
    assert not (tmp_path / "x.omex").exists()


def test_a_file_of_another_ending_is_refused(command, tmp_path):
    done = command("export", "omex", "-o", "brain.zip", cwd=tmp_path)
    assert done.returncode == 3
    assert "brain.zip ends in '.zip'; programs know an archive by .omex." in done.stderr
