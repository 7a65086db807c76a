"""Everything of a model that has a name, looked up by it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

from rls_sim.errors import UnknownNameError
from rls_sim.network.model import Model
from rls_sim.network.reaction import Reaction, Species
from rls_sim.quantities.sources import load_sources
from rls_sim.study.cell import Bench
from rls_sim.study.provenance import as_keys


class Kind(StrEnum):
    """What a name can stand for."""

    PARAMETER = "parameter"
    SPECIES = "species"
    REACTION = "reaction"
    DERIVED = "derived quantity"
    OUTCOME = "outcome"
    LESION = "lesion"
    SOURCE = "source"


@dataclass(frozen=True)
class Entry:
    """One named thing."""

    kind: Kind
    name: str
    thing: Any


@dataclass(frozen=True)
class Catalogue:
    """The names of a bench: parameters, species, laws, outcomes, lesions, sources."""

    bench: Bench

    @cached_property
    def entries(self) -> Mapping[Kind, Mapping[str, Any]]:
        """Every name by kind; lesions are read when they are asked for."""
        model = self.bench.model
        return {
            Kind.PARAMETER: model.parameters,
            Kind.SPECIES: {item.name: item for item in model.species},
            Kind.REACTION: {law.name: law for law in model.reactions},
            Kind.DERIVED: {law.name: law for law in model.derived},
            Kind.OUTCOME: self.bench.measures,
            Kind.LESION: self.bench.lesions,
            Kind.SOURCE: load_sources(),
        }

    def find(self, name: str) -> tuple[Entry, ...]:
        """Whatever has this name, or has it at home; raises UnknownNameError with the nearest."""
        home = self.bench.model.home
        found = []
        for kind, things in self.entries.items():
            full = next((n for n in (name, f"{home}.{name}") if n in list(things)), None)
            if full is not None:
                found.append(Entry(kind, full, things[full]))
        if not found:
            known = [full for things in self.entries.values() for full in things]
            raise UnknownNameError("name", name, known, home=self.bench.model.home)
        return tuple(found)


def changed_by(model: Model, species: str) -> tuple[tuple[Reaction, float], ...]:
    """The reactions that make or use up a species, each with what one turn adds."""
    return tuple((law, law.net[species]) for law in model.reactions if species in law.net)


def users_of(bench: Bench, parameter: str) -> tuple[str, ...]:
    """The laws, volumes and outcomes that read a parameter."""
    outcomes = [
        f"outcome {name}"
        for name, measure in bench.measures.items()
        if parameter in getattr(measure, "needs", ())
    ]
    return (*bench.model.users_of(parameter), *outcomes)


def citers_of(model: Model, source: str) -> tuple[str, ...]:
    """The parameters and laws that rest on a source."""
    names = [p.name for p in model.parameters.values() if source in p.sources]
    names += [law.name for law in model.laws if source in as_keys(law.source)]
    return tuple(names)


def find_species(model: Model, name: str) -> Species:
    """The species of that name, or of that name at home; else the nearest names are told."""
    species = {item.name: item for item in model.species}
    for candidate in (name, f"{model.home}.{name}"):
        if candidate in species:
            return species[candidate]
    raise UnknownNameError("species", name, species, home=model.home)
