"""Parts and courses of a sweep: decoded, they are what was encoded to the bit, or are refused."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from rls_sim.study.sweeps import parts, traces
from rls_sim.study.sweeps.parts import DamagedPartError, Part, content_sum, first_row, part_name
from rls_sim.study.sweeps.traces import traces_name

SWEEP = "0123456789abcdef" * 2
ROWS = st.integers(1, 20)
BITS = arrays(np.uint64, ROWS)  # of any double: NaNs with their payloads, infinities, -0.0
HALVES = [0.0, -0.0, np.inf, -np.inf, np.nan, 5e-324, 1.7976931348623157e308]
TEXTS = st.text(max_size=12) | st.sampled_from(
    ["", "\n", "é", "rls_sim.seal\x18@" + "0" * 64, "None"]
)
NAMES = st.text(min_size=1, max_size=8).filter(lambda name: "\0" not in name)


def floats(count):
    """Any doubles, by their bits."""
    bits = arrays(np.uint64, count).map(lambda words: words.view(np.float64))
    return bits | arrays(np.float64, count, elements=st.sampled_from(HALVES))


def columns(count):
    """Columns of every kind, so many rows each."""
    whole = arrays(np.int64, count)
    texts = st.lists(TEXTS, min_size=count, max_size=count).map(
        lambda words: np.array(words, dtype=object)
    )
    return st.dictionaries(NAMES, floats(count) | whole | texts, min_size=1, max_size=5)


TABLES = ROWS.flatmap(columns)
COURSES = st.tuples(ROWS, st.integers(1, 6)).flatmap(
    lambda shape: st.tuples(
        floats(shape[1]),
        st.dictionaries(
            st.sampled_from(["neuron.iron", "fluid.iron", "x"]),
            floats(shape[0] * shape[1]).map(lambda values: values.reshape(shape)),
            min_size=1,
        ),
    )
)


def bits_of(column):
    """What a column holds, to the bit."""
    return list(column) if column.dtype == object else (column.dtype.str, column.tobytes())


@given(TABLES, st.integers(0, 10**13))
def test_a_part_is_read_back_to_the_bit(table, first):
    part = parts.decode(parts.encode(Part(SWEEP, first, table), {}))

    assert (part.sweep, part.first, list(part.columns)) == (SWEEP, first, list(table))
    for name, column in table.items():
        assert bits_of(part.columns[name]) == bits_of(column)


@given(TABLES)
def test_the_same_table_has_the_same_bytes(table):
    copies = {name: column.copy() for name, column in table.items()}
    assert parts.encode(Part(SWEEP, 0, copies), {}) == parts.encode(Part(SWEEP, 0, table), {})


@given(TABLES, st.data())
def test_a_part_of_which_a_bit_is_changed_is_refused(table, data):
    encoded = bytearray(parts.encode(Part(SWEEP, 0, table), {}))
    encoded[data.draw(st.integers(0, len(encoded) - 1))] ^= 1 << data.draw(st.integers(0, 7))

    with pytest.raises(DamagedPartError):
        parts.decode(bytes(encoded))


@given(TABLES, st.binary(max_size=20), st.binary(max_size=20))
def test_a_part_with_something_before_or_behind_it_is_refused(table, before, behind):
    assume(before or behind)
    with pytest.raises(DamagedPartError):
        parts.decode(before + parts.encode(Part(SWEEP, 0, table), {}) + behind)


@given(st.binary(max_size=200))
def test_what_is_no_file_is_refused(data):
    for decode in (parts.decode, traces.decode):
        with pytest.raises(DamagedPartError):
            decode(data)


@given(TABLES, st.data())
def test_another_value_has_another_sum(table, data):
    name = data.draw(st.sampled_from(sorted(table)))
    row = data.draw(st.integers(0, len(table[name]) - 1))
    changed = table[name].copy()
    if changed.dtype == object:
        changed[row] = data.draw(TEXTS)
        assume(changed[row] != table[name][row])
    else:
        changed.view(np.uint64)[row] ^= 1 << data.draw(st.integers(0, 63))

    assert content_sum(table | {name: changed}) != content_sum(table)


@given(TABLES, st.data())
def test_another_name_another_kind_and_another_order_have_another_sum(table, data):
    name = data.draw(st.sampled_from(sorted(table)))
    other = data.draw(NAMES)
    assume(other not in table)
    renamed = {other if key == name else key: column for key, column in table.items()}
    assert content_sum(renamed) != content_sum(table)

    column = table[name]
    if column.dtype != object:
        kind = np.int64 if column.dtype == np.float64 else np.float64
        assert content_sum(table | {name: column.view(kind)}) != content_sum(table)
    order = data.draw(st.permutations(range(len(column))))
    assume(bits_of(column[order]) != bits_of(column))
    assert content_sum({key: values[order] for key, values in table.items()}) != content_sum(table)


@given(COURSES, st.integers(0, 2**33))
def test_courses_are_read_back_to_the_bit(given_courses, first):
    hours, courses = given_courses
    words = dict.fromkeys(courses, ("Name", "umol/L"))
    sweep, row, read_hours, read = traces.decode(traces.encode(SWEEP, first, hours, courses, words))

    assert (sweep, row, read_hours.tobytes()) == (SWEEP, first, hours.tobytes())
    assert read.keys() == courses.keys()
    for name, values in courses.items():
        assert read[name].shape == values.shape
        assert read[name].tobytes() == np.ascontiguousarray(values).tobytes()


@given(COURSES, st.data())
def test_courses_of_which_a_bit_is_changed_are_refused(given_courses, data):
    hours, courses = given_courses
    words = dict.fromkeys(courses, ("Name", "umol/L"))
    encoded = bytearray(traces.encode(SWEEP, 0, hours, courses, words))
    encoded[data.draw(st.integers(0, len(encoded) - 1))] ^= 1 << data.draw(st.integers(0, 7))

    with pytest.raises(DamagedPartError):
        traces.decode(bytes(encoded))


@given(COURSES, st.data())
def test_another_course_or_hour_has_another_sum(given_courses, data):
    hours, courses = given_courses
    name = data.draw(st.sampled_from(sorted(courses)))
    changed = courses[name].copy()
    place = data.draw(st.integers(0, changed.size - 1))
    changed.view(np.uint64).reshape(-1)[place] ^= 1 << data.draw(st.integers(0, 63))
    later = hours.copy()
    later.view(np.uint64)[0] ^= 1

    known = traces.content_sum(hours, courses)
    assert traces.content_sum(hours, courses | {name: changed}) != known
    assert traces.content_sum(later, courses) != known
    assert (
        traces.content_sum(hours, {f"{key}s": values for key, values in courses.items()}) != known
    )


ROW = st.integers(0, 10**12 - 1)


@given(ROW, ROW)
def test_names_and_first_rows_are_each_other_s_inverse_and_sort_alike(one, other):
    for name_of, row_of in ((part_name, first_row), (traces_name, traces.first_row)):
        assert row_of(Path("anywhere") / name_of(one)) == one
        assert (name_of(one) < name_of(other)) == (one < other)


@given(
    st.text(max_size=30) | st.from_regex(r"(cells|traces)-\d{1,14}\.(parquet|nc)", fullmatch=True)
)
def test_no_other_name_has_a_first_row(name):
    assume("/" not in name)
    for name_of, row_of in ((part_name, first_row), (traces_name, traces.first_row)):
        row = row_of(Path(name))
        assert row is None or name_of(row) == name


@pytest.mark.parametrize(
    "name",
    [
        "",
        "cells-32.parquet",
        "cells-000000000032.nc",
        "cells-+00000000032.parquet",
        "cells-000000000032.parquet.1",
        ".cells-000000000032.parquet",
        "traces-000000000032.parquet",
        "cells-\N{ARABIC-INDIC DIGIT ZERO}00000000032.parquet",
    ],
)
def test_names_that_only_look_alike_have_none(name):
    assert first_row(Path(name)) is None
    assert traces.first_row(Path(name)) is None
