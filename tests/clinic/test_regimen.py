"""Doses as typed: which hours they mean, and what is refused in which words."""

import re

import pytest
from bodies import bench, library
from hypothesis import given
from hypothesis import strategies as st

from rls_sim.clinic.events import Arrival, Change, Inflow
from rls_sim.clinic.regimen import read_given, read_regimen
from rls_sim.errors import ConfigError


def hours(text, days=10):
    return read_given(text, library()).times(days * 24)


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("iv_iron=1000mg@d0", [10.0]),
        ("iv_iron=1000mg@d3", [82.0]),
        ("iv_iron=1000mg@d3T07:30", [79.5]),
        ("iv_iron=1000mg@d0.5", [12.0]),
        ("pramipexole=0.25mg@20:00/daily..d3", [20.0, 44.0, 68.0]),
        ("pramipexole=0.25mg@d2T20:00/daily..d4", [68.0, 92.0]),
        ("oral_iron=65mg@08:00/2d..d5", [8.0, 56.0, 104.0]),
        ("oral_iron=65mg@08:00/36h..d4", [8.0, 44.0, 80.0]),
    ],
)
def test_each_form_means_these_hours(text, due):
    assert hours(text) == due


@given(st.floats(0.01, 500.0), st.sampled_from(["mg", "ug", "g"]))
def test_a_dose_is_the_same_in_every_unit(amount, unit):
    factor = {"mg": 1.0, "ug": 1e3, "g": 1e-3}[unit]
    read = read_given(f"iron_sucrose={amount * factor!r}{unit}@d0", library())
    assert read.amount == pytest.approx(amount, rel=1e-12)
    (event,) = read.events(24.0, bench().healthy)
    assert event.amount == pytest.approx(amount * 1e3 / 55.845, rel=1e-12)


def test_what_a_dose_does_is_what_its_file_says():
    made = read_regimen(
        ["iv_iron=1g@d0", "rotigotine=1mg@08:00/daily", "iron_poor_diet=0.5@d1..d2"], library(), 3
    ).events(3, bench().healthy)
    kinds = [type(event) for event in made]
    assert kinds == [Inflow, Arrival, Change, Inflow, Inflow]
    assert made[0].until == made[0].time + 24.0


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("iv_irn=1000mg@d0", "Did you mean iv_iron"),
        ("iv_iron=1000mL@d0", "one measures L"),
        ("iv_iron=2000mg@d0", "0 to 1000 mg"),
        ("iv_iron=-5mg@d0", "0 to 1000 mg"),
        ("iv_iron=mg@d0", "not of the form"),
        ("iv_iron=1..5mg@d0", "not a number"),
        ("iv_iron=1e5e5mg@d0", "not a number"),
        ("iv_iron=1000mg", "not of the form"),
        ("pramipexole=0.25mg@25:00/daily", "not a time of day"),
        ("pramipexole=0.25mg@20:00/0h", "not a time above 0"),
        ("iv_iron=5mg@d0..d3", "given once"),
        ("iron_poor_diet=0.5@d0/daily", "lasts"),
        ("iv_iron=5mg@d400", "begins after"),
        ("pramipexole=0.25mg@d5T20:00/daily..d3", "ends before"),
        ("iv_iron=5mg@d1.5T08:00", "not a whole day"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_text(text, words):
    with pytest.raises(ConfigError, match=re.escape(words)) as refused:
        read_regimen([text], library(), 100)
    assert f"--dose {text}: " in str(refused.value)


def test_every_problem_is_told_at_once():
    with pytest.raises(ConfigError) as refused:
        read_regimen(["iv_irn=1mg@d0", "iv_iron=1kg@d0"], library(), 0)
    assert len(refused.value.problems) == 3


def test_too_many_doses_are_refused_before_anything_is_followed():
    with pytest.raises(ConfigError, match="at most"):
        read_regimen(["pramipexole=0.1mg@20:00/1min"], library(), 100)


@pytest.mark.parametrize("name", sorted(library()))
def test_every_shipped_treatment_has_an_example_that_can_be_read(name):
    treatment = library()[name]
    events = read_given(treatment.example(), library()).events(48.0, bench().healthy)
    assert events
    assert treatment.sources or treatment.evidence == "assumed"
