"""A model as SBML (level 3, version 1), so that simulators of other people can run it.

A law is called once on pieces that remember how they were put together (``as_written``); what
comes out is plain arithmetic, so nothing but numbers, names, powers, cos, exp, log and sqrt is
needed. Species are concentrations, rates are amounts an hour, and the size of a compartment is
the parameter that holds its volume.
"""

from xml.etree import ElementTree as Xml

from rls_sim.network.as_written import (
    Function,
    Name,
    Number,
    Piece,
    Power,
    Product,
    Quotient,
    Sum,
    as_written,
)
from rls_sim.network.model import TIME, Model
from rls_sim.network.reaction import Law, Reaction

SBML = "http://www.sbml.org/sbml/level3/version1/core"
MATHML = "http://www.w3.org/1998/Math/MathML"
TIME_SYMBOL = "http://www.sbml.org/sbml/symbols/time"
IN_MATHML = {"cos": "cos", "exp": "exp", "log": "ln", "sqrt": "root"}

Element = Xml.Element
Attribute = str | float | bool


def identifier(name: str) -> str:
    """A name as SBML and programs allow it: 'neuron.labile_iron' as 'neuron_labile_iron'."""
    return name.replace(".", "_")


def sbml_text(model: Model) -> str:
    """
    The model at its parameters' values as an SBML document; times in hours.

    Raises ValueError where two names become one, ModelError where a law is not a formula.
    """
    names = [*model.species_names, *model.parameters, *(law.name for law in model.laws)]
    if len({identifier(name) for name in names}) < len(names):
        raise ValueError("two names of this model become one in SBML")
    root = Element("sbml", xmlns=SBML, level="3", version="1")
    body = Xml.SubElement(root, "model", id=identifier(model.name.replace(" ", "_") or "model"))
    _add_quantities(body, model)
    rules = Xml.SubElement(body, "listOfRules")
    for law in model.derived_in_order():
        _add_formula(_add(rules, "assignmentRule", variable=identifier(law.name)), law)
    reactions = Xml.SubElement(body, "listOfReactions")
    for reaction in model.reactions:
        _add_reaction(reactions, reaction, set(model.species_names))
    for part in list(body):
        if not len(part):  # SBML does not allow an empty list
            body.remove(part)
    Xml.indent(root)
    return Xml.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _add(parent: Element, tag: str, **attributes: Attribute) -> Element:
    written = {
        key: ("true" if value else "false")
        if isinstance(value, bool)
        else (value if isinstance(value, str) else repr(float(value)))
        for key, value in attributes.items()
    }
    return Xml.SubElement(parent, tag, written)


def _add_quantities(body: Element, model: Model) -> None:
    """Compartments, species and parameters, derived quantities among them."""
    value = dict(zip(model.parameters, model.parameters.values_canonical(), strict=True))
    volume_of = dict(zip(model.species_names, model.volume_names(), strict=True))
    compartments = Xml.SubElement(body, "listOfCompartments")
    volumes = dict.fromkeys(c.volume for c in model.compartments)
    for name in volumes:
        size = float(value[name])
        _add(
            compartments,
            "compartment",
            id=identifier(name),
            spatialDimensions="3",
            size=size,
            constant=True,
        )
    pools = Xml.SubElement(body, "listOfSpecies")
    for species in model.species:
        _add(
            pools,
            "species",
            id=identifier(species.name),
            compartment=identifier(volume_of[species.name]),
            initialConcentration=species.initial,
            hasOnlySubstanceUnits=False,
            boundaryCondition=False,
            constant=False,
        )
    parameters = Xml.SubElement(body, "listOfParameters")
    for name in value:
        if name not in volumes:
            number = float(value[name])
            _add(parameters, "parameter", id=identifier(name), value=number, constant=True)
    for law in model.derived:
        _add(parameters, "parameter", id=identifier(law.name), constant=False)


def _add_reaction(parent: Element, law: Reaction, species: set[str]) -> None:
    reaction = _add(parent, "reaction", id=identifier(law.name), reversible=False, fast=False)
    sides = {"listOfReactants": -1, "listOfProducts": 1}
    for side, sign in sides.items():
        counts = {name: count * sign for name, count in law.net.items() if count * sign > 0}
        if counts:
            group = Xml.SubElement(reaction, side)
            for name, count in counts.items():
                _add(
                    group,
                    "speciesReference",
                    species=identifier(name),
                    stoichiometry=float(count),
                    constant=True,
                )
    others = [name for name in law.needs if name in species and name not in law.net]
    if others:
        group = Xml.SubElement(reaction, "listOfModifiers")
        for name in dict.fromkeys(others):
            _add(group, "modifierSpeciesReference", species=identifier(name))
    _add_formula(Xml.SubElement(reaction, "kineticLaw"), law)


def _add_formula(parent: Element, law: Law) -> None:
    math = Xml.SubElement(parent, "math", xmlns=MATHML)
    math.append(_mathml(as_written(law)))


def _mathml(piece: Piece) -> Element:
    """A formula as content MathML."""
    match piece:
        case Name(name):
            return _time() if name == TIME else _text("ci", identifier(name))
        case Number(value):
            return _number(value)
        case Sum(terms):
            return _sum(terms)
        case Product(factors):
            return _apply("times", *factors)
        case Quotient(above, below):
            return _apply("divide", above, below)
        case Power(base, exponent):
            return _apply("power", base, exponent)
        case Function(name, argument):
            return _apply(IN_MATHML[name], argument)
    raise TypeError(f"{piece!r} cannot be written as MathML")


def _sum(terms: tuple[tuple[int, Piece], ...]) -> Element:
    """Terms one after the other, as a program adds them up."""
    (sign, first), *rest = terms
    total = _mathml(first) if sign > 0 else _applied("minus", _mathml(first))
    for sign, term in rest:
        total = _applied("plus" if sign > 0 else "minus", total, _mathml(term))
    return total


def _apply(operator: str, *arguments: Piece) -> Element:
    return _applied(operator, *map(_mathml, arguments))


def _applied(operator: str, *arguments: Element) -> Element:
    applied = Element("apply")
    Xml.SubElement(applied, operator)
    applied.extend(arguments)
    return applied


def _number(value: float) -> Element:
    mantissa, _, exponent = repr(value).partition("e")
    number = _text("cn", mantissa)
    if exponent:
        number.set("type", "e-notation")
        Xml.SubElement(number, "sep").tail = str(int(exponent))
    return number


def _time() -> Element:
    symbol = _text("csymbol", "time")
    symbol.set("encoding", "text")
    symbol.set("definitionURL", TIME_SYMBOL)
    return symbol


def _text(tag: str, text: str) -> Element:
    element = Element(tag)
    element.text = text
    return element
