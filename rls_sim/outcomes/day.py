"""A solved day: every pool, quantity and flux of one cell over 24 hours, by name."""

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

POINTS_AN_HOUR = 12


@dataclass(frozen=True, eq=False)
class Day:
    """
    One cell's periodic day on an even grid, both ends included.

    ``time`` (points,) in h from 0 to 24; ``state`` (species, points) in the units of the species.
    ``reference`` is the healthy day, against which relative measures are taken; the healthy day
    itself has none.
    """

    model: Model
    kernel: Kernel
    time: Array
    state: Array
    reference: "Day | None" = field(default=None, repr=False)
    _kept: dict[Any, Any] = field(default_factory=dict, init=False, repr=False)

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
        time = np.linspace(0.0, 24.0, 24 * POINTS_AN_HOUR + 1)
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

    @cached_property
    def _rows(self) -> dict[str, tuple[str, int]]:
        rows = {name: ("state", i) for i, name in enumerate(self.kernel.species_names)}
        rows |= {name: ("derived", i) for i, name in enumerate(self.kernel.derived_names)}
        return rows | {name: ("flux", i) for i, name in enumerate(self.kernel.reaction_names)}

    def __getitem__(self, name: str) -> Array:
        """Course (points,) of a species, a derived quantity or a flux (umol/h)."""
        kind, row = self._place_of(name)
        table = {"state": self.state, "derived": None, "flux": None}[kind]
        if table is None:
            table = self._derived if kind == "derived" else self._fluxes
        return np.asarray(table[row], dtype=float)

    def _place_of(self, name: str) -> tuple[str, int]:
        """Whether it is a state, a derived quantity or a flux, and which; of that name or home."""
        for candidate in (name, f"{self.model.home}.{name}"):
            if candidate in self._rows:
                return self._rows[candidate]
        raise UnknownNameError("quantity", name, self._rows)

    def once(self, function: Callable[["Day"], Array]) -> Array:
        """A course (points,) that several outcomes read, computed from this day once."""
        if function not in self._kept:
            self._kept[function] = function(self)
        return cast(Array, self._kept[function])

    def parameter(self, name: str) -> float:
        """A parameter's value in its declared unit."""
        return self.model.parameters[name].value

    def mean(self, name: str) -> float:
        """Mean over the day."""
        return number(self[name][:-1].mean())

    @property
    def healthy(self) -> "Day":
        """The healthy day; a day without a reference is one."""
        return self if self.reference is None else self.reference

    def relative(self, name: str) -> float:
        """Mean over the day, relative to the healthy day."""
        return self.mean(name) / self.healthy.mean(name)

    def acrophase(self, course: Array) -> float:
        """Clock time (h) at which the 24 h wave that fits ``course`` best is highest."""
        wave = np.fft.rfft(course[:-1])[1]
        return number((-np.angle(wave) * 24 / (2 * np.pi)) % 24)

    def hours(self, inside: Array) -> float:
        """Hours of the day in which ``inside`` (points,) is above zero, crossings interpolated."""
        here, there = inside[:-1], inside[1:]
        both, neither = (here > 0) & (there > 0), (here <= 0) & (there <= 0)
        crossing = np.where(both | neither, 1.0, np.abs(here) + np.abs(there))
        share = np.maximum(here, there) / crossing
        width = self.time[1] - self.time[0]
        return number(np.sum(np.where(both, 1.0, np.where(neither, 0.0, share))) * width)

    def during(self, start: float, end: float) -> NDArray[np.bool_]:
        """Mask (points,) of clock hours from ``start`` up to ``end``, past midnight if need be."""
        clock = self.time % 24
        if start <= end:
            return np.asarray((clock >= start) & (clock < end))
        return np.asarray((clock >= start) | (clock < end))


def lagged(course: Array, hours: float, step: float) -> Array:
    """``course`` (periodic, both ends) behind a well-mixed pool that turns over in ``hours``."""
    spectrum = np.fft.rfft(course[:-1])
    frequency = 2j * np.pi * np.fft.rfftfreq(len(course) - 1, step)
    passed = np.fft.irfft(spectrum / (1 + frequency * hours), len(course) - 1)
    return np.append(passed, passed[0])
