"""Marrow and red cells, and what a child takes: against paper, and what they do to the day."""

import numpy as np
import pytest
from cells import brain, day_with, healthy_cycle, healthy_day, solved
from hypothesis import given
from hypothesis import strategies as st
from strategies import beyond_range, with_values

from rls_sim.biology.red_cells import erythropoiesis
from rls_sim.outcomes.day import Day
from rls_sim.outcomes.iron import haemoglobin, serum_ferritin

MODEL, KERNEL = brain()
DECLARED = MODEL.parameters
HALF_SHARE, STEEPNESS = (
    DECLARED[f"erythropoiesis_{name}"].value for name in ("half_share", "steepness")
)
WRITTEN = 1e-4  # as test_calibration: five digits of each fitted value


def hunger(share, steepness=STEEPNESS):
    """Pace of the marrow at a share of the usual iron of red cells."""
    return erythropoiesis.function(share, 1.0, HALF_SHARE, steepness)


def test_the_healthy_marrow_works_at_its_usual_pace():
    """Its hunger answers to the iron of red cells at most ``STEEPNESS`` times as strongly."""
    day = healthy_day()
    usual = day.parameter("red_cell_iron_reference")
    assert day.mean("red_cell_iron") == pytest.approx(usual, rel=WRITTEN)
    assert day.mean("erythropoiesis") == pytest.approx(1.0, abs=STEEPNESS * WRITTEN)


# With fewer red cells the marrow works as hard as it can, to the last digits.
@given(st.floats(0.3, 3.0), st.floats(0.3, 3.0))
def test_the_marrow_works_harder_when_red_cells_are_few(share, other):
    few, many = sorted((share, other))
    assert hunger(few) >= hunger(many)
    assert hunger(0.9 * few) > hunger(few)


def test_the_marrow_works_some_five_times_as_hard_at_most_and_not_at_all_far_above():
    """Without red cells at its hungriest; half of that at the half share, by its name."""
    assert hunger(0.0) == pytest.approx(1 + HALF_SHARE**-STEEPNESS, rel=1e-12)
    assert 4 < hunger(0.0) < 7
    assert hunger(HALF_SHARE) == pytest.approx(hunger(0.0) / 2, rel=1e-12)
    assert hunger(1.0) == pytest.approx(1.0, rel=1e-15)
    assert hunger(100.0) < 1e-5


@given(st.floats(0.01, 100.0))
def test_a_marrow_without_steepness_keeps_its_pace(share):
    assert hunger(share, steepness=0.0) == pytest.approx(1.0, rel=1e-15)


def test_haemoglobin_and_ferritin_say_what_their_iron_is():
    day = healthy_day()
    grams = 1e-6 * day.mean("red_cell_iron") * 2.2 * 16_114  # four irons in 64,458 g/mol
    assert haemoglobin(day) == pytest.approx(grams / 4.7, rel=1e-12)
    milligrams = 55.845e-3 * (day.mean("macrophage_iron") * 0.3 + day.mean("liver_iron") * 1.5)
    # 8 mg in each ug/L, to the four digits of 143.3 umol.
    assert serum_ferritin(day) == pytest.approx(milligrams / 8, rel=1e-3)


CELLS = {
    "healthy": {},
    "loss of blood": {"blood_loss": 10.0},
    "a child": {"placental_clearance": 0.03},
}


@pytest.mark.parametrize("values", CELLS.values(), ids=CELLS)
def test_what_the_marrow_takes_is_worn_out_or_bled(values):
    """Of a periodic day, to the 1e-9 to which its species are solved, at their own speed."""
    day = day_with(values)
    taken = 2 * day.mean("diferric_marrow_uptake") + day.mean("monoferric_marrow_uptake")
    gone = day.mean("red_cell_recycling") + day.mean("bleeding")
    assert taken == pytest.approx(gone, rel=1e-8)


def test_the_marrow_defends_haemoglobin_at_the_cost_of_the_stores():
    """Of the same bleeding, with a hungry marrow and with one that keeps its pace."""
    hungry = day_with({"blood_loss": 10.0})
    parameters = beyond_range(hungry.model.parameters, {"erythropoiesis_steepness": 0.0})
    cycle = solved(parameters, certify=False)
    placid = Day.from_orbit(MODEL.with_parameters(parameters), cycle.at, healthy_day())
    assert placid.mean("erythropoiesis") == pytest.approx(1.0, rel=1e-12)
    assert haemoglobin(placid) < haemoglobin(hungry) < haemoglobin(healthy_day())
    assert hungry.mean("erythropoiesis") > 1.01
    assert serum_ferritin(hungry) < serum_ferritin(placid) < serum_ferritin(healthy_day())


def test_the_placenta_takes_iron_and_not_transferrin():
    """Two irons a turn, at the healthy midnight: all else goes on as it was at that hour."""
    state = healthy_cycle().at(0.0)

    def fluxes(clearance):
        parameters = with_values(DECLARED, {"placental_clearance": clearance})
        return KERNEL.fluxes(0.0, state, KERNEL.parameter_vector(parameters))

    change = fluxes(0.5) - fluxes(0.0)

    def gained(moiety):
        carried = np.array([species.carries.get(moiety, 0) for species in MODEL.species])
        return carried @ MODEL.stoichiometry() @ change

    diferric = state[KERNEL.species_names.index("plasma.diferric_transferrin")]
    assert gained("iron") == pytest.approx(-2 * 0.5 * diferric, rel=1e-12)
    assert gained("transferrin") == 0
