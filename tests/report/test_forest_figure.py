"""The forest plot: a row an observation, disputes joined, the model beside, told apart in grey."""

import math
from itertools import pairwise
from types import SimpleNamespace

import pytest

from rls_sim.hypotheses.observations import CONTRASTS, USES, load_observations
from rls_sim.report.forest_figure import PAGE_TALL, draw_forest, draw_forest_pages
from rls_sim.report.forest_marks import USE_LOOKS, Interval, ModelWords
from rls_sim.report.forest_rows import HOUR, LEVEL, RATIO, hour_on_axis, panels_of
from rls_sim.report.style import figure_bytes, pages_bytes


def seen(name, **changed):
    fields = {
        "id": name,
        "what": f"what {name} is",
        "contrast": "rls/control",
        "outcome": "labile_iron_relative",
        "direction": "down",
        "value": math.nan,
        "low": math.nan,
        "high": math.nan,
        "unit": "1",
        "n": (7, 5),
        "method": "mri",
        "species": "human",
        "source": f"{name}2001",
        "use": "scored",
        "conflicts_with": (),
        "has_value": "value" in changed,
        "is_ratio": True,
        "is_clock": False,
        "log_standard_error": 0.2,
    }
    return SimpleNamespace(**fields | changed)


def hour(name, value, low, high):
    return seen(
        name, contrast="rls", value=value, low=low, high=high, is_ratio=False, is_clock=True
    )


def words(figure):
    return [text.get_text() for text in figure.texts]


def plots(figure):
    """The axes with a frame, which have the marks."""
    return [axes for axes in figure.axes[1:] if axes.axison]


def test_every_bound_observation_of_the_table_has_a_row_and_its_source():
    rows = load_observations()
    figure = draw_forest(rows, headings=CONTRASTS)
    bound = [row for row in rows if row.outcome and (row.is_ratio or row.has_value)]
    assert sum(len(panel.rows) for panel in panels_of(rows, CONTRASTS)) == len(bound)
    told = " ".join(words(figure))
    assert not [row.source for row in bound if row.source not in told]
    assert f"{len(bound)} published observations" in told.replace("\n", " ")


def test_ratios_levels_and_hours_have_axes_of_their_own():
    rows = [
        seen("a"),
        seen("b", contrast="rls", is_ratio=False, value=24.0, low=23.0, high=25.0),
        hour("c", 0.5, 23.0, 2.0),
    ]
    panels = panels_of(rows, {"rls/control": "Against control", "rls": "In patients"})
    assert [panel.kind for panel in panels] == [RATIO, LEVEL, HOUR]
    ratio, level, clock = plots(draw_forest(rows))
    assert ratio.get_xscale() == level.get_xscale() == "log"
    assert clock.get_xlim() == (6.0, 30.0)
    assert hour_on_axis(0.5) == 24.5
    ends = next(line.get_xdata() for line in clock.lines if len(line.get_xdata()) == 2)
    assert list(ends) == [23.0, 26.0]


def test_what_nothing_answers_is_left_out_and_said_to_be():
    figure = draw_forest([seen("a"), seen("b", outcome="")])
    caption = " ".join(figure.texts[1].get_text().split())
    assert "1 published observations" in caption
    assert "1 more are not drawn" in caption


def test_rows_in_dispute_stand_together_within_a_bracket():
    rows = [
        seen("a", conflicts_with=("c",)),
        seen("b"),
        seen("c", direction="up", conflicts_with=("a",)),
    ]
    (panel,) = panels_of(rows, {"rls/control": "Against control"})
    assert [row.id for row in panel.rows] == ["a", "c", "b"]
    assert panel.disputes == ((0, 1),)
    (axes,) = plots(draw_forest(rows))
    (bracket,) = [line for line in axes.lines if len(line.get_xdata()) == 4]
    assert min(bracket.get_ydata()) < 0
    assert 1 < max(bracket.get_ydata()) < 2


def test_a_dispute_with_what_is_not_drawn_is_marked():
    assert "\N{NOT EQUAL TO}" in words(draw_forest([seen("a", conflicts_with=("elsewhere",))]))
    assert "\N{NOT EQUAL TO}" not in words(draw_forest([seen("a")]))


def test_a_value_is_filled_with_its_error_and_a_sign_is_hollow():
    rows = [seen("a", value=0.5, low=0.4, high=0.7), seen("b"), seen("c", direction="same")]
    (axes,) = plots(draw_forest(rows))
    value, down, same = (line for line in axes.lines if line.get_marker() in "o<|")
    assert value.get_markerfacecolor() != "white"
    assert down.get_markerfacecolor() == "white"
    widths = [tuple(line.get_xdata()) for line in axes.lines if len(line.get_xdata()) == 2]
    assert (0.4, 0.7) in widths
    assert (math.exp(-0.2), math.exp(0.2)) in widths
    assert same.get_xdata()[0] == 1.0


def test_the_model_is_beside_its_row_in_the_unit_of_the_row():
    level = seen("a", contrast="rls", is_ratio=False, value=20.0, low=18.0, high=22.0)
    (axes,) = plots(draw_forest([level], {"a": Interval(24.0, 20.0, 28.0)}))
    (bar,) = axes.patches
    assert bar.get_x() == pytest.approx(1.0)
    assert bar.get_width() == pytest.approx(0.4)
    assert not plots(draw_forest([level]))[0].patches


