"""The cells that are timed and tried: one column of parameters each, drawn from a fixed seed."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from rls_sim.network.model import Model
from rls_sim.quantities.parameter import Parameter, ParameterSet

Array = NDArray[np.float64]

SEED = 20_260
FACTOR = 2.0  # the cells that are timed: up to twice and down to half of the healthy value
VARIED = (
    "receptor_density",
    "neuron.receptor_synthesis_maximal",
    "neuron.ferritin_synthesis_maximal",
    "neuron.neuromelanin_binding",
    "endothelium.receptor_synthesis_maximal",
    "brain_diferric_clearance",
    "hepcidin_synthesis_maximal",
    "transferrin_synthesis",
    "tyrosine_hydroxylase_maximal",
    "vesicular_uptake_maximal",
    "reuptake_maximal",
    "oxidase_rate",
    "d2_turnover",
)


def timed_cells(model: Model, count: int) -> Array:
    """Parameters (count, np) of cells like the healthy one: all of them have a periodic day."""
    chosen = {model.parameters.resolve(name) for name in VARIED}
    return _drawn(model.parameters, count, chosen, near=True)


def any_cells(model: Model, count: int) -> Array:
    """Parameters (count, np): every uncertain one anywhere in its declared range."""
    chosen = {p.name for p in model.parameters.values() if p.distribution != "fixed"}
    return _drawn(model.parameters, count, chosen, near=False)


def around(model: Model, count: int) -> Array:
    """Parameters (count, np) of a toy: every parameter that may change up to 1.3 times, or down."""
    random = np.random.default_rng(SEED)
    values = np.tile(model.parameters.values_canonical(), (count, 1))
    free = [i for i, p in enumerate(model.parameters.values()) if p.distribution != "fixed"]
    values[:, free] *= 1.3 ** random.uniform(-1.0, 1.0, (count, len(free)))
    return values


def _drawn(parameters: ParameterSet, count: int, chosen: Iterable[str], *, near: bool) -> Array:
    """Columns are drawn in the order of the parameters, so that a seed means the same anywhere."""
    random = np.random.default_rng(SEED)
    wanted = set(chosen)
    values = np.tile(parameters.values_canonical(), (count, 1))
    for column, parameter in enumerate(parameters.values()):
        if parameter.name in wanted:
            low, high = _bounds(parameter, near=near)
            share = random.uniform(size=count)
            drawn = low + (high - low) * share if low <= 0 else low * (high / low) ** share
            values[:, column] = drawn * (parameter.canonical_value / parameter.value)
    return values


def _bounds(parameter: Parameter, *, near: bool) -> tuple[float, float]:
    low, high = parameter.range
    if near:
        return max(low, parameter.value / FACTOR), min(high, parameter.value * FACTOR)
    return low, high
