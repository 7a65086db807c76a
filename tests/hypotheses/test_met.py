"""The interval that meets a row is where the row's own scoring says so."""

import math

import numpy as np
import pytest

from rls_sim.hypotheses.met import HOUR, LEVEL, RATIO, interval_that_meets
from rls_sim.hypotheses.observations import CLOCK, Sign, load_observations
from rls_sim.hypotheses.scoring import CONTRASTS, LOSS, Doubt, ScoredRow

DOUBT = Doubt()
CERTAIN = Doubt(model=0.0, tissue=0.0, model_hours=0.0)  # the model's number is taken as it stands
ROWS = [row for row in load_observations() if row.outcome and row.contrast in CONTRASTS]
SIGNED = [row for row in ROWS if row.sign is not None]
NUMBERED = [row for row in ROWS if row.sign is None]
HEALTHY = 0.02  # a loss of cells, or any level, of the healthy cell


def agreement(row, broken, doubt):
    """Of values of the outcome in broken cells with what was published."""
    scored = ScoredRow(row, 1.0)
    return scored.agreement(scored.predicted(broken, np.full_like(broken, HEALTHY)), doubt)


def broken_values(row):
    """Values of the outcome from far below to far above what meets the row."""
    if row.is_clock:
        return np.linspace(0, CLOCK, 997)
    if row.outcome == LOSS:
        return np.linspace(0, 0.999, 997)
    scale = HEALTHY if row.is_ratio else row.value
    return scale * np.geomspace(0.01, 100, 997)


@pytest.mark.parametrize("row", SIGNED, ids=lambda row: row.id)
def test_a_sign_is_met_where_such_a_study_would_more_probably_than_not_report_it(row):
    met, values = interval_that_meets(row, HEALTHY), broken_values(row)

    found = np.array([met.holds(value, HEALTHY) for value in values])

    np.testing.assert_array_equal(found, agreement(row, values, CERTAIN) > 0.5)
    assert 0 < found.sum() < len(found)


@pytest.mark.parametrize("row", [row for row in SIGNED if row.sign is not Sign.SAME], ids=str)
def test_doubt_of_the_model_does_not_move_where_a_change_is_met(row):
    values = broken_values(row)

    np.testing.assert_array_equal(
        agreement(row, values, DOUBT) > 0.5, agreement(row, values, CERTAIN) > 0.5
    )


@pytest.mark.parametrize("row", NUMBERED, ids=lambda row: row.id)
def test_a_number_is_met_where_the_model_is_not_farther_off_than_by_chance(row):
    met, values = interval_that_meets(row, HEALTHY), broken_values(row)

    found = np.array([met.holds(value, HEALTHY) for value in values])

    np.testing.assert_array_equal(found, agreement(row, values, DOUBT) > 0.05)
    assert 0 < found.sum() < len(found)


def one(name):
    return next(row for row in load_observations() if row.id == name)


def test_an_open_end_is_none():
    up = interval_that_meets(one("snyder2009_ftmt"), 1.0)
    down = interval_that_meets(one("connor2003_iron"), 1.0)

    assert (up.kind, up.high) == (RATIO, None)
    assert up.low > 1
    assert (down.kind, down.low) == (RATIO, None)
    assert 0 < down.high < 1
    assert up.holds(math.inf, 1.0)


def test_an_hour_goes_past_midnight():
    met = interval_that_meets(one("trenkwalder1999_peak"), 1.0)

    assert met.kind == HOUR
    assert met.low > met.high
    assert met.holds(0.0, 1.0)
    assert met.holds(23.9, 1.0)
    assert not met.holds(12.0, 1.0)


def test_loss_of_cells_is_compared_by_what_is_left():
    met = interval_that_meets(one("connor2003_cells"), 0.0)  # no fewer cells, of hardly any loss

    assert (met.kind, met.low) == (LEVEL, None)
    assert met.holds(0.0, 0.0)
    assert not met.holds(0.9, 0.0)


def test_a_ratio_within_one_day_is_no_ratio_of_two_cells():
    met = interval_that_meets(one("bianco2009_dopamine"), 1.0)

    assert met.kind == LEVEL
    assert met.holds(1.175, 7.0)


def test_no_number_meets_nothing():
    met = interval_that_meets(one("connor2003_iron"), 1.0)

    assert not met.holds(math.nan, 1.0)
    assert not met.holds(0.0, 0.0)


def test_a_row_that_the_model_does_not_answer_has_no_interval():
    unanswered = [row for row in load_observations() if not row.outcome]

    assert unanswered
    assert all(interval_that_meets(row, 1.0) is None for row in unanswered)
