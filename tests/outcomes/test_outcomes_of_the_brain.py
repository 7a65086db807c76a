"""Every outcome on real days: a finite number, in words, and each in its own bounds."""

import math
import sys
from subprocess import run

import numpy as np
import pytest
from cells import brain, day_with, healthy_day
from courses import day_of, wave
from scipy.integrate import trapezoid

from rls_sim.errors import UnknownNameError
from rls_sim.outcomes.measures import MEASURES, evaluate, find_measure
from rls_sim.outcomes.states import CellState
from rls_sim.quantities.units import Unit

WITHOUT_AN_URGE = {"urge_peak_hour", "urge_onset"}  # hours of what does not happen
NIGHTLY = {"neuron.receptor_density": 0.5}


def not_finite(day):
    found = evaluate(day)
    return {n for n, value in found.items() if n != "state" and not math.isfinite(value)}


def test_every_outcome_is_evaluated_under_its_own_name():
    found = evaluate(healthy_day())
    assert set(found) == {*MEASURES, "state"}
    assert len(MEASURES) > 40
    assert found["state"] in {str(state) for state in CellState}
    assert all(isinstance(found[name], float) for name in MEASURES)


def test_every_outcome_of_health_is_finite_but_the_hours_of_an_urge():
    assert not_finite(healthy_day()) == WITHOUT_AN_URGE


def test_every_outcome_of_a_cell_that_fails_at_night_is_finite():
    assert not_finite(day_with(NIGHTLY)) == set()


@pytest.mark.parametrize("measure", MEASURES.values(), ids=MEASURES)
def test_an_outcome_says_what_it_is(measure):
    assert measure.doc.endswith(".")
    assert not measure.label[0].islower()
    if measure.unit != "h":
        Unit.parse(measure.unit)
    for name in measure.needs:
        assert name in brain()[0].parameters


def test_what_is_relative_to_healthy_is_one_in_health():
    found = evaluate(healthy_day())
    relative = {n: found[n] for n in MEASURES if n.endswith("_relative")}
    assert len(relative) > 10
    assert set(relative.values()) == {1.0}


def test_an_unknown_outcome_is_refused_with_the_nearest_name():
    assert find_measure("urge_hours") is MEASURES["urge_hours"]
    with pytest.raises(UnknownNameError, match="urge_hours"):
        find_measure("urge_hour")


def test_an_outcome_reads_a_course_as_it_says():
    """A wave of mean 1 and amplitude a: half of the day above gives 1 + 2 a / pi."""
    day = day_of("extracellular_dopamine", wave(2e-3, 0.2, 10.0))
    found = {
        name: find_measure(name).function(day)
        for name in MEASURES
        if name.startswith("extracellular_dopamine")
    }
    assert found["extracellular_dopamine"] == pytest.approx(2.0)
    assert found["extracellular_dopamine_trough"] == pytest.approx(1.6)
    assert found["extracellular_dopamine_peak"] == pytest.approx(2.4)
    assert found["extracellular_dopamine_acrophase"] == pytest.approx(10.0)
    more = 0.2 * 2 / np.pi
    # Sums for integrals: 144 points to half a wave leave 1e-4 of the difference.
    assert found["extracellular_dopamine_active_rest"] == pytest.approx(
        (1 + more) / (1 - more), abs=3e-5
    )


def mean(name):
    """The mean over the failing night's day, taken by the trapezium rule."""
    day = day_with(NIGHTLY)
    return trapezoid(day[name], day.time) / 24


def over_healthy(name):
    """The mean over that day, over the mean of the healthy day."""
    return mean(name) / healthy_day().mean(name)


