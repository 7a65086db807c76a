"""The dry run on dimensions finds planted faults, and nothing where nothing is wrong."""

import numpy as np
import pytest
from toy_network import build_toy, number

from rls_sim.errors import UnitError
from rls_sim.network.dimensions import check_dimensions, dimension_report
from rls_sim.network.model import Model
from rls_sim.network.process import Process
from rls_sim.network.rate_laws import cos, daily_wave, exp, hill, log, michaelis_menten, sqrt
from rls_sim.network.reaction import Compartment, Species, derived, reaction

PARAMETERS = (
    number("volume", 2.0, "L"),
    number("clearance", 1.0, "L/h"),
    number("rate_constant", 1.0, "1/min"),
    number("maximal", 1.0, "nmol/h"),
    number("half", 1.0, "umol/L"),
    number("period", 24.0, "h"),
    number("acrophase", 3.0, "h"),
    number("steepness", 2.0),
    number("amount", 2.0, "umol"),
)
COMPARTMENTS = (Compartment("box", "volume"),)


def box(*laws, unit="umol/L", derived=(), parameters=PARAMETERS):
    species = (Species("iron", "", "box", 1.0, unit=unit), Species("signal", "", "box", 1.0))
    return Model([Process("box", species, parameters, laws, derived, COMPARTMENTS)])


def fault_of(function, **model):
    """What the check says of one law that takes iron."""
    with pytest.raises(UnitError) as refusal:
        check_dimensions(box(reaction("iron ->", boundary=True)(function), **model))
    return str(refusal.value)


def assert_accepted(function, **model):
    check_dimensions(box(reaction("iron ->", boundary=True)(function), **model))


def test_the_toy_is_sound():
    model = build_toy()
    check_dimensions(model)
    rows = dimension_report(model)
    assert len(rows) == len(model.compartments) + len(model.laws)
    assert {row.law: str(row.dimension) for row in rows}["west.uptake"] == "umol/h"
    assert {row.law: str(row.dimension) for row in rows}["west.signalling"] == "L/h"


def test_a_missing_volume_is_named_with_both_dimensions():
    def loss(iron, rate_constant):
        return rate_constant * iron

    assert fault_of(loss) == "loss returns umol/L/h; due is umol/h."


def test_a_sum_for_a_product_is_named_with_both_dimensions():
    def loss(iron, clearance):
        return clearance + iron

    assert fault_of(loss) == "In the law of loss: cannot add L/h and umol/L."


def test_a_difference_and_a_comparison_of_unlike_things_are_refused():
    def difference(iron, maximal):
        return maximal - iron

    def comparison(iron, maximal, clearance):
        return clearance * iron if iron > maximal else 0

    assert "cannot subtract umol/h and umol/L" in fault_of(difference)
    assert "cannot compare umol/L and umol/h" in fault_of(comparison)


def test_a_literal_is_a_pure_number():
    def loss(iron, clearance):
        return clearance * (1 + iron)

    assert "cannot add umol/L and 1" in fault_of(loss)


def test_hours_in_a_cosine_are_refused():
    def wave(maximal, time, acrophase):
        return maximal * (1 + cos(2 * np.pi * (time - acrophase)))

    assert fault_of(wave) == "In the law of wave: cos takes a pure number, not h."


def test_a_literal_period_is_refused():
    def wave(maximal, time, acrophase):
        return maximal * (1 + cos(2 * np.pi * (time - acrophase) / 24))

    def shaped(maximal, time, acrophase):
        return maximal * daily_wave(time, 24, 0.3, acrophase)

    assert "cos takes a pure number, not h" in fault_of(wave)
    assert "cos takes a pure number, not h" in fault_of(shaped)


def test_a_wave_with_a_period_in_hours_is_accepted():
    def wave(maximal, time, period, acrophase):
        return maximal * daily_wave(time, period, 0.3, acrophase)

    assert_accepted(wave)


@pytest.mark.parametrize("function", [exp, log])
def test_concentrations_in_exp_and_log_are_refused(function):
    def loss(iron, maximal):
        return maximal * function(iron)

    def sound(iron, maximal, half):
        return maximal * function(iron / half)

    assert f"{function.__name__} takes a pure number, not umol/L" in fault_of(loss)
    assert_accepted(sound)


def test_a_half_point_of_another_kind_is_refused():
    def hill_fault(iron, maximal, amount):
        return maximal * hill(iron, amount, 2)

    def saturation_fault(iron, maximal, amount):
        return michaelis_menten(iron, maximal, amount)

    assert "cannot compare umol/L and umol" in fault_of(hill_fault)
    assert "cannot add umol and umol/L" in fault_of(saturation_fault)


