"""A solved day: every pool, quantity and flux of one cell over 24 hours, by name."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from rls_sim.errors import UnknownNameError
from rls_sim.network.kernel import Kernel
from rls_sim.network.model import Model
from rls_sim.outcomes.dual import number

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]

POINTS_AN_HOUR = 12


def grid() -> Array:
    """The hours at which a day is read: every five minutes from 0 to 24, both included."""
    return np.linspace(0.0, 24.0, 24 * POINTS_AN_HOUR + 1)


@dataclass(frozen=True, eq=False)
class AnyDay(ABC):
    """
    What outcomes read: one day, a day with slopes, or the days of many cells.

    A course has its points along the last axis, (points,) or (cells, points), both midnights
    included; a number is () or (cells,), and typed as a float, since to an outcome it is one.
    ``time`` (points,) in h from 0 to 24.
    """

    model: Model
    kernel: Kernel
    time: Array
    _kept: dict[Any, Any] = field(default_factory=dict, init=False, repr=False)

    @abstractmethod
    def __getitem__(self, name: str) -> Array:
        """Course of a species, a derived quantity or a flux (umol/h)."""

    @abstractmethod
    def parameter(self, name: str) -> float:
        """A parameter's value in its declared unit."""

    @property
    @abstractmethod
    def healthy(self) -> "AnyDay":
        """The healthy day."""

    def beside(self, value: float) -> float:
        """A number of the day, ready to be combined with courses."""
        return value

    def level(self, name: str) -> float:
        """A parameter's value in its declared unit, ready to be combined with courses."""
        return self.beside(self.parameter(name))

    def full_name(self, name: str) -> str:
        """Of a species, a derived quantity or a flux; a name without its place is one of home.

        Raises UnknownNameError with the nearest names.
        """
        for candidate in (name, f"{self.model.home}.{name}"):
            if candidate in self.kernel.places:
                return candidate
        raise UnknownNameError("quantity", name, self.kernel.places)

    def once(self, function: Callable[[Any], Array]) -> Array:
        """A course that several outcomes read, computed from this day once."""
        if function not in self._kept:
            self._kept[function] = function(self)
        return cast(Array, self._kept[function])

    @property
    def step(self) -> float:
        """Hours from one point to the next."""
        return float(self.time[1] - self.time[0])

    def mean(self, name: str) -> float:
        """Mean over the day."""
        if name not in self._kept:
            self._kept[name] = number(self[name][..., :-1].mean(axis=-1))
        return cast(float, self._kept[name])

    def relative(self, name: str) -> float:
        """Mean over the day, relative to the healthy day."""
        return self.mean(name) / self.healthy.mean(name)

    def acrophase(self, course: Array) -> float:
        """Clock time (h) at which the 24 h wave that fits ``course`` best is highest."""
        wave = np.fft.rfft(course[..., :-1], axis=-1)[..., 1]
        return number((-np.angle(wave) * 24 / (2 * np.pi)) % 24)

    def lagged(self, course: Array, hours: float) -> Array:
        """``course`` behind a well-mixed pool that turns over in ``hours``."""
        return lagged(course, hours, self.step)

    def hours(self, inside: Array) -> float:
        """Hours of the day in which the course ``inside`` is above zero, crossings interpolated."""
        here, there = inside[..., :-1], inside[..., 1:]
        both, neither = (here > 0) & (there > 0), (here <= 0) & (there <= 0)
        crossing = np.where(both | neither, 1.0, np.abs(here) + np.abs(there))
        share = np.maximum(here, there) / crossing
        shares = np.where(both, 1.0, np.where(neither, 0.0, share))
        return number(np.sum(shares, axis=-1) * self.step)

    def during(self, start: float, end: float) -> Mask:
        """Mask of clock hours from ``start`` up to ``end``, past midnight if need be.

        Of the points (points,), or (cells, points) where cells have hours of their own.
        """
        clock, start, end = self.time % 24, self.beside(start), self.beside(end)
        after, before = clock >= start, clock < end
        return np.where(np.less_equal(start, end), after & before, after | before)

    def least_during(self, course: Array, start: float, end: float) -> float:
        """Lowest point of a course from one clock hour up to another; infinite if that is never."""
        return number(np.where(self.during(start, end), course, np.inf).min(axis=-1))

    def mean_during(self, course: Array, start: float, end: float) -> float:
        """Mean of the points of a course from one clock hour up to another."""
        inside = self.during(start, end)
        total = np.where(inside, course, 0.0).sum(axis=-1)
        return number(total / inside.sum(axis=-1))

    def stretch(self, steps: Array, begins: float, hours: float) -> Array:
        """Of a value for each step of the day those of ``hours`` from a clock time on."""
        first, count = round(begins % 24 / self.step), round(hours / self.step)
        return np.roll(steps, -first, axis=-1)[..., :count]


@dataclass(frozen=True, eq=False)
class Day(AnyDay):
    """
    One cell's periodic day on an even grid.

    ``state`` (species, points) in the units of the species. ``reference`` is the healthy day,
    against which relative measures are taken; the healthy day itself has none.
    """

    state: Array
    reference: "Day | None" = field(default=None, repr=False)

    @classmethod
    def from_orbit(
        cls,
        model: Model,
        orbit: Callable[[Array], Array],
        reference: "Day | None" = None,
        kernel: Kernel | None = None,
    ) -> "Day":
        """Sample ``orbit`` (hours -> states) every five minutes.

        ``kernel`` is that of the model; who has it at hand spares looking it up.
        """
        time = grid()
        return cls(model, kernel or Kernel.of(model), time, np.asarray(orbit(time)), reference)

    @cached_property
    def parameters(self) -> Array:
        """Values of the parameters, canonical units, in the kernel's order."""
        return self.kernel.parameter_vector(self.model.parameters)

    @cached_property
    def _derived(self) -> Array:
        return self.kernel.derived(self.time, self.state, self.parameters)

    @cached_property
    def _fluxes(self) -> Array:
        return self.kernel.fluxes(self.time, self.state, self.parameters)

    def __getitem__(self, name: str) -> Array:
        """Course (points,) of a species, a derived quantity or a flux (umol/h)."""
        kind, row = self.kernel.places[self.full_name(name)]
        table = {"state": self.state, "derived": None, "flux": None}[kind]
        if table is None:
            table = self._derived if kind == "derived" else self._fluxes
        return np.asarray(table[row], dtype=float)

    def parameter(self, name: str) -> float:
        """A parameter's value in its declared unit."""
        return self.model.parameters[name].value

    @property
    def healthy(self) -> "Day":
        """The healthy day; a day without a reference is one."""
        return self if self.reference is None else self.reference


def lagged(course: Array, hours: float, step: float) -> Array:
    """``course`` (periodic, both ends) behind a well-mixed pool that turns over in ``hours``."""
    points = course.shape[-1] - 1
    spectrum = np.fft.rfft(course[..., :-1], axis=-1)
    frequency = 2j * np.pi * np.fft.rfftfreq(points, step)
    passed = np.fft.irfft(spectrum / (1 + frequency * hours), points, axis=-1)
    return np.concatenate([passed, passed[..., :1]], axis=-1)
