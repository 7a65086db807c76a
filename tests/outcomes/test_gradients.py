"""Gradients of the outcomes of a real cell, against the outcomes of cells solved again."""

import math
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from cells import brain, healthy_cycle, healthy_day, solved

from rls_sim.errors import UnknownNameError
from rls_sim.numerics.equations import Reference
from rls_sim.numerics.sensitivity import linearised_day
from rls_sim.outcomes.day import Day
from rls_sim.outcomes.dual import Dual
from rls_sim.outcomes.gradients import DualDay, gradients
from rls_sim.outcomes.measure import Measure
from rls_sim.outcomes.measures import MEASURES, evaluate

# A cell that fails at night, with an urge, so that no outcome lies on its lower bound.
CHANGES = {
    "neuron.receptor_density": 0.5,
    "release_clock_amplitude": 0.2,
    "blood_loss": 4.0,
}
ALONG = (
    # rates, clearances and maxima, in units of many kinds
    *("receptor_degradation", "hepcidin_decay", "iron_sulfur_turnover", "mitochondrial_leak"),
    *("endocytosis_loaded", "transferrin_association", "red_cell_life", "marrow_clearance"),
    *("blood_loss", "dietary_iron", "reuptake_maximal", "vesicular_leak", "interstitial_flow"),
    # points of half effect and exponents
    *("iron_sensing_half_point", "iron_sensing_steepness", "hepcidin_half_block", "d2_affinity"),
    *(
        "gate_half_signal",
        "gate_steepness",
        "message_holding_steepness",
        "hydroxylase_iron_affinity",
    ),
    *("deficiency_hazard_half_point", "deficiency_hazard_steepness"),
    # the clock
    *("tyrosine_hydroxylase_clock_amplitude", "tyrosine_hydroxylase_clock_acrophase"),
    *("release_clock_amplitude", "release_clock_acrophase", "spinal_clock_acrophase"),
    # volumes
    *("neuron.volume", "endothelium.volume", "plasma.volume", "terminal_volume"),
    *("cerebrospinal.volume", "neuron.endosome_volume"),
    # what a lesion changes, and what outcomes alone read
    *("neuron.receptor_density", "neuron.iron_demand", "urge_threshold", "urge_build"),
    *("urge_decay", "urge_noticed", "leg_movements_half_urge", "irls_steepness"),
)
STEPPING = {"urge_peak_hour", "urge_onset", "gate_trough_hour"}
PICKERS = {  # parameters that pick points of the day, and for which outcomes
    "night_begins": {"function_reserve_day", "function_reserve_night"},
    "night_ends": {"function_reserve_day", "function_reserve_night"},
    "immobilisation_test_begins": {"immobilisation_test"},
}
FOR_NIGHTS = {"leg_movements_per_hour", "irls_score"}
NODES = {"nodes": 32, "max_nodes": 32, "tolerance": 1e-11, "certify": False}


def changed(**more):
    parameters = brain()[0].parameters
    for name, value in (CHANGES | more).items():
        parameters = parameters.override(name, value, reason="a test")
    return parameters


@cache
def failing_cycle():
    """By the reference, whose rounding leaves more digits to differences."""
    return solved(changed(), kernel=Reference(brain()[1]), **NODES)


@cache
def day_along(*names, by_reference=False):
    model, kernel = brain()
    cycle = failing_cycle() if by_reference else replace(failing_cycle(), kernel=kernel)
    return DualDay.of_cycle(model.with_parameters(changed()), cycle, names, healthy_day())


@cache
def found():
    return gradients(day_along(*ALONG), list(MEASURES.values()))


@cache
def again(name):
    """The outcomes' slopes (no,) along one parameter by differences of four cells solved again.

    Steps so short that no crossing of a level comes upon the next point of the grid.
    """
    parameters = changed()
    value = parameters[name].value

    def quotient(step):
        ends = []
        for sign in (1, -1):
            other = changed(**{parameters[name].name: value + sign * step})
            cycle = solved(other, failing_cycle(), Reference(brain()[1]), **NODES)
            model = brain()[0].with_parameters(other)
            outcomes = evaluate(Day.from_orbit(model, cycle.at, healthy_day()))
            ends.append(np.array([outcomes[measure] for measure in MEASURES]))
        return (ends[0] - ends[1]) / (2 * step)

    step = 2e-5 * value
    return (4 * quotient(step) - quotient(2 * step)) / 3


def test_enough_is_compared():
    assert len(ALONG) >= 30
    smooth = [name for name in MEASURES if name not in STEPPING]
    assert len(smooth) >= 25
    assert np.isfinite(found().slopes[[name in smooth for name in MEASURES]]).all()


@pytest.mark.parametrize("name", ALONG)
def test_gradients_agree_with_cells_solved_again(name):
    """To 1e-5 of the outcome, per relative change of the parameter."""
    size = np.abs(found().values)
    value = changed()[name].value
    mine, differences = (
        found().slopes[:, ALONG.index(name)] * value / size,
        again(name) * value / size,
    )
    smooth = np.array([measure not in STEPPING for measure in MEASURES])
    np.testing.assert_allclose(mine[smooth], differences[smooth], rtol=1e-5, atol=1e-6)
    assert np.abs(mine[smooth]).max() > 1e-6


def test_reference_and_machine_code_give_the_same_gradients():
    """Where there is no machine code, the same is computed twice."""
    names = ALONG[:12]
    measures = [measure for name, measure in MEASURES.items() if name not in STEPPING]
    one, other = (
        gradients(day_along(*names, by_reference=by_reference), measures)
        for by_reference in (True, False)
    )
    size = np.abs(one.slopes).max(axis=1, keepdims=True)
    share = np.where(size > 0, size, 1.0)
    np.testing.assert_allclose(other.slopes / share, one.slopes / share, rtol=1e-9, atol=1e-9)


