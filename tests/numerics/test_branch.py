"""Branches of days against closed forms, and folds against shooting with SciPy."""

import numpy as np
import pytest
from scipy.integrate import solve_ivp
from scipy.optimize import root
from toys import DAY, TURN, Binding, Burst, Cell, DrivenDecay, SaturableExport, Toy

from rls_sim.numerics.branch import follow
from rls_sim.numerics.curve import Position
from rls_sim.numerics.cycle import find_cycle
from rls_sim.numerics.follower import Ending
from rls_sim.numerics.line import Line
from rls_sim.numerics.multipliers import leading_multiplier


class Switch(Toy):
    """A gene that feeds itself, low or high or in between, and a pool that echoes it.

    gene' = leak (1 + a cos w t) + gene^4 / (1 + gene^4) - lost gene; parameters (leak, a, lost).
    """

    species_names = ("gene", "echo")

    def rates(self, time, state, parameters):
        leak, swing, lost = parameters
        gene, echo = state
        fed = leak * (1 + swing * np.cos(TURN * time)) + gene**4 / (1 + gene**4)
        return [fed - lost * gene, 0.2 * (gene - echo)]

    def slopes(self, time, state, parameters):
        gene = state[0]
        own = 4 * gene**3 / (1 + gene**4) ** 2 - parameters[2]
        return {(0, 0): own, (1, 0): 0.2, (1, 1): -0.2}


class KnownSwitch(Switch):
    """The same, that knows how its rates change with its parameters."""

    def parameter_slopes(self, time, state, parameters):
        leak, swing, _ = parameters
        wave = np.cos(TURN * np.asarray(time))
        values = np.array([1 + swing * wave, leak * wave, -state[0]])
        return np.zeros(3, dtype=int), np.arange(3), values


class Ring(Toy):
    """x' = 0.25 - (x - 2)^2 - y^2 + 0.02 cos w t along y: days on a closed ring, an isola."""

    species_names = ("ring",)

    def rates(self, time, state, parameters):
        (off,) = parameters
        return [0.25 - (state[0] - 2) ** 2 - off**2 + 0.02 * np.cos(TURN * time)]

    def slopes(self, time, state, parameters):
        return {(0, 0): -2 * (state[0] - 2)}


class Withdrawn(Toy):
    """x' = 1 + swing cos w t - 0.5 x: drawn below zero where the swing is large."""

    species_names = ("account",)

    def rates(self, time, state, parameters):
        return [1 + parameters[0] * np.cos(TURN * time) - 0.5 * state[0]]

    def slopes(self, time, state, parameters):
        return {(0, 0): -0.5}


def along(system, values, which, low, high, start=None, guess=None, **options):
    """The branch of a toy along its parameter ``which``, from its value or from ``start``."""

    def parameters(value):
        vector = np.array(values, dtype=float)
        vector[which] = value
        return vector

    value = values[which] if start is None else start
    cycle = find_cycle(system, parameters(value), guess, certify=False)
    return follow(Line(parameters, low, high), cycle, value, **options)


def switch(system=None, guess=(0.2, 0.2), **options):
    """The switch along its leak, from its low day unless a guess says otherwise."""
    values = [0.1, 0.3, 0.6]
    return along(system or Switch(), values, 0, 0.01, 0.4, guess=np.array(guess), **options)


@pytest.fixture(scope="module")
def switched():
    """The branch of the switch, followed once."""
    return switch()


def folds_by_shooting(near):
    """(leak, lost state) where the map of one day of the switch touches the diagonal.

    The gene alone decides; its deviation is integrated with it, by a method of SciPy's.
    """

    def after_a_day(start, leak):
        def rates(time, both):
            state = np.array([both[0], 0.0])
            slope = 4 * both[0] ** 3 / (1 + both[0] ** 4) ** 2 - 0.6
            return [Switch().rhs(time, state, (leak, 0.3, 0.6))[0], slope * both[1]]

        day = solve_ivp(rates, (0, DAY), [start, 1.0], "DOP853", rtol=1e-12, atol=1e-13)
        return day.y[:, -1]

    def touches(unknown):
        start, leak = unknown
        end, slope = after_a_day(start, leak)
        return [end - start, slope - 1]

    found = root(touches, near, tol=1e-12, options={"eps": 1e-6})
    assert np.abs(found.fun).max() < 1e-9
    return found.x[1]