def test_an_exponent_is_a_pure_number():
    def hill_fault(iron, maximal, half, period):
        return maximal * hill(iron, half, period)

    def power_fault(iron, maximal, half, period):
        return maximal * (iron / half) ** period

    def literal_fault(maximal, period):
        return maximal * 2**period

    assert "exponent takes a pure number, not h" in fault_of(hill_fault)
    assert "exponent takes a pure number, not h" in fault_of(power_fault)
    assert "exponent takes a pure number, not h" in fault_of(literal_fault)


def test_a_power_by_a_parameter_is_for_pure_numbers_only():
    def fault(iron, maximal, half, steepness):
        return maximal * iron**steepness / half**steepness

    def sound(iron, maximal, half, steepness):
        return maximal * (iron / half) ** steepness * 2**steepness

    assert "umol/L cannot be raised to a power that is not a literal" in fault_of(fault)
    assert_accepted(sound)


def test_a_power_by_a_literal_is_for_any_kind():
    def squared(iron, half, clearance):
        return clearance * iron**2 / half

    def rooted(iron, half, clearance):
        return clearance * sqrt(iron * half)

    def one_and_a_half(iron, half, clearance):
        return clearance * iron**1.5 / half**0.5

    def fault(iron, half, clearance):
        return clearance * iron**1.5 / half

    for law in (squared, rooted, one_and_a_half):
        assert_accepted(law)
    assert fault_of(fault) == "fault returns umol^1/2*L^1/2/h; due is umol/h."


def test_zero_fits_any_dimension():
    def nothing(iron):
        return 0

    def sound(iron, clearance):
        return clearance * (0 + iron - 0.0) if iron > 0 else 0.0

    assert_accepted(nothing)
    assert_accepted(sound)


def test_a_literal_may_be_divided_and_lessened():
    def sound(iron, volume, period, half):
        return 1 / period * volume * half * (1 - iron / half) * -abs(+iron / half)

    def fault(iron, maximal):
        return maximal * (1 - iron)

    assert_accepted(sound)
    assert "cannot subtract umol/L and 1" in fault_of(fault)


def test_what_is_no_number_is_refused_by_its_kind():
    def loss(iron, maximal):
        return maximal * "two"

    assert "str is neither a number nor a quantity" in fault_of(loss)


def test_numbers_of_numpy_are_literals_too():
    def sound(iron, clearance):
        return np.float64(2.0) * clearance * iron * np.pi

    assert_accepted(sound)


def test_a_derived_quantity_must_keep_its_word():
    @derived("1/h")
    def turnover(clearance):
        return clearance

    with pytest.raises(UnitError, match=r"^turnover returns L/h; due is 1/h\.$"):
        check_dimensions(box(derived=(turnover,)))


def test_a_fault_is_told_once_where_it_is():
    @derived("1/h")
    def turnover(clearance):
        return clearance

    @reaction("iron ->", boundary=True)
    def loss(iron, turnover, volume):
        return turnover * iron * volume

    problems = [row for row in dimension_report(box(loss, derived=(turnover,))) if row.problem]
    assert [row.law for row in problems] == ["turnover"]


def test_a_relative_species_moves_in_litres_an_hour():
    def sound(iron, clearance):
        return clearance * iron

    def fault(iron, rate_constant):
        return rate_constant * iron

    assert_accepted(sound, unit="1")
    assert fault_of(fault, unit="1") == "fault returns 1/h; due is L/h."


def test_one_reaction_moves_things_of_one_kind():
    @reaction("iron -> signal")
    def turning(maximal):
        return maximal

    with pytest.raises(UnitError, match=r"turning moves .*: iron in L/h and signal in umol/h\."):
        check_dimensions(box(turning, unit="1"))


def test_a_volume_is_a_volume():
    wrong = (number("volume", 1.0, "umol"), *PARAMETERS[1:])
    with pytest.raises(UnitError, match=r"volume volume of box is in umol; due is L\."):
        check_dimensions(box(parameters=wrong))


def test_a_law_that_cannot_be_run_on_dimensions_is_named():
    def loss(iron, maximal):
        return maximal * float(iron)

    assert fault_of(loss).startswith("In the law of loss: ")


def test_further_faults_are_counted():
    @reaction("iron ->", boundary=True)
    def loss(iron):
        return iron

    @reaction("signal ->", boundary=True)
    def fading(signal):
        return signal

    with pytest.raises(UnitError, match=r"due is umol/h\. \(And 1 more\.\)$"):
        check_dimensions(box(loss, fading))


def test_a_mass_with_a_molar_mass_counts_as_an_amount():
    def loss(iron, clearance, saturation_point):
        return clearance * michaelis_menten(iron, saturation_point, saturation_point)

    from rls_sim.quantities.parameter import Evidence, Parameter

    iron_mass = Parameter(
        "saturation_point", 60.0, "ug/dL", "", Evidence.ASSUMED, molar_mass=55.845
    )
    assert_accepted(loss, parameters=(*PARAMETERS, iron_mass))
