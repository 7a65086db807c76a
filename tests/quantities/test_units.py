"""Units: what can be read, what is refused and how, and that conversion loses nothing."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rls_sim.errors import UnitError
from rls_sim.quantities.units import BASES, NEVER_PREFIXED, PREFIXES, PURE_NUMBER, Dimension, Unit

IRON = 55.845  # g/mol

words = st.one_of(
    st.sampled_from(sorted(NEVER_PREFIXED)),
    st.builds(
        str.__add__,
        st.sampled_from(sorted(PREFIXES)),
        st.sampled_from(sorted(set(BASES) - NEVER_PREFIXED)),
    ),
)
factors = st.builds(
    lambda word, power: word if power == 1 else f"{word}^{power}", words, st.integers(-3, 3)
)
unit_texts = st.builds(
    lambda above, below: "/".join(["*".join(above) or "1", *below]),
    st.lists(factors, max_size=2),
    st.lists(factors, max_size=2),
)
dimensions = st.builds(
    lambda a, m, v, t: Dimension.of({"amount": a, "mass": m, "volume": v, "time": t}),
    *[st.integers(-3, 3)] * 4,
)


@pytest.mark.parametrize(
    ("text", "factor"),
    [
        ("1", 1.0),
        ("umol", 1.0),
        ("umol/L", 1.0),
        ("uM", 1.0),
        ("nM", 1e-3),
        ("M", 1e6),
        ("mol/L", 1e6),
        ("mmol/l", 1e3),
        ("nmol/L/h", 1e-3),
        ("1/min", 60.0),
        ("1/s", 3600.0),
        ("1/d", 1 / 24),
        ("h^-1", 1.0),
        ("d", 24.0),
        ("pL", 1e-12),
        ("dl", 0.1),
        ("cL", 0.01),
        ("1/uM/h", 1.0),
        ("1/M/s", 3.6e-3),
        ("L/umol/h", 1.0),
        ("umol*h/L^2", 1.0),
        ("g/mol", 1.0),  # so that a molar mass is its own factor
        ("kg", 1e9),
        ("fmol", 1e-9),
        ("\N{MICRO SIGN}M", 1.0),
        ("\N{GREEK SMALL LETTER MU}mol / L", 1.0),
    ],
)
def test_a_unit_has_its_size_in_micromole_litre_and_hour(text, factor):
    assert Unit.parse(text).factor == factor


@pytest.mark.parametrize(
    ("value", "given_in", "wanted", "result"),
    [
        (8.0, "uM", "umol/L", 8.0),
        (0.22, "1/min", "1/h", 13.2),
        (8.374e5, "1/M/s", "1/uM/h", 3014.64),
        (30.0, "min", "h", 0.5),
        (2.0, "d", "min", 2880.0),
        (1.0, "1/L", "1/dl", 0.1),
    ],
)
def test_a_value_is_expressed_in_another_unit(value, given_in, wanted, result):
    converted = Unit.parse(given_in).convert(value, to=Unit.parse(wanted))
    assert converted == pytest.approx(result, rel=1e-15)


def test_a_mass_becomes_an_amount_by_the_molar_mass():
    serum = Unit.parse("ug/dl").convert(60.0, to=Unit.parse("umol/L"), molar_mass=IRON)
    assert serum == pytest.approx(600 / IRON, rel=1e-15)
    back = Unit.parse("umol/L").convert(serum, to=Unit.parse("ug/dl"), molar_mass=IRON)
    assert back == pytest.approx(60.0, rel=1e-15)


def test_a_mass_below_the_line_becomes_an_amount_too():
    uptake = Unit.parse("L/ug/h").convert(2.0, to=Unit.parse("L/umol/h"), molar_mass=IRON)
    assert uptake == pytest.approx(2.0 * IRON, rel=1e-15)


def test_a_mass_stays_a_mass_without_a_molar_mass():
    with pytest.raises(UnitError, match="no molar mass"):
        Unit.parse("ug/dl").convert(60.0, to=Unit.parse("umol/L"))


@pytest.mark.parametrize("molar_mass", [0.0, -1.0, math.nan, math.inf])
def test_an_impossible_molar_mass_is_refused(molar_mass):
    with pytest.raises(UnitError, match="molar mass"):
        Unit.parse("g").convert(1.0, to=Unit.parse("mol"), molar_mass=molar_mass)


def test_units_of_different_things_are_refused_with_both_dimensions():
    with pytest.raises(UnitError, match=r"'nmol/L' cannot be turned into 'L/h'.*umol/L.*L/h"):
        Unit.parse("nmol/L").convert(1.0, to=Unit.parse("L/h"), molar_mass=IRON)


@pytest.mark.parametrize(
    ("text", "stopped_at"),
    [
        ("furlong", "furlong"),
        ("nmol/furlong/h", "furlong"),
        ("mmin", "mmin"),
        ("kh", "kh"),
        ("md/L", "md"),
        ("mol^x", "mol"),
        ("umol L", "umol L"),
        ("2/h", "2"),
        ("Umol", "Umol"),
    ],
)
def test_what_cannot_be_read_is_named_and_what_can_be_written_is_said(text, stopped_at):
    with pytest.raises(UnitError) as caught:
        Unit.parse(text)
    message = str(caught.value)
    assert stopped_at in message
    assert "nmol/L/h" in message
    assert "\n" not in message


@pytest.mark.parametrize("text", ["", "/h", "umol//h", "umol/", "*h"])
def test_a_missing_word_is_refused(text):
    with pytest.raises(UnitError, match="cannot be read"):
        Unit.parse(text)


def test_a_product_after_a_slash_is_refused_as_ambiguous():
    with pytest.raises(UnitError, match="two ways"):
        Unit.parse("umol/L*h")


@given(st.text(max_size=12))
def test_any_text_is_either_a_unit_or_a_unit_error(text):
    try:
        unit = Unit.parse(text)
    except UnitError:
        return
    assert unit.factor > 0


@given(unit_texts, st.floats(1e-6, 1e6))
def test_there_and_back_is_the_same_value(text, value):
    unit = Unit.parse(text)
    canonical = Unit.parse(str(unit.dimension))
    assert canonical.factor == 1.0
    there = unit.convert(value, to=canonical)
    assert there == pytest.approx(value * unit.factor, rel=1e-15)
    assert canonical.convert(there, to=unit) == pytest.approx(value, rel=1e-14)


@given(unit_texts, unit_texts)
def test_the_dimension_of_a_product_is_the_product_of_the_dimensions(one, other):
    divisor = Unit.parse(other)
    product = Unit.parse(one).dimension * divisor.dimension
    assert product / divisor.dimension == Unit.parse(one).dimension


@given(dimensions)
def test_a_dimension_is_read_back_from_its_own_text(dimension):
    assert Unit.parse(str(dimension)).dimension == dimension


@given(dimensions, dimensions)
def test_dimensions_multiply_as_powers_add(one, other):
    assert one * other == other * one
    assert one / one == PURE_NUMBER
    assert (one * other) / other == one
    assert (one * one) == one**2
    assert (one * other).power_of("time") == one.power_of("time") + other.power_of("time")


def test_a_pure_number_is_told_from_everything_else():
    assert Unit.parse("1").dimension.is_pure_number
    assert Unit.parse("umol/mol").dimension.is_pure_number
    assert not Unit.parse("1/h").dimension.is_pure_number
