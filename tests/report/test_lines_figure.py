"""Lines with bands: the quantiles of what was drawn beside one parameter, and shares of states."""

import numpy as np
import pytest
from pictures import DENSITY, OXYGEN, drawn, grid_design, lines_design, listed, result_of

from rls_sim.errors import InputError, UnknownNameError
from rls_sim.report.ensemble_bands import QUANTILES, line_of, quantiles_of, shares_of
from rls_sim.report.lines_figure import draw_lines
from rls_sim.report.tornado_figure import draw_tornado
from rls_sim.study.design import Design


def medians(axes):
    return max(axes.lines, key=lambda line: line.get_linewidth()).get_ydata()


@pytest.mark.parametrize("first", [True, False])
def test_cells_are_gathered_by_the_listed_value_whichever_varies_faster(first):
    axes = (listed(DENSITY, [2.0, 0.1, 1.0]), drawn(OXYGEN, count=8))
    result = result_of(Design(axes if first else axes[::-1]))
    line = line_of(result)
    assert line.values.tolist() == [0.1, 1.0, 2.0]
    assert line.beside == (OXYGEN,)
    for value, cells in zip(line.values, line.cells, strict=True):
        assert set(result.data[DENSITY][cells]) == {value}
        np.testing.assert_array_equal(
            np.sort(result.data[OXYGEN][cells]), np.sort(result.data[OXYGEN][line.cells[0]])
        )


def test_bands_are_the_quantiles_of_cells_that_were_solved():
    result = result_of(lines_design(), failed=(0, 1, 2))
    line = line_of(result)
    found = quantiles_of(line, result.data["labile_iron"])
    solved = result.data["labile_iron"][line.cells[0]]
    assert np.isnan(solved).sum() == 3
    expected = np.quantile(solved[~np.isnan(solved)], QUANTILES)
    np.testing.assert_allclose(found[:, 0], expected, rtol=1e-12)


def test_where_no_cell_was_solved_there_is_a_gap():
    result = result_of(lines_design(), failed=range(64))
    assert np.isnan(quantiles_of(line_of(result), result.data["labile_iron"])[:, 0]).all()
    draw_lines(result)


def test_shares_of_states_sum_to_one_with_the_failed():
    result = result_of(lines_design(), failed=(0, 70))
    shares = shares_of(line_of(result), result.data["state"])
    np.testing.assert_allclose(sum(shares.values()), 1.0, rtol=1e-12)
    assert shares["failed"].tolist()[:3] == [1 / 64, 1 / 64, 0.0]
    assert next(iter(shares)) == "dying"


def test_the_figure_draws_the_medians_with_units_and_says_what_was_drawn():
    result = result_of(lines_design())
    figure = draw_lines(result)
    line = line_of(result)
    iron, urge, loss = figure.axes[1:4]
    np.testing.assert_array_equal(medians(iron), quantiles_of(line, result.data["labile_iron"])[2])
    assert iron.get_ylabel() == "Labile iron [µmol/L]"
    assert urge.get_yscale() == "linear"  # it is zero for many, which a ratio cannot show
    assert loss.get_xlabel() == f"Synthesis of TfR1, relative to healthy ({DENSITY}) [ratio]"
    caption = " ".join(" ".join(text.get_text().split()) for text in figure.texts)
    assert f"the same 64 draws of {OXYGEN}" in caption


def test_one_cell_a_value_is_a_line_without_bands():
    result = result_of(Design((listed(DENSITY, [0.1, 0.5, 1.0]), listed(OXYGEN, [4.0]))))
    figure = draw_lines(result, ["labile_iron"])
    assert not figure.axes[1].collections
    np.testing.assert_array_equal(medians(figure.axes[1]), result.data["labile_iron"])


@pytest.mark.parametrize(
    ("design", "told"),
    [
        (grid_design(), f"{DENSITY}, {OXYGEN} take them"),
        (Design((drawn(DENSITY, OXYGEN),)), "none takes them"),
    ],
)
def test_no_line_or_more_than_one_is_refused(design, told):
    with pytest.raises(InputError, match=told):
        line_of(result_of(design))


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("labile_irn", "Did you mean labile_iron"),
        ("state", "no outcome 'state'"),  # words, no numbers
        (DENSITY, "no outcome"),  # what was varied
    ],
)
@pytest.mark.parametrize("draw", [draw_lines, draw_tornado])
def test_what_is_no_outcome_is_refused_and_the_nearest_offered(draw, name, told):
    with pytest.raises(UnknownNameError, match=told):
        draw(result_of(lines_design()), [name])
