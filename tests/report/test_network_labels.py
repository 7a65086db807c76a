"""Words on the map: at the first place that is clear, beside their arrow, over nothing else."""

import itertools

import pytest
from pictures import toy_day

from rls_sim.report.caption import Origin
from rls_sim.report.network_figure import draw_network
from rls_sim.report.network_labels import Bow, Clearing, Rect, Spot

PAGE = Rect(0.0, 0.0, 200.0, 200.0)


def test_the_first_place_is_taken_where_all_are_clear():
    spots = Bow((50.0, 50.0), (150.0, 50.0), 0.0, 2.0).spots()
    assert Clearing(PAGE).place("1.5", 6.0, spots) == spots[0]


def test_a_second_number_keeps_off_the_first_and_off_boxes():
    bow = Bow((50.0, 50.0), (150.0, 50.0), 0.0, 2.0)
    clearing = Clearing(PAGE, [Rect(0.0, 0.0, 200.0, 48.0)])
    placed = [clearing.place("1.12", 6.0, bow.spots()).rect("1.12", 6.0) for _ in range(3)]
    for one, other in itertools.combinations([*placed, clearing.boxes[0]], 2):
        assert one.share_under(other) == 0.0


def test_a_number_wider_than_the_gap_between_boxes_stands_above_or_below_them():
    boxes = [Rect(0.0, 90.0, 95.0, 110.0), Rect(105.0, 90.0, 200.0, 110.0)]
    spots = Bow((47.0, 100.0), (153.0, 100.0), 0.0, 2.0).spots()
    spot = Clearing(PAGE, list(boxes)).place("0.991234", 6.0, spots)
    rect = spot.rect("0.991234", 6.0)
    assert all(rect.share_under(box) == 0.0 for box in boxes)


def test_words_keep_on_the_page_and_off_lines():
    clearing = Clearing(PAGE)
    clearing.add_line((0.0, 10.0), (200.0, 10.0))
    spots = [Spot(-20.0, 50.0, "left", "center"), Spot(100.0, 10.0, "center", "center")]
    clear = Spot(100.0, 100.0, "center", "center")
    assert clearing.place("words", 6.0, [*spots, clear]) == clear


def test_an_arrow_bows_as_matplotlib_draws_it():
    from matplotlib.patches import ConnectionStyle

    path = ConnectionStyle("arc3", rad=0.3)((10.0, 20.0), (80.0, 60.0))
    start, control, end = path.vertices
    middle = (start + 2 * control + end) / 4
    x, y, *_ = Bow((10.0, 20.0), (80.0, 60.0), 0.3, 1.0).at(0.5)
    assert (x, y) == pytest.approx(tuple(middle), abs=0.01)


@pytest.mark.parametrize("cells", [1, 2])
def test_no_words_of_a_map_lie_over_others(cells):
    shown = [("health", toy_day()), ("half", toy_day(0.37))][:cells]
    figure = draw_network(shown, Origin())
    figure.draw_without_rendering()
    for axes in figure.axes:
        boxes = [(t.get_text(), t.get_window_extent()) for t in axes.texts if t.get_text()]
        for (one, a), (other, b) in itertools.combinations(boxes, 2):
            apart = a.x1 <= b.x0 or b.x1 <= a.x0 or a.y1 <= b.y0 or b.y1 <= a.y0
            assert apart, (one, other)
