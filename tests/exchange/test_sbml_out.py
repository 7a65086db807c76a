"""A model in SBML says what the model says, in units that libSBML can check."""

import math

import libsbml
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from random_formulas import formulas, model_of
from toy_network import build_toy, hand_written

from rls_sim.biology.treated import treated_model
from rls_sim.errors import ModelError
from rls_sim.exchange.names import identifier, identifiers
from rls_sim.exchange.sbml_check import check_sbml
from rls_sim.exchange.sbml_math import IN_MATHML
from rls_sim.exchange.sbml_units import Measures, UnitList
from rls_sim.exchange.sbml_writer import sbml_text
from rls_sim.network.dimensions import check_dimensions
from rls_sim.network.kernel import Kernel
from rls_sim.network.mathematics import (
    absolute,
    arctan,
    at_most,
    both,
    equal,
    floor,
    less,
    maximum,
    negated,
    select,
    sin,
)
from rls_sim.network.model import Model
from rls_sim.network.process import Process
from rls_sim.network.rate_laws import hill, sqrt
from rls_sim.network.reaction import Compartment, Species, derived, reaction
from rls_sim.quantities.parameter import Evidence, Parameter
from rls_sim.quantities.units import Dimension, Unit
from rls_sim.study.sbml import annotations_of

OPERATIONS = {
    libsbml.AST_PLUS: lambda a, b: a + b,
    libsbml.AST_MINUS: lambda a, b=None: -a if b is None else a - b,
    libsbml.AST_TIMES: lambda *factors: math.prod(factors),
    libsbml.AST_DIVIDE: lambda a, b: a / b,
    libsbml.AST_POWER: lambda a, b: a**b,
    libsbml.AST_FUNCTION_POWER: lambda a, b: a**b,
    libsbml.AST_FUNCTION_COS: math.cos,
    libsbml.AST_FUNCTION_EXP: math.exp,
    libsbml.AST_FUNCTION_LN: math.log,
    libsbml.AST_FUNCTION_ROOT: lambda degree, of: of ** (1 / degree),
    libsbml.AST_FUNCTION_SIN: math.sin,
    libsbml.AST_FUNCTION_ARCTAN: math.atan,
    libsbml.AST_FUNCTION_ABS: abs,
    libsbml.AST_FUNCTION_FLOOR: math.floor,
    libsbml.AST_FUNCTION_PIECEWISE: lambda yes, holds, no: yes if holds else no,
    libsbml.AST_RELATIONAL_LT: lambda a, b: a < b,
    libsbml.AST_RELATIONAL_LEQ: lambda a, b: a <= b,
    libsbml.AST_RELATIONAL_EQ: lambda a, b: a == b,
    libsbml.AST_RELATIONAL_NEQ: lambda a, b: a != b,
}


def parsed(text):
    """The model of a document, as libSBML reads it; what is asked of it lives no longer."""
    return libsbml.readSBMLFromString(text).getModel().clone()


def computed(node, known):
    """A formula as libSBML has read it, with names looked up."""
    if node.isName():
        return known["time" if node.getType() == libsbml.AST_NAME_TIME else node.getName()]
    if node.isNumber():
        return node.getValue()
    children = [computed(node.getChild(i), known) for i in range(node.getNumChildren())]
    return OPERATIONS[node.getType()](*children)


def values_of(model, kernel, time, state):
    """Everything that a formula may name, by identifier."""
    ids = identifiers(model)
    values = dict(zip(model.species_names, state.tolist(), strict=True))
    values |= dict(zip(model.parameters, model.parameters.values_canonical().tolist(), strict=True))
    return {ids[name]: value for name, value in values.items()} | {"time": time}


@pytest.fixture(scope="module", params=["toy", "brain"])
def subject(request):
    return build_toy() if request.param == "toy" else treated_model()


def test_everything_of_a_model_is_there_once_and_by_its_identifier(subject):
    model = parsed(sbml_text(subject))
    ids = identifiers(subject)
    is_amount = Measures().count_amount
    pools = [s.name for s in subject.species if is_amount(s)]
    levels = [s.name for s in subject.species if not is_amount(s)]
    moved = [r.name for r in subject.reactions if set(levels) & {*r.takes, *r.gives}]
    amounts = [r.name for r in subject.reactions if r.name not in moved]
    volumes = dict.fromkeys(c.volume for c in subject.compartments)
    held = [name for name in subject.parameters if name not in volumes]

    def found(things):
        return [thing.getId() for thing in things]

    assert found(model.getListOfSpecies()) == [ids[name] for name in pools]
    assert found(model.getListOfReactions()) == [ids[name] for name in amounts]
    assert found(model.getListOfCompartments()) == [ids[name] for name in volumes]
    derived_names = [d.name for d in subject.derived]
    assert found(model.getListOfParameters()) == [
        ids[name] for name in (*held, *levels, *derived_names, *moved)
    ]
    rules = model.getListOfRules()
    assert {r.getVariable() for r in rules if r.isRate()} == {ids[name] for name in levels}
    assigned = {r.getVariable() for r in rules if r.isAssignment()}
    assert assigned == {ids[name] for name in (*derived_names, *moved)}


