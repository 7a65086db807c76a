"""Results in Python: the numbers of the studies, with units, and the errors of the command line."""

import json
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import xarray as xr

import rls_sim as rls
from rls_sim.api import cells
from rls_sim.numerics.algebra import one_thread
from rls_sim.study.cell import brain_bench, solve_cell
from rls_sim.study.config import Request, make_cell

sys.path.insert(0, str(Path(__file__).parents[1] / "study"))

from study_toy import toy_bench
from whole_pool import MEAN, POOL, SIZE

CHANGED = {"receptor_density": "0.4x"}


@pytest.fixture(scope="module")
def day():
    return rls.cycle(set=CHANGED)


@pytest.fixture(scope="module")
def bench():
    """The brain as studies have it, on as many threads as the interface takes."""
    with one_thread():  # with more, sums have other last digits
        made = brain_bench()
        assert made.healthy_outcomes
    return made


@pytest.fixture(scope="module")
def found(bench):
    """The same day, from the study itself."""
    with one_thread():
        return solve_cell(make_cell(bench, Request(("receptor_density=0.4x",))), bench)


def test_a_day_is_that_of_the_study(day, found):
    assert day.state == found.outcomes["state"] == "night_deficient"
    assert dict(day.outcomes["value"]) == dict(found.outcomes)
    assert day.certificate == found.cycle.certificate
    iron = day["neuron.labile_iron"]
    assert isinstance(iron, xr.DataArray)
    assert np.array_equal(iron, found.day["neuron.labile_iron"])
    assert np.array_equal(iron, day["labile_iron"])  # a name without its place is the neuron's
    assert iron.attrs == {
        "long_name": "labile iron, neuron",
        "units": "umol/L",
        "kind": "species",
    }
    assert iron["time"].attrs["units"] == "h"


def test_outcomes_stand_beside_those_of_health(day, bench):
    assert list(day.outcomes.columns) == ["value", "healthy", "unit", "label"]
    assert dict(day.outcomes["healthy"]) == dict(bench.healthy_outcomes)
    assert day.outcomes.loc["labile_iron", "unit"] == "umol/L"


def test_a_dataset_has_every_species_law_and_flux_with_its_unit(day):
    model = brain_bench().model
    assert set(day.dataset) == {*model.species_names, *(law.name for law in model.laws)}
    assert all({"units", "long_name", "kind"} <= set(v.attrs) for v in day.dataset.values())
    assert day.dataset.attrs["model_hash"] == day.model_hash == model.hash()
    assert day.dataset.attrs["history"] == 'rls.cycle(set={"receptor_density": "0.4x"})'


def test_a_document_tells_the_call(day):
    told = json.loads(day.json(multipliers=True))
    assert told["command"] == day.call == 'rls.cycle(set={"receptor_density": "0.4x"})'
    assert told["stable"] is day.stable is True
    assert len(told["multipliers"]) == len(day.multipliers)


def test_a_cell_to_ask_gives_what_the_question_gives(day):
    cell = rls.model(set=CHANGED)
    assert cell.cycle().document() == day.document()
    assert cell.changes.loc["neuron.receptor_density", "value"] == 0.4
    assert cell.parameters.loc["neuron.receptor_density", "value"] == 0.4
    assert cell.hash == day.model_hash


@pytest.mark.parametrize("value", [0.4, np.float64(0.4), "0.4", "0.4x", "-60pct"])
def test_a_value_is_a_number_or_a_text(value, day):
    cell = rls.model(set={"receptor_density": value})
    assert cell.parameters.loc["neuron.receptor_density", "value"] == pytest.approx(0.4)


def test_a_number_keeps_all_its_digits():
    value = 0.1 + 0.2
    cell = rls.model(set={"receptor_density": value})
    assert cell.parameters.loc["neuron.receptor_density", "value"] == value


@pytest.mark.parametrize("value", [True, None, [0.4], {}])
def test_what_is_no_value_is_refused_by_name(value):
    with pytest.raises(rls.InputError, match=r"receptor_density: .* is not a value"):
        rls.model(set={"receptor_density": value})


