"""What a simulator shall add up or follow beside an exported model, written into its SBML."""

from collections.abc import Iterable
from typing import Any

from rls_sim.errors import ModelError

HOURS_A_DAY = 24.0
PURE = "dimensionless"


def with_totals(
    sbml: str,
    totals: Iterable[tuple[str, str]],
    states: Iterable[tuple[str, str, float]] = (),
    *,
    day_length: str,
) -> str:
    """
    The document with more to follow: parameters with rate rules, and the constant ``day_length``.

    ``totals``: name and integrand (SBML infix) of what grows from 0; its unit is that of the
    integrand times an hour. ``states``: name, rate and value at the start of what is a pure number.
    Raises ModelError for a name that the model has, or a formula that cannot be read.
    """
    import libsbml

    document = libsbml.readSBMLFromString(sbml)
    model = document.getModel()
    _add_parameter(model, day_length, HOURS_A_DAY, _unit_called(model, _hours(model)), True)
    for name, rate, start in states:
        _add_parameter(model, name, start, PURE, False)
        _add_rate(model, name, rate)
    rules = {}
    for name, integrand in totals:
        _add_parameter(model, name, 0.0, PURE, False)
        rules[name] = _add_rate(model, name, integrand)
    model.populateListFormulaUnitsData()
    units = {
        name: libsbml.UnitDefinition.combine(rule.getDerivedUnitDefinition(), _hours(model))
        for name, rule in rules.items()
    }
    for name, unit in units.items():
        model.getParameter(name).setUnits(_unit_called(model, unit))
    return str(libsbml.writeSBMLToString(document))


def _add_parameter(model: Any, name: str, value: float, unit: str, constant: bool) -> None:
    if model.getElementBySId(name) is not None:
        raise ModelError(f"the model has something called {name} already; rename it.")
    parameter = model.createParameter()
    parameter.setId(name)
    parameter.setValue(value)
    parameter.setUnits(unit)
    parameter.setConstant(constant)


def _add_rate(model: Any, name: str, formula: str) -> Any:
    """A rate rule; numbers in the formula are pure."""
    import libsbml

    settings = libsbml.L3ParserSettings()
    settings.setModel(model)
    math = libsbml.parseL3FormulaWithSettings(formula, settings)
    if math is None:
        raise ModelError(f"{name}: {formula} cannot be read: {libsbml.getLastParseL3Error()}")
    _make_pure(math)
    rule = model.createRateRule()
    rule.setVariable(name)
    rule.setMath(math)
    return rule


def _make_pure(math: Any) -> None:
    """Say of every number that it has no unit, so that units can be checked."""
    if math.isNumber() and not math.isSetUnits():
        math.setUnits(PURE)
    for place in range(math.getNumChildren()):
        _make_pure(math.getChild(place))


def _hours(model: Any) -> Any:
    """The model's unit of time."""
    return model.getUnitDefinition(model.getTimeUnits())


def _unit_called(model: Any, unit: Any) -> str:
    """What the model calls a unit; defined where it has no name yet."""
    import libsbml

    libsbml.UnitDefinition.simplify(unit)
    if not unit.getNumUnits() or unit.isVariantOfDimensionless():
        return PURE
    for place in range(model.getNumUnitDefinitions()):
        known = model.getUnitDefinition(place)
        if libsbml.UnitDefinition.areIdentical(known, unit):
            return str(known.getId())
    name = f"unit_{model.getNumUnitDefinitions() + 1}"
    defined = model.createUnitDefinition()
    defined.setId(name)
    for place in range(unit.getNumUnits()):
        defined.addUnit(unit.getUnit(place))
    return name
