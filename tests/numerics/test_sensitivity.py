"""Derivatives of a periodic day, against closed forms and against days solved again."""

import numpy as np
import pytest
from toys import DAY, TURN, Binding, Burst, Cell, DrivenDecay, Repeller, TwoTimes

from rls_sim.numerics.cycle import find_cycle
from rls_sim.numerics.sensitivity import linearised_day, sensitivity


class WithSlopes:
    """Makes a toy's slopes along its parameters, written by hand, into what a kernel gives."""

    def parameter_slopes(self, time, state, parameters):
        entries = self.by_parameter(np.asarray(time), state, parameters)
        rows, columns = (np.array(places) for places in zip(*entries, strict=True))
        values = [np.broadcast_to(value, np.shape(time)) for value in entries.values()]
        return rows, columns, np.array(values, dtype=float)


class Decay(WithSlopes, DrivenDecay):
    parameter_names = ("made", "amplitude", "lost")

    def by_parameter(self, time, state, parameters):
        made, amplitude, _ = parameters
        wave = np.cos(TURN * time)
        return {(0, 0): 1 + amplitude * wave, (0, 1): made * wave, (0, 2): -state[0]}


class Slow(WithSlopes, TwoTimes):
    parameter_names = ("quick", "lazy")

    def by_parameter(self, time, state, parameters):
        drive = 1 + 0.5 * np.cos(TURN * time)
        return {(0, 0): drive - state[0], (1, 1): state[0] ** 2 - state[1]}


class Closed(WithSlopes, Binding):
    parameter_names = ("on", "off", "beside")

    def rates(self, time, state, parameters):
        return super().rates(time, state, parameters[:2])

    def slopes(self, time, state, parameters):
        return super().slopes(time, state, parameters[:2])

    def by_parameter(self, time, state, parameters):
        bound = (1 + 0.6 * np.cos(TURN * time)) * state[0] * state[1]
        signs = (-1, -1, 1)
        on = {(row, 0): sign * bound for row, sign in enumerate(signs)}
        return on | {(row, 1): -sign * state[2] for row, sign in enumerate(signs)}


class Receptor(WithSlopes, Cell):
    parameter_names = ("density", "amplitude", "supply")

    def by_parameter(self, time, state, parameters):
        _, amplitude, supply = parameters
        wave, free = np.cos(TURN * time), 1e4 * state[0]
        return {
            (0, 0): 0.02 / (1 + state[2] ** 2),
            (0, 1): -supply * wave * free,
            (1, 1): supply * wave * free,
            (0, 2): -(1 + amplitude * wave) * free,
            (1, 2): (1 + amplitude * wave) * free,
        }


class Sharp(WithSlopes, Burst):
    parameter_names = ("sharpness",)

    def by_parameter(self, time, state, parameters):
        height = np.cos(TURN * time) - 1
        return {(0, 0): height * np.exp(parameters[0] * height)}


class Clocked(WithSlopes, DrivenDecay):
    """A decay whose own period is a parameter: on another it has no day of 24 h."""

    parameter_names = ("made", "period", "root", "rounding")

    def rates(self, time, state, parameters):
        made, period, *_ = parameters
        return [made * (1 + 0.5 * np.cos(2 * np.pi * time / period)) - state[0]]

    def slopes(self, time, state, parameters):
        return {(0, 0): -1.0}

    def by_parameter(self, time, state, parameters):
        made, period, root, _ = parameters
        angle = 2 * np.pi * time / period
        return {
            (0, 0): 1 + 0.5 * np.cos(angle),
            (0, 1): made * 0.5 * np.sin(angle) * angle / period,
            (0, 2): 0.5 * np.sqrt(1 / np.float64(root)),
            (0, 3): 1e-16 * np.sin(time),  # what is left of terms that cancel
        }


def solved(system, parameters, guess=None, **options):
    options = {"tolerance": 1e-12, "certify": False} | options
    cycle = find_cycle(system, np.array(parameters, dtype=float), guess, **options)
    assert cycle.converged, cycle.error
    return cycle


def everything(system, cycle, solve=None):
    found = sensitivity(system, cycle, range(len(system.parameter_names)), solve)
    assert found.problems == ("",) * len(system.parameter_names)
    return found.slopes


def again(system, cycle, column, share=1e-2):
    """The same derivative (ns, N) from four days solved again, free of terms to the fourth."""

    def quotient(step):
        ends = []
        for sign in (1, -1):
            p = cycle.p.copy()
            p[column] += sign * step
            nodes = cycle.state.shape[1]
            ends.append(solved(system, p, cycle, nodes=nodes, max_nodes=nodes).state)
        return (ends[0] - ends[1]) / (2 * step)

    step = share * cycle.p[column]
    return (4 * quotient(step) - quotient(2 * step)) / 3


def test_a_driven_decay_moves_as_its_closed_form_does():
    system, values = Decay(), (3.0, 0.4, 0.7)
    cycle = solved(system, values)
    made, amplitude, lost = values
    wave = lost * np.cos(TURN * cycle.time) + TURN * np.sin(TURN * cycle.time)
    squares = lost**2 + TURN**2
    along_lost = np.cos(TURN * cycle.time) / squares - 2 * lost * wave / squares**2
    expected = [
        [1 / lost + amplitude * wave / squares],
        [made * wave / squares],
        [-made / lost**2 + made * amplitude * along_lost],
    ]
    np.testing.assert_allclose(everything(system, cycle), expected, rtol=1e-9, atol=1e-9)


