"""The tornado: ranks and ends of what was drawn, slopes at a cell; chance told from influence."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from pictures import DENSITY, OXYGEN, QUANTITIES, drawn, listed, result_of

from rls_sim.errors import InputError
from rls_sim.inference.influence import CHANCE, LEAST, influences_of, rank_correlations
from rls_sim.report.caption import Origin
from rls_sim.report.tornado_figure import Slopes, draw_slopes, draw_tornado, influences_in
from rls_sim.study.design import Design, Listed


def texts(axes):
    return [text.get_text() for text in axes.texts]


def test_ranks_are_those_of_scipy():
    from scipy.stats import spearmanr

    chance = np.random.default_rng(1)
    one, other = chance.normal(size=200), chance.integers(0, 5, size=200).astype(float)
    due = spearmanr(one, one + other)[0]
    assert rank_correlations(one + other, one[:, None])[0] == pytest.approx(due)
    assert rank_correlations(np.exp(one), one[:, None])[0] == pytest.approx(1.0)
    assert rank_correlations(-one, one[:, None])[0] == pytest.approx(-1.0)
    assert rank_correlations(np.ones(200), one[:, None])[0] == 0.0


def test_the_ends_are_medians_of_the_outer_fifths():
    x = np.linspace(0, 1, 101)
    (one,) = influences_of("y", x**2, {"x": x}).found
    assert one.rank == pytest.approx(1.0)
    assert one.low == pytest.approx(0.1**2)  # the median of 0 to 0.2
    assert one.high == pytest.approx(0.9**2)


def test_noise_is_within_chance_as_often_as_it_says():
    chance = np.random.default_rng(7)
    drawn_at_random = {f"p{i}": chance.normal(size=400) for i in range(400)}
    found = influences_of("y", chance.normal(size=400), drawn_at_random)
    beyond = np.mean([abs(one.rank) > found.chance for one in found.found])
    assert found.chance == pytest.approx(CHANCE / np.sqrt(399))
    assert 0.02 < beyond < 0.09  # one in twenty, of 400: three standard errors to each side


def test_cells_without_a_number_count_for_nothing():
    x = np.linspace(0, 1, 50)
    y = np.where(x > 0.5, np.nan, x)
    assert influences_of("y", y, {"x": x}).cells == 25
    few = np.where(np.arange(50) < LEAST - 1, x, np.nan)
    with pytest.raises(InputError, match="9 cells have a number of y"):
        influences_of("y", few, {"x": x})


def test_the_strongest_parameter_stands_at_the_top_with_its_rank():
    result = result_of(Design((drawn(DENSITY, OXYGEN, count=128),)))
    figure = draw_tornado(result, ["labile_iron"])
    (panel,) = influences_in(result, ["labile_iron"])
    (axes,) = figure.axes
    first = axes.get_yticklabels()[0].get_text().replace("\n", " ")
    assert first == f"Synthesis of TfR1, relative to healthy ({DENSITY})"
    assert [one.parameter for one in panel.found] == [DENSITY, OXYGEN]
    assert axes.get_ylim()[0] > axes.get_ylim()[1]  # the first row is the highest
    assert texts(axes)[:2] == ["rank correlation", f"{panel.found[0].rank:+.2f}"]
    ends = sorted(bar.get_x() + bar.get_width() for bar in axes.patches[:2])
    assert ends == pytest.approx([panel.found[0].low, panel.found[0].high])


def test_what_may_be_chance_is_pale():
    result = result_of(Design((drawn(DENSITY, OXYGEN, count=32),)))
    result.data["labile_iron"] = np.random.default_rng(3).normal(size=32)
    (panel,) = influences_in(result, ["labile_iron"])
    assert all(abs(one.rank) < panel.chance for one in panel.found)
    (axes,) = draw_tornado(result, ["labile_iron"]).axes
    assert {bar.get_alpha() for bar in axes.patches} == {0.3}


def test_lists_that_were_paired_are_told():
    pairs = np.column_stack([np.linspace(0.1, 2, 20), np.linspace(1, 9, 20)])
    figure = draw_tornado(result_of(Design((Listed((DENSITY, OXYGEN), pairs),))))
    caption = " ".join(" ".join(text.get_text().split()) for text in figure.texts)
    assert f"{DENSITY} and {OXYGEN} were varied together" in caption


def test_fewer_than_two_parameters_or_ten_cells_are_refused():
    one = result_of(Design((drawn(DENSITY, OXYGEN),)), varied=(QUANTITIES[DENSITY],))
    with pytest.raises(InputError, match=f"one varies \\({DENSITY}\\)"):
        draw_tornado(one)
    few = result_of(Design((listed(DENSITY, [1.0, 2.0]), listed(OXYGEN, [3.0, 4.0]))))
    with pytest.raises(InputError, match="at least 10 cells, and there are 4"):
        draw_tornado(few)


def test_slopes_stand_to_the_side_of_their_sign():
    panel = Slopes("labile_iron", "Labile iron", ((DENSITY, 0.64), (OXYGEN, -0.21)))
    model = SimpleNamespace(parameters=QUANTITIES)
    (axes,) = draw_slopes([panel], model, Origin()).axes
    assert [bar.get_width() for bar in axes.patches] == [0.64, -0.21]
    assert [bar.get_hatch() for bar in axes.patches] == ["", "////"]
    assert "+0.64" in texts(axes)
    with pytest.raises(ValueError, match="no outcome has a slope"):
        draw_slopes([Slopes("labile_iron", "Labile iron", ())], model, Origin())


def overlaps(one, other):
    return one.x0 < other.x1 and other.x0 < one.x1 and one.y0 < other.y1 and other.y0 < one.y1


def test_a_long_title_of_the_first_panel_and_the_key_have_rows_of_their_own():
    label = "Function reserve by night, least of all the hours in which it could have been more"
    model = SimpleNamespace(parameters=QUANTITIES)
    found = ((DENSITY, 0.64), (OXYGEN, -0.21))
    slopes = draw_slopes([Slopes("labile_iron", label, found)], model, Origin())
    result = result_of(Design((drawn(DENSITY, OXYGEN, count=128),)))
    swept = draw_tornado(
        replace(result, columns={**result.columns, "labile_iron": (label, "umol/L")})
    )
    for figure in (slopes, swept):
        figure.draw_without_rendering()
        axes = figure.axes[0]
        key = axes.get_legend().get_window_extent()
        assert label in axes.get_title(loc="left")
        for text in (axes.title, axes._left_title, *figure.texts, *axes.texts):
            assert not overlaps(key, text.get_window_extent()), text.get_text()


def test_bars_end_within_the_axis():
    model = SimpleNamespace(parameters=QUANTITIES)
    panel = Slopes("labile_iron", "Labile iron", ((DENSITY, 0.64), (OXYGEN, -0.21)))
    (axes,) = draw_slopes([panel], model, Origin()).axes
    low, high = axes.get_xlim()
    assert low < -0.22
    assert high > 0.66
