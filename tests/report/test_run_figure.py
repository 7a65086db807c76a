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


def test_the_caption_says_where_the_run_starts_and_what_is_given():
    hours = np.arange(20.0, 20.0 + 73.0)
    doses = [
        SimpleNamespace(time=46.0 + 24 * day, species="neuron.labile_iron", amount_umol=2.5)
        for day in (0, 1)
    ]
    lesions = Origin(lesions=("receptor_synthesis:0.4",))
    figure = draw_run(hours, courses(hours), lesions, start="the healthy day", doses=doses)
    caption = " ".join(figure.texts[-1].get_text().split())
    assert "Lesions: receptor_synthesis:0.4" in caption
    assert "Starts at 20:00 from the healthy day." in caption
    assert "2.5 µmol into neuron.labile_iron, 2 times from day 1 at 22:00." in caption
    for axes in figure.axes:
        assert [t.xy[0] for t in axes.texts if t.arrow_patch is not None] == [46.0, 70.0]


def test_nothing_is_said_of_doses_where_there_are_none():
    hours = np.arange(0.0, 25.0)
    figure = draw_run(hours, courses(hours))
    assert "Doses" not in figure.texts[-1].get_text()
    assert not any(text.arrow_patch for axes in figure.axes for text in axes.texts)


def test_the_level_at_which_function_fails_is_marked():
    hours = np.arange(0.0, 25.0)
    reserve = SimpleNamespace(
        name="function_reserve", label="reserve", unit="1", values=2 - 0.1 * hours
    )
    axes = draw_run(hours, [reserve]).axes[0]
    assert any(list(line.get_ydata()) == [1.0, 1.0] for line in axes.lines)
    assert axes.get_title(loc="left") == "Reserve: function fails below the line at 1"


@pytest.mark.parametrize(("swing", "span"), [(1e-6, 0.2), (0.04, 0.2), (1.0, 2.2)])
def test_noise_does_not_fill_a_panel(swing, span):
    hours = np.arange(0.0, 25.0)
    course = SimpleNamespace(
        label="iron", unit="umol/L", values=4.0 - swing + swing * np.sin(hours * np.pi / 12)
    )
    low, high = draw_run(hours, [course]).axes[0].get_ylim()
    assert high - low == pytest.approx(span, rel=0.01)


def test_a_run_repeats_byte_for_byte():
    hours = np.arange(0.0, 25.0)
    once, again = (figure_bytes(draw_run(hours, courses(hours)), "svg") for _ in range(2))
    assert once == again


def test_a_run_of_nothing_is_refused():
    with pytest.raises(ValueError, match="at least one"):
        draw_run(np.arange(3.0), [])
