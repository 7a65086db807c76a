"""The sweep figure says what it shows, whatever the sweep lacks."""

import re
from types import SimpleNamespace

import numpy as np
import pytest
from matplotlib.text import Text

from rls_sim.report.style import figure_bytes
from rls_sim.report.sweep_figure import draw_sweep
from rls_sim.report.sweep_table import SweepTable
from rls_sim.report.thresholds import declared_night, thresholds_of

UNIT = re.compile(r"\[[^\]]+\]")


def panels_of(figure):
    return [axes for axes in figure.axes if axes.get_title(loc="left")]


def words_of(figure):
    texts = [text.get_text() for text in figure.texts]
    for axes in figure.axes:
        texts += [text.get_text() for text in axes.texts]
    return " ".join(" ".join(texts).split())


def test_every_panel_has_a_y_label_with_its_unit(sweep, day):
    figure = draw_sweep(sweep(clock_map=True, days={3: day(0.1), 12: day()}))
    panels = panels_of(figure)
    assert len(panels) == 7
    for axes in panels:
        assert UNIT.search(axes.get_ylabel()), axes.get_title(loc="left")


def test_the_varied_parameter_names_the_lowest_axis_with_unit_and_key(sweep):
    label = panels_of(draw_sweep(sweep()))[-1].get_xlabel()
    assert label == "Synthesis of TfR1, relative to healthy (neuron.receptor_density) [ratio]"


def test_labels_come_from_the_columns(sweep):
    result = sweep()
    result.columns = result.columns | {"urge_hours": ("Restless hours", "fortnight")}
    labels = [" ".join(axes.get_ylabel().split()) for axes in panels_of(draw_sweep(result))]
    assert "Restless hours [fortnight]" in labels


def test_every_state_and_every_critical_value_is_written(sweep):
    words = words_of(draw_sweep(sweep()))
    for wanted in (
        "dying",
        "fails day and night",
        "fails only at night",
        "well",
        "0.07",
        "0.15",
        "0.31",
    ):
        assert wanted in words


def test_the_caption_says_hash_version_and_what_differs(sweep):
    result = sweep()
    healthy = result.parameter
    result.differences = {
        "plasma.volume": (type(healthy)(value=2.0, unit="L"), type(healthy)(value=3.0, unit="L"))
    }
    words = words_of(draw_sweep(result))
    assert "plasma.volume 2 L (default 3)" in words
    assert "rls_sim 9.9, model 0123456789ab" in words


@pytest.mark.parametrize("file_format", ["png", "svg"])
def test_saving_again_and_drawing_again_give_the_same_bytes(sweep, file_format):
    figure = draw_sweep(sweep(clock_map=True))
    once = figure_bytes(figure, file_format)
    assert figure_bytes(figure, file_format) == once
    assert figure_bytes(draw_sweep(sweep(clock_map=True)), file_format) == once


def test_a_panel_without_its_outcomes_is_left_out(sweep):
    figure = draw_sweep(sweep(without=("urge_hours", "cell_loss_per_decade")))
    titles = [axes.get_title(loc="left") for axes in panels_of(figure)]
    assert len(titles) == 3
    assert not any("urge" in title or "death" in title for title in titles)


@pytest.mark.parametrize(
    "without",
    [
        ("extracellular_dopamine_peak",),
        ("function_reserve_day",),
        ("labile_iron_relative", "iron_sulfur_relative"),
        tuple(f"extracellular_dopamine{part}" for part in ("", "_peak", "_trough")),
    ],
)
def test_any_missing_outcome_is_tolerated(sweep, without):
    assert len(panels_of(draw_sweep(sweep(without=without)))) >= 4


def test_a_sweep_of_states_alone_is_a_strip(sweep):
    outcomes = tuple(sweep().columns)
    figure = draw_sweep(sweep(without=outcomes))
    assert panels_of(figure) == []
    assert "well" in words_of(figure)
    assert figure.axes[0].get_xlabel()


