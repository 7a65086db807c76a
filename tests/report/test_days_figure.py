"""The days of several cells: one line a cell in every panel, thresholds named once."""

import numpy as np
import pytest
from synthetic import SyntheticDay

from rls_sim.report.caption import Origin
from rls_sim.report.clock_axis import noon_to_noon
from rls_sim.report.days_figure import MOST_DAYS, draw_days
from rls_sim.report.style import LINE_LOOKS


def drawn_of(*levels):
    cells = [(f"cell {level:g}", SyntheticDay(level)) for level in levels]
    return draw_days(cells, Origin(), "Cell 1: as it is in health")


def words_of(axes):
    return [text.get_text() for text in axes.texts]


def test_each_cell_has_its_line_in_every_panel_from_noon_to_noon():
    figure = drawn_of(1.0, 0.6)
    dopamine = figure.axes[1]
    for level, look, line in zip((1.0, 0.6), LINE_LOOKS, dopamine.lines, strict=False):
        day = SyntheticDay(level)
        clock, values = noon_to_noon(day.time, 1000.0 * day["extracellular_dopamine"])
        np.testing.assert_allclose(line.get_xdata(), clock)
        np.testing.assert_allclose(line.get_ydata(), values)
        assert line.get_color() == look.colour
    assert dopamine.get_ylabel().replace("\n", " ") == "Dopamine, outside [nmol/L]"
    assert {"cell 1", "cell 0.6"} <= set(words_of(figure.axes[0]))


def test_thresholds_are_named_with_their_values():
    gate, reserve = drawn_of(1.0, 0.6).axes[2:4]
    told = [text.replace("\n", " ") for text in words_of(gate)]
    assert "gate that is too open: 0.6" in told
    assert any("function fails below: 1" in text for text in words_of(reserve))


def test_levels_far_apart_are_drawn_by_ratio():
    assert drawn_of(1.0, 0.6).axes[0].get_yscale() == "linear"
    assert drawn_of(1.0, 0.02).axes[0].get_yscale() == "log"


def test_the_caption_says_what_each_cell_is():
    figure = drawn_of(1.0)
    assert any("Cell 1: as it is in health" in text.get_text() for text in figure.texts)


@pytest.mark.parametrize("count", [0, MOST_DAYS + 1])
def test_no_day_or_too_many_are_refused(count):
    with pytest.raises(ValueError, match=f"{count} days"):
        drawn_of(*[1.0] * count)
