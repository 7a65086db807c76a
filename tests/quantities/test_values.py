"""Typed values: every form users write, and the one line they get for every slip."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from rls_sim.errors import InputError, OutOfRangeError, UnitError, UnknownNameError
from rls_sim.quantities.parameter import Evidence, Parameter, ParameterSet
from rls_sim.quantities.values import Spacing, read_assignment, read_value, read_variation

DENSITY = Parameter(
    "neuron.receptor_density", 0.8, "1", "relative synthesis", Evidence.ASSUMED, range=(0.0, 3.0)
)
SERUM = Parameter(
    name="serum_iron",
    value=18.0,
    unit="umol/L",
    meaning="iron of serum",
    evidence=Evidence.MEASURED,
    source="clinical_ranges",
    range=(1.0, 60.0),
    molar_mass=55.845,
)
RATE = Parameter(
    "endocytosis", 0.2, "1/min", "uptake of receptor", Evidence.ASSUMED, range=(0.0, 1.0)
)
PHASE = Parameter(
    "acrophase", 0.0, "h", "hour of peak", Evidence.ASSUMED, range=(-12, 12), distribution="fixed"
)
SET = ParameterSet([DENSITY, SERUM, RATE, PHASE], home="neuron")

inside = st.floats(*SERUM.range)


@pytest.mark.parametrize(
    ("text", "parameter", "value"),
    [
        ("0.4", DENSITY, 0.4),
        (" 0.4 ", DENSITY, 0.4),
        (".4", DENSITY, 0.4),
        ("1.", DENSITY, 1.0),
        ("4e-1", DENSITY, 0.4),
        ("+2", DENSITY, 2.0),
        ("0", DENSITY, 0.0),
        ("0.5x", DENSITY, 0.4),
        ("0.5 x", DENSITY, 0.4),
        ("-20pct", DENSITY, 0.64),
        ("+25pct", DENSITY, 1.0),
        ("-100pct", DENSITY, 0.0),
        ("8uM", SERUM, 8.0),
        ("8 umol/L", SERUM, 8.0),
        ("8\N{MICRO SIGN}M", SERUM, 8.0),
        ("8000nM", SERUM, 8.0),
        ("60ug/dl", SERUM, 600 / 55.845),
        ("0.6mg/L", SERUM, 600 / 55.845),
        ("1e1uM", SERUM, 10.0),
        ("6/h", RATE, 0.1),
        ("0.005 1/s", RATE, 0.3),
        ("-30min", PHASE, -0.5),
    ],
)
def test_each_form_gives_the_value_in_the_parameters_own_unit(text, parameter, value):
    assert read_value(text, parameter) == pytest.approx(value, rel=1e-15)


@pytest.mark.parametrize(
    ("text", "parameter", "kind", "said"),
    [
        ("", DENSITY, InputError, "no value is given"),
        ("abc", DENSITY, InputError, "'abc' is not a number"),
        ("nan", DENSITY, InputError, "'nan' is not a number"),
        ("inf", DENSITY, InputError, "'inf' is not a number"),
        ("-inf", DENSITY, InputError, "is not a number"),
        ("1e999", DENSITY, InputError, "not a finite number"),
        ("x", DENSITY, InputError, "not a number"),
        ("--1", DENSITY, InputError, "not a number"),
        ("20pct", DENSITY, InputError, r"\+20pct or -20pct"),
        ("20%", DENSITY, InputError, r"\+20pct or -20pct"),
        ("1,5", DENSITY, InputError, "one value is wanted"),
        ("1:2", DENSITY, InputError, "one value is wanted"),
        ("2x", PHASE, InputError, "present value, which is 0"),
        ("0.5xx", DENSITY, UnitError, "'xx'"),
        ("1e", DENSITY, UnitError, "'e'"),
        ("8uM", DENSITY, UnitError, "'uM' cannot be turned into '1'"),
        ("8L/h", SERUM, UnitError, "'L/h' cannot be turned into 'umol/L'"),
        ("60ug/dl", RATE, UnitError, "'ug/dl' cannot be turned into '1/min'"),
        ("8furlong", SERUM, UnitError, "such as nmol/L/h"),
        ("9", DENSITY, OutOfRangeError, "9 lies outside 0 to 3"),
        ("-1", DENSITY, OutOfRangeError, "lies outside 0 to 3"),
        ("10x", SERUM, OutOfRangeError, "180 umol/L lies outside 1 to 60 umol/L"),
        ("-101pct", SERUM, OutOfRangeError, "lies outside"),
    ],
)
def test_each_slip_gets_one_line_with_name_and_author(text, parameter, kind, said):
    with pytest.raises(kind, match=said) as caught:
        read_value(text, parameter, reason="rls.toml [set]")
    message = str(caught.value)
    assert parameter.name in message
    assert "set by rls.toml [set]" in message
    assert "\n" not in message


@given(inside)
def test_a_number_in_the_range_is_read_exactly(value):
    assert read_value(repr(value), SERUM) == value
    assert read_value(f"{value!r}uM", SERUM) == value


@given(st.floats(0.1, 3.0))
def test_a_factor_and_a_percentage_say_the_same(factor):
    as_factor = read_value(f"{factor!r}x", SERUM)
    as_percentage = read_value(f"{(factor - 1) * 100:+.17f}pct", SERUM)
    assert as_factor == factor * SERUM.value
    assert as_percentage == pytest.approx(as_factor, rel=1e-14)


@given(st.text(max_size=14) | st.from_regex(r"[-+]?[0-9.]{1,4}[ \nA-Za-z/%^*,:]{0,6}"))
def test_any_text_gives_a_value_in_the_range_or_one_line(text):
    try:
        value, message = read_value(text, DENSITY), ""
    except InputError as fault:
        value, message = DENSITY.value, str(fault)
    assert DENSITY.range[0] <= value <= DENSITY.range[1]
    assert message.startswith("neuron.receptor_density") or not message
    assert "\n" not in message


def test_an_assignment_is_a_name_and_the_text_of_a_value():
    assert read_assignment(" receptor_density = 0.4x ") == ("receptor_density", "0.4x")


@pytest.mark.parametrize("text", ["clearance", "=0.4", "a=", "=", "", "a=b=c", "a b=3"])
def test_what_is_not_an_assignment_is_refused_with_the_form(text):
    with pytest.raises(InputError, match="NAME=VALUE") as caught:
        read_assignment(text)
    assert f"'{text}'" in str(caught.value)


@pytest.mark.parametrize(
    ("text", "name", "values"),
    [
        ("receptor_density=0.1,0.2", "neuron.receptor_density", [0.1, 0.2]),
        ("receptor_density=0.5x, 1x", "neuron.receptor_density", [0.4, 0.8]),
        ("serum_iron=20uM,-50pct", "serum_iron", [20.0, 9.0]),
        ("receptor_density=2", "neuron.receptor_density", [2.0]),
        ("acrophase=lin:-6:6:5", "acrophase", [-6.0, -3.0, 0.0, 3.0, 6.0]),
        ("endocytosis=lin:0/h:6/h:3", "endocytosis", [0.0, 0.05, 0.1]),
        ("neuron.receptor_density=log:0.02:2:3", "neuron.receptor_density", [0.02, 0.2, 2.0]),
        ("serum_iron=log:0.5x:2x:3", "serum_iron", [9.0, 18.0, 36.0]),
    ],
)
def test_each_form_of_many_values_is_read(text, name, values):
    found_name, found = read_variation(text, SET)
    assert found_name == name
    found = found.values if isinstance(found, Spacing) else found
    np.testing.assert_allclose(found, values, rtol=1e-14, atol=1e-15)


@given(st.sampled_from(["lin", "log"]), inside, inside, st.integers(2, 60))
def test_a_range_rises_evenly_and_holds_both_ends_and_the_count(spacing, low, high, count):
    assume(high > low * (1 + 1e-9))
    _, found = read_variation(f"serum_iron={spacing}:{low!r}:{high!r}:{count}", SET)
    assert found == Spacing(spacing, low, high, count)
    values = found.values
    assert values.shape == (count,)
    assert (values[0], values[-1]) == (low, high)
    assert np.all((values >= low) & (values <= high))
    steps = np.diff(values if spacing == "lin" else np.log(values))
    np.testing.assert_allclose(steps, steps.mean(), rtol=1e-4, atol=1e-14 * high)


@pytest.mark.parametrize(
    ("text", "kind", "said"),
    [
        ("receptor_denisty=1", UnknownNameError, r"Did you mean neuron\.receptor_density"),
        ("endocytosis=linear:0:1:3", UnknownNameError, "Did you mean lin"),
        ("endocytosis=geometric:0:1:3", UnknownNameError, "Known: lin, log"),
        ("endocytosis=lin:0:1", InputError, "LO, HI and a count"),
        ("endocytosis=lin:0:1:3:4", InputError, "LO, HI and a count"),
        ("endocytosis=lin:0:1:1", InputError, "whole number from 2"),
        ("endocytosis=lin:0:1:0", InputError, "whole number from 2"),
        ("endocytosis=lin:0:1:-3", InputError, "whole number from 2"),
        ("endocytosis=lin:0:1:2.5", InputError, "whole number from 2"),
        ("endocytosis=lin:0:1:many", InputError, "whole number from 2"),
        ("endocytosis=lin:0:1:", InputError, "whole number from 2"),
        ("endocytosis=lin:0:1:9999999", InputError, "to 1000000"),
        ("endocytosis=lin:1:0:3", InputError, "the range must rise"),
        ("endocytosis=log:0.5:0.5:3", InputError, "the range must rise"),
        ("endocytosis=log:0:1:3", InputError, "above 0"),
        ("acrophase=log:-1:1:3", InputError, "above 0"),
        ("endocytosis=lin:0:nan:3", InputError, "'nan' is not a number"),
        ("endocytosis=lin::1:3", InputError, "no value is given"),
        ("endocytosis=lin:0:2:3", OutOfRangeError, "2 /min lies outside 0 to 1 /min"),
        ("endocytosis=lin:0:1uM:3", UnitError, "'uM' cannot be turned"),
        ("endocytosis=0.1,,0.2", InputError, "no value is given"),
        ("endocytosis=0.1,", InputError, "no value is given"),
        ("endocytosis=0.1,0.1", InputError, "stands there twice"),
        ("endocytosis=0.1,0.5x", InputError, "stands there twice"),
        ("endocytosis=0.1,7", OutOfRangeError, "lies outside"),
        ("endocytosis", InputError, "NAME=VALUE"),
    ],
)
def test_each_slip_in_many_values_gets_one_line(text, kind, said):
    with pytest.raises(kind, match=said) as caught:
        read_variation(text, SET, reason="-p")
    message = str(caught.value)
    assert "\n" not in message
    assert text.split("=")[0] in message
