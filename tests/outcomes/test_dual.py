"""Slopes of NumPy's functions, against differences and by what they must be."""

import numpy as np
import pytest
from courses import GRID, GivenDay, wave

from rls_sim.outcomes.day import lagged
from rls_sim.outcomes.dual import Dual, NoSlopeError, number, value_of
from rls_sim.outcomes.legs import cell_loss, urge, urge_of_a_rest
from rls_sim.outcomes.measure import ratio

STEP = GRID[1] - GRID[0]
MIDDLE = {"height": 0.8, "peak": 3.0, "rate": 1.3}  # where every function below is derived


def courses(height, peak, rate):
    """Two courses and a number that depend on three parameters."""
    one = wave(height, 0.4, 3.0) + wave(0.3, peak / 10, 7.0, 2)
    return one, 0.5 + wave(rate, 0.2, 15.0), rate * height


def with_slopes():
    """The same at MIDDLE with exact slopes along the three parameters."""
    one, other, both = courses(**MIDDLE)
    still = np.zeros(GRID.size)
    along = [
        [wave(1.0, 0.4, 3.0), still, MIDDLE["rate"]],
        [(wave(0.3, 1.0, 7.0, 2) - 0.3) / 10, still, 0.0],
        [still, wave(1.0, 0.2, 15.0), MIDDLE["height"]],
    ]
    slopes = [np.array([row[i] for row in along]) for i in range(3)]
    return Dual(one, slopes[0]), Dual(other, slopes[1]), Dual(both, slopes[2])


def gate_day(one, other, both):
    values = {"urge_threshold": 0.7 + both / 10, "urge_build": 8.0 * both, "urge_decay": 1.5 * both}
    return GivenDay({"gate": one, "hazard": 1e-6 * other}, values)


FUNCTIONS = {
    "arithmetic": lambda a, b, c: (3 - a * b / c + (-a) + 2 / b).mean(),
    "power of a course": lambda a, b, c: (a**2 + a**c + 2.5**b).sum(),
    "functions": lambda a, b, c: np.mean(np.exp(-a) + np.expm1(b) + np.log(b) + np.sqrt(a)),
    "more functions": lambda a, b, c: np.sum(np.sin(a) * np.cos(b) + np.log1p(a) + np.square(b)),
    "remainders": lambda a, b, c: ((7 * a) % 5.0).mean() + (20.0 % c) + ((-c) % 24),
    "sizes": lambda a, b, c: (
        np.abs(a - 0.75).mean() + np.maximum(a, b).mean() + np.minimum(a, c)[9]
    ),
    "extrema": lambda a, b, c: a.max() - b.min() + np.max(b) * np.min(a),
    "parts": lambda a, b, c: a[3] + b[10:50:7].sum() + a[b > 1.5].mean() + a[[1, 5, 5]].sum(),
    "choice": lambda a, b, c: np.where(a > b, a, 0.0).sum() + np.where(a > 1.0, c, b).sum(),
    "order": lambda a, b, c: (
        np.append(np.roll(a, 5)[:7] * np.arange(7), c).sum()
        + np.concatenate([[0.5], b[:3], a[5:9]])[2:6].mean()
    ),
    "the last axis": lambda a, b, c: (
        a[..., 3:9].mean(axis=-1)
        + np.sum(np.roll(b, 7, axis=-1)[..., :5] * np.arange(5), axis=-1)
        + np.concatenate([a[..., -1:], 2 * b], axis=-1)[..., 1:].sum(axis=-1)
        + a.max(axis=-1) * np.min(b, axis=-1)
        + np.cumsum(a, axis=-1)[..., 100:].mean(axis=-1)
        + a[..., a.argmin(axis=-1)] / c
    ),
    "a part of the day": lambda a, b, c: (
        GivenDay({}, {}).mean_during(a * c, 22.0, 6.0)
        + GivenDay({}, {}).least_during(b, 6.0, 22.0)
        + GivenDay({}, {}).stretch(a[..., :-1], 23.0, 2.0).mean(axis=-1)
    ),
    "ratio": lambda a, b, c: ratio(a.mean(), c, 1.0) + ratio(2.0, b.mean(), 1.0),
    "sums so far": lambda a, b, c: (np.cumsum(a) * np.linspace(0, 1, GRID.size)).sum(),
    "convolution": lambda a, b, c: (
        np.convolve(a, np.ones(9), "valid").max()
        + np.convolve(b[:40], a[:25])[30]
        + np.convolve(np.arange(5.0), b)[17]
    ),
    "acrophase": lambda a, b, c: GivenDay({}, {}).acrophase(a),
    "lag": lambda a, b, c: lagged(a, c, STEP)[100],
    "hours": lambda a, b, c: GivenDay({}, {}).hours(a - c + 0.1),
    "urge": lambda a, b, c: urge(gate_day(a, b, c)).max() + urge(gate_day(a, b, c))[200],
    "urge of a rest": lambda a, b, c: urge_of_a_rest(gate_day(a, b, c), 1.0, 4.0).mean(),
    "loss": lambda a, b, c: cell_loss(gate_day(a, b, c), "hazard"),
}


