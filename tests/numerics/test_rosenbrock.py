from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from lane_toys import blast, follower, forced, kinked, machine, pulsed, robertson, van_der_pol
from scipy.integrate import solve_ivp

from rls_sim.numerics.ending import Ending
from rls_sim.numerics.integral import StoppedError
from rls_sim.numerics.rosenbrock import integrate_batch, integrate_recorded
from rls_sim.numerics.rosenbrock_tables import (
    ABSCISSAE,
    ARGUMENT,
    CORRECTION,
    DENSE,
    GAMMA,
    STAGES,
    TIME_SLOPE,
)

LOOSE = 1e6  # a relative tolerance that every step meets: then all steps are the longest
FORCED = np.array([0.1])
START = np.array([1.0, 0.5])


def reference(rates, p, start, end, times=None):
    """SciPy's best at the tightest tolerance."""
    return solve_ivp(
        lambda t, x: rates(t, x, p),
        (0.0, end),
        start,
        method="DOP853",
        rtol=1e-13,
        atol=1e-15,
        t_eval=times,
    ).y.T


def radau(rates, p, start, end, atol):
    """SciPy's Radau, an independent stiff method, at 1e-10."""
    done = solve_ivp(
        lambda t, x: rates(t, x, p), (0.0, end), start, method="Radau", rtol=1e-10, atol=atol
    )
    return done.y[:, -1]


def ends(toy, parameters, start, end, rtol, atol, **options):
    """Ends of a batch of a toy whose machine code is made here."""
    parameters = np.atleast_2d(parameters)
    code = machine(toy, len(start), parameters.shape[1])
    return integrate_batch(
        code, parameters, start, (0.0, end), rtol=rtol, atol=np.asarray(atol), **options
    )


def slope(steps, errors):
    return np.polyfit(np.log(steps), np.log(errors), 1)[0]


# The numbers in the usual form of a Rosenbrock method, in which its order is a matter of sums.
GAMMAS = np.linalg.inv(np.eye(STAGES) / GAMMA - CORRECTION)
ALPHAS = ARGUMENT @ GAMMAS
BETAS = ALPHAS + GAMMAS
WEIGHTS = ARGUMENT[-1] + np.eye(STAGES)[-1]


def conditions(weights, share):
    """What must vanish for order four at this share of a step, by the term of the solution."""
    weights = weights @ GAMMAS
    moved, whole = ALPHAS.sum(axis=1), BETAS.sum(axis=1)
    return {
        "f": weights.sum() - share,
        "J f": weights @ whole - share**2 / 2,
        "f'' f f": weights @ moved**2 - share**3 / 3,
        "J J f": weights @ BETAS @ whole - share**3 / 6,
        "f''' f f f": weights @ moved**3 - share**4 / 4,
        "f'' f J f": (weights * moved) @ ALPHAS @ whole - share**4 / 8,
        "J f'' f f": weights @ BETAS @ moved**2 - share**4 / 12,
        "J J J f": weights @ BETAS @ BETAS @ whole - share**4 / 24,
    }


def test_the_numbers_are_consistent():
    np.testing.assert_allclose(ALPHAS.sum(axis=1), ABSCISSAE, atol=1e-13)
    np.testing.assert_allclose(GAMMAS.sum(axis=1), TIME_SLOPE, atol=1e-13)


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9, 1.0])
def test_every_condition_of_order_four_holds_along_the_step(share):
    bend = (1 - share) * (DENSE[0] + share * (DENSE[1] + share * DENSE[2]))
    found = conditions(share * (WEIGHTS + bend), share)

    assert found == pytest.approx(dict.fromkeys(found, 0.0), abs=1e-12)


def test_the_embedded_solution_is_of_order_four():
    embedded = conditions(ARGUMENT[-1], 1.0)

    assert embedded == pytest.approx(dict.fromkeys(embedded, 0.0), abs=1e-12)


