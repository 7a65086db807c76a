"""A trial conducted: the same people in every arm, and arms that do not know of one another."""

import numpy as np
import pytest
from small import COUNT, SEED, among, conducted, ensemble, load

from rls_sim.clinic.augmentation import COUNTS
from rls_sim.clinic.trials.conduct import leaving
from rls_sim.clinic.trials.people import Chances
from rls_sim.errors import InputError


@pytest.fixture(scope="module")
def trial(tmp_path_factory):
    return load(tmp_path_factory.mktemp("trial"))


@pytest.fixture(scope="module")
def result(trial):
    return conducted(trial)


def bytes_of(course):
    return b"".join(
        np.ascontiguousarray(values).tobytes()
        for values in (course.score, course.base, course.rated, course.stays, course.ferritin)
    )


@pytest.mark.parametrize(
    "arms",
    [
        ("pramipexole",),
        ("pramipexole", "more=levodopa=100mg@22:00/daily", "placebo"),
        ("placebo=oral_iron=65mg@08:00/2d", "pramipexole"),
    ],
)
def test_other_arms_change_no_byte_of_an_arm(trial, result, arms):
    other = conducted(trial, *arms)
    assert bytes_of(other.courses["pramipexole"]) == bytes_of(result.courses["pramipexole"])
    assert other.change("pramipexole") == result.change("pramipexole")


def test_an_arm_that_is_given_nothing_of_a_medicine_is_placebo_to_the_byte(trial):
    found = conducted(trial, "placebo", "none=pramipexole=0mg@20:00/daily")
    one, other = found.courses["placebo"], found.courses["none"]
    assert np.array_equal(one.base, other.base)
    assert np.allclose(
        one.rated, other.rated, atol=1e-4
    )  # a day integrated, against one carried on
    assert found.difference("none", "placebo").value == pytest.approx(0, abs=1e-4)


def test_the_same_seed_gives_the_same_trial_and_another_others(trial, result):
    again = conducted(trial)
    assert bytes_of(again.courses["placebo"]) == bytes_of(result.courses["placebo"])
    other = conducted(trial, seed=SEED + 1)
    assert not np.array_equal(other.people.score, result.people.score)


def test_people_fulfil_the_rules_and_have_the_score_that_is_asked_for(trial):
    people = conducted(trial, "placebo", count=60).people
    assert len(people) == 60
    assert (people.score >= 15).all()
    assert ((people.found["serum_ferritin"] >= 10) & (people.found["serum_ferritin"] <= 300)).all()
    assert people.score.mean() == pytest.approx(24, abs=2.0)  # 5 / sqrt(60), three times
    assert 60 <= people.eligible <= people.asked


def test_too_few_people_are_told_with_the_rules(trial):
    from rls_sim.clinic.trials.trial import Rule

    strict = among(trial, rules=(Rule("irls_score", ">", 40.0),))
    with pytest.raises(InputError, match=r"fulfil the rules \(irls_score > 40\)"):
        conducted(strict)


def test_what_varies_between_people_does(trial):
    found = conducted(among(trial, vary={"blood_loss": "uniform:0:2"}), "placebo")
    assert len(found.people) == COUNT
    assert np.ptp(found.people.found["serum_ferritin"]) > 1


def test_chance_gives_a_person_the_same_whoever_else_is_asked():
    few = Chances.of(7, np.arange(3), 1)
    many = Chances.of(7, np.arange(10), 1)
    assert np.array_equal(few.shares, many.shares[:3])
    rows = np.arange(3)
    assert np.array_equal(few.scatter(rows, 2), many.scatter(rows, 5)[:, :2])
    assert not np.isin(few.shares, few.scatter(rows, 5)).any()


def test_the_placebo_arm_is_the_models_untreated_day_with_stated_terms(trial, result):
    course = result.courses["placebo"]
    assert np.allclose(course.score, result.people.score[:, None], atol=1e-3)
    assert result.medicine("placebo") == pytest.approx(0, abs=1e-3)
    assert np.abs(course.rated - course.score).max() > 0.5


def test_who_leaves_keeps_the_last_rating(trial, result):
    course = result.courses["pramipexole"]
    left = course.stays < 0.5
    assert left.any()
    assert np.array_equal(course.rated[left, 0], course.base[left])
    late = (course.stays >= 0.5) & (course.stays < 1)
    assert np.array_equal(course.rated[late, 1], course.rated[late, 0])


def test_people_leave_evenly_over_the_trial():
    shares = (np.arange(1000) + 0.5) / 1000
    weeks = leaving(shares, 0.2, 10.0)
    assert np.isfinite(weeks).mean() == pytest.approx(0.2)
    assert np.median(weeks[np.isfinite(weeks)]) == pytest.approx(5.0, abs=0.05)
    assert np.isinf(leaving(shares, 0.0, 10.0)).all()


def test_an_agonist_lowers_the_score_at_once(result):
    assert result.medicine("pramipexole", 0) < -1
    assert result.difference("pramipexole", "placebo").value < 0


def test_augmentation_counts_from_its_threshold_on(trial):
    found = conducted(trial, "pramipexole", "placebo")
    assert found.augmented("placebo").value == 0
    weeks = found.courses["pramipexole"].augmented
    assert ((weeks > 0) | np.isinf(weeks)).all()
    assert COUNTS > 0
    assert len(ensemble()) > 0
