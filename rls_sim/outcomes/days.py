"""The days of many cells, read at once as one day is: numbers (cells,), courses (cells, points)."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rls_sim.network.kernel import Kernel
from rls_sim.network.model import Model
from rls_sim.numerics.spectral import interpolate
from rls_sim.outcomes.day import AnyDay, Array, Day, Mask, grid

PART = 64  # cells read at once: enough to hide what a call costs, few enough to stay near by
BLOCK = 16  # species interpolated at once


@dataclass(frozen=True, eq=False)
class DayBatch(AnyDay):
    """
    The periodic days of many cells of one model, each for itself.

    ``parameters`` (cells, np) in canonical units and the kernel's order; ``orbits``
    (cells, ns, N): states at equispaced nodes of 24 h. ``model`` says the units of parameters; the
    values that it has are not read. A number has the same bytes whatever the other cells are, and
    whatever else is asked for. What was asked for is kept: read a large batch part by part.
    """

    parameters: Array
    orbits: Array
    reference: Day = field(repr=False)
    _courses: dict[str, Array] = field(default_factory=dict, init=False, repr=False)

    @classmethod
    def of_orbits(
        cls, model: Model, kernel: Kernel, parameters: Array, orbits: Array, reference: Day
    ) -> "DayBatch":
        """The days with these orbits, read every five minutes; ``reference`` is the healthy day.

        Raises ValueError for shapes that do not fit.
        """
        cells, due = len(parameters), (len(kernel.parameter_names), len(kernel.species_names))
        if (*parameters.shape, *orbits.shape[:-1]) != (cells, due[0], cells, due[1]):
            raise ValueError(
                f"parameters {parameters.shape} and orbits {orbits.shape}; due are "
                f"(cells, {due[0]}) and (cells, {due[1]}, nodes)"
            )
        return cls(model, kernel, grid(), parameters, orbits, reference)

    def __len__(self) -> int:
        """Number of cells."""
        return len(self.parameters)

    def parts(self, cells: int = PART) -> Iterator[tuple[slice, "DayBatch"]]:
        """Fresh batches of at most so many of the cells, with their places in this one."""
        for first in range(0, len(self), cells):
            place = slice(first, min(first + cells, len(self)))
            parameters, orbits = self.parameters[place], self.orbits[place]
            yield place, replace(self, parameters=parameters, orbits=orbits)

    @cached_property
    def readable(self) -> Mask:
        """Which cells have finite parameters and a finite orbit, (cells,)."""
        orbits = np.isfinite(self.orbits).all(axis=(1, 2))
        return np.asarray(orbits & np.isfinite(self.parameters).all(axis=1))

    def prepare(self, names: Iterable[str]) -> None:
        """Compute several courses at once, which is quicker than each when it is asked for."""
        full = map(self.full_name, names)
        due = tuple(name for name in dict.fromkeys(full) if name not in self._courses)
        if due:
            self._courses.update(zip(due, self._computed(due), strict=True))

    def __getitem__(self, name: str) -> Array:
        """Course (cells, points) of a species, a derived quantity or a flux (umol/h)."""
        full = self.full_name(name)
        self.prepare([full])
        return self._courses[full]

    def at(self, name: str, hours: ArrayLike) -> Array:
        """A course at clock hours (hours,) from 0 to 24: (cells, hours), NaN if not `readable`."""
        asked = np.asarray(hours, dtype=np.float64)
        course, last = self[name], len(self.time) - 2
        left = np.clip(np.searchsorted(self.time, asked, side="right") - 1, 0, last)
        share = np.clip((asked - self.time[left]) / self.step, 0.0, 1.0)
        with np.errstate(all="ignore"):
            values = course[:, left] * (1 - share) + course[:, left + 1] * share
        return np.where(self.readable[:, None], values, np.nan)

    def parameter(self, name: str) -> Any:
        """A parameter's values (cells,) in its declared unit."""
        declared = self.model.parameters[name]
        column = self._columns[declared.name]
        return self.parameters[:, column] / declared.canonical_factor

    @property
    def healthy(self) -> Day:
        """The healthy day, one for all cells."""
        return self.reference

    def beside(self, value: Any) -> Any:
        """Numbers (cells,) as (cells, 1); one number for all cells as it is."""
        return value[:, None] if np.ndim(value) else value

    def stretch(self, steps: Array, begins: Any, hours: float) -> Array:
        """Of a value for each step of the day those of ``hours`` from each cell's clock time on."""
        first = np.rint(begins % 24 / self.step).astype(np.intp)
        places = self.beside(first) + np.arange(round(hours / self.step))
        places = np.broadcast_to(places % steps.shape[-1], (len(self), places.shape[-1]))
        return np.take_along_axis(steps, places, axis=-1)

    @cached_property
    def _columns(self) -> dict[str, int]:
        return {name: i for i, name in enumerate(self.kernel.parameter_names)}

    def _computed(self, names: tuple[str, ...]) -> list[Array]:
        excerpt = self.kernel.excerpt(names)
        state = self._states(excerpt.species)
        p = np.ascontiguousarray(self.parameters[:, excerpt.parameters].T)
        return excerpt.evaluation.rows(self.time, list(state.swapaxes(0, 1)), p)

    def _states(self, species: NDArray[np.intp]) -> Array:
        """Courses (cells, species, points) of some species.

        By products of one shape, each of a few species of one cell: a number is rounded alike
        whatever the other cells are and whatever else is asked for.
        """
        cells, count, nodes = len(self), len(species), self.orbits.shape[2]
        blocks, weights = -(-count // BLOCK), _from_nodes(nodes)
        orbits = np.zeros((cells, blocks * BLOCK, nodes))
        orbits[:, :count] = self.orbits[:, species]
        states = orbits.reshape(cells, blocks, BLOCK, nodes) @ weights
        return states.reshape(cells, blocks * BLOCK, weights.shape[1])[:, :count]


@lru_cache(maxsize=8)
def _from_nodes(nodes: int) -> Array:
    """Interpolation from equispaced nodes to the points of a day, (N, points)."""
    return np.ascontiguousarray(interpolate(np.eye(nodes), 24.0, grid()))


@dataclass(frozen=True, eq=False)
class _NotingDay(Day):
    """A day that notes what is read of it."""

    noted: dict[str, None] = field(default_factory=dict, kw_only=True)

    def __getitem__(self, name: str) -> Array:
        self.noted[name] = None
        return super().__getitem__(name)


@lru_cache(maxsize=16)
def quantities_read(functions: tuple[Callable[[AnyDay], Any], ...], day: Day) -> tuple[str, ...]:
    """Names of the species, derived quantities and fluxes that functions read, seen on ``day``."""
    noting = _NotingDay(day.model, day.kernel, day.time, day.state, day.reference)
    for function in functions:
        # What breaks has said what it read before; more is computed when it is asked for.
        with suppress(ArithmeticError), np.errstate(all="ignore"):
            function(noting)
    return tuple(noting.noted)
