"""What becomes of a file's quantities: states that may lie below zero, our own brain and back."""

import numpy as np
import pytest
from sbml_models import CHOICES, EXAMPLES, MATHEMATICS

from rls_sim.exchange.sbml_formula import Evaluator
from rls_sim.exchange.sbml_import import python_of_sbml, translation_of_sbml
from rls_sim.network.kernel import Kernel
from rls_sim.study.cell import Cell, brain_bench
from rls_sim.study.extension import Extension, read_whole
from rls_sim.study.sbml import cell_sbml

BY_NAME = {one.name: one for one in EXAMPLES}


@pytest.mark.parametrize(
    ("name", "below_zero"),
    [
        ("decay", set()),
        ("chain", set()),
        ("enzyme", set()),
        ("brusselator", set()),
        ("below_zero", {"A"}),
        ("negative_start", {"A"}),
        ("rate_rules", {"x", "v"}),
        ("van_der_pol", {"x", "v"}),
        ("start_of_a_rule", set()),
        ("growing", set()),
    ],
)
def test_only_what_may_fall_below_zero_is_signed(name, below_zero):
    found = translation_of_sbml(BY_NAME[name].text, file="model.xml")
    assert {q.id for q in found.species if q.signed} == below_zero


@pytest.mark.parametrize("one", [*MATHEMATICS, *CHOICES], ids=lambda one: one.name)
def test_a_formula_is_worth_the_same_read_and_written(one):
    """As it is evaluated for values at the start, and as the Python that is made of it."""
    contents = translation_of_sbml(one.text, file="model.xml").contents
    python = python_of_sbml(one.text, file="model.xml")
    model = read_whole(Extension("model.py", python, "model.py"), "model")
    kernel = Kernel.of(model)
    p = kernel.parameter_vector(model.parameters)
    values = {q.id: q.value for q in contents.parameters}
    for x in (0.3, 1.4, 2.2):
        for time in (0.1, 0.9, 2.6, 3.7, 5.3):
            values["x"] = x
            due = Evaluator(values.__getitem__, contents.functions, time)(contents.changing["x"])
            found = kernel.fluxes(time, [x], p)
            np.testing.assert_allclose(found, [due], rtol=1e-12, atol=1e-13)


def test_the_brain_comes_back_as_it_went_out():
    """To rounding: what is summed in another order."""
    bench = brain_bench(())
    text = cell_sbml(Cell(bench.healthy), bench, at=0.0, origin="initial")
    python = python_of_sbml(text, file="brain.xml")
    model = read_whole(Extension("brain.py", python, "brain.py"), "brain")
    back, brain = Kernel.of(model), bench.kernel
    assert not any(species.signed for species in model.species)
    rows = [back.species_names.index(name.replace(".", "_")) for name in brain.species_names]
    p, q = back.parameter_vector(model.parameters), brain.parameter_vector(bench.healthy)
    np.testing.assert_allclose(back.initial_state[rows], brain.initial_state, rtol=1e-15)
    generator = np.random.default_rng(3)
    for time in (0.0, 5.0, 17.3):
        state = brain.initial_state * 10 ** generator.uniform(-0.5, 0.5, len(rows))
        other = np.empty_like(state)
        other[rows] = state
        terms = np.abs(brain.stoichiometry) @ np.abs(brain.fluxes(time, state, q))
        scale = terms / brain.volumes_of(q)
        differ = np.abs(back.rhs(time, other, p)[rows] - brain.rhs(time, state, q))
        assert (differ <= 1e-13 * scale).all()
