"""What an SBML document says beside its mathematics: notes for people, links for programs.

Links are resource descriptions as MIRIAM has them: a qualifier that says how an element relates to
an entry of a public database, and the address of the entry at identifiers.org.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from rls_sim.exchange.sbml_xml import Element, add, with_text
from rls_sim.network.reaction import Law, Reaction
from rls_sim.quantities.parameter import DECLARED, Parameter
from rls_sim.quantities.sources import load_sources

XHTML = "http://www.w3.org/1999/xhtml"
NAMESPACES = {
    "xmlns:rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "xmlns:bqbiol": "http://biomodels.net/biology-qualifiers/",
    "xmlns:bqmodel": "http://biomodels.net/model-qualifiers/",
}
REGISTRY = "https://identifiers.org/"
DESCRIBED_BY = "bqbiol:isDescribedBy"
IN_REGISTRY = {"doi:": "doi:", "pmid:": "pubmed:", "pmc:": "pmc:"}  # of sources.toml, and there


@dataclass(frozen=True)
class Annotation:
    """What an element is: its term in the Systems Biology Ontology, and its links by qualifier."""

    sbo: str = ""  # "SBO:0000252"
    links: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # {"bqbiol:is": ("CL:..",)}


def describe(
    element: Element,
    paragraphs: Iterable[str],
    annotation: Annotation,
    sources: Iterable[str] = (),
) -> None:
    """
    Give an element its notes, its term and its links, before anything that it holds.

    ``sources`` are keys of sources.toml; those with an entry in a public database become links.
    """
    links = {qualifier: [*entries] for qualifier, entries in annotation.links.items() if entries}
    if papers := published(sources):
        links.setdefault(DESCRIBED_BY, []).extend(papers)
    if annotation.sbo:
        element.set("sboTerm", annotation.sbo)
    told = [paragraph for paragraph in paragraphs if paragraph]
    if links:
        element.set("metaid", f"meta_{element.get('id')}")
        element.insert(0, _links(element.get("metaid", ""), links))
    if told:
        element.insert(0, _notes(told))


def published(sources: Iterable[str]) -> tuple[str, ...]:
    """Where papers can be found, as ``doi:..``, ``pubmed:..`` or ``pmc:..``; none where unknown."""
    found: list[str] = []
    for key in sources:
        source = load_sources().get(key)
        for entry in source.identifier.split("; ") if source else ():
            for prefix, there in IN_REGISTRY.items():
                if entry.startswith(prefix):
                    found.append(there + entry.removeprefix(prefix))
    return tuple(dict.fromkeys(found))


def words_of_law(law: Law) -> tuple[str, ...]:
    """What its author says of a law, and its sources."""
    paragraphs = [" ".join(part.split()) for part in law.doc.split("\n\n")]
    moved = f"{law.name}: {law.equation}" if isinstance(law, Reaction) else law.name
    return (moved, *paragraphs, *_sources_told(_keys(law.source)))


def sources_of_law(law: Law) -> tuple[str, ...]:
    """The keys of its sources."""
    return _keys(law.source)


def words_of_parameter(parameter: Parameter) -> tuple[str, ...]:
    """Its meaning, its value as it was declared, the evidence for it, and who set it."""
    mass = parameter.molar_mass
    counted = "" if mass is None else f", counted as an amount at {mass:g} g/mol"
    declared = f"{parameter.name} = {parameter.in_unit(parameter.value, '')}{counted}"
    set_by = "" if parameter.reason == DECLARED else f" Set by {parameter.reason}."
    note = f" Note: {parameter.note}." if parameter.note else ""
    return (
        parameter.meaning,
        f"Declared as {declared}; allowed is {parameter.range_text}. "
        f"Evidence: {parameter.evidence}.{set_by}{note}",
        *_sources_told(parameter.sources),
    )


def _sources_told(keys: Iterable[str]) -> tuple[str, ...]:
    """Each source as people look it up; its key alone where the table has no such source."""
    return tuple(f"Source {key}{_title(key)}." for key in keys)


def _title(key: str) -> str:
    source = load_sources().get(key)
    told = (source.title, source.where, source.identifier) if source else ()
    return f": {', '.join(text for text in told if text)}" if source else ""


def _keys(source: str | Iterable[str]) -> tuple[str, ...]:
    return tuple(key for key in ((source,) if isinstance(source, str) else source) if key)


def _notes(paragraphs: Iterable[str]) -> Element:
    notes = Element("notes")
    body = add(notes, "body", xmlns=XHTML)
    body.extend(with_text("p", paragraph) for paragraph in paragraphs)
    return notes


def _links(metaid: str, links: Mapping[str, Sequence[str]]) -> Element:
    annotation = Element("annotation")
    described = add(
        add(annotation, "rdf:RDF", **NAMESPACES), "rdf:Description", **{"rdf:about": f"#{metaid}"}
    )
    for qualifier, entries in links.items():
        bag = add(add(described, qualifier), "rdf:Bag")
        for entry in dict.fromkeys(entries):
            add(bag, "rdf:li", **{"rdf:resource": REGISTRY + entry})
    return annotation