def test_a_linear_pool_follows_its_closed_form_at_every_point():
    branch = along(DrivenDecay(), [2.0, 0.5, 0.1], 2, 0.02, 2.0)

    assert [end.ending for end in branch.ends] == [Ending.REACHED_LOW, Ending.REACHED_HIGH]
    assert (branch.points[0].value, branch.points[-1].value) == (0.02, 2.0)
    assert branch.points[branch.start].value == 0.1
    for point in branch.points:
        exact = DrivenDecay.exact(point.cycle.time, (2.0, 0.5, point.value))
        np.testing.assert_allclose(point.cycle.state[0], exact, rtol=1e-8)


def test_a_branch_is_in_order_and_its_arc_grows():
    branch = along(DrivenDecay(), [2.0, 0.5, 0.1], 2, 0.02, 2.0)

    values, arcs = ([getattr(p, name) for p in branch.points] for name in ("value", "arc"))
    assert np.all(np.diff(values) > 0)
    assert np.all(np.diff(arcs) > 0)
    assert arcs[0] == 0
    assert all(point.tangent.place > 0 for point in branch.points)


def test_a_line_of_less_than_a_factor_of_ten_is_walked_by_difference():
    def vector(value):
        return np.array([value])

    assert not Line(vector, 1.0, 9.9).logarithmic
    assert Line(vector, 1.0, 10.0).logarithmic
    assert not Line(vector, 0.0, 10.0).logarithmic
    for line in (Line(vector, -1.0, 3.0), Line(vector, 0.02, 2.0)):
        assert (line.value(0.0), line.value(1.0)) == (line.low, line.high)
        assert line.value(line.place(0.37)) == pytest.approx(0.37, rel=1e-14)


def test_both_folds_of_a_switch_are_those_of_shooting(switched):
    branch = switched

    assert [end.ending for end in branch.ends] == [Ending.REACHED_LOW, Ending.REACHED_HIGH]
    upper, lower = (branch.points[i].value for i in branch.folds)
    assert upper == pytest.approx(folds_by_shooting([0.57, 0.22]), rel=1e-8)
    assert lower == pytest.approx(folds_by_shooting([1.29, 0.04]), rel=1e-8)


