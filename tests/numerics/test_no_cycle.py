"""Systems without a periodic day: each is told apart, and none raises."""

import numpy as np
import pytest
from toys import (
    Cell,
    DrivenDecay,
    Explosion,
    Overdrawn,
    Repeller,
    SaturableExport,
    TwoTimes,
    Undefined,
)

from rls_sim.numerics.cycle import CycleStatus, find_cycle


@pytest.mark.parametrize("uptake", [1.001, 1.1, 30.0])
@pytest.mark.parametrize("certify", [True, False])
def test_uptake_above_the_saturable_export_has_no_periodic_state(uptake, certify):
    cycle = find_cycle(SaturableExport(), np.array([uptake, 0.5, 1.0, 2.0]), certify=certify)

    assert cycle.status is CycleStatus.NO_PERIODIC_STATE
    assert "iron grows without end" in cycle.error
    assert np.isnan(cycle.certificate.closure)


def test_a_runaway_is_told_from_drift_towards_a_distant_rest():
    """At 0.9999 of what export can carry the pool rests, after some 20,000 years."""
    near = find_cycle(SaturableExport(), np.array([0.9999, 0.5, 1.0, 2.0]))
    beyond = find_cycle(SaturableExport(), np.array([1.0001, 0.5, 1.0, 2.0]))

    assert near.converged
    assert beyond.status is CycleStatus.NO_PERIODIC_STATE


def test_a_warm_start_does_not_hide_a_runaway():
    rest = find_cycle(SaturableExport(), np.array([0.99, 0.5, 1.0, 2.0]))

    cycle = find_cycle(SaturableExport(), np.array([1.01, 0.5, 1.0, 2.0]), rest)

    assert cycle.status is CycleStatus.NO_PERIODIC_STATE


def test_a_cell_comes_back_from_a_neighbour_that_ran_away():
    lost = find_cycle(SaturableExport(), np.array([1.01, 0.5, 1.0, 2.0]))

    cycle = find_cycle(SaturableExport(), np.array([0.9, 0.5, 1.0, 2.0]), lost)

    fresh = find_cycle(SaturableExport(), np.array([0.9, 0.5, 1.0, 2.0]))
    assert cycle.converged
    np.testing.assert_allclose(cycle.state, fresh.state, rtol=1e-8)


def test_an_orbit_that_throws_everything_off_does_not_close():
    """The equations of the whole day have a solution; no integration follows it."""
    cycle = find_cycle(Repeller(), np.zeros(0), np.array([1.0]))

    assert cycle.status is CycleStatus.NOT_CLOSED
    assert cycle.certificate.closure > 1e-6
    assert "repelled" in cycle.error


def test_a_species_driven_below_zero_is_named():
    cycle = find_cycle(Overdrawn(), np.zeros(0))

    assert cycle.status is CycleStatus.NOT_CONVERGED
    assert "account" in cycle.error
    assert "below zero" in cycle.error
    assert (cycle.state >= 0).all()


def test_rates_that_do_not_repeat_are_refused():
    """A drive of 24 h has no cycle of 20 h; the nodes alone would not notice."""
    cycle = find_cycle(DrivenDecay(), np.array([2.0, 0.5, 0.1]), period=20.0)

    assert cycle.status is CycleStatus.NOT_CONVERGED
    assert "does not repeat after 20 h" in cycle.error


@pytest.mark.parametrize("system", [Undefined(), Explosion(), Overdrawn(), Repeller()])
@pytest.mark.parametrize("certify", [True, False])
def test_a_failed_search_returns_a_finite_state_and_says_why(system, certify):
    guess = np.ones(len(system.species_names))

    cycle = find_cycle(system, np.zeros(0), guess, certify=certify)

    if cycle.status is not CycleStatus.CONVERGED:
        assert cycle.error
    else:
        assert isinstance(system, Repeller)
        assert not certify
    assert np.isfinite(cycle.state).all()
    assert (cycle.state >= 0).all()


@pytest.mark.parametrize(
    ("system", "parameters"),
    [(Undefined(), []), (SaturableExport(), [1.1, 0.5, 1.0, 2.0]), (Cell(), [1.0, 0.7, 1.0])],
)
def test_the_inputs_are_left_as_they_were(system, parameters):
    parameters = np.array(parameters)
    guess = np.ones(len(system.species_names))
    copies = parameters.copy(), guess.copy()

    cycle = find_cycle(system, parameters, guess)
    cycle.p[:] = -1
    cycle.state[:] = -1

    np.testing.assert_array_equal(parameters, copies[0])
    np.testing.assert_array_equal(guess, copies[1])


def test_a_warm_start_leaves_its_guess_as_it_was():
    first = find_cycle(Cell(), np.array([1.0, 0.7, 1.0]))
    state = first.state.copy()

    second = find_cycle(Cell(), np.array([0.5, 0.7, 1.0]), first)
    second.state[:] = 0

    np.testing.assert_array_equal(first.state, state)


@pytest.mark.parametrize(
    ("system", "parameters"),
    [(Cell(), [0.3, 0.7, 1.0]), (TwoTimes(), [1e5, 1e-5]), (SaturableExport(), [1.1, 0.5, 1, 2])],
)
def test_the_same_question_gets_the_same_bytes(system, parameters):
    first, second = (find_cycle(system, np.array(parameters, dtype=float)) for _ in range(2))

    assert first.state.tobytes() == second.state.tobytes()
    assert repr(first.certificate) == repr(second.certificate)
    assert first.error == second.error


@pytest.mark.parametrize(
    "guess", [np.ones(3), np.ones((3, 32)), np.full(6, np.nan), -np.ones(6), np.ones((6, 2, 2))]
)
def test_a_guess_that_does_not_fit_is_refused(guess):
    with pytest.raises(ValueError, match="the guess has"):
        find_cycle(Cell(), np.array([1.0, 0.7, 1.0]), guess)


@pytest.mark.parametrize("factor", [0.02, 0.1, 10.0])
@pytest.mark.parametrize("position", range(3))
def test_a_far_guess_leads_to_the_same_cycle(position, factor):
    parameters = np.array([1.0, 0.5, 1.0])
    parameters[position] *= min(factor, 1.9) if position == 1 else factor

    from_ones = find_cycle(Cell(), parameters)
    healthy = find_cycle(Cell(), np.array([1.0, 0.5, 1.0]))
    warm = find_cycle(Cell(), parameters, healthy)
    orbit = find_cycle(Cell(), parameters, healthy.state)
    far = find_cycle(Cell(), parameters, 50.0 ** np.array([1, -1, 1, -1, 1, -1]))

    for other in (warm, orbit, far):
        assert other.converged
        np.testing.assert_allclose(other.at(0.0), from_ones.at(0.0), rtol=3e-7)


def test_certify_skips_only_the_closure():
    parameters = np.array([1.0, 0.7, 1.0])

    with_closure = find_cycle(Cell(), parameters)
    without = find_cycle(Cell(), parameters, certify=False)

    assert with_closure.certificate.closure < 1e-6
    assert np.isnan(without.certificate.closure)
    assert with_closure.state.tobytes() == without.state.tobytes()
