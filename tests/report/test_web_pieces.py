"""Pieces of a report: nothing escapes unescaped, axes and figures say the values they show."""

import json
import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from web_page import Page

from rls_sim.errors import OutputFolderError
from rls_sim.report.style import LINE_LOOKS, STATE_LOOKS
from rls_sim.report.web.chart import Chart, Series, chart_figure
from rls_sim.report.web.frame import Frame, data_of, wrapped
from rls_sim.report.web.grid import Map, map_figure
from rls_sim.report.web.kept import Kept, folder_read
from rls_sim.report.web.markup import tag, text
from rls_sim.report.web.page import Section, page_text
from rls_sim.report.web.pictures import MOST_BYTES, PNG, Album
from rls_sim.report.web.regions import Kind, centres, edges
from rls_sim.report.web.scale import Axis, axis_over
from rls_sim.report.web.table import PRINTED, Column, number_text, table, thinned

HOSTILE = "</script><script>alert(1)</script>\" onload='x' <img src=//x.example> & \x00\ud800 ]]>"


@given(st.text())
def test_any_text_comes_back_as_it_was(words):
    page = Page(str(tag("p", words, title=words)))
    shown = page.one("p")

    expected = "".join("\ufffd" if text(one) == "\ufffd" else one for one in words)
    assert shown["text"] == expected
    assert shown["attributes"]["title"] == expected
    assert len(page.elements) == 1


def test_a_hostile_text_is_shown_and_does_nothing():
    series = [Series(HOSTILE, (0.0, 1.0), (0.0, 1.0), texts=(HOSTILE, HOSTILE))] * 2
    axis = Axis(HOSTILE, "1", 0.0, 1.0)
    chart = chart_figure(Chart(HOSTILE, axis, axis, series, marks=[(0.5, HOSTILE)], note=HOSTILE))
    grid = map_figure(
        Map(
            HOSTILE,
            [HOSTILE],
            [HOSTILE],
            HOSTILE,
            HOSTILE,
            [Kind(HOSTILE, "#000")],
            [[0]],
            named=True,
        )
    )
    rows = table(HOSTILE, HOSTILE, [Column("a", HOSTILE, HOSTILE)], [{"a": HOSTILE}])
    body = tag("div", chart, grid, rows)
    page = Page(page_text(HOSTILE, HOSTILE, HOSTILE, [Section("a", HOSTILE, body)]))

    assert len([one for one in page.all("script") if "type" not in one["attributes"]]) == 1
    assert not page.all("img")
    assert not any(key.startswith("on") for one in page.elements for key in one["attributes"])
    assert page.figures[0]["series"][0]["name"] == HOSTILE
    assert "alert(1)" in page.one("h1")["text"]


def test_data_never_ends_its_element():
    assert "<" not in data_of({"a": "</script><!--"})[8:-9]
    assert json.loads(Page(str(data_of({"a": "<b>"}))).one("script")["text"]) == {"a": "<b>"}


@given(
    st.floats(-1e6, 1e6),
    st.floats(1e-6, 1e6),
)
def test_ticks_lie_on_the_axis_in_order(low, span):
    axis = axis_over([low, low + span], "x", "1")
    ticks = [value for value, _ in axis.ticks()]

    assert ticks == sorted(ticks)
    assert 1 <= len(ticks) <= 12
    assert all(-1e-6 <= axis.share(value) <= 1 + 1e-6 for value in ticks)


@given(st.floats(1e-9, 1e6), st.floats(1.5, 1e9))
def test_ticks_of_a_logarithmic_axis_are_round(low, ratio):
    axis = axis_over([low, low * ratio], "x", "1", logarithmic=True, snug=True)

    for value, _ in axis.ticks():
        mantissa = value / 10 ** math.floor(math.log10(value) + 1e-9)
        assert min(abs(mantissa - round_one) for round_one in (1, 2, 5)) < 1e-6
        assert -0.01 <= axis.share(value) <= 1.01


@pytest.mark.parametrize("values", [[], [math.nan], [0.0], [3.0, 3.0], [-1.0, -1.0], [0.0, 1e-300]])
def test_an_axis_of_little_has_a_length(values):
    for from_zero in (False, True):
        axis = axis_over(values, "x", "1", from_zero=from_zero)
        assert axis.high > axis.low
        assert axis.ticks()


