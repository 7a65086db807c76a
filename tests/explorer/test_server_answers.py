"""What the server answers: days, maps and tables that are those of the engine."""

import csv
import io
import json
import os
import shlex
import subprocess
import sys

import numpy as np
import pytest
from exploring import exploring

from rls_sim.explorer.catalogue import STATES
from rls_sim.explorer.cell_text import cycle_command
from rls_sim.explorer.page_files import module_names, page_files
from rls_sim.explorer.requests import read_cell_request
from rls_sim.outcomes.legs import urge
from rls_sim.study.cell import Cell, solve_cell

# Both are solved until finer nodes move no species by more than 1e-7 (`numerics.search.RESOLVED`),
# by searches that begin at different places; outcomes near a threshold move up to ten times more.
RELATIVE, NEARLY_NOTHING = 1e-6, 1e-9
HALF_PRECISION = 1e-6  # of the courses, which are sent in single precision
VIEW = {"lesions": {"irp1_loss": 0.35}, "set": {"neuron.receptor_density": 0.4, "brain_oxygen": 3}}
COMMAND = "rls-sim cycle --lesion irp1_loss:0.35 -s neuron.receptor_density=0.4 -s brain_oxygen=3.0"
DAYLESS = {"set": {"endothelium.ferroportin_density": 0.0}}  # its iron grows without end
KNOCKED_OUT = {"set": {"neuron.receptor_density": 0.0}}  # not for the loop in machine code


def cell_of(bench, request):
    parameters, lesions = bench.healthy, []
    for name, size in request.get("lesions", {}).items():
        parameters = bench.lesions[name].apply(parameters, size)
        lesions.append(name)
    for name, value in request.get("set", {}).items():
        parameters = parameters.override(name, value, reason="a test")
    return Cell(parameters)


def assert_same(found, expected):
    """Outcomes by name; None and NaN alike stand for no number."""
    expected = {name: value for name, value in expected.items() if name != "state"}
    assert set(found) == set(expected)
    for name, value in expected.items():
        if value is None or np.isnan(value):
            assert found[name] is None, name
        else:
            due = pytest.approx(value, rel=RELATIVE, abs=NEARLY_NOTHING)
            assert found[name] == due, name


