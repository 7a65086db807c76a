"""Rodas5P on the whole model: 85 species with rates from 1e5 an hour to one a decade."""

import numpy as np
import pytest
from cells import brain, healthy_cycle

from rls_sim.numerics.rosenbrock import integrate_batch
from rls_sim.numerics.run import Dose, Step, run

MG = 1e3 / 55.845  # umol of iron
FREE_IRON = "plasma.nontransferrin_iron"
HOURS = (0.0, 24.0)


@pytest.fixture(scope="module")
def kernel():
    found = brain()[1]
    if found.machine is None:
        pytest.skip("there is no machine code here")
    return found


def parameters(kernel, receptors=1.0):
    """The healthy cell's, with so many times the neuron's receptors."""
    p = kernel.parameter_vector(brain()[0].parameters)
    p[kernel.parameter_names.index("neuron.receptor_density")] *= receptors
    return p


def relative(found, exact):
    """Largest difference of each species against the largest it gets, (ns,)."""
    return np.abs(found - exact).max(axis=1) / np.abs(exact).max(axis=1)


def test_a_day_with_a_dose_and_a_step_agrees_with_radau(kernel):
    start = healthy_cycle().at(0.0)
    steps = [Step(9.0, parameters(kernel, receptors=0.3))]
    doses = [Dose(13.0, FREE_IRON, 1 * MG)]
    times = np.linspace(*HOURS, 97)

    def through(method, rtol):
        p, events = parameters(kernel), {"steps": steps, "doses": doses}
        return run(kernel, p, start, HOURS, times, method=method, rtol=rtol, **events)

    ours, theirs = through("Rodas5P", 1e-10), through("Radau", 1e-10)

    assert relative(ours.state, theirs.state).max() < 1e-8


def test_errors_stay_within_the_tolerance_at_steps_and_between(kernel):
    start, p = healthy_cycle().at(3.0), parameters(kernel, receptors=0.3)
    times = np.linspace(*HOURS, 481)
    asked = np.array([1e-4, 1e-5, 1e-6, 1e-7, 1e-8])
    exact = run(kernel, p, start, HOURS, times, rtol=1e-12, atol_relative=1e-14).state

    errors = [
        relative(run(kernel, p, start, HOURS, times, rtol=r, atol_relative=r / 100).state, exact)
        for r in asked
    ]

    worst = np.array([error.max() for error in errors])
    assert (worst < asked).all()  # measured: 0.1 to 0.6 of it
    assert 0.8 < np.polyfit(np.log(asked), np.log(worst), 1)[0] < 1.2


def test_a_hundred_milligrams_of_free_iron_at_once_are_followed(kernel):
    """Transferrin fills within a minute; SciPy's Radau stops there."""
    start, p = healthy_cycle().at(0.0), parameters(kernel)
    dose, times = [Dose(1.0, FREE_IRON, 100 * MG)], np.linspace(0, 24, 49)

    ours = run(kernel, p, start, HOURS, times, doses=dose)
    theirs = run(kernel, p, start, HOURS, times, doses=dose, method="LSODA", rtol=1e-10)

    assert ours.method == "Rodas5P"
    assert relative(ours.state, theirs.state).max() < 1e-7
    assert (ours.state >= 0).all()


def test_the_answer_of_a_cell_has_the_same_bytes_in_any_company(kernel):
    rng = np.random.default_rng(3)
    cells = parameters(kernel) * np.exp(rng.uniform(-0.5, 0.5, (10, len(kernel.parameter_names))))
    start = healthy_cycle().at(0.0)
    atol = 1e-8 * start

    def days(p):
        return integrate_batch(kernel.machine, p, start, HOURS, rtol=1e-5, atol=atol)

    clean = days(cells)
    assert clean.done.all()
    order = rng.permutation(10)
    assert days(cells[order]).state.tobytes() == clean.state[order].tobytes()

    poisoned = cells.copy()
    poisoned[2] = np.nan
    poisoned[5] *= 1e6
    kept = [0, 1, 3, 4, 6, 7, 8, 9]
    done = days(poisoned)
    assert done.state[kept].tobytes() == clean.state[kept].tobytes()
    assert not done.done[2]
