"""The run figure has a panel for each quantity and shades the nights."""

from types import SimpleNamespace

import numpy as np
import pytest

from rls_sim.report.caption import Origin
from rls_sim.report.run_figure import draw_run
from rls_sim.report.style import figure_bytes


def courses(hours):
    return [
        SimpleNamespace(label="labile iron, neuron", unit="umol/L", values=1 + 0.1 * hours),
        SimpleNamespace(label="gate", unit="1", values=np.zeros_like(hours)),
    ]


def test_every_quantity_has_a_panel_with_its_label_and_unit():
    hours = np.arange(0.0, 49.0)
    figure = draw_run(hours, courses(hours))
    labels = [" ".join(axes.get_ylabel().split()) for axes in figure.axes]
    assert labels == ["Labile iron, neuron [µmol/L]", "Gate [ratio]"]
    assert figure.axes[-1].get_xlabel() == "Clock time [h:min]"


def test_nights_are_shaded_and_cut_at_the_ends_of_the_run():
    hours = np.arange(0.0, 49.0)
    late = draw_run(hours, courses(hours), night=(22.0, 30.0)).axes[0].patches
    assert [n.get_x() for n in late] == [0.0, 22.0, 46.0]
    nights = draw_run(hours, courses(hours)).axes[0].patches
    assert [(n.get_x(), n.get_width()) for n in nights] == [(0.0, 6.0), (18.0, 12.0), (42.0, 6.0)]


def test_a_long_run_is_drawn_over_days():
    hours = np.arange(8.0, 8.0 + 24 * 30)
    axes = draw_run(hours, courses(hours)).axes[-1]
    assert axes.get_xlabel() == "Time since the start [d]"
    assert [label.get_text() for label in axes.get_xticklabels()][:3] == ["0", "5", "10"]


def test_the_caption_claims_defaults_only_where_they_are_known():
    hours = np.arange(0.0, 25.0)
    unknown = draw_run(hours, courses(hours)).texts[-1].get_text()
    known = draw_run(hours, courses(hours), Origin()).texts[-1].get_text()
    assert "default" not in unknown
    assert "at their defaults" in known


def test_a_run_repeats_byte_for_byte():
    hours = np.arange(0.0, 25.0)
    once, again = (figure_bytes(draw_run(hours, courses(hours)), "svg") for _ in range(2))
    assert once == again


def test_a_run_of_nothing_is_refused():
    with pytest.raises(ValueError, match="at least one"):
        draw_run(np.arange(3.0), [])