def test_a_figure_holds_its_values_where_it_draws_them():
    x, y = [0.0, 1.0, 2.0, 3.0], [1.0, math.nan, 3.0, 2.0]
    axes = axis_over(x, "Hour", "h", snug=True), axis_over([0.0, 4.0], "Iron", "umol/L")
    page = Page(str(chart_figure(Chart("Iron", *axes, [Series("iron", x, y, low=x, high=y)]))))
    (figure,) = page.figures
    (series,) = figure["series"]

    assert series["x"] == [0.0, 2.0, 3.0]  # without the gap
    assert series["y"] == [1.0, 3.0, 2.0]
    frame = Frame(*axes, 250.0)
    for (across, down), hour, iron in zip(series["at"], series["x"], series["y"], strict=True):
        assert across == pytest.approx(frame.across(hour), abs=0.06)
        assert down == pytest.approx(frame.down(iron), abs=0.06)
    assert figure["y"][0] == "Iron [µmol/L]"
    line = next(one for one in page.all("path") if one["attributes"].get("fill") == "none")
    assert line["attributes"]["d"].count("M") == 2  # the pen is lifted over the gap


def test_series_are_told_apart_without_colour():
    series = [Series(str(n), (0.0, 1.0), (0.0, 1.0), look) for n, look in enumerate(LINE_LOOKS)]
    axis = Axis("x", "1", 0.0, 1.0)
    page = Page(str(chart_figure(Chart("x", axis, axis, series))))
    dashes = [
        p["attributes"].get("stroke-dasharray")
        for p in page.all("path")
        if p["attributes"].get("fill") == "none"
    ]

    assert len(set(dashes)) == len(LINE_LOOKS)
    assert [one["attributes"]["data-toggle"] for one in page.all("span")] == list("012345")


def test_a_map_covers_every_cell_once():
    cells = [[0, 0, 1, 2], [2, 1, 1, 1], [0, 1, 2, 0]]
    kinds = [
        Kind(word, colour) for word, colour in zip("abc", ("#111", "#222", "#333"), strict=True)
    ]
    names = [["w", "x", "y", "z"], ["1", "2", "3"]]
    page = Page(str(map_figure(Map("map", *names, "column", "row", kinds, cells))))
    (figure,) = page.figures
    _, _, wide, tall = figure["box"]

    area = 0.0
    for path in page.all("path"):
        for piece in path["attributes"]["d"].split("z")[:-1]:
            width, height = (
                float(piece.split(c)[1].split("v" if c == "h" else "h")[0]) for c in "hv"
            )
            area += width * height
    assert area == pytest.approx(12 * wide * tall, rel=0.01)
    assert figure["cells"] == cells
    assert figure["kinds"] == ["a", "b", "c"]


def test_a_map_of_states_is_read_without_colour():
    looks = list(STATE_LOOKS.values())[:5]
    kinds = [Kind(one.words, one.colour, one.hatch, one.ink, one.letter) for one in looks]
    cells = [[n] * 4 for n in range(len(looks))]
    names = [list("wxyz"), list("12345")]
    drawn = Map("states", *names, "column", "row", kinds, cells, bordered=True)
    page = Page(str(map_figure(drawn)))

    letters = [
        one["text"]
        for one in page.all("text")
        if one["attributes"].get("class", "").startswith("letter")
    ]
    assert letters[:5] == [one.letter for one in looks]  # in the map, then in its key
    assert letters[5:] == letters[:5]
    hatches = [one["attributes"]["id"] for one in page.all("pattern")]
    assert len(set(hatches)) == sum(bool(one.hatch) for one in looks)
    filled = {one["attributes"].get("fill") for one in page.all("path")}
    assert {f"url(#{name})" for name in hatches} <= filled
    borders = page.all("path", class_="border")
    assert [one["attributes"]["d"].count("M") for one in borders] == [16, 16]  # dark within pale


def test_letters_stand_within_their_regions():
    cells = [[0, 0, 0, 1], [0, 0, 0, 1], [0, 0, 0, 1], [2, 1, 1, 1]]

    first, second = centres(cells, 100.0)  # and the third is too small for one
    assert first == (1, 1)
    assert cells[second[0]][second[1]] == 1
    assert len(centres(cells, 1000.0)) == 3
    assert (0, 3, False) in edges(cells)
    assert (3, 0, True) in edges(cells)
    assert len(edges(cells)) == 7


