import numpy as np
import pytest

from rls_sim.numerics.gmres import gmres
from rls_sim.numerics.spectral import coefficients, interpolate, node_times, resample, tail

PERIOD = 24.0


def wave(time):
    turn = 2 * np.pi / PERIOD
    return np.array([2 + np.cos(turn * time) + 0.3 * np.sin(5 * turn * time), 0 * time + 7.0])


def test_the_interpolant_passes_between_the_nodes():
    state = wave(node_times(16, PERIOD))
    between = np.linspace(-30, 50, 77)

    np.testing.assert_allclose(interpolate(state, PERIOD, between), wave(between), atol=1e-13)


def test_a_scalar_time_gives_one_state():
    state = wave(node_times(16, PERIOD))

    assert interpolate(state, PERIOD, 3.3).shape == (2,)


@pytest.mark.parametrize("nodes", [12, 48, 64])
def test_resampling_keeps_what_both_sets_of_nodes_resolve(nodes):
    state = wave(node_times(32, PERIOD))

    np.testing.assert_allclose(resample(state, nodes), wave(node_times(nodes, PERIOD)), atol=1e-13)


def test_the_highest_frequency_is_left_out():
    sawtooth = np.array([[1.0, -1.0] * 8])

    assert not coefficients(sawtooth).any()
    assert not resample(sawtooth, 16).any()


def test_the_tail_is_the_size_of_the_last_harmonics_against_the_species():
    turn = 2 * np.pi / PERIOD
    state = (100 + 0.25 * np.cos(7 * turn * node_times(16, PERIOD)))[None, :]

    assert tail(state, np.array([100.0])) == pytest.approx(0.0025)


def test_gmres_solves_a_system_it_knows_only_by_products():
    draw = np.random.default_rng(1)
    matrix = np.eye(30) + 0.2 * draw.standard_normal((30, 30))
    right = draw.standard_normal(30)

    solution, left = gmres(lambda vector: matrix @ vector, right, 1e-12)

    np.testing.assert_allclose(matrix @ solution, right, atol=1e-10)
    assert left <= 1e-12


def test_gmres_says_how_much_it_left():
    draw = np.random.default_rng(2)
    matrix = np.eye(30) + 0.5 * draw.standard_normal((30, 30))
    right = draw.standard_normal(30)

    solution, left = gmres(lambda vector: matrix @ vector, right, 1e-12, most=8)

    rest = np.linalg.norm(right - matrix @ solution) / np.linalg.norm(right)
    assert left == pytest.approx(rest)
    assert left > 1e-6


def test_gmres_gives_up_on_what_is_not_a_number():
    solution, left = gmres(lambda vector: vector * np.nan, np.ones(3), 1e-6)

    assert left == 1
    assert not solution.any()
