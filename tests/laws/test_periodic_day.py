"""The periodic day returns to itself, and is where a long run ends.

A real brain takes decades to settle: neuromelanin, liver and macrophage iron, red cells and brain
cells turn over in months and years. So the long runs are of a brain made fast, its slow rates far
beyond their ranges and its stores small, in comparable and unequal volumes. Its laws are the real
ones. Its slowest deviation halves in about a day; a test asks how fast and runs long enough.
"""

import numpy as np
import pytest
from cells import brain, healthy_cycle, solved
from iron_books import comparable, unequal_volumes
from strategies import beyond_range, with_values

from rls_sim.numerics.multipliers import floquet_multipliers
from rls_sim.numerics.run import run

MODEL, KERNEL = brain()
DECLARED = MODEL.parameters
RETURNS = 1e-6  # of the size of each species, over a day
DAY = 24.0

FAST = {
    # body
    "dietary_iron": 100.0,
    "tissue_loss_maximal": 300.0,
    "liver_clearance": 2.0,
    "liver_release_maximal": 0.1,
    "red_cell_life": 0.5,
    "red_cell_iron_reference": 192.2,  # a hundredth, as its stores: the marrow works as in health
    "macrophage_release_maximal": 0.3,
    "transferrin_synthesis": 6.0,
    "transferrin_decay": 0.1,
    # brain
    "brain_iron_return": 0.1,
    "brain_diferric_clearance": 0.5,
    "interstitial_flow": 0.1,
    "cerebrospinal_flow": 0.2,
    "interstitial_transferrin_synthesis": 0.3,
    "choroid_transferrin_synthesis": 0.3,
    # cells: more iron in and out, less of it in store
    "neuron.receptor_synthesis_maximal": 0.2,
    "endothelium.receptor_synthesis_maximal": 0.1,
    "choroid_plexus.receptor_synthesis_maximal": 0.1,
    "receptor_degradation": 0.2,
    "neuron.ferroportin_export_maximal": 20.0,
    "endothelium.ferroportin_export_maximal": 40.0,
    "choroid_plexus.ferroportin_export_maximal": 40.0,
    "ferroportin_turnover": 0.2,
    "divalent_transporter_degradation": 0.2,
    "ferritin_basal_turnover": 0.1,
    "ferritin_loading_rate": 20.0,
    "iron_sulfur_turnover": 0.1,
    "iron_sulfur_loss_share": 0.3,
    "iron_sulfur_synthesis_maximal": 60.0,
    "mitochondrial_import_maximal": 20.0,
    "mitochondrial_leak": 0.1,
    "mitochondrial_ferritin_uptake": 0.05,
    "mitochondrial_ferritin_release": 0.1,
    "neuron.neuromelanin_binding": 0.2,
    "neuron.neuromelanin_release": 0.1,
    "regulatory_protein_1_cluster_loss": 0.2,
    "regulatory_protein_1_cluster_insertion": 0.4,
    "regulatory_protein_2_synthesis": 0.1,
    "regulatory_protein_2_basal_decay": 0.1,
    "regulatory_protein_2_iron_decay": 0.4,
    # terminal
    "biopterin_synthesis": 36.0,
    "biopterin_turnover": 0.1,
    "methyldopa_clearance": 0.2,
    "hydroxylase_turnover": 0.1,
    "transporter_turnover": 0.1,
    "d2_turnover": 0.1,
    "a1_turnover": 0.1,
    "release_gain_turnover": 0.1,
}

ALL_DRIVES = {name: 0.5 for name in DECLARED if name.endswith("_clock_amplitude")}
CELLS = {
    "healthy": {},
    "few receptors": {"neuron.receptor_density": 0.1},
    "closed barrier": {"endothelium.ferroportin_density": 0.3},
    "no protein 1": {
        "neuron.regulatory_protein_1_density": 0.0,
        "endothelium.regulatory_protein_1_density": 0.0,
    },
    "every drive": ALL_DRIVES,
}


def fast_brain(changes):
    fast = beyond_range(unequal_volumes(DECLARED, MODEL.compartments), FAST)
    return with_values(fast, changes)


def largest_difference(state, cycle, hour):
    """Of a state (species,) from the cycle, against the size of each species over the day."""
    size = np.maximum(np.abs(cycle.state).max(axis=1), cycle.floor)
    return (np.abs(state - cycle.at(hour)) / size).max()


@pytest.mark.parametrize("changes", CELLS.values(), ids=CELLS)
def test_a_long_run_ends_on_the_periodic_day(changes):
    cycle = solved(fast_brain(changes), KERNEL.initial_state)
    slowest = np.abs(floquet_multipliers(cycle)).max()
    assert 0.3 < slowest < 0.7
    days = np.ceil(np.log(1e-9) / np.log(slowest))
    start, end = comparable(MODEL, KERNEL.initial_state), DAY * days
    asked = np.array([end - 9.0, end])
    # Finer than what is asked of it by far, for the errors of all steps of a day add up.
    fine = {"method": "LSODA", "rtol": 1e-9, "atol_relative": 1e-11}
    long = run(KERNEL, cycle.p, start, (0.0, end), asked, **fine)
    assert largest_difference(start, cycle, 0.0) > 1.0  # it came from far
    assert largest_difference(long.state[:, 0], cycle, -9.0) < RETURNS
    assert largest_difference(long.state[:, 1], cycle, 0.0) < RETURNS


@pytest.mark.parametrize("hour", [0.0, 7.7])
@pytest.mark.parametrize("changes", CELLS.values(), ids=CELLS)
def test_a_real_brain_is_after_a_day_where_it_was(changes, hour):
    cycle = solved(with_values(DECLARED, changes)) if changes else healthy_cycle()
    hours = (hour, hour + DAY)
    day = run(KERNEL, cycle.p, cycle.at(hour), hours, [hours[1]], rtol=1e-9)
    assert largest_difference(day.state[:, 0], cycle, hour) < RETURNS


def test_the_day_moves_between_one_midnight_and_the_next():
    """Without this a state that stands still would return to itself as well."""
    cycle = healthy_cycle()
    moved = np.ptp(cycle.state, axis=1) / np.abs(cycle.state).max(axis=1)
    assert (moved > 1e-3).sum() > 40


@pytest.mark.parametrize("changes", CELLS.values(), ids=CELLS)
def test_of_every_species_as_much_comes_as_goes(changes):
    """Over the nodes, so to what the equations are solved to: 1e-9 of a species at its own speed.

    Species that are absent come and go with rounding.
    """
    cycle = solved(with_values(DECLARED, changes), certify=False) if changes else healthy_cycle()
    fluxes = KERNEL.fluxes(cycle.time, cycle.state, cycle.p).mean(axis=1)
    net, gross = KERNEL.stoichiometry @ fluxes, np.abs(KERNEL.stoichiometry) @ np.abs(fluxes)
    present = cycle.state.mean(axis=1) > cycle.floor
    assert (np.abs(net) <= 1e-9 * gross)[present].all()