def test_problems_are_told_all_at_once_in_the_words_of_the_command_line():
    with pytest.raises(rls.ConfigError) as told:
        rls.cycle(set={"receptor_densty": 1, "brain_oxygen": -3}, lesions=["receptor_synthese"])
    lines = str(told.value).splitlines()
    assert len(lines) == 3
    assert "--lesion receptor_synthese: There is no lesion 'receptor_synthese'" in lines[0]
    assert "Did you mean neuron.receptor_density" in lines[1]
    assert lines[2].startswith("--set brain_oxygen=-3: ")


def test_an_unknown_quantity_is_refused_with_the_nearest(day):
    with pytest.raises(rls.UnknownNameError, match=r"Did you mean neuron\.labile_iron"):
        day["labil_iron"]


def test_a_run_has_its_doses_and_both_clocks():
    dose = "plasma.nontransferrin_iron=1mg@d1"
    course = rls.run(set=CHANGED, days=2, at="20:00", every="6h", doses=dose, outputs="gate")
    time = course.dataset["time"]
    assert list(time[[0, -1]]) == [0.0, 48.0]
    given = course["plasma.nontransferrin_iron"]
    assert float(given.sel(time=24)) > 10 * float(given.sel(time=18))  # after the dose
    assert float(course.dataset["clock"][0]) == 20.0
    assert course.doses.loc[0, "species"] == "plasma.nontransferrin_iron"
    assert course.doses.loc[0, "amount"] == pytest.approx(1000 / 55.845)  # mg of iron as umol
    told = course.document()
    assert list(told["series"]) == ["gate"] == list(course.outputs)
    assert told["series"]["gate"]["values"] == course["gate"].values.tolist()


def test_a_sweep_takes_spans_lists_and_texts():
    spans = [
        {"receptor_density": rls.log(0.5, 1, 3)},
        {"receptor_density": "log:0.5:1:3"},
        "receptor_density=log:0.5:1:3",
        {"receptor_density": np.geomspace(0.5, 1, 3)},
    ]
    tables = [rls.sweep(vary, keep="labile_iron", progress=False).frame for vary in spans]
    for table in tables:
        pd.testing.assert_frame_equal(table, tables[0])


def test_a_sweep_of_pairs_and_one_of_draws():
    values = {"receptor_density": [0.3, 0.6], "brain_oxygen": ["0.5x", "1x"]}
    paired = rls.sweep(values, zip=[("receptor_density", "brain_oxygen")], traces="none")
    assert len(paired) == 2
    assert paired.critical.empty
    drawn = rls.sweep({"receptor_density": rls.loguniform(0.3, 1)}, samples=4, seed=3, design="lhs")
    again = rls.sweep({"receptor_density": rls.loguniform(0.3, 1)}, samples=4, seed=3, design="lhs")
    pd.testing.assert_frame_equal(drawn.frame, again.frame)
    assert drawn.dataset.attrs["seed"] == "3"


def test_a_kept_sweep_is_found_again(tmp_path):
    vary = {"receptor_density": [0.3, 1.0]}
    made = rls.sweep(vary, lesions="receptor_synthesis:0.9", out=tmp_path / "pair")
    manifest = json.loads((tmp_path / "pair" / "manifest.json").read_text("utf-8"))
    assert manifest["command"] == made.call
    again = rls.read(tmp_path / "pair")
    pd.testing.assert_frame_equal(made.frame, again.frame)
    told = again.document()
    assert told.pop("command").startswith("rls.read(")
    changed = told["parameters_that_differ"]["neuron.receptor_density"]
    assert changed.pop("set_by") == "the sweep's manifest"
    before = made.document()
    del before["command"], before["parameters_that_differ"]["neuron.receptor_density"]["set_by"]
    assert told == before
    with pytest.raises(rls.FolderMismatchError):
        rls.sweep({"receptor_density": [0.4, 1.0]}, out=tmp_path / "pair")
    rls.sweep({"receptor_density": [0.4, 1.0]}, out=tmp_path / "pair", new=True)
    assert (tmp_path / "pair.1").is_dir()
    assert rls.cite(tmp_path / "pair").startswith("@software{rls_sim,")