def test_failed_cells_are_gaps_and_are_counted(sweep):
    figure = draw_sweep(sweep(failed=(0, 9, 20)))
    assert "3 of 21 cells not solved" in words_of(figure)
    for axes in panels_of(figure):
        courses = [line for line in axes.lines if len(line.get_xdata()) == 21]
        assert courses
        for line in courses:
            assert np.flatnonzero(np.isnan(line.get_ydata())).tolist() == [0, 9, 20]


def test_a_failed_cell_is_a_hatched_gap_through_every_panel(sweep):
    figure = draw_sweep(sweep(failed=(9,)))
    assert "not solved" in words_of(figure)
    density = np.geomspace(0.02, 2.0, 21)
    for axes in panels_of(figure):
        (gap,) = (p for p in axes.patches if p.get_hatch() == "xx")
        assert density[8] < gap.get_x() < density[9] < gap.get_x() + gap.get_width() < density[10]


def test_the_threshold_of_the_working_iron_has_the_colour_of_its_curve(sweep):
    axes = panels_of(draw_sweep(sweep()))[0]
    (curve,) = (x for x in axes.lines if len(x.get_xdata()) == 21 and x.get_marker() == "s")
    (level,) = (x for x in axes.lines if list(x.get_ydata()) == [0.25, 0.25])
    assert level.get_color() == curve.get_color()


def test_the_working_iron_at_the_dying_border_is_marked_on_its_curve(sweep):
    result = sweep(cells=41)
    axes = panels_of(draw_sweep(result))[0]
    density, iron = (
        np.array([row[name] for row in result.rows])
        for name in ("neuron.receptor_density", "iron_sulfur_relative")
    )
    expected = np.interp(np.log(0.07), np.log(density), iron)
    (mark,) = (x for x in axes.lines if len(x.get_xdata()) == 1)
    assert (*mark.get_xdata(), *mark.get_ydata()) == (0.07, pytest.approx(expected))
    (words,) = (text for text in axes.texts if "dying" in text.get_text())
    assert words.get_text() == f"dying below\nFe-S capacity {expected:.3g}"


def test_nothing_is_marked_where_it_is_not_lack_that_kills(sweep):
    result = sweep()
    result.boundaries = [type(result.boundaries[0])(0.9, "functional", "dying")]
    assert not any("dying" in t.get_text() for t in panels_of(draw_sweep(result))[0].texts)


def test_the_title_promises_a_gap_only_where_there_is_one(sweep):
    result = sweep()
    assert "dotted gap" in panels_of(draw_sweep(result))[1].get_title(loc="left")
    for row in result.rows:
        row["function_reserve_night"] = row["function_reserve_day"]
    assert panels_of(draw_sweep(result))[1].get_title(loc="left") == "The night against the day"


def test_a_sweep_in_which_every_cell_failed_can_be_drawn(sweep):
    result = sweep(failed=tuple(range(21)))
    result.boundaries = []
    assert "21 of 21 cells not solved" in words_of(draw_sweep(result))


def test_the_gap_where_only_the_night_fails_is_shaded_and_no_more(sweep):
    result = sweep(cells=41)
    axes = next(a for a in panels_of(draw_sweep(result)) if "night" in a.get_title(loc="left"))
    (gap,) = (c for c in axes.collections if c.get_hatch())
    corners = gap.get_paths()[0].vertices
    day, night = (
        np.array([row[name] for row in result.rows])
        for name in ("function_reserve_day", "function_reserve_night")
    )
    density = np.log([row["neuron.receptor_density"] for row in result.rows])
    low, high = (np.exp(np.interp(0.0, np.log(y), density)) for y in (day, night))
    assert corners[:, 0].min() == pytest.approx(low, rel=0.01)
    assert corners[:, 0].max() == pytest.approx(high, rel=0.01)


def test_the_clock_map_runs_from_noon_to_noon(sweep):
    figure = draw_sweep(sweep(clock_map=True))
    axes = next(a for a in panels_of(figure) if "24 hours" in a.get_title(loc="left"))
    figure.draw_without_rendering()
    assert axes.get_ylim() == (12.0, 36.0)
    ticks = [label.get_text() for label in axes.get_yticklabels()]
    assert ticks == ["12:00", "18:00", "00:00", "06:00", "12:00"]


