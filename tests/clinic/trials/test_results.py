"""Intervals, responders and power, on trials whose answers are known."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import norm
from small import load

from rls_sim.clinic.trials.agreement import (
    AGREES,
    OPPOSITE,
    TOO_LITTLE,
    TOO_MUCH,
    UNSEEN,
    compare,
    modelled,
    unsupported,
    verdict,
)
from rls_sim.clinic.trials.conduct import ArmCourse
from rls_sim.clinic.trials.results import TrialResult

MANY, SPREAD = 4000, 8.0


@pytest.fixture(scope="module")
def trial(tmp_path_factory):
    return load(tmp_path_factory.mktemp("known"))


class Alike:
    """People whose score is 20."""

    score, found = np.full(MANY, 20.0), {"serum_ferritin": np.zeros(MANY)}

    def __len__(self):
        return MANY


def made(trial, fall):
    """A trial in which medicine lowers a score of 20 by ``fall`` points, give or take SPREAD."""
    middle = (np.arange(MANY) + 0.5) / MANY
    courses = {}
    for number, arm in enumerate(trial.arms):
        scatter = SPREAD * np.random.default_rng(number).permutation(norm.ppf(middle))
        base = np.full(MANY, 20.0)
        after = base + scatter - (fall if arm.doses else 0.0)
        rated = np.stack([after, after], axis=1)
        never, augmented = np.full((2, MANY), np.inf)
        courses[arm.name] = ArmCourse(arm, rated, base, rated, never, augmented, rated, (), 0)
    return TrialResult(trial, Alike(), courses, 1)


def test_an_interval_is_that_of_a_mean_of_so_many(trial):
    found = made(trial, 5.0).change("pramipexole")
    half = 1.96 * SPREAD / np.sqrt(40)
    assert found.value == pytest.approx(-5.0)
    assert found.high - found.value == pytest.approx(half, rel=0.08)
    assert found.value - found.low == pytest.approx(half, rel=0.08)


def test_the_interval_of_a_difference_is_wider_by_the_root_of_two(trial):
    found = made(trial, 5.0).difference("pramipexole", "placebo")
    assert found.value == pytest.approx(-5.0)
    assert (found.high - found.low) / 2 == pytest.approx(1.96 * SPREAD * np.sqrt(2 / 40), rel=0.08)


@pytest.mark.parametrize("fall", [0.0, 3.0, 5.0])
def test_power_is_that_of_the_textbook(trial, fall):
    # Of the t-test with 2 x 40; the normal formula with its non-centrality is off by 0.01 at most.
    error = SPREAD * np.sqrt(2 / 40)
    expected = norm.sf(1.99 - fall / error) + norm.cdf(-1.99 - fall / error)
    assert made(trial, fall).power("pramipexole", "placebo") == pytest.approx(expected, abs=0.04)


def test_the_interval_of_augmentation_against_an_arm_holds_the_scatter_of_both(trial):
    found = made(trial, 0.0)
    for name, share in (("pramipexole", 0.5), ("placebo", 0.2)):
        found.courses[name].augmented[: int(share * MANY)] = 0.1
    row = replace(trial.published[0], what="augmentation")
    told = modelled(found, row)
    assert told.value == pytest.approx(0.3)
    error = np.sqrt((0.5 * 0.5 + 0.2 * 0.8) / 40)  # of shares among 40 in each arm
    assert (told.high - told.low) / 2 == pytest.approx(1.96 * error, rel=0.1)
    alone = modelled(found, replace(row, against=""))
    assert alone == found.augmented("pramipexole", row.week)


def test_responders_are_those_whose_rating_is_halved(trial):
    found = made(trial, 5.0).responders("pramipexole")
    assert found.value == pytest.approx(norm.cdf(-5.0 / SPREAD), abs=0.002)


def test_arms_are_drawn_by_their_name_alone(trial):
    both = made(trial, 5.0)
    one = made(trial.with_arms((trial.arm("pramipexole"),)), 5.0)
    one.courses["pramipexole"] = both.courses["pramipexole"]
    assert one.change("pramipexole") == both.change("pramipexole")


@pytest.mark.parametrize(
    ("value", "power", "words"),
    [
        (-5.0, 1.0, AGREES),
        (-3.5, 0.2, UNSEEN),
        (-1.0, 1.0, TOO_LITTLE),
        (-9.0, 1.0, TOO_MUCH),
        (1.0, 1.0, OPPOSITE),
    ],
)
def test_verdicts_are_by_the_published_interval(trial, value, power, words):
    assert verdict(trial.published[0], value, power) == words


def test_a_row_that_the_model_lacks_is_called_not_supported(trial):
    compared = compare(made(trial, 0.0))
    assert [one.verdict for one in compared] == [TOO_LITTLE] or compared[0].model.value > 0
    (line,) = unsupported(compared)
    assert line.startswith("NOT SUPPORTED: difference, pramipexole against placebo, week 1")
    assert unsupported(compare(made(trial, 5.0))) == []
