"""SBML in: every construct, and models that others published, beside other simulators."""

import re
from pathlib import Path

import numpy as np
import pytest
from beside_copasi import OTHERWISE, copasi_differences
from beside_roadrunner import differences, ours
from packaged_models import PACKAGED, packaged
from published_models import BEST_2009, PUBLISHED
from sbml_models import EXAMPLES, MATHEMATICS, example

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "agreement.md"

# Both integrators keep 1e-9 or better on each of some hundreds of steps, and a jump of a law costs
# each of them its own step: a millionth leaves room for that, and for no other mistake.
ALLOWED = 1e-6

ALL = {one.name: one for one in (*EXAMPLES, *PUBLISHED)}


def printed():
    """The differences on the page, by the names of models."""
    rows = re.findall(r"^\| `([\w-]+)` \|.*\| (\S+) \| (\S+) \|$", PAGE.read_text("utf-8"), re.M)
    return {name: (float(one), other) for name, one, other in rows}


def moves(name):
    """Every course of a model, as followed here."""
    return ours(ALL[name].text, ALL[name].end)[0].values()


@pytest.mark.parametrize("name", ALL)
def test_a_model_runs_as_in_libroadrunner(name):
    found = differences(ALL[name].text, ALL[name].end)
    assert found
    assert any(np.ptp(course) > 1e-3 * np.abs(course).max() for course in moves(name)), "it rests"
    worst = max(found.values())
    assert worst <= ALLOWED, found
    # As on the page, but for what another processor rounds otherwise: a decade.
    assert worst <= 10 * printed()[name][0]


@pytest.mark.parametrize("name", PACKAGED)
def test_a_packaged_model_runs_as_in_both(name):
    text, end = packaged(name), PACKAGED[name][1]
    both = differences(text, end), copasi_differences(text, end)
    for found, due in zip(both, printed()[name], strict=True):
        assert max(found.values()) <= min(ALLOWED, 10 * float(due)), found


@pytest.mark.parametrize("name", sorted(set(ALL) - OTHERWISE))
def test_a_model_runs_as_in_copasi(name):
    worst = max(copasi_differences(ALL[name].text, ALL[name].end).values())
    assert worst <= min(ALLOWED, 10 * float(printed()[name][1]))


@pytest.mark.parametrize("name", sorted(OTHERWISE))
def test_where_copasi_reads_a_model_otherwise_the_page_says_so(name):
    assert max(copasi_differences(ALL[name].text, ALL[name].end).values()) > 0.01
    assert printed()[name][1] == "otherwise"


@pytest.mark.parametrize("one", PUBLISHED, ids=lambda one: one.name)
def test_published_models_run_so_in_machine_code(one):
    assert max(differences(one.text, one.end, "Rodas5P").values()) <= ALLOWED


def test_all_mathematics_runs_so_in_machine_code():
    """Every function is the rate of one state of one model."""
    formulas = {}
    for one in MATHEMATICS:
        name = one.name.removeprefix("function_")
        formulas[f"x_{name}"] = re.sub(r"\bx\b", f"x_{name}", one.formula)
    together = example(
        "mathematics", "", parameters=dict.fromkeys(formulas, 0.2), changing=formulas
    )
    found = differences(together.text, 6.0, "Rodas5P")
    assert set(found) == set(formulas)
    assert max(found.values()) <= ALLOWED, found


def test_the_page_has_a_row_for_every_model():
    assert set(printed()) == {*ALL, *PACKAGED}


def test_there_are_more_models_than_were_asked_for():
    assert len(EXAMPLES) >= 60


def test_the_model_among_the_configurations_is_the_published_one():
    kept = ROOT / "configs" / "dopamine_best2009.xml"
    assert kept.read_text(encoding="utf-8") == BEST_2009
