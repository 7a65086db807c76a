"""What names of the model are in public databases: ChEBI, UniProt, GO, CL, UBERON and SBO."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from importlib import resources

from rls_sim.network.model import Model

WHOLE = "model"  # the entry on the model itself
SBO = "sbo"
QUALIFIERS = {  # as annotations.toml spells them, and as the registry of BioModels does
    "is": "bqbiol:is",
    "is_version_of": "bqbiol:isVersionOf",
    "has_part": "bqbiol:hasPart",
    "is_part_of": "bqbiol:isPartOf",
    "is_property_of": "bqbiol:isPropertyOf",
    "encodes": "bqbiol:encodes",
    "has_taxon": "bqbiol:hasTaxon",
    "is_derived_from": "bqmodel:isDerivedFrom",
}


@dataclass(frozen=True)
class Identity:
    """What something is: a term of the Systems Biology Ontology, and entries by qualifier."""

    sbo: str  # "SBO:0000252", or nothing
    links: Mapping[str, tuple[str, ...]]  # {"bqbiol:is": ("CHEBI:18243",)}


@cache
def load_annotations() -> Mapping[str, Mapping[str, str | list[str]]]:
    """The entries of ``annotations.toml``, by pattern, as they stand there."""
    text = resources.files("rls_sim.biology").joinpath("annotations.toml").read_text("utf-8")
    return tomllib.loads(text)


def identities(model: Model) -> dict[str, Identity]:
    """What is known of a model's compartments, species, parameters and laws; of itself, by ""."""
    names = [
        *(c.name for c in model.compartments),
        *model.species_names,
        *model.parameters,
        *(law.name for law in model.laws),
    ]
    found = {name: _identity(fitting(name)) for name in names}
    return {"": _identity([WHOLE])} | {
        name: what for name, what in found.items() if what.sbo or what.links
    }


def fitting(name: str) -> list[str]:
    """The patterns that fit a name, in the order of the file."""
    return [p for p in load_annotations() if p != WHOLE and fnmatchcase(name, p)]


def _identity(patterns: Iterable[str]) -> Identity:
    sbo, links = "", dict[str, tuple[str, ...]]()
    for pattern in patterns:
        for key, entries in load_annotations()[pattern].items():
            if isinstance(entries, str):
                sbo = entries
            else:
                qualifier = QUALIFIERS[key]
                links[qualifier] = (*links.get(qualifier, ()), *entries)
    return Identity(sbo, links)
