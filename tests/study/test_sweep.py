"""Sweeps: a row for every cell, critical values in closed form, neighbours that do not disturb."""

import math

import numpy as np
import pytest
from study_toy import DEFICIENT_BELOW, DYING_BELOW, critical_density, mean_pool

from rls_sim.errors import BatchError, InputError
from rls_sim.study.batch import allowed_failures, check_failures
from rls_sim.study.config import Request, load_plan
from rls_sim.study.sweep import sweep


def sweep_of(bench, *variations, **request):
    return sweep(load_plan(bench, None, Request(variations=variations, **request)), bench)


def test_every_cell_has_its_row_in_the_order_asked(bench):
    result = sweep_of(bench, "density=0.5,2,1", "clearance=0.25,0.5")

    asked = [(d, c) for d in (0.5, 2.0, 1.0) for c in (0.25, 0.5)]
    assert [(row["toy.density"], row["toy.clearance"]) for row in result.rows] == asked
    assert [row["cell"] for row in result.rows] == list(range(6))
    for row in result.rows:
        exact = mean_pool(row["toy.density"], row["toy.clearance"])
        assert row["pool_mean"] == pytest.approx(exact, rel=1e-8)


def test_critical_values_are_those_known_in_closed_form(bench):
    result = sweep_of(bench, "density=log:0.1:4:9")

    low, high = result.boundaries
    assert (low.below_state, low.above_state) == ("dying", "deficient")
    assert (high.below_state, high.above_state) == ("deficient", "fine")
    assert low.value == pytest.approx(critical_density(DYING_BELOW), rel=1e-6)
    assert high.value == pytest.approx(critical_density(DEFICIENT_BELOW), rel=1e-6)
    assert max(low.relative_width, high.relative_width) <= 1e-6


def test_a_state_between_two_neighbouring_cells_is_found(bench):
    result = sweep_of(bench, "density=0.1,4")

    states = [(b.below_state, b.above_state) for b in result.boundaries]
    assert states == [("dying", "deficient"), ("deficient", "fine")]


def test_the_order_of_the_values_does_not_move_a_critical_value(bench):
    up = sweep_of(bench, "density=0.1,0.2,0.4,1,4").boundaries
    mixed = sweep_of(bench, "density=4,0.2,1,0.1,0.4").boundaries

    for one, other in zip(up, mixed, strict=True):
        assert one.value == pytest.approx(other.value, rel=1e-6)


def test_no_critical_values_where_two_parameters_vary(bench):
    assert sweep_of(bench, "density=0.1,4", "clearance=0.25,0.5").boundaries == ()


def test_a_failed_cell_keeps_its_row_and_its_neighbours_their_numbers(bench):
    clean = sweep_of(bench, "growth=0,0.1,0.2")
    broken = sweep_of(bench, "growth=0,0.1,0.3,0.2")

    row = broken.rows[2]
    assert row["toy.growth"] == 0.3
    assert row["status"] != "converged"
    assert row["error"]
    assert math.isnan(row["pool_mean"])
    assert row["state"] == ""
    assert broken.failures == [row]
    others = [r["pool_mean"] for r in broken.rows if not r["error"]]
    np.testing.assert_allclose(others, [r["pool_mean"] for r in clean.rows], rtol=1e-8)


def test_the_same_sweep_twice_gives_the_same_rows(bench):
    one, other = (sweep_of(bench, "density=log:0.1:4:7") for _ in range(2))

    assert one.rows == other.rows
    assert one.boundaries == other.boundaries


def test_the_courses_are_the_days_of_the_cells(bench):
    result = sweep_of(bench, "density=1,2,3")

    course = next(c for c in result.courses if c.name == "toy.pool")
    assert course.values.shape == (3, len(result.hours))
    np.testing.assert_allclose(course.values[1], 2 * course.values[0], rtol=1e-6)
    np.testing.assert_allclose(course.values[:, 0], course.values[:, -1], rtol=1e-9)


def test_settings_and_lesions_are_in_every_cell(bench):
    request = {"assignments": ("clearance=2x",), "lesions": ("starved:0.25",)}
    result = sweep_of(bench, "density=1,2", **request)

    exact = 0.25 * mean_pool(1.0, 0.5)
    assert result.rows[0]["pool_mean"] == pytest.approx(exact, rel=1e-8)
    assert result.lesions == ("starved:0.25",)
    assert set(result.differences) == {"toy.clearance", "toy.supply_maximal"}


def test_progress_counts_to_the_end(bench):
    seen = []
    plan = load_plan(bench, None, Request(variations=("growth=0,0.3,0.1",)))
    sweep(plan, bench, lambda *numbers: seen.append(numbers))

    assert [done for done, _, _ in seen] == [1, 2, 3]
    assert {total for _, total, _ in seen} == {3}
    assert seen[-1][2] == 1


def test_failures_beyond_the_budget_are_an_error_with_their_causes(bench):
    result = sweep_of(bench, "growth=0,0.3,0.35")

    check_failures(result, 2)
    with pytest.raises(BatchError, match=r"2 of 3 cells failed \(1 allowed"):
        check_failures(result, 1)


@pytest.mark.parametrize(
    ("text", "total", "allowed"), [("0", 40, 0), ("3", 40, 3), ("5pct", 41, 2)]
)
def test_a_failure_budget_is_a_count_or_a_share(text, total, allowed):
    assert allowed_failures(text, total) == allowed


def test_a_failure_budget_that_is_neither_is_refused():
    with pytest.raises(InputError, match="--max-failed some"):
        allowed_failures("some", 10)
