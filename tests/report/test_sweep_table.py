"""A sweep read for drawing: states become bands, failures become gaps."""

import math
from itertools import pairwise
from types import SimpleNamespace

import numpy as np
import pytest

from rls_sim.report.sweep_table import Band, SweepTable


def table(states, boundaries=(), values=(1.0, 10.0, 100.0, 1000.0)):
    rows = [{"x": v, "state": s, "error": ""} for v, s in zip(values, states, strict=True)]
    return SweepTable(
        SimpleNamespace(
            rows=rows,
            columns={},
            parameter=SimpleNamespace(name="neuron.x", meaning="x", unit="1"),
            boundaries=[
                SimpleNamespace(value=v, below_state=b, above_state=a) for v, b, a in boundaries
            ],
        )
    )


def test_bands_meet_at_the_critical_values():
    bands = table(["dying", "dying", "functional", "functional"], [(30.0, "dying", "functional")])
    assert bands.bands() == (Band("dying", 1.0, 30.0), Band("functional", 30.0, 1000.0))


def test_without_a_critical_value_states_change_midway_on_the_axis():
    first, second = table(["dying", "functional", "functional", "functional"]).bands()
    assert first.end == second.start == pytest.approx(math.sqrt(10.0))


def test_a_state_narrower_than_the_grid_still_has_its_band():
    boundaries = [(20.0, "dying", "deficient"), (50.0, "deficient", "functional")]
    bands = table(["dying", "dying", "functional", "functional"], boundaries).bands()
    assert [(band.state, band.start) for band in bands] == [
        ("dying", 1.0),
        ("deficient", 20.0),
        ("functional", 50.0),
    ]


def test_failed_cells_have_a_band_of_their_own():
    bands = table(["dying", "", "", "functional"]).bands()
    assert [band.state for band in bands] == ["dying", "failed", "functional"]


def test_bands_cover_the_sweep_without_gap_or_overlap():
    bands = table(
        ["dying", "", "deficient", "functional"], [(500.0, "deficient", "functional")]
    ).bands()
    assert bands[0].start == 1.0
    assert bands[-1].end == 1000.0
    for one, other in pairwise(bands):
        assert one.end == other.start
        assert one.start < one.end


def test_numbers_are_read_from_text_and_words_are_gaps():
    swept = table(["dying"] * 4)
    for row, value in zip(swept._rows, ("0.5", "", "none", 2), strict=True):
        row["outcome"] = value
    np.testing.assert_array_equal(swept.column("outcome"), [0.5, np.nan, np.nan, 2.0])


def test_an_outcome_that_no_cell_has_is_none():
    assert table(["dying"] * 4).column("absent") is None
