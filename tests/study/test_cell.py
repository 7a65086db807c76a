"""One cell: its day, its outcomes, and failures that are told, not raised."""

import pytest
from study_toy import mean_pool, pool_without_store

from rls_sim.errors import SolveError
from rls_sim.study.cell import Bench, Cell, solve_cell


def test_a_solved_cell_has_the_day_known_in_closed_form(bench):
    parameters = bench.healthy.override("exchange", 0.0, reason="test")
    result = solve_cell(Cell(parameters), bench)

    _, day = result.require()
    for hour in (0.0, 5.0, 13.0, 21.5):
        at = int(hour * 12)
        assert day["pool"][at] == pytest.approx(pool_without_store(day.time[at]), rel=1e-7)
    assert result.outcomes["pool_mean"] == pytest.approx(mean_pool(), rel=1e-8)
    assert result.outcomes["state"] == "fine"
    assert result.closure < 1e-6


def test_an_impossible_cell_is_a_status_with_a_reason(bench):
    result = solve_cell(Cell(bench.healthy.override("growth", 0.3, reason="test")), bench)

    assert not result.solved
    assert result.status != "converged"
    assert result.error
    assert "\n" not in result.error
    assert result.outcomes == {}
    with pytest.raises(
        SolveError, match=r"no periodic day found for the cell with toy\.growth = 0\.3"
    ):
        result.require()


def test_an_outcome_that_cannot_be_read_is_told(bench):
    def divides_by_zero(day):
        raise ZeroDivisionError("nothing to divide by")

    broken = Bench(bench.model, bench.lesions, bench.measures, divides_by_zero)
    result = solve_cell(Cell(bench.healthy), broken)

    assert result.status == "not_measured"
    assert "nothing to divide by" in result.error


def test_the_guess_does_not_decide_the_day(bench):
    cell = Cell(bench.healthy.override("density", 2.0, reason="test"))
    far = Cell(bench.healthy.override("density", 0.01, reason="test"))
    guess, _ = solve_cell(far, bench).require()

    cold = solve_cell(cell, bench).outcomes["pool_trough"]
    warm = solve_cell(cell, bench, guess).outcomes["pool_trough"]

    assert warm == pytest.approx(cold, rel=1e-9)  # both solved to a relative 1e-9
