"""An SBML file read by libSBML into plain records, or refused with all that is in the way."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from rls_sim.errors import ConfigError
from rls_sim.exchange import sbml_contents as contents
from rls_sim.exchange.sbml_formula import (
    Bodies,
    Formula,
    FormulaError,
    Symbol,
    read_formula,
    replaced,
)
from rls_sim.exchange.sbml_refusals import file_problems, unsupported
from rls_sim.exchange.sbml_time import time_unit_of

ID = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
LONGEST_NOTE = 300  # characters of a model's notes that are kept


@dataclass
class _Reader:
    """What is read so far of one model, and what is in the way."""

    file: str
    model: Any
    problems: list[str]
    assumptions: list[str] = field(default_factory=list)
    extra: list[contents.Parameter] = field(default_factory=list)  # local ones, counts with an id
    taken: set[str] = field(default_factory=set)
    used: set[str] = field(default_factory=set)  # ids that some formula asks for

    def refuse(self, element: Any, told: str) -> None:
        """Note what is in the way, at the element's line and id."""
        self.problems.append(problem(self.file, element, told))

    def formula(self, element: Any, what: str) -> Formula | None:
        """The math of an element; None, and noted, where it cannot be read."""
        if element is None or not element.isSetMath():
            self.refuse(element, f"{what} has no formula")
            return None
        try:
            return read_formula(element.getMath())
        except FormulaError as fault:
            self.refuse(element, f"{what} holds {fault}")
            return None


def read_sbml(text: str, *, file: str, time_unit: str = "") -> contents.Contents:
    """
    The model in an SBML text of any level and version.

    ``time_unit``: what one unit of time is where the file does not say ("second", "minute", "hour",
    "day"). Raises one ConfigError with a line for everything that is not supported or not given.
    """
    import libsbml

    document = libsbml.readSBMLFromString(text)
    if found := file_problems(document, file):
        more = () if document.getModel() is None else unsupported(document, file)
        raise ConfigError([*found, *more])
    unit, per_hour, doubts = time_unit_of(document.getModel(), time_unit)
    problems = [*(f"{file}: {told}" for told in doubts), *unsupported(document, file)]
    properties = libsbml.ConversionProperties()
    properties.addOption("setLevelAndVersion", True)
    properties.addOption("strict", False)
    properties.setTargetNamespaces(libsbml.SBMLNamespaces(3, 2))
    if document.convert(properties) != libsbml.LIBSBML_OPERATION_SUCCESS:
        raise ConfigError([f"{file}: libSBML cannot turn it into Level 3 Version 2."])
    reader = _Reader(file, document.getModel(), problems)
    found_contents = _contents(reader, unit, per_hour)
    if reader.problems:
        raise ConfigError(reader.problems)
    return found_contents


def problem(file: str, element: Any, told: str) -> str:
    """One line: the file, the line in it where known, the element, what is wrong."""
    line = element.getLine() if element is not None else 0
    where = f"{file}, line {line}" if line else file
    return f"{where}: {told}."


def _contents(reader: _Reader, unit: str, per_hour: float) -> contents.Contents:
    model = reader.model
    _check_ids(reader)
    reader.used = _used_symbols(model)
    reactions = tuple(_reactions(reader))
    return contents.Contents(
        id=model.getId() or "model",
        name=model.getName() or model.getId() or "model",
        notes=_notes(model),
        compartments=tuple(_compartments(reader)),
        species=tuple(_species(reader)),
        parameters=(*_parameters(model.getListOfParameters()), *reader.extra),
        reactions=reactions,
        functions=_functions(reader),
        values_at_start=_values_at_start(reader),
        assigned=_rules(reader, "isAssignment"),
        changing=_rules(reader, "isRate"),
        time_unit=unit,
        turns_per_hour=per_hour,
        assumptions=tuple(reader.assumptions),
    )


def _check_ids(reader: _Reader) -> None:
    """Only ids of the form that SBML allows; what becomes a name of Python rests on it."""
    for element in _elements(reader.model):
        name = element.getId()
        if name and not ID.fullmatch(name):
            reader.refuse(element, f"{element.getElementName()} has the id {name!r}, which is none")
        reader.taken.add(name)


def _elements(model: Any) -> Iterator[Any]:
    lists = model.getListOfAllElements()
    for i in range(lists.getSize()):
        yield lists.get(i)


def _each(listed: Any) -> Iterator[Any]:
    for i in range(listed.size()):
        yield listed.get(i)


def _label(element: Any) -> str:
    return " ".join((element.getName() or element.getId()).split())


def _notes(model: Any) -> str:
    text = re.sub(r"<[^>]*>", " ", model.getNotesString() or "")
    words = " ".join(text.split())
    return words if len(words) <= LONGEST_NOTE else f"{words[:LONGEST_NOTE]} ..."


def _compartments(reader: _Reader) -> Iterator[contents.Compartment]:
    ruled = _ruled(reader.model)
    for c in _each(reader.model.getListOfCompartments()):
        dimensions = c.getSpatialDimensionsAsDouble() if c.isSetSpatialDimensions() else 3.0
        size = c.getSize() if c.isSetSize() else None
        if size is None and dimensions and c.getId() not in ruled:
            size = 1.0
            reader.assumptions.append(f"the compartment {c.getId()} has no size; 1 is taken")
        yield contents.Compartment(c.getId(), _label(c), size, dimensions)


