"""The day figure puts the night in the middle and names what it shows."""

import re
from types import SimpleNamespace

import numpy as np
import pytest

from rls_sim.report.clock_axis import clock_words, noon_to_noon
from rls_sim.report.day_figure import draw_day
from rls_sim.report.style import figure_bytes

UNIT = re.compile(r"\[[^\]]+\]")


def test_every_panel_is_labelled_with_its_unit(day):
    figure = draw_day(day())
    assert len(figure.axes) == 4  # the synthetic day has no urge
    for axes in figure.axes:
        assert UNIT.search(axes.get_ylabel())
    assert figure.axes[-1].get_xlabel() == "Clock time [h:min]"


def test_small_amounts_are_shown_in_nanomoles(day):
    figure = draw_day(day())
    (line,) = (x for x in figure.axes[1].lines if len(x.get_xdata()) > 50)
    assert "nmol/L" in figure.axes[1].get_ylabel()
    assert max(line.get_ydata()) == pytest.approx(2.6)


def test_the_axis_runs_from_noon_to_noon_with_the_night_shaded(day):
    axes = draw_day(day()).axes[0]
    assert axes.get_xlim() == (12.0, 36.0)
    (night,) = axes.patches
    assert night.get_x() == pytest.approx(18.0)
    assert night.get_x() + night.get_width() == pytest.approx(30.0)


def test_the_night_is_that_of_the_model_where_it_says_so(day):
    evening = day()
    evening.model.parameters["night_begins"] = SimpleNamespace(value=21.0, unit="h")
    evening.model.parameters["night_ends"] = SimpleNamespace(value=6.0, unit="h")
    (night,) = draw_day(evening).axes[0].patches
    assert night.get_x() == pytest.approx(21.0)
    assert night.get_width() == pytest.approx(9.0)


@pytest.mark.parametrize(
    ("begins", "ends", "words"),
    [(16.0, 8.0, "evening and night"), (18.0, 6.0, "night"), (21.0, 6.0, "night")],
)
def test_more_than_half_the_day_is_not_called_night_alone(day, begins, ends, words):
    long = day()
    long.model.parameters["night_begins"] = SimpleNamespace(value=begins, unit="h")
    long.model.parameters["night_ends"] = SimpleNamespace(value=ends, unit="h")
    assert words in [text.get_text() for text in draw_day(long).axes[0].texts]


def test_a_reference_is_drawn_beside_the_day_and_named_in_the_caption(day):
    alone, beside = draw_day(day(0.5)), draw_day(day(0.5), day(1.0))
    assert len(beside.axes[1].lines) == len(alone.axes[1].lines) + 1
    caption = " ".join(beside.texts[-1].get_text().split())
    assert "neuron.receptor_density 0.5 (default 1)" in caption
    assert "healthy day" in caption


def test_the_caption_has_the_hash_of_the_model_that_the_cell_differs_from(day):
    caption = draw_day(day(0.5, reference=day(1.0))).texts[-1].get_text()
    assert "model feedc0ffee1." in " ".join(caption.split())


def test_the_healthy_day_that_a_day_carries_is_its_reference(day):
    carried = figure_bytes(draw_day(day(0.5, reference=day(1.0))), "svg")
    assert carried == figure_bytes(draw_day(day(0.5), day(1.0)), "svg")


def test_hours_of_failing_function_are_hatched_only_where_it_fails(day):
    def hatched(level):
        figure = draw_day(day(level))
        axes = next(a for a in figure.axes if "Function" in a.get_title(loc="left"))
        (area,) = (c for c in axes.collections if c.get_hatch())
        return [path for path in area.get_paths() if len(path.vertices)]

    assert hatched(2.0) == []
    (path,) = hatched(1.0)  # the wave falls below 1 from 20:00 to 08:00
    assert path.vertices[:, 0].min() == pytest.approx(20.0, abs=0.01)
    assert path.vertices[:, 0].max() == pytest.approx(32.0, abs=0.01)


@pytest.mark.parametrize("level", [-180.0, 0.0, 1e-9])
def test_a_reserve_of_nothing_and_less_is_drawn(day, level):
    """As iron in extremes has it; a logarithm has no place for it."""

    class Spent(day):
        def __getitem__(self, name):
            course = super().__getitem__(name)
            return level * course if name == "function_reserve" else course

    figure = draw_day(Spent())
    axes = next(a for a in figure.axes if "Function" in a.get_title(loc="left"))
    low, high = axes.get_ylim()
    assert 0 < low < 1 < high
    assert figure_bytes(figure, "svg")


def test_quantities_that_the_model_lacks_are_left_out(day):
    figure = draw_day(day(without=("extracellular_dopamine", "d2_signal", "neuron.labile_iron")))
    assert len(figure.axes) == 3


def test_a_day_with_nothing_to_draw_is_refused(day):
    with pytest.raises(ValueError, match="none of the quantities"):
        draw_day(day(without=tuple(day.QUANTITIES)))


@pytest.mark.parametrize("file_format", ["png", "svg"])
def test_saving_twice_gives_the_same_bytes(day, file_format):
    figure = draw_day(day(0.5, reference=day()))
    assert figure_bytes(figure, file_format) == figure_bytes(figure, file_format)


def test_a_day_is_turned_to_noon_without_losing_or_moving_a_value():
    hours = np.linspace(0.0, 24.0, 25)
    clock, values = noon_to_noon(hours, hours % 24)
    assert clock.tolist() == list(range(12, 37))
    assert values.tolist() == [hour % 24 for hour in range(12, 37)]


def test_a_day_sampled_off_the_hour_keeps_its_order():
    hours = np.array([1.0, 7.0, 13.0, 19.0])
    clock, values = noon_to_noon(hours, hours)
    assert clock.tolist() == [13.0, 19.0, 25.0, 31.0]
    assert values.tolist() == [13.0, 19.0, 1.0, 7.0]


def test_hours_past_midnight_read_as_a_clock():
    assert [clock_words(hour) for hour in (12, 24, 30.5, 36)] == [
        "12:00",
        "00:00",
        "06:30",
        "12:00",
    ]


def test_the_caption_names_the_lesion_that_made_the_cell(day):
    caption = draw_day(day(0.5), day(1.0), ["receptor_synthesis:0.5"]).texts[-1].get_text()
    assert "Lesions: receptor_synthesis:0.5" in " ".join(caption.split())
