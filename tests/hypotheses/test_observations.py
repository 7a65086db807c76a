"""The table of observations: whole, bound, two-sided; and the ways in which one is refused."""

import math
import tomllib
from importlib import resources

import pytest

from rls_sim.errors import ConfigError, UnknownNameError
from rls_sim.hypotheses.observations import (
    CONTRASTS,
    METHODS,
    Sign,
    is_clock,
    load_observations,
    select,
)
from rls_sim.outcomes.measures import MEASURES
from rls_sim.quantities.sources import load_sources

ROWS = load_observations()
BY_ID = {row.id: row for row in ROWS}
TABLE = resources.files("rls_sim.biology").joinpath("evidence/observations.toml").read_text("utf-8")
SIGN = {
    "id": "a2000_iron",
    "what": "iron of something",
    "outcome": "labile_iron_relative",
    "contrast": "rls/control",
    "sign": "down",
    "n": [7, 5],
    "method": "mri",
    "species": "human",
    "source": "connor2003",
    "use": "scored",
}
VALUE = {k: v for k, v in SIGN.items() if k != "sign"} | {
    "value": 0.5,
    "low": 0.4,
    "high": 0.7,
    "error": "reported",
}


def written(value):
    """A value in TOML; a test needs texts, numbers and lists."""
    return repr(value).replace("'", '"')


@pytest.fixture
def read(tmp_path):
    """Reads rows, and the shipped table of variations, as a file."""

    def load(*rows, more=""):
        variations = tomllib.loads(TABLE)["variation"]
        tables = [("variation", entry) for entry in variations]
        tables += [("observation", row) for row in rows]
        text = "".join(
            f"[[{name}]]\n" + "".join(f"{k} = {written(v)}\n" for k, v in entry.items())
            for name, entry in tables
        )
        path = tmp_path / "observations.toml"
        path.write_text(more + text, encoding="utf-8")
        return load_observations(path)

    return load


def test_the_table_is_long_and_has_every_contrast_and_method():
    assert len(ROWS) >= 60
    assert {row.contrast for row in ROWS} == set(CONTRASTS)
    assert {row.method for row in ROWS} == set(METHODS)


@pytest.mark.parametrize("row", ROWS, ids=BY_ID)
def test_a_row_is_bound_or_says_why_not(row):
    assert bool(row.outcome) != bool(row.absent)
    assert not row.outcome or row.outcome in MEASURES
    assert not row.absent or (row.use == "context" and len(row.absent) > 15)


@pytest.mark.parametrize("row", ROWS, ids=BY_ID)
def test_a_row_has_a_source_and_says_where_it_was_recalled(row):
    assert row.read == load_sources()[row.source].read
    assert row.read != "recall" or "recalled" in row.note


@pytest.mark.parametrize("row", ROWS, ids=BY_ID)
def test_a_row_has_a_direction_or_a_level_and_a_width(row):
    assert row.direction in list(Sign) or not row.is_ratio or row.absent
    if row.is_ratio:
        assert 0 < row.log_standard_error < 1
    if row.has_value:
        assert row.standard_error > 0
        assert row.error in ("reported", "derived", "assumed")


def test_conflicts_have_two_sides_and_most_disputes_are_there():
    for row in ROWS:
        for other in row.conflicts_with:
            assert row.id in BY_ID[other].conflicts_with
    disputed = {row.outcome for row in ROWS if row.conflicts_with}
    assert {"d2_receptor", "dopamine_transporter", "total_iron_relative"} <= disputed
    assert {"spinal_ferritin_relative", "barrier_influx_relative"} <= disputed


def test_both_sides_of_a_dispute_of_one_outcome_in_one_contrast_differ():
    alike = [
        (row.id, other)
        for row in ROWS
        for other in row.conflicts_with
        if (BY_ID[other].outcome, BY_ID[other].contrast) == (row.outcome, row.contrast)
        and row.is_ratio
        and row.direction == BY_ID[other].direction
    ]
    assert alike == []


@pytest.mark.parametrize(
    ("name", "value", "low", "high"),
    [  # as the dossier gives them: levels with standard errors, in patients and in control
        ("earley2000_ferritin", (1.11, 0.25), (3.50, 0.55), 0.317),
        ("earley2000_transferrin", (26.4, 5.1), (6.71, 1.6), 3.93),
    ],
)
def test_a_derived_ratio_is_that_of_its_levels(name, value, low, high):
    (cases, case_error), (controls, control_error), ratio = value, low, high
    width = math.hypot(case_error / cases, control_error / controls)
    row = BY_ID[name]
    assert row.value == pytest.approx(cases / controls, rel=2e-3)
    assert row.value == ratio
    assert row.log_standard_error == pytest.approx(width, rel=1e-2)


def test_the_width_of_a_sign_is_from_its_groups_and_its_method(read):
    (row,) = read(SIGN)
    assert row.log_standard_error == pytest.approx(row.variation.cv * math.sqrt(1 / 7 + 1 / 5))
    (lone,) = read(SIGN | {"n": [7]})
    assert lone.groups == (7, lone.variation.group)
    (unknown,) = read({k: v for k, v in SIGN.items() if k != "n"})
    assert unknown.groups == (unknown.variation.group,) * 2


