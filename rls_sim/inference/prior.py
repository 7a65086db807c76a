"""The declared distributions of all uncertain parameters, as one standard normal a parameter."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rls_sim.quantities.parameter import Distribution, ParameterSet
from rls_sim.quantities.scatter import Scatter, read_scatter
from rls_sim.study.samples import quantiles

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Prior:
    """Every parameter that is not declared fixed, each independent of the others."""

    names: tuple[str, ...]
    scatters: tuple[Scatter, ...]

    @classmethod
    def declared(cls, parameters: ParameterSet) -> "Prior":
        """The distributions that the parameters declare."""
        chosen = [
            name
            for name, parameter in parameters.items()
            if Distribution.parse(parameter.distribution).kind != "fixed"
        ]
        scatters = [
            read_scatter("declared", parameters[name], reason="the prior") for name in chosen
        ]
        return cls(tuple(chosen), tuple(scatters))

    def values(self, points: Array) -> Array:
        """Values (n, k), each in its parameter's unit, of standard normal points (n, k)."""
        from scipy.special import ndtr

        found = np.empty_like(points)
        for column, scatter in enumerate(self.scatters):
            found[:, column] = quantiles(scatter, ndtr(np.ascontiguousarray(points[:, column])))
        return found

    def table(self, points: Array, kernel: Any, parameters: ParameterSet) -> Array:
        """Parameters (n, np) in canonical units and the kernel's order; others as they are."""
        table = np.repeat(kernel.parameter_vector(parameters)[None, :], len(points), axis=0)
        values = self.values(points)
        for column, name in enumerate(self.names):
            place = kernel.parameter_names.index(name)
            table[:, place] = values[:, column] * parameters[name].canonical_factor
        return table
