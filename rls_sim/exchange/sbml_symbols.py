"""What the species of an SBML document mean in its formulas: an amount, or a concentration."""

from dataclasses import dataclass

from rls_sim.errors import InputError


@dataclass(frozen=True)
class Symbols:
    """Identifiers of species, by what they stand for."""

    amounts: frozenset[str]
    concentrations: frozenset[str]


def symbols_of(sbml: str) -> Symbols:
    """Read them off a document; raises InputError where there is no model in it."""
    import libsbml

    model = libsbml.readSBMLFromString(sbml).getModel()
    if model is None:
        raise InputError("The text is no SBML document with a model in it.")
    species = list(model.getListOfSpecies())
    amounts = frozenset(s.getId() for s in species if s.getHasOnlySubstanceUnits())
    return Symbols(amounts, frozenset(s.getId() for s in species) - amounts)
