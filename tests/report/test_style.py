"""One look: told apart in grey, saved whole, the same on every machine."""

from itertools import combinations
from pathlib import Path

import matplotlib as mpl
import pytest
from matplotlib.colors import to_rgb

from rls_sim.report.style import (
    LINE_LOOKS,
    STATE_LOOKS,
    figure_bytes,
    house_look,
    new_figure,
    save_figure,
    state_look,
)


def grey(colour):
    red, green, blue = to_rgb(colour)
    return 0.299 * red + 0.587 * green + 0.114 * blue


def drawn():
    with house_look():
        figure = new_figure(88.0, 60.0)
        figure.add_subplot().plot([1, 2], [3, 4])
    return figure


@pytest.mark.parametrize(("one", "other"), list(combinations(STATE_LOOKS, 2)))
def test_any_two_states_differ_in_grey_and_in_hatch(one, other):
    first, second = STATE_LOOKS[one], STATE_LOOKS[other]
    assert abs(grey(first.colour) - grey(second.colour)) > 0.08
    assert first.hatch != second.hatch
    assert first.words != second.words


@pytest.mark.parametrize("state", STATE_LOOKS)
def test_the_name_of_a_state_stands_out_from_its_band(state):
    look = STATE_LOOKS[state]
    assert abs(grey(look.colour) - grey(look.ink)) > 0.4


def test_every_state_of_a_cell_has_a_look():
    from rls_sim.outcomes.states import CellState

    assert {str(state) for state in CellState} <= set(STATE_LOOKS)


def test_a_state_without_a_look_is_drawn_under_its_own_name():
    assert state_look("half_asleep").words == "half asleep"


@pytest.mark.parametrize(("one", "other"), list(combinations(LINE_LOOKS, 2)))
def test_any_two_lines_differ_in_colour_dashes_and_marker(one, other):
    assert one.colour != other.colour
    assert one.dashes != other.dashes
    assert one.marker != other.marker


def test_files_say_neither_when_nor_with_which_version_they_were_made():
    figure = drawn()
    for file_format in ("png", "svg", "pdf"):
        content = figure_bytes(figure, file_format)
        assert mpl.__version__.encode() not in content
        assert b"<dc:date>" not in content
        assert b"CreationDate" not in content


def test_a_readers_own_settings_change_nothing():
    before = figure_bytes(drawn(), "svg")
    with mpl.rc_context({"font.size": 20, "axes.facecolor": "red", "svg.hashsalt": "theirs"}):
        assert figure_bytes(drawn(), "svg") == before


def test_an_unknown_format_is_refused():
    with pytest.raises(ValueError, match="'bmp' is none of png, svg, pdf"):
        figure_bytes(drawn(), "bmp")


def test_saving_writes_every_format_and_nothing_else(tmp_path):
    paths = save_figure(drawn(), tmp_path / "figure.of.mine")
    assert [path.name for path in paths] == ["figure.of.mine.png", "figure.of.mine.svg"]
    assert sorted(tmp_path.iterdir()) == sorted(paths)


def test_a_figure_that_cannot_be_written_leaves_nothing_behind(tmp_path, monkeypatch):
    kept = tmp_path / "figure.png"
    kept.write_bytes(b"old")
    write = Path.write_bytes

    def full_disk(path, content):
        if ".svg" in path.name:
            raise OSError("no space left")
        return write(path, content)

    monkeypatch.setattr(Path, "write_bytes", full_disk)
    with pytest.raises(OSError, match="no space"):
        save_figure(drawn(), tmp_path / "figure")
    assert [path.name for path in tmp_path.iterdir()] == ["figure.png"]
    assert kept.read_bytes() == b"old"
