"""show, model, cite, doctor: what they print."""

import json
import subprocess
import sys

import pytest


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["receptor_density"], ["(parameter)", "evidence:", "used by:", "neuron.receptor_synth"]),
        (["urge_build"], ["used by:", "outcome urge_peak"]),
        (["neuron.labile_iron"], ["(species)", "carries:", "neuron.ferritin_loading", "+1:"]),
        (["neuron.ferroportin_export"], ["(reaction)", "rate:", "reason:", "moves:"]),
        (["d2_signal"], ["(derived quantity)", "(outcome)"]),
        (["irp1_loss"], ["(lesion)", "changes:", "rls-sim cycle --lesion irp1_loss"]),
        (["connor2004_dmt1"], ["(observation)", "read: recall", "against it:", "log s.e.:"]),
        (["choroid_receptor_relative"], ["(outcome)", "observed:", "connor2011_choroid_tfr1"]),
        (["connor2011"], ["(source)", "observed:", "connor2011_vessel_irp"]),
        (["best2009"], ["(source)", "its faults:", "cited by:"]),
        (["lesions"], ["receptor_synthesis", "TFRC"]),
        (["outcomes"], ["cell_loss_per_decade", "state"]),
        (["model"], ["species", "reactions", "parameters assumed", "model hash"]),
        (["parameters", "--search", "adenosine"], ["adenosine_gain"]),
    ],
)
def test_show_tells_what_stands_behind_a_name(command, words, told):
    done = command("show", *words)

    assert done.returncode == 0, done.stderr
    for text in told:
        assert text in done.stdout


def test_uncited_parameters_are_the_assumed_ones(command):
    document = json.loads(command("show", "parameters", "--uncited", "--json").stdout)

    assert document["parameters"]
    assert {row["evidence"] for row in document["parameters"]} == {"assumed"}


def test_targets_are_listed_with_the_misses(command):
    done = command("show", "targets")

    assert done.returncode == 0, done.stderr
    assert "targets: " in done.stdout
    assert "missed: " in done.stdout


def test_evidence_lists_both_sides_within_120_columns(command):
    done = command("show", "evidence")

    assert done.returncode == 0, done.stderr
    assert max(map(len, done.stdout.splitlines())) <= 120
    for name in ("cervenka2006_d2", "earley2013_d2", "moon2014_late", "earley2006_late"):
        assert name in done.stdout
    assert " recall " in done.stdout


@pytest.mark.parametrize(
    ("words", "field", "value"),
    [
        (["--contrast", "deficient/replete"], "contrast", "deficient/replete"),
        (["--method", "mri"], "method", "mri"),
        (["--species", "rat"], "species", "rat"),
        (["--source", "connor2011"], "source", "connor2011"),
        (["--use", "put_in"], "use", "put_in"),
    ],
)
def test_evidence_is_filtered(command, words, field, value):
    document = json.loads(command("show", "evidence", *words, "--json").stdout)

    assert document["schema"] == "rls-sim/show-evidence/1"
    assert document["evidence"]
    assert {row[field] for row in document["evidence"]} == {value}


def test_evidence_that_is_contradicted_names_what_contradicts_it(command):
    words = ("--conflicting", "--search", "f-dopa")
    (row,) = json.loads(command("show", "evidence", *words, "--json").stdout)["evidence"]

    assert row["id"] == "turjanski1999_fdopa"
    assert row["conflicts_with"] == ["earley2013_dopamine"]


def test_evidence_is_drawn(command, tmp_path):
    done = command("show", "evidence", "--method", "pet", "--plot", "forest.svg", cwd=tmp_path)

    assert done.returncode == 0, done.stderr
    assert "wrote forest.svg" in done.stderr
    assert "cervenka2006" in (tmp_path / "forest.svg").read_text("utf-8")


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["evidence", "--source", "moon2041"], 3, "Did you mean moon2014"),
        (["evidence", "--contrast", "rls/contrl"], 3, "There is no contrast"),
        (["evidence", "--plot", "forest.bmp"], 3, "a figure is .png, .svg or .pdf"),
        (["evidence", "--method", "behaviour", "--plot", "x.svg"], 3, "nothing to draw"),
        (["lesions", "--use", "scored"], 2, "--use goes with: rls-sim show evidence"),
        (["targets", "--conflicting"], 2, "--conflicting goes with"),
        (["model", "--plot", "x.svg"], 2, "--plot goes with"),
    ],
)
def test_what_evidence_cannot_be_asked_is_refused(command, tmp_path, words, code, told):
    done = command("show", *words, cwd=tmp_path)

    assert done.returncode == code
    assert told in done.stderr
    assert not list(tmp_path.iterdir())


def test_no_evidence_of_a_kind_is_said_so(command):
    done = command("show", "evidence", "--search", "no such words")
    assert (done.returncode, done.stdout) == (0, "none of the observations is so\n")


def test_the_model_passes_its_checks(command):
    done = command("model", "check")

    assert done.returncode == 0, done.stderr
    for name in ("names and balance", "dimensions", "users", "sources", "lesions"):
        assert any(line.startswith(name) and " ok " in line for line in done.stdout.splitlines())


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ([], "d(neuron.labile_iron)/dt = ("),
        (["--latex"], r"\frac{d\,\mathrm{neuron.labile\_iron}}{dt}"),
    ],
)
def test_equations_are_printed(command, words, told):
    done = command("model", "equations", *words)

    assert done.returncode == 0, done.stderr
    assert told in done.stdout


def test_diff_lists_what_a_lesion_changes(command):
    done = command("model", "diff", "healthy", "receptor_synthesis:0.25")

    line = next(text for text in done.stdout.splitlines() if "receptor_density" in text)
    assert line.split() == ["neuron.receptor_density", "1", "0.25", "1", "0.25"]


def test_diff_of_the_same_cells_is_empty(command):
    done = command("model", "diff", "healthy", "healthy")
    assert done.stdout == "healthy and healthy have the same parameters.\n"


def test_doctor_finds_a_working_installation(command):
    document = json.loads(command("doctor", "--json").stdout)

    assert all(check["good"] for check in document["checks"])
    checks = {check["name"]: check["detail"] for check in document["checks"]}
    assert "error" in checks["a small solve"]
    assert "png" in checks["a small figure"]
    assert "cache folder" not in checks  # nothing is kept there


def test_doctor_tells_what_cannot_be_written(command, tmp_path):
    (tmp_path / "results").write_text("a file in the way")
    done = command("doctor", cwd=tmp_path)

    assert done.returncode == 6
    assert "results folder" in done.stderr


def test_doctor_tells_that_no_figure_can_be_made():
    code = (
        "import matplotlib.figure as m\n"
        "def broken(*_, **__): raise OSError('no font')\n"
        "m.Figure.savefig = broken\n"
        "from rls_sim.cli.main import main\n"
        "main(['doctor'])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

    assert done.returncode == 6
    assert "a small figure: reinstall matplotlib" in done.stderr
    assert "OSError: no font" in done.stdout


def test_cite_gives_one_entry_a_source(command):
    keys = [
        line.partition("{")[2].rstrip(",")
        for line in command("cite").stdout.splitlines()
        if line.startswith("@")
    ]

    assert keys[0] == "rls_sim"
    assert len(keys) == len(set(keys)) > 20
