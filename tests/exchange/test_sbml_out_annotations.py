"""What a document says its things are can be read, and is in the shape of its databases."""

import re

import libsbml
import pytest

from rls_sim.biology.annotations import QUALIFIERS, SBO, WHOLE, fitting, load_annotations
from rls_sim.biology.treated import treated_model
from rls_sim.exchange.sbml_writer import sbml_text
from rls_sim.quantities.sources import load_sources
from rls_sim.study.sbml import annotations_of

BY_LIBSBML = {  # of what a document says, by the qualifier that annotations.toml knows
    libsbml.BQB_IS: "is",
    libsbml.BQB_IS_VERSION_OF: "is_version_of",
    libsbml.BQB_HAS_PART: "has_part",
    libsbml.BQB_IS_PART_OF: "is_part_of",
    libsbml.BQB_IS_PROPERTY_OF: "is_property_of",
    libsbml.BQB_ENCODES: "encodes",
    libsbml.BQB_IS_DESCRIBED_BY: "is_described_by",
}
ENTRIES = {  # how entries of each database look
    "CHEBI": r"\d+",
    "uniprot": r"[OPQ]\d[A-Z0-9]{3}\d",
    "GO": r"\d{7}",
    "CL": r"\d{7}",
    "UBERON": r"\d{7}",
    "taxonomy": r"\d+",
    "ec-code": r"\d+(\.\d+){3}",
    "doi": r"10\.\d{4,}/\S+",
    "pubmed": r"\d+",
    "pmc": r"PMC\d+",
}


@pytest.fixture(scope="module")
def model():
    """The treated brain with its annotations, as libSBML reads it."""
    subject = treated_model()
    text = sbml_text(subject, annotations=annotations_of(subject))
    return libsbml.readSBMLFromString(text).getModel().clone()


def test_every_pattern_of_the_annotations_fits_something_and_says_something_known():
    subject = treated_model()
    names = [c.name for c in subject.compartments] + list(subject.species_names)
    names += [*subject.parameters, *(law.name for law in subject.laws)]
    used = {pattern for name in names for pattern in fitting(name)}
    assert used == set(load_annotations()) - {WHOLE}
    for pattern, entry in load_annotations().items():
        assert set(entry) <= {SBO, *QUALIFIERS}, pattern
        for key, found in entry.items():
            if key == SBO:
                assert re.fullmatch(r"SBO:\d{7}", found)
            elif key == "is_derived_from":
                assert set(found) <= set(load_sources())
            else:
                for told in found:
                    database, _, accession = told.partition(":")
                    assert re.fullmatch(ENTRIES[database], accession), told


@pytest.fixture(scope="module")
def told(model):
    """What is told of each element: its qualifiers and entries, by identifier."""
    things = [model, *model.getListOfCompartments(), *model.getListOfSpecies()]
    found = {}
    for thing in (*things, *model.getListOfParameters(), *model.getListOfReactions()):
        for term in thing.getCVTerms() or ():
            qualifier = BY_LIBSBML.get(term.getBiologicalQualifierType(), "")
            for i in range(term.getNumResources()):
                entry = term.getResourceURI(i).removeprefix("https://identifiers.org/")
                found.setdefault(thing.getId(), []).append((qualifier, entry))
    return found


def test_every_link_leads_to_an_entry(told):
    for entry in {entry for links in told.values() for _, entry in links}:
        database, _, accession = entry.partition(":")
        assert re.fullmatch(ENTRIES[database], accession), entry


def test_libsbml_reads_what_things_are(model, told):
    assert ("is", "CHEBI:18243") in told["extracellular_dopamine"]
    assert ("has_part", "uniprot:P02786") in told["neuron_surface_receptor_diferric"]
    assert ("is_property_of", "uniprot:P49281") in told["neuron_divalent_transporter"]
    assert ("is_version_of", "CL:0000700") in told["neuron_volume"]
    assert ("is_version_of", "ec-code:1.14.16.2") in told["tyrosine_hydroxylation"]
    assert model.getSpecies("extracellular_dopamine").getSBOTermID() == "SBO:0000247"


def test_papers_are_those_of_the_sources(model, told):
    clock = "macrophage_release_clock_acrophase"
    (source,) = treated_model().parameters[clock].sources
    entry = load_sources()[source].identifier.replace("pmid:", "pubmed:")
    assert ("is_described_by", entry) in told[clock]
    assert ("is_described_by", "doi:10.1186/1742-4682-6-21") in told["vesicular_loading"]
    assert ("", "doi:10.1186/1742-4682-6-21") in told[model.getId()]


def test_nothing_is_said_of_a_model_that_is_not_the_brain(toy):
    assert annotations_of(toy) == {}


def test_a_parameter_says_where_its_value_is_from(model):
    notes = model.getParameter("endocytosis_loaded").getNotesString()
    assert "0.22 /min" in notes
    assert "measured" in notes
    assert load_sources()["a431_receptor_kinetics"].title in notes