@pytest.mark.parametrize(
    "interval",
    [Interval(0.0, 0.0, 0.0), Interval(math.inf, 1.0, math.inf), Interval(1.0, 0.0, 1e9)],
)
def test_a_model_beyond_the_axis_is_cut_at_its_edge(interval):
    (axes,) = plots(draw_forest([seen("a")], {"a": interval}))
    (bar,) = axes.patches
    left, right = axes.get_xlim()
    assert left <= bar.get_x() <= bar.get_x() + bar.get_width() <= right * (1 + 1e-9)


def test_a_model_without_a_number_is_not_drawn():
    missing = Interval(math.nan, math.nan, math.nan)
    (axes,) = plots(draw_forest([seen("a")], {"a": missing}))
    assert not axes.patches


def test_a_model_past_midnight_keeps_its_width():
    figure = draw_forest([hour("a", 0.5, 23.0, 2.0)], {"a": Interval(23.5, 22.5, 1.0)})
    (axes,) = plots(figure)
    (bar,) = axes.patches
    assert (bar.get_x(), bar.get_width()) == pytest.approx((22.5, 2.5))


def test_nothing_to_draw_is_refused():
    with pytest.raises(ValueError, match="no observation"):
        draw_forest([seen("a", outcome="")])


def test_uses_differ_in_colour_in_marker_and_in_words():
    assert set(USE_LOOKS) == set(USES)
    for told in ("colour", "marker", "words"):
        assert len({getattr(look, told) for look in USE_LOOKS.values()}) == len(USES)


def test_no_words_run_into_the_plot_or_off_the_page():
    figure = draw_forest(load_observations(), headings=CONTRASTS)
    figure.draw_without_rendering()
    left = min(axes.get_window_extent().x0 for axes in plots(figure))
    page = figure.get_window_extent()
    for text in figure.texts:
        box = text.get_window_extent()
        assert box.x1 <= page.x1, text.get_text()
        if box.x0 < left / 2 and text.get_color() == "black" and text.get_weight() != "bold":
            assert box.x1 <= left, text.get_text()


def test_saving_twice_gives_the_same_bytes():
    rows = [seen("a"), seen("b", conflicts_with=("a",))]
    assert figure_bytes(draw_forest(rows), "svg") == figure_bytes(draw_forest(rows), "svg")


def test_the_comparison_with_controls_fits_one_printed_page():
    rows = [row for row in load_observations() if row.contrast == "rls/control"]
    assert len(draw_forest_pages(rows, headings=CONTRASTS)) == 1


def test_all_observations_are_on_numbered_pages_that_a_sheet_holds():
    rows = load_observations()
    pages = draw_forest_pages(rows, headings=CONTRASTS)
    assert len(pages) > 1
    for number, page in enumerate(pages, start=1):
        assert page.get_size_inches()[1] * 25.4 <= PAGE_TALL + 1e-6
        assert f"(page {number} of {len(pages)})" in words(page)[0]
    told = " ".join(word for page in pages for word in words(page))
    bound = [row for row in rows if row.outcome and (row.is_ratio or row.has_value)]
    assert not [row.source for row in bound if row.source not in told]


def test_a_panel_longer_than_a_page_is_cut_between_disputes_and_goes_on():
    rows = [seen(f"r{i}", conflicts_with=(f"r{i ^ 1}",)) for i in range(200)]
    pages = draw_forest_pages(rows)
    assert len(pages) == 3
    headings = [[w for w in words(page) if w.startswith("rls/control")] for page in pages]
    assert headings == [["rls/control"], *[["rls/control (continued)"]] * 2]
    brackets = [sum(len(line.get_xdata()) == 4 for line in plots(page)[0].lines) for page in pages]
    assert sum(brackets) == 100
    assert "\N{NOT EQUAL TO}" not in " ".join(word for page in pages for word in words(page))


def test_several_pages_are_one_pdf_with_the_same_bytes_each_time():
    rows = [seen(f"r{i}") for i in range(100)]
    pages = draw_forest_pages(rows)
    content = pages_bytes(pages)
    assert content.count(b"/Type /Page ") == len(pages) == 2
    assert content == pages_bytes(draw_forest_pages(rows))


def test_the_model_is_named_in_title_key_heading_and_caption():
    told = ModelWords(
        key="model: patients with broken:2, 84 of 400 members",
        lesion="broken:2",
        caption="Model: 400 members, seed 7",
        makers={"rls/control": "model: something else"},
        model_hash="feedc0ffee11",
    )
    figure = draw_forest([seen("a")], {"a": Interval(0.6, 0.4, 0.8)}, words=told)
    assert words(figure)[0] == "What was published, beside the model with broken:2"
    assert told.key in [text.get_text() for text in figure.axes[0].texts]
    assert "model: something else" in words(figure)
    caption = " ".join(figure.texts[1].get_text().split())
    assert "Model: 400 members, seed 7" in caption
    assert "model feedc0ffee11" in caption


def test_words_that_do_not_fit_are_broken_not_cut():
    long = "influx constant of plasma iron into all of the brain and into the spinal cord"
    figure = draw_forest([seen("a", what=long), seen("b")])
    assert long in " ".join(" ".join(words(figure)).split()).lower()
    assert "\N{HORIZONTAL ELLIPSIS}" not in "".join(words(figure))


def test_the_labels_of_an_axis_keep_apart():
    wide = {"a": Interval(1.0, 0.001, 1000.0)}
    for model in ({}, wide, {"a": Interval(1.0, 0.1, 9.0)}):
        figure = draw_forest([seen("a")], model)
        figure.draw_without_rendering()
        (axes,) = plots(figure)
        boxes = [label.get_window_extent() for label in axes.get_xticklabels()]
        assert "1" in [label.get_text() for label in axes.get_xticklabels()]
        assert len(boxes) > 2
        assert all(a.x1 + 2 < b.x0 for a, b in pairwise(boxes))
