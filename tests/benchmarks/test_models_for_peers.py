"""What other simulators are given is the same model."""

import math
from xml.etree import ElementTree

import numpy as np
import pytest

from benchmarks.peers.formulas import rates_text
from benchmarks.sbml import MATHML, SBML, identifier, sbml_text

S, M = f"{{{SBML}}}", f"{{{MATHML}}}"
OPERATIONS = {
    "plus": lambda a, b: a + b,
    "minus": lambda a, b=None: -a if b is None else a - b,
    "times": lambda *factors: math.prod(factors),
    "divide": lambda a, b: a / b,
    "power": lambda a, b: a**b,
    "cos": math.cos,
    "exp": math.exp,
    "ln": math.log,
    "root": math.sqrt,
}


def computed(element, known):
    """A formula of MathML with names looked up."""
    tag = element.tag.removeprefix(M)
    if tag == "cn":
        exponent = element.find(f"{M}sep")
        return float(element.text + (f"e{exponent.tail}" if exponent is not None else ""))
    if tag == "ci":
        return known[element.text]
    if tag == "csymbol":
        return known["time"]
    operator, *arguments = element
    return OPERATIONS[operator.tag.removeprefix(M)](*(computed(a, known) for a in arguments))


@pytest.fixture(scope="module")
def document(model):
    return ElementTree.fromstring(sbml_text(model).encode()).find(f"{S}model")


@pytest.fixture(scope="module")
def moment(kernel, model):
    """An hour, a state and parameters that are not the defaults."""
    random = np.random.default_rng(3)
    state = kernel.initial_state * np.exp(random.uniform(-1, 1, len(kernel.species_names)))
    return 7.3, state, kernel.parameter_vector(model.parameters)


def test_a_document_has_every_species_reaction_and_parameter(document, model):
    def identifiers(tag):
        return [element.get("id") for element in document.iter(f"{S}{tag}")]

    assert identifiers("species") == [identifier(name) for name in model.species_names]
    assert identifiers("reaction") == [identifier(r.name) for r in model.reactions]
    declared = identifiers("parameter") + identifiers("compartment")
    assert sorted(declared) == sorted(
        identifier(name) for name in (*model.parameters, *(d.name for d in model.derived))
    )


def test_rates_of_change_from_the_document_are_those_of_the_kernel(document, kernel, moment):
    time, state, parameters = moment
    known = {"time": time}
    known |= {identifier(n): v for n, v in zip(kernel.species_names, state, strict=True)}
    known |= {identifier(n): v for n, v in zip(kernel.parameter_names, parameters, strict=True)}
    for rule in document.iter(f"{S}assignmentRule"):
        known[rule.get("variable")] = computed(rule.find(f"{M}math")[0], known)
    changes = dict.fromkeys((identifier(name) for name in kernel.species_names), 0.0)
    sizes = dict.fromkeys(changes, 0.0)
    for reaction in document.iter(f"{S}reaction"):
        rate = computed(reaction.find(f"{S}kineticLaw/{M}math")[0], known)
        for side, sign in (("listOfReactants", -1), ("listOfProducts", 1)):
            for reference in reaction.iterfind(f"{S}{side}/{S}speciesReference"):
                moved = sign * float(reference.get("stoichiometry")) * rate
                changes[reference.get("species")] += moved
                sizes[reference.get("species")] += abs(moved)
    volume = {s.get("id"): known[s.get("compartment")] for s in document.iter(f"{S}species")}
    expected = dict(zip(changes, kernel.rhs(time, state, parameters), strict=True))
    for name in changes:
        size = sizes[name] / volume[name]
        assert changes[name] / volume[name] == pytest.approx(expected[name], abs=1e-12 * size)


def test_rates_of_change_from_the_text_are_those_of_the_kernel(model, kernel, moment):
    time, state, parameters = moment
    space = {"cos": math.cos, "exp": math.exp, "log": math.log, "sqrt": math.sqrt}
    exec(rates_text(model), space)
    fluxes = np.abs(kernel.fluxes(time, state, parameters))
    sizes = np.abs(kernel.stoichiometry) @ fluxes / kernel.volumes_of(parameters)
    off = np.abs(
        np.array(space["rates"](time, state, parameters)) - kernel.rhs(time, state, parameters)
    )
    assert (off <= 1e-12 * sizes).all()


def test_two_names_that_become_one_are_refused():
    from rls_sim.network.model import Model
    from rls_sim.network.process import Process
    from rls_sim.network.reaction import Compartment, Species
    from rls_sim.quantities.parameter import Evidence, Parameter

    def number(name):
        return Parameter(name, 1.0, "L", "of a toy", Evidence.ASSUMED)

    process = Process(
        "toy",
        species=(Species("a.b", "one", "c", 1.0), Species("a_b", "other", "c", 1.0)),
        parameters=(number("volume"),),
        compartments=(Compartment("c", "volume"),),
    )
    with pytest.raises(ValueError, match="become one"):
        sbml_text(Model([process]))
