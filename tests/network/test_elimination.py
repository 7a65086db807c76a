"""Elimination written out solves what NumPy solves, on any sparse pattern."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rls_sim.network.elimination import choose_order, factor, solve, times
from rls_sim.network.in_numpy import FOR_COLUMNS, FOR_NUMBERS, function_of, function_text


@st.composite
def sparse_systems(draw):
    """The places of a random sparse matrix, its slopes with a large diagonal, and a right side."""
    size = draw(st.integers(1, 12))
    generator = np.random.default_rng(draw(st.integers(0, 10**6)))
    there = generator.uniform(size=(size, size)) < draw(st.sampled_from([0.0, 0.2, 0.5, 1.0]))
    there |= np.eye(size, dtype=bool) & (generator.uniform(size=size) < 0.8)
    slopes = np.where(there, generator.normal(size=(size, size)), 0.0)
    loss = np.abs(slopes).sum(axis=1) + np.abs(slopes).sum(axis=0)
    slopes -= np.diag(np.where(np.diag(there), loss, 0.0))
    entries = list(zip(*(part.tolist() for part in np.nonzero(there)), strict=True))
    return entries, slopes, generator.normal(size=2 * size)


def run(program, *rows, functions=FOR_NUMBERS):
    """The answers of a printed program; the last list is filled."""
    lists = [list(row) for row in rows]
    if len(lists) < len(program.arguments):
        lists.append([])
    function_of(program.name, function_text(program), functions)(*lists)
    return np.array(np.broadcast_arrays(*lists[-1])) if lists[-1] else np.zeros(0)


@settings(max_examples=200)
@given(sparse_systems(), st.floats(0.01, 10.0))
def test_factors_solve_a_real_system(system, shift):
    entries, slopes, right = system
    size = len(slopes)
    pattern = choose_order(size, entries)
    values = [slopes[place] for place in pattern.entries]
    factors = run(factor(pattern, turning=False), values, [shift])
    found = run(solve(pattern, turning=False), factors, right[:size])
    expected = np.linalg.solve(shift * np.eye(size) - slopes, right[:size])
    np.testing.assert_allclose(found, expected, rtol=1e-10, atol=1e-10 * np.abs(expected).max())


@settings(max_examples=200)
@given(sparse_systems(), st.floats(0.01, 10.0), st.floats(-5.0, 5.0))
def test_factors_solve_a_complex_system(system, shift, turn):
    entries, slopes, right = system
    size = len(slopes)
    pattern = choose_order(size, entries)
    values = [slopes[place] for place in pattern.entries]
    factors = run(factor(pattern, turning=True), values, [shift], [turn])
    found = run(solve(pattern, turning=True), factors, right)
    assert len(factors) == 2 * len(pattern.filled)
    matrix = (shift + 1j * turn) * np.eye(size) - slopes
    expected = np.linalg.solve(matrix, right[:size] + 1j * right[size:])
    allowed = 1e-10 * np.abs(expected).max()
    np.testing.assert_allclose(found[:size] + 1j * found[size:], expected, 1e-10, allowed)


@given(sparse_systems())
def test_times_multiplies(system):
    entries, slopes, right = system
    size = len(slopes)
    pattern = choose_order(size, entries)
    values = [slopes[place] for place in pattern.entries]
    found = run(times(pattern), values, right[:size])
    np.testing.assert_allclose(found, slopes @ right[:size], rtol=1e-12, atol=1e-12 * size**2)


@given(sparse_systems())
def test_columns_are_eliminated_side_by_side(system):
    entries, slopes, _ = system
    pattern = choose_order(len(slopes), entries)
    values = [np.array([1.0, 2.0]) * slopes[place] for place in pattern.entries]
    both = run(factor(pattern, False), values, [np.array([1.0, 3.0])], functions=FOR_COLUMNS)
    for i, (scale, shift) in enumerate([(1.0, 1.0), (2.0, 3.0)]):
        one = run(factor(pattern, False), [scale * slopes[p] for p in pattern.entries], [shift])
        np.testing.assert_allclose(np.array([row[i] for row in both]), one, rtol=1e-13)


def test_an_arrow_is_eliminated_from_its_point():
    """Every species exchanges with one: to begin with that one would fill the whole matrix."""
    size = 8
    entries = [(i, i) for i in range(size)] + [(0, i) for i in range(1, size)]
    entries += [(i, 0) for i in range(1, size)]
    pattern = choose_order(size, entries)
    assert set(pattern.filled) == set(entries)
    assert 0 in pattern.order[-2:]


def test_a_chain_costs_in_proportion_to_its_length():
    def operations(size):
        entries = [(i, j) for i in range(size) for j in (i - 1, i, i + 1) if 0 <= j < size]
        pattern = choose_order(size, entries)
        programs = (factor(pattern, True), solve(pattern, True))
        return sum(sum(program.operation_counts().values()) for program in programs)

    assert operations(80) - operations(40) == 2 * (operations(40) - operations(20))


@pytest.mark.parametrize("turning", [False, True])
def test_a_pivot_of_zero_is_seen_in_the_answer_and_raises_nothing(turning):
    pattern = choose_order(2, [(0, 0), (0, 1), (1, 0), (1, 1)])
    singular = [np.array([value]) for value in (1.0, 2.0, 3.0, 4.0)]
    turn = [[np.zeros(1)]] if turning else []
    with np.errstate(all="ignore"):
        factors = run(
            factor(pattern, turning), singular, [np.ones(1)], *turn, functions=FOR_COLUMNS
        )
        right = [np.ones(1)] * (4 if turning else 2)
        found = run(solve(pattern, turning), factors, right, functions=FOR_COLUMNS)
    assert not np.isfinite(found).all()
