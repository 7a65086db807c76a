"""The brain as SBML and back: the same species, the same rates, the same day."""

import numpy as np
import pytest

from rls_sim.exchange.names import identifier
from rls_sim.exchange.sbml_check import check_sbml
from rls_sim.numerics.run import run
from rls_sim.study.cell import Cell, brain_bench, solve_cell
from rls_sim.study.config import Request, make_cell
from rls_sim.study.extension_file import load_model
from rls_sim.study.sbml import cell_sbml
from rls_sim.study.transient import follow, plan_transient
from rls_sim.study.whole_model import bench_with

LESION = "receptor_synthesis:0.5"


@pytest.fixture(scope="module")
def brain():
    return brain_bench()


@pytest.fixture(scope="module")
def cell(brain):
    return make_cell(brain, Request(lesions=(LESION,)))


@pytest.fixture(scope="module")
def returned(brain, cell, tmp_path_factory):
    """The bench of what comes back."""
    file = tmp_path_factory.mktemp("sbml") / "brain.xml"
    file.write_text(cell_sbml(cell, brain))
    return bench_with(load_model(file))


def test_every_species_comes_back_with_its_day(brain, cell, returned):
    _, ours = solve_cell(cell, brain).require()
    _, theirs = solve_cell(Cell(returned.healthy), returned).require()
    assert {*map(identifier, brain.model.species_names)} == {*returned.model.species_names}
    for name in brain.model.species_names:
        np.testing.assert_allclose(
            theirs[identifier(name)], ours[name], rtol=1e-8, atol=1e-12, err_msg=name
        )


def test_a_run_from_its_initial_state_is_the_run_of_the_cell(brain, cell, returned):
    """It was written on its day, where both stay; less oxygen unfolds alike in both."""
    changed = make_cell(brain, Request(lesions=(LESION,), assignments=("brain_oxygen=0.7x",)))
    start = solve_cell(cell, brain).require()[0].at(0.0)
    ours = run(
        brain.kernel,
        brain.kernel.parameter_vector(changed.parameters),
        start,
        (0.0, 240.0),
        output_times=np.arange(0.0, 241.0, 6.0),
    )
    plan = plan_transient(
        returned, Request(("brain_oxygen=0.7x",)), days=10, clock="00:00", every="6h"
    )
    theirs = follow(plan, returned)
    for species in brain.model.species_names:
        np.testing.assert_allclose(
            theirs[identifier(species)], ours[species], rtol=1e-6, atol=1e-9, err_msg=species
        )


def test_what_came_back_is_written_again_without_a_finding(returned):
    again = cell_sbml(Cell(returned.healthy), returned)
    assert not check_sbml(again).findings
    assert returned.model.hash() in again
