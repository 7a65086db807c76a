"""A model in SBML on the command line: taken over, and used like one of ours."""

import csv
import shutil
from pathlib import Path

import pytest

MODEL = Path(__file__).parents[2] / "configs" / "dopamine_best2009.xml"
EVENT = """<listOfEvents><event id="dose" useValuesFromTriggerTime="true"><trigger
  initialValue="true" persistent="true"><math xmlns="http://www.w3.org/1998/Math/MathML"><true/>
  </math></trigger></event></listOfEvents></model>"""


@pytest.fixture
def said(command):
    """Run ``rls-sim`` with these words; gives exit code, stdout and stderr."""

    def run(*words, cwd):
        done = command(*words, cwd=cwd)
        return done.returncode, done.stdout, done.stderr

    return run


@pytest.fixture
def folder(tmp_path):
    """A folder with the published model."""
    shutil.copy(MODEL, tmp_path)
    return tmp_path


def test_it_says_what_it_read_what_it_assumed_and_what_to_type_next(said, folder):
    code, out, err = said("import", "sbml", MODEL.name, "-o", "terminal.py", cwd=folder)
    assert (code, out) == (0, "")
    lines = err.splitlines()
    assert lines[0] == "wrote terminal.py"
    assert lines[1].endswith(
        "2009: 9 states, 14 laws of change, 1 derived quantity, 33 parameters, 1 compartment"
    )
    assert lines[2] == "its unit of time: hour; times are in hours now"
    assert lines[-1] == "next: rls-sim cycle --model terminal.py"


def test_what_it_writes_is_what_every_command_takes(said, folder):
    _, text, _ = said("import", "sbml", MODEL.name, "-q", cwd=folder)
    (folder / "terminal.py").write_text(text)
    for model in ("terminal.py", MODEL.name):
        words = ("run", "--model", model, "--days", "1", "-s", "fire=3", "-o", "run.csv", "-q")
        code, _, err = said(*words, cwd=folder)
        assert code == 0, err
        rows = list(csv.reader((folder / "run.csv").read_text().splitlines()))
        found = dict(zip(rows[0], rows[-1], strict=True))
        eda = next(float(value) for name, value in found.items() if name.split()[0] == "eda")
        assert eda == pytest.approx(0.0038, rel=0.01)  # at rest 0.00202: three times as much firing


def test_a_unit_of_time_can_be_said_where_the_file_does_not(said, folder):
    plain = folder / "plain.xml"
    plain.write_text(MODEL.read_text().replace(' timeUnits="its_time"', ""))
    code, out, err = said("import", "sbml", "plain.xml", cwd=folder)
    assert code == 0
    assert "assumed: one unit of its time is an hour" in err
    assert "PER_HOUR" not in out
    code, out, err = said("import", "sbml", "plain.xml", "--time-unit", "minute", cwd=folder)
    assert "PER_HOUR = 60.0" in out
    assert "its unit of time: minute" in err


def test_what_is_not_supported_is_refused_and_nothing_is_written(said, folder):
    text = MODEL.read_text().replace("</model>", EVENT)
    (folder / "event.xml").write_text(text)
    code, out, err = said("import", "sbml", "event.xml", "-o", "event.py", cwd=folder)
    assert (code, out) == (3, "")
    assert "the event dose: events are not supported" in err
    assert not (folder / "event.py").exists()


def test_a_file_that_is_not_there_is_bad_input(said, folder):
    code, _, err = said("import", "sbml", "none.xml", cwd=folder)
    assert code == 3
    assert "none.xml: there is no such file" in err


def test_quiet_says_nothing(said, folder):
    code, out, err = said("import", "sbml", MODEL.name, "-o", "terminal.py", "-q", cwd=folder)
    assert (code, out, err) == (0, "", "")