def test_the_order_is_five():
    steps = 2.0 / np.array([8, 16, 32, 64])
    exact = reference(forced, FORCED, START, 2.0)[-1]

    done = [ends(forced, FORCED, START, 2.0, LOOSE, [1.0, 1.0], longest=h) for h in steps]

    assert [int(d.steps[0]) for d in done] == [8, 16, 32, 64]
    errors = [np.abs(d.state[0] - exact).max() for d in done]
    assert slope(steps, errors) > 4.7  # measured: 4.86


def test_the_order_between_the_steps_is_four():
    steps = 2.0 / np.array([8, 16, 32, 64])
    times = np.linspace(0.0, 2.0, 1001)  # at many shares of the steps
    exact = reference(forced, FORCED, START, 2.0, times)
    options = {"output_times": times}

    done = [
        ends(forced, FORCED, START, 2.0, LOOSE, [1.0, 1.0], longest=h, **options) for h in steps
    ]

    errors = [np.abs(d.outputs[0] - exact).max() for d in done]
    assert slope(steps, errors) > 4.0  # measured: 4.98; a local error of order five


@pytest.mark.parametrize("quick", [1e1, 1e2, 1e3, 1e4, 1e5, 1e6])
def test_what_follows_at_once_is_followed_as_well(quick):
    """Prothero and Robinson's problem, where many methods for stiff systems lose their order."""
    steps = 2.0 / np.array([10, 20, 40, 80])

    done = [ends(follower, [quick], [1.0], 2.0, LOOSE, [1.0], longest=h) for h in steps]

    errors = [abs(d.state[0, 0] - np.cos(2.0)) for d in done]
    assert slope(steps, errors) > 2.5  # measured: 5.0 at 10/h, 2.7 to 2.9 from 1e4/h on, where
    assert max(errors) < min(1e-7, 1e-4 / quick)  # the error is that over the rate


def test_errors_are_proportional_to_the_tolerance():
    asked = 10.0 ** -np.arange(4, 10)
    times = np.linspace(0.0, 6.0, 301)
    exact = reference(forced, FORCED, START, 6.0, times)

    done = [
        ends(forced, FORCED, START, 6.0, rtol, [rtol * 1e-2] * 2, output_times=times)
        for rtol in asked
    ]

    errors = np.array([np.abs(d.outputs[0] / exact - 1).max() for d in done])
    assert 0.85 < slope(asked, errors) < 1.15
    assert (errors < 3 * asked).all()  # measured: 0.4 to 1.2 of what was asked


def test_a_kink_in_the_input_costs_steps_not_accuracy():
    """|cos t| has its kinks where no step is told to end."""
    asked = np.array([1e-5, 1e-7, 1e-9])
    exact = reference(kinked, [1.0], [0.5], 7.0)[-1, 0]

    done = [ends(kinked, [1.0], [0.5], 7.0, rtol, [rtol * 1e-2]) for rtol in asked]

    errors = np.array([abs(d.state[0, 0] / exact - 1) for d in done])
    assert (errors < asked).all()


def test_a_short_pulse_is_met_where_no_step_may_be_longer():
    """Where nothing happens steps grow beyond what is to come."""
    options = {"rtol": 1e-6, "atol": [1e-9]}

    blind = ends(pulsed, [1.0], [1.0], 24.0, **options)
    seen = ends(pulsed, [1.0], [1.0], 24.0, longest=1.0, **options)

    exact = 1 + np.sqrt(np.pi / 10)
    assert abs(seen.state[0, 0] - exact) < 1e-6
    assert abs(blind.state[0, 0] - exact) > 0.1


@pytest.mark.parametrize(
    ("toy", "p", "start", "end", "atol"),
    [
        (van_der_pol, [1e3], [2.0, 0.0], 2.0, [1e-10, 1e-10]),
        (robertson, [0.04, 3e7, 1e4], [1.0, 0.0, 0.0], 1e4, [1e-12, 1e-16, 1e-12]),
        (follower, [1e5], [1.0], 5.0, [1e-12]),
        (forced, FORCED, START, 10.0, [1e-12, 1e-12]),
    ],
    ids=["van der Pol", "Robertson", "Prothero and Robinson", "forced"],
)
def test_it_agrees_with_radau(toy, p, start, end, atol):
    ours = ends(toy, p, start, end, 1e-10, atol)

    theirs = radau(toy, p, start, end, atol)

    assert ours.done.all()
    np.testing.assert_allclose(ours.state[0], theirs, rtol=1e-8)


