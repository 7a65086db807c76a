"""The state map: cells in their places, lines where states change, what cannot be one refused."""

from itertools import pairwise

import numpy as np
import pytest
from pictures import DENSITY, OXYGEN, drawn, grid_design, listed, result_of

from rls_sim.errors import InputError, UnknownNameError
from rls_sim.report.state_grid import FAILED, FINE, fine_map, grid_of
from rls_sim.report.state_map import draw_state_map
from rls_sim.study.design import Design, Listed
from rls_sim.study.quantity import Quantity


def words_of(figure):
    texts = [text.get_text() for axes in figure.axes for text in axes.texts]
    legend = figure.axes[0].get_legend()
    return [*texts, *(text.get_text() for text in legend.get_texts())]


def caption_of(figure):
    return " ".join(" ".join(text.get_text().split()) for text in figure.texts)


def test_every_cell_lies_at_its_values():
    result = result_of(grid_design())
    grid = grid_of(result)
    assert grid.states.shape == (9, 13)
    for row, oxygen in enumerate(grid.y.values):
        for column, density in enumerate(grid.x.values):
            cell = grid.cells[row, column]
            assert result.data[DENSITY][cell] == density
            assert result.data[OXYGEN][cell] == oxygen
            assert result.data["state"][cell] == grid.states[row, column]


def test_the_map_has_the_state_of_every_cell_where_the_cell_is():
    result = result_of(grid_design(), failed=(3, 40))
    grid = grid_of(result)
    fine = fine_map(grid, result.data, 0.1)
    for row, oxygen in enumerate(grid.y.values):
        for column, density in enumerate(grid.x.values):
            place = (
                np.abs(fine.y - oxygen).argmin(),
                np.abs(np.log(fine.x / density)).argmin(),
            )
            assert fine.states[place] == grid.states[row, column]


def test_lines_between_states_lie_where_the_outcomes_cross():
    """Loss and reserves are powers of both parameters, which are straight on axes by ratio."""
    oxygen = listed(OXYGEN, np.geomspace(1, 10, 7))
    design = Design((listed(DENSITY, np.geomspace(0.02, 2, 9)), oxygen))
    result = result_of(design)
    fine = fine_map(grid_of(result), result.data, 0.1)
    assert fine.by_outcomes
    iron = (fine.x[None, :] ** 0.7) * (fine.y[:, None] / 4.0) ** 0.4
    step = 2 * 100 ** (0.7 / FINE)  # one point of the map
    well = fine.states == "functional"
    assert (iron[well] > 1 / 1.5 / step).all()
    assert (iron[~well] < 1 / 1.5 * step).all()


def test_without_the_outcomes_the_lines_run_midway():
    result = result_of(grid_design())
    left = {k: v for k, v in result.data.items() if k != "function_reserve_night"}
    fine = fine_map(grid_of(result), left, 0.1)
    assert not fine.by_outcomes
    assert set(np.unique(fine.states)) == set(np.unique(result.data["state"].astype(str)))
    remark = "The lines between states run midway between the cells"
    assert remark in caption_of(draw_state_map(result_of(grid_design(), data=left)))


def test_states_are_named_counted_and_failed_cells_crossed():
    result = result_of(grid_design(), failed=(3,))
    figure = draw_state_map(result)
    words = words_of(figure)
    states = result.data["state"]
    assert f"dying ({sum(states == 'dying')})" in words
    assert "not solved (1)" in words
    assert "healthy" in words
    assert "1 of 117 cells not solved" in caption_of(figure)
    (crosses,) = [line for line in figure.axes[0].lines if line.get_marker() == "x"]
    assert crosses.get_xdata() == [result.data[DENSITY][3]]
    assert grid_of(result).count(FAILED) == 1


def test_the_default_is_not_called_healthy_where_more_is_changed():
    mine = Quantity("dietary_iron", "iron eaten", "mg/d", 5.0)
    healthy = Quantity("dietary_iron", "iron eaten", "mg/d", 10.0)
    changed = result_of(grid_design(), differences={"dietary_iron": (mine, healthy)})
    assert "defaults of both" in words_of(draw_state_map(changed))


def test_an_outcome_is_drawn_as_contours_with_its_unit():
    figure = draw_state_map(result_of(grid_design()), "labile_iron")
    assert "Labile iron [µmol/L]" in [w.replace("\n", " ") for w in words_of(figure)]


@pytest.mark.parametrize("name", ["state", "labile_irn"])
def test_an_outcome_without_numbers_is_refused_by_name(name):
    with pytest.raises(UnknownNameError, match=f"no outcome '{name}'"):
        draw_state_map(result_of(grid_design()), name)


@pytest.mark.parametrize(
    ("design", "told"),
    [
        (Design((drawn(DENSITY, OXYGEN),)), "every combination"),
        (
            Design((Listed((DENSITY, OXYGEN), np.array([[1.0, 2.0], [2.0, 3.0], [3.0, 1.0]])),)),
            "every combination",
        ),
    ],
)
def test_what_is_no_grid_is_refused(design, told):
    with pytest.raises(InputError, match=told):
        grid_of(result_of(design))


def test_both_axes_have_a_tick_at_either_end():
    design = Design((listed(DENSITY, np.geomspace(0.03, 1.7, 9)), listed(OXYGEN, [1.0, 3.0, 7.4])))
    figure = draw_state_map(result_of(design))
    axes = figure.axes[0]
    assert [axes.get_xticks()[i] for i in (0, -1)] == pytest.approx([0.03, 1.7])
    assert [axes.get_yticks()[i] for i in (0, -1)] == pytest.approx([1.0, 7.4])
    figure.draw_without_rendering()
    labels = [label.get_window_extent() for label in axes.get_xticklabels()]
    assert all(a.x1 < b.x0 for a, b in pairwise(labels))