def test_fluxes_and_changes_of_a_document_are_those_of_the_kernel(subject):
    kernel, model = Kernel.of(subject), parsed(sbml_text(subject))
    random = np.random.default_rng(3)
    state = kernel.initial_state * np.exp(random.uniform(-1, 1, len(kernel.species_names)))
    parameters = kernel.parameter_vector(subject.parameters)
    known, ids = values_of(subject, kernel, 7.3, state), identifiers(subject)
    for law in model.getListOfRules():
        if law.isAssignment():
            known[law.getVariable()] = computed(law.getMath(), known)
    for law in model.getListOfReactions():
        known[law.getId()] = computed(law.getKineticLaw().getMath(), known)
    fluxes = dict(zip(kernel.reaction_names, kernel.fluxes(7.3, state, parameters), strict=True))
    for name, flux in fluxes.items():
        assert known[ids[name]] == pytest.approx(flux, rel=1e-12), name
    passing = np.abs(kernel.stoichiometry) @ np.abs(list(fluxes.values()))
    sizes = passing / kernel.volumes_of(parameters)
    changes = changes_of(model, known)
    for name, due, size in zip(
        kernel.species_names, kernel.rhs(7.3, state, parameters), sizes, strict=True
    ):
        assert changes[ids[name]] == pytest.approx(due, abs=1e-12 * size), name


def changes_of(model, known):
    """Rates of change of every state: by reactions and volumes, or by rate rules."""
    changes = {s.getId(): 0.0 for s in model.getListOfSpecies()}
    for law in model.getListOfReactions():
        for side, sign in ((law.getListOfReactants(), -1), (law.getListOfProducts(), 1)):
            for reference in side:
                moved = sign * reference.getStoichiometry() * known[law.getId()]
                changes[reference.getSpecies()] += moved
    for species in model.getListOfSpecies():
        changes[species.getId()] /= known[species.getCompartment()]
    rules = {r.getVariable(): r for r in model.getListOfRules() if r.isRate()}
    return changes | {name: computed(rule.getMath(), known) for name, rule in rules.items()}


def test_a_document_of_the_toy_is_what_was_written_by_hand(toy):
    model = parsed(sbml_text(toy))
    state = np.array([1.1, 2.2, 0.6, 0.9, 3.1, 0.8, 2.7])
    known = values_of(toy, None, 5.0, state)
    for law in model.getListOfRules():
        if law.isAssignment():
            known[law.getVariable()] = computed(law.getMath(), known)
    for law in model.getListOfReactions():
        known[law.getId()] = computed(law.getKineticLaw().getMath(), known)
    changes = changes_of(model, known)
    found = [changes[identifier(name)] for name in toy.species_names]
    assert found == pytest.approx(hand_written(5.0, state), rel=1e-12)


@settings(max_examples=150)
@given(formulas, st.floats(0.1, 3), st.floats(0.1, 3))
def test_any_formula_means_what_its_law_computes(formula, a, b):
    subject, (law,) = model_of([formula])
    model = parsed(sbml_text(subject))
    known = {"a": a, "b": b, "k": 0.4, "m": 2.3}
    found = computed(model.getReaction(law.name).getKineticLaw().getMath(), known)
    due = float(law.function(a, b, 0.4, 2.3))
    assert found == pytest.approx(due, rel=1e-9, abs=1e-12)


def test_libsbml_finds_nothing_to_say(subject):
    check = check_sbml(sbml_text(subject, annotations=annotations_of(subject)))
    assert not check.findings
    assert str(check).endswith("0 errors, 0 warnings")


def test_what_libsbml_finds_nothing_in_was_read_by_it(subject):
    """An empty answer is worth something where every unit could be derived."""
    model = parsed(sbml_text(subject))
    assert model.getListOfReactions().size() > 0
    for law in model.getListOfReactions():
        kinetic = law.getKineticLaw()
        assert not kinetic.containsUndeclaredUnits()
        derived_units = libsbml.UnitDefinition.printUnits(kinetic.getDerivedUnitDefinition(), True)
        assert "mole" in derived_units
        assert "second" in derived_units
    for parameter in model.getListOfParameters():
        assert parameter.getUnits(), parameter.getId()
    for rule in model.getListOfRules():
        assert not rule.containsUndeclaredUnits()


