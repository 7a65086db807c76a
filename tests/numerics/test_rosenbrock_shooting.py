"""Deviations and shooting on machine code, against closed forms and the reference in NumPy."""

import numpy as np
import pytest
from lane_toys import Machined, machine
from scipy.linalg import expm
from scipy.special import i0e
from toys import DAY, Burst, Cell, Ring, SaturableExport, Swing, TwoTimes, Undefined

from rls_sim.numerics.compiled.tangent import ABSCISSAE, COUPLING, DIAGONAL, STAGES
from rls_sim.numerics.cycle import find_cycle
from rls_sim.numerics.equations import Reference
from rls_sim.numerics.integrate import integrate_surely
from rls_sim.numerics.monodromy import monodromy
from rls_sim.numerics.rosenbrock import Interpolant
from rls_sim.numerics.shooting import shoot
from rls_sim.numerics.system import NEGLIGIBLE, magnitudes

CELL, RING = Machined(Cell(), 3), Machined(Ring(), 1)


def still(state):
    return lambda times: np.repeat(np.asarray(state, dtype=float)[:, None], len(times), axis=1)


def carried(toy, parameters, orbit, steps, scale):
    edges = np.linspace(0.0, DAY, steps + 1)
    return monodromy(toy, np.array(parameters), orbit, edges, np.asarray(scale, dtype=float))


def test_the_numbers_of_the_method_make_order_four():
    coupling = np.zeros((STAGES, STAGES))
    coupling[:, : STAGES - 1] = COUPLING
    coupling += DIAGONAL * np.eye(STAGES)
    weights = coupling[-1]

    np.testing.assert_allclose(coupling.sum(axis=1), ABSCISSAE, atol=1e-14)
    found = {
        "1": weights.sum() - 1,
        "2": weights @ ABSCISSAE - 1 / 2,
        "3": weights @ ABSCISSAE**2 - 1 / 3,
        "3 nested": weights @ coupling @ ABSCISSAE - 1 / 6,
        "4": weights @ ABSCISSAE**3 - 1 / 4,
        "4 weighted": (weights * ABSCISSAE) @ coupling @ ABSCISSAE - 1 / 8,
        "4 squared": weights @ coupling @ ABSCISSAE**2 - 1 / 12,
        "4 nested": weights @ coupling @ coupling @ ABSCISSAE - 1 / 24,
    }
    assert found == pytest.approx(dict.fromkeys(found, 0.0), abs=1e-13)


def test_a_swing_is_carried_at_order_four():
    """What a day leaves of a deviation is known: exp(-24 b), whatever the swing."""
    toy, steps = Machined(Swing(), 3), np.array([24, 48, 96, 192])

    factors = [carried(toy, [0.5, 0.05, 1.0], still([1.0]), n, [1.0])[0, 0] for n in steps]

    errors = np.abs(np.array(factors) / np.exp(-24 * 0.05) - 1)
    assert np.polyfit(np.log(1 / steps), np.log(errors), 1)[0] > 3.7
    assert errors[-1] < 1e-7  # measured: 5e-8


def test_a_matrix_exponential_in_units_of_the_species():
    scale = np.array([1e-3, 20.0])

    carried_over = carried(RING, [1.0], still([1.0, 1.0]), 96, scale)

    exact = expm(DAY * Ring.matrix) * scale / scale[:, None]
    np.testing.assert_allclose(carried_over, exact, rtol=1e-7, atol=1e-12)


def test_what_dies_at_once_is_dead_and_what_stays_stays():
    toy = Machined(TwoTimes(), 2)

    carried_over = carried(toy, [1e5, 1e-5], still([1.0, 1.0]), 24, [1.0, 1.0])

    assert abs(carried_over[0, 0]) < 1e-12
    assert carried_over[1, 1] == pytest.approx(np.exp(-24e-5), rel=1e-13)


@pytest.mark.parametrize("count", [1, 3, 6])
def test_machine_code_and_numpy_carry_alike(count):
    """On the cell's own day; both have steps of a quarter of an hour."""
    parameters = np.array([1.0, 0.7, 1.0])
    cycle = find_cycle(Cell(), parameters)
    scale = magnitudes(cycle.state, cycle.floor)

    ours = carried(CELL, parameters, cycle.at, 96 * count, scale)
    theirs = carried(Reference(CELL), parameters, cycle.at, 96 * count, scale)

    np.testing.assert_allclose(ours, theirs, atol=2e-6)


def test_a_jacobian_that_is_no_number_is_not_hidden():
    assert np.isnan(carried(Machined(Undefined(), 0), [], still([1.0, 1.0]), 4, [1.0, 1.0])).any()


def found_by_shooting(toy, parameters, start):
    start = np.asarray(start, dtype=float)
    floor = NEGLIGIBLE * np.abs(start)
    return shoot(toy, np.array(parameters), start[:, None], DAY, floor)


def test_shooting_finds_the_day_that_harmonic_balance_finds():
    parameters = np.array([1.0, 0.7, 1.0])
    cycle = find_cycle(Cell(), parameters)

    shot = found_by_shooting(CELL, parameters, cycle.at(0.0) * [1, 1, 0.2, 0.2, 0.2, 50])

    assert shot.converged
    times = np.arange(shot.orbit.shape[1]) * DAY / shot.orbit.shape[1]
    np.testing.assert_allclose(shot.orbit, cycle.at(times), rtol=1e-7)


def test_shooting_closes_a_burst_that_no_series_resolves():
    """A drive of some minutes. What goes in goes out: the means over the day are known."""
    sharp = 2000.0

    shot = found_by_shooting(Machined(Burst(), 1), [sharp], [1.0, 1.0])

    assert shot.converged
    given = i0e(sharp)  # the mean of the drive
    np.testing.assert_allclose(shot.orbit.mean(axis=1), [given, 20 * given], rtol=1e-6)


def test_a_pool_that_grows_for_ever_is_not_believed():
    shot = found_by_shooting(Machined(SaturableExport(), 4), [2.0, 0.3, 1.5, 1.0], [5.0])

    assert not shot.converged


class Misled(Machined):
    """A toy whose machine code gives what is no number."""

    @property
    def machine(self):
        return machine(lost, len(self.species_names), self.parameters)


def lost(t, x, p):
    """No rate at all."""
    return [np.nan * species for species in x]


def test_a_sure_integration_begins_with_machine_code_and_falls_back():
    options = {"rtol": 1e-8, "atol": np.full(6, 1e-10), "most": 10_000}
    parameters, hours = np.array([1.0, 0.7, 1.0]), (0.0, DAY)

    quick = integrate_surely(CELL, parameters, np.ones(6), hours, **options)
    plain = integrate_surely(Reference(CELL), parameters, np.ones(6), hours, **options)
    fallen = integrate_surely(Misled(Cell(), 3), parameters, np.ones(6), hours, **options)

    assert isinstance(quick.at, Interpolant)
    assert not isinstance(plain.at, Interpolant)
    np.testing.assert_array_equal(fallen.state, plain.state)
    np.testing.assert_allclose(quick.state[:, -1], plain.state[:, -1], rtol=1e-6)