def test_a_total_is_kept_to_rounding():
    for rtol in (1e-3, 1e-6, 1e-9):
        done = ends(
            robertson,
            [0.04, 3e7, 1e4],
            [1.0, 0.0, 0.0],
            1e4,
            rtol,
            rtol * np.array([1e-2, 1e-6, 1e-2]),
        )

        assert done.state.sum() == pytest.approx(1.0, abs=1e-12)


def variants(count):
    """Cells of the oscillator, very unlike in cost."""
    rng = np.random.default_rng(7)
    parameters = 10 ** rng.uniform(-1, 3, (count, 1))
    starts = np.column_stack([rng.uniform(-2, 2, count), rng.uniform(-1, 1, count)])
    return parameters, starts


def oscillate(parameters, starts, **options):
    code = machine(van_der_pol, 2, 1)
    times = np.linspace(0.0, 3.0, 7)
    return integrate_batch(
        code,
        parameters,
        starts,
        (0.0, 3.0),
        rtol=1e-6,
        atol=np.full(2, 1e-9),
        output_times=times,
        **options,
    )


def test_the_answer_of_a_variant_has_the_same_bytes_in_any_company():
    parameters, starts = variants(11)
    together = oscillate(parameters, starts)
    assert len(set(together.steps)) > 5  # some lanes are done long before others

    order = np.random.default_rng(1).permutation(11)
    shuffled = oscillate(parameters[order], starts[order])
    alone = [oscillate(parameters[i : i + 1], starts[i : i + 1]) for i in range(11)]

    assert shuffled.state.tobytes() == together.state[order].tobytes()
    assert shuffled.outputs.tobytes() == together.outputs[order].tobytes()
    assert np.concatenate([a.state for a in alone]).tobytes() == together.state.tobytes()
    assert [int(a.steps[0]) for a in alone] == together.steps.tolist()


def test_chunks_in_threads_give_the_same_bytes():
    parameters, starts = variants(30)
    together = oscillate(parameters, starts)
    chunks = [slice(i, i + 4) for i in range(0, 30, 4)]

    with ThreadPoolExecutor(3) as pool:
        parts = list(pool.map(lambda part: oscillate(parameters[part], starts[part]), chunks))

    assert np.concatenate([part.outputs for part in parts]).tobytes() == together.outputs.tobytes()


@pytest.mark.parametrize("poison", [np.nan, np.inf, -np.inf, 1e300])
def test_a_poisoned_variant_disturbs_no_other(poison):
    parameters, starts = variants(9)
    clean = oscillate(parameters, starts)
    parameters[[0, 5]] = poison
    starts[2] = poison

    done = oscillate(parameters, starts)

    kept = [1, 3, 4, 6, 7, 8]
    assert not done.done[[0, 2, 5]].any()
    assert done.state[kept].tobytes() == clean.state[kept].tobytes()
    assert done.outputs[kept].tobytes() == clean.outputs[kept].tobytes()
    assert (done.ending[kept] == Ending.DONE).all()


def test_each_failure_is_told_apart():
    parameters = np.array([[1.0], [-1.0], [np.nan]])

    done = ends(blast, parameters, [1.0], 3.0, 1e-6, [1e-9])
    hurried = ends(blast, parameters, [1.0], 3.0, 1e-6, [1e-9], most_steps=5)

    assert done.ending[1:].tolist() == [Ending.DONE, Ending.NOT_FINITE]
    assert done.ending[0] in (Ending.STEP_TOO_SMALL, Ending.NOT_FINITE)
    assert done.time[0] == pytest.approx(1.0, abs=1e-6)  # where it leaves every bound
    assert done.state[1, 0] == pytest.approx(0.25, rel=1e-6)
    assert hurried.ending[1] == Ending.TOO_MANY_STEPS
    assert hurried.steps[1] + hurried.rejected[1] == 5


