"""Experiments as files: the shipped ones can be read, and all that is wrong is told at once."""

import pytest

from rls_sim.clinic.study.kinds import KINDS
from rls_sim.errors import ConfigError, UnknownNameError
from rls_sim.hypotheses.experiments.load import (
    find_experiment,
    find_experiments,
    load_experiment,
    shipped_names,
)

GOOD = """
title = "A title"
question = "Is it so?"
prediction = "It is."

[[finding]]
words = "It was so."
source = "connor2003"

[[run]]
kind = "cells"
name = "broken"
lesion = "receptor_synthesis"

[[claim]]
id = "one"
sentence = "It is so."
what = "labile iron"
unit = "umol/L"
number = "broken.labile_iron"
holds = "broken.labile_iron < healthy.labile_iron"
"""


@pytest.fixture
def read(bench, tmp_path):
    """Reads a text as an experiment."""

    def load(text):
        path = tmp_path / "mine.toml"
        path.write_text(text)
        return load_experiment(bench, path)

    return load


def problems(read, *changes):
    text = GOOD
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    with pytest.raises(ConfigError) as told:
        read(text)
    return told.value.problems


SHIPPED = {
    "receptor_density",
    "night_cycle",
    "virtual_autopsy",
    "spared_cells",
    "diet_or_receptor",
    "other_breakdowns",
    "movement_relief",
    "clock_step",
    "supplement_relief",
    "long_term_relief",
    "prevalence",
    "diagnostic_test",
}


def test_the_study_is_shipped():
    assert set(shipped_names()) == SHIPPED


@pytest.mark.parametrize("name", sorted(SHIPPED))
def test_a_shipped_experiment_asks_predicts_doubts_and_answers_a_finding(bench, name):
    found = find_experiment(bench, name, KINDS)
    assert found.name == name
    assert found.question.endswith("?")
    assert len(found.prediction) > 100
    assert found.findings
    assert found.doubts
    assert len(found.claims) >= 5
    assert found.panels
    wanted = set(found.wanted())
    assert wanted <= {run.name for run in found.runs}
    idle = {run.name for run in found.runs} - wanted - {"healthy"}
    assert not idle, "a run that nobody reads"


def test_a_good_file_is_read(read):
    found = read(GOOD)
    assert found.name == "mine"
    assert found.wanted() == {"broken": ("labile_iron",), "healthy": ("labile_iron",)}


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('question = "Is it so?"', 'question = "It is so"', "is no question"),
        ('prediction = "It is."', "", "prediction is missing"),
        ('title = "A title"', 'titel = "A title"', "did you mean title?"),
        ('source = "connor2003"', 'source = "conor2003"', "Did you mean connor2003"),
        ('kind = "cells"', 'kind = "cell"', "Did you mean cells?"),
        ('name = "broken"', 'name = "healthy"', "take another name"),
        ('name = "broken"', 'name = "not a word"', "is no word of letters"),
        ('lesion = "receptor_synthesis"', 'lesion = "receptor_sythesis"', "Did you mean receptor"),
        ('lesion = "receptor_synthesis"', "sizes = 1", "needs a lesion or a change"),
        (
            'lesion = "receptor_synthesis"',
            'change = { "receptor_denisty" = "size x" }',
            "receptor_density",
        ),
        ('lesion = "receptor_synthesis"', 'change = { "receptor_density" = "much" }', "much"),
        ('lesion = "receptor_synthesis"', 'lesion = "receptor_synthesis"\nsizes = 9', "outside"),
        (
            'lesion = "receptor_synthesis"',
            'lesion = "receptor_synthesis"\nsizes = "log:0:1:3"',
            "take lin",
        ),
        (
            'number = "broken.labile_iron"',
            'number = "broken.labil_iron"',
            "Did you mean broken.labile_iron",
        ),
        ('number = "broken.labile_iron"', 'number = "broken.labile_iron("', "is not a formula"),
        ("holds =", "probability = 'broken.solved'\nholds =", "one of holds and probability"),
        ("holds =", "least = 0.1\nmost = 0.2\nholds =", "must lie above most"),
        ("[[finding]]", "[finding]", "write [[finding]]"),
    ],
)
def test_what_is_wrong_is_told(read, old, new, told):
    lines = problems(read, (old, new))
    assert any(told in line for line in lines), lines


def test_everything_that_is_wrong_is_told_at_once(read):
    lines = problems(
        read,
        ('source = "connor2003"', 'source = "conor2003"'),
        ("umol/L", 'umol/L"\nextra = "'),
        ('number = "broken.labile_iron"', 'number = "broken.labil_iron"'),
    )
    assert len(lines) == 3


def test_a_run_that_cannot_be_read_does_not_make_all_its_numbers_unknown(read):
    lines = problems(read, ('lesion = "receptor_synthesis"', 'lesion = "nothing"'))
    assert len(lines) == 1


def test_unknown_experiments_are_told_together(bench):
    with pytest.raises(UnknownNameError, match="Did you mean clock_step"):
        find_experiment(bench, "clock_steps")
    with pytest.raises(ConfigError) as told:
        find_experiments(bench, ["clock_step", "no.toml", "neither.toml"])
    assert len(told.value.problems) == 2
