"""Gradients of many cells: closed forms, poisoned batches, the same bytes in any company."""

from dataclasses import replace

import numpy as np
import pytest
from study_toy import AMPLITUDE, CLEARANCE, SUPPLY, VOLUME, mean_pool, toy_bench

from rls_sim.errors import InputError, UnknownNameError
from rls_sim.outcomes.dual import number
from rls_sim.outcomes.measure import Measure
from rls_sim.study.cell import Bench, Cell, brain_bench, solve_cell
from rls_sim.study.gradients import outcome_gradients

ALONG = ("density", "clearance", "supply_maximal", "volume", "growth")
HEALTHY = np.array([1.0, CLEARANCE, SUPPLY, VOLUME, 0.0])
FILLING, BELOW, OUTSIDE, SENSELESS = (HEALTHY.copy() for _ in range(4))
FILLING[4] = CLEARANCE  # the pool fills for ever
BELOW[4] = 2 * CLEARANCE  # its one periodic day lies below zero
OUTSIDE[0], SENSELESS[1] = -1.0, np.nan


def measure(name, function):
    return Measure(name, name, "1", "Of the toy.", function)


MEASURES = (
    measure("pool_mean", lambda day: day.mean("pool")),
    measure("pool_trough", lambda day: number(day["pool"].min())),
    measure("pool_relative", lambda day: day.relative("pool")),
    measure("turnover", lambda day: day.mean("loss") / day.parameter("volume")),
    measure("all", lambda day: day.mean("both")),
    measure("trough_hour", lambda day: float(day.time[day["pool"].argmin()])),
    measure("poor_alone", lambda day: 1.0 / float(day.model.parameters["density"].value < 2.0)),
)
NAMES = tuple(one.name for one in MEASURES)


@pytest.fixture(scope="module")
def bench(tmp_path_factory):
    toy = toy_bench(tmp_path_factory.mktemp("toy"))
    others = {
        "spoken": replace(MEASURES[0], name="spoken", unit=""),
        "told": toy.measures["pool_mean"],
    }
    return replace(toy, measures={one.name: one for one in MEASURES} | others)


def neighbours(count, seed=1):
    """Values around the healthy ones, growth far below what is lost."""
    drawn = np.random.default_rng(seed).uniform(0.7, 1.3, (count, 5)) * HEALTHY
    drawn[:, 4] = np.linspace(0.0, 0.02, count)
    return drawn


def column(batch, outcome):
    return batch.gradients[:, batch.outcomes.index(outcome)]


def test_gradients_of_the_toy_are_those_of_its_closed_form(bench):
    settings = neighbours(4)
    batch = outcome_gradients(bench, settings, NAMES, ALONG)
    assert batch.status == ("converged",) * 4
    assert batch.solved.all()
    np.testing.assert_array_equal(batch.settings, settings)
    assert batch.parameters == tuple(f"toy.{name}" for name in ALONG)
    density, clearance, supply, volume, growth = settings.T
    mean = density * supply / ((clearance - growth) * volume)
    left = clearance - growth
    expected = np.array([mean / density, -mean / left, mean / supply, -mean / volume, mean / left])
    np.testing.assert_allclose(batch.values[:, 0], mean, rtol=1e-9)
    np.testing.assert_allclose(column(batch, "pool_mean"), expected.T, rtol=1e-9)
    np.testing.assert_allclose(column(batch, "pool_relative"), expected.T / mean_pool(), rtol=1e-9)
    both = (1 + 2 * volume[:, None]) * expected.T  # the store holds as much in 0.5 L
    both[:, 3] += 2 * mean
    np.testing.assert_allclose(column(batch, "all"), both, rtol=1e-9)
    # What is lost is what comes in and what grows: (supply + growth pool volume) / volume.
    through = clearance[:, None] * expected.T
    through[:, 1] += mean
    np.testing.assert_allclose(column(batch, "turnover"), through, rtol=1e-9, atol=1e-12)


def test_a_trough_moves_as_the_wave_of_its_closed_form(bench):
    """Without the store the pool's wave has the amplitude a k / sqrt(k^2 + w^2) of its mean."""
    cell = Cell(bench.healthy.override("exchange", 0.0, reason="a test"))
    batch = outcome_gradients(bench, [cell], ["pool_trough"], ["supply_amplitude", "density"])
    turn = 2 * np.pi / 24
    wave = mean_pool() * CLEARANCE / np.hypot(CLEARANCE, turn)
    assert batch.gradients[0, 0, 0] == pytest.approx(-wave, rel=1e-4)  # the grid's lowest point
    trough = mean_pool() - wave * AMPLITUDE
    assert batch.gradients[0, 0, 1] == pytest.approx(trough, rel=1e-4)


def test_elasticities_are_shares_of_shares(bench):
    batch = outcome_gradients(bench, neighbours(2)[:, :4], ["pool_mean"], ALONG[:4])
    expected = np.tile([1.0, -1.0, 1.0, -1.0], (2, 1))
    np.testing.assert_allclose(batch.elasticities()[:, 0], expected, rtol=1e-9)
    nothing = replace(batch, values=np.zeros((2, 1)))
    assert np.isnan(nothing.elasticities()).all()