def run(folder, line):
    """A command as the page prints it; its standard output."""
    words = shlex.split(line)
    assert words.pop(0) == "rls-sim"
    done = subprocess.run(
        [sys.executable, "-m", "rls_sim", *words],
        cwd=folder,
        env=os.environ,
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    return done.stdout


@pytest.mark.parametrize("asked", [{}, VIEW, KNOCKED_OUT], ids=["healthy", "view", "knocked"])
def test_a_day_is_that_of_the_engine(server, bench, asked):
    courses = ["gate", "neuron.labile_iron", "urge", "plasma.transferrin_saturation"]
    reading = server.day(**asked, courses=courses)
    expected = solve_cell(cell_of(bench, asked), bench)

    assert reading["status"] == "converged"
    assert reading["state"] == expected.outcomes["state"]
    assert_same(reading["outcomes"], expected.outcomes)
    assert list(reading["courses"]) == courses
    for name, course in reading["courses"].items():
        due = urge(expected.day) if name == "urge" else expected.day[name]
        np.testing.assert_allclose(course, due, rtol=HALF_PRECISION, atol=1e-9)


def test_a_day_carries_its_certificate(server):
    certificate = server.day()["certificate"]

    assert certificate["path"] == "harmonic_balance"
    assert certificate["nodes"] == 32
    assert certificate["error_estimate"] <= 1e-7
    assert certificate["closure"] <= 1e-5
    assert np.isfinite(certificate["residual"])


def test_a_day_names_what_differs_after_lesions_and_settings(server, bench):
    told = server.day(**VIEW)["parameters"]
    differ = cell_of(bench, VIEW).parameters.differences(bench.healthy)

    assert told == {name: mine.value for name, (mine, _) in differ.items()}
    assert told["neuron.receptor_density"] == 0.4


def test_what_is_set_stands_over_what_a_lesion_changed(server):
    both = {"lesions": {"receptor_synthesis": 0.3}, "set": {"receptor_density": 1.0}}

    assert server.day(**both)["state"] == "functional"


def test_a_name_at_home_is_the_full_name(server):
    short = server.day(set={"receptor_density": 0.5}, courses=["labile_iron"])
    full = server.day(set={"neuron.receptor_density": 0.5}, courses=["neuron.labile_iron"])

    assert list(short["courses"]) == ["neuron.labile_iron"]
    assert short["outcomes"] == full["outcomes"]


def test_a_cell_without_a_day_is_a_reading_that_says_why(server, bench):
    expected = solve_cell(cell_of(bench, DAYLESS), bench)

    reading = server.day(**DAYLESS, courses=["gate"])

    assert reading["status"] == expected.status == "no_periodic_state"
    assert reading["error"] == expected.error
    assert "endothelium.labile_iron grows without end" in reading["error"]
    assert reading["outcomes"] == {}
    assert reading["courses"] == {}
    assert reading["parameters"] == DAYLESS["set"]


AXES = {
    "x": {"name": "neuron.receptor_density", "values": [0.0, 0.3, 1.0]},
    "y": {"name": "brain_oxygen", "values": [2.0, 4.0]},
}


def test_a_map_has_its_cells_where_they_belong(server, catalogue):
    found = server.map(**AXES, outcomes=["irls_score", "labile_iron"])

    names = list(catalogue["states"])
    assert (found["failed"], found["untried"]) == (0, 0)
    assert list(found["values"]) == ["irls_score", "labile_iron"]
    for i, oxygen in enumerate(AXES["y"]["values"]):
        for j, density in enumerate(AXES["x"]["values"]):
            cell = server.day(set={"brain_oxygen": oxygen, "neuron.receptor_density": density})
            place = 3 * i + j
            assert names[found["states"][place]] == cell["state"]
            for name, values in found["values"].items():
                assert values[place] == pytest.approx(cell["outcomes"][name], rel=1e-6, abs=1e-9)


def test_a_map_is_one_of_the_cell_that_is_shown(server):
    found = server.map(**VIEW, x=AXES["y"], outcomes=["labile_iron"])
    cell = server.day(lesions=VIEW["lesions"], set=VIEW["set"] | {"brain_oxygen": 2.0})

    assert found["values"]["labile_iron"][0] == pytest.approx(cell["outcomes"]["labile_iron"])


def test_the_largest_map_is_answered(server):
    axes = {
        "x": {"name": "neuron.receptor_density", "values": np.linspace(0.1, 2, 61).tolist()},
        "y": {"name": "endothelium.receptor_density", "values": np.linspace(0.1, 2, 61).tolist()},
    }

    found = server.map(**axes, outcomes=["irls_score"])

    assert len(found["states"]) == 61 * 61
    assert found["failed"] == 0
    assert set(found["states"]) < set(range(len(STATES)))
    assert np.isfinite(found["values"]["irls_score"]).all()


def test_a_cell_of_a_map_without_a_day_is_counted_and_has_no_state(server):
    found = server.map(**DAYLESS, x=AXES["y"], outcomes=["irls_score"])

    assert (found["states"], found["failed"], found["untried"]) == ([-1, -1], 2, 0)
    assert np.isnan(found["values"]["irls_score"]).all()


def test_a_cell_of_a_map_for_which_there_was_no_time_is_not_said_to_have_no_day():
    before = "import rls_sim.explorer.readings as r; r.PATIENCE = -1.0"
    iron = {"name": "endothelium.ferroportin_density", "values": [0.0, 1.0]}

    with exploring("--port", "0", before=before) as running:
        found = running.map(x=iron, outcomes=["irls_score"])

    assert (found["states"][0], found["untried"], found["failed"]) == (-2, 1, 0)
    assert found["states"][1] >= 0
    assert np.isnan(found["values"]["irls_score"][0])


def test_the_table_is_that_of_the_command(server, tmp_path):
    status, headers, body = server.post("/api/csv", VIEW)
    run(tmp_path, f"{COMMAND} --csv day.csv")

    assert (status, headers["content-type"]) == (200, "text/csv; charset=utf-8")
    assert "attachment" in headers["content-disposition"]
    assert body.decode() == (tmp_path / "day.csv").read_text()
    rows = list(csv.reader(io.StringIO(body.decode())))
    assert (rows[0][0], len(rows)) == ("time [h]", 290)


def test_the_table_of_a_cell_without_a_day_is_refused_with_the_reason(server):
    status, error = server.refused("/api/csv", DAYLESS)

    assert status == 422
    assert error.startswith("This cell has no day to write: ")


def test_a_cell_is_told_as_its_command(bench):
    assert cycle_command(read_cell_request(VIEW, bench)) == COMMAND


@pytest.mark.parametrize("number", [0.1 + 0.2, 1e-5, 1 / 3, 4.999999999999999])
def test_numbers_are_told_in_full(bench, number):
    asked = {"set": {"receptor_density": number}, "lesions": {"irp1_loss": number % 1}}

    words = shlex.split(cycle_command(read_cell_request(asked, bench)))

    assert words[-1] == f"neuron.receptor_density={number!r}"
    assert words[-3] == f"irp1_loss:{number % 1!r}"


def test_the_page_finds_everything_that_it_names(server):
    status, headers, body = server.get("/")
    html = body.decode()

    assert (status, headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert "RLS:HEAD" not in html
    for name in page_files():
        if name != "index.html":
            assert server.get(f"/page/{name}")[0] == 200, name
    imports = json.loads(html.partition('type="importmap">')[2].partition("</script>")[0])
    assert set(imports["imports"]) == {f"rls/{name}" for name in module_names()}
    assert "rls/main" in imports["imports"]
    for address in imports["imports"].values():
        assert server.get(address.removeprefix("."))[1]["content-type"].startswith(
            "text/javascript"
        )


def test_the_catalogue_is_that_of_the_model(server, catalogue):
    assert json.loads(server.get("/api/catalogue")[2]) == catalogue
