"""Sweeps: a row for every cell, critical values in closed form, neighbours that do not disturb."""

import math

import numpy as np
import pytest
from study_toy import DEFICIENT_BELOW, DYING_BELOW, critical_density, mean_pool
from sweeping import done_of, files_of, task_of

from rls_sim.errors import BatchError, InputError
from rls_sim.study.sweeps.sweep import Shard, read_shard
from rls_sim.study.sweeps.tally import Tally, allowed_failures, cause_of, check_failures


@pytest.fixture
def sweep_of(bench, tmp_path):
    """The result of a sweep of the toy, each in a folder of its own."""
    made = []

    def sweep(*variations, **request):
        made.append(tmp_path / str(len(made)))
        return done_of(task_of(bench, *variations, **request), made[-1]).result

    return sweep


def test_every_cell_has_its_row_in_the_order_asked(sweep_of):
    result = sweep_of("density=0.5,2,1", "clearance=0.25,0.5")

    asked = [(d, c) for d in (0.5, 2.0, 1.0) for c in (0.25, 0.5)]
    assert [(row["toy.density"], row["toy.clearance"]) for row in result.rows] == asked
    assert [row["cell"] for row in result.rows] == list(range(6))
    for row in result.rows:
        exact = mean_pool(row["toy.density"], row["toy.clearance"])
        assert row["pool_mean"] == pytest.approx(exact, rel=1e-8)


def test_samples_are_solved_at_the_values_that_the_design_says(bench, tmp_path):
    task = task_of(bench, "density=uniform:0.5:2", "clearance=0.25,0.5", samples="8", seed="3")
    result = done_of(task, tmp_path / "out").result

    table = np.array([[row[name] for name in task.plan.names] for row in result.rows])
    np.testing.assert_array_equal(table, task.plan.design.rows(0, 16))
    for row in result.rows:
        exact = mean_pool(row["toy.density"], row["toy.clearance"])
        assert row["pool_mean"] == pytest.approx(exact, rel=1e-8)


def test_critical_values_are_those_known_in_closed_form(sweep_of):
    low, high = sweep_of("density=log:0.1:4:9").boundaries

    assert (low.below_state, low.above_state) == ("dying", "deficient")
    assert (high.below_state, high.above_state) == ("deficient", "fine")
    assert low.value == pytest.approx(critical_density(DYING_BELOW), rel=1e-6)
    assert high.value == pytest.approx(critical_density(DEFICIENT_BELOW), rel=1e-6)
    assert max(low.relative_width, high.relative_width) <= 1e-6


def test_a_state_between_two_neighbouring_cells_is_found(sweep_of):
    states = [(b.below_state, b.above_state) for b in sweep_of("density=0.1,4").boundaries]
    assert states == [("dying", "deficient"), ("deficient", "fine")]


def test_the_order_of_the_values_does_not_move_a_critical_value(sweep_of):
    up = sweep_of("density=0.1,0.2,0.4,1,4").boundaries
    mixed = sweep_of("density=4,0.2,1,0.1,0.4").boundaries

    for one, other in zip(up, mixed, strict=True):
        assert one.value == pytest.approx(other.value, rel=1e-6)


def test_no_critical_values_where_two_parameters_vary(sweep_of):
    assert sweep_of("density=0.1,4", "clearance=0.25,0.5").boundaries == ()


def test_a_failed_cell_keeps_its_row_and_its_neighbours_their_numbers(sweep_of):
    clean = sweep_of("growth=0,0.1,0.2")
    broken = sweep_of("growth=0,0.1,0.3,0.2")

    row = broken.rows[2]
    assert row["toy.growth"] == 0.3
    assert row["status"] == "not_converged"
    assert row["error"]
    assert math.isnan(row["pool_mean"])
    assert row["state"] == ""
    assert [r for r in broken.rows if r["status"] != "converged"] == [row]
    others = [r["pool_mean"] for r in broken.rows if not r["error"]]
    assert others == [r["pool_mean"] for r in clean.rows]


def test_the_courses_are_the_days_of_the_cells(sweep_of):
    result = sweep_of("density=1,2,3")

    course = next(c for c in result.courses if c.name == "toy.pool")
    assert course.values.shape == (3, len(result.hours))
    np.testing.assert_allclose(course.values[1], 2 * course.values[0], rtol=1e-6)
    np.testing.assert_allclose(course.values[:, 0], course.values[:, -1], rtol=1e-9)


