"""Augmentation as a hazard: the closed form is the model's course, and the fit gives its counts."""

import numpy as np
import pytest
from bodies import bench, cell, course, row

from rls_sim.clinic.augmentation import (
    COUNTS,
    NARROWEST,
    PARAMETERS,
    WANT,
    WANT_SPREAD,
    WEEK,
    WIDEST,
    Counted,
    Paces,
    drawn_paces,
    fit_paces,
    groups_of,
    own_pace,
    patients_paces,
    share_augmented,
    steady_load,
)
from rls_sim.errors import UnknownNameError

RECOVERY = 2e-4
GROUPS = (Counted(180, 0.053, 0.01, 52 * WEEK), Counted(180, 0.077, 0.02, 52 * WEEK))
DOSES = {
    "pramipexole": ("pramipexole=0.25mg@20:00/daily", 0.25e3 / 302.26),
    "ropinirole": ("ropinirole=2mg@20:00/daily", 2e3 / 260.37),
    "rotigotine": ("rotigotine=2mg@08:00/daily", 2e3 / 315.48),
    "levodopa": ("levodopa=200mg@22:00/daily", 200e3 / 197.19),
}


def test_the_fit_gives_both_groups_their_share_above_the_background():
    paces = fit_paces(GROUPS, 0.021, RECOVERY)
    for group in GROUPS:
        assert paces.share(group.hours, group.load) == pytest.approx(group.share - 0.021)


def test_no_spread_is_found_where_the_larger_dose_does_no_more():
    same = (GROUPS[0], Counted(180, 0.053, 0.02, 52 * WEEK))
    assert fit_paces(same, 0.021, RECOVERY) is None
    assert fit_paces(GROUPS, 0.06, RECOVERY) is None


def test_the_share_is_that_of_people_simulated_one_by_one():
    paces = Paces(1e-3, 1.2, RECOVERY)
    chance = np.random.default_rng(0)
    pace = paces.of(chance.random(40_000))
    hours, load, want = 26 * WEEK, 0.02, 1.7
    # dA/dt = pace load want - recovery A, by small steps.
    drive, step = np.zeros_like(pace), 4.0
    for _ in range(int(hours / step)):
        drive += step * (pace * load * want - RECOVERY * drive)
    expected = float(paces.share(hours, load, want))
    assert 0.05 < expected < 0.95
    # Four standard errors of a share of 40,000, and the steps' error.
    assert (drive >= COUNTS).mean() == pytest.approx(expected, abs=0.01)


def test_want_that_differs_between_people_adds_its_spread():
    paces = Paces(1e-4, 1.5, RECOVERY)
    chance = np.random.default_rng(1)
    wants = 1.7 * np.exp(0.6 * chance.standard_normal(200_000))
    mixed = float(np.mean(paces.share(52 * WEEK, 0.02, wants)))
    assert float(paces.share(52 * WEEK, 0.02, 1.7, 0.6)) == pytest.approx(mixed, abs=0.002)


def test_the_share_rises_with_time_dose_and_want_and_is_none_without_a_dose():
    paces = patients_paces()
    weeks = np.array([1.0, 10.0, 26.0, 52.0, 200.0]) * WEEK
    assert (np.diff(paces.share(weeks, 0.01)) > 0).all()
    assert (np.diff(paces.share(52 * WEEK, np.array([0.005, 0.01, 0.1]))) > 0).all()
    assert (np.diff(paces.share(52 * WEEK, 0.01, np.array([0.5, 1.0, 2.0]))) > 0).all()
    assert paces.share(52 * WEEK, 0.0) == 0


def test_what_is_written_down_gives_the_counts_that_it_was_fitted_to():
    groups, background = groups_of(bench().healthy)
    for group in groups:
        share = share_augmented(group.hours / WEEK, group.load)[0]
        # To the digits that are written down.
        assert share == pytest.approx(group.share - background[1], abs=0.001)
    both = fit_paces(groups, background[1], RECOVERY)
    mine = own_pace(both, WANT.value, WANT_SPREAD.value)
    assert mine.spread == pytest.approx(patients_paces().spread, rel=0.02)
    assert all(parameter.note for parameter in PARAMETERS)


def test_the_interval_holds_the_share_and_is_wide():
    groups, _ = groups_of(bench().healthy)
    share, low, high = share_augmented(52, groups[1].load)
    assert low < share < high
    assert high / max(low, 1e-9) > 2


def test_draws_of_the_counts_repeat_and_stay_within_bounds():
    found, silent = drawn_paces(GROUPS, (180, 0.021), RECOVERY, draws=200, seed=3)
    again, _ = drawn_paces(GROUPS, (180, 0.021), RECOVERY, draws=200, seed=3)
    assert found == again
    assert 0 < silent < 0.6
    assert all(NARROWEST <= paces.spread <= WIDEST for paces in found)


@pytest.mark.parametrize("medicine", DOSES)
def test_the_steady_load_is_the_day_average_of_the_course(medicine):
    dose, umol = DOSES[medicine]
    load = steady_load(bench().healthy, medicine, umol)
    found = course(dose, 9, row(cell()), ("agonist_binding",))
    if medicine == "levodopa":
        assert load > 0
        assert found["agonist_binding"][0, -1] == 0
    else:
        # A patch is changed at its hour, so its ninth day is steady to a thousandth.
        assert found["agonist_binding"][0, -1] == pytest.approx(load, rel=2e-3)


def test_an_unknown_medicine_is_told():
    with pytest.raises(UnknownNameError, match="Did you mean pramipexole"):
        steady_load(bench().healthy, "pramipexol", 1.0)


def test_the_drive_of_one_person_is_the_closed_form():
    pace = 3e-2
    table = row(cell())
    names = bench().kernel.parameter_names
    table[:, names.index("augmentation_pace")] = pace
    table[:, names.index("augmentation_want")] = 0.0
    days = 28
    found = course(DOSES["pramipexole"][0], days, table, ("augmentation",))["augmentation"][0, -1]
    load = steady_load(bench().healthy, "pramipexole", DOSES["pramipexole"][1])
    recovery = bench().healthy["augmentation_recovery"].canonical_value
    hours = 24.0 * days - 12.0  # the middle of the last day
    expected = pace * load * -np.expm1(-recovery * hours) / recovery
    # The first doses come at 20:00 of day 0: two days of four weeks are less than steady.
    assert found == pytest.approx(expected, rel=0.08)
