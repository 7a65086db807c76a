"""The fast Fourier transforms of the engine against NumPy's, as programs and as machine code."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from interpreter import evaluate

from rls_sim.network.machine import available
from rls_sim.numerics import fourier_programs

NODES = range(8, 97, 8)
COMPILED = (8, 24, 32, 40, 96)  # powers of two, factors of three, and a five
ROUNDING = 1e-15  # of the largest number that goes in; measured: below 3e-16 of it

machine_only = pytest.mark.skipif(not available(), reason="no machine code here")


def spectrum_of(values):
    """Mean and harmonics up to N/2 - 1 of rows (..., N), by NumPy."""
    nodes = values.shape[-1]
    return np.fft.rfft(values)[..., : nodes // 2] / nodes


def values_of(spectrum):
    """The rows (..., N) of a spectrum without its harmonic N/2, by NumPy."""
    nodes = 2 * spectrum.shape[-1]
    none = np.zeros((*spectrum.shape[:-1], 1))
    return np.fft.irfft(np.concatenate([spectrum, none], axis=-1) * nodes, nodes)


def run_program(program, rows):
    """The answers of a program of one array, given the rows of the other."""
    given_rows = {node: rows[row] for node, (_, row) in program.places.items()}
    (nodes,) = program.answers.values()
    answers, _ = evaluate(program.graph, nodes, given_rows)
    return np.array([np.broadcast_to(answer, rows.shape[1:]) for answer in answers])


def draw(*shape, seed=1):
    return np.random.default_rng(seed).normal(size=shape)


@pytest.mark.parametrize("nodes", NODES)
def test_the_analysis_is_that_of_numpy(nodes):
    values = draw(nodes, 5)

    parts = run_program(fourier_programs.analysis(nodes), values)

    found = parts[: nodes // 2] + 1j * parts[nodes // 2 :]
    np.testing.assert_allclose(found, spectrum_of(values.T).T, rtol=0, atol=ROUNDING)


@pytest.mark.parametrize("nodes", NODES)
def test_the_synthesis_is_that_of_numpy(nodes):
    parts = draw(nodes, 5)
    parts[nodes // 2] = 0.0  # a mean has no imaginary part

    values = run_program(fourier_programs.synthesis(nodes), parts)

    spectrum = parts[: nodes // 2] + 1j * parts[nodes // 2 :]
    size = np.abs(spectrum).sum()
    np.testing.assert_allclose(values, values_of(spectrum.T).T, rtol=0, atol=ROUNDING * size)


@pytest.mark.parametrize("nodes", [8, 16, 32, 64])
def test_a_day_that_stands_still_has_no_harmonic_at_all(nodes):
    found = run_program(fourier_programs.analysis(nodes), np.full((nodes, 1), 0.1))

    assert found[0] == 0.1
    assert (found[1:] == 0.0).all()


def test_the_transforms_are_fast():
    for nodes in (32, 96):
        for program in (fourier_programs.analysis(nodes), fourier_programs.synthesis(nodes)):
            work = sum(program.operation_counts().values())
            assert work < 3.5 * nodes * np.log2(nodes)  # by sums over all nodes: 2 N^2


def blocks_of(spectrum):
    """A spectrum (ns, N/2) as the drivers keep it."""
    species, half = spectrum.shape
    parts = np.stack([spectrum.real, spectrum.imag])  # part, species, harmonic
    return parts.reshape(2, species, half // 4, 4).transpose(2, 0, 1, 3).ravel()


def spectrum_in(blocks, species):
    """A spectrum (ns, N/2) out of the drivers' blocks."""
    parts = blocks.reshape(-1, 2, species, 4).transpose(1, 2, 0, 3).reshape(2, species, -1)
    return parts[0] + 1j * parts[1]


class Transforms:
    """Both drivers on one number of nodes; what they do not write stays not-a-number."""

    def __init__(self, nodes):
        from rls_sim.numerics.machine_balance import grid_of

        self.nodes, self.grid = nodes, grid_of(nodes, 24.0)

    def _run(self, driver, blocks, species):
        buffers, answer = np.full((2, 4 * self.nodes), np.nan), np.full(blocks.size, np.nan)
        driver(blocks, species, self.grid, buffers, answer)
        return answer

    def analyse(self, values):
        from rls_sim.numerics.compiled.transforms import analyse
        from rls_sim.numerics.machine_balance import into_blocks

        return spectrum_in(self._run(analyse, into_blocks(values), len(values)), len(values))

    def synthesise(self, spectrum):
        from rls_sim.numerics.compiled.transforms import synthesise
        from rls_sim.numerics.machine_balance import from_blocks

        blocks = self._run(synthesise, blocks_of(spectrum), len(spectrum))
        return from_blocks(blocks, len(spectrum))


@machine_only
@pytest.mark.parametrize("species", [*range(1, 10), 85])
@pytest.mark.parametrize("nodes", COMPILED)
def test_the_drivers_transform_any_number_of_species(nodes, species):
    transforms, values = Transforms(nodes), draw(species, nodes, seed=species)

    spectrum = transforms.analyse(values)

    np.testing.assert_allclose(spectrum, spectrum_of(values), rtol=0, atol=ROUNDING)
    again = transforms.synthesise(spectrum)
    np.testing.assert_allclose(again, values_of(spectrum), rtol=0, atol=10 * ROUNDING)


@machine_only
@settings(max_examples=40)
@given(
    nodes=st.sampled_from(COMPILED),
    species=st.integers(1, 12),
    seed=st.integers(0, 2**32 - 1),
    decades=st.integers(0, 12),
)
def test_there_and_back_leaves_a_day_without_its_fastest_harmonic(nodes, species, seed, decades):
    transforms, values = Transforms(nodes), draw(species, nodes, seed=seed)
    values *= 10.0 ** np.random.default_rng(seed).uniform(-decades, decades, (species, 1))
    fastest = (-1.0) ** np.arange(nodes)
    expected = values - np.outer(values @ fastest / nodes, fastest)

    found = transforms.synthesise(transforms.analyse(values))

    size = np.abs(values).max(axis=1, keepdims=True)  # each species keeps its own digits
    assert np.abs((found - expected) / size).max() < 10 * ROUNDING
    np.testing.assert_allclose(
        transforms.analyse(found) / size, transforms.analyse(values) / size, atol=10 * ROUNDING
    )


@machine_only
@pytest.mark.parametrize("species", [2, 6, 9])
def test_what_is_no_number_stays_with_its_species(species):
    transforms, values = Transforms(32), draw(species, 32)
    clean = transforms.analyse(values)
    for ill in range(species):
        spoilt = values.copy()
        spoilt[ill, 3] = np.nan

        found = transforms.analyse(spoilt)

        others = np.arange(species) != ill
        assert np.isnan(found[ill]).all()
        assert found[others].tobytes() == clean[others].tobytes()
        back = transforms.synthesise(found)
        assert back[others].tobytes() == transforms.synthesise(clean)[others].tobytes()


@machine_only
@pytest.mark.parametrize("nodes", [4, 12, 30])
def test_nodes_that_do_not_come_in_blocks_are_refused(nodes):
    from rls_sim.numerics.compiled.workspace import make_grid

    with pytest.raises(ValueError, match="blocks of 8"):
        make_grid(nodes, 24.0)
