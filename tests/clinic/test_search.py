"""The search for a regimen: what is typed, that it repeats, that it finds what is known best."""

import itertools

import numpy as np
import pytest
from bodies import bench, cell, library, row
from hypothesis import given
from hypothesis import strategies as st

from rls_sim.clinic.search.optimise import Found, Tried, search
from rls_sim.clinic.search.space import NOTHING, read_space
from rls_sim.errors import ConfigError, InputError

PILL = "pramipexole=0..0.5mg@18:00-23:00/daily"


def space(*texts, days=21):
    return read_space(texts, library(), days)


@given(st.floats(0.0, 1.0), st.floats(0.0, 1.0))
def test_every_point_is_a_dose_within_its_ends(amount, hour):
    found = space(PILL).doses(np.array([amount, hour]))
    if amount < NOTHING:
        assert found == ()
        return
    (given_,) = space(PILL).regimen(found).given
    assert 0.0 < given_.amount <= 0.5
    assert 18.0 <= given_.first <= 23.0
    assert (given_.first / 0.25).is_integer()


def test_hours_may_go_past_midnight():
    late = space("levodopa=0..100mg@22:00-02:00/daily")
    hours = [late.regimen(late.doses(np.array([1.0, s]))).given[0].first for s in (0.0, 0.5, 1.0)]
    assert hours == [22.0, 0.0, 2.0]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("pramipexol=0..0.5mg@20:00/daily", "Did you mean pramipexole"),
        ("pramipexole=0.5mg@20:00/daily", "not of the form"),
        ("pramipexole=0.5..0.1mg@20:00/daily", "not below"),
        ("pramipexole=0..9mg@20:00/daily", "0 to 1.5 mg"),
        ("pramipexole=0..0.5L@20:00/daily", "one measures"),
        ("pramipexole=0..0.5mg@20:00-20:00/daily", "no span"),
        ("pramipexole=0..0.5mg@20:00/now", "not a time above 0"),
        ("iv_iron=0..1000mg@d99", "begins after"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_text(text, words):
    with pytest.raises(ConfigError) as refused:
        space(text)
    assert text in str(refused.value)
    assert words in str(refused.value)


def test_nothing_that_may_be_given_is_refused():
    with pytest.raises(ConfigError, match="nothing may be given"):
        space()


def test_the_burden_is_the_weighed_doses_of_a_week():
    wide = space("iv_iron=0..1000mg@d0", "pregabalin=0..300mg@20:00/daily", days=28)
    assert wide.burden(wide.regimen(("iv_iron=500mg@d0",))) == 30.0 / 4
    assert wide.burden(wide.regimen(("pregabalin=300mg@20:00/daily",))) == 7.0
    assert wide.burden(wide.regimen(())) == 0.0


def tried(relief, burden, crossed=0):
    return Tried((f"{relief} {burden}",), relief, relief / 10, burden, crossed)


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(0, 1)), max_size=12))
def test_the_tradeoff_is_what_nothing_safe_betters(points):
    found = Found(tuple(tried(*map(float, p[:2]), p[2]) for p in points), 0, 1, 20.0)
    safe = [one for one in found.tried if one.crossed == 0]
    for one, other in itertools.product(found.tradeoff, safe):
        assert not (
            other.burden <= one.burden
            and other.relief_days >= one.relief_days
            and (other.burden, other.relief_days) != (one.burden, one.relief_days)
        )
    if safe:
        assert found.best.relief_days == max(one.relief_days for one in safe)


def test_the_longest_relief_of_one_medicine_is_near_that_of_a_fine_grid():
    """Of pramipexole alone more relieves more, so the best is what its end gives."""
    may = space("pramipexole=0..0.5mg@20:00/daily", days=10)
    found = search(bench(), row(cell()), may, cell().parameters, tries=36, threads=1)
    end = next(one for one in found.tried if one.doses == ("pramipexole=0.5mg@20:00/daily",))
    assert found.best.relief_days == end.relief_days > 0
    assert found.tradeoff[0].doses == ()


def test_the_same_seed_tries_the_same_and_threads_change_nothing():
    may = space(PILL, days=7)
    runs = [
        search(bench(), row(cell()), may, cell().parameters, tries=24, threads=n, seed=4)
        for n in (1, 2)
    ]
    assert set(runs[0].tried) == set(runs[1].tried)
    assert runs[0].best == runs[1].best


def test_what_crosses_a_limit_is_no_answer_unless_it_may():
    may = space("iv_iron=500..1000mg@d0", days=42)
    strict = search(bench(), row(cell()), may, cell().parameters, tries=24, threads=1)
    assert strict.best is None
    assert strict.beyond is not None or all(one.relief_days == 0 for one in strict.tried)
    lenient = search(bench(), row(cell()), may, cell().parameters, tries=24, threads=1, allowed=42)
    assert lenient.best is not None


def test_a_patient_without_an_urge_is_refused():
    with pytest.raises(InputError, match="untreated score"):
        search(bench(), row(), space(PILL), bench().healthy, tries=24)


def test_a_useless_dose_is_left_out_of_what_is_best():
    """Blood that is given away relieves nobody here, and costs a burden."""
    may = space("pramipexole=0..0.5mg@20:00/daily", "blood_donation=0..500mL@d0", days=10)
    found = search(bench(), row(cell()), may, cell().parameters, tries=24, threads=1)
    assert found.best.relief_days > 0
    assert [dose.partition("=")[0] for dose in found.best.doses] == ["pramipexole"]


def test_an_hour_stays_within_its_span():
    narrow = space("pramipexole=0..0.5mg@18:05-18:10/daily")
    for share in (0.0, 0.5, 1.0):
        (given_,) = narrow.regimen(narrow.doses(np.array([1.0, share]))).given
        assert 18 + 5 / 60 - 1e-9 <= given_.first <= 18 + 10 / 60 + 1e-9
