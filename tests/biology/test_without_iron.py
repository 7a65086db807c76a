"""A cell to which no iron comes has a day too: that of a dying cell."""

import math

import pytest

from rls_sim.study.cell import Cell, brain_bench, solve_cell

NOTHING_COMES = ("dietary_iron", "endothelium.receptor_density")


@pytest.fixture(scope="module")
def bench():
    return brain_bench()


@pytest.mark.parametrize("name", NOTHING_COMES)
def test_a_cell_without_iron_is_dying(bench, name):
    result = solve_cell(Cell(bench.healthy.override(name, 0.0, reason="test")), bench)

    assert result.status == "converged", result.error
    assert result.outcomes["state"] == "dying"
    # A billionth of healthy is where the solver counts a species as absent.
    assert float(result.outcomes["labile_iron_relative"]) < 1e-9


def test_what_has_no_whole_is_not_a_number(bench):
    parameters = bench.healthy.override("dietary_iron", 0.0, reason="test")
    outcomes = solve_cell(Cell(parameters), bench).outcomes

    strange = {name for name, v in outcomes.items() if isinstance(v, float) and math.isinf(v)}
    assert strange == set()