@pytest.mark.parametrize(
    ("written", "instead", "code"),
    [
        ('id="outside" name="iron outside"', 'id="outside" name="iron outside" oops="1"', 20623),
        ('units="per_h" constant', 'units="h" constant', 10541),
        (' sbml:units="dimensionless">2<', ">2<", 99505),
        ('units="h" constant', "constant", 99508),
        ('sboTerm="SBO:0000240"', 'sboTerm="SBO:0000001"', 10713),
        ('id="outside"', 'id="nowhere"', 21111),
        ('initialConcentration="3.0"', "", 80601),
    ],
)
def test_a_fault_is_found(toy, written, instead, code):
    text = sbml_text(toy)
    assert written in text, "the fault is planted in something that is there"
    found = check_sbml(text.replace(written, instead)).findings
    assert found
    assert code in {finding.code for finding in found}, [str(f) for f in found]


def test_a_document_that_is_no_xml_is_an_error():
    assert check_sbml("<sbml").errors


def test_two_names_that_become_one_are_refused_by_name():
    def number(name):
        return Parameter(name, 1.0, "L", "of a toy", Evidence.ASSUMED)

    process = Process(
        "toy",
        species=(Species("a.b", "one", "c", 1.0), Species("a_b", "other", "c", 1.0)),
        parameters=(number("volume"),),
        compartments=(Compartment("c", "volume"),),
    )
    with pytest.raises(ModelError, match=r"a\.b and a_b would both be called a_b"):
        sbml_text(Model([process]))


def test_what_is_no_formula_is_refused_by_the_name_of_the_law():
    @reaction("free ->", boundary=True)
    def strange(free):
        """It asks which is larger."""
        return max(free, 1.0)

    with pytest.raises(ModelError, match="strange"):
        sbml_text(_of_free(reactions=(strange,)))


def _of_free(**parts):
    process = Process(
        "box",
        species=(
            Species("free", "free iron", "box", 1.0),
            Species("level", "", "box", 2.0, unit="1"),
        ),
        parameters=(
            Parameter("volume", 1.0, "L", "of a toy", Evidence.ASSUMED),
            Parameter("steepness", 2.0, "1", "of a toy", Evidence.ASSUMED),
            Parameter("half", 2.0, "umol/L", "of a toy", Evidence.ASSUMED),
            Parameter("flow", 0.25, "L/h", "of a toy", Evidence.ASSUMED),
        ),
        compartments=(Compartment("box", "volume"),),
        **parts,
    )
    return Model([process], name="free")


def test_units_can_be_checked_where_nothing_moves_and_where_a_law_is_zero():
    @reaction("free ->", boundary=True)
    def nothing():
        """No flux, whatever its unit."""
        return 0.0

    @reaction("-> level", boundary=True)
    def still():
        """No flux of a relative quantity."""
        return 0

    @derived("umol/L")
    def more(free, half, steepness, level):
        """Zero added, and a hill function of things with a unit."""
        return (0 + free + half) * hill(free, half, steepness) * hill(level, 0.5, 2)

    assert not check_sbml(sbml_text(_of_free(reactions=(nothing,), derived=(more,)))).findings
    assert not check_sbml(sbml_text(_of_free(reactions=(still,), derived=(more,)))).findings
    assert not check_sbml(sbml_text(_of_free())).findings


@derived("umol/L")
def excess(free, half):
    """What is above half, and nothing below."""
    return maximum(free - half, 0)


@derived("umol/L")
def middling(free, half):
    """What is well above nothing and below half, by two comparisons joined."""
    return select(both(less(0, free), negated(less(half, free))), 2 * free, 0)


@derived("1")
def counted(free, half, level):
    """Comparisons as numbers, and functions of pure numbers."""
    return at_most(free, half) + equal(level, 2) * floor(sin(level) - arctan(free / half))


@derived("umol/L")
def rooted(free, half, steepness):
    """A unit that only a root brings back, chosen by a hill function's worth."""
    size = absolute(sqrt(free * half) - half)
    return select(less(hill(free, half, steepness), 0.5), maximum(0, size), 0)


@pytest.mark.parametrize("free", [0.0, 0.7, 2.0, 5.3])
def test_choices_keep_their_units_and_their_meaning(free):
    laws = (excess, middling, counted, rooted)
    model = _of_free(derived=laws)
    check_dimensions(model)
    text = sbml_text(model)
    assert not check_sbml(text).findings
    values = {"free": free, "half": 2.0, "steepness": 2.0, "level": 2.0}
    document = parsed(text)
    for law in laws:
        math = document.getRuleByVariable(law.name).getMath()
        due = float(law.function(*(values[name] for name in law.needs)))
        assert computed(math, values) == pytest.approx(due, abs=1e-15), law.name


def test_what_sbml_has_no_word_for_is_refused_by_the_name_of_the_law(monkeypatch):
    monkeypatch.delitem(IN_MATHML, "floor")
    with pytest.raises(ModelError, match=r"law of counted holds what SBML has no word for"):
        sbml_text(_of_free(derived=(counted,)))


