"""BibTeX of every source and of the package, as a program of others reads it."""

from pybtex.database import parse_string

from rls_sim import __version__
from rls_sim.quantities.sources import load_sources
from rls_sim.study.citations import citations_of


def test_every_entry_is_read_by_a_parser_of_bibtex():
    sources = load_sources()
    text = "\n\n".join(entry.bibtex for entry in citations_of(sources))
    found = parse_string(text, "bibtex").entries  # raises at the first slip, a key twice too
    assert set(found) == {"rls_sim", *sources}
    for key, source in sources.items():
        fields = found[key].fields
        assert fields["title"].startswith("{")
        assert fields["title"].endswith("}")
        assert str(source.read) in fields["note"]
        assert fields.get("year") == (None if source.year is None else str(source.year))


def test_the_package_is_cited_as_software_with_its_version():
    (entry,) = parse_string(citations_of(())[0].bibtex, "bibtex").entries.values()
    assert entry.type == "software"
    assert entry.fields["version"] == __version__
    assert entry.fields["license"] == "MIT"
    (author,) = entry.persons["author"]
    assert str(author) == "{The rls\\_sim authors}"
