"""Find the periodic day of a system: the orbit that returns to itself after one period.

How it is looked for is the matter of ``search``. Here the question is put, and what is found gets
its certificate. A day counts as found only if a plain integration, which knows nothing of the way
it was found, comes back to where it started (unless a caller does without).
"""

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from rls_sim.numerics.certificate import CLOSED, Certificate, closure_by_species
from rls_sim.numerics.conservation import conserved_totals
from rls_sim.numerics.equations import Reference, equations, quickest
from rls_sim.numerics.integral import StoppedError
from rls_sim.numerics.search import CycleStatus, Search
from rls_sim.numerics.spectral import interpolate, node_times, tail
from rls_sim.numerics.system import (
    NEGLIGIBLE,
    FloatArray,
    System,
    floors,
    lowest_of,
    magnitudes,
    present,
    require_parameters,
)

CycleMethod = Literal["engine", "reference"]


@dataclass(frozen=True)
class Cycle:
    """One period of a system: times (N,), states (ns, N) at equispaced nodes, and the evidence.

    ``error`` is empty where the status is converged; else it says what went wrong, and the
    state is the last one tried, good for a look but not for a conclusion. ``method`` is what
    found it: the engine, or the reference where that was asked for or no machine code is there.
    """

    kernel: System
    p: FloatArray
    time: FloatArray
    state: FloatArray
    period: float
    certificate: Certificate
    status: CycleStatus
    error: str
    floor: FloatArray
    method: CycleMethod

    @property
    def converged(self) -> bool:
        """Whether this is a periodic day with all that was asked shown for it."""
        return self.status is CycleStatus.CONVERGED

    def at(self, time: float | FloatArray) -> FloatArray:
        """The state at any time in hours: (ns,) for a scalar, (ns, T) for T times."""
        return interpolate(self.state, self.period, time)

    def __getitem__(self, name: str) -> FloatArray:
        """The values of one species at the nodes, (N,)."""
        return np.asarray(self.state[list(self.kernel.species_names).index(name)])


def find_cycle(
    kernel: System,
    p: FloatArray,
    guess: "FloatArray | Cycle | None" = None,
    *,
    period: float = 24.0,
    nodes: int = 32,
    tolerance: float = 1e-9,
    max_nodes: int = 256,
    certify: bool = True,
    method: CycleMethod = "engine",
) -> Cycle:
    """The periodic state of ``kernel`` at the parameters ``p``.

    ``guess`` is a state (ns,), an orbit (ns, N) or the cycle of a neighbouring parameter vector;
    without one every species starts at 1. Orbits and cycles are tried as they are, and only if
    that fails averaged over the day. ``tolerance`` bounds the relative error in solving the
    equations at the nodes; ``nodes`` (even) are refined up to ``max_nodes`` until a finer set
    moves no species by more than RESOLVED. ``certify=False`` skips the closure, nothing else.
    ``method="reference"`` does all by NumPy and SciPy, as a system without machine code is solved.

    A pool that would rest only after more than 100,000 years counts as one that never does.

    Never raises for a numerical failure: read ``status`` and ``error``. Raises ValueError where
    the guess or the number of parameters does not fit the system.
    """
    orbit, floor = _first_orbit(kernel, guess)
    parameters = np.array(p, dtype=float)
    require_parameters(kernel, parameters)
    totals = conserved_totals(kernel, parameters, floor / NEGLIGIBLE, period)
    system = quickest(Reference(kernel) if method == "reference" else kernel)
    search = Search(system, parameters, period, floor, nodes, max_nodes, tolerance, totals)
    uneven = search.uneven_rates(orbit)
    found = uneven if uneven else search.run(orbit)
    state = found.state
    scale = magnitudes(state, floor)
    balance = equations(system, parameters, state.shape[1], period, floor, totals)
    certificate = Certificate(
        path=found.path,
        residual=float(np.max(balance.residual(state) / scale)),
        tail=tail(state, scale),
        error_estimate=found.error_estimate,
        closure=float("nan"),
        nodes=state.shape[1],
        iterations=found.iterations,
    )
    cycle = Cycle(
        kernel=kernel,
        p=parameters,
        time=node_times(state.shape[1], period),
        state=state,
        period=period,
        certificate=certificate,
        status=found.status,
        error=found.error,
        floor=floor,
        method=method_of(system),
    )
    return _with_closure(cycle, system) if certify and cycle.converged else cycle


def method_of(system: System) -> CycleMethod:
    """What solves a system: the engine, where it has machine code."""
    return "reference" if getattr(system, "machine", None) is None else "engine"


def _first_orbit(
    kernel: System, guess: "FloatArray | Cycle | None"
) -> tuple[FloatArray, FloatArray]:
    """The guess as an orbit (ns, N), N = 1 where it stands still, and the floors (ns,)."""
    count = len(kernel.species_names)
    if isinstance(guess, Cycle):
        orbit = present(kernel, guess.state)
    else:
        orbit = np.ones((count, 1)) if guess is None else np.array(guess, dtype=float)
    if orbit.ndim == 1:
        orbit = orbit[:, None]
    if orbit.ndim != 2 or orbit.shape[0] != count:
        raise ValueError(f"the guess has shape {orbit.shape}; due is ({count},) or ({count}, N)")
    if not np.isfinite(orbit).all() or (orbit < lowest_of(kernel)[:, None]).any():
        raise ValueError("the guess has entries that are negative or not finite")
    return orbit, guess.floor if isinstance(guess, Cycle) else floors(orbit)


def _with_closure(cycle: Cycle, system: System) -> Cycle:
    """The cycle with its closure; not closed where the integrated day does not return."""
    try:
        changes = closure_by_species(system, cycle.p, cycle.state, cycle.period, cycle.floor)
    except StoppedError as problem:
        certificate = replace(cycle.certificate, closure=float("inf"))
        error = f"This day cannot be integrated; it stops at {problem.time:.3g} h: {problem}."
        return replace(cycle, certificate=certificate, status=CycleStatus.NOT_CLOSED, error=error)
    worst = int(np.argmax(changes))
    closed = replace(cycle, certificate=replace(cycle.certificate, closure=float(changes[worst])))
    if changes[worst] <= CLOSED:
        return closed
    name = cycle.kernel.species_names[worst]
    error = (
        f"The integrated day does not return: {name} differs by {changes[worst]:.2g} of its "
        f"size after {cycle.period:g} h; {CLOSED:g} is allowed."
    )
    return replace(closed, status=CycleStatus.NOT_CLOSED, error=error)
