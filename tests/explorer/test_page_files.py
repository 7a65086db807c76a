"""What can be taken along from the page, and that it gives the same outside of it."""

import csv
import io
import json
import shlex
import subprocess
import sys
import tomllib

import pandas
import pytest
from page_driver import RECEPTOR
from playwright.sync_api import expect

VIEW = "#lesion=receptor_synthesis:0.45&neuron.iron_demand=1.2&neuron.receptor_density=0.4"
AXES = "&x=neuron.receptor_density:0.1:2&y=brain_oxygen:2:6&outcome=labile_iron"
# The page in a file solves days to 1e-6; what the server sends is solved as the command does.
CLOSE = {"rel": 2e-6, "abs": 1e-9}


def run(line, folder, *more):
    """Run a line of the page as a shell would, with this Python's rls-sim."""
    name, *words = shlex.split(line)
    assert name == "rls-sim"
    done = subprocess.run(
        [sys.executable, "-m", "rls_sim", *words, *more],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def view(address, visit):
    return visit(address, VIEW + AXES)


def commands(explorer):
    return explorer.page.locator("#reproduce code").all_inner_texts()


def test_the_command_gives_the_outcomes_of_the_page(view, tmp_path):
    cycle, sweep = commands(view)
    reading = json.loads(view.download("JSON"))["cells"]["A"]
    assert reading["command"] == cycle
    told = json.loads(run(cycle, tmp_path, "--json"))
    assert told["outcomes"]["state"]["value"] == reading["state"]
    numbers = {n: v for n, v in reading["outcomes"].items() if isinstance(v, float)}
    assert len(numbers) > 60
    for name, value in numbers.items():
        assert value == pytest.approx(told["outcomes"][name]["value"], **CLOSE), name
    assert sweep.startswith("rls-sim sweep explorer_map.toml")


def test_the_configuration_is_the_cell_that_is_shown(view, tmp_path):
    text = view.download("Config")
    assert tomllib.loads(text)["set"]["neuron.receptor_density"] == 0.4
    assert f"# {commands(view)[0]}" in text.splitlines()
    (tmp_path / "explorer.toml").write_text(text, encoding="utf-8")
    told = json.loads(run("rls-sim cycle explorer.toml", tmp_path, "--json"))
    due = json.loads(run(commands(view)[0], tmp_path, "--json"))
    assert told["outcomes"] == due["outcomes"]


def test_each_of_two_cells_has_a_configuration_of_its_own(view):
    view.button("Compare").click()
    view.set(0.9, RECEPTOR)
    expect(view.badge("b")).to_contain_text("neuron.receptor_density = 0.9")
    assert tomllib.loads(view.download("Config"))["set"]["neuron.receptor_density"] == 0.9
    view.page.get_by_role("radio", name="A", exact=True).check()
    assert tomllib.loads(view.download("Config"))["set"]["neuron.receptor_density"] == 0.4


def test_the_configuration_repeats_the_map(view, tmp_path):
    view.map_solved()
    text = view.download("Map")
    content = tomllib.loads(text)
    assert content["lesion"] == ["receptor_synthesis:0.45"]
    assert content["set"] == {"neuron.iron_demand": 1.2}
    assert set(content["vary"]) == {"neuron.receptor_density", "brain_oxygen"}
    cycle, sweep = commands(view)
    assert f"# {cycle}" in text.splitlines()
    assert f"# {sweep}" in text.splitlines()

    (tmp_path / "explorer_map.toml").write_text(text, encoding="utf-8")
    run(sweep, tmp_path)
    states = pandas.read_parquet(tmp_path / "out" / "explorer_map" / "cells")["state"].tolist()
    assert len(states) == 961
    share = round(100 * states.count("functional") / 961)
    expect(view.page.locator("#map-legend li").filter(has_text="well")).to_contain_text(
        f"{share} %"
    )


def test_the_csv_is_the_day_of_the_command(view, tmp_path):
    rows = list(csv.reader(io.StringIO(view.download("CSV"))))
    run(commands(view)[0], tmp_path, "--csv", "day.csv")
    with (tmp_path / "day.csv").open(encoding="utf-8") as file:
        expected = list(csv.reader(file))
    heads = expected[0]
    assert rows[0][: len(heads)] == heads
    assert rows[0][len(heads) :] in ([], ["urge [1]"])  # read off the day, where the page does it
    mine = {float(row[0]): row[: len(heads)] for row in rows[1:]}
    theirs = {float(row[0]): row for row in expected[1:]}
    common = sorted(set(mine) & set(theirs))
    assert len(common) > 10
    for hour in common:
        for head, one, other in zip(heads, mine[hour], theirs[hour], strict=True):
            assert float(one) == pytest.approx(float(other), rel=1e-5, abs=1e-9), (head, hour)


def test_two_cells_give_two_commands_and_two_readings(view):
    view.button("Compare").click()
    view.set(0.9, RECEPTOR)
    expect(view.badge("b")).to_contain_text("neuron.receptor_density = 0.9")
    expect(view.page.locator("#reproduce code")).to_have_count(3)
    cells = json.loads(view.download("JSON"))["cells"]
    assert cells["A"]["set"]["neuron.receptor_density"] == 0.4
    assert cells["B"]["set"]["neuron.receptor_density"] == 0.9
    assert len(cells["B"]["courses"]["urge"]) == 289
