"""Many cells at once: each as if it were alone, each with a status, none disturbed by another."""

from functools import cache

import numpy as np
import pytest

from rls_sim.biology.brain import healthy_model
from rls_sim.network.kernel import Kernel
from rls_sim.numerics.batch import solve_days
from rls_sim.numerics.cycle import find_cycle
from rls_sim.numerics.equations import Reference

CELLS = 12
STATUSES = {"converged", "no_periodic_state", "not_converged", "not_closed"}


@cache
def kernel():
    return Kernel.of(healthy_model())


@cache
def healthy():
    parameters = kernel().parameter_vector(healthy_model().parameters)
    return parameters, find_cycle(kernel(), parameters, kernel().initial_state)


@cache
def varied():
    """Cells with every uncertain parameter up to a fifth larger or smaller."""
    parameters, _ = healthy()
    declared = healthy_model().parameters
    free = np.array([declared[n].distribution != "fixed" for n in kernel().parameter_names])
    factors = np.exp(np.random.default_rng(3).uniform(-0.2, 0.2, (CELLS, len(parameters))))
    return np.where(free, parameters * factors, parameters)


@cache
def solved():
    return solve_days(kernel(), varied(), healthy()[1])


def test_a_batch_finds_the_days_of_the_reference():
    days = solved()
    assert days.converged.all()
    for index in (0, 5, 11):
        reference = find_cycle(Reference(kernel()), varied()[index], healthy()[1].state)
        assert reference.converged
        cycle = days.cycle(index)
        hours = np.linspace(0.0, 24.0, 97)
        size = np.abs(reference.state).max(axis=1)
        error = (np.abs(cycle.at(hours) - reference.at(hours)).max(axis=1) / size).max()
        assert error < 1e-6
        assert cycle.certificate.error_estimate >= error / 3
        assert cycle.certificate.closure <= 1e-5


@pytest.mark.parametrize(("chunk", "threads"), [(1, 1), (3, 2), (256, 2)])
def test_neither_chunks_nor_threads_change_a_byte(chunk, threads):
    days = solve_days(kernel(), varied(), healthy()[1], chunk=chunk, threads=threads)
    assert days.state.tobytes() == solved().state.tobytes()
    assert days.closure.tobytes() == solved().closure.tobytes()


def test_the_order_of_the_cells_changes_no_byte():
    order = np.random.default_rng(0).permutation(CELLS)
    days = solve_days(kernel(), varied()[order], healthy()[1])
    assert days.state.tobytes() == solved().state[order].tobytes()


def test_poisoned_cells_are_named_and_disturb_no_other():
    poisoned = varied().copy()
    poisoned[0] = np.nan
    poisoned[2] = np.inf
    poisoned[3] = 0.0
    poisoned[5] *= 1e6
    poisoned[6] = -poisoned[6]
    days = solve_days(kernel(), poisoned, healthy()[1])
    bad = [0, 2, 3, 5, 6]
    good = [i for i in range(CELLS) if i not in bad]
    assert set(days.status) <= STATUSES
    assert all(days.error[i] for i in range(CELLS) if days.status[i] != "converged")
    assert not days.converged[[0, 2]].any()
    assert days.state[good].tobytes() == solved().state[good].tobytes()


def test_shapes_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match="start has shape"):
        solve_days(kernel(), varied(), np.ones(3))