def test_the_output_grid_does_not_change_the_answer():
    few, many = np.array([0.0, 1.0, 3.0]), np.linspace(0.0, 3.0, 301)
    options = {"rtol": 1e-6, "atol": [1e-9, 1e-9]}
    none = ends(forced, FORCED, START, 3.0, **options)
    sparse = ends(forced, FORCED, START, 3.0, output_times=few, **options)
    dense = ends(forced, FORCED, START, 3.0, output_times=many, **options)

    assert none.state.tobytes() == sparse.state.tobytes() == dense.state.tobytes()
    assert sparse.outputs[0].tobytes() == dense.outputs[0, [0, 100, 300]].tobytes()
    assert dense.outputs[0, 0].tolist() == START.tolist()
    assert dense.outputs[0, -1].tolist() == dense.state[0].tolist()


def test_a_recorded_run_is_the_same_run():
    times = np.linspace(0.0, 3.0, 301)
    code = machine(forced, 2, 1)
    options = {"rtol": 1e-11, "atol": np.full(2, 1e-13)}  # more steps than fit one chapter
    batch = integrate_batch(code, FORCED, START, (0.0, 3.0), output_times=times, **options)

    recorded = integrate_recorded(code, FORCED, START, (0.0, 3.0), **options)

    assert recorded.time.size == batch.steps[0] + 1 > 128
    assert recorded.state[:, -1].tobytes() == batch.state[0].tobytes()
    assert recorded.at(times).T.tobytes() == batch.outputs[0].tobytes()
    np.testing.assert_array_equal(recorded.at(recorded.time), recorded.state)
    assert recorded.time[0] == 0.0
    assert recorded.time[-1] == 3.0


def test_a_recorded_run_that_cannot_go_on_says_where():
    code = machine(blast, 1, 1)
    with pytest.raises(StoppedError) as caught:
        integrate_recorded(code, [1.0], np.ones(1), (0.0, 3.0), rtol=1e-6, atol=np.full(1, 1e-9))

    assert caught.value.time == pytest.approx(1.0, abs=1e-6)
    assert caught.value.state[0] > 1e6
    with pytest.raises(StoppedError, match="not finite") as caught:
        integrate_recorded(code, [np.nan], np.ones(1), (0.0, 3.0), rtol=1e-6, atol=np.full(1, 1e-9))
    assert caught.value.time == 0.0
    assert caught.value.state.tolist() == [1.0]


def test_inputs_are_left_as_they_were():
    parameters, starts = variants(5)
    given = parameters.copy(), starts.copy()

    oscillate(parameters, starts)

    np.testing.assert_array_equal(parameters, given[0])
    np.testing.assert_array_equal(starts, given[1])


def test_what_does_not_fit_is_refused():
    options = {"rtol": 1e-6, "atol": np.full(2, 1e-9)}
    code = machine(forced, 2, 1)
    with pytest.raises(ValueError, match="due is"):
        integrate_batch(code, np.ones((3, 2)), START, (0.0, 1.0), **options)
    with pytest.raises(ValueError, match="due is"):
        integrate_batch(code, np.ones((0, 1)), START, (0.0, 1.0), **options)
    with pytest.raises(ValueError, match="no length"):
        integrate_batch(code, FORCED, START, (1.0, 1.0), **options)
    for times in ([0.0, 2.0], [-1.0], [0.5, 0.5], [0.7, 0.2]):
        with pytest.raises(ValueError, match="must rise"):
            integrate_batch(code, FORCED, START, (0.0, 1.0), output_times=times, **options)
    with pytest.raises(ValueError, match="broadcast"):
        integrate_batch(code, FORCED, np.ones(3), (0.0, 1.0), **options)
