"""cycle, run, model explain: one cell, through its process."""

import csv
import json
from itertools import pairwise

import pytest
from cli_files import files_of


def test_cycle_prints_a_document_that_says_what_it_is(healthy_day):
    _, done = healthy_day
    document = json.loads(done.stdout)

    assert document["schema"] == "rls-sim/cycle/1"
    assert document["outcomes"]["state"]["value"] == "functional"
    assert document["outcomes"]["urge_onset"]["value"] is None  # not-a-number is null
    assert document["outcomes"]["labile_iron"]["unit"] == "umol/L"
    assert document["parameters_that_differ"] == {}
    assert document["certificate"]["closure"] < 1e-6
    assert document["stable"] is True
    assert document["command"].startswith("rls-sim cycle --multipliers")


def test_cycle_writes_a_day_that_returns_to_itself(healthy_day):
    folder, _ = healthy_day
    with (folder / "day.csv").open() as file:
        rows = list(csv.DictReader(file))

    assert float(rows[0]["time [h]"]) == 0.0
    assert float(rows[-1]["time [h]"]) == 24.0
    for name, first in rows[0].items():
        if name != "time [h]" and "umol/L" in name and "/h" not in name:
            assert float(rows[-1][name]) == pytest.approx(float(first), rel=1e-9, abs=1e-12)


def test_cycle_leaves_exactly_its_two_files(healthy_day):
    folder, done = healthy_day

    assert files_of(folder) == {"day.csv", "day.svg"}
    assert (folder / "day.svg").read_text().rstrip().endswith("</svg>")
    assert "wrote day.csv" in done.stderr


def test_cycle_says_what_differs_from_health(command):
    done = command("cycle", "-s", "receptor_density=0.4x", "--lesion", "irp1_loss")

    assert done.returncode == 0, done.stderr
    assert "lesion irp1_loss" in done.stdout
    assert "neuron.receptor_density = 0.4 (healthy 1; set by the command line)" in done.stdout
    assert "found by harmonic balance" in done.stdout


@pytest.fixture(scope="module")
def by_both(command):
    """A cell found by the engine, and by the reference: the document of each."""
    words = ["cycle", "-s", "receptor_density=0.4x", "--multipliers", "--json", "--method"]
    found = {method: command(*words, method) for method in ("engine", "reference")}
    assert all(done.returncode == 0 for done in found.values())
    return {method: json.loads(done.stdout) for method, done in found.items()}


def test_the_reference_finds_what_the_engine_finds(by_both):
    engine, reference = by_both["engine"], by_both["reference"]

    assert set(engine["outcomes"]) == set(reference["outcomes"])
    for name, outcome in engine["outcomes"].items():
        value, expected = outcome["value"], reference["outcomes"][name]["value"]
        exact = expected is None or isinstance(expected, str)
        assert value == (expected if exact else pytest.approx(expected, rel=1e-6)), name
    slowest, expected = engine["multipliers"][0], reference["multipliers"][0]
    assert slowest["real"] == pytest.approx(expected["real"], rel=1e-6)


def test_a_document_says_what_found_it(by_both, command):
    from rls_sim.network.machine import available

    assert by_both["engine"]["method"] == ("engine" if available() else "reference")
    assert by_both["reference"]["method"] == "reference"
    # Without machine code there is one way only, whatever is asked for.
    done = command("cycle", "--json", "--method", "engine", RLS_SIM_MACHINE_CODE="off")
    assert json.loads(done.stdout)["method"] == "reference"


def test_an_impossible_cell_has_exit_code_4_and_a_reason(command):
    done = command("cycle", "-s", "endothelium.ferroportin_density=0")  # iron cannot leave it

    assert done.returncode == 4
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    assert line.startswith("error: no periodic day found for the cell with ")
    assert "endothelium.ferroportin_density = 0" in line
    assert "endothelium.labile_iron grows" in line


def test_explain_adds_up(command):
    done = command("model", "explain", "labile_iron", "--at", "22:00", "--json")
    document = json.loads(done.stdout)

    total = sum(flux["contribution"] for flux in document["fluxes"])
    assert document["derivative"] == pytest.approx(total, rel=1e-9, abs=1e-12)
    for sign in (1, -1):
        share = sum(f["share"] for f in document["fluxes"] if f["contribution"] * sign > 0)
        assert share == pytest.approx(1.0)
    assert document["hour"] == 22.0


