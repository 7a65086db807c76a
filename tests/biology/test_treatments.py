"""Where medicines take hold: each against paper, and none of it in who takes none."""

import numpy as np
import pytest
from cells import brain, day_with, healthy_cycle, healthy_day
from hypothesis import given
from hypothesis import strategies as st
from strategies import with_values

from rls_sim.biology.hepcidin import hepcidin_gate
from rls_sim.biology.legs import adenosine_brake, glutamate_drive
from rls_sim.biology.untreated import ACTED_ON

MODEL, KERNEL = brain()
DECLARED = MODEL.parameters
D2_AFFINITY = DECLARED["d2_affinity"].value  # umol/L
LEVODOPA = {"levodopa_plasma": 5.0}  # umol/L

dopamine = st.floats(1e-5, 1.0)  # umol/L; 0.002 in health
binding = st.floats(1e-3, 20.0)


def derived_at(name, values=(), **concentrations):
    """A derived quantity at the healthy midnight, with other parameters and concentrations."""
    state = healthy_cycle().at(0.0).copy()
    for species, value in concentrations.items():
        state[KERNEL.species_names.index(species)] = value
    p = KERNEL.parameter_vector(with_values(DECLARED, dict(values)))
    return KERNEL.derived(0.0, state, p)[KERNEL.derived_names.index(name)]


@pytest.mark.parametrize("parameter", ACTED_ON, ids=lambda parameter: parameter.name)
def test_who_takes_nothing_has_none_of_it(parameter):
    assert DECLARED[parameter.name].value == 0
    assert parameter.range[0] == 0
    assert parameter.distribution == "fixed"


def test_without_medicines_dopamine_and_receptors_speak_alone():
    day = healthy_day()
    np.testing.assert_array_equal(day["d2_stimulation"], day["extracellular_dopamine"])
    np.testing.assert_array_equal(day["adenosine_brake"], day["adenosine_a1_receptor"])
    assert not day["levodopa_entry"].any()


@pytest.mark.parametrize("name", ["d2_signal", "autoreceptor_brake"])
@given(dopamine, binding)
def test_an_agonist_counts_as_dopamine_of_the_same_occupancy(name, there, bound):
    treated = derived_at(name, {"agonist_binding": bound}, extracellular_dopamine=there)
    as_dopamine = derived_at(name, extracellular_dopamine=there + bound * D2_AFFINITY)
    assert treated == pytest.approx(as_dopamine, rel=1e-12)


@given(binding)
def test_an_agonist_alone_occupies_what_its_binding_says(bound):
    """Half of D2 at 1, which is how the unit is meant."""
    alone = {"extracellular_dopamine": 0.0, "d2_receptor": 1.0}
    signal = derived_at("d2_signal", {"agonist_binding": bound}, **alone)
    occupied = signal * DECLARED["d2_occupancy_reference"].value
    assert occupied == pytest.approx(bound / (1 + bound), rel=1e-12)


WEAK_TO_STRONG = np.linspace(0.0, 10.0, 201)  # of A1 receptors, and of a rise of adenosine


@pytest.mark.parametrize("gain", [0.0, 0.5, 2.0, 5.0])
@pytest.mark.parametrize("block", [0.0, 0.5, 0.99])
def test_the_drive_of_glutamate_is_above_nothing_and_never_rises_with_its_brake(gain, block):
    receptors, rise = np.meshgrid(WEAK_TO_STRONG, WEAK_TO_STRONG)
    drive = glutamate_drive.function(adenosine_brake.function(receptors, rise), gain, block)
    assert (drive > 0).all()
    for more in np.diff(drive, axis=0), np.diff(drive, axis=1):
        assert (more <= 0).all()


@given(st.floats(0.0, 10.0), st.floats(0.0, 10.0))
def test_the_drive_of_glutamate_is_above_nothing_in_the_compiled_model(receptors, rise):
    values = {"adenosine_rise": rise}
    assert derived_at("glutamate_drive", values, adenosine_a1_receptor=receptors) > 0
    assert derived_at("gate", values, adenosine_a1_receptor=receptors) > 0


@given(st.floats(0.0, 1.0))
def test_a_lost_brake_lets_glutamate_out_in_proportion(brake):
    """The smooth end bends the straight line by the 1 % that legs.py tells of."""
    drive = glutamate_drive.function(brake, 2.0, 0.0)
    assert drive == pytest.approx(1 + 2.0 * (1 - brake), rel=0.01)
    assert glutamate_drive.function(1.0, 2.0, 0.0) == 1.0


@given(st.floats(0.0, 1.0))
def test_a_block_takes_its_share_of_glutamate(share):
    there = glutamate_drive.function(0.8, 2.0, 0.0)
    assert glutamate_drive.function(0.8, 2.0, share) == pytest.approx(there * (1 - share))


@given(st.floats(1e-4, 1.0), st.floats(0.0, 100.0))
def test_an_antagonist_of_hepcidin_opens_the_gate(hepcidin, antagonist):
    """1 of it halves what hepcidin does, which is how its unit is meant."""
    half = 0.005
    shut = hepcidin_gate.function(hepcidin, 0.0, half)
    assert hepcidin_gate.function(hepcidin, antagonist, half) >= shut
    assert hepcidin_gate.function(hepcidin, 1.0, half) == pytest.approx(
        hepcidin_gate.function(hepcidin / 2, 0.0, half), rel=1e-15
    )
    assert hepcidin_gate.function(hepcidin, 1e12, half) == pytest.approx(1.0)


def test_given_levodopa_is_a_third_of_what_the_terminal_makes():
    """At 5 umol/L of plasma, the height of 100 mg, as its rate is assumed."""
    given_levodopa = day_with(LEVODOPA).mean("levodopa_entry")
    made = healthy_day().mean("tyrosine_hydroxylation")
    assert 0.3 < given_levodopa / made < 0.4


def test_given_levodopa_raises_dopamine_more_the_more_there_is():
    doses = (0.0, 0.5, 2.0, 5.0, 20.0)
    days = [day_with({"levodopa_plasma": dose}) for dose in doses]
    for name in ("levodopa", "methyldopa", "extracellular_dopamine", "homovanillic_acid"):
        assert (np.diff([day.mean(name) for day in days]) > 0).all(), name
    # The brake answers: less is made of tyrosine, never so much less that nothing is gained.
    made = [day.mean("tyrosine_hydroxylation") for day in days]
    assert (np.diff(made) < 0).all()


@pytest.mark.parametrize("values", [{}, LEVODOPA], ids=["untreated", "levodopa"])
def test_all_levodopa_that_comes_leaves_by_a_known_way(values):
    """Of a periodic day, to the 1e-9 to which its species are solved, at their own speed."""
    day = day_with(values)
    comes = day.mean("tyrosine_hydroxylation") + day.mean("levodopa_entry")
    turned = day.mean("decarboxylation") + day.mean("methylation")
    leaves = sum(
        day.mean(way) for way in ("methyldopa_drain", "homovanillic_drain", "dopamine_removal")
    )
    assert comes == pytest.approx(turned, rel=1e-8)
    assert comes == pytest.approx(leaves, rel=1e-8)
