"""No concentration falls below zero, whatever the parameters inside their ranges.

A state stays non-negative where nothing takes from a species that is at zero, whatever the others
are. That is checked of the generated code, reaction by reaction, and then of what the integrator
and the periodic day make of it.
"""

import numpy as np
import pytest
from cells import brain, day_with, healthy_cycle, solved
from hypothesis import given
from strategies import (
    any_parameters,
    clock_times,
    examples,
    few_parameters,
    nearby_parameters,
    scattered_states,
)

from rls_sim.numerics.run import run

MODEL, KERNEL = brain()
DECLARED = MODEL.parameters
SIZE = len(KERNEL.species_names)

# The integrator is held to 1e-8 of a species, as a mean over 85 of them and step by step: one of
# them that falls fast may pass zero by hundreds of that. Measured in the worst of 120 cells, its
# start moved forty times by 1e-12 so that other steps are taken: 6e-9 to 6e-6.
RESOLVED = 2e-5


def falling_at_zero(time, states, parameters):
    """Each (species, reaction) that takes from the species in the column in which it is at zero.

    Stricter than a rate that is not negative: no gain may cover for a loss.
    """
    states = states.copy()
    np.fill_diagonal(states, 0.0)
    p = KERNEL.parameter_vector(parameters)
    gains = KERNEL.stoichiometry * KERNEL.fluxes(time, states, p).T
    assert (np.diag(KERNEL.rhs(time, states, p)) >= 0).all()
    pairs = zip(*np.nonzero(~(gains >= 0)), strict=True)
    return [(KERNEL.species_names[i], KERNEL.reaction_names[j]) for i, j in pairs]


@examples(100)
@given(any_parameters(DECLARED), scattered_states(KERNEL.initial_state, 4.0, SIZE), clock_times)
def test_a_species_at_zero_cannot_fall(parameters, states, time):
    assert falling_at_zero(time, states, parameters) == []


@examples(50)
@given(few_parameters(DECLARED), scattered_states(KERNEL.initial_state, 1.0, SIZE), clock_times)
def test_a_species_at_zero_cannot_fall_near_health(parameters, states, time):
    assert falling_at_zero(time, states, parameters) == []


def test_every_rate_is_finite_in_an_empty_brain():
    """Only transferrin must be somewhere: what share of it is full is asked of none."""
    empty = np.where([name.endswith("apo_transferrin") for name in KERNEL.species_names], 0.1, 0.0)
    p = KERNEL.parameter_vector(DECLARED)
    assert np.isfinite(KERNEL.rhs(0.0, empty, p)).all()
    assert np.isfinite(KERNEL.jacobian(0.0, empty, p)).all()


@pytest.mark.parametrize("filled", [1.0, 1e-6])
@examples(6)
@given(parameters=any_parameters(DECLARED))
def test_a_run_stays_above_zero(filled, parameters):
    start = filled * healthy_cycle().state[:, 0]
    p = KERNEL.parameter_vector(parameters)
    trajectory = run(KERNEL, p, start, (0.0, 48.0), method="LSODA")
    state = trajectory.segments[0].state  # as the integrator found it, nothing tidied
    lowest = state.min(axis=1) / np.abs(state).max(axis=1)
    assert (lowest >= -RESOLVED).all(), KERNEL.species_names[lowest.argmin()]


@examples(4)
@given(nearby_parameters(DECLARED, 1.2))
def test_the_periodic_day_of_any_cell_is_above_zero(parameters):
    assert solved(parameters, certify=False).at(np.linspace(0.0, 24.0, 289)).min() >= 0


def test_the_day_of_an_empty_neuron_is_above_zero():
    """No receptor at all and every drive at its widest: some pools are gone, none is owed."""
    drives = {n: p.range[1] for n, p in DECLARED.items() if n.endswith("_clock_amplitude")}
    state = day_with(drives | {"neuron.receptor_density": 0.0}).state
    size = np.maximum(np.abs(state).max(axis=1), healthy_cycle().floor)
    assert (state.min(axis=1) >= -1e-9 * size).all()  # the day is solved to 1e-9
