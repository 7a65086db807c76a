"""The tests that are shipped, and what is said of a file that is wrong."""

import re

import numpy as np
import pytest

from rls_sim.clinic.diagnosis.catalogue import find_test, load_tests, shipped_tests
from rls_sim.clinic.diagnosis.labs import read_lab, read_labs
from rls_sim.errors import ConfigError, InputError, UnitError, UnknownNameError
from rls_sim.outcomes.measures import MEASURES
from rls_sim.study.cell import brain_bench

GOOD = """
[ferritin]
title = "Ferritin"
kind = "blood"
sees = "iron stores"
formula = "serum_ferritin"
unit = "ug/L"
allowed = [1, 1000]
ill = "low"
error = { person_cv = 0.1, evidence = "assumed", note = "by hand" }
cut_off = [{ value = 30, evidence = "assumed", note = "by hand" }]
"""


@pytest.fixture(scope="module")
def tests():
    return shipped_tests()


def test_every_shipped_test_reads_outcomes_that_there_are(tests):
    assert len(tests) >= 11
    for test in tests.values():
        assert set(test.outcomes) <= set(MEASURES)
        assert test.sees
        assert test.ill in ("low", "high")
        for basis in (test.error, *(c.basis for c in test.cut_offs)):
            assert basis.sources or (basis.evidence == "assumed" and basis.note)


def test_a_healthy_cell_has_readings_that_laboratories_call_healthy(tests):
    healthy = {name: np.array([value]) for name, value in brain_bench().healthy_outcomes.items()}
    found = {name: float(test.expected(healthy)[0]) for name, test in tests.items()}
    assert found["serum_ferritin"] == pytest.approx(100, rel=0.1)
    assert found["csf_ferritin"] == pytest.approx(3.5, rel=0.05)  # ug/L, as controls of 2000 had
    assert 12 < found["csf_transferrin"] < 18  # mg/L, as other assays have it
    assert 0.2 < found["transferrin_saturation"] < 0.4
    for scan in ("mri_r2star", "mri_susceptibility", "d2_pet", "transporter_spect"):
        assert found[scan] == pytest.approx(1.0, abs=1e-3)
    for legs in ("immobilisation_discomfort", "immobilisation_movements", "leg_movements"):
        assert found[legs] == 0.0


def test_a_test_answers_to_its_other_names(tests):
    assert find_test(tests, "ferritin").name == "serum_ferritin"
    assert find_test(tests, "Saturation").name == "transferrin_saturation"
    with pytest.raises(UnknownNameError, match="Did you mean ferritin"):
        find_test(tests, "feritin")


def test_a_file_of_ones_own_is_read(tmp_path):
    file = tmp_path / "mine.toml"
    file.write_text(GOOD)
    (test,) = load_tests(file).values()
    assert test.unmeasured == 0.0
    assert test.cut_offs[0].value == 30


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ('formula = "serum_feritin"', r"ferritin\.formula = .*serum_ferritin"),
        ('formula = "serum_ferritin +"', r"ferritin\.formula = .*is not a formula"),
        ('formula = "3"', r"ferritin\.formula = .*reads no outcome"),
        ('unit = "ug/Q"', r"ferritin\.unit = .*cannot be read"),
        ("allowed = [5]", r"ferritin\.allowed = \[5\]: is not \[lowest, highest\]"),
        ('ill = "left"', r"ferritin\.ill = \"left\": is not one of low, high"),
        ('kind = "hair"', r"ferritin\.kind = .*is not one of blood"),
        ('error = { person_cv = 9.0, evidence = "assumed", note = "x" }', r"outside 0 to 2"),
        ("error = { person_cv = 0.1 }", r"ferritin\.error\.evidence"),
        (
            'error = { person_cv = 0.1, source = "pilon1982" }',
            r"ferritin\.error\.source = .*pilon1981",
        ),
        ('error = { evidence = "assumed", note = "x" }', r"no test is without one"),
        ("misread = 2", r"ferritin\.misread = 2: lies outside 0 to 0\.95"),
        ("mis_read = 0.1", r"unknown key ferritin\.mis_read; did you mean ferritin\.misread"),
        ('cut_off = [{ value = 5000, evidence = "assumed", note = "x" }]', r"outside 1 to 1000"),
    ],
)
def test_what_is_wrong_is_told_with_its_key_and_what_is_allowed(tmp_path, change, told):
    key = change.partition(" =")[0]
    lines = [line for line in GOOD.splitlines() if not line.startswith(f"{key} =")]
    file = tmp_path / "mine.toml"
    file.write_text("\n".join([*lines, change]))
    with pytest.raises(ConfigError) as trouble:
        load_tests(file)
    assert str(file) in str(trouble.value)
    assert re.search(told, str(trouble.value)), str(trouble.value)


def test_all_problems_are_told_at_once(tmp_path):
    file = tmp_path / "mine.toml"
    file.write_text(GOOD.replace("ug/L", "ug/Q").replace('"low"', '"left"'))
    with pytest.raises(ConfigError) as trouble:
        load_tests(file)
    assert len(trouble.value.problems) == 2


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("ferritin=25ug/L", 25.0),
        ("ferritin=25ng/mL", 25.0),
        ("ferritin=25", 25.0),
        ("ferritin=100pmol/L", 46.0),
        ("saturation=12pct", 0.12),
        ("saturation=12%", 0.12),
        ("hb=13.5g/dL", 135.0),
        ("hb=8.4mmol/L", 135.3576),
        ("sonography=15mm2", 0.15),
        ("discomfort=3cm", 30.0),
        ("leg_movements=20/h", 20.0),
    ],
)
def test_readings_are_converted(tests, text, value):
    assert read_lab(text, tests).value == pytest.approx(value)


@pytest.mark.parametrize(
    ("text", "kind", "told"),
    [
        ("feritin=25", UnknownNameError, "Did you mean ferritin"),
        ("ferritin=25kg", UnitError, "serum_ferritin is in ug/L"),
        ("ferritin=25parsec", UnitError, "cannot be read"),
        ("ferritin=much", InputError, "is not a number"),
        ("ferritin=-3", InputError, "lies outside 0.5 to 20000 ug/L"),
        ("saturation=120pct", InputError, "lies outside 0.01 to 1"),
        ("sonography=15kg", UnitError, "known are cm2, mm2"),
        ("ferritin", InputError, "NAME=VALUE"),
    ],
)
def test_readings_that_cannot_be_are_refused_in_words(tests, text, kind, told):
    with pytest.raises(kind, match=re.escape(told)):
        read_lab(text, tests)


def test_every_wrong_reading_is_told_and_none_counts_twice(tests):
    with pytest.raises(ConfigError) as trouble:
        read_labs(["feritin=1", "hb=9000", "saturation=0.2", "tsat=0.3"], tests)
    assert len(trouble.value.problems) == 3
    assert "given twice" in trouble.value.problems[-1]


def test_a_reading_at_the_floor_is_one_below_it(tests):
    lab = read_lab("csf_ferritin=0.3ug/L", tests)
    assert lab.below
    assert str(lab) == "below 0.4 ug/L"
    assert not read_lab("csf_ferritin=0.5ug/L", tests).below
