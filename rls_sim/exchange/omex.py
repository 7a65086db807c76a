"""COMBINE archives (OMEX): files, a manifest of what they are, and who made what of what."""

import io
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rls_sim.exchange.sbml_xml import Element, add, document, with_text

MANIFEST, METADATA = "manifest.xml", "metadata.rdf"
OMEX = "http://identifiers.org/combine.specifications/omex"
FORMATS = {
    "manifest": "http://identifiers.org/combine.specifications/omex-manifest",
    "metadata": "http://identifiers.org/combine.specifications/omex-metadata",
    "sbml": "http://identifiers.org/combine.specifications/sbml.level-3.version-2",
    "sedml": "http://identifiers.org/combine.specifications/sed-ml",
    "text": "http://purl.org/NET/mediatypes/text/plain",
}
NAMESPACES = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "bqmodel": "http://biomodels.net/model-qualifiers/",
}
REGISTRY = "https://identifiers.org/"
EARLIEST = (1980, 1, 1, 0, 0, 0)  # that a zip file can say: no time of the clock enters
READABLE = 0o644 << 16


@dataclass(frozen=True)
class Member:
    """A file of an archive; ``kind`` is a key of `FORMATS`; one of them is what is run first."""

    name: str
    kind: str
    text: str
    title: str
    is_master: bool = False


@dataclass(frozen=True)
class About:
    """
    What an archive is.

    ``created``: a date, YYYY-MM-DD. ``described_by``: papers, as ``doi:..`` or ``pubmed:..``.
    """

    title: str
    description: str
    creator: str
    created: str
    licence: str
    described_by: Sequence[str]


def omex_bytes(members: Sequence[Member], about: About) -> bytes:
    """The archive; the same members give the same bytes, at any time and on any machine."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        for name, text in (
            (MANIFEST, _manifest(members)),
            *((member.name, member.text) for member in members),
            (METADATA, _metadata(members, about)),
        ):
            entry = zipfile.ZipInfo(name, EARLIEST)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, READABLE
            entry.create_system = 3  # as Unix writes it, wherever this runs
            archive.writestr(entry, text.encode(), compresslevel=9)
    return kept.getvalue()


def _manifest(members: Iterable[Member]) -> str:
    root = Element("omexManifest", xmlns=FORMATS["manifest"])
    add(root, "content", location=".", format=OMEX)
    add(root, "content", location=f"./{MANIFEST}", format=FORMATS["manifest"])
    for member in members:
        entry = add(root, "content", location=f"./{member.name}", format=FORMATS[member.kind])
        if member.is_master:
            entry.set("master", "true")
    add(root, "content", location=f"./{METADATA}", format=FORMATS["metadata"])
    return document(root)


def _metadata(members: Iterable[Member], about: About) -> str:
    """Who made the archive, when, of what, and under which licence; the title of each file."""
    root = Element("rdf:RDF", {f"xmlns:{prefix}": uri for prefix, uri in NAMESPACES.items()})
    whole = add(root, "rdf:Description")
    whole.set("rdf:about", ".")
    whole.append(with_text("dcterms:title", about.title))
    whole.append(with_text("dcterms:description", about.description))
    creator = add(add(whole, "dcterms:creator"), "foaf:Organization")
    creator.append(with_text("foaf:name", about.creator))
    for event in ("created", "modified"):
        date = add(whole, f"dcterms:{event}")
        date.set("rdf:parseType", "Resource")
        date.append(with_text("dcterms:W3CDTF", f"{about.created}T00:00:00Z"))
    add(whole, "dcterms:license").set("rdf:resource", about.licence)
    for paper in about.described_by:
        add(whole, "bqmodel:isDescribedBy").set("rdf:resource", REGISTRY + paper)
    for member in members:
        entry = add(root, "rdf:Description")
        entry.set("rdf:about", f"./{member.name}")
        entry.append(with_text("dcterms:title", member.title))
    return document(root)
