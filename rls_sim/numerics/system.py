"""What the solvers ask of a model: named states, their rates and the exact Jacobian, no more."""

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
ComplexArray = NDArray[np.complexfloating[Any, Any]]

# A species below this share of its magnitude in the guess is, for every outcome, absent: it is
# solved for, but its relative error is no longer asked about.
NEGLIGIBLE = 1e-9


class System(Protocol):
    """A set of rate equations; ``network.kernel.Kernel`` is one, a toy of the tests another.

    Times in hours, states in the species' own units (ns,) or one column a time (ns, N),
    parameters as one vector. Nothing here is changed by a solver.
    """

    @property
    def species_names(self) -> Sequence[str]:
        """The names of the states, in the order of every state vector."""
        ...

    def rhs(self, time: Any, state: FloatArray, parameters: FloatArray, /) -> FloatArray:
        """The rates of change per hour, in the shape of ``state``."""
        ...

    def jacobian(self, time: Any, state: FloatArray, parameters: FloatArray, /) -> FloatArray:
        """Derivatives of the rates by the states: (ns, ns), or (N, ns, ns) for N times."""
        ...


class FluxSystem(System, Protocol):
    """A system that also has volumes, named fluxes and derived quantities, for ``run``."""

    @property
    def reaction_names(self) -> Sequence[str]:
        """The names of the fluxes."""
        ...

    @property
    def derived_names(self) -> Sequence[str]:
        """The names of the derived quantities."""
        ...

    def volumes_of(self, parameters: FloatArray, /) -> FloatArray:
        """The volume in litres that each species is dissolved in, (ns,)."""
        ...

    def fluxes(self, time: Any, state: FloatArray, parameters: FloatArray, /) -> FloatArray:
        """Every flux in amount per hour: (nr,) or (nr, N)."""
        ...

    def derived(self, time: Any, state: FloatArray, parameters: FloatArray, /) -> FloatArray:
        """Every derived quantity: (nd,) or (nd, N)."""
        ...


def lowest_of(system: System) -> FloatArray:
    """The values below which no law is defined, (ns,): 0, or -inf of what may be negative."""
    found = getattr(system, "lowest", None)
    return np.zeros(len(system.species_names)) if found is None else found


def present(system: System, state: FloatArray, above: FloatArray | float = 0.0) -> FloatArray:
    """The state (ns,) or (ns, N), lifted to where laws are defined, and ``above`` (ns,) that."""
    lowest = lowest_of(system) + above
    return np.maximum(state, lowest if state.ndim == 1 else lowest[:, None])


def require_parameters(system: System, parameters: FloatArray) -> None:
    """Raise ValueError unless there is one parameter (..., np) for each that the system has.

    Machine code would read what lies behind too short a vector.
    """
    names, machine = (getattr(system, part, None) for part in ("parameter_names", "machine"))
    if names is not None:
        count = len(names)
    elif machine is not None:
        count = int(machine.dims[1])
    else:
        return  # it does not say how many
    if parameters.shape[-1:] != (count,):
        raise ValueError(f"the parameters have shape {parameters.shape}; {count} are due")


def magnitudes(state: FloatArray, floor: FloatArray) -> FloatArray:
    """The size of each species, (ns,): its mean over the nodes, at least its floor."""
    size = np.abs(state) if state.ndim == 1 else np.abs(state).mean(axis=1)
    return np.maximum(size, floor)


def floors(guess: FloatArray) -> FloatArray:
    """Below what each species counts as absent, (ns,), from a guess (ns,) or (ns, N).

    A species whose guess is zero has no magnitude of its own; it takes the smallest of the rest.
    """
    size = np.abs(guess) if guess.ndim == 1 else np.abs(guess).mean(axis=1)
    present = size[size > 0]
    fallback = float(present.min()) if present.size else 1.0
    return NEGLIGIBLE * np.where(size > 0, size, fallback)
