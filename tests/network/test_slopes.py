"""Slopes are exact: they equal complex steps through the same formulas, along every symbol."""

import numpy as np
import pytest
from cells import brain
from hypothesis import given, settings
from hypothesis import strategies as st
from interpreter import complex_slopes
from random_formulas import formulas, model_of
from toy_network import build_toy, number

from rls_sim.network.kernel import Kernel
from rls_sim.network.model import Model
from rls_sim.network.process import Process
from rls_sim.network.programs import trace
from rls_sim.network.reaction import Compartment, Species, reaction

NOISE = 1e-290  # of slopes that are zero but for a signal that counts as 1e-100 where it is gone
WHAT = ("rates", "fluxes", "derived")


def slopes_of(kernel, what, t, x, p):
    """Rows, columns and values along species and along parameters, as the kernel gives them."""
    if what == "rates":
        rows, columns = kernel.jacobian_pattern
        along_species = rows, columns, kernel.jacobian(t, x, p)[rows, columns]
        return along_species, kernel.parameter_slopes(t, x, p)
    if what == "fluxes":
        return kernel.flux_slopes(t, x, p), kernel.flux_parameter_slopes(t, x, p)
    return kernel.derived_slopes(t, x, p), kernel.derived_parameter_slopes(t, x, p)


def dense(entries, shape):
    rows, columns, values = entries
    full = np.zeros(shape)
    full[rows, columns] = values
    return full


def by_complex_steps(traced, nodes, along, t, x, p):
    given = {traced.time: t} | dict(zip(traced.species, x, strict=True))
    given |= dict(zip(traced.parameters.values(), p, strict=True))
    return complex_slopes(traced.graph, nodes, given, along)


def nodes_of(traced, what):
    return tuple(traced.derived.values()) if what == "derived" else getattr(traced, what)


def scattered(model, decades, seed):
    """A state and parameters of a model, each moved on its own."""
    generator = np.random.default_rng(seed)
    start = np.array([max(species.initial, 1e-3) for species in model.species])
    values = model.parameters.values_canonical()
    return (
        start * 10 ** generator.uniform(-decades, decades, start.size),
        values * 10 ** generator.uniform(-0.2, 0.2, values.size),
    )


@pytest.mark.parametrize("what", WHAT)
@pytest.mark.parametrize("build", [build_toy, lambda: brain()[0]], ids=["toy", "brain"])
def test_slopes_along_species_and_parameters_are_those_of_complex_steps(build, what):
    model = build()
    kernel, traced = Kernel.of(model), trace(model)
    x, p = scattered(model, 1.0, seed=4)
    nodes = nodes_of(traced, what)
    for entries, along in zip(
        slopes_of(kernel, what, 7.3, x, p),
        (traced.species, tuple(traced.parameters.values())),
        strict=True,
    ):
        expected = by_complex_steps(traced, nodes, along, 7.3, x, p)
        found = dense(entries, expected.shape)
        # Terms may cancel, so that a row is held to the largest of its relative slopes.
        weight = np.abs(x if along is traced.species else np.where(p == 0, 1.0, p))
        scale = np.abs(expected * weight).max(axis=1)[:, None] / weight
        assert (np.abs(found - expected) <= 1e-13 * (np.abs(expected) + scale) + NOISE).all()
        assert set(zip(*np.nonzero(expected), strict=True)) <= set(zip(*entries[:2], strict=True))


@settings(max_examples=100)
@given(
    st.lists(formulas, min_size=1, max_size=3),
    st.tuples(*[st.floats(0.1, 2.5) | st.floats(-2.5, -0.1)] * 2),
)
def test_slopes_of_any_formula_are_those_of_complex_steps(formulas, state):
    model, _ = model_of(formulas)
    kernel, traced = Kernel.of(model), trace(model)
    x, p = np.array(state), np.array([1.0, 0.4, 2.3])
    for entries, along in zip(
        slopes_of(kernel, "fluxes", 0.0, x, p),
        (traced.species, tuple(traced.parameters.values())),
        strict=True,
    ):
        expected = by_complex_steps(traced, traced.fluxes, along, 0.0, x, p)
        # What cancels inside a formula is not seen from outside: a bound of the terms would be.
        scale = 1 + np.abs(expected).max() + np.abs(kernel.fluxes(0.0, x, p)).max()
        np.testing.assert_allclose(dense(entries, expected.shape), expected, 1e-9, 1e-9 * scale)