def _ruled(model: Any) -> set[str]:
    """What an initial assignment or an assignment rule gives a value to."""
    starts = {i.getSymbol() for i in _each(model.getListOfInitialAssignments())}
    rules = _each(model.getListOfRules())
    return starts | {rule.getVariable() for rule in rules if rule.isAssignment()}


def _species(reader: _Reader) -> Iterator[contents.Species]:
    model = reader.model
    ruled = {rule.getVariable() for rule in _each(model.getListOfRules())}
    given = _ruled(model)
    shared = model.getConversionFactor() if model.isSetConversionFactor() else ""
    for s in _each(model.getListOfSpecies()):
        amount = s.getInitialAmount() if s.isSetInitialAmount() else None
        concentration = s.getInitialConcentration() if s.isSetInitialConcentration() else None
        if amount is None and concentration is None and s.getId() not in given:
            reader.refuse(s, f"the species {s.getId()} has no initial value")
        own = s.getConversionFactor() if s.isSetConversionFactor() else shared
        fixed = s.getBoundaryCondition() or s.getConstant() or s.getId() in ruled
        yield contents.Species(
            s.getId(),
            _label(s),
            s.getCompartment(),
            amount,
            concentration,
            as_amount=bool(s.getHasOnlySubstanceUnits()),
            moved=not fixed,
            conversion=own,
        )


def _parameters(listed: Any) -> Iterator[contents.Parameter]:
    for p in _each(listed):
        value = p.getValue() if p.isSetValue() else None
        yield contents.Parameter(p.getId(), _label(p), value, p.getUnits())


def _functions(reader: _Reader) -> Bodies:
    found: dict[str, tuple[tuple[str, ...], Formula]] = {}
    for f in _each(reader.model.getListOfFunctionDefinitions()):
        if f.getBody() is None:
            reader.refuse(f, f"the function {f.getId()} has no formula")
            continue
        names = tuple(f.getArgument(i).getName() for i in range(f.getNumArguments()))
        for name in names:
            if not ID.fullmatch(name):
                reader.refuse(f, f"the function {f.getId()} has the argument {name!r}")
        try:
            found[f.getId()] = (names, read_formula(f.getBody()))
        except FormulaError as fault:
            reader.refuse(f, f"the function {f.getId()} holds {fault}")
    return found


def _values_at_start(reader: _Reader) -> dict[str, Formula]:
    found = {}
    for i in _each(reader.model.getListOfInitialAssignments()):
        formula = reader.formula(i, f"the initial assignment of {i.getSymbol()}")
        if formula is not None:
            found[i.getSymbol()] = formula
    return found


def _rules(reader: _Reader, kind: str) -> dict[str, Formula]:
    found = {}
    for rule in _each(reader.model.getListOfRules()):
        if getattr(rule, kind)():
            formula = reader.formula(rule, f"the rule of {rule.getVariable()}")
            if formula is not None:
                found[rule.getVariable()] = formula
    return found


def _reactions(reader: _Reader) -> Iterator[contents.Reaction]:
    assigned = _ruled(reader.model) | {
        rule.getVariable() for rule in _each(reader.model.getListOfRules())
    }
    for r in _each(reader.model.getListOfReactions()):
        law = r.getKineticLaw()
        if law is None:
            reader.refuse(r, f"the reaction {r.getId()} has no kinetic law")
            continue
        rate = reader.formula(law, f"the kinetic law of {r.getId()}")
        if rate is None:
            continue
        rate = replaced(rate, dict(_promoted(reader, r.getId(), law)))
        effects = (
            *_effects(reader, r.getListOfReactants(), -1, assigned),
            *_effects(reader, r.getListOfProducts(), 1, assigned),
        )
        yield contents.Reaction(r.getId(), _label(r), tuple(effects), rate)


def _promoted(reader: _Reader, reaction: str, law: Any) -> Iterator[tuple[str, Formula]]:
    """Local parameters become parameters of the model, under the reaction's name and theirs."""
    for local in _parameters(law.getListOfLocalParameters()):
        name = f"{reaction}_{local.id}"
        while name in reader.taken:
            name += "_"
        reader.taken.add(name)
        label = f"{local.label} of {reaction}"
        reader.extra.append(contents.Parameter(name, label, local.value, local.unit))
        yield local.id, Symbol(name)


def _effects(
    reader: _Reader, listed: Any, sign: int, assigned: Iterable[str]
) -> Iterator[contents.Effect]:
    for reference in _each(listed):
        name = reference.getId()
        value = reference.getStoichiometry() if reference.isSetStoichiometry() else None
        if name and (name in assigned or name in reader.used):
            label = f"count of {reference.getSpecies()}"
            reader.extra.append(contents.Parameter(name, label, value))
            yield contents.Effect(reference.getSpecies(), sign, name)
        elif value is None:
            reader.refuse(reference, f"the count of {reference.getSpecies()} is not given")
        else:
            yield contents.Effect(reference.getSpecies(), sign, value)


def _used_symbols(model: Any) -> set[str]:
    """Every id that some formula of the model asks for."""
    found: set[str] = set()
    for element in _elements(model):
        formula = element.getMath() if hasattr(element, "getMath") else None
        waiting = [formula] if formula is not None else []
        while waiting:
            node = waiting.pop()
            if node.isName() and node.getName():
                found.add(node.getName())
            waiting += [node.getChild(i) for i in range(node.getNumChildren())]
    return found
