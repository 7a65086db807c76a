"""Every number and every law says what it is, where it is from, and is used."""

import math
import re
import tomllib

import pytest
from checkout import PACKAGE

from rls_sim.biology.brain import build_model
from rls_sim.quantities.parameter import Distribution, Evidence
from rls_sim.quantities.sources import load_sources
from rls_sim.quantities.units import Unit
from rls_sim.study.catalogue import users_of

MODEL = build_model()
PARAMETERS = list(MODEL.parameters.values())
SOURCES = load_sources()
EVIDENCE = sorted((PACKAGE / "biology" / "evidence").glob("*.toml"))
ONLY_WHERE_THERE_IS_AN_URGE = re.compile(r"not a number where", re.IGNORECASE)


def keys(source):
    """A law's source as keys: one, several or none."""
    return [key for key in ((source,) if isinstance(source, str) else source) if key]


@pytest.mark.parametrize("parameter", PARAMETERS, ids=lambda p: p.name)
def test_a_parameter_says_all_that_a_reader_needs_to_doubt_it(parameter):
    low, high = parameter.range
    assert math.isfinite(low)
    assert math.isfinite(high)
    assert low <= parameter.value <= high
    assert low < high or parameter.distribution == "fixed"
    assert Unit.parse(parameter.unit)
    assert Distribution.parse(parameter.distribution)
    assert parameter.meaning.strip()
    assert not parameter.meaning.endswith("."), "a meaning is a label, not a sentence"


@pytest.mark.parametrize("parameter", PARAMETERS, ids=lambda p: p.name)
def test_a_parameter_has_a_source_or_says_that_it_is_assumed(parameter):
    unknown = [key for key in parameter.sources if key not in SOURCES]
    assert not unknown
    assert parameter.sources or parameter.evidence == Evidence.ASSUMED


@pytest.mark.parametrize("grade", [Evidence.DERIVED, Evidence.FITTED, Evidence.ASSUMED])
def test_what_was_not_read_off_a_source_says_how_it_was_chosen(grade):
    silent = [p.name for p in PARAMETERS if p.evidence == grade and not p.note]
    assert not silent


def test_every_parameter_has_a_user(bench):
    idle = [p.name for p in PARAMETERS if not users_of(bench, p.name)]
    assert not idle


def test_what_an_outcome_says_it_needs_exists(bench):
    strange = [
        f"{name} needs {needed}"
        for name, measure in bench.measures.items()
        for needed in measure.needs
        if needed not in MODEL.parameters
    ]
    assert not strange


@pytest.mark.parametrize("law", MODEL.laws, ids=lambda law: law.name)
def test_a_law_begins_with_a_sentence_and_cites_known_sources(law):
    assert re.match(r"[A-Z0-9].*[.:;]$", law.doc.splitlines()[0] if law.doc else ""), law.doc
    assert [key for key in keys(law.source) if key not in SOURCES] == []


def test_every_species_and_derived_quantity_has_a_label():
    assert [s.name for s in (*MODEL.species, *MODEL.derived) if not s.label.strip()] == []


def test_every_lesion_can_be_read_and_names_known_sources(bench):
    for name in bench.lesions:
        lesion = bench.lesions[name]  # raises with every problem of its file
        assert lesion.sources or lesion.evidence == "assumed"


@pytest.mark.parametrize("file", EVIDENCE, ids=lambda path: path.name)
def test_published_values_and_signs_name_known_sources(file):
    entries = [e for table in tomllib.loads(file.read_text("utf-8")).values() for e in table]
    cited = {key for e in entries for key in keys(e.get("source", ""))}
    assert cited
    assert sorted(cited - set(SOURCES)) == []


def test_every_outcome_is_finite_on_the_healthy_day(bench):
    outcomes = bench.evaluate(bench.healthy_day)
    lost = [
        name
        for name, value in outcomes.items()
        if not isinstance(value, str)
        and not math.isfinite(value)
        and not ONLY_WHERE_THERE_IS_AN_URGE.search(bench.measures[name].doc)
    ]
    assert not lost


def test_every_outcome_is_finite_on_the_day_of_a_cell_with_an_urge(restless):
    assert restless.solved
    numbers = {n: value for n, value in restless.outcomes.items() if not isinstance(value, str)}
    assert [name for name, value in numbers.items() if not math.isfinite(value)] == []


def test_every_outcome_has_words_and_a_unit(bench):
    for name, measure in bench.measures.items():
        assert measure.label, name
        assert measure.doc, name
        assert name == "state" or Unit.parse(measure.unit), name