@pytest.mark.parametrize("what", WHAT)
def test_columns_are_single_states_side_by_side(what):
    kernel = Kernel.of(build_toy())
    cases = [scattered(build_toy(), 0.5, seed) for seed in range(3)]
    times = np.array([1.0, 8.0, 30.0])
    x, p = (np.stack(parts, axis=1) for parts in zip(*cases, strict=True))
    for which, (rows, columns, values) in enumerate(slopes_of_columns(kernel, what, times, x, p)):
        for i, (one, its_own) in enumerate(cases):
            alone = slopes_of(kernel, what, times[i], one, its_own)[which]
            np.testing.assert_array_equal((rows, columns), alone[:2])
            np.testing.assert_allclose(values[:, i], alone[2], rtol=1e-13, atol=1e-14)


def slopes_of_columns(kernel, what, t, x, p):
    if what == "rates":
        rows, columns = kernel.jacobian_pattern
        along_species = rows, columns, kernel.jacobian(t, x, p)[:, rows, columns].T
        return along_species, kernel.parameter_slopes(t, x, p)
    return slopes_of(kernel, what, t, x, p)


def test_a_vector_of_parameters_serves_all_columns():
    kernel = Kernel.of(build_toy())
    x, p = scattered(build_toy(), 0.5, seed=9)
    *_, values = kernel.parameter_slopes(2.0, np.stack([x, x], axis=1), p)
    alone = kernel.parameter_slopes(2.0, x, p)
    np.testing.assert_allclose(values, np.stack([alone[2]] * 2, axis=1), rtol=1e-13, atol=1e-14)


def test_rows_come_in_order_and_no_place_twice():
    kernel = Kernel.of(build_toy())
    x, p = scattered(build_toy(), 0.5, seed=9)
    for what in WHAT:
        for rows, columns, _ in slopes_of(kernel, what, 2.0, x, p):
            places = list(zip(rows.tolist(), columns.tolist(), strict=True))
            assert places == sorted(set(places))


def test_what_a_volume_divides_falls_with_it():
    pool, still = (Species(name, "", "box", 1.0) for name in ("pool", "still"))

    @reaction("-> pool", boundary=True)
    def feeding(meal):
        return meal

    parameters = (number("volume", 2.0, "L"), number("meal", 3.0, "umol/h"))
    process = Process(
        "box", (pool, still), parameters, (feeding,), (), (Compartment("box", "volume"),)
    )
    kernel = Kernel.of(Model([process]))
    for x in (np.ones(2), np.ones((2, 3))):
        rows, columns, values = kernel.parameter_slopes(0.0, x, [2.0, 3.0])
        assert (rows.tolist(), columns.tolist()) == ([0, 0], [0, 1])  # nothing moves what is still
        assert (values.T == [-0.75, 0.5]).all()
        assert kernel.derived_slopes(0.0, x, [2.0, 3.0])[2].shape == (0, *x.shape[1:])
        assert kernel.flux_slopes(0.0, x, [2.0, 3.0])[2].shape == (0, *x.shape[1:])


@pytest.mark.parametrize("what", WHAT)
def test_slopes_are_numbers_where_nothing_is_left(what):
    kernel = Kernel.of(build_toy())
    p = kernel.parameter_vector(build_toy().parameters)
    for _, _, values in slopes_of(kernel, what, 0.0, np.zeros(7), p):
        assert np.isfinite(values).all()
