"""Small SBML models from a few words, by libSBML: what the tests of SBML in are made of."""

import libsbml


def sbml(
    *,
    level=3,
    version=2,
    compartments=None,
    species=None,
    parameters=None,
    reactions=None,
    assigned=None,
    changing=None,
    starts=None,
    functions=None,
    time_unit=None,
    conversion=None,
    name="",
    notes="",
    named=None,
):
    """
    The text of a model.

    ``compartments``: id -> size, or (size, dimensions). ``species``: id -> value, or a dict of
    ``value`` and any of ``amount``, ``boundary``, ``constant``, ``where``, ``conversion`` and
    ``start`` ("amount": the value is one). ``parameters``: id -> value. ``reactions``: id ->
    (equation, law), or with local parameters behind. In equations a count is a number, or a name in
    brackets: the id of the count, "(n=2)". ``assigned``, ``changing``, ``starts``: id -> formula.
    ``functions``: id -> (arguments, formula). ``named``: id -> its name in words.
    """
    document = libsbml.SBMLDocument(level, version)
    model = document.createModel()
    model.setId("model")
    if name:
        model.setName(name)
    if notes:
        model.setNotes(f'<body xmlns="http://www.w3.org/1999/xhtml"><p>{notes}</p></body>')
    if time_unit is not None:
        _set_time(model, time_unit)
    ruled = {*(assigned or {}), *(changing or {})}
    for identifier, size in (compartments or {"c": 1.0}).items():
        _compartment(model, identifier, size, identifier in ruled)
    for identifier, value in (parameters or {}).items():
        parameter = model.createParameter()
        parameter.setId(identifier)
        if value is not None:
            parameter.setValue(value)
        parameter.setConstant(identifier not in ruled)
    for identifier, told in (species or {}).items():
        _species(model, identifier, told, next(iter(compartments or {"c": 1.0})))
    if conversion:
        model.setConversionFactor(conversion)
    for identifier, (arguments, formula) in (functions or {}).items():
        function = model.createFunctionDefinition()
        function.setId(identifier)
        function.setMath(
            _math(f"lambda({arguments}, {formula})" if arguments else f"lambda({formula})")
        )
    for identifier, formula in (starts or {}).items():
        start = model.createInitialAssignment()
        start.setSymbol(identifier)
        start.setMath(_math(formula))
    for make, formulas in (
        (model.createAssignmentRule, assigned),
        (model.createRateRule, changing),
    ):
        for identifier, formula in (formulas or {}).items():
            rule = make()
            rule.setVariable(identifier)
            rule.setMath(_math(formula))
    for identifier, (equation, law, *local) in (reactions or {}).items():
        _reaction(model, identifier, equation, law, local[0] if local else {}, ruled)
    for identifier, words in (named or {}).items():
        model.getElementBySId(identifier).setName(words)
    return libsbml.writeSBMLToString(document)


def _math(formula):
    tree = libsbml.parseL3Formula(formula)
    assert tree is not None, f"{formula}: {libsbml.getLastParseL3Error()}"
    return tree


def _set_time(model, seconds):
    """One unit of time in seconds."""
    unit = model.createUnitDefinition()
    unit.setId("time" if model.getLevel() < 3 else "its_time")
    part = unit.createUnit()
    part.setKind(libsbml.UNIT_KIND_SECOND)
    part.setExponent(1)
    part.setScale(0)
    part.setMultiplier(float(seconds))
    if model.getLevel() > 2:
        model.setTimeUnits("its_time")


def _compartment(model, identifier, size, varies):
    compartment = model.createCompartment()
    compartment.setId(identifier)
    size, dimensions = size if isinstance(size, tuple) else (size, 3)
    compartment.setSpatialDimensions(dimensions)
    if size is not None:
        compartment.setSize(size)
    compartment.setConstant(not varies)


def _species(model, identifier, told, usual):
    told = told if isinstance(told, dict) else {"value": told}
    species = model.createSpecies()
    species.setId(identifier)
    species.setCompartment(told.get("where", usual))
    species.setHasOnlySubstanceUnits(told.get("amount", False))
    species.setBoundaryCondition(told.get("boundary", False))
    species.setConstant(told.get("constant", False))
    if "conversion" in told:
        species.setConversionFactor(told["conversion"])
    if told.get("value") is None:
        return
    if told.get("start") == "amount" or told.get("amount"):
        species.setInitialAmount(told["value"])
    elif model.getLevel() == 1:  # which has no concentrations
        species.setInitialAmount(
            told["value"] * model.getCompartment(species.getCompartment()).getSize()
        )
    else:
        species.setInitialConcentration(told["value"])


def _reaction(model, identifier, equation, law, local, ruled):
    reaction = model.createReaction()
    reaction.setId(identifier)
    reaction.setReversible(False)
    if model.getLevel() == 3 and model.getVersion() == 1:
        reaction.setFast(False)
    for side, make in zip(
        equation.split("->"), (reaction.createReactant, reaction.createProduct), strict=True
    ):
        for term in filter(None, map(str.strip, side.split("+"))):
            _reference(make(), term, ruled)
    kinetics = reaction.createKineticLaw()
    for name, value in local.items():
        parameter = (
            kinetics.createParameter() if model.getLevel() < 3 else kinetics.createLocalParameter()
        )
        parameter.setId(name)
        parameter.setValue(value)
    kinetics.setMath(_math(law))
    known = {reaction.getReactant(i).getSpecies() for i in range(reaction.getNumReactants())}
    known |= {reaction.getProduct(i).getSpecies() for i in range(reaction.getNumProducts())}
    _modifiers(model, reaction, kinetics.getMath(), known)


def _modifiers(model, reaction, node, known):
    name = node.getName() if node.isName() else None
    if name and name not in known and model.getSpecies(name) is not None:
        known.add(name)
        reaction.createModifier().setSpecies(name)
    for i in range(node.getNumChildren()):
        _modifiers(model, reaction, node.getChild(i), known)


def _reference(reference, term, ruled):
    count, _, species = term.rpartition(" ")
    reference.setSpecies(species)
    if count.startswith("("):
        name, _, value = count.strip("()").partition("=")
        reference.setId(name)
        if value:
            reference.setStoichiometry(float(value))
        reference.setConstant(name not in ruled)
        return
    reference.setStoichiometry(float(count or 1))
    if reference.getLevel() > 2:
        reference.setConstant(True)
