"""The model as it is shipped, solved once."""

import pytest

from rls_sim.study.cell import Cell, brain_bench, solve_cell


@pytest.fixture(scope="session")
def bench():
    """The model, its lesions and what is measured."""
    return brain_bench()


@pytest.fixture(scope="session")
def restless(bench):
    """A cell with half of its receptor: an urge at night, so that every outcome has a value."""
    parameters = bench.healthy.override("receptor_density", 0.5, reason="a test")
    return solve_cell(Cell(parameters), bench, certify=False)
