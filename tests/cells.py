"""Cells that several tests look at: solved once, shared by all."""

import inspect
from functools import cache

import numpy as np

from rls_sim.biology.brain import build_model
from rls_sim.network.kernel import Kernel
from rls_sim.numerics.cycle import find_cycle
from rls_sim.outcomes.day import Day


@cache
def brain():
    """The real model and its kernel."""
    model = build_model()
    return model, Kernel.of(model)


@cache
def healthy_cycle():
    model, kernel = brain()
    return solved(model.parameters, kernel.initial_state)


@cache
def healthy_day():
    return Day.from_orbit(brain()[0], healthy_cycle().at)


def solved(parameters, guess=None, kernel=None, **options):
    """The converged cycle of the model at ``parameters``."""
    kernel = kernel or brain()[1]
    guess = healthy_cycle() if guess is None else guess
    cycle = find_cycle(kernel, kernel.parameter_vector(parameters), guess, **options)
    assert cycle.converged, cycle.error
    return cycle


@cache
def _day(changes):
    model, _ = brain()
    parameters = model.parameters
    for name, value in changes:
        parameters = parameters.override(name, value, reason="a test")
    cycle = solved(parameters, certify=False)
    return Day.from_orbit(model.with_parameters(parameters), cycle.at, healthy_day())


def day_with(changes):
    """The periodic day of a cell with other values (in the parameters' own units), {name: value}.

    Its reference is the healthy day.
    """
    return _day(tuple(sorted(changes.items())))


@cache
def healthy_values(time):
    """Every species, parameter and derived quantity on the healthy day, in umol, L and h."""
    model, kernel = brain()
    p, state = kernel.parameter_vector(model.parameters), healthy_cycle().at(time)
    names = (*kernel.species_names, *kernel.parameter_names, *kernel.derived_names)
    values = np.concatenate([state, p, kernel.derived(time, state, p)])
    return {"time": time} | dict(zip(names, values.tolist(), strict=True))


def varied_cells(count, fold, seed):
    """Parameters (count, np): every uncertain one up to ``fold`` times larger or smaller.

    Evenly in its logarithm, and inside its declared range.
    """
    model, kernel = brain()
    declared = [model.parameters[name] for name in kernel.parameter_names]
    free = np.array([parameter.distribution != "fixed" for parameter in declared])
    units = np.array([p.canonical_value / p.value if p.value else 1.0 for p in declared])
    low, high = (np.array([p.range[end] for p in declared]) * units for end in (0, 1))
    healthy = kernel.parameter_vector(model.parameters)
    factors = fold ** np.random.default_rng(seed).uniform(-1, 1, (count, len(declared)))
    return np.where(free, np.clip(healthy * factors, low, high), healthy)


def healthy_arguments(law, time=2.0):
    """What a law is called with on the healthy day: its own names of them -> values."""
    own, values = inspect.signature(law.function).parameters, healthy_values(time)
    return {mine: values[name] for mine, name in zip(own, law.needs, strict=True)}
