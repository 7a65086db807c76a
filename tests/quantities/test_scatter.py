"""Typed distributions: what they mean, what the range leaves of them, and every slip."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rls_sim.errors import InputError, UnitError
from rls_sim.quantities.parameter import Evidence, Parameter
from rls_sim.quantities.scatter import LEAST_KEPT, Scatter, is_scatter, read_scatter


def parameter(value=18.0, unit="umol/L", low=1.0, high=60.0, distribution="lognormal:1.5"):
    mass = 55.845 if unit == "umol/L" else None
    return Parameter(
        "serum_iron", value, unit, "iron", Evidence.ASSUMED, (), (low, high), distribution, "", mass
    )


SERUM = parameter()
PHASE = parameter(0.0, "h", -12.0, 12.0, "fixed")


@pytest.mark.parametrize(
    ("text", "kind", "first", "second"),
    [
        ("uniform:2:30", "uniform", 2.0, 30.0),
        ("uniform: 0.5x : 2x", "uniform", 9.0, 36.0),
        ("uniform:-50pct:+50pct", "uniform", 9.0, 27.0),
        ("loguniform:2000nM:20uM", "loguniform", 2.0, 20.0),
        ("normal:1x:20pct", "normal", 18.0, 3.6),
        ("normal:10:20pct", "normal", 10.0, 2.0),
        ("normal:10:20%", "normal", 10.0, 2.0),
        ("normal:10:0.1x", "normal", 10.0, 1.8),
        ("normal:10uM:500nM", "normal", 10.0, 0.5),
        ("normal:60ug/dl:2", "normal", 600 / 55.845, 2.0),
        ("lognormal:8uM:1.5", "lognormal", 8.0, 1.5),
        ("lognormal:1x:2", "lognormal", 18.0, 2.0),
    ],
)
def test_each_form_is_read_in_the_parameters_unit(text, kind, first, second):
    scatter = read_scatter(text, SERUM)

    assert scatter.kind == kind
    assert (scatter.first, scatter.second) == pytest.approx((first, second), rel=1e-15)
    assert (scatter.low, scatter.high) == SERUM.range


def test_the_ends_of_a_uniform_one_may_lie_outside_the_range_which_cuts_it():
    scatter = read_scatter("uniform:0:100", SERUM)

    assert scatter.ends == (1.0, 60.0)
    assert scatter.cut == pytest.approx(0.41, rel=1e-14)
    assert scatter.kept == pytest.approx(0.59, rel=1e-14)
    assert read_scatter("uniform:2:30", SERUM).ends == (2.0, 30.0)
    assert read_scatter("uniform:2:30", SERUM).cut == 0.0


@pytest.mark.parametrize(
    ("declared", "kind", "first", "second"),
    [
        ("uniform", "uniform", 1.0, 60.0),
        ("loguniform", "loguniform", 1.0, 60.0),
        ("normal:2", "normal", 18.0, 2.0),
        ("lognormal:1.3", "lognormal", 18.0, 1.3),
    ],
)
def test_the_declared_one_lies_about_the_present_value(declared, kind, first, second):
    scatter = read_scatter("declared", parameter(distribution=declared))
    assert (scatter.kind, scatter.first, scatter.second) == (kind, first, second)
    changed = parameter(distribution="lognormal:1.3").with_value(9.0, "a test")
    assert read_scatter("declared", changed).first == 9.0


@pytest.mark.parametrize(
    ("text", "owner", "kind", "said"),
    [
        ("uniform:2", SERUM, InputError, "'uniform' takes LO and HI; write uniform:LO:HI."),
        ("normal", SERUM, InputError, "'normal' takes MEAN and SD; write normal:MEAN:SD."),
        ("lognormal:8:1.5:2", SERUM, InputError, "takes GM and GSD; write lognormal:GM:GSD."),
        ("declared:2", SERUM, InputError, "'declared' takes nothing; write declared."),
        ("uniform:2:many", SERUM, InputError, "'many' is not a number"),
        ("uniform::2", SERUM, InputError, "no value is given"),
        ("uniform:3:2", SERUM, InputError, "3 umol/L is not below 2 umol/L"),
        ("uniform:2:2", SERUM, InputError, "the range must rise"),
        ("uniform:2L:3", SERUM, UnitError, "'L' cannot be turned into 'umol/L'"),
        ("loguniform:0:2", SERUM, InputError, "above 0, and LO is 0 umol/L"),
        ("loguniform:-1:2", PHASE, InputError, "above 0, and LO is -1 h"),
        ("lognormal:0:2", SERUM, InputError, "above 0, and GM is 0 umol/L"),
        ("lognormal:8:1", SERUM, InputError, "'1' is not a GSD; it is a plain number above 1"),
        ("lognormal:8:0.5", SERUM, InputError, "'0.5' is not a GSD"),
        ("lognormal:8:2uM", SERUM, InputError, "'2uM' is not a GSD"),
        ("lognormal:8:inf", SERUM, InputError, "'inf' is not a GSD"),
        ("normal:8:0", SERUM, InputError, "an SD is above 0, and '0' is 0 umol/L"),
        ("normal:8:-2", SERUM, InputError, "an SD is above 0, and '-2' is -2 umol/L"),
        ("normal:0:20pct", PHASE, InputError, "an SD is above 0, and '20pct' is 0 h"),
        ("normal:8:-20pct", SERUM, InputError, "an SD has no sign"),
        ("normal:8:+20pct", SERUM, InputError, "an SD has no sign"),
        ("normal:1x:2", PHASE, InputError, "relative to the present value, which is 0"),
        ("declared", PHASE, InputError, "it is declared fixed"),
        ("uniform:70:90", SERUM, InputError, "lies inside 1 to 60 umol/L, so nothing is left"),
        ("normal:200:1", SERUM, InputError, "lies inside 1 to 60 umol/L, so nothing is left"),
        ("lognormal:9000:1.1", SERUM, InputError, "lies inside 1 to 60 umol/L"),
        ("normal:8:1e308x", SERUM, InputError, "an SD is above 0"),
        ("uniform:-1e308:1e308", SERUM, InputError, "so nothing is left to draw"),
    ],
)
def test_each_slip_gets_one_line_with_name_text_and_author(text, owner, kind, said):
    with pytest.raises(kind) as caught:
        read_scatter(text, owner, reason="rls.toml")
    message = str(caught.value)
    assert said in message
    assert message.startswith("serum_iron=")
    assert "set by rls.toml" in message
    assert "\n" not in message


def test_a_knocked_out_parameter_has_no_declared_lognormal():
    gone = parameter(low=0.0).with_value(0.0, "a lesion")
    with pytest.raises(InputError, match="above 0, and the present value is 0 umol/L"):
        read_scatter("declared", gone)


def test_only_the_name_of_a_distribution_begins_one():
    assert is_scatter("uniform:1:2")
    assert is_scatter("declared")
    assert not is_scatter("lin:1:2:3")
    assert not is_scatter("0.5x,1x")


kinds = st.sampled_from(["uniform", "loguniform", "normal", "lognormal"])


@given(kinds, st.floats(0.1, 100.0), st.floats(1.01, 9.0))
def test_what_is_kept_and_what_is_cut_off_make_the_whole(kind, first, times):
    second = times if kind == "lognormal" else first * times
    scatter = Scatter(kind, first, second, *SERUM.range)
    text = f"{kind}:{first!r}:{second!r}"
    if scatter.kept < LEAST_KEPT:
        with pytest.raises(InputError, match="less than a millionth"):
            read_scatter(text, SERUM)
        return
    assert read_scatter(text, SERUM) == scatter
    # Sums of three probabilities, each rounded once.
    assert scatter.kept + scatter.cut == pytest.approx(1.0, abs=1e-15)
    low, high = scatter.ends
    assert SERUM.range[0] <= low < high <= SERUM.range[1]


def test_a_tiny_share_that_is_cut_off_is_not_lost_to_rounding():
    # Ten standard deviations below the mean, and as many above it.
    for low, high in [(0.0, math.inf), (1.0 - 1e9, 60.0)]:
        scatter = read_scatter("normal:30:3", parameter(low=low, high=high, distribution="fixed"))
        assert scatter.cut == pytest.approx(7.619853024160525e-24, rel=1e-12)


def test_people_read_it_with_units():
    said = [read_scatter(text, SERUM).words(SERUM) for text in ("uniform:2:3", "loguniform:2:3")]
    said += [read_scatter(text, SERUM).words(SERUM) for text in ("normal:8:2", "lognormal:8:1.5")]
    assert said == [
        "uniform from 2 to 3 umol/L",
        "loguniform from 2 to 3 umol/L",
        "normal about 8 umol/L, SD 2 umol/L",
        "lognormal about 8 umol/L, GSD 1.5",
    ]