def test_courses_are_kept_of_whom_and_when_it_was_asked(sweep_of):
    assert sweep_of("density=1,2", traces="none").courses == ()
    result = sweep_of("density=1,2", traces="all", follow=("store",))
    assert [course.name for course in result.courses] == ["toy.store"]


def test_only_the_outcomes_that_were_asked_for_are_kept(sweep_of):
    columns = sweep_of("density=1,2", keep=("pool_trough",)).columns
    assert "pool_trough" in columns
    assert "state" in columns
    assert "pool_mean" not in columns


def test_settings_and_lesions_are_in_every_cell(sweep_of):
    request = {"assignments": ("clearance=2x",), "lesions": ("starved:0.25",)}
    result = sweep_of("density=1,2", **request)

    exact = 0.25 * mean_pool(1.0, 0.5)
    assert result.rows[0]["pool_mean"] == pytest.approx(exact, rel=1e-8)
    assert result.lesions == ("starved:0.25",)
    assert set(result.differences) == {"toy.clearance", "toy.supply_maximal"}


def test_any_number_of_threads_and_shards_gives_the_same_bytes(bench, tmp_path):
    asked = ("density=log:0.1:4:70", "clearance=0.25,0.5")
    one = done_of(task_of(bench, *asked, chunk=32), tmp_path / "one")
    three = done_of(task_of(bench, *asked, chunk=32), tmp_path / "three", jobs=3)
    for number in (2, 1, 3):
        task = task_of(bench, *asked, chunk=32, shard=Shard(number, 3))
        last = done_of(task, tmp_path / "shards")
        assert (last.result is None) == (number != 3)

    assert one.computed == three.computed == 5
    whole = files_of(tmp_path / "one")
    assert len(whole) == 6  # five parts, and cells.csv
    assert files_of(tmp_path / "three") == whole
    assert files_of(tmp_path / "shards") == whole


def test_progress_counts_to_the_end(bench, tmp_path):
    seen = []
    task = task_of(bench, "growth=0,0.3,0.1", "density=1,2", chunk=2)
    done_of(task, tmp_path / "out", progress=lambda *numbers: seen.append(numbers))

    assert [done for done, _, _ in seen] == [2, 4, 6]
    assert {total for _, total, _ in seen} == {6}


def a_tally(*errors):
    """Of cells that ended so, one after the other; None for a solved one."""
    return Tally.of(
        {
            "cell": np.arange(10, 10 + len(errors)),
            "status": ["not_converged" if error else "converged" for error in errors],
            "error": [error or "" for error in errors],
        }
    )


def test_the_most_frequent_causes_are_told_with_a_cell_of_each():
    tally = Tally.sum([a_tally(None, "b moves by 2 %", "a"), a_tally("b moves by 3.5e-2 %", None)])

    assert (tally.cells, tally.failed) == (5, 3)
    assert tally.worst() == [
        ("not_converged: b moves by # %", 2, 10),
        ("not_converged: a", 1, 12),
    ]


def test_a_cell_without_a_periodic_state_has_not_failed():
    words = ["no_periodic_state", "converged", "not_closed"]
    tally = Tally.of({"cell": np.arange(3), "status": words, "error": ["iron grows", "", "off"]})
    assert (tally.without_a_day, tally.failed) == (1, 1)


def test_failures_beyond_the_budget_are_an_error_that_says_how_to_see_one():
    tally = a_tally("a", None, "a")

    check_failures(tally, 2, "")
    with pytest.raises(BatchError, match=r"2 of 3 cells failed \(1 allowed.*: rls-sim replay out"):
        check_failures(tally, 1, "rls-sim replay out --id 10")


def test_numbers_do_not_tell_causes_apart():
    assert cause_of("pool moves by -1.5e-08 % after 3 days") == "pool moves by # % after # days"


@pytest.mark.parametrize(
    ("text", "total", "allowed"), [("0", 40, 0), ("3", 40, 3), ("5pct", 41, 2), ("0.1%", 5000, 5)]
)
def test_a_failure_budget_is_a_count_or_a_share(text, total, allowed):
    assert allowed_failures(text, total) == allowed


@pytest.mark.parametrize("text", ["some", "-1", "1.5", "5 percent"])
def test_a_failure_budget_that_is_neither_is_refused(text):
    with pytest.raises(InputError, match="--max-failed"):
        allowed_failures(text, 10)


@pytest.mark.parametrize("text", ["0/3", "4/3", "1", "a/b", "1/0", "-1/3"])
def test_a_shard_that_is_none_is_refused(text):
    with pytest.raises(InputError, match="write I/N"):
        read_shard(text)
