"""The shapes of rates, by their values, their limits and what they answer to strangers."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rls_sim.network import rate_laws
from rls_sim.network.arithmetic import Kind
from rls_sim.network.expression import Graph, Traced

GRAPH = Graph()
SYMBOL = Traced(GRAPH, GRAPH.symbol("x", Kind.STATE))

positive = st.floats(1e-6, 1e6)
# What lies beyond is no longer distinguished from 0 or 1 by a double.
steepness = st.floats(0.5, 40.0)


def test_saturation_is_half_where_signal_equals_half():
    assert rate_laws.saturation(2.0, 2.0) == 0.5
    assert rate_laws.michaelis_menten(2.0, 8.0, 2.0) == 4.0
    assert rate_laws.michaelis_menten(0.0, 8.0, 2.0) == 0.0
    assert rate_laws.michaelis_menten(1e12, 8.0, 2.0) == pytest.approx(8.0)


@given(positive, positive, steepness)
def test_hill_and_repression_share_one_between_them(signal, half, n):
    assert rate_laws.hill(half, half, n) == 0.5
    up, down = rate_laws.hill(signal, half, n), rate_laws.repression(signal, half, n)
    assert up + down == pytest.approx(1.0, rel=1e-15)
    assert 0.0 <= up <= 1.0
    assert rate_laws.hill(2 * signal, half, n) >= up


@given(st.floats(0.01, 100), st.floats(0.01, 100), st.floats(0.5, 8))
def test_hill_equals_its_formula(signal, half, n):
    formula = signal**n / (half**n + signal**n)
    assert rate_laws.hill(signal, half, n) == pytest.approx(formula, rel=1e-12)


def test_hill_of_an_array_is_finite_at_both_ends():
    signal = np.array([-1.0, 0.0, 1.0, 1e300])
    np.testing.assert_allclose(rate_laws.hill(signal, 1.0, 4.0), [0, 0, 0.5, 1])
    assert rate_laws.repression(0.0, 1.0, 1) == 1.0


@given(st.floats(-1e4, 1e4), st.floats(0.01, 10))
def test_a_positive_part_and_that_of_the_opposite(signal, softness):
    """They differ by the signal, and one shrinks as the other grows: x y = (softness / 2)^2."""
    part, other = (rate_laws.positive_part(s, softness) for s in (signal, -signal))
    rounding = 4 * np.finfo(float).eps * (abs(signal) + softness)
    assert part - other == pytest.approx(signal, abs=rounding)
    # The smaller is a difference of two that are as large as the signal.
    assert part * other == pytest.approx(softness**2 / 4, abs=rounding * max(part, other))


def test_a_positive_part_is_never_nothing_and_rises_all_along():
    signal = np.linspace(-1e3, 1e3, 20_001)
    part = rate_laws.positive_part(signal, 0.2)
    assert rate_laws.positive_part(0.0, 0.2) == pytest.approx(0.1)
    assert (part > 0).all()
    assert (np.diff(part) > 0).all()
    assert isinstance(rate_laws.positive_part(SYMBOL, 0.2), Traced)


@given(st.floats(0, 48), st.floats(0, 1), st.floats(0, 24))
def test_a_daily_wave_peaks_at_its_acrophase_and_returns_after_its_period(time, amplitude, peak):
    wave = rate_laws.daily_wave(time, 24.0, amplitude, peak)
    assert wave <= rate_laws.daily_wave(peak, 24.0, amplitude, peak) == 1 + amplitude
    again = rate_laws.daily_wave(time + 24.0, 24.0, amplitude, peak)
    assert wave == pytest.approx(again, abs=1e-12)


def test_the_mean_of_a_daily_wave_is_one():
    hours = np.linspace(0, 24, 48, endpoint=False)
    assert rate_laws.daily_wave(hours, 24.0, 0.8, 3.0).mean() == pytest.approx(1.0)


@pytest.mark.parametrize("name", ["cos", "exp", "log", "sqrt"])
def test_functions_agree_on_numbers_and_arrays_and_let_symbols_answer(name):
    function = getattr(rate_laws, name)
    assert function(0.7) == pytest.approx(getattr(math, name)(0.7))
    np.testing.assert_allclose(function(np.array([0.7, 2.0])), [function(0.7), function(2.0)])
    answer = function(SYMBOL)
    assert GRAPH.operation[answer.node] == name


def test_symbols_may_stand_at_any_argument():
    for numbers in ((SYMBOL, 1.0, 2), (1.0, SYMBOL, 2), (1.0, 2.0, SYMBOL)):
        assert isinstance(rate_laws.hill(*numbers), Traced)
    one, other = rate_laws.saturation(SYMBOL, 2.0), rate_laws.saturation(2.0, SYMBOL)
    assert {one.node, other.node} <= set(GRAPH.slope_rule)
    assert one.node != other.node


def test_who_has_no_saturation_of_its_own_is_divided():
    assert rate_laws.saturation(Fraction(1), Fraction(2)) == Fraction(1, 3)


def test_a_stranger_is_named():
    with pytest.raises(TypeError, match="cos cannot take a str"):
        rate_laws.cos("noon")
