"""rls-sim export sbml: a document that others read, and words on what was checked."""

import re
from pathlib import Path

import libsbml
import pytest

from rls_sim.cli.export_sbml import _checked
from rls_sim.errors import CheckError

SINK = Path(__file__).parents[2] / "configs" / "second_sink.py"
LESION = ("--lesion", "receptor_synthesis:0.3")


def read(text):
    document = libsbml.readSBMLFromString(text)
    assert document.getNumErrors() == 0
    return document.getModel().clone()


def concentration(text, species="neuron_labile_iron"):
    return read(text).getSpecies(species).getInitialConcentration()


@pytest.fixture(scope="module")
def healthy(command):
    done = command("export", "sbml")
    assert done.returncode == 0, done.stderr
    return done


def test_the_document_alone_goes_to_stdout(healthy):
    assert healthy.stdout.startswith("<?xml")
    assert read(healthy.stdout).getNumSpecies() == 65
    assert re.search(r"^libSBML \d+\.\d+.*: 0 errors, 0 warnings$", healthy.stderr, re.MULTILINE)


def test_the_same_cell_is_the_same_document(command, healthy):
    assert command("export", "sbml").stdout == healthy.stdout


def test_a_file_is_written_whole_and_says_what_made_it(command, tmp_path):
    files = ("-o", "cell.xml", "--antimony", "cell.ant")
    done = command("export", "sbml", *LESION, *files, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout == ""
    assert "wrote cell.xml" in done.stderr
    notes = read((tmp_path / "cell.xml").read_text("utf-8")).getNotesString()
    assert "rls-sim export sbml --lesion receptor_synthesis:0.3 -o cell.xml" in notes
    assert "wrote cell.ant" in done.stderr
    assert "receptor_synthesis:0.3" in notes
    assert "neuron.receptor_density = 0.3 (not 1)" in notes
    assert re.search(r"Model [0-9a-f]{64}", notes)
    assert {entry.name for entry in tmp_path.iterdir()} == {"cell.xml", "cell.ant"}
    uptake = r"neuron_divalent_transport: neuron_endosomal_iron => neuron_labile_iron; "
    assert re.search(uptake, (tmp_path / "cell.ant").read_text("utf-8"))


def test_a_lesioned_cell_begins_on_its_own_day_or_on_the_healthy_one(command, healthy):
    own = command("export", "sbml", *LESION).stdout
    unfolding = command("export", "sbml", *LESION, "--from", "healthy").stdout
    quiet = command("export", "sbml", *LESION, "--from", "initial", "-q")
    declared = quiet.stdout
    assert quiet.stderr == ""
    assert concentration(unfolding) == concentration(healthy.stdout)
    assert concentration(own) < 0.9 * concentration(unfolding)
    assert concentration(declared) == 1.0
    for text in (own, unfolding, declared):
        assert read(text).getParameter("neuron_receptor_density").getValue() == 0.3


def test_another_hour_is_another_state_and_another_clock(command, healthy):
    evening = command("export", "sbml", "--at", "20:30", "--treated").stdout
    assert read(evening).getSpecies("pregabalin_in_plasma") is not None
    assert read(evening).getParameter("clock_at_start").getValue() == 20.5
    assert read(healthy.stdout).getParameter("clock_at_start") is None
    species = "plasma_nontransferrin_iron"
    assert concentration(evening, species) != concentration(healthy.stdout, species)
    assert "at 20:30" in read(evening).getNotesString()


def test_a_configuration_and_an_extension_are_heard(command, tmp_path):
    config = tmp_path / "cell.toml"
    config.write_text('[set.receptor_density]\nvalue = 0.4\nwhy = "a test"\n')
    done = command("export", "sbml", config, "--extend", SINK)
    assert done.returncode == 0, done.stderr
    model = read(done.stdout)
    assert model.getParameter("neuron_receptor_density").getValue() == 0.4
    assert "second_sink.py" in model.getNotesString()
    assert model.getParameter("axonal_loss") is not None


def test_a_document_in_which_libsbml_finds_something_is_not_handed_over(healthy):
    text = healthy.stdout.replace('sbml:units="dimensionless">', ">", 1)
    with pytest.raises(CheckError, match=r"not written: libSBML .* 0 errors, .*\n.*99505"):
        _checked(text, may_warn=False)
    assert "99505" in _checked(text, may_warn=True), "of a model of others it is told"


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("--at", "25:00", "-s", "nobody=1"), 3, "--at 25:00: '25:00' is not a time of day"),
        (("--at", "25:00", "-s", "nobody=1"), 3, "nobody"),
        (("--lesion", "receptor_synthesi"), 3, "receptor_synthesis"),
        (("--from", "yesterday"), 2, "yesterday"),
        (("-o", "."), 3, "it is a folder"),
        (("nothing.toml",), 3, "nothing.toml"),
    ],
)
def test_what_cannot_be_done_is_refused_in_words(command, tmp_path, words, code, told):
    done = command("export", "sbml", *words, cwd=tmp_path)
    assert done.returncode == code
    assert told in done.stderr
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    assert not list(tmp_path.iterdir())
