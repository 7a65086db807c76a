"""Outcomes that were written down on one day give on other days what they give when called."""

import json

import numpy as np
import pytest
from array_steps import run_steps
from cells import day_with, healthy_day

from rls_sim.errors import ModelError
from rls_sim.outcomes.legs import urge
from rls_sim.outcomes.measures import MEASURES, evaluate
from rls_sim.outcomes.recorded import record
from rls_sim.outcomes.states import WORDS, state_margins, state_numbers

CELLS = (
    {},
    {"receptor_density": 0.5},
    {"receptor_density": 0.2},
    {"receptor_density": 0.03},
    {"receptor_density": 0.6, "night_begins": 20.0, "night_ends": 6.0, "urge_noticed": 0.06},
    {"release_clock_amplitude": 0.6, "immobilisation_test_begins": 3.0},
)


@pytest.fixture(scope="module")
def document():
    functions = {name: one.function for name, one in MEASURES.items()}
    functions["state"] = lambda day: state_numbers(state_margins(day))
    functions["urge"] = urge
    written = record(functions, day_with({"receptor_density": 0.55})).as_document()
    return json.loads(json.dumps(written, allow_nan=False))


@pytest.mark.parametrize("changes", CELLS, ids=str)
def test_what_was_recorded_on_one_day_holds_on_another(document, changes):
    day = day_with(changes)
    found, due = run_steps(document, day), evaluate(day)
    assert WORDS[int(found["state"])] == due["state"]
    for name in MEASURES:
        # Sums in another order: a few units of the last of 289 terms.
        np.testing.assert_allclose(found[name], due[name], rtol=1e-12, atol=1e-12, err_msg=name)
    np.testing.assert_allclose(found["urge"], urge(day), rtol=1e-12, atol=1e-14)


def test_cells_differ_so_that_a_constant_would_be_seen(document):
    states = {int(run_steps(document, day_with(changes))["state"]) for changes in CELLS}
    assert len(states) >= 3


def test_a_step_is_written_once_and_only_if_it_is_needed(document):
    texts = [json.dumps(step) for step in document["steps"]]
    assert len(set(texts)) == len(texts)
    used = {part[1] for step in document["steps"] for part in step if _is_place(part)}
    assert used | set(document["answers"].values()) == set(range(len(texts)))


def _is_place(part):
    return isinstance(part, list) and part[:1] == ["of"]


def test_steps_stand_after_those_they_need(document):
    for place, step in enumerate(document["steps"]):
        assert all(part[1] < place for part in step if _is_place(part))


@pytest.mark.parametrize(
    "outcome",
    [
        lambda day: 1.0 if day["gate"].max() > 0 else 0.0,
        lambda day: float(day.mean("gate")),
        lambda day: np.median(day["gate"]),
        lambda day: np.sinh(day["gate"]).max(),
        lambda day: day["gate"][int(day.parameter("night_begins"))],
        lambda day: day["gate"][300],
        lambda day: day["gate"][day["gate"] > 0],
        lambda day: day["gate"][None],
        lambda day: np.abs(np.fft.rfft(day["gate"])).max(),
        lambda day: np.fft.rfft(day["gate"]).sum(),
        lambda day: np.fft.irfft(np.fft.rfft(day["gate"])).max(),
        lambda day: np.maximum(day["gate"], np.full(289, np.nan)).max(),
    ],
    ids=[
        *("if", "float", "median", "sinh", "index", "beyond", "mask", "none"),
        *("spectrum", "sum of a spectrum", "points not told", "not a number"),
    ],
)
def test_what_depends_on_a_value_or_has_no_rule_is_refused_by_name(outcome):
    with pytest.raises(ModelError, match="my_outcome"):
        record({"my_outcome": outcome}, healthy_day())


def test_any_is_about_zero_and_not_about_the_largest():
    def below_or_none(day):
        return (-np.maximum(day["gate"] - 0.3, 0.0)).any()

    document = record({"any": below_or_none}, healthy_day()).as_document()
    assert run_steps(document, healthy_day())["any"] == 1


def test_a_number_that_is_the_same_on_every_day_is_one():
    document = record({"two": lambda _: 2.0}, healthy_day()).as_document()
    assert run_steps(document, healthy_day()) == {"two": 2.0}
