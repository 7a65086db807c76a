"""A derivative taken apart adds up to the derivative."""

import pytest

from rls_sim.study.catalogue import find_species
from rls_sim.study.cell import Cell, solve_cell
from rls_sim.study.explanation import explain_species


@pytest.mark.parametrize("name", ["pool", "toy.store"])
@pytest.mark.parametrize("hour", [0.0, 7.3, 21.0])
def test_the_fluxes_add_up_to_what_the_kernel_says(bench, name, hour):
    cell = Cell(bench.healthy.override("density", 3.0, reason="test"))
    result = solve_cell(cell, bench)
    species = find_species(bench.model, name)
    explanation = explain_species(result, bench, species, hour)

    cycle, _ = result.require()
    p = bench.kernel.parameter_vector(cell.parameters)
    rates = bench.kernel.rhs(hour, cycle.at(hour), p)
    index = bench.model.species_names.index(species.name)
    assert explanation.derivative == pytest.approx(rates[index], rel=1e-9, abs=1e-12)
    assert explanation.value == pytest.approx(cycle.at(hour)[index])
    sizes = [abs(flux.contribution) for flux in explanation.fluxes]
    assert sizes == sorted(sizes, reverse=True)
    for sign in (1, -1):
        shares = [f.share for f in explanation.fluxes if f.contribution * sign > 0]
        assert sum(shares) == pytest.approx(1.0)
