"""Parameters: what is refused at birth, overrides and their reasons, and the set's lookup."""

import dataclasses
import math
import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rls_sim.errors import ModelError, OutOfRangeError, UnknownNameError
from rls_sim.quantities.parameter import Distribution, Evidence, Parameter, ParameterSet


def parameter(**changes):
    """A parameter that is fit for use, save for ``changes``."""
    fields = {
        "name": "neuron.receptor_density",
        "value": 1.0,
        "unit": "1",
        "meaning": "receptor synthesis relative to healthy",
        "evidence": Evidence.ASSUMED,
        "range": (0.0, 3.0),
    }
    return Parameter(**(fields | changes))


SERUM = parameter(
    name="serum_iron",
    value=18.0,
    unit="umol/L",
    range=(1.0, 60.0),
    evidence=Evidence.MEASURED,
    source="clinical_ranges",
    molar_mass=55.845,
)
RATE = parameter(name="neuron.endocytosis", value=0.22, unit="1/min", range=(0.05, 1.0))
SET = ParameterSet([parameter(), SERUM, RATE], home="neuron")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"value": 4.0}, r"4 lies outside its own range 0 to 3"),
        ({"value": -0.1}, "outside its own range"),
        ({"value": math.nan}, "outside its own range"),
        ({"value": math.inf, "range": (0, math.inf)}, "outside its own range"),
        ({"range": (3.0, 0.0)}, "is not a range"),
        ({"range": (0.0, math.nan)}, "is not a range"),
        ({"unit": "furlong"}, "furlong"),
        ({"molar_mass": 0.0}, "molar mass"),
        ({"evidence": "guessed"}, "guessed"),
        ({"evidence": Evidence.MEASURED}, "needs a source"),
        ({"evidence": Evidence.DERIVED, "source": ""}, "needs a source"),
        ({"evidence": Evidence.FITTED, "source": ("",)}, "needs a source"),
        ({"distribution": "gaussian:1"}, "gaussian"),
        ({"distribution": "lognormal"}, "cannot be read"),
        ({"distribution": "lognormal:1"}, "GSD above 1"),
        ({"distribution": "lognormal:x"}, "cannot be read"),
        ({"distribution": "normal:0"}, "SD above 0"),
        ({"distribution": "normal:nan"}, "cannot be read"),
        ({"distribution": "fixed:1"}, "cannot be read"),
        ({"distribution": "uniform", "range": (0, math.inf)}, "finite range"),
        ({"distribution": "loguniform"}, "above 0"),
        ({"distribution": "lognormal:2", "range": (-1, 3)}, "lognormal"),
        ({"value": 0.0}, "lognormal"),
    ],
)
def test_a_parameter_unfit_for_use_is_refused_by_name(changes, said):
    with pytest.raises(ModelError, match=said) as caught:
        parameter(**changes)
    assert "neuron.receptor_density" in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "kind", "spread"),
    [
        ("fixed", "fixed", 0.0),
        ("uniform", "uniform", 0.0),
        ("loguniform", "loguniform", 0.0),
        ("normal:0.2", "normal", 0.2),
        ("lognormal:1.5", "lognormal", 1.5),
    ],
)
def test_each_distribution_can_be_written(text, kind, spread):
    assert Distribution.parse(text) == Distribution(kind, spread)
    assert parameter(distribution=text, range=(0.1, 3.0)).distribution == text


@pytest.mark.parametrize(
    ("source", "keys"),
    [("", ()), ((), ()), ("west2000", ("west2000",)), (("a2000", "b2001"), ("a2000", "b2001"))],
)
def test_sources_are_a_tuple_of_keys(source, keys):
    assert parameter(source=source).sources == keys


def test_a_parameter_cannot_be_changed_in_place():
    with pytest.raises(dataclasses.FrozenInstanceError):
        SERUM.value = 3.0


def test_an_override_keeps_its_reason_and_leaves_the_old_one_alone():
    changed = SERUM.with_value(8.0, "rls.toml")
    assert (changed.value, changed.reason) == (8.0, "rls.toml")
    assert (SERUM.value, SERUM.reason) == (18.0, "default")
    assert dataclasses.replace(changed, value=18.0, reason="default") == SERUM


