"""Whatever JSON is sent, it is a request or is refused with a sentence: there is no third way."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rls_sim.explorer.requests import (
    Refusal,
    read_cell_request,
    read_json,
    read_map_request,
)
from rls_sim.study.cell import brain_bench

BENCH = brain_bench()
NAMES = ["receptor_density", "neuron.receptor_density", "irp1_loss", "gate", "urge", "brain_oxygen"]
KEYS = ["set", "lesions", "courses", "x", "y", "outcomes", "name", "values", *NAMES]

words = st.sampled_from(KEYS) | st.text(max_size=8)
scalars = st.none() | st.booleans() | st.integers() | st.floats() | words
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
    max_leaves=8,
)
requests = st.dictionaries(words, values, max_size=4)


def read(reader, *given):
    """What comes of it: what was read, or its refusal in one sentence."""
    try:
        return reader(*given)
    except Refusal as refusal:
        return refusal


def is_refused(found):
    return isinstance(found, Refusal) and found.status in (400, 422) and bool(str(found).strip())


@given(requests)
def test_any_object_is_a_cell_or_is_refused(content):
    found = read(read_cell_request, content, BENCH)

    if not is_refused(found):
        for name, parameter in found.cell.parameters.items():
            low, high = BENCH.healthy[name].range
            assert low <= parameter.value <= high


@given(requests)
def test_any_object_is_a_map_or_is_refused(content):
    found = read(read_map_request, content, BENCH)

    assert is_refused(found) or found.x.values


@given(st.binary(max_size=64) | values.map(lambda value: json.dumps(value).encode()))
def test_any_bytes_are_an_object_or_are_refused(body):
    found = read(read_json, body)

    assert is_refused(found) or isinstance(found, dict)


@given(st.dictionaries(st.sampled_from(list(BENCH.healthy)), st.floats(0, 1), max_size=6))
def test_every_parameter_can_be_set_anywhere_in_its_range(shares):
    wanted = {}
    for name, share in shares.items():
        low, high = BENCH.healthy[name].range
        wanted[name] = min(max(low + share * (high - low), low), high)

    found = read_cell_request(read_json(json.dumps({"set": wanted}).encode()), BENCH)

    assert {name: found.cell.parameters[name].value for name in wanted} == wanted


@pytest.mark.parametrize("name", list(BENCH.lesions))
def test_every_shipped_lesion_can_be_given_at_both_ends(name):
    for size in BENCH.lesions[name].range:
        found = read_cell_request({"lesions": {name: size}}, BENCH)
        expected = BENCH.lesions[name].apply(BENCH.healthy, size)
        assert found.cell.parameters.values_canonical() == pytest.approx(
            expected.values_canonical()
        )


def test_lesions_are_applied_in_the_order_in_which_they_are_given():
    found = read_cell_request({"lesions": {"irp1_loss": 0.5, "blood_loss": 5.0}}, BENCH)

    assert [str(applied) for applied in found.cell.lesions] == ["irp1_loss:0.5", "blood_loss:5"]