def test_a_relative_state_changes_by_counts_and_over_its_volume():
    @reaction("3 level -> 1 level", boundary=True)
    def fall(level, flow):
        """Two levels go at each turn."""
        return level * flow

    @reaction("-> 4 level", boundary=True)
    def rise(flow):
        """Four levels come at each turn."""
        return flow

    model = _of_free(reactions=(fall, rise))
    text = sbml_text(model)
    assert not check_sbml(text).findings
    document = parsed(text)
    known = {"level": 2.0, "flow": 0.25, "volume": 0.5}
    for law in (fall, rise):
        known[law.name] = computed(document.getRuleByVariable(law.name).getMath(), known)
    change = computed(document.getRuleByVariable("level").getMath(), known)
    assert change == (-2 * 2.0 * 0.25 + 4 * 0.25) / 0.5


def test_a_model_without_units_has_none():
    @reaction("gone -> found")
    def going(gone, k, time):
        """It goes in time."""
        return k * gone / (1 + time)

    def number(name, value):
        return Parameter(name, value, "1", "of a toy", Evidence.ASSUMED)

    process = Process(
        "plain",
        species=(
            Species("gone", "", "box", 1.0, {"it": 1}, unit="1"),
            Species("found", "", "box", 0.0, {"it": 1}, unit="1"),
        ),
        parameters=(number("size", 2.0), number("k", 0.5)),
        reactions=(going,),
        compartments=(Compartment("box", "size"),),
    )
    text = sbml_text(Model([process], name="plain"), start=1.0)
    assert not check_sbml(text).findings
    document = parsed(text)
    assert document.getNumSpecies() == 2
    assert document.getTimeUnits() == "dimensionless"


def test_the_model_and_its_clock_get_identifiers_that_nothing_has():
    @derived("h")
    def free_of_clock(time, clock_at_start):
        """The time, in a model that uses the name of the writer's own parameter."""
        return time + clock_at_start

    process = Process(
        "taken",
        species=(Species("taken", "", "box", 1.0),),
        parameters=(
            Parameter("volume", 1.0, "L", "of a toy", Evidence.ASSUMED),
            Parameter("clock_at_start", 3.0, "h", "of a toy", Evidence.ASSUMED),
        ),
        derived=(free_of_clock,),
        compartments=(Compartment("box", "volume"),),
    )
    text = sbml_text(Model([process], name="taken"), start=2.0)
    model = parsed(text)
    assert model.getId() == "taken_"
    assert model.getParameter("clock_at_start").getValue() == 3.0
    assert model.getParameter("clock_at_start_").getValue() == 2.0
    assert not check_sbml(text).findings


@pytest.mark.parametrize(
    ("name", "spelt"),
    [("neuron.labile_iron", "neuron_labile_iron"), ("fée", "f_xe9_e"), ("1st", "_1st")],
)
def test_names_become_identifiers(name, spelt):
    assert identifier(name) == spelt
    assert libsbml.SyntaxChecker.isValidSBMLSId(spelt)


def test_a_state_of_the_wrong_length_is_refused(toy):
    with pytest.raises(ModelError, match="2 initial values for 7 species"):
        sbml_text(toy, initial=[1.0, 2.0])


@given(st.dictionaries(st.sampled_from(["amount", "mass", "volume", "time"]), st.integers(-3, 3)))
def test_a_unit_definition_measures_what_the_dimension_does(powers):
    dimension = Dimension.of(powers)
    units = UnitList()
    called = units.of(dimension)
    found = {unit.get("kind"): int(unit.get("exponent")) for unit in _units(units, called)}
    words = {"amount": "mole", "mass": "gram", "volume": "litre", "time": "second"}
    if found:
        assert found == {words[name]: power for name, power in powers.items() if power}
    else:  # units that SBML has under a name of its own
        assert called == ("dimensionless" if dimension == Dimension() else "litre")


def _units(units, called):
    return [
        unit
        for definition in units.definitions()
        if definition.get("id") == called
        for unit in definition.iter("unit")
    ]


def test_units_have_the_size_that_the_model_computes_in(toy):
    model = parsed(sbml_text(toy))
    per_hour = model.getUnitDefinition("per_h").getUnit(0)
    assert per_hour.getMultiplier() == 1 / Unit.parse("s").factor
    amount = model.getUnitDefinition("umol").getUnit(0)
    assert 10 ** -amount.getScale() == Unit.parse("mol").factor
    declared = toy.parameters["release_constant"]
    assert declared.unit == "1/min"
    assert model.getParameter("release_constant").getValue() == declared.value * 60
    assert "0.01 /min" in model.getParameter("release_constant").getNotesString()