# The outcome of a day by other means: what it is, written out with its unit.
BY_HAND = {
    "labile_iron": lambda: mean("neuron.labile_iron"),
    "surface_receptor": lambda: 1e3 * mean("neuron.surface_receptor"),
    "iron_sulfur_capacity": lambda: mean("neuron.iron_sulfur") / 100.0,
    "total_iron": lambda: mean("neuron.total_iron"),
    "ferritin_relative": lambda: mean("neuron.ferritin") / healthy_day().mean("neuron.ferritin"),
    "serum_iron": lambda: (
        mean("plasma.nontransferrin_iron")
        + mean("plasma.monoferric_transferrin")
        + 2 * mean("plasma.diferric_transferrin")
    ),
    "serum_iron_swing": lambda: (
        np.ptp(day_with(NIGHTLY)["plasma.total_iron"]) / mean("plasma.total_iron")
    ),
    "serum_iron_relative": lambda: over_healthy("plasma.total_iron"),
    "serum_transferrin_relative": lambda: over_healthy("plasma.total_transferrin"),
    "liver_iron_relative": lambda: over_healthy("liver_iron"),
    "brain_iron_relative": lambda: over_healthy("brain_cell_iron"),
    "spinal_iron_relative": lambda: over_healthy("cerebrospinal.total_iron"),
    "receptor_messenger_relative": lambda: over_healthy("neuron.receptor_messenger"),
    "iron_regulatory_protein_2_relative": lambda: over_healthy("neuron.iron_regulatory_protein_2"),
    "choroid_ferritin_iron_relative": lambda: over_healthy("choroid_plexus.ferritin_iron"),
    "choroid_transferrin_relative": lambda: over_healthy("choroid_transferrin"),
    "tetrahydrobiopterin_relative": lambda: over_healthy("tetrahydrobiopterin"),
    "adenosine_a1_receptor": lambda: mean("adenosine_a1_receptor"),
    "spinal_transferrin": lambda: 1e3 * mean("cerebrospinal.total_transferrin"),
    "spinal_ferritin": lambda: 1e6 * mean("cerebrospinal.ferritin"),
    "receptor_uptake": lambda: 24 * mean("neuron.divalent_transport") / 9e-6,
    "ferritin_cages": lambda: mean("neuron.ferritin") * 1e-6 * 6.02214e23 * 1e-15,
    "diferric_affinity": lambda: 1e3 * 3.291 / 3014.6,
    "dopamine_synthesis": lambda: mean("tyrosine_hydroxylation") / 5e-5,
    "extracellular_dopamine": lambda: 1e3 * mean("extracellular_dopamine"),
    "recapture_share": lambda: mean("dopamine_reuptake") / mean("dopamine_release"),
    "d2_signal": lambda: mean("d2_signal"),
    "cell_loss_per_decade": lambda: (
        -np.expm1(-87_660 * (mean("deficiency_hazard") + mean("overload_hazard")))
    ),
}


@pytest.mark.parametrize("name", BY_HAND)
def test_an_outcome_agrees_with_one_by_hand(name):
    assert find_measure(name).function(day_with(NIGHTLY)) == pytest.approx(BY_HAND[name]())


def test_outcomes_of_the_legs_keep_their_bounds():
    severe, nightly, well = (
        evaluate(day_with({"neuron.receptor_density": density})) for density in (0.2, 0.5, 1.0)
    )
    maximal = brain()[0].parameters["leg_movements_maximal"].value
    for found in (severe, nightly, well):
        assert 0 <= found["irls_score"] <= 40
        assert 0 <= found["leg_movements_per_hour"] <= maximal
        assert 0 <= found["cell_loss_per_decade"] <= 1
        assert found["urge_hours"] <= 24
    worse = ("irls_score", "leg_movements_per_hour", "urge_hours", "deficit_hours_a_day")
    for name in (*worse, "urge_peak", "immobilisation_test"):
        assert severe[name] > nightly[name] > well[name] == 0.0


def test_the_urge_of_a_failing_night_comes_at_night():
    found = evaluate(day_with(NIGHTLY))
    assert (found["urge_peak_hour"] - 18) % 24 < 12
    assert (found["urge_onset"] - 18) % 24 < (found["urge_peak_hour"] - 18) % 24
    assert found["function_reserve_night"] < 1 < found["function_reserve_day"]
    assert (found["gate_trough_hour"] - 6) % 24 < 12


@pytest.mark.parametrize("first", ["iron", "dopamine", "symptoms", "measure", "states"])
def test_outcomes_have_one_order_whatever_is_imported_first(first):
    """Columns of a sweep have it, so that bytes would differ."""
    words = f"import rls_sim.outcomes.{first}; from rls_sim.outcomes.measures import MEASURES as m"
    said = run([sys.executable, "-c", f"{words}; print(*m)"], capture_output=True, text=True)
    assert said.stdout.split() == list(MEASURES), said.stderr
