"""population.toml: every number has its evidence; what is wrong in a file is told by name."""

import copy

import pytest
from people import population

from rls_sim.clinic.population.comparing import load_published
from rls_sim.clinic.population.population import load_population, read_population
from rls_sim.clinic.population.weighting import load_targets
from rls_sim.errors import ConfigError
from rls_sim.quantities.sources import load_sources

CONTENT = population().content


def changed(section, name, **values):
    content = copy.deepcopy({s: dict(table) for s, table in CONTENT.items()})
    content[section][name] |= values
    return content


def test_every_number_says_what_it_rests_on():
    known = load_sources()
    for entry in population().entries.values():
        assert all(source in known for source in entry.sources)
        assert entry.sources or entry.evidence == "assumed"
        assert entry.note or entry.evidence == "measured", entry.key


@pytest.mark.parametrize(
    ("section", "name", "values", "told"),
    [
        ("menstruation", "loss", {"value": 900.0}, "loss.value = 900.0: lies outside 1 to 300."),
        ("menstruation", "loss", {"spred": 1}, "did you mean menstruation.loss.spread?"),
        ("menstruation", "loss", {"unit": "L"}, 'menstruation.loss.unit = "L": the unit is mL.'),
        ("menstruation", "loss", {"evidence": "asumed"}, "did you mean assumed?"),
        ("menstruation", "loss", {"source": "milman1992_woman"}, "Did you mean milman1992_women"),
        ("menstruation", "loss", {"value": [1.0, 2.0]}, "is a list; is one number."),
        ("diet", "iron_men", {"from_age": [75, 18]}, "is not 2 rising numbers"),
        ("people", "age", {"value": [0.2] * 7}, "the shares add up to 1.4"),
        ("lesions", "irp2_loss", {"value": 0.5}, "they must to 1"),
        ("lesions", "irp2_loss", {"sizes": [0.9, 0.2]}, "write [LEAST, MOST]"),
    ],
)  # fmt: skip
def test_a_wrong_number_is_told_with_file_key_value_and_range(section, name, values, told):
    with pytest.raises(ConfigError) as caught:
        read_population(changed(section, name, **values), "mine.toml")
    assert told in str(caught.value)
    assert "mine.toml: " in str(caught.value)


def test_all_problems_are_told_at_once(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text("[peple]\n[people.age]\nvalue = 3\n")
    with pytest.raises(ConfigError) as caught:
        load_population(path)
    assert "did you mean people?" in str(caught.value)
    assert f"{path}: donation.share is missing." in str(caught.value)
    assert len(caught.value.problems) > 50


def test_values_hold_from_their_ages_on():
    assert population()["diet.iron_men"].at([18, 74.9, 75, 89]).tolist() == [17, 17, 12, 12]


def test_another_value_makes_another_population():
    other = population().with_value("lesions.share", 0.5)
    assert (other["lesions.share"].value, population()["lesions.share"].value != 0.5) == (0.5, True)
    with pytest.raises(ConfigError, match="lies outside 0 to 1"):
        population().with_value("lesions.share", 2.0)


def test_targets_and_published_numbers_have_sources_and_one_is_fitted():
    known = load_sources()
    published = load_published()
    assert all(t.source in known for t in load_targets())
    assert all(p.source in known for p in published)
    assert [p.id for p in published if p.fitted] == ["any"]
    assert len({p.id for p in published}) == len(published)


def test_what_contradicts_stands_beside_what_it_contradicts():
    rows = {p.id: p for p in load_published()}
    for one, other in (
        ("any_world", "any_corrected"),
        ("donors_odds_for", "donors_odds_against"),
        ("kidney_questionnaire", "kidney_confirmed"),
        ("pregnant", "pregnant_saudi"),
    ):
        assert rows[one].interval[0] > rows[other].interval[1] or (
            rows[one].interval[1] > rows[other].interval[0]
        )
        assert rows[one].source != rows[other].source