def test_an_override_may_knock_out_what_a_declaration_may_not():
    assert parameter().with_value(0.0, "a lesion").value == 0.0


@given(st.floats(allow_nan=True, allow_infinity=True))
def test_a_value_is_taken_if_and_only_if_it_lies_in_the_range(value):
    low, high = SERUM.range
    if low <= value <= high:
        assert SERUM.with_value(value, "a test").value == value
    else:
        with pytest.raises(OutOfRangeError):
            SERUM.with_value(value, "a test")


def test_out_of_range_says_value_unit_range_who_and_whose_range():
    with pytest.raises(OutOfRangeError) as caught:
        SERUM.with_value(900.0, "the command line")
    assert str(caught.value) == (
        "serum_iron = 900 umol/L lies outside 1 to 60 umol/L (set by the command line). "
        "The range is from: clinical_ranges."
    )


def test_a_value_that_would_round_into_the_range_is_shown_in_full():
    with pytest.raises(OutOfRangeError, match=r"= 60\.00000000001 umol/L lies outside"):
        SERUM.with_value(60.00000000001, "a test")


def test_the_canonical_value_is_in_micromole_litre_and_hour():
    assert RATE.canonical_value == pytest.approx(13.2, rel=1e-15)
    by_mass = dataclasses.replace(SERUM, value=100.0, unit="ug/dl", range=(1.0, 400.0))
    assert by_mass.canonical_value == pytest.approx(1000 / 55.845, rel=1e-15)
    assert by_mass.dimension == SERUM.dimension
    assert dataclasses.replace(by_mass, molar_mass=None).canonical_value == 1000.0


def test_a_set_keeps_the_order_of_declaration():
    assert list(SET) == ["neuron.receptor_density", "serum_iron", "neuron.endocytosis"]
    np.testing.assert_allclose(SET.values_canonical(), [1.0, 18.0, 13.2], rtol=1e-15)


def test_a_name_is_looked_for_at_home_when_it_stands_nowhere_else():
    assert SET["receptor_density"] is SET["neuron.receptor_density"]
    assert SET.resolve("endocytosis") == "neuron.endocytosis"
    assert SET.resolve("serum_iron") == "serum_iron"


def test_an_exact_name_goes_before_the_home():
    both = ParameterSet([parameter(name="iron"), parameter(name="neuron.iron")], home="neuron")
    assert both.resolve("iron") == "iron"


def test_in_and_get_follow_the_same_rule():
    assert "endocytosis" in SET
    assert "exocytosis" not in SET
    assert SET.get("endocytosis") is RATE
    assert SET.get("exocytosis") is None


def test_an_unknown_parameter_is_refused_with_the_nearest():
    with pytest.raises(UnknownNameError, match=r"Did you mean neuron\.receptor_density"):
        SET["receptor_denisty"]
    with pytest.raises(UnknownNameError, match=r"Did you mean serum_iron"):
        SET.override("serum_irn", 3.0, reason="a test")


def test_a_parameter_declared_twice_is_refused():
    with pytest.raises(ModelError, match="'serum_iron' is declared twice"):
        ParameterSet([SERUM, SERUM])


def test_an_override_changes_one_parameter_of_a_new_set():
    changed = SET.override("endocytosis", 0.1, reason="a test")
    assert SET["endocytosis"].value == 0.22
    assert changed.home == "neuron"
    assert list(changed) == list(SET)
    assert changed.differences(SET) == {"neuron.endocytosis": (changed["endocytosis"], RATE)}


def test_equal_sets_do_not_differ_even_if_a_value_was_set_again():
    assert SET.override("serum_iron", 18.0, reason="a test").differences(SET) == {}


def test_a_set_survives_the_journey_to_a_worker_process():
    returned = pickle.loads(pickle.dumps(SET))
    assert dict(returned) == dict(SET)
    assert returned.home == SET.home
