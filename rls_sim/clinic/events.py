"""
What happens to a body at exact times: an amount arrives, a share is lost, a parameter changes.

A schedule is cut at every event, so that no integration steps across one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from rls_sim.errors import InputError, UnknownNameError
from rls_sim.quantities.parameter import Parameter
from rls_sim.study.lesion import changed_values

Array = NDArray[np.float64]
LEAST_LEFT = 0.5  # of the blood, after the losses of a day


@dataclass(frozen=True)
class Arrival:
    """An amount in umol that appears in one species at one time (h); the rest is as it was."""

    time: float
    species: str
    amount: float


@dataclass(frozen=True)
class Loss:
    """A share, 0 to 1, of what there is of some species, lost at one time (h)."""

    time: float
    species: tuple[str, ...]
    share: float


@dataclass(frozen=True)
class Change:
    """What a parameter is from one time (h) up to another, as a lesion writes it, at a size."""

    time: float
    until: float
    parameter: str  # its full name
    change: str
    size: float


@dataclass(frozen=True)
class Inflow:
    """An amount in umol that a parameter (umol/h) lets in evenly from one time (h) to another."""

    time: float
    until: float
    parameter: str
    amount: float


Event = Arrival | Loss | Change | Inflow


class Named(Protocol):
    """What a schedule needs of a kernel."""

    @property
    def species_names(self) -> tuple[str, ...]:
        """In the order of the state."""

    @property
    def parameter_names(self) -> tuple[str, ...]:
        """In the order of the table."""

    def volumes_of(self, p: Array) -> Array:
        """The volume of each species, (ns,) or (ns, N)."""


@dataclass(frozen=True)
class Schedule:
    """
    Events over a kernel's species and parameters, in umol, L and h.

    Raises UnknownNameError for a name that the kernel lacks, InputError for a time that is not
    one, an interval that ends before it begins, or a share beyond 0 to 1.
    """

    kernel: Named
    parameters: dict[str, Parameter]
    events: tuple[Event, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what cannot happen."""
        for event in self.events:
            if not np.isfinite(event.time):
                raise InputError(f"An event at {event.time} h has no time.")
            for name in _species_of(event):
                if name not in self.kernel.species_names:
                    raise UnknownNameError("species", name, self.kernel.species_names)
            if isinstance(event, Loss) and not 0 <= event.share <= 1:
                raise InputError(f"A share of {event.share:g} is not from 0 to 1.")
            if isinstance(event, Change | Inflow):
                if event.parameter not in self.parameters:
                    raise UnknownNameError("parameter", event.parameter, self.parameters)
                if not event.time < event.until:
                    raise InputError(
                        f"{event.parameter} is changed from {event.time:g} h to "
                        f"{event.until:g} h, which is no time."
                    )
        _refuse_overlaps([e for e in self.events if isinstance(e, Change)])
        _refuse_deaths([e for e in self.events if isinstance(e, Loss)])

    def times(self, start: float, end: float) -> list[float]:
        """Where the hours from ``start`` to ``end`` are cut: both, and every event between."""
        cuts = {start, end}
        for event in self.events:
            cuts |= {t for t in _edges(event) if start < t < end}
        return sorted(cuts)

    def table_at(self, table: Array, time: float) -> Array:
        """The parameters (nv, np) that hold from this hour on; ``table`` is what holds without."""
        running = [
            event
            for event in self.events
            if isinstance(event, Change | Inflow) and event.time <= time < event.until
        ]
        if not running:
            return table
        changed = table.copy()
        for event in running:
            column = self.kernel.parameter_names.index(event.parameter)
            declared = self.parameters[event.parameter]
            if isinstance(event, Inflow):
                changed[:, column] += event.amount / (event.until - event.time)
                continue
            factor = declared.canonical_factor
            sizes = np.full(len(table), event.size)
            values = changed_values(declared, event.change, changed[:, column] / factor, sizes)
            changed[:, column] = values * factor
        return changed

    def state_after(self, state: Array, table: Array, time: float) -> Array:
        """The states (nv, ns) after what happens at exactly this hour."""
        due = [e for e in self.events if isinstance(e, Arrival | Loss) and e.time == time]
        if not due:
            return state
        after = state.copy()
        volumes = self.kernel.volumes_of(table.T).T
        names = self.kernel.species_names
        for event in due:
            if isinstance(event, Loss):
                rows = [names.index(name) for name in event.species]
                after[:, rows] *= 1 - event.share
            else:
                row = names.index(event.species)
                after[:, row] += event.amount / volumes[:, row]
        return after

    def sizes(self, state: Array, table: Array) -> Array:
        """How large each species gets, (nv, ns): for the tolerance of what begins at zero.

        An amount that is given sets the size of the empty species of its medicine (those that
        share what stands before the dot), and each begins no smaller than a billionth of the rest.
        """
        volumes = self.kernel.volumes_of(table.T).T
        places = [name.rpartition(".")[0] or name for name in self.kernel.species_names]
        size = np.abs(state)
        for event in self.events:
            home = ""
            if isinstance(event, Arrival):
                home = event.species.rpartition(".")[0] or event.species
            elif isinstance(event, Inflow):
                home = event.parameter.rpartition(".")[0]
            if not home:
                continue
            beside = np.array([place == home for place in places])
            arrived = np.abs(event.amount) / volumes  # type: ignore[union-attr]
            size = np.where(beside & (size <= 0), arrived, size)
        least = 1e-9 * size.max(axis=1, keepdims=True)
        return np.where(size > 0, size, least)


def _refuse_overlaps(changes: Sequence[Change]) -> None:
    """Two changes of one parameter at one time would multiply, which nobody means."""
    for one in changes:
        for other in changes:
            if other is one or other.parameter != one.parameter:
                continue
            if one.time <= other.time < one.until:
                raise InputError(
                    f"{one.parameter} is changed twice at once: from day {one.time / 24:g}, and "
                    f"from day {other.time / 24:g}. End the first where the second begins, ..dN."
                )


def _refuse_deaths(losses: Sequence[Loss]) -> None:
    """Nobody lives who loses more than half of their blood within a day."""
    for last in losses:
        kept = 1.0
        for one in losses:
            if last.time - 24.0 < one.time <= last.time:
                kept *= 1 - one.share
        if kept < LEAST_LEFT:
            raise InputError(
                f"By day {last.time / 24:g} {1 - kept:.0%} of the blood is lost within a day; at "
                f"most {1 - LEAST_LEFT:.0%} is followed."
            )


def _species_of(event: Event) -> Sequence[str]:
    if isinstance(event, Arrival):
        return (event.species,)
    return event.species if isinstance(event, Loss) else ()


def _edges(event: Event) -> tuple[float, ...]:
    if isinstance(event, Change | Inflow):
        return (event.time, event.until)
    return (event.time,)