@given(st.lists(st.text("abc", min_size=1, max_size=12), min_size=1, max_size=12))
def test_words_of_an_axis_are_broken_and_not_lost(words):
    lines = wrapped(" ".join(words), 90.0, 20)

    assert " ".join(lines).split() == words
    assert all(len(one) <= 90.0 / 6.2 for one in lines)
    assert len(wrapped(" ".join(words), 90.0, 2)) <= 2


def test_what_a_file_lacks_is_told_as_the_files(tmp_path):
    kept = Kept({"leader": {"name": "x"}, "rows": [{"id": "a"}]}, tmp_path / "manifest.json")

    assert kept.get("ranking") is None
    with pytest.raises(OutputFolderError, match=r"manifest\.json has no 'ranking'"):
        kept["ranking"]
    with pytest.raises(OutputFolderError, match="has no 'weight'"):
        kept["rows"][0]["weight"]
    with pytest.raises(OutputFolderError, match="'leader' is no list"):
        kept.require(leader=list)
    with (
        pytest.raises(OutputFolderError, match="was not written by this version"),
        folder_read(tmp_path),
    ):
        kept = {}["a"]


def test_units_of_a_table_read_as_on_figures():
    rows = [{"unit": "umol/L", "a": 1.5}, {"unit": "1", "a": 2.5}, {"unit": "", "a": 3.5}]
    page = Page(str(table("t", "Units", [Column("unit"), Column("a", "share", "1")], rows)))

    assert [one["text"] for one in page.all("td")][::2] == ["µmol/L", "ratio", ""]
    assert page.all("th")[1]["text"] == "Share [ratio]"


def test_numbers_are_shown_short_and_kept_whole():
    rows = [{"a": 0.123456789, "b": "x"}, {"a": math.nan, "b": "y"}, {"a": 2, "b": None}]
    page = Page(str(table("t", "Numbers", [Column("a", "first", "umol/L"), Column("b")], rows)))
    cells = page.all("td")

    assert cells[0]["text"] == "0.1235"
    assert float(cells[0]["attributes"]["data-v"]) == 0.123456789
    assert [cell["text"] for cell in cells[2:5:2]] == ["", "2"]
    assert [one["text"] for one in page.all("th")] == ["First [µmol/L]", "b"]


@pytest.mark.parametrize(
    ("value", "shown"),
    [(131072, "131072"), (40870.4, "40870"), (0.000123456, "0.0001235"), (3e8, "3e+08"), (7, "7")],
)
def test_counts_are_shown_whole(value, shown):
    assert number_text(value) == shown


def test_a_long_name_may_break_and_stays_the_same():
    name = "neuron.receptor_synthesis_maximal"
    markup = str(table("t", "Names", [Column("a")], [{"a": name}]))

    assert "<wbr>" in markup
    assert Page(markup).one("td")["text"] == name


def test_a_long_table_says_what_paper_leaves_out():
    rows = [{"a": n} for n in range(PRINTED + 1)]

    assert f"Of {PRINTED + 1} rows" in table("t", "Rows", [Column("a")], rows)
    assert "rows no more" not in table("t", "Rows", [Column("a")], rows[:-1])
    assert "none" in table("t", "Rows", [Column("a")], [])


@given(st.integers(0, 100_000), st.integers(2, 3000))
def test_thinned_rows_are_spread_from_end_to_end(count, most):
    chosen = thinned(count, most)

    assert len(chosen) == min(count, most)
    assert chosen == sorted(set(chosen))
    if count:
        assert (chosen[0], chosen[-1]) == (0, count - 1)
        steps = [b - a for a, b in pairwise(chosen)]
        assert max(steps, default=1) - min(steps, default=1) <= 1


def test_pictures_stop_where_the_page_is_full(tmp_path):
    half = PNG + bytes(MOST_BYTES // 2)
    (tmp_path / "one.png").write_bytes(half)
    (tmp_path / "no.png").write_bytes(b"<svg onload=alert(1)>")
    album = Album()

    assert "<img" in album.kept(tmp_path / "one.png", "words")
    assert "no room" in album.kept(tmp_path / "one.png", "words")
    assert album.kept(tmp_path / "no.png", "words") == ""
    assert album.kept(tmp_path / "lacks.png", "words") == ""
