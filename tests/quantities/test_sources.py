"""Sources: the table is complete and honest, and its BibTeX can be read."""

import re
from importlib import resources

import pytest

from rls_sim.errors import UnknownNameError
from rls_sim.quantities.sources import Reading, Source, load_sources

SOURCES = load_sources()
FIELD = re.compile(r"  ([a-z]+) = \{(.*)\},")


def test_the_table_is_read_once():
    assert load_sources() is SOURCES
    assert len(SOURCES) >= 110


def test_an_unknown_source_is_refused_with_the_nearest():
    with pytest.raises(UnknownNameError, match=r"no source 'ridefeld2010'.*ridefelt2010"):
        SOURCES["ridefeld2010"]
    assert "ridefeld2010" not in SOURCES
    assert SOURCES.get("ridefeld2010") is None


def test_each_entry_is_complete_and_agrees_with_its_key():
    for key, source in SOURCES.items():
        assert source.key == key
        assert re.fullmatch(r"[a-z][a-z0-9_]*", key)
        assert source.title.strip("[] "), key
        year_in_key = re.search(r"[a-z](19\d\d|20\d\d)(?:_|$)", key)
        assert year_in_key is None or source.year == int(year_in_key[1]), key
        year_in_place = re.search(r"\((\d{4})\)$", source.where)
        assert year_in_place is None or source.year == int(year_in_place[1]), key


def test_what_was_only_recalled_points_at_nothing():
    recalled = [source for source in SOURCES.values() if not source.was_looked_up]
    assert {source.read for source in recalled} == {Reading.RECALL}
    assert {source.identifier for source in recalled} == {""}
    assert Reading.RECALL not in {s.read for s in SOURCES.values() if s.was_looked_up}


def test_a_model_file_names_the_file():
    for source in SOURCES.values():
        if source.read == Reading.MODEL_FILE:
            assert source.identifier, source.key


def test_no_identifier_stands_for_two_readings_of_different_things():
    seen: dict[str, str] = {}
    for source in SOURCES.values():
        for identifier in filter(None, source.identifier.split("; ")):
            assert identifier not in seen, (identifier, seen.get(identifier), source.key)
            seen[identifier] = source.key


def test_the_table_names_no_path_of_a_machine_and_no_package_registry():
    text = resources.files("rls_sim.quantities").joinpath("sources.toml").read_text("utf-8")
    assert not re.search(r"(?<![\w.])/(work|tmp|home|Users)/|pypi\.|crates\.io|npmjs", text)


def test_each_source_is_a_bibtex_entry_that_can_be_read():
    for key, source in SOURCES.items():
        first, *fields, last = source.bibtex().splitlines()
        assert re.fullmatch(rf"@(article|misc)\{{{key},", first)
        assert last == "}"
        read = dict(FIELD.fullmatch(field).groups() for field in fields)
        assert len(read) == len(fields)
        assert read["key"] == key
        assert f"Read as: {source.read}." in read["note"]
        assert ("journal" in read) == first.startswith("@article")
        for name, text in read.items():
            assert text.count("{") == text.count("}"), (key, name)
            if name not in {"url", "doi", "key"}:  # those are taken as they stand
                assert not re.search(r"(?<!\\)[&%$#_]", text), (key, name)


def test_bibtex_holds_journal_volume_pages_and_year():
    entry = SOURCES["best2009"].bibtex()
    assert entry.startswith("@article{best2009,")
    assert "  journal = {Theor Biol Med Model},\n  volume = {6},\n  pages = {21}," in entry
    assert "  year = {2009}," in entry
    assert "  doi = {10.1186/1742-4682-6-21}," in entry
    assert "MODEL1502230000" in entry


def test_bibtex_escapes_what_latex_would_read():
    source = Source("a1", "50% of {A_b} & c ~ d^2 \\ #1 $", "", "", Reading.ABSTRACT, "")
    assert (
        r"{{50\% of \{A\_b\} \& c \textasciitilde{} d\textasciicircum{}2 "
        r"\textbackslash{} \#1 \$}}" in source.bibtex()
    )


def test_a_fault_known_to_the_dossier_reaches_the_reader():
    assert "300 times" in SOURCES["mitchell2013"].known_faults
    assert "half of usual" in SOURCES["earley2000_quoted"].bibtex()