def test_a_failed_cell_has_its_status_and_disturbs_nobody(bench):
    clean = neighbours(4)
    poisoned = np.vstack([FILLING, clean[:2], OUTSIDE, SENSELESS, clean[2:], BELOW])
    well = [1, 2, 5, 6]
    alone = outcome_gradients(bench, clean, NAMES, ALONG)
    batch = outcome_gradients(bench, poisoned, NAMES, ALONG, threads=3)
    assert [batch.status[i] for i in (0, 3, 4, 7)] == [
        "no_periodic_state",
        "refused",
        "refused",
        "not_converged",
    ]
    assert "grows without end" in batch.errors[0]
    assert "outside 0 to 10" in batch.errors[3]
    assert "not a finite number" in batch.errors[4]
    np.testing.assert_array_equal(np.flatnonzero(batch.solved), well)
    for i in (0, 3, 4, 7):
        assert np.isnan(batch.values[i]).all()
        assert np.isnan(batch.gradients[i]).all()
    np.testing.assert_array_equal(batch.settings, poisoned)
    assert batch.values[well].tobytes() == alone.values.tobytes()
    assert batch.gradients[well].tobytes() == alone.gradients.tobytes()


def test_a_cell_in_which_an_outcome_breaks_is_told_apart(bench):
    settings = np.array([[1.0], [3.0], [1.5]])
    batch = outcome_gradients(bench, settings, ["pool_mean", "poor_alone"], ["density"])
    assert batch.status == ("converged", "not_measured", "converged")
    assert "division by zero" in batch.errors[1]
    assert np.isnan(batch.values[1]).all()
    assert np.isfinite(batch.gradients[[0, 2]]).all()


def test_threads_order_and_company_change_no_byte(bench):
    settings = neighbours(5)
    one = outcome_gradients(bench, settings, NAMES, ALONG)
    for other in (
        outcome_gradients(bench, settings, NAMES, ALONG, threads=2),
        outcome_gradients(bench, settings[::-1].copy(), NAMES, ALONG, threads=5),
    ):
        back = slice(None, None, -1 if other.settings[0, 0] != settings[0, 0] else 1)
        assert other.values[back].tobytes() == one.values.tobytes()
        assert other.gradients[back].tobytes() == one.gradients.tobytes()
        assert other.missing == one.missing


def test_cells_may_be_given_as_cells(bench):
    values = neighbours(2)[:, :1]
    cells = [Cell(bench.healthy.override("density", v[0], reason="a test")) for v in values]
    mine = outcome_gradients(bench, cells, ["pool_mean"], ["density"], certify=True)
    theirs = outcome_gradients(bench, values, ["pool_mean"], ["density"])
    np.testing.assert_array_equal(mine.gradients, theirs.gradients)
    np.testing.assert_array_equal(mine.settings, values)


def test_what_has_no_derivative_is_told_with_its_reason(bench):
    names = ["pool_mean", "trough_hour"]
    batch = outcome_gradients(bench, HEALTHY[None, :1], names, ["density"])
    assert set(batch.missing) == {("trough_hour", "")}
    assert np.isfinite(batch.values).all()
    assert np.isnan(batch.gradients[0, 1]).all()
    timed = outcome_gradients(bench, np.array([[24.0]]), names[:1], ["supply_period"])
    assert set(timed.missing) == {("", "toy.supply_period")}
    assert np.isnan(timed.gradients).all()


def test_no_cells_give_no_rows(bench):
    batch = outcome_gradients(bench, np.empty((0, 2)), ["pool_mean"], ALONG[:2])
    assert batch.values.shape == (0, 1)
    assert batch.gradients.shape == (0, 1, 2)
    assert batch.status == ()


@pytest.mark.parametrize(
    ("outcomes", "parameters", "shape", "message"),
    [
        (["spoken"], ["density"], (1, 1), "word"),
        (["told"], ["density"], (1, 1), "not computed by a function"),
        (["pool_mean"], ["density", "toy.density"], (1, 2), "toy.density.*twice"),
        (["pool_mean"], ["density"], (1, 2), r"1 parameters were due, not of shape \(1, 2\)"),
    ],
)
def test_a_question_that_cannot_be_answered_is_refused(bench, outcomes, parameters, shape, message):
    with pytest.raises(InputError, match=message):
        outcome_gradients(bench, np.ones(shape), outcomes, parameters)


def test_unknown_names_are_refused_with_the_nearest(bench):
    with pytest.raises(UnknownNameError, match="pool_mean"):
        outcome_gradients(bench, HEALTHY[None], ["pool_men"], ALONG)
    with pytest.raises(UnknownNameError, match="clearance"):
        outcome_gradients(bench, HEALTHY[None], ["pool_mean"], ["clearence"])


def test_the_brain_answers_in_a_batch():
    brain: Bench = brain_bench()
    names = ("receptor_density", "urge_threshold")
    outcomes = ("labile_iron", "irls_score", "urge_onset")
    batch = outcome_gradients(brain, np.array([[0.5, 0.72], [0.45, 0.7]]), outcomes, names)
    assert batch.solved.all()
    result = solve_cell(
        Cell(
            brain.healthy.override("receptor_density", 0.45, reason="a test").override(
                "urge_threshold", 0.7, reason="a test"
            )
        ),
        brain,
        certify=False,
    )
    expected = [result.outcomes[name] for name in outcomes]
    np.testing.assert_allclose(batch.values[1], expected, rtol=1e-7)
    iron, score = batch.gradients[1, :2]
    assert iron[0] > 0 == iron[1]
    assert score[0] < 0
    assert score[1] < 0
    assert np.isnan(batch.gradients[:, 2]).all()
    assert ("urge_onset", "") in batch.missing
    with pytest.raises(InputError, match="word"):
        outcome_gradients(brain, np.ones((1, 1)), ["state"], ["receptor_density"])
