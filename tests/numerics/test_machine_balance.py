"""The equations of a day in machine code against the same in NumPy, and against dense matrices."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from cells import brain, healthy_cycle
from day_models import open_cell, with_values

from rls_sim.network.machine import available
from rls_sim.numerics.cycle import find_cycle
from rls_sim.numerics.equations import Reference, equations
from rls_sim.numerics.harmonic_balance import HarmonicBalance
from rls_sim.numerics.newton import solve
from rls_sim.numerics.spectral import node_times, resample
from rls_sim.numerics.system import floors, magnitudes

pytestmark = pytest.mark.skipif(not available(), reason="no machine code here")

DAY = 24.0
NODES = (16, 24, 32)
# The reference adds 1e-9/h to its preconditioner, a ten-thousandth of the slowest rates.
PRECONDITIONED = 3e-4
EXACTLY = 1e-11  # reduction of a linear solve


@dataclass
class Both:
    """One day, and its equations by machine code and by NumPy."""

    kernel: Any
    parameters: np.ndarray
    state: np.ndarray
    machine: Any
    reference: HarmonicBalance

    @property
    def scale(self):
        return magnitudes(self.state, self.reference.floor)[:, None]

    def differ(self, mine, other):
        """Largest difference over the size of the species."""
        return (np.abs(mine - other) / self.scale).max()

    def linearised(self, tau=np.inf):
        """The slopes of both at the state, with a preconditioner of each."""
        slopes = self.machine.slopes(self.state), self.reference.slopes(self.state)
        for equation, at in zip((self.machine, self.reference), slopes, strict=True):
            assert equation.precondition(at, self.state, tau)
        return slopes


def wavy(mean, nodes, seed=0, size=0.1):
    """A day about a mean in which no two species move alike."""
    generator = np.random.default_rng(seed)
    turns = 2 * np.pi * np.multiply.outer(np.arange(1, 5), np.arange(nodes)) / nodes
    waves = np.concatenate([np.cos(turns), np.sin(turns)])
    return mean[:, None] * np.exp(size * generator.normal(size=(len(mean), 8)) @ waves)


def both(name, nodes, state=None):
    """Both forms of the equations of a model; at a wavy day, unless a state is given."""
    if name == "brain":
        kernel, parameters, mean = brain()[1], healthy_cycle().p, healthy_cycle().state.mean(axis=1)
    else:
        kernel, parameters = open_cell()
        mean = np.array([0.004, 0.03, 1.4, 10.0, 150.0, 0.3])
    state = wavy(mean, nodes) if state is None else state
    floor, none = floors(mean), np.zeros((len(mean), 0))
    machine = equations(kernel, parameters, nodes, DAY, floor, none)
    assert not isinstance(machine, HarmonicBalance)
    reference = HarmonicBalance(Reference(kernel), parameters, nodes, DAY, floor, none)
    return Both(kernel, parameters, state, machine, reference)


@pytest.fixture(params=[(name, nodes) for name in ("brain", "cell") for nodes in NODES], ids=str)
def pair(request):
    return both(*request.param)


def turnover(pair):
    """What passes through each species, (ns, 1): by this its rates are rounded."""
    kernel, time = pair.kernel, node_times(pair.state.shape[1], DAY)
    fluxes = np.abs(kernel.fluxes(time, pair.state, pair.parameters))
    through = np.abs(kernel.stoichiometry) @ fluxes
    return through.max(axis=1, keepdims=True) / kernel.volumes_of(pair.parameters)[:, None]


def test_the_defect_is_the_same(pair):
    difference = np.abs(pair.machine.defect(pair.state) - pair.reference.defect(pair.state))
    assert (difference / (turnover(pair) + pair.scale)).max() < 1e-13

    mine, other = pair.machine.residual(pair.state), pair.reference.residual(pair.state)
    np.testing.assert_allclose(mine, other, rtol=1e-9, atol=1e-13 * turnover(pair).max())


def test_the_preconditioner_is_the_same(pair):
    push = pair.scale * np.random.default_rng(2).normal(size=pair.state.shape)
    pair.linearised()

    mine, other = pair.machine.preconditioned(push), pair.reference.preconditioned(push)
    assert np.abs(other / pair.scale).max() > 1
    assert pair.differ(mine, other) < PRECONDITIONED * np.abs(other / pair.scale).max()
    np.testing.assert_allclose(pair.machine.scale, pair.reference.scale, rtol=1e-14)

    correction = pair.reference.correction(pair.state)
    difference = pair.differ(pair.machine.correction(pair.state), correction)
    assert difference < PRECONDITIONED * np.abs(correction / pair.scale).max()


@pytest.mark.parametrize("tau", [np.inf, 1e4, 1.0])
def test_steps_are_the_same_of_any_length(pair, tau):
    mine, other = pair.linearised(tau)

    step = pair.machine.increment(mine, pair.machine.correction(pair.state), EXACTLY, tau)

    expected = pair.reference.increment(other, pair.reference.correction(pair.state), EXACTLY, tau)
    assert np.abs(expected / pair.scale).max() > 0.01
    assert pair.differ(step, expected) < 1e-8 * np.abs(expected / pair.scale).max()


def test_the_response_to_a_push_is_the_same(pair):
    mine, other = pair.linearised()
    push = pair.scale * np.random.default_rng(3).normal(size=pair.state.shape)

    response, left = pair.machine.response(mine, push, EXACTLY)

    expected, _ = pair.reference.response(other, push, EXACTLY)
    assert left <= EXACTLY
    assert pair.differ(response, expected) < 1e-7 * np.abs(expected / pair.scale).max()


def dense(pair):
    """D - J(t) on all nodes as one matrix, states by species and node, and what it leaves out.

    The alternating harmonic of each species is mapped onto itself: the equations do without it.
    """
    kernel, state = pair.kernel, pair.state
    species, nodes = state.shape
    turns = 2 * np.pi / DAY * 1j * np.fft.fftfreq(nodes, 1 / nodes)
    turns[nodes // 2] = 0
    derivative = np.fft.ifft(turns[:, None] * np.fft.fft(np.eye(nodes), axis=0), axis=0).real
    slopes = kernel.jacobian(node_times(nodes, DAY), state, pair.parameters)
    whole = np.zeros((species, nodes, species, nodes))
    for i in range(species):
        whole[i, :, i, :] = derivative
    for node in range(nodes):
        whole[:, node, :, node] -= slopes[node]
    sign = (-1.0) ** np.arange(nodes)
    left_out = np.kron(np.eye(species), np.outer(sign, sign) / nodes)
    size = species * nodes
    kept = np.eye(size) - left_out
    return kept @ whole.reshape(size, size) @ kept + left_out, kept


@pytest.mark.parametrize("nodes", [8, 16, 24])
def test_gmres_solves_what_the_dense_matrix_says(nodes):
    pair = both("cell", nodes)
    matrix, kept = dense(pair)
    slopes, _ = pair.linearised()
    shape = pair.state.shape
    push = kept @ (pair.scale * np.random.default_rng(5).normal(size=shape)).ravel()

    found, left = pair.machine.response(slopes, push.reshape(shape), EXACTLY)

    exact = np.linalg.solve(matrix, push).reshape(shape)
    assert left <= EXACTLY
    assert pair.differ(found, exact) < 1e-8 * np.abs(exact / pair.scale).max()


def test_gmres_gives_a_number_of_products_and_how_much_is_left(pair):
    slopes, _ = pair.linearised()
    push = pair.scale * np.random.default_rng(3).normal(size=pair.state.shape)
    before = pair.machine.products

    _, roughly = pair.machine.response(slopes, push, 1e-2)
    few = pair.machine.products - before
    _, closely = pair.machine.response(slopes, push, 1e-9)
    many = pair.machine.products - before - few

    assert closely <= 1e-9 < roughly <= 1e-2
    assert 0 < few < many < 61


def test_nothing_pushes_nothing(pair):
    slopes, _ = pair.linearised()

    found, left = pair.machine.response(slopes, np.zeros_like(pair.state), EXACTLY)

    assert left == 0
    assert (found == 0).all()


def test_a_push_that_is_no_number_is_no_answer(pair):
    slopes, _ = pair.linearised()
    push = np.array(pair.scale * np.ones_like(pair.state))
    push[1, 2] = np.nan

    found, left = pair.machine.response(slopes, push, EXACTLY)
    step = pair.machine.increment(slopes, push, EXACTLY)

    assert left == np.inf
    assert np.isfinite(found).all()
    assert np.isnan(step).all()
    clean, left = pair.machine.response(slopes, np.array(pair.state), EXACTLY)
    assert left <= EXACTLY  # and what comes after is as before
    assert np.isfinite(clean).all()


def test_slopes_stay_those_of_their_state(pair):
    push = pair.scale * np.random.default_rng(4).normal(size=pair.state.shape)
    here, _ = pair.linearised()
    expected, _ = pair.machine.response(here, push, EXACTLY)

    there = pair.machine.slopes(1.3 * pair.state)
    elsewhere, _ = pair.machine.response(there, push, EXACTLY)
    again, _ = pair.machine.response(here, push, EXACTLY)

    size = np.abs(expected / pair.scale).max()
    assert pair.differ(elsewhere, expected) > 1e-3 * size
    assert pair.differ(again, expected) < 1e-12 * size


def test_other_parameters_are_those_of_a_new_system(pair):
    changed = pair.parameters * np.random.default_rng(6).uniform(0.9, 1.1, len(pair.parameters))
    pair.linearised()
    before = pair.machine.defect(pair.state)

    pair.machine.parameters = changed
    moved = pair.machine.defect(pair.state)
    pair.machine.parameters = pair.parameters

    floor, none = pair.reference.floor, np.zeros((len(pair.state), 0))
    nodes = pair.state.shape[1]
    new = equations(pair.kernel, changed, nodes, DAY, floor, none)
    assert moved.tobytes() == new.defect(pair.state).tobytes()
    assert pair.machine.defect(pair.state).tobytes() == before.tobytes()
    assert pair.machine.prepared  # a preconditioner serves on


def test_a_jacobian_that_is_no_number_is_not_factorised(pair):
    spoilt = pair.state.copy()
    spoilt[0, 1] = np.nan

    assert not pair.machine.precondition(pair.machine.slopes(spoilt), spoilt)

    assert not pair.machine.prepared
    assert pair.machine.precondition(pair.machine.slopes(pair.state), pair.state)


def day_of(name):
    """A day of a model to twelve digits and more, on as many nodes as there may be."""
    pair = both(name, 16)
    guess = healthy_cycle() if name == "brain" else None
    fine = find_cycle(
        Reference(pair.kernel), pair.parameters, guess, nodes=96, tolerance=1e-12, certify=False
    )
    assert fine.converged
    return fine.state


@pytest.mark.parametrize("name", ["brain", "cell"])
def test_newton_finds_the_same_day(name):
    start = resample(day_of(name), 32)
    start *= 1 + 0.05 * np.sin(np.arange(len(start)))[:, None]
    pair = both(name, 32, start)

    mine, other = (solve(system, start, 1e-10) for system in (pair.machine, pair.reference))

    assert mine.converged
    assert other.converged
    assert pair.differ(mine.state, other.state) < 1e-9
    assert mine.iterations <= other.iterations + 2


@pytest.mark.parametrize("name", ["brain", "cell"])
@pytest.mark.parametrize("nodes", [16, 24, 32])
def test_the_error_is_bounded_by_its_estimate(name, nodes):
    exact = day_of(name)
    pair = both(name, nodes, resample(exact, nodes))
    found = solve(pair.machine, pair.state, 1e-12)
    assert found.converged

    estimate, finer = pair.machine.estimate_error(found.state, 2 * nodes)

    error = pair.differ(finer, resample(exact, 2 * nodes))
    of_reference, _ = pair.reference.estimate_error(found.state, 2 * nodes)
    assert max(error, of_reference) / 3 <= estimate <= 300 * error
    assert not pair.machine.prepared  # and the next step makes a new preconditioner
    again = solve(pair.machine, found.state, 1e-12)
    assert pair.differ(again.state, found.state) < 1e-10


def refined(coarse, fine, tolerance):
    """A day of the coarse grid corrected on the fine one, with what `refine` says of it."""
    from rls_sim.numerics.compiled.newton import solve_balance
    from rls_sim.numerics.compiled.refine import resample as onto
    from rls_sim.numerics.compiled.two_grids import refine
    from rls_sim.numerics.machine_balance import from_blocks, into_blocks

    species, code = len(coarse.state), coarse.machine._code
    grid, room = coarse.machine._grid, coarse.machine._room
    fine_grid, fine_room = fine.machine._grid, fine.machine._room
    room.state[:] = into_blocks(coarse.state)
    size, *_ = solve_balance(code, grid, room, 3e-7, np.inf)
    assert size <= 3e-7
    onto(species, grid, room, fine_grid, fine_room)
    said = refine(code, grid, room, fine_grid, fine_room, tolerance)
    return from_blocks(fine_room.state, species), *said


@pytest.mark.parametrize("grids", [(16, 24), (16, 32), (24, 32), (24, 48)])
def test_two_grids_reach_the_day_of_the_fine_one(grids):
    exact = day_of("brain")
    coarse, fine = (both("brain", nodes, resample(exact, nodes)) for nodes in grids)
    begin = resample(solve(coarse.machine, coarse.state, 1e-10).state, grids[1])

    found, size, first, residual, products = refined(coarse, fine, 1e-7)

    expected = solve(fine.machine, fine.state, 1e-12)
    assert expected.converged
    error = fine.differ(found, expected.state)
    assert error <= size <= 1e-7
    assert size <= first
    assert (products > 0) == (size < first)
    assert error < 0.5 * fine.differ(begin, expected.state)
    # The residual is that of the state before its last correction.
    assert np.abs(fine.machine.defect(found) / fine.scale).max() <= residual


def test_two_grids_that_do_not_come_nearer_say_so():
    """The binding of the toy cell swings by 70 %: 16 nodes know too little of that."""
    exact = day_of("cell")
    coarse, fine = (both("cell", nodes, resample(exact, nodes)) for nodes in (16, 32))

    _, size, first, _, _ = refined(coarse, fine, 1e-7)

    assert np.isnan(size)
    assert 1e-7 < first < 1e-2


def test_a_march_of_the_envelope_comes_to_rest_at_the_day():
    exact = resample(day_of("cell"), 16)
    pair = both("cell", 16, exact)

    march = pair.machine.march(pair.state.mean(axis=1, keepdims=True) * np.ones((1, 16)))

    expected = solve(pair.machine, exact, 1e-10).state
    assert march.outcome == "settled"
    assert pair.differ(march.state, expected) < 1e-4


def test_closed_systems_and_odd_grids_are_left_to_the_reference():
    kernel, parameters = open_cell()
    floor = np.full(6, 1e-9)
    for nodes, totals in ((20, np.zeros((6, 0))), (512, np.zeros((6, 0))), (16, np.ones((6, 1)))):
        found = equations(kernel, parameters, nodes, DAY, floor, totals)
        assert isinstance(found, HarmonicBalance)


@pytest.mark.parametrize("nodes", [40, 56])
def test_any_multiple_of_eight_nodes_will_do(nodes):
    kernel, parameters = open_cell()

    found = find_cycle(kernel, with_values(kernel, parameters, swing=0.3), nodes=nodes)

    expected = find_cycle(Reference(kernel), found.p, nodes=nodes)
    assert found.converged
    hours = np.linspace(0, 24, 25)
    np.testing.assert_allclose(found.at(hours), expected.at(hours), rtol=1e-7)
