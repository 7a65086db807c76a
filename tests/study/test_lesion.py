"""Lesions: read whole or refused with every problem; applied by their size."""

import pytest
from study_toy import write_lesion

from rls_sim.errors import ConfigError, InputError, OutOfRangeError, UnknownNameError
from rls_sim.study.lesion import changed_value, load_lesion


def test_a_sound_lesion_says_what_it_breaks(bench, tmp_path):
    lesion = load_lesion(write_lesion(tmp_path), bench.healthy)

    assert lesion.name == "starved"
    assert lesion.genes == ("SUP1",)
    assert lesion.range == (0.1, 1.0)
    assert dict(lesion.changes) == {"toy.supply_maximal": "size x"}


@pytest.mark.parametrize(
    ("change", "becomes"),
    [
        ("size x", 0.1),
        ("1/size x", 0.625),
        ("size", 0.4),
        ("size^2 x", 0.04),
        ("size^-0.5 x", 0.25 / 0.4**0.5),
        ("+size", 0.65),
        ("0.5 (size - 1)", -0.3),
        ("0x", 0.0),
        ("3x", 0.75),
        ("2 /h", 2.0),
        ("0.5/min", 30.0),
        ("7", 7.0),
    ],
)
def test_a_change_is_relative_to_size_or_value_or_absolute(bench, change, becomes):
    assert changed_value(bench.healthy["clearance"], change, 0.4) == pytest.approx(becomes)


def test_sizes_are_drawn_from_what_the_file_says(bench, tmp_path):
    plain = load_lesion(write_lesion(tmp_path), bench.healthy)
    assert (plain.distribution, plain.healthy) == ("uniform", None)
    assert [plain.size_at(share) for share in (0.0, 0.5, 1.0)] == pytest.approx([0.1, 0.55, 1.0])

    size = '{meaning="m", default=0.3, range=[0.1, 10], healthy=1, distribution="loguniform"}'
    change = '{"toy.supply_maximal" = "size^0.5 x"}'
    lesion = load_lesion(write_lesion(tmp_path, size=size, change=change), bench.healthy)
    assert lesion.healthy == 1
    assert [lesion.size_at(share) for share in (0.0, 0.5, 1.0)] == pytest.approx([0.1, 1.0, 10.0])
    for share in (0.0, 1.0):
        assert lesion.range[0] <= lesion.size_at(share) <= lesion.range[1]
    assert not lesion.apply(bench.healthy, lesion.healthy).differences(bench.healthy)


def test_applying_says_who_set_the_value(bench):
    applied = bench.lesions.read_applied("starved:0.25")
    changed = applied.lesion.apply(bench.healthy, applied.size)

    assert changed["supply_maximal"].value == pytest.approx(0.5)
    assert changed["supply_maximal"].reason == "lesion starved:0.25"
    assert list(changed.differences(bench.healthy)) == ["toy.supply_maximal"]


def test_two_lesions_of_one_parameter_multiply(bench):
    parameters = bench.healthy
    for text in ("starved:0.5", "starved:0.5"):
        applied = bench.lesions.read_applied(text)
        parameters = applied.lesion.apply(parameters, applied.size)

    assert parameters["supply_maximal"].value == pytest.approx(0.5)


def test_without_a_size_the_default_holds(bench):
    assert bench.lesions.read_applied("starved").size == 0.5
    assert bench.lesions.read_applied("starved:0.7x").size == 0.7


def test_a_path_does_for_a_name(bench, tmp_path):
    path = write_lesion(tmp_path, "mine", size='{meaning="m", default=0.3, range=[0.2, 1.0]}')

    assert bench.lesions.read_applied(str(path)).size == 0.3
    assert bench.lesions.read_applied(f"{path}:0.9").size == 0.9


def test_unknown_names_and_bad_sizes_are_refused(bench):
    with pytest.raises(UnknownNameError, match="starved"):
        bench.lesions.read_applied("starvd:0.5")
    with pytest.raises(InputError, match=r"not a number from 0.1 to 1.*starved:0.5"):
        bench.lesions.read_applied("starved:much")
    applied = bench.lesions.read_applied("starved:7")
    with pytest.raises(OutOfRangeError, match=r"size 7 lies outside 0\.1 to 1"):
        applied.lesion.apply(bench.healthy, applied.size)


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"title": None}, "title is missing"),
        ({"biology": "3"}, "biology = 3: is not a text"),
        ({"genes": "[1]"}, "genes = [1]: is not a list of texts"),
        ({"evidence": None}, 'evidence = "assumed"'),
        ({"evidence": '"sure"'}, "is not one of measured, derived, fitted, assumed"),
        ({"evidence": '"measured"'}, "needs a source"),
        ({"source": '["nobody1999"]'}, "nobody1999"),
        ({"titel": '"x"'}, "unknown key titel; did you mean title?"),
        ({"change": None}, "change is missing"),
        ({"change": '{"suply_maximal" = "size x"}'}, "toy.supply_maximal"),
        ({"change": '{"clearance" = "8 umol"}'}, "8 umol"),
        ({"change": '{"density" = "100x"}'}, "0 to 10"),
        ({"size": '{meaning="m", default=2, range=[0.1, 1]}'}, "lies outside 0.1 to 1"),
        ({"size": '{meaning="m", default=1, range=[1]}'}, "is not [lowest, highest]"),
        (
            {
                "size": '{meaning="m", default=1, range=[0, 1]}',
                "change": '{"density" = "1/size x"}',
            },
            "may not be 0",
        ),
        (
            {
                "size": '{meaning="m", default=1, range=[-1, 1]}',
                "change": '{"density" = "size^0.5 x"}',
            },
            "has no such power",
        ),
        (
            {
                "size": '{meaning="m", default=1, range=[1, 10]}',
                "change": '{"density" = "size^999 x"}',
            },
            "too large for a number",
        ),
        (
            {"size": '{meaning="m", default=1, range=[0.1, 1], healthy=2}'},
            "size.healthy = 2: ",
        ),
        (
            {"size": '{meaning="m", default=1, range=[0.1, 1], healthy=0.9}'},
            "moves toy.supply_maximal where the size is the healthy one, 0.9",
        ),
        (
            {"size": '{meaning="m", default=1, range=[0.1, 1], distribution="normal"}'},
            'size.distribution = "normal": is not uniform or loguniform',
        ),
        (
            {"size": '{meaning="m", default=1, range=[0, 1], distribution="loguniform"}'},
            "needs a range above 0",
        ),
    ],
)
def test_what_is_wrong_with_a_lesion_is_told(bench, tmp_path, changed, told):
    path = write_lesion(tmp_path, **changed)
    with pytest.raises(ConfigError) as caught:
        load_lesion(path, bench.healthy)

    assert told in str(caught.value)
    assert all(line.startswith(f"{path}: ") for line in caught.value.problems)


def test_a_change_may_name_its_parameter_without_quotes(bench, tmp_path):
    path = write_lesion(tmp_path, change='{toy.supply_maximal = "size x"}')
    assert dict(load_lesion(path, bench.healthy).changes) == {"toy.supply_maximal": "size x"}


def test_all_problems_of_a_lesion_come_at_once(bench, tmp_path):
    path = write_lesion(tmp_path, title=None, genes="7", change='{"nobody" = "size x"}')
    with pytest.raises(ConfigError) as caught:
        load_lesion(path, bench.healthy)

    assert len(caught.value.problems) == 3