def test_a_pool_of_ten_years_moves_as_its_mean_does():
    """The slow pool is the mean square of the fast one: 1 + (0.5 quick)^2 / (quick^2 + w^2) / 2."""
    system, quick = Slow(), 1.0
    cycle = solved(system, (quick, 1e-5))
    along_quick, along_lazy = everything(system, cycle)
    expected = 0.125 * 2 * quick * TURN**2 / (quick**2 + TURN**2) ** 2
    assert along_quick[1].mean() == pytest.approx(expected, rel=1e-8)
    assert abs(along_lazy[1].mean()) < 1e-9 / 1e-5


@pytest.mark.parametrize(
    ("system", "values"),
    [(Receptor(), (1.3, 0.4, 0.8)), (Sharp(), (6.0,)), (Closed(), (0.7, 0.3, 1.0))],
)
def test_derivatives_agree_with_days_solved_again(system, values):
    cycle = solved(system, values, 0.5 + np.arange(len(system.species_names)))
    found = everything(system, cycle)
    size = np.abs(cycle.state).max(axis=1, keepdims=True)
    for column, value in enumerate(values):
        np.testing.assert_allclose(
            found[column] * value / size,
            again(system, cycle, column) * value / size,
            rtol=1e-6,
            atol=1e-8,
        )
        assert found[column].any() == (system.parameter_names[column] != "beside")


def test_a_closed_system_keeps_its_totals():
    system = Closed()
    on, off, _ = everything(system, solved(system, (0.7, 0.3, 1.0), np.array([0.5, 1.5, 2.5])))
    for slopes in (on, off):
        assert np.abs(slopes).max() > 0.1
        np.testing.assert_allclose(slopes[0] + slopes[2], 0.0, atol=1e-12)
        np.testing.assert_allclose(slopes[1] + slopes[2], 0.0, atol=1e-12)


def test_chosen_parameters_come_in_the_order_asked_for():
    system = Receptor()
    cycle = solved(system, (1.3, 0.4, 0.8))
    full = everything(system, cycle)
    found = sensitivity(system, cycle, [2, 0])
    np.testing.assert_array_equal(found.columns, [2, 0])
    np.testing.assert_array_equal(found.slopes, full[[2, 0]])


def test_another_solver_is_given_what_is_due_and_no_more():
    system = Closed()
    cycle = solved(system, (0.7, 0.3, 1.0), np.array([0.5, 1.5, 2.5]))
    asked = []

    def solve(right):
        asked.append(right.shape)
        return linearised_day(cycle)(right)

    np.testing.assert_array_equal(everything(system, cycle, solve), everything(system, cycle))
    assert set(asked) == {(2, *cycle.state.shape)}


def test_what_a_rough_solver_leaves_over_is_solved_for():
    system = Receptor()
    cycle = solved(system, (1.3, 0.4, 0.8))
    exact, rounds = linearised_day(cycle), []

    def rough(right):
        rounds.append(len(right))
        return 1.003 * exact(right)

    def wrong(right):
        return -exact(right)

    size = np.abs(cycle.state).mean(axis=1)[:, None]
    found, expected = everything(system, cycle, rough), everything(system, cycle)
    np.testing.assert_allclose(found / size, expected / size, rtol=1e-9, atol=1e-9)
    assert rounds[0] == 3
    assert 3 <= len(rounds) <= 5
    lost = sensitivity(system, cycle, [0], wrong)
    assert np.isnan(lost.slopes).all()
    assert "not solved" in lost.problems[0]


def test_where_the_linear_solve_fails_the_derivative_is_not_a_number_and_its_reason_is_told():
    system = Decay()
    cycle = solved(system, (3.0, 0.4, 0.7))

    def solve(right):
        answer = linearised_day(cycle)(right)
        if len(right) == 3:  # what failed once is not tried again
            answer[1] = np.nan
        return answer

    found = sensitivity(system, cycle, range(3), solve)
    assert np.isnan(found.slopes[1]).all()
    assert np.isfinite(found.slopes[[0, 2]]).all()
    assert [bool(problem) for problem in found.problems] == [False, True, False]
    assert "amplitude" in found.problems[1]


def test_a_parameter_that_sets_the_period_has_no_derivative():
    system = Clocked()
    cycle = solved(system, (2.0, DAY, 4.0, 1.0))
    found = sensitivity(system, cycle, range(4))
    assert np.isnan(found.slopes[1]).all()
    assert "period" in found.problems[1]
    assert "24 h" in found.problems[1]
    expected = 0.25  # of the constant push, on a loss of 1/h
    np.testing.assert_allclose(found.slopes[2], expected, rtol=1e-9)
    np.testing.assert_allclose(found.slopes[3], 0.0, atol=1e-15)


def test_a_law_without_a_slope_spoils_its_own_parameter_alone():
    system = Clocked()
    cycle = solved(system, (2.0, DAY, 0.0, 1.0))
    found = sensitivity(system, cycle, [0, 2])
    assert np.isfinite(found.slopes[0]).all()
    assert np.isnan(found.slopes[1]).all()
    assert "no finite slope along root" in found.problems[1]


def test_a_day_that_repels_has_derivatives_too():
    """x' = x - taken - 0.3 cos w t, at taken = 1: unstable, and x moves as what is taken does."""

    class Repelled(Repeller):
        parameter_names = ("taken",)

        def parameter_slopes(self, time, state, parameters):
            return np.array([0]), np.array([0]), np.full((1, np.size(time)), -1.0)

    system = Repelled()
    cycle = solved(system, (1.0,))
    np.testing.assert_allclose(everything(system, cycle), 1.0, rtol=1e-9)


def test_a_day_that_was_not_found_is_refused():
    system = Decay()
    cycle = find_cycle(system, np.array([3.0, 0.4, -0.7]))
    assert not cycle.converged
    with pytest.raises(ValueError, match="not found"):
        sensitivity(system, cycle, [0])