def test_a_branch_finds_where_the_state_changes(tmp_path):
    found = rls.branch(
        "receptor_density", 0.6, 0.8, thresholds={"urge_hours": 1}, out=tmp_path / "b"
    )
    causes = dict(zip(found.critical["cause"], found.critical["value"], strict=True))
    assert causes["night_reserve"] == pytest.approx(0.68496, rel=1e-5)
    assert found.frame.attrs["units"]["labile_iron"] == "umol/L"
    assert len(found) == len(found.frame)
    kept = rls.read(tmp_path / "b")
    assert kept.document() | {"command": ""} == found.document() | {"command": ""}


def test_a_treated_course_has_two_arms():
    given = rls.treat("iv_iron=1000mg@d0", lesions="receptor_synthesis:0.43", days=14, members=1)
    iron = given["serum_ferritin"]
    assert dict(iron.sizes) == {"arm": 2, "person": 2, "day": 14}
    assert (iron.sel(arm="treated") > iron.sel(arm="untreated"))[:, 2:].all()
    assert given.dataset["member"].values[0] == -1
    assert given.document()["members"]["numbers"] == given.dataset["member"].values[1:].tolist()


def test_cells_that_fail_are_told_and_kept_in_what_is_raised(tmp_path, monkeypatch):
    toy = toy_bench(tmp_path)
    monkeypatch.setattr(cells, "_bench", lambda extensions, treated: toy)
    growth = {"growth": [0, 0.1, 0.3, 0.31]}
    with pytest.raises(rls.BatchError, match="2 of 4 cells failed") as told:
        rls.sweep(growth)
    assert told.value.result.statuses == {"converged": 2, "not_converged": 2}
    assert "result" in told.value.__notes__[0]
    allowed = rls.sweep(growth, max_failed="50pct")
    pd.testing.assert_frame_equal(allowed.frame, told.value.result.frame)
    with pytest.raises(
        rls.SolveError, match=r"no periodic day found for the cell with toy\.growth"
    ):
        rls.cycle(set={"growth": 0.3})


def test_a_whole_model_of_others_is_asked_the_same(tmp_path):
    (tmp_path / "pool.py").write_text(POOL, "utf-8")
    day = rls.cycle(model=tmp_path / "pool.py", set={"loss": 0.8})
    assert day.outcomes.loc["X_mean", "value"] == pytest.approx(MEAN / SIZE / 0.8, rel=1e-9)
    assert list(day.outcomes.columns) == ["value", "in_the_file", "unit", "label"]
    assert "healthy" not in repr(day)
    assert day._repr_png_() is not None  # its figure is that of a run: it has no urge to draw
    swept = rls.sweep({"loss": [0.2, 0.4]}, model=tmp_path / "pool.py", out=tmp_path / "kept")
    assert rls.read(tmp_path / "kept").document()["rows"] == swept.document()["rows"]


def test_an_extended_model_is_asked_the_same():
    day = rls.cycle(extend="configs/second_sink.py", set={"axonal_loss": 0.01})
    assert (
        "axonal_loss"
        in rls.parameters(extend="configs/second_sink.py").index.str.split(".").str[-1]
    )
    assert day.document()["extensions"][0]["file"] == "second_sink.py"


def test_the_model_is_made_once(monkeypatch):
    first = cells.Asked().bench()
    assert cells.Asked().bench() is first


@pytest.mark.parametrize("option", ["draws", "error", "wrong", "noise", "pairs_share"])
def test_a_number_out_of_its_range_is_refused(option):
    with pytest.raises(rls.InputError, match=f"{option}=-1: allowed is"):
        rls.lesions(["receptor_synthesis"], **{option: -1})


@pytest.mark.parametrize("topic", ["laws", "outcomes", "lesions", "sources", "treatments"])
def test_a_list_has_a_row_for_each_name(topic):
    listed = rls.show(topic)
    assert len(listed)
    assert listed.index.is_unique


def test_a_list_that_is_none_is_refused_with_the_nearest():
    with pytest.raises(rls.UnknownNameError, match="Did you mean species"):
        rls.show("spezies")
