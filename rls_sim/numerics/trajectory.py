"""A run over time that can be asked at any hour: states, fluxes, derived quantities by name."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from rls_sim.errors import InputError, UnknownNameError
from rls_sim.numerics.system import FloatArray, FluxSystem, present

ROUNDING_OFF = 100.0  # times the absolute tolerance: as far below zero as a nought may be found


@dataclass(frozen=True)
class Segment:
    """A stretch between two events: parameters (np,), accepted steps, dense solution.

    ``time`` (n,) holds the ends of the integrator's steps, ``state`` (ns, n) the states there.
    """

    p: FloatArray
    time: FloatArray
    state: FloatArray
    solution: Callable[[FloatArray], FloatArray]


@dataclass(frozen=True)
class Trajectory:
    """A finished run: ``time`` (T,) in hours, ``state`` (ns, T), and any hour between.

    ``owner`` (T,) tells the segment each time belongs to: an event's time may stand twice in
    ``time``, before and after. ``at`` gives the state after it. ``method`` is what integrated it.
    """

    kernel: FluxSystem
    segments: tuple[Segment, ...]
    time: FloatArray
    state: FloatArray
    owner: NDArray[np.intp]
    absolute_tolerance: FloatArray
    method: str

    @property
    def p(self) -> FloatArray:
        """The parameters the run began with, (np,)."""
        return self.segments[0].p

    def at(self, time: float | FloatArray) -> FloatArray:
        """The state at any hours of the run: (ns,) for a scalar, (ns, T) for T times.

        Raises InputError for an hour outside the run.
        """
        asked = np.asarray(time, dtype=np.float64)
        columns = np.atleast_1d(asked)
        state = np.empty((len(self.kernel.species_names), columns.size))
        owner = owners(self.segments, columns)
        for index in np.unique(owner):
            here = owner == index
            state[:, here] = self.segments[index].solution(columns[here])
        state = without_rounding(state, self.absolute_tolerance)
        return state if asked.ndim else np.asarray(state[:, 0])

    def __getitem__(self, name: str) -> FloatArray:
        """One species at ``time``, (T,), in its own unit."""
        row = _position(name, self.kernel.species_names, "species")
        return np.asarray(self.state[row])

    def flux(self, name: str) -> FloatArray:
        """One reaction's flux at ``time``, (T,), in amount per hour."""
        row = _position(name, self.kernel.reaction_names, "reaction")
        return np.asarray(self._evaluate(self.kernel.fluxes)[row])

    def derived(self, name: str) -> FloatArray:
        """One derived quantity at ``time``, (T,), in its own unit."""
        row = _position(name, self.kernel.derived_names, "derived quantity")
        return np.asarray(self._evaluate(self.kernel.derived)[row])

    def rows(self) -> dict[str, FloatArray]:
        """Every species, derived quantity and flux at ``time`` by name, each (T,)."""
        kernel = self.kernel
        found = dict(zip(kernel.species_names, self.state, strict=True))
        found |= zip(kernel.derived_names, self._evaluate(kernel.derived), strict=True)
        found |= zip(kernel.reaction_names, self._evaluate(kernel.fluxes), strict=True)
        return found

    def resampled(self, time: FloatArray) -> "Trajectory":
        """The same run read at other hours (T,), in which an event stands once, after it.

        Raises InputError for an hour outside the run.
        """
        hours = np.array(time, dtype=np.float64)
        return replace(self, time=hours, state=self.at(hours), owner=owners(self.segments, hours))

    def _evaluate(self, function: Callable[..., FloatArray]) -> FloatArray:
        """All rows of ``function`` at ``time``, (rows, T), each with its segment's parameters."""
        parts = []
        for index in np.unique(self.owner):
            here = self.owner == index
            state = present(self.kernel, self.state[:, here])
            parts.append((here, function(self.time[here], state, self.segments[index].p)))
        values = np.empty((parts[0][1].shape[0], self.time.size))
        for here, part in parts:
            values[:, here] = part
        return values


def owners(segments: Sequence[Segment], time: FloatArray) -> NDArray[np.intp]:
    """The segment of each time (T,), the later one at an event; InputError outside the run."""
    first, last = segments[0].time[0], segments[-1].time[-1]
    if time.size and not (first <= time.min() and time.max() <= last):
        raise InputError(
            f"The run covers {first:g} h to {last:g} h; "
            f"{time.min():g} h to {time.max():g} h was asked for."
        )
    starts = [segment.time[0] for segment in segments]
    return np.searchsorted(starts, time, side="right") - 1


def without_rounding(state: FloatArray, absolute_tolerance: FloatArray) -> FloatArray:
    """The state (ns, T) with what lies below zero by less than the solver can tell set to zero."""
    nought = (state < 0) & (state > -ROUNDING_OFF * absolute_tolerance[:, None])
    return np.asarray(np.where(nought, 0.0, state))


def _position(name: str, names: Sequence[str], kind: str) -> int:
    try:
        return list(names).index(name)
    except ValueError:
        raise UnknownNameError(kind, name, names) from None
