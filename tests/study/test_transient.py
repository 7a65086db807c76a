"""Runs: clocks, durations, doses, and a cell that starts where it lived."""

import numpy as np
import pytest
from study_toy import CLEARANCE, VOLUME, mean_pool

from rls_sim.errors import ConfigError, InputError
from rls_sim.study.clock import read_clock, read_duration
from rls_sim.study.config import Request
from rls_sim.study.transient import find_names, follow, plan_transient, read_dose, read_traces

IRON = 55.845  # g/mol


@pytest.mark.parametrize(("text", "hours"), [("00:00", 0.0), ("22:30", 22.5), ("7:15", 7.25)])
def test_a_clock_time_is_hours_after_midnight(text, hours):
    assert read_clock(text) == hours


@pytest.mark.parametrize("text", ["24:00", "7:5", "noon", "12", "12:60"])
def test_what_is_no_clock_time_is_refused(text):
    with pytest.raises(InputError, match="HH:MM"):
        read_clock(text)


@pytest.mark.parametrize(("text", "hours"), [("30min", 0.5), ("2h", 2), ("1d", 24), ("3", 3)])
def test_a_duration_has_a_unit_or_is_hours(text, hours):
    assert read_duration(text) == pytest.approx(hours)


@pytest.mark.parametrize("text", ["0h", "-1h", "1umol", "soon", ""])
def test_what_is_no_duration_is_refused(text):
    with pytest.raises(InputError, match="30min"):
        read_duration(text)


def test_a_dose_is_an_amount_at_a_time(bench):
    (dose,) = read_dose("pool=2umol@d1.5", bench.model, 20.0, 100.0)
    assert (dose.species, dose.amount_umol, dose.time) == ("toy.pool", 2.0, 56.0)


def test_a_mass_is_turned_into_an_amount_of_the_iron_that_a_species_carries(bench):
    (dose,) = read_dose("toy.pool=3mg@d0", bench.model, 0.0, 24.0)
    assert dose.amount_umol == pytest.approx(3000 / IRON)


def test_a_dose_at_a_clock_time_falls_on_the_first_such_time(bench):
    (dose,) = read_dose("pool=1@06:00", bench.model, 20.0, 100.0)
    assert dose.time == 30.0


def test_a_daily_dose_falls_every_day_to_the_end(bench):
    doses = read_dose("pool=1@22:00/daily", bench.model, 20.0, 20.0 + 72.0)
    assert [dose.time for dose in doses] == [22.0, 46.0, 70.0]


def test_the_output_times_hold_both_ends(bench):
    plan = plan_transient(bench, Request(), days=1.0, clock="20:00", every="7h")
    np.testing.assert_allclose(plan.output_times(), [20.0, 27.0, 34.0, 41.0, 44.0])
    even = plan_transient(bench, Request(), days=1.0, clock="00:00", every="6h")
    np.testing.assert_allclose(even.output_times(), [0.0, 6.0, 12.0, 18.0, 24.0])


def test_every_problem_of_a_run_is_told_at_once(bench):
    with pytest.raises(ConfigError) as caught:
        plan_transient(
            bench,
            Request(("densty=1",), ("starvd",)),
            days=0.0,
            clock="26:00",
            every="soon",
            doses=("pol=1@d0", "pool=1@later"),
        )
    assert len(caught.value.problems) == 7


def test_an_unchanged_cell_repeats_its_day(bench):
    plan = plan_transient(bench, Request(), days=2.0, clock="20:00", every="1h")
    trajectory = follow(plan, bench)

    np.testing.assert_allclose(trajectory["toy.pool"][24], trajectory["toy.pool"][0], rtol=1e-6)
    np.testing.assert_allclose(trajectory["toy.pool"][48], trajectory["toy.pool"][0], rtol=1e-6)


def test_a_changed_cell_goes_from_the_old_day_to_its_own(bench):
    request = Request(("density=3",))
    plan = plan_transient(bench, request, days=30.0, clock="00:00", every="1h")
    pool = follow(plan, bench)["toy.pool"]

    assert pool[0] < mean_pool(1.0) * 1.5
    assert pool[-24:].mean() == pytest.approx(mean_pool(3.0), rel=1e-6)  # 30 d: exp(-180) left


def test_its_own_day_is_where_it_stays(bench):
    request = Request(("density=3",))
    plan = plan_transient(bench, request, days=1.0, clock="09:00", every="1h", origin="cycle")
    pool = follow(plan, bench)["toy.pool"]

    assert pool[-1] == pytest.approx(pool[0], rel=1e-6)


def test_a_dose_adds_its_amount_and_fades_at_the_clearance(bench):
    request = Request(("exchange=0",))
    # LSODA chooses its steps with an eye on the end of the segment, Radau does not: only so is the
    # time before the dose the same to rounding.
    options = {"days": 1.0, "clock": "00:00", "every": "1h", "origin": "cycle", "method": "Radau"}
    plain = follow(plan_transient(bench, request, **options), bench)["toy.pool"]
    given = plan_transient(bench, request, doses=("pool=8umol@06:00",), **options)
    dosed = follow(given, bench)["toy.pool"]

    exact = 8 / VOLUME * np.exp(-CLEARANCE * (np.arange(7, 25) - 6))
    np.testing.assert_allclose(dosed[7:] - plain[7:], exact, rtol=1e-5)
    np.testing.assert_allclose(dosed[:6], plain[:6], rtol=1e-9)


def test_the_output_grid_does_not_move_the_answer(bench):
    request = Request(("density=3",))
    fine, coarse = (
        follow(plan_transient(bench, request, days=2.0, clock="00:00", every=every), bench)
        for every in ("15min", "12h")
    )
    np.testing.assert_array_equal(fine["toy.pool"][::48], coarse["toy.pool"])


def test_traces_are_species_and_derived_quantities(bench):
    plan = plan_transient(bench, Request(), days=1.0, clock="00:00", every="6h")
    trajectory = follow(plan, bench)
    names = find_names(bench.model, ("pool", "both", "toy.store"))
    pool, both, stored = read_traces(bench.model, names, trajectory)

    np.testing.assert_allclose(both.values, pool.values + stored.values)
    assert (pool.label, pool.unit) == ("Pool, toy", "umol/L")
    with pytest.raises(ConfigError, match=r"toy\.pool"):
        find_names(bench.model, ("pol",))