def test_values_are_those_of_a_plain_day():
    model = brain()[0].with_parameters(changed())
    outcomes = evaluate(Day.from_orbit(model, failing_cycle().at, healthy_day()))
    expected = [outcomes[name] for name in MEASURES]
    np.testing.assert_allclose(found().values, expected, rtol=1e-13)


def test_what_is_read_off_the_grid_has_no_derivative_and_says_so():
    assert {outcome for outcome, name in found().missing if not name} == STEPPING
    for name in STEPPING:
        row = list(MEASURES).index(name)
        assert math.isfinite(found().values[row])
        assert np.isnan(found().slopes[row]).all()
        assert "in steps" in found().missing[name, ""]


def test_an_outcome_has_no_derivative_along_what_picks_its_points():
    names = ("reuptake_maximal", *PICKERS)
    got = gradients(day_along(*names), list(MEASURES.values()))
    for outcome, slopes in zip(MEASURES, got.slopes, strict=True):
        if outcome in STEPPING:
            continue
        assert np.isfinite(slopes[0])
        for name, slope in zip(names[1:], slopes[1:], strict=True):
            nightly = FOR_NIGHTS if name.startswith("night") else set()
            picked = outcome in PICKERS[name] | nightly
            assert math.isnan(slope) == picked, (outcome, name)
            assert ((outcome, name) in got.missing) == picked
            assert picked or slope == 0


def test_the_period_of_the_clock_has_no_derivative_and_says_why():
    got = gradients(day_along("clock_period", "urge_build"), [MEASURES["labile_iron"]])
    assert math.isnan(got.slopes[0, 0])
    assert got.slopes[0, 1] == 0.0
    assert set(got.missing) == {("", "clock_period")}
    assert "repeat" in got.missing["", "clock_period"]


def test_an_outcome_of_parameters_alone_is_derived_in_their_units():
    """Dissociation over association: no course is read, and the slopes are known."""
    day = day_along("diferric_dissociation", "transferrin_association", "urge_build")
    got = gradients(day, [MEASURES["diferric_affinity"]])
    off, on = (day.model.parameters[n].value for n in day.along[:2])
    np.testing.assert_allclose(got.slopes, [[1e3 / on, -1e3 * off / on**2, 0.0]], rtol=1e-13)
    away = gradients(day_along("urge_build"), [MEASURES["diferric_affinity"]])
    np.testing.assert_array_equal(away.slopes, [[0.0]])
    assert not away.missing


def test_names_may_leave_out_their_home():
    day = day_along("receptor_density")
    assert day.along == ("neuron.receptor_density",)
    assert isinstance(day.parameter("neuron.receptor_density"), Dual)
    assert day["labile_iron"] is day["neuron.labile_iron"]
    with pytest.raises(UnknownNameError, match="receptor_density"):
        day_along("receptor_densty")


def measure_of(function):
    return Measure("mine", "Mine", "umol/L", "Of a test.", function)


@pytest.mark.parametrize(
    ("function", "why"),
    [
        (lambda day: float(day["labile_iron"].mean()), "plain number"),
        (lambda day: np.median(day["labile_iron"]), "numpy.median"),
        (lambda day: float(day["labile_iron"].argmax()), "in steps"),
        (lambda day: 1.0 if day.parameter("receptor_density") > 0.1 else 0.0, "in steps"),
        (lambda day: day["labile_iron"].mean() * math.inf, "finite"),
    ],
)
def test_a_measure_that_loses_its_slopes_has_its_value_and_a_reason(function, why):
    day = day_along("receptor_density")
    plain = Day(day.model, day.kernel, day.time, day.state, day.reference)
    got = gradients(day, [measure_of(function), MEASURES["labile_iron"]])
    assert got.values[0] == function(plain)
    assert np.isnan(got.slopes[0]).all()
    assert why in got.missing["mine", ""]
    assert got.slopes[1, 0] > 0


def test_courses_are_derived_when_they_are_asked_for_and_no_others():
    model = brain()[0].with_parameters(changed())
    day = DualDay.of_cycle(model, failing_cycle(), ["receptor_density"], healthy_day())
    gradients(day, [MEASURES["labile_iron"]])
    assert "_flux_laws" not in vars(day)
    assert "_derived_laws" not in vars(day)
    gradients(day, [MEASURES["recapture_share"]])
    assert "_flux_laws" in vars(day)


def test_another_solver_of_the_linear_equations_can_be_given():
    model, asked = brain()[0], []

    def solve(right):
        asked.append(right.shape)
        return linearised_day(healthy_cycle())(right)

    names = ("receptor_density", "urge_build")
    iron = [MEASURES["labile_iron"]]
    days = [
        DualDay.of_cycle(model, healthy_cycle(), names, healthy_day(), solver)
        for solver in (None, solve)
    ]
    own, others = (gradients(day, iron).slopes for day in days)
    np.testing.assert_array_equal(others, own)
    assert {shape[0] for shape in asked} == {1}  # an outcome's own parameter moves no state


def test_a_mean_that_was_read_before_is_noted_all_the_same():
    stepping = measure_of(lambda day: 1.0 if day.mean("labile_iron") > 0.1 else 0.0)
    got = gradients(day_along("receptor_density"), [MEASURES["labile_iron"], stepping])
    assert got.slopes[0, 0] > 0
    assert "in steps" in got.missing["mine", ""]
