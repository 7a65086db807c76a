"""A whole model of others: solved, read, swept and followed by the same code as the brain."""

import numpy as np
import pytest
from whole_pool import LOSS, MEAN, POOL, SIZE, pool_at

from rls_sim.errors import ConfigError
from rls_sim.outcomes.plain import CHANGING, CONSTANT
from rls_sim.study.branch import follow_branch
from rls_sim.study.branch_plan import plan_branch
from rls_sim.study.cell import Cell, solve_cell
from rls_sim.study.config import Request
from rls_sim.study.extension import Extension
from rls_sim.study.extension_file import load_model, whole_name
from rls_sim.study.model_check import check_model
from rls_sim.study.transient import follow, plan_transient
from rls_sim.study.whole_model import bench_with

ADDED = '''
from rls_sim.network.reaction import reaction


@reaction("X ->")
def leak(X):
    """Leaks too."""
    return 0.1 * X
'''


def of(text, name="pool.py"):
    return Extension(name, text, name)


@pytest.fixture(scope="module")
def bench():
    return bench_with([of(POOL)])


def test_its_day_is_the_closed_form(bench):
    cycle, day = solve_cell(Cell(bench.healthy), bench).require()
    exact = [pool_at(time) for time in day.time]
    np.testing.assert_allclose(day["X"], exact, rtol=1e-9)
    assert cycle.converged


def test_its_outcomes_are_means_and_ends_of_what_it_has(bench):
    found = solve_cell(Cell(bench.healthy), bench).outcomes
    exact = np.array([pool_at(time) for time in np.linspace(0, 24, 289)])
    assert found["X_mean"] == pytest.approx(MEAN / SIZE / LOSS, rel=1e-9)
    assert found["X_lowest"] == pytest.approx(exact.min(), rel=1e-8)
    assert found["X_highest"] == pytest.approx(exact.max(), rel=1e-8)
    assert found["drive_mean"] == found["inflow_mean"] == pytest.approx(MEAN, rel=1e-9)
    assert found["state"] == CHANGING
    assert set(found) == set(bench.measures)


def test_what_nothing_drives_is_constant(bench):
    parameters = bench.healthy.override("swing", 0.0, reason="test")
    assert solve_cell(Cell(parameters), bench).outcomes["state"] == CONSTANT


def test_many_cells_read_at_once_are_as_each_alone(bench):
    from rls_sim.numerics.batch import solve_days
    from rls_sim.outcomes.days import DayBatch

    rates = (0.2, 0.4, 1.1)
    table = np.repeat(bench.kernel.parameter_vector(bench.healthy)[None], len(rates), axis=0)
    table[:, bench.kernel.parameter_names.index("loss")] = rates
    days = solve_days(bench.kernel, table, bench.healthy_cycle)
    batch = DayBatch.of_orbits(bench.model, bench.kernel, table, days.state, bench.healthy_day)
    together = bench.evaluate_many(batch)
    for row, rate in enumerate(rates):
        cell = Cell(bench.healthy.override("loss", rate, reason="test"))
        for name, value in solve_cell(cell, bench).outcomes.items():
            if name == "state":
                assert together[name][row] == value
            else:
                assert together[name][row] == pytest.approx(value, rel=1e-8), name


def test_a_run_starts_from_the_initial_state_that_is_declared(bench):
    plan = plan_transient(bench, Request(), days=1.0, clock="00:00", every="6h")
    found = follow(plan, bench)
    exact = [pool_at(t) + (5.0 - pool_at(0)) * np.exp(-LOSS * t) for t in found.time]
    np.testing.assert_allclose(found["X"], exact, rtol=1e-6)
    plan = plan_transient(bench, Request(), days=1.0, clock="00:00", every="6h", origin="cycle")
    np.testing.assert_allclose(
        follow(plan, bench)["X"], [pool_at(t) for t in found.time], rtol=1e-6
    )


def test_a_dose_is_an_amount_in_the_units_of_its_file(bench):
    dosed = plan_transient(
        bench, Request(), days=1.0, clock="00:00", every="6h", doses=("X=4@06:00",), origin="cycle"
    )
    found = follow(dosed, bench)
    gone = np.where(found.time >= 6, 4 / SIZE * np.exp(-LOSS * (found.time - 6)), 0.0)
    np.testing.assert_allclose(found["X"], [pool_at(t) for t in found.time] + gone, rtol=1e-6)
    with pytest.raises(ConfigError, match="no units; write 4 without 'mg'"):
        plan_transient(bench, Request(), days=1.0, clock="00:00", every="6h", doses=("X=4mg@d0",))


def test_it_is_followed_along_a_parameter(bench):
    result = follow_branch(plan_branch(bench, "loss=0.2:2", Request()), bench)
    for row in result.rows:
        assert row["X_mean"] == pytest.approx(MEAN / SIZE / row["loss"], rel=1e-7)
    assert result.table == ("X_mean",)


def test_it_can_be_extended_itself():
    bench = bench_with([of(POOL), of(ADDED, "a_leak.py")])
    found = solve_cell(Cell(bench.healthy), bench).outcomes
    assert found["X_mean"] == pytest.approx(MEAN / (LOSS * SIZE + 0.1), rel=1e-9)


def test_what_others_left_idle_or_without_units_is_no_fault(bench):
    told = {check.name: check for check in check_model(bench)}
    assert not any(check.problems for check in told.values())
    assert "1 of them without a user" in told["users"].detail
    assert "not checked" in told["dimensions"].detail


def test_without_a_whole_model_there_is_the_brain():
    assert bench_with().model.home == "neuron"
    assert whole_name(of(ADDED)) == ""
    assert whole_name(of("this is no Python")) == ""


@pytest.mark.parametrize(
    ("given", "treated", "told"),
    [
        ([of(POOL), of(POOL, "again.py")], False, "each is a whole model"),
        ([of(POOL)], True, "only the brain can be treated"),
        ([of(POOL.replace('"X ->"', '"Y ->"'))], False, "line .*no species 'Y'"),
        ([of(POOL.replace("loss * X", "loss * X if X > 1 else 0"))], False, "line .*formula"),
    ],
)
def test_what_cannot_be_is_refused(given, treated, told):
    with pytest.raises(ConfigError, match=told):
        bench_with(given, treated=treated)


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("leak.py", ADDED, "no whole model.*--extend"),
        ("none.py", None, "no such file"),
        ("pool.txt", POOL, "a file of Python"),
    ],
)
def test_a_file_that_is_no_model_is_refused(tmp_path, name, text, told):
    if text is not None:
        (tmp_path / name).write_text(text)
    with pytest.raises(ConfigError, match=told):
        load_model(tmp_path / name)