@pytest.mark.parametrize(
    ("numbers", "direction"),
    [((0.5, 0.4, 0.7), "down"), ((2.0, 1.1, 3.0), "up"), ((0.9, 0.7, 1.2), "same")],
)
def test_the_direction_of_a_ratio_is_that_which_its_error_leaves(read, numbers, direction):
    (row,) = read(VALUE | dict(zip(("value", "low", "high"), numbers, strict=True)))
    assert row.direction == direction


def test_an_hour_may_go_past_midnight_and_a_duration_may_not(read):
    hour = {"outcome": "urge_peak_hour", "contrast": "rls", "value": 0.5, "low": 23.0, "high": 2.0}
    (row,) = read(VALUE | hour)
    assert row.standard_error == 1.5
    assert math.isnan(row.log_standard_error)
    with pytest.raises(ConfigError, match="must lie between"):
        read(VALUE | hour | {"outcome": "urge_hours"})
    assert not is_clock("urge_hours")


WRONG = {
    "unknown key": (SIGN | {"colour": "red"}, "unknown key a2000_iron: colour"),
    "unknown source": (SIGN | {"source": "connor2030"}, "no source 'connor2030'"),
    "unknown outcome": (SIGN | {"outcome": "labile_irn"}, "no outcome 'labile_irn'"),
    "no outcome and no reason": (SIGN | {"outcome": ""}, "one of outcome and absent"),
    "outcome and reason": (SIGN | {"absent": "why"}, "one of outcome and absent"),
    "unbound but scored": (SIGN | {"outcome": "", "absent": "why"}, "must be context"),
    "contrast": (SIGN | {"contrast": "rls/parents"}, 'contrast = "rls/parents": is not one of'),
    "method": (SIGN | {"method": "tea leaves"}, 'method = "tea leaves": is not one of'),
    "use": (SIGN | {"use": "guessed"}, 'use = "guessed": is not one of'),
    "calibration of patients": (SIGN | {"use": "calibration"}, "what was seen in health"),
    "sign": (SIGN | {"sign": "sideways"}, 'sign = "sideways": is not one of'),
    "neither sign nor value": (SIGN | {"sign": ""}, "or give a value"),
    "sign and value": (VALUE | {"sign": "down"}, "not both"),
    "a sign with an error": (SIGN | {"error": "reported"}, "goes with a value"),
    "no low": ({k: v for k, v in VALUE.items() if k != "low"}, "low is missing"),
    "low above value": (VALUE | {"low": 0.6}, "must lie between low 0.6 and high 0.7"),
    "high below value": (VALUE | {"high": 0.45}, "must lie between low 0.4 and high 0.45"),
    "error": (VALUE | {"error": "felt"}, 'error = "felt": is not one of'),
    "a level without unit": (
        VALUE | {"outcome": "", "absent": "why", "contrast": "healthy", "use": "context"},
        "has no unit",
    ),
    "n of words": (SIGN | {"n": ["many"]}, "is not [cases, controls]"),
    "n of three": (SIGN | {"n": [1, 2, 3]}, "is not [cases, controls]"),
    "conflict with nothing": (SIGN | {"conflicts_with": ["b"]}, "is no other row"),
    "conflict with itself": (SIGN | {"conflicts_with": ["a2000_iron"]}, "is no other row"),
    "no id": ({k: v for k, v in SIGN.items() if k != "id"}, "id is missing"),
    "no source": ({k: v for k, v in SIGN.items() if k != "source"}, "source is missing"),
}


@pytest.mark.parametrize(("row", "told"), WRONG.values(), ids=WRONG)
def test_a_bad_row_is_refused_by_name(read, row, told):
    with pytest.raises(ConfigError) as caught:
        read(row)
    assert told in str(caught.value)


def test_one_side_of_a_conflict_is_not_enough(read):
    other = SIGN | {"id": "b2001_iron", "sign": "up"}
    with pytest.raises(ConfigError, match="does not name a2000_iron in turn"):
        read(SIGN | {"conflicts_with": ["b2001_iron"]}, other)
    assert read(
        SIGN | {"conflicts_with": ["b2001_iron"]}, other | {"conflicts_with": ["a2000_iron"]}
    )


def test_an_id_twice_is_refused(read):
    with pytest.raises(ConfigError, match="comes twice"):
        read(SIGN, SIGN)


def test_every_problem_of_a_file_is_told_at_once(read):
    with pytest.raises(ConfigError) as caught:
        read(SIGN | {"source": "nobody1900"}, VALUE | {"id": "b", "low": 0.6}, more="extra = 1\n")
    told = caught.value.problems
    assert len(told) == 3
    assert all("observations.toml" in line for line in told)


def test_a_method_without_variation_is_refused(tmp_path):
    path = tmp_path / "observations.toml"
    path.write_text(TABLE.replace('method = "tracer"\ncv', 'method = "trailer"\ncv'))
    with pytest.raises(ConfigError, match='variation = "tracer": has no entry'):
        load_observations(path)


def test_observations_are_chosen_by_field_and_an_unknown_value_is_refused():
    chosen = select(ROWS, {"contrast": "rls/control", "method": "mri", "use": ""})
    assert {row.source for row in chosen} >= {"moon2014", "knake2010"}
    disputed = select(ROWS, {"method": "pet"}, conflicting=True)
    assert "cervenka2006_d2" in {row.id for row in disputed}
    assert all(row.conflicts_with for row in disputed)
    with pytest.raises(UnknownNameError, match="There is no species 'cat'"):
        select(ROWS, {"species": "cat"})
