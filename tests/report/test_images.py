"""Every kind of figure looks as it did; a change that a reader would see is caught."""

import pytest
from images import (
    BASELINES,
    DRAWN_BY,
    baseline_of,
    is_as_before,
    pixels_of,
    share_apart,
    without_a_like,
    without_hinting,
)
from pictures import FIGURES

from rls_sim.report.style import GREEN, VERMILLION, figure_bytes

LARGEST_BASELINE = 100_000  # bytes
OLDER = "another matplotlib"


@pytest.fixture(autouse=True)
def _unhinted():
    with without_hinting():
        yield


def text_of(axes, word):
    return next(text for text in axes.texts if word in text.get_text())


def moved(figure, place, word, right=0.0, up=0.0):
    text = text_of(figure.axes[place], word)
    x, y = text.get_position()
    text.set_position((x + right, y + up))


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_looks_as_it_did(name):
    assert is_as_before(pixels_of(FIGURES[name]()), name)


def test_every_baseline_is_small_and_of_a_figure():
    files = sorted(BASELINES.glob("*.png"))
    assert {path.stem for path in files} == set(FIGURES)
    assert max(path.stat().st_size for path in files) < LARGEST_BASELINE


def red_line(figure):
    median = max(figure.axes[1].lines, key=lambda line: line.get_linewidth())
    median.set_color(VERMILLION)


def moved_state(figure):
    moved(figure, 0, "dying", up=-0.05)  # 5 mm


def moved_cell(figure):
    moved(figure, 0, "cell 0", up=-0.16)  # 5 mm


def moved_node(figure):
    moved(figure, 0, "liver", up=-6.0)  # 5 mm


def lost_row(figure):
    figure.axes[0].patches[0].set_visible(False)


SEEN_BY_ANYONE = [
    ("lines", red_line),
    ("states", moved_state),
    ("days", moved_cell),
    ("network", moved_node),
    ("tornado", lost_row),
]


@pytest.mark.parametrize(("name", "change"), SEEN_BY_ANYONE)
def test_what_a_reader_would_see_is_caught(name, change):
    figure = FIGURES[name]()
    before = pixels_of(figure)
    change(figure)
    after = pixels_of(figure)
    for drawn_by in (DRAWN_BY, OLDER):
        assert is_as_before(before, name, drawn_by)
        assert not is_as_before(after, name, drawn_by)


def green_line(figure):
    figure.axes[1].lines[0].set_color(GREEN)


def other_dashes(figure):
    figure.axes[1].lines[0].set_linestyle("--")


def no_hatch(figure):
    next(bar for bar in figure.axes[0].patches if bar.get_hatch()).set_hatch("")


def lost_marker(figure):
    figure.axes[1].lines[0].set_marker("")


@pytest.mark.parametrize(
    ("name", "change"),
    [("days", green_line), ("days", other_dashes), ("days", lost_marker), ("tornado", no_hatch)],
)
def test_what_is_hard_to_see_is_caught_by_who_drew_the_baseline(name, change):
    figure = FIGURES[name]()
    change(figure)
    pixels, maker = pixels_of(figure), baseline_of(name)[1]
    assert not is_as_before(pixels, name, maker)


def test_pictures_of_two_sizes_are_apart():
    one, other = baseline_of("states")[0], baseline_of("days")[0]
    assert share_apart(one, other) == 1.0
    assert without_a_like(one, other) == one[..., 0].size


@pytest.mark.parametrize("name", ["states", "lines", "tornado", "slopes", "days", "network"])
def test_a_figure_drawn_twice_has_the_same_bytes(name):
    first, second = FIGURES[name](), FIGURES[name]()
    for ending in ("png", "svg", "pdf"):
        assert figure_bytes(first, ending) == figure_bytes(second, ending)