def test_the_colour_bar_of_the_clock_map_says_what_it_shows(sweep):
    figure = draw_sweep(sweep(clock_map=True))
    axes = next(a for a in panels_of(figure) if "24 hours" in a.get_title(loc="left"))
    (bar,) = axes.child_axes
    assert " ".join(bar.get_ylabel().split()) == "Function reserve [ratio]"


def test_the_question_stands_under_the_title(sweep):
    result = sweep()
    result.question = "At which density does the cell die?"
    assert "At which density does the cell die?" in words_of(draw_sweep(result))


def test_thresholds_come_from_the_model_that_solved_the_sweep(sweep):
    from rls_sim.biology.brain import default_parameters, healthy_model

    result = sweep()
    del result.thresholds
    assert thresholds_of(result) == {}  # another model's hash: its thresholds are not known
    result.model_hash = healthy_model().hash()
    dying = default_parameters()["dying_threshold"]
    assert thresholds_of(result)["cell_loss_per_decade"] == [(dying.value, dying.meaning)]
    result.differences = {
        "dying_threshold": (SimpleNamespace(value=0.3, meaning=dying.meaning), dying)
    }
    assert thresholds_of(result)["cell_loss_per_decade"] == [(0.3, dying.meaning)]
    result.parameter.name = "dying_threshold"
    assert "cell_loss_per_decade" not in thresholds_of(result)


def test_thresholds_that_the_result_kept_are_drawn_whatever_model_is_installed(sweep):
    result = sweep(clock_map=True)
    assert thresholds_of(result) == {"iron_sulfur_relative": [(0.25, "survival needs")]}
    assert declared_night(result) == (20.0, 31.0)
    assert "are not drawn" not in words_of(draw_sweep(result))


def test_the_caption_says_where_thresholds_are_not_known(sweep):
    result = sweep()
    del result.thresholds
    assert "Thresholds are not drawn" in words_of(draw_sweep(result))


def test_a_narrow_linear_sweep_is_drawn_on_a_linear_axis(sweep):
    result = sweep()
    for index, row in enumerate(result.rows):
        row["neuron.receptor_density"] = 0.5 + 0.02 * index
    result.boundaries = []
    assert draw_sweep(result).axes[0].get_xscale() == "linear"


def test_rows_need_no_order(sweep):
    shuffled = sweep()
    shuffled.rows = shuffled.rows[::-1]
    table, usual = SweepTable(shuffled), SweepTable(sweep())
    assert table.bands() == usual.bands()
    np.testing.assert_array_equal(table.column("urge_hours"), usual.column("urge_hours"))


def test_a_sweep_without_cells_is_refused(sweep):
    result = sweep()
    result.rows = []
    with pytest.raises(ValueError, match="without cells"):
        draw_sweep(result)


def test_rows_that_do_not_say_the_varied_value_are_refused(sweep):
    result = sweep()
    result.rows = [{"state": "functional"}]
    with pytest.raises(ValueError, match=r"neuron\.receptor_density"):
        draw_sweep(result)


def test_no_two_texts_of_the_page_overlap(sweep, day):
    narrow = sweep(failed=(5,), clock_map=True, days={3: day(0.1), 12: day()})
    for boundary, value in zip(narrow.boundaries, (0.15, 0.155, 0.16), strict=True):
        boundary.value = value
    for row in narrow.rows:
        below = row["neuron.receptor_density"] < 0.15
        row["state"] = row["state"] and ("dying" if below else "functional")
    figure = draw_sweep(narrow)
    figure.draw_without_rendering()
    texts = list(figure.texts)
    for axes in figure.axes:
        texts += [text for text in axes.texts if text.get_text() != "night"]
        texts += [axes.title, axes._left_title, axes.xaxis.label, axes.yaxis.label]
    # Of an annotation only the text, without its arrow.
    boxes = [
        (t.get_text(), Text.get_window_extent(t).padded(-1.0))
        for t in texts
        if t.get_text().strip()
    ]
    page = figure.bbox
    for index, (words, box) in enumerate(boxes):
        assert box.x0 >= page.x0, words
        assert box.x1 <= page.x1, words
        for other_words, other in boxes[index + 1 :]:
            assert not box.overlaps(other), (words, other_words)
