import numpy as np
import pytest
from scipy.linalg import expm
from toys import DAY, Binding, Cell, DrivenDecay, Repeller, Ring, Swing, TwoTimes

from rls_sim.numerics.cycle import find_cycle
from rls_sim.numerics.monodromy import monodromy
from rls_sim.numerics.multipliers import floquet_multipliers


def test_a_multiplier_is_the_decay_over_a_period():
    cycle = find_cycle(DrivenDecay(), np.array([2.0, 0.5, 0.1]))

    np.testing.assert_allclose(floquet_multipliers(cycle), [np.exp(-2.4)], rtol=1e-6)


@pytest.mark.parametrize("swing", [0.0, 0.3, 1.0])
def test_a_swing_around_the_decay_does_not_move_the_multiplier(swing):
    cycle = find_cycle(Swing(), np.array([swing, 0.02, 0.3]))

    np.testing.assert_allclose(floquet_multipliers(cycle), [np.exp(-24 * 0.02)], atol=1e-6)


def test_multipliers_of_ten_years_and_of_a_tenth_of_a_second():
    cycle = find_cycle(TwoTimes(), np.array([1e5, 1e-5]))

    multipliers = floquet_multipliers(cycle)

    # What is left of one by a day of 1e-5/h, to a thousandth of itself: stable, and by how much.
    assert 1 - multipliers[0].real == pytest.approx(24e-5, rel=1e-3)
    assert abs(multipliers[1]) < 1e-9


def test_a_linear_system_has_the_multipliers_of_its_exponential():
    cycle = find_cycle(Ring(), np.array([1.0]))

    exact = np.sort(np.linalg.eigvals(expm(DAY * Ring.matrix)))[::-1]
    np.testing.assert_allclose(floquet_multipliers(cycle), exact, atol=1e-6)


def test_a_repeller_is_known_by_a_multiplier_above_one():
    cycle = find_cycle(Repeller(), np.zeros(0), np.array([1.0]), certify=False)

    multipliers = floquet_multipliers(cycle)

    assert multipliers[0].real == pytest.approx(np.exp(24.0), rel=1e-3)


def test_a_conserved_total_has_the_multiplier_one():
    cycle = find_cycle(Binding(), np.array([3.0, 0.1]), np.array([1.0, 2.0, 0.5]))

    multipliers = floquet_multipliers(cycle)

    np.testing.assert_allclose(multipliers[:2], 1.0, atol=1e-9)
    assert abs(multipliers[2]) < 1


def test_multipliers_are_those_of_the_integrated_day():
    parameters = np.array([1.0, 0.7, 1.0])
    cycle = find_cycle(Cell(), parameters)
    start = cycle.at(0.0)
    from scipy.integrate import solve_ivp

    def after_a_day(state):
        day = solve_ivp(
            lambda t, x: Cell().rhs(t, x, parameters),
            (0, DAY),
            state,
            method="Radau",
            jac=lambda t, x: Cell().jacobian(t, x, parameters),
            rtol=1e-11,
            atol=1e-15,
        )
        return day.y[:, -1]

    step = 1e-4 * start
    columns = [
        (after_a_day(start + move) - after_a_day(start - move)) / (2 * size)
        for move, size in zip(np.diag(step), step, strict=True)
    ]
    differences = np.sort(np.abs(np.linalg.eigvals(np.array(columns).T)))[::-1]

    found = np.abs(floquet_multipliers(cycle))
    np.testing.assert_allclose(found[:4], differences[:4], atol=1e-6)


def test_the_scheme_is_of_third_order():
    cycle = find_cycle(Swing(), np.array([1.0, 0.1, 0.3]))
    exact = np.exp(-2.4)
    steps = np.array([32, 64, 128, 256])

    errors = [
        abs(
            monodromy(
                cycle.kernel, cycle.p, cycle.at, np.linspace(0, DAY, count + 1), np.ones(1)
            ).item()
            - exact
        )
        for count in steps
    ]

    order = -np.polyfit(np.log(steps), np.log(errors), 1)[0]
    assert order > 2.7  # measured: 3.02