@pytest.fixture(scope="module")
def dosed(command, tmp_path_factory):
    folder = tmp_path_factory.mktemp("run")
    words = ["run", "--days", "2", "--at", "20:00", "--every", "30min", "--json", "-o", "run.csv"]
    words += ["--dose", "plasma.nontransferrin_iron=1mg@d1", "--plot", "run.png"]
    done = command(*words, cwd=folder)
    assert done.returncode == 0, done.stderr
    return folder, done


def test_a_run_starts_on_the_healthy_day_at_its_hour(dosed, healthy_day):
    document = json.loads(dosed[1].stdout)
    with (healthy_day[0] / "day.csv").open() as file:
        day = list(csv.DictReader(file))

    assert document["schema"] == "rls-sim/run/1"
    assert document["time"][0] == 0.0
    assert document["time"][-1] == 48.0
    at_eight = float(day[20 * 12]["neuron.labile_iron [umol/L]"])
    values = document["series"]["neuron.labile_iron"]["values"]
    assert values[0] == pytest.approx(at_eight, rel=1e-6)
    assert values[48] == pytest.approx(at_eight, rel=1e-5)  # no change before the dose: it repeats


def test_a_dose_in_milligrams_is_an_amount_of_iron(dosed):
    document = json.loads(dosed[1].stdout)
    (dose,) = document["doses"]

    assert dose["time"] == 24.0
    assert dose["amount_umol"] == pytest.approx(1000 / 55.845)
    with (dosed[0] / "run.csv").open() as file:
        head = "plasma.nontransferrin_iron [umol/L]"
        iron = [float(row[head]) for row in csv.DictReader(file)]
    assert iron[48] > 100 * iron[47]  # read after the dose


def test_a_run_writes_its_table_and_figure_whole(dosed):
    folder, done = dosed
    assert "function_reserve" in json.loads(done.stdout)["series"]  # derived, by default
    with (folder / "run.csv").open() as file:
        rows = list(csv.DictReader(file))

    assert files_of(folder) == {"run.csv", "run.png"}
    assert len(rows) == 97
    assert float(rows[0]["clock [h]"]) == 20.0
    assert (folder / "run.png").read_bytes().startswith(b"\x89PNG")


def test_a_run_shows_a_change_unfold(command):
    words = ["run", "-s", "receptor_density=0.3", "--days", "20", "--every", "1d"]
    done = command(*words)

    assert done.returncode == 0, done.stderr
    assert "20 days from 00:00 on the healthy periodic day" in done.stdout
    head = next(line for line in done.stdout.splitlines() if line.startswith("day"))
    place = head.split().index("labile_iron")
    lines = [line.split() for line in done.stdout.splitlines() if line[:1].isdigit()]
    iron = [float(line[place]) for line in lines if len(line) > place and line[1] == "00:00"]
    assert iron[0] == pytest.approx(1.0, rel=0.05)
    assert all(later < earlier for earlier, later in pairwise(iron))


def test_a_run_shows_dopamine_in_the_unit_of_a_cycle(command):
    done = command("run", "--days", "0.5", "--outputs", "extracellular_dopamine")

    assert "[nmol/L]" in done.stdout
    # 2.02 nmol/L in the terminal of the published model, a tenth more or less by the hour.
    lines = [line.split() for line in done.stdout.splitlines() if line[:2] == "0."]
    levels = [float(words[-1]) for words in lines if ":" in words[1]]
    assert levels
    assert all(1.7 < level < 2.3 for level in levels)


def test_a_run_says_which_method_it_took(command, dosed):
    words = ["run", "--days", "0.1", "--json"]
    without = command(*words, RLS_SIM_MACHINE_CODE="off")
    asked = command(*words, "--method", "Rodas5P", RLS_SIM_MACHINE_CODE="off")

    assert json.loads(dosed[1].stdout)["method"] == "Rodas5P"
    assert json.loads(without.stdout)["method"] == "LSODA"
    assert asked.returncode == 3
    assert "Rodas5P needs machine code" in asked.stderr
