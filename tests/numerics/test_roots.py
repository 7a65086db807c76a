"""Brackets of roots: closed from both sides, found on the way, wide where nothing can be tried."""

import math

import pytest

from rls_sim.numerics.roots import Trial, crossings

WANTED = 1e-6


class Tried:
    """Named functions, and how often they were asked."""

    def __init__(self, fails=lambda place: False, **functions):
        self.functions, self.fails, self.count = functions, fails, 0

    def at(self, place):
        self.count += 1
        return Trial(place, {name: call(place) for name, call in self.functions.items()}, place)

    def attempt(self, place, near):
        return None if self.fails(place) else self.at(place)

    def between(self, low, high):
        return list(crossings(self.attempt, self.at(low), self.at(high), width))


def width(low, high):
    return (high.place - low.place) / WANTED


@pytest.mark.parametrize(
    ("function", "low", "high", "root"),
    [
        (lambda x: x - 0.3, 0.0, 1.0, 0.3),
        (lambda x: 0.3 - x, 0.0, 1.0, 0.3),
        (lambda x: math.exp(x) - 2, -3.0, 5.0, math.log(2)),
        (lambda x: (x - 0.7) ** 3, 0.0, 1.0, 0.7),
        (lambda x: math.atan(1e4 * (x - 0.123)), 0.0, 1.0, 0.123),
        (lambda x: min(x - 0.4, 100 * (x - 0.4)), 0.0, 1.0, 0.4),
        (lambda x: -1.0 if x < 0.9 else 1.0, 0.0, 1.0, 0.9),
        (lambda x: -math.inf if x < 0.2 else x, 0.0, 1.0, 0.2),
    ],
)
def test_a_root_is_bracketed_to_the_width_asked(function, low, high, root):
    (found,) = Tried(margin=function).between(low, high)

    assert found.names == ("margin",)
    assert found.low.place <= root <= found.high.place
    assert found.high.place - found.low.place <= WANTED
    assert (found.low.margins["margin"] < 0) != (found.high.margins["margin"] < 0)


def test_a_smooth_root_takes_few_trials():
    tried = Tried(margin=lambda x: math.log(x) + 2)

    tried.between(0.02, 2.0)

    assert tried.count <= 13  # bisection needs 23; both ends count


def test_several_functions_are_found_upwards_each_once():
    found = Tried(
        third=lambda x: x - 0.8, first=lambda x: 0.1 - x, second=lambda x: x**2 - 0.25
    ).between(0.0, 1.0)

    assert [crossing.names for crossing in found] == [("first",), ("second",), ("third",)]
    assert [crossing.low.place for crossing in found] == pytest.approx([0.1, 0.5, 0.8], abs=2e-6)


def test_functions_that_turn_together_share_a_bracket():
    (found,) = Tried(one=lambda x: x - 0.5, other=lambda x: x**3 - 0.125).between(0.0, 1.0)

    assert found.names == ("one", "other")


def test_a_function_that_turns_twice_is_seen_where_another_leads_into_its_stretch():
    found = Tried(dip=lambda x: abs(x - 0.5) - 0.1, rise=lambda x: x - 0.5).between(0.0, 1.0)

    assert [crossing.names for crossing in found] == [("dip",), ("rise",), ("dip",)]


def test_nothing_is_found_where_nothing_changes_sign():
    assert Tried(margin=lambda x: x + 1).between(0.0, 1.0) == []


def test_zero_counts_as_above():
    (found,) = Tried(margin=lambda x: max(x - 0.5, 0.0) or (0.0 if x >= 0.5 else -1.0)).between(
        0.0, 1.0
    )

    assert found.low.place < 0.5 <= found.high.place


def test_a_bracket_stays_wide_where_nothing_can_be_tried():
    tried = Tried(margin=lambda x: x - 0.5, fails=lambda place: abs(place - 0.5) < 0.2)

    (found,) = tried.between(0.0, 1.0)

    assert (found.low.place, found.high.place) == (0.0, 1.0)


def test_what_the_functions_were_read_off_comes_with_the_bracket():
    (found,) = Tried(margin=lambda x: x - 0.3).between(0.0, 1.0)

    assert (found.low.found, found.high.found) == (found.low.place, found.high.place)
