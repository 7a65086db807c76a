"""The answers that the solvers are held to are right: by SciPy, from equations written by hand."""

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from rls_sim.network.dimensions import check_dimensions
from rls_sim.verification import best2009, closed_forms, subjects

MODELS = (
    *(subjects.logistic, lambda: subjects.prothero_robinson(10.0), subjects.two_compartments),
    *(subjects.driven_compartments, subjects.michaelis_menten_loss, subjects.sharp_pool),
    *(subjects.brusselator, subjects.robertson, best2009.best_2009),
)


@pytest.mark.parametrize("model", MODELS)
def test_every_subject_has_sound_units(model):
    check_dimensions(model())


def by_hand(rates, start, end, method="DOP853", **options):
    done = solve_ivp(
        *(rates, (0.0, end), start, method, np.linspace(0.0, end, 41)),
        **{"rtol": 1e-12, "atol": 1e-14} | options,
    )
    assert done.success
    return done.t, done.y


def sharp(t):
    return 0.4 * 0.75 / (1.25 - np.cos(2 * np.pi * t / 24))


EQUATIONS = {
    "logistic": (lambda t, x: 1.5 * x * (1 - x / 2), [0.1], 6.0, subjects.logistic_exact),
    "follower": (
        lambda t, x: 10 * (2 + np.cos(t) - x) - np.sin(t),
        *([3.0], 2.0, subjects.prothero_robinson_exact),
    ),
    "compartments": (
        lambda t, x: [
            (-2 * (x[0] - x[1]) - x[0]) / 3,
            2 * (x[0] - x[1]) / 5,
        ],
        *([10.0, 0.0], 24.0, subjects.two_compartments_exact),
    ),
    "saturable": (lambda t, x: -3 * x / (2 + x), [10.0], 8.0, subjects.michaelis_menten_exact),
    "sharp": (
        lambda t, x: sharp(t) - 0.2 * x,
        *([subjects.sharp_pool_exact(0.0)[0].item() + 1], 72.0, closed_forms.pool_from_outside),
    ),
}


@pytest.mark.parametrize("name", EQUATIONS)
def test_a_closed_form_solves_its_equation(name):
    rates, start, end, exact = EQUATIONS[name]
    times, states = by_hand(rates, start, end)
    np.testing.assert_allclose(exact(times), states, rtol=1e-9, atol=1e-11)


def test_the_rates_of_two_compartments_are_their_matrix():
    rates = EQUATIONS["compartments"][0]
    columns = [rates(0.0, unit) for unit in np.eye(2)]
    np.testing.assert_allclose(np.transpose(columns), subjects.two_compartments_matrix())


def test_the_published_brusselator():
    _, states = by_hand(
        lambda t, x: [1 + x[0] ** 2 * x[1] - 4 * x[0], 3 * x[0] - x[0] ** 2 * x[1]],
        *([1.5, 3.0], 20.0),
    )
    np.testing.assert_allclose(states[:, -1], closed_forms.BRUSSELATOR_AT_20, rtol=1e-9)


def test_the_published_robertson():
    """Of Radau to eight digits; the reference has more."""

    def rates(t, x):
        slow, fast, back = 0.04 * x[0], 3e7 * x[1] ** 2, 1e4 * x[1] * x[2]
        return [back - slow, slow - back - fast, fast]

    _, states = by_hand(rates, [1.0, 0.0, 0.0], 1e11, "Radau", rtol=1e-9, atol=1e-22)
    np.testing.assert_allclose(states[:, -1], closed_forms.ROBERTSON_AT_1E11, rtol=1e-6)
