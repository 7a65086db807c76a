"""People: the same by seed and number, as often as the file says, correlated where it says so."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from people import drawn, population

from rls_sim.clinic.population.drawing import WORDS, draw_people


def same(one, other):
    return all(np.array_equal(one[n], other[n], equal_nan=one[n].dtype.kind == "f") for n in WORDS)


@given(st.integers(0, 2**32), st.integers(0, 40), st.integers(1, 40))
def test_a_person_is_the_same_whoever_is_drawn_beside(seed, first, count):
    whole = draw_people(population(), first + count, seed)
    part = draw_people(population(), count, seed, first)
    assert same({n: c[first:] for n, c in whole.items()}, part)


def test_another_seed_draws_others():
    assert not same(drawn(), draw_people(population(), 4000, 4))


@given(st.integers(0, 2**40))
def test_nobody_is_what_nobody_can_be(seed):
    people = draw_people(population(), 200, seed)
    woman = people["female"] > 0
    for trait in ("pregnant", "births", "menstruating", "menstrual_loss", "menopausal"):
        assert not people[trait][~woman].any()
    assert not (people["pregnant"] * people["menopausal"]).any()
    assert np.array_equal(people["pregnant"] > 0, ~np.isnan(people["pregnancy_week"]))
    assert not people["gifts_a_year"][people["pregnant"] > 0].any()
    assert ((people["age"] >= 18) & (people["age"] < 90)).all()
    assert (people["hfe_c282y"] + people["hfe_h63d"] <= 2).all()
    assert np.array_equal(people["lesion"] == "none", np.isnan(people["lesion_size"]))
    for step in population().lesions:
        sizes = people["lesion_size"][people["lesion"] == step.key.partition(".")[2]]
        assert ((sizes >= step.sizes[0]) & (sizes <= step.sizes[1])).all()


def share_is(found, expected):
    """Within four standard errors."""
    return abs(found.mean() - expected) < 4 * np.sqrt(expected * (1 - expected) / found.size)


def test_shares_are_those_of_the_file():
    people, numbers = draw_people(population(), 40_000, 1), population()
    age = people["age"]
    for share, low, high in zip(
        numbers["people.age"].values, (18, 30, 40, 50, 60, 70, 80), (30, 40, 50, 60, 70, 80, 90),
        strict=True,
    ):  # fmt: skip
        assert share_is((age >= low) & (age < high), share)
    assert share_is(people["lesion"] != "none", numbers["lesions.share"].value)
    young = (age < 45) & (people["female"] > 0)
    assert share_is(people["kidney_stage"][age >= 65] > 0, 0.381)
    assert 0.04 < people["pregnant"][young].mean() < 0.06
    donors = people["gifts_a_year"] > 0
    assert people["gifts_a_year"][donors].mean() == pytest.approx(1.5, abs=0.1)


@pytest.mark.parametrize("gene", ["btbd9", "meis1", "tmprss6", "hfe_c282y", "hfe_h63d"])
def test_alleles_are_as_hardy_and_weinberg_say(gene):
    from scipy.stats import chisquare

    people, frequency = draw_people(population(), 40_000, 2), population()[f"genes.{gene}"].value
    counts = [np.count_nonzero(people[gene] == n) for n in (0, 1, 2)]
    shares = [(1 - frequency) ** 2, 2 * frequency * (1 - frequency), frequency**2]
    assert chisquare(counts, np.multiply(shares, 40_000)).pvalue > 1e-4


def test_spreads_and_correlations_are_those_of_the_file():
    people, numbers = draw_people(population(), 40_000, 1), population()
    for trait, key in (("hepcidin", "body.hepcidin"), ("receptor", "nigra.receptor")):
        assert np.log(people[trait]).std() == pytest.approx(numbers[key].spread, rel=0.03)
    loss = people["menstrual_loss"][
        (people["menstruating"] > 0) & (people["contraception"] == "none")
    ]
    assert np.median(loss) == pytest.approx(31, rel=0.05)
    assert np.log(loss).std() == pytest.approx(0.83, rel=0.05)
    alike = np.corrcoef(np.log(people["receptor"]), np.log(people["barrier"]))[0, 1]
    assert alike == pytest.approx(numbers["nigra.receptor_and_barrier"].value, abs=0.02)
    women = people["female"] > 0
    assert people["size"][women].mean() < people["size"][~women].mean()
    assert np.corrcoef(people["age"], people["kidney_stage"])[0, 1] > 0.2
    assert np.corrcoef(people["age"][women], people["births"][women])[0, 1] > 0.1
