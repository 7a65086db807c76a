"""A quantity that may lie below zero: followed, found as a day, along a line and in batches."""

import math

import numpy as np
import pytest

from rls_sim.network.kernel import Kernel
from rls_sim.network.mathematics import sin
from rls_sim.network.model import Model
from rls_sim.network.process import Process
from rls_sim.network.reaction import Compartment, Species, reaction
from rls_sim.numerics.batch import solve_days
from rls_sim.numerics.branch import follow
from rls_sim.numerics.cycle import find_cycle
from rls_sim.numerics.line import Line
from rls_sim.numerics.run import run
from rls_sim.quantities.parameter import Evidence, Parameter


def number(name, value, unit="1"):
    """A parameter of the model."""
    return Parameter(name, value, unit, name, Evidence.ASSUMED, distribution="fixed")


@reaction("-> v")
def push(time, v, k):
    """A wave, against a loss."""
    return 2 * sin(time * 2 * math.pi / 24) - k * v


def signed_model(signed):
    """One quantity that swings about zero."""
    box = Compartment("box", "volume")
    v = Species("v", "", "box", -0.5 if signed else 0.0, unit="1", signed=signed)
    parameters = (number("volume", 1.0, "L"), number("k", 0.3))
    return Model([Process("swing", (v,), parameters, (push,), (), (box,))])


def wave(t, k=0.3):
    """Where the quantity swings to, in closed form."""
    w = 2 * math.pi / 24
    return 2 * (k * np.sin(w * t) - w * np.cos(w * t)) / (k * k + w * w)


@pytest.mark.parametrize("method", ["Rodas5P", "LSODA"])
def test_a_signed_quantity_is_followed_below_zero(method):
    model = signed_model(signed=True)
    kernel = Kernel.of(model)
    p = kernel.parameter_vector(model.parameters)
    hours = np.linspace(0.0, 48.0, 33)
    found = run(kernel, p, kernel.initial_state, (0.0, 48.0), hours, method=method)
    due = wave(hours) + (-0.5 - wave(0.0)) * np.exp(-0.3 * hours)
    np.testing.assert_allclose(found["v"], due, atol=1e-7)
    assert found["v"].min() < -2
    assert found.flux("push")[-1] == pytest.approx(2 * math.sin(4 * math.pi) - 0.3 * due[-1])


@pytest.mark.parametrize("method", ["engine", "reference"])
def test_the_day_of_a_signed_quantity_goes_below_zero(method):
    model = signed_model(signed=True)
    kernel = Kernel.of(model)
    p = kernel.parameter_vector(model.parameters)
    day = find_cycle(kernel, p, kernel.initial_state, method=method)
    assert day.converged, day.error
    np.testing.assert_allclose(day.state[0], wave(day.time), atol=1e-8)


def test_a_pool_stays_refused_below_zero():
    model = signed_model(signed=False)
    kernel = Kernel.of(model)
    p = kernel.parameter_vector(model.parameters)
    assert not find_cycle(kernel, p, np.array([1.0])).converged
    with pytest.raises(ValueError, match="negative"):
        run(kernel, p, np.array([-1.0]), (0.0, 1.0))


def test_only_what_is_signed_says_so_in_the_hash():
    assert signed_model(True).structure_hash() != signed_model(False).structure_hash()


def parameters_at(kernel, model, k):
    """The parameters with another loss."""
    p = kernel.parameter_vector(model.parameters)
    p[list(kernel.parameter_names).index("k")] = k
    return p


def test_a_branch_of_days_goes_below_zero():
    model = signed_model(signed=True)
    kernel = Kernel.of(model)
    day = find_cycle(kernel, parameters_at(kernel, model, 0.3), kernel.initial_state)
    line = Line(lambda k: parameters_at(kernel, model, k), 0.3, 1.0)
    points = follow(line, day, 0.3).points
    assert [points[0].value, points[-1].value] == pytest.approx([0.3, 1.0])
    for point in points:
        np.testing.assert_allclose(
            point.cycle.state[0], wave(point.cycle.time, point.value), atol=1e-7
        )


def test_a_batch_of_days_goes_below_zero():
    model = signed_model(signed=True)
    kernel = Kernel.of(model)
    losses = np.linspace(0.2, 1.0, 5)
    table = np.array([parameters_at(kernel, model, k) for k in losses])
    days = solve_days(kernel, table, find_cycle(kernel, table[0], kernel.initial_state))
    assert set(days.status) == {"converged"}, days.error
    hours = np.arange(days.state.shape[2]) * 24.0 / days.state.shape[2]
    for state, k in zip(days.state[:, 0], losses, strict=True):
        np.testing.assert_allclose(state, wave(hours, k), atol=1e-7)
