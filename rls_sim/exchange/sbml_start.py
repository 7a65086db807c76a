"""What everything in an SBML file is worth at time 0."""

import math
from collections.abc import Mapping

from rls_sim.exchange.sbml_contents import Contents
from rls_sim.exchange.sbml_formula import Evaluator, Formula, needs_time, symbols_in


class CircleError(ValueError):
    """Values at the start need each other."""


class Start:
    """Values at time 0 by id, each in the sense that its id has in formulas; found when asked."""

    def __init__(self, contents: Contents) -> None:
        self.contents = contents
        self._parameters = {p.id: p.value for p in contents.parameters}
        self._compartments = {c.id: c for c in contents.compartments}
        self._species = {s.id: s for s in contents.species}
        self._rates = {r.id: r.rate for r in contents.reactions}
        self._formulas: Mapping[str, Formula] = {**contents.assigned, **contents.values_at_start}
        self._known: dict[str, float] = {}
        self._asked: list[str] = []

    def __call__(self, name: str) -> float:
        """
        The value of an id; not a number where the file gives none.

        Raises CircleError where values need each other.
        """
        if name in self._known:
            return self._known[name]
        if name in self._asked:
            raise CircleError(" -> ".join([*self._asked[self._asked.index(name) :], name]))
        self._asked.append(name)
        try:
            self._known[name] = self._find(name)
        finally:
            self._asked.pop()
        return self._known[name]

    def amount(self, species: str) -> float:
        """The amount of a species at time 0."""
        return self(species) * (1.0 if self.means_amount(species) else self._size(species))

    def means_amount(self, species: str) -> bool:
        """Whether the id of a species means an amount: said so, or in a space without a size."""
        found = self._species[species]
        return found.as_amount or not self._compartments[found.compartment].dimensions

    def _size(self, species: str) -> float:
        return self(self._species[species].compartment)

    def _find(self, name: str) -> float:
        formula = self._formulas.get(name, self._rates.get(name))
        if formula is not None:
            return Evaluator(self, self.contents.functions)(formula)
        if name in self._species:
            return self._of_species(name)
        if name in self._compartments:
            size = self._compartments[name].size
        else:
            size = self._parameters[name]
        return math.nan if size is None else size

    def _of_species(self, name: str) -> float:
        found = self._species[name]
        wants_amount = self.means_amount(name)
        if found.amount is not None:
            return found.amount if wants_amount else _over(found.amount, self._size(name))
        if found.concentration is not None:
            size = self._size(name) if wants_amount else 1.0
            return found.concentration * size
        return math.nan


def _over(amount: float, size: float) -> float:
    return amount / size if size else math.nan


def constants_of(contents: Contents) -> frozenset[str]:
    """The ids whose values never change, so that what is made of them follows when they are set."""
    changing = {s.id for s in contents.species}
    changing |= {r.id for r in contents.reactions} | {*contents.changing, *contents.assigned}
    named = {p.id for p in contents.parameters} | {c.id for c in contents.compartments}
    found = named - changing
    for _ in named:  # what needs a changing one through others
        lost = {
            name
            for name, formula in contents.values_at_start.items()
            if name in found and not _constant(formula, found, contents)
        }
        if not lost:
            break
        found -= lost
    return frozenset(found)


def _constant(formula: Formula, constants: set[str], contents: Contents) -> bool:
    return not needs_time(formula) and all(name in constants for name in symbols_in(formula))
