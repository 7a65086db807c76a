"""What SBML in refuses: by file, line, id and construct, all at once."""

import re

import libsbml
import pytest
from sbml_builder import sbml

from rls_sim.errors import ConfigError
from rls_sim.exchange.sbml_import import python_of_sbml, sbml_text

DECAY = sbml(
    species={"A": 2.0}, parameters={"k": 0.3, "p": 1.0}, reactions={"r": ("A ->", "k * A * c")}
)
EVENT = """<listOfEvents><event id="dose" useValuesFromTriggerTime="true"><trigger
  initialValue="true" persistent="true"><math xmlns="http://www.w3.org/1998/Math/MathML"><true/>
  </math></trigger></event></listOfEvents>"""
ALGEBRAIC = """<algebraicRule><math xmlns="http://www.w3.org/1998/Math/MathML"><apply><minus/>
  <ci>p</ci><cn>1</cn></apply></math></algebraicRule>"""


def with_parts(text=DECAY, *, rules="", events="", kinetics=""):
    """A model with more elements, as text."""
    if rules:
        text = text.replace(
            "<listOfReactions>", f"<listOfRules>{rules}</listOfRules><listOfReactions>"
        )
        text = text.replace('id="p" value="1" constant="true"', 'id="p" constant="false"')
    if kinetics:
        text = re.sub(r"<kineticLaw>.*?</kineticLaw>", kinetics, text, flags=re.DOTALL)
    return text.replace("</model>", f"{events}</model>")


def law(formula):
    """A kinetic law."""
    tree = libsbml.parseL3Formula(formula)
    written = libsbml.writeMathMLToString(tree).partition("?>")[2]
    return f"<kineticLaw>{written}</kineticLaw>"


def refused(text, **options):
    """The lines with which a text is refused."""
    with pytest.raises(ConfigError) as caught:
        python_of_sbml(text, file="model.xml", **options)
    assert all(problem.startswith("model.xml") for problem in caught.value.problems)
    return caught.value.problems


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (with_parts(events=EVENT), r", line \d+: the event dose: events are not supported"),
        (with_parts(rules=ALGEBRAIC), r", line \d+: algebraic rule 1: algebraic rules are not"),
        (with_parts(kinetics=law("delay(A, 1)")), r"the kinetic law of r holds a delay"),
        (with_parts(kinetics=law("rateOf(p)")), r"the kinetic law of r holds the rate of another"),
        (with_parts(kinetics=law("factorial(A)")), r"the kinetic law of r holds a factorial of"),
        (DECAY.replace(' value="0.3"', ""), r"k has no value"),
        (DECAY.replace(' value="0.3"', ' value="INF"'), r"k is inf at the start"),
        (DECAY.replace(' initialConcentration="2"', ""), r"the species A has no initial value"),
        (sbml(parameters={"k": 1.0}), r"nothing in it changes by a reaction or a rate rule"),
    ],
)
def test_what_cannot_be_taken_over_is_refused_by_name(text, told):
    assert re.search(told, "\n".join(refused(text)))


def test_everything_that_is_in_the_way_is_told_at_once():
    text = with_parts(
        DECAY.replace(' initialConcentration="2"', ""),
        rules=ALGEBRAIC, events=EVENT, kinetics=law("delay(A, 1)"),
    )  # fmt: skip
    told = "\n".join(refused(text))
    for part in ("event dose", "algebraic rule 1", "holds a delay", "species A has no initial"):
        assert part in told


def test_what_is_not_valid_is_told_with_what_is_not_supported():
    text = with_parts(DECAY.replace("<ci> k </ci>", "<ci> nowhere </ci>"), events=EVENT)
    told = "\n".join(refused(text))
    assert "nowhere" in told
    assert "event dose" in told


def test_a_fast_reaction_is_refused():
    text = sbml(
        level=3, version=1, species={"A": 2.0}, reactions={"quick": ("A ->", "A * c")}
    ).replace('fast="false"', 'fast="true"')
    assert "the reaction quick is fast: fast reactions are not supported" in refused(text)[0]


def test_a_reaction_without_a_law_is_refused():
    text = re.sub(r"<kineticLaw>.*?</kineticLaw>", "", DECAY, flags=re.DOTALL)
    assert "the reaction r has no kinetic law" in refused(text)[0]


@pytest.mark.parametrize("package", ["comp", "fbc"])
def test_a_required_package_is_refused_and_another_left_out(package):
    space = f'xmlns:{package}="http://www.sbml.org/sbml/level3/version1/{package}/version1"'
    needed = DECAY.replace(' level="3"', f' {space} {package}:required="true" level="3"')
    spared = DECAY.replace(' level="3"', f' {space} {package}:required="false" level="3"')
    if package == "comp":
        assert f"needs the package {package}" in "\n".join(refused(needed))
    else:
        assert "def r(" in python_of_sbml(spared, file="model.xml")


def test_values_that_need_each_other_are_refused():
    text = sbml(
        species={"A": 1.0},
        parameters={"k": 1.0, "h": 1.0},
        reactions={"r": ("A ->", "k * A * c")},
        starts={"k": "h + A", "h": "k"},
    )
    assert "h" in "\n".join(refused(text))


@pytest.mark.parametrize("text", ["", "no SBML", "<sbml/>", "<a></b>", DECAY[:200]])
def test_what_is_no_sbml_is_refused(text):
    assert refused(text)


def test_a_formula_that_asks_for_what_is_not_there_is_refused():
    assert "nowhere" in "\n".join(refused(DECAY.replace("<ci> k </ci>", "<ci> nowhere </ci>")))


def test_a_time_that_is_none_is_refused():
    text = sbml(species={"A": 1.0}, reactions={"r": ("A ->", "A * c")}, time_unit=1)
    assert "its_time is no time" in refused(text.replace('kind="second"', 'kind="metre"'))[0]


@pytest.mark.parametrize(("unit", "per_hour"), [("second", 3600.0), ("day", 1 / 24), ("", None)])
def test_what_a_unit_of_time_is_can_be_said_where_the_file_does_not(unit, per_hour):
    python = python_of_sbml(DECAY, file="model.xml", time_unit=unit)
    assert (f"PER_HOUR = {per_hour!r}" in python) == (per_hour is not None)
    assert ("not given" in python) == (per_hour is None)


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("none.xml", None, "there is no such file"),
        ("latin.xml", "é".encode("latin-1"), "is not UTF-8 text"),
        ("folder.xml", "", "cannot be read"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(tmp_path, name, content, told):
    path = tmp_path / name
    if content == "":
        path.mkdir()
    elif content is not None:
        path.write_bytes(content)
    with pytest.raises(ConfigError, match=f"{name}: {told}"):
        sbml_text(path)


def test_a_unit_of_time_that_the_file_denies_is_refused():
    text = sbml(species={"A": 1.0}, reactions={"r": ("A ->", "A * c")}, time_unit=60)
    assert "its unit of time is one minute, not one day" in refused(text, time_unit="day")[0]
    assert python_of_sbml(text, file="model.xml", time_unit="minute")