@pytest.mark.parametrize("function", FUNCTIONS.values(), ids=FUNCTIONS)
def test_a_function_is_derived_as_differences_say(function):
    answer = function(*with_slopes())
    assert answer.value == pytest.approx(function(*courses(**MIDDLE)), rel=1e-13)
    assert answer.slopes.shape == (3,)
    for slope, (name, value) in zip(answer.slopes, MIDDLE.items(), strict=True):
        h = 1e-5 * value
        up, down = (function(*courses(**MIDDLE | {name: value + s * h})) for s in (1, -1))
        assert slope == pytest.approx((up - down) / (2 * h), rel=1e-6, abs=1e-7 * abs(up))
    assert answer.slopes.any()


def test_nothing_to_the_power_of_something_is_still():
    zero = Dual(0.0, np.array([2.0, 0.0]))
    exponent = Dual(2.5, np.array([0.0, 1.0]))
    np.testing.assert_array_equal((zero**exponent).slopes, [0.0, 0.0])
    np.testing.assert_array_equal((zero**2).slopes, [0.0, 0.0])
    np.testing.assert_array_equal((zero**1).slopes, [2.0, 0.0])


def test_comparisons_and_positions_are_plain():
    course, other, single = with_slopes()
    for plain in (course > 1.0, course <= other, single == single, np.isnan(course)):
        assert not isinstance(plain, Dual)
    assert course.argmax() == value_of(course).argmax()
    assert isinstance(course.argmin(), int)
    assert single
    assert len(course) == course.size == 289


def test_what_a_rounded_number_or_a_moving_mask_picks_has_no_slope_along_what_moves_it():
    course, _, _ = with_slopes()
    hour = Dual(3.4, np.array([0.0, 1.0, 0.0]))
    whole = round(hour)
    assert value_of(whole) == 3.0
    for picked in (course[round(hour / 2) + whole], np.roll(course, -whole)[7]):
        np.testing.assert_array_equal(np.isnan(picked.slopes), [False, True, False])
    assert value_of(np.roll(course, -whole)[7]) == value_of(course)[10]
    mask = Dual(GRID > 3.4, np.zeros((3, GRID.size))).in_steps_of(hour)
    part = course[mask].mean()
    np.testing.assert_array_equal(np.isnan(part.slopes), [False, True, False])
    assert part.slopes[0] == course[GRID > 3.4].mean().slopes[0]
    np.testing.assert_array_equal(
        np.isnan(np.where(mask, course, 0.0)[50].slopes), [False, True, False]
    )


@pytest.mark.parametrize(
    "lossy",
    [
        lambda course: float(course[0]),
        lambda course: np.array([course[0], course[1]]),
        lambda course: np.asarray(course),
        lambda course: GRID[course[0]],
        lambda course: np.median(course),
        lambda course: np.arctan(course),
        lambda course: np.add.reduce(course),
    ],
)
def test_slopes_are_never_lost_in_silence(lossy):
    with pytest.raises(NoSlopeError):
        lossy(with_slopes()[0])


def test_a_number_stays_what_it_is():
    dual = Dual(2.0, np.ones(3))
    assert number(dual) is dual
    assert type(number(np.float64(2.0))) is float
    assert type(number(np.array(2.0))) is float
    of_each_cell = np.array([2.0, 3.0])
    assert number(of_each_cell) is of_each_cell


def test_there_is_no_share_of_nothing_and_no_slope_of_it():
    whole = Dual(0.0, np.array([2.0, 0.0, 1.0]))
    share = ratio(with_slopes()[2], whole, 1.0)
    assert np.isnan(share.value)
    assert not share.slopes.any()
    assert np.isnan(ratio(1.0, 0.0, 1.0))
    assert ratio(0.0, 4.0, 1.0) == 0.0
    shares = ratio(np.array([1.0, 1.0, np.nan]), np.array([0.0, 4.0, 2.0]), 1.0)
    np.testing.assert_array_equal(shares, [np.nan, 0.25, np.nan])
    assert np.isnan(ratio(1e-20, 3e-20, 1.0)), "what the solver leaves of nothing is nothing"
    assert ratio(1e-20, 4e-20, 1e-19) == 0.25
