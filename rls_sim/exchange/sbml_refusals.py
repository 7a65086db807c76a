"""What stands in an SBML file that a model of rate equations cannot hold, each by name."""

from collections.abc import Iterator
from typing import Any

CORE = {  # what is refused, and what it would take
    "events": "a jump of the state at a moment that the state decides",
    "algebraic rules": "a value found by solving an equation at every moment",
    "delays": "the past of the model",
    "fast reactions": "an equilibrium that is held at every moment",
    "rateOf": "the rate of one quantity inside the law of another",
    "factorials of what is no whole literal": "a gamma function and its slope",
    "reactions without a kinetic law": "a rate, which flux balance finds in other ways",
    "values that are missing or not finite": "a number to begin with",
    "models in which nothing changes": "a state to follow",
}
PACKAGES = ("comp", "fbc", "qual", "distrib", "multi", "arrays", "spatial")  # as an example
MATHEMATICS = ("l3v2extendedmath",)  # Version 2's functions in Version 1, which are read anyway


def file_problems(document: Any, file: str) -> list[str]:
    """Why libSBML cannot read a text as SBML, or holds it to be wrong; units are not judged."""
    import libsbml

    if document.getModel() is None or document.getNumErrors(libsbml.LIBSBML_SEV_FATAL):
        return _errors(document, file) or [f"{file}: holds no model"]
    for checker in (
        libsbml.LIBSBML_CAT_UNITS_CONSISTENCY,
        libsbml.LIBSBML_CAT_MODELING_PRACTICE,
        libsbml.LIBSBML_CAT_SBO_CONSISTENCY,
    ):
        document.setConsistencyChecks(checker, False)
    document.checkConsistency()
    return _errors(document, file)


def _errors(document: Any, file: str) -> list[str]:
    import libsbml

    found: dict[str, None] = {}
    for i in range(document.getNumErrors()):
        error = document.getError(i)
        if error.getSeverity() >= libsbml.LIBSBML_SEV_ERROR:
            words = " ".join(error.getMessage().split())
            found[f"{file}, line {error.getLine()}: {words}"] = None
    return list(found)


def unsupported(document: Any, file: str) -> Iterator[str]:
    """A line for each event, algebraic rule, fast reaction and required package."""
    model = document.getModel()
    for i in range(document.getNumPlugins()):
        plugin = document.getPlugin(i)
        name = plugin.getPackageName()
        needed = document.getLevel() > 2 and document.getPackageRequired(name)
        if needed and name not in MATHEMATICS:
            yield f"{file}: needs the package {name}, which is not supported"
    for i in range(document.getNumUnknownPackages()):
        yield f"{file}: needs the package {document.getUnknownPackagePrefix(i)}, which is not known"
    for i in range(model.getNumEvents()):
        event = model.getEvent(i)
        named = event.getId() or event.getName() or f"number {i + 1}"
        yield _told(file, event, f"the event {named}: events are not supported")
    for i in range(model.getNumRules()):
        rule = model.getRule(i)
        if rule.isAlgebraic():
            yield _told(file, rule, f"algebraic rule {i + 1}: algebraic rules are not supported")
    for i in range(model.getNumReactions()):
        reaction = model.getReaction(i)
        if reaction.isSetFast() and reaction.getFast():
            told = f"the reaction {reaction.getId()} is fast: fast reactions are not supported"
            yield _told(file, reaction, told)


def _told(file: str, element: Any, told: str) -> str:
    line = element.getLine()
    return f"{file}, line {line}: {told}" if line else f"{file}: {told}"
