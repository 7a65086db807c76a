"""The catalogue holds the model as it is: nothing is lost, renamed or infinite."""

import json

import numpy as np
import pytest

from rls_sim.explorer.rooms import FEATURED, PRINTED, ROOMS
from rls_sim.hypotheses.met import Met
from rls_sim.hypotheses.observations import CONTRASTS, load_observations
from rls_sim.outcomes.measures import MEASURES
from rls_sim.quantities.sources import load_sources
from rls_sim.report import day_figure
from rls_sim.report.style import STATE_LOOKS


def test_it_is_json_without_numbers_that_are_none(catalogue):
    assert json.loads(json.dumps(catalogue, allow_nan=False)) == catalogue


def test_every_parameter_stands_in_one_menu(catalogue, bench):
    shown = [name for room in catalogue["processes"] for name in room["parameters"]]

    assert sorted(shown) == sorted(bench.healthy)
    assert sorted(shown) == sorted(catalogue["parameters"])


def test_every_process_that_a_room_asks_for_exists_and_none_is_left_over(catalogue, bench):
    asked = [process for room in ROOMS for process in room.processes]

    assert len(asked) == len(set(asked))
    assert set(asked) == {process.name for process in bench.model.processes}
    assert [room["name"] for room in catalogue["processes"]] == [room.name for room in ROOMS]


def test_parameters_are_as_declared(catalogue, bench):
    for name, told in catalogue["parameters"].items():
        parameter = bench.healthy[name]
        assert (told["value"], told["low"], told["high"]) == (parameter.value, *parameter.range)
        assert (told["unit"], told["meaning"]) == (parameter.unit, parameter.meaning)
        assert told["sources"] == list(parameter.sources)
        assert not told["log"] or told["low"] > 0


def test_what_is_shown_first_exists(catalogue):
    assert catalogue["featured"] == list(FEATURED)
    assert catalogue["printed"] == list(PRINTED)
    assert set(catalogue["outcomes"]) == set(MEASURES)


def test_lesions_are_as_shipped_and_stand_where_they_act(catalogue, bench):
    rooms = {room["name"]: room["parameters"] for room in catalogue["processes"]}

    assert set(catalogue["lesions"]) == set(bench.lesions)
    for name, told in catalogue["lesions"].items():
        size = told["size"]
        assert size["low"] <= size["default"] <= size["high"]
        assert told["changes"] == dict(bench.lesions[name].changes)
        assert set(told["changes"]) & set(rooms[told["process"]])


def test_the_day_is_drawn_as_its_figure_is(catalogue):
    panels = catalogue["panels"]

    assert [panel["title"] for panel in panels] == [panel.title for panel in day_figure.PANELS]
    for panel in panels:
        assert len(panel["looks"]) == len(panel["quantities"])
        assert set(panel["quantities"]) <= set(catalogue["quantities"])
        assert set(panel["quantities"]) <= set(catalogue["healthy"]["courses"])
        threshold = panel["threshold"] or {}
        assert threshold.get("parameter") in {None, *catalogue["parameters"]}


def test_every_quantity_of_the_model_can_be_drawn(catalogue, bench):
    assert set(catalogue["quantities"]) == {*bench.kernel.places, "urge"}
    assert all(told["label"] for told in catalogue["quantities"].values())


def test_the_healthy_cell_is_told(catalogue, bench):
    healthy = catalogue["healthy"]

    assert healthy["state"] == "functional"
    for name, value in healthy["outcomes"].items():
        assert value == bench.healthy_outcomes[name] or np.isnan(bench.healthy_outcomes[name])
    for name, course in healthy["courses"].items():
        assert len(course) == catalogue["hours"] == 289
        assert course[0] == pytest.approx(course[-1], rel=1e-6), name


def test_every_observation_that_the_model_answers_has_an_interval(catalogue):
    rows = {row.id: row for row in load_observations() if row.outcome}
    told = {row["id"]: row for row in catalogue["observations"]}

    assert set(told) == set(rows)
    for name, row in told.items():
        assert row["contrast"] in CONTRASTS
        assert row["low"] is not None or row["high"] is not None
        assert row["outcome"] in catalogue["outcomes"]
        assert row["published"]
        if rows[name].has_value:  # what was published meets itself
            assert Met(row["kind"], row["low"], row["high"]).holds(rows[name].value, 1.0)


def test_every_contrast_says_which_cell_answers_it(catalogue, bench):
    told = catalogue["answered_by"]

    assert set(told) == set(catalogue["contrasts"]) == set(CONTRASTS)
    assert {name for name, by in told.items() if by["cell"] == "any"} == {"rls", "rls/control"}
    assert {name for name, by in told.items() if by["cell"] == "healthy"} == {
        "healthy",
        "active/rest",
    }
    assert {name for name, by in told.items() if by["cell"] == "none"} == {
        "allele/other",
        "treated/untreated",
    }
    made = {name: by for name, by in told.items() if by["cell"] == "lesion"}
    for by in made.values():
        low, high = bench.lesions[by["lesion"]].range
        assert by["size"] is None or low <= by["size"] <= high
    assert made["deficient/replete"]["lesion"] == "body_iron_deficiency"
    assert made["knockout/control"] == {
        "cell": "lesion",
        "lesion": "receptor_synthesis",
        "size": 0.02,
    }


def test_sources_are_those_that_are_cited_and_no_other(catalogue):
    cited = {key for told in catalogue["parameters"].values() for key in told["sources"]}
    cited |= {key for told in catalogue["lesions"].values() for key in told["sources"]}
    cited |= {row["source"] for row in catalogue["observations"]}

    assert set(catalogue["sources"]) == cited
    for key, told in catalogue["sources"].items():
        assert told["title"] == load_sources()[key].title
        assert told["url"].startswith("https://") or not told["url"]


def test_states_look_as_they_do_in_figures(catalogue):
    assert set(catalogue["states"]) == set(STATE_LOOKS)
    assert list(catalogue["states"])[-1] == "failed"


def test_suggested_maps_can_be_asked_for(catalogue):
    for told in catalogue["maps"]:
        for axis, values in ((told["x"], told["xvalues"]), (told["y"], told["yvalues"])):
            parameter = catalogue["parameters"][axis]
            assert parameter["low"] <= min(values) < max(values) <= parameter["high"]
            assert len(values) == len(set(values)) <= 61
