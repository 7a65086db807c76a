"""What other simulators are given is the same model."""

import math

import numpy as np
import pytest

from benchmarks.peers.formulas import rates_text
from benchmarks.peers.peer import open_peer
from rls_sim.numerics.run import run

CLOSE = 1e-6  # both integrate at 1e-9, over thousands of steps


@pytest.fixture(scope="module")
def moment(kernel, model):
    """An hour, a state and parameters that are not the defaults."""
    random = np.random.default_rng(3)
    state = kernel.initial_state * np.exp(random.uniform(-1, 1, len(kernel.species_names)))
    return 7.3, state, kernel.parameter_vector(model.parameters)


def test_rates_of_change_from_the_text_are_those_of_the_kernel(model, kernel, moment):
    time, state, parameters = moment
    space = {"cos": math.cos, "exp": math.exp, "log": math.log, "sqrt": math.sqrt}
    exec(rates_text(model), space)
    fluxes = np.abs(kernel.fluxes(time, state, parameters))
    sizes = np.abs(kernel.stoichiometry) @ fluxes / kernel.volumes_of(parameters)
    off = np.abs(
        np.array(space["rates"](time, state, parameters)) - kernel.rhs(time, state, parameters)
    )
    assert (off <= 1e-12 * sizes).all()


def test_libroadrunner_turns_to_other_cells_and_other_starts(model, kernel, moment):
    peer = open_peer("roadrunner", model, kernel)
    _, state, parameters = moment
    changed = model.parameters
    for name, value in (("receptor_density", 0.5), ("neuron.volume", 5e-6), ("d2_affinity", 0.02)):
        changed = changed.override(name, value, reason="a test")
    states = np.array([state, 0.9 * state])
    cells = np.array([parameters, kernel.parameter_vector(changed)])
    midnights = peer.midnights(states, cells, states, days=2, tolerance=1e-9)
    for start, cell, found in zip(states, cells, midnights, strict=True):
        ours = run(kernel, cell, start, (0.0, 48.0), np.array([24.0, 48.0]), rtol=1e-9)
        assert found == pytest.approx(ours.state.T, rel=CLOSE)
