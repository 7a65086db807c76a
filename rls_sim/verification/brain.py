"""The brain as verification sees it: healthy, with its day; and with half the receptor."""

from dataclasses import replace
from functools import cache

import numpy as np
from numpy.typing import NDArray

from rls_sim.biology.brain import HOME, PROCESSES, build_model
from rls_sim.network.kernel import Kernel
from rls_sim.network.model import Model
from rls_sim.numerics.cycle import Cycle, find_cycle
from rls_sim.numerics.run import run
from rls_sim.numerics.trajectory import Trajectory

Array = NDArray[np.float64]
DAY, MONTH = 24.0, 720.0  # h
LESION = {"neuron.receptor_density": 0.5}  # what sets the transient off


@cache
def healthy() -> Model:
    """The shipped model."""
    return build_model()


@cache
def lesioned() -> Model:
    """The same with half the synthesis of the neuron's transferrin receptor."""
    parameters = healthy().parameters
    for name, value in LESION.items():
        parameters = parameters.override(name, value, reason="the verification")
    return healthy().with_parameters(parameters)


def parameters_of(model: Model) -> Array:
    """(np,) in the order of its kernel."""
    return Kernel.of(model).parameter_vector(model.parameters)


@cache
def healthy_day() -> Cycle:
    """The healthy day, as it is solved by default."""
    return find_cycle(
        Kernel.of(healthy()), parameters_of(healthy()), Kernel.of(healthy()).initial_state
    )


def start() -> Array:
    """The state (ns,) at midnight of the healthy day, from which the transients begin."""
    return np.asarray(healthy_day().state[:, 0])


def transient(model: Model, hours: float, *, rtol: float = 1e-10, points: int = 49) -> Trajectory:
    """A run of a model of the brain from the healthy midnight, by the engine."""
    kernel = Kernel.of(model)
    return run(
        kernel,
        parameters_of(model),
        start(),
        (0.0, hours),
        np.linspace(0.0, hours, points),
        rtol=rtol,
        atol_relative=rtol * 1e-2,
    )


@cache
def reference(hours: float) -> Trajectory:
    """The transient of the lesioned brain at 1e-10, to which others are compared."""
    return transient(lesioned(), hours)


def apart(found: Array, expected: Array) -> Array:
    """The largest difference of each row (ns,), over the largest value of that row."""
    size = np.abs(expected).max(axis=1)
    size = np.where(size > 0, size, 1.0)
    return np.asarray(np.abs(found - expected).max(axis=1) / size)


def without(names: frozenset[str]) -> Model:
    """The brain without some of its reactions."""
    processes = [
        replace(p, reactions=[r for r in p.reactions if r.name not in names]) for p in PROCESSES
    ]
    return Model(processes, healthy().parameters, home=HOME, name="shut")


def edges(model: Model, moiety: str) -> dict[str, int]:
    """The reactions that make or lose a moiety, and how much at each turn."""
    carried = np.array([species.carries.get(moiety, 0) for species in model.species])
    net = carried @ model.stoichiometry()
    return {r.name: int(n) for r, n in zip(model.reactions, net, strict=True) if n}
