"""Words on figures: units as printed, shared words, texts that keep apart."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rls_sim.report.labels import (
    axis_label,
    share_words,
    spread,
    text_width,
    unit_words,
    wrap_text,
)


@pytest.mark.parametrize(
    ("unit", "printed"),
    [("1", "ratio"), ("umol/L", "µmol/L"), ("nmol/L", "nmol/L"), ("1/h", "1/h"), ("ug/L", "µg/L")],
)
def test_units_are_printed_as_people_write_them(unit, printed):
    assert unit_words(unit) == printed


def test_an_axis_label_is_a_sentence_with_its_unit():
    assert axis_label("labile iron", "umol/L") == "Labile iron [µmol/L]"


def test_what_labels_share_goes_to_the_axis():
    assert share_words(["Labile iron, relative to healthy", "Ferritin, relative to healthy"]) == (
        "relative to healthy",
        ["Labile iron", "Ferritin"],
    )
    assert share_words(["Extracellular dopamine, peak", "Extracellular dopamine, trough"]) == (
        "Extracellular dopamine",
        ["peak", "trough"],
    )
    assert share_words(["Function reserve by day, least", "Function reserve by night, least"]) == (
        "Function reserve",
        ["day, least", "night, least"],
    )


@pytest.mark.parametrize(
    "labels", [["Gate", "D2 signal"], ["Labile iron", "Total iron"], ["One"], ["a b c", "a b c"]]
)
def test_labels_that_share_too_little_stay_whole(labels):
    assert share_words(labels) == ("", labels)


def test_wrapped_text_fits_and_loses_no_word():
    words = "cell loss in a decade above which the cell counts as dying"
    wrapped = wrap_text(words, 90.0, 7.0)
    assert wrapped.split() == words.split()
    assert text_width(wrapped, 7.0) <= 90.0
    assert text_width(words, 7.0) > 90.0


@given(
    st.lists(
        st.tuples(st.floats(0.0, 1.0), st.floats(0.01, 0.1)),
        min_size=1,
        max_size=8,
    )
)
def test_spread_things_do_not_overlap_keep_their_order_and_stay_inside(things):
    wanted, sizes = [place for place, _ in things], [size for _, size in things]
    centres = spread(wanted, sizes, 0.0, 1.0)
    order = sorted(range(len(things)), key=lambda i: (wanted[i], i))
    for one, other in pairwise(order):
        assert centres[other] - centres[one] >= (sizes[one] + sizes[other]) / 2 - 1e-9
    for centre, size in zip(centres, sizes, strict=True):
        assert centre - size / 2 >= -1e-9
        assert centre + size / 2 <= 1 + 1e-9


def test_things_with_room_stay_where_they_belong():
    assert spread([0.8, 0.2], [0.1, 0.1], 0.0, 1.0) == pytest.approx([0.8, 0.2])