def test_stability_turns_at_each_fold_and_nowhere_else(switched):
    branch = switched
    upper, lower = branch.folds

    def size(i):
        return abs(leading_multiplier(branch.points[i].cycle))

    last = len(branch.points) - 1
    stable = [0, upper // 2, upper - 2, lower + 2, (lower + last) // 2, last]
    assert all(size(i) < 1 for i in stable)
    assert all(size(i) > 1 for i in (upper + 2, (upper + lower) // 2, lower - 2))
    assert [size(upper), size(lower)] == pytest.approx([1.0, 1.0], abs=1e-4)


def test_every_point_of_a_switch_is_a_day_of_its_own_value(switched):
    for point in switched.points:
        # At a fold there is a day or none as the last digit of the value goes.
        if abs(point.tangent.place) > 0.05 * np.abs(point.tangent.state).max():
            parameters = np.array([point.value, 0.3, 0.6])
            again = find_cycle(Switch(), parameters, point.cycle, certify=False)
            assert again.converged
            at = np.linspace(0, DAY, 50)
            np.testing.assert_allclose(again.at(at), point.cycle.at(at), rtol=1e-6)
        assert point.cycle.certificate.residual < 1e-7
        np.testing.assert_array_equal(point.cycle.p, [point.value, 0.3, 0.6])


def test_the_same_branch_is_found_from_its_other_stable_day(switched):
    low, high = switched, switch(start=0.3, guess=(2.0, 2.0))

    assert len(low.folds) == len(high.folds) == 2
    for one, other in zip(low.folds, high.folds, strict=True):
        assert low.points[one].value == pytest.approx(high.points[other].value, rel=1e-9)
    assert high.points[high.start].position.state[0].min() > 1


def test_exact_slopes_and_differences_lead_along_the_same_branch(switched):
    told, differenced = switch(KnownSwitch()), switched

    for one, other in zip(told.folds, differenced.folds, strict=True):
        assert told.points[one].value == pytest.approx(differenced.points[other].value, rel=1e-9)
    for system in (Switch(), KnownSwitch()):
        line = Line(lambda value: np.array([value, 0.3 * value, 0.6 + value**2]), 0.01, 0.4)
        time, state = np.arange(4.0), np.linspace(0.5, 2.0, 8).reshape(2, 4)
        push = line.push(system, time, state, 0.5)
        value = line.value(0.5)
        wave = np.cos(TURN * time)
        exact = value * np.log(40) * (1 + 0.6 * value * wave - 2 * value * state[0])
        np.testing.assert_allclose(push[0], exact, rtol=1e-7)
        np.testing.assert_array_equal(push[1], 0.0)


def test_a_place_between_two_points_is_a_day_of_the_branch_too(switched):
    branch = switched
    last = len(branch.points) - 1

    for first in (0, branch.folds[0] - 1, branch.folds[0], branch.folds[1], last - 1):
        low, high = branch.points[first : first + 2]
        for share in (0.1, 0.5, 0.9):
            point = branch.between(first, share)
            assert min(low.value, high.value) < point.value < max(low.value, high.value)
            assert point.cycle.certificate.residual < 1e-7
            assert low.arc < point.arc < high.arc


def test_a_closed_ring_is_walked_once_round():
    branch = along(Ring(), [0.0], 0, -1.0, 1.0, guess=np.array([2.5]))

    assert [end.ending for end in branch.ends] == [Ending.CLOSED, Ending.CLOSED]
    left, right = sorted(branch.points[i].value for i in branch.folds)
    assert right == pytest.approx(0.5, abs=0.01)
    assert left == pytest.approx(-right, rel=1e-8)
    begin, end = (point.position.state for point in (branch.points[0], branch.points[-1]))
    np.testing.assert_allclose(begin, end, rtol=1e-9)
    middles = [point.position.state.mean() for point in branch.points]
    assert min(middles) == pytest.approx(1.5, abs=0.01)
    assert max(middles) == pytest.approx(2.5, abs=0.01)


def test_a_pool_that_runs_away_ends_the_branch_at_the_limit():
    branch = along(SaturableExport(), [0.5, 0.3, 1.0, 2.0], 0, 0.1, 3.0)

    low, high = branch.ends
    assert low.ending is Ending.REACHED_LOW
    assert high.ending is Ending.RUNS_AWAY
    assert high.value == pytest.approx(1.0, rel=1e-4)  # inflow as large as the largest outflow
    assert "iron grows without bound" in high.words
    assert high.complete


def test_a_pool_that_is_drawn_below_zero_ends_the_branch_where_its_least_is_zero():
    branch = along(Withdrawn(), [0.2], 0, 0.1, 5.0)

    assert branch.ends[1].ending is Ending.BELOW_ZERO
    assert branch.ends[1].value == pytest.approx(2 * np.hypot(0.5, TURN), rel=6e-3)  # at a node


def test_nodes_are_refined_where_the_day_sharpens():
    branch = along(Burst(), [1.0], 0, 1.0, 40.0)

    assert branch.ends[1].ending is Ending.REACHED_HIGH
    nodes = [point.position.nodes for point in branch.points]
    assert nodes[0] == 32
    assert nodes == sorted(nodes)
    end = find_cycle(Burst(), np.array([40.0]))
    at = np.linspace(0, 24, 50)
    np.testing.assert_allclose(branch.points[-1].cycle.at(at), end.at(at), rtol=1e-6, atol=1e-7)


def test_a_day_that_needs_more_nodes_than_allowed_ends_the_branch():
    branch = along(Burst(), [1.0], 0, 1.0, 100.0, max_nodes=48)

    assert branch.ends[1].ending is Ending.UNRESOLVED
    assert not branch.ends[1].complete
    assert "48 nodes" in branch.ends[1].words
    assert 1 < branch.ends[1].value < 100


def test_a_branch_may_be_too_long():
    branch = along(DrivenDecay(), [2.0, 0.5, 0.1], 2, 0.02, 2.0, most=3)

    assert [end.ending for end in branch.ends] == [Ending.TOO_LONG] * 2
    assert len(branch.points) == 7


def test_conserved_totals_are_kept_along_the_branch():
    start = np.array([1.0, 2.0, 0.5])
    branch = along(Binding(), [3.0, 0.1], 0, 0.1, 30.0, guess=start)

    assert [end.ending for end in branch.ends] == [Ending.REACHED_LOW, Ending.REACHED_HIGH]
    for point in branch.points:
        left, right, pair = point.cycle.state
        np.testing.assert_allclose([left + pair, right + pair], [[1.5] * 32, [2.5] * 32], rtol=1e-9)
    assert branch.follower.conserved == 2
    assert abs(leading_multiplier(branch.points[0].cycle, 2)) < 0.9


def test_ten_decades_of_rates_are_followed_over_two_decades():
    branch = along(Cell(), [1.0, 0.7, 1.0], 0, 0.02, 2.0)

    assert [end.ending for end in branch.ends] == [Ending.REACHED_LOW, Ending.REACHED_HIGH]
    for point in (branch.points[0], branch.points[-1]):
        alone = find_cycle(Cell(), np.array([point.value, 0.7, 1.0]))
        np.testing.assert_allclose(point.cycle.state, alone.state, rtol=1e-7)


def test_a_certified_point_can_show_that_it_closes(switched):
    branch = switched

    certificate = branch.follower.certified(branch.points[3]).cycle.certificate

    assert certificate.closure < 1e-6
    assert certificate.error_estimate < 1e-7
    assert np.isnan(branch.points[3].cycle.certificate.closure)


def test_a_certified_point_of_an_orbit_that_is_none_is_said_not_to_close(switched):
    branch = switched
    point = branch.points[3]
    off = type(point)(
        point.value,
        Position(point.position.state, point.place),
        point.tangent,
        type(point.cycle)(**{**vars(point.cycle), "state": 1.5 * point.cycle.state}),
    )

    cycle = branch.follower.certified(off).cycle

    assert not cycle.converged
    assert cycle.certificate.closure > 1e-3


def test_what_is_not_a_start_is_refused():
    def parameters(value):
        return np.array([2.0, 0.5, value])

    cycle = find_cycle(DrivenDecay(), parameters(0.1), certify=False)
    line = Line(parameters, 0.02, 2.0)
    with pytest.raises(ValueError, match=r"not that of 0\.2"):
        follow(line, cycle, 0.2)
    with pytest.raises(ValueError, match="outside the line"):
        follow(line, find_cycle(DrivenDecay(), parameters(3.0)), 3.0)
    lost = find_cycle(SaturableExport(), np.array([2.0, 0.3, 1.0, 2.0]))
    with pytest.raises(ValueError, match="was not found"):
        follow(line, lost, 0.1)
    with pytest.raises(ValueError, match="does not rise"):
        Line(parameters, 2.0, 0.02)


def test_every_new_point_is_seen_as_it_is_made():
    seen = []
    branch = switch(watch=seen.append)

    assert len(seen) == len(branch.points)
    assert {point.value for point in seen} == {point.value for point in branch.points}
