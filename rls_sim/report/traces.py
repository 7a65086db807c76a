"""One quantity of a solved day with its words and unit, whether a pool or a derived quantity."""

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import ArrayLike

from rls_sim.report.sweep_table import Numbers

URGE = "urge"  # read off the finished day by outcomes, so no quantity of the model


class Course(Protocol):
    """A quantity over time, with its words."""

    @property
    def label(self) -> str:
        """As figures print it."""

    @property
    def unit(self) -> str:
        """The unit of the values."""

    @property
    def values(self) -> ArrayLike:
        """At the times of the run."""


class DayLike(Protocol):
    """The least that a figure needs of a solved day."""

    @property
    def time(self) -> Any:
        """Hours from midnight, 0 to 24."""

    @property
    def model(self) -> Any:
        """The model at the cell's parameters; its quantities say their labels and units."""

    def __getitem__(self, name: str) -> Any:
        """A pool or a derived quantity through the day, at `time`."""


@dataclass(frozen=True)
class Trace:
    """A quantity through the day: hours and values of the same length."""

    name: str
    label: str
    unit: str
    hours: Numbers
    values: Numbers

    @property
    def mean(self) -> float:
        """Over the day, whose last hour repeats the first."""
        return float(self.values[:-1].mean())


def find_trace(day: DayLike, name: str) -> Trace | None:
    """The trace of that name, or None if the model of the day has no such quantity."""
    hours = np.asarray(day.time, dtype=float)
    for quantity in (*day.model.species, *day.model.derived):
        if quantity.name == name:
            label = quantity.label or name.replace("_", " ")
            return Trace(name, label, quantity.unit, hours, np.asarray(day[name], dtype=float))
    if name == URGE and "urge_build" in day.model.parameters:
        return _urge(day, hours)
    return None


def _urge(day: Any, hours: Numbers) -> Trace:
    from rls_sim.outcomes.legs import urge
    from rls_sim.outcomes.measures import find_measure

    highest = find_measure("urge_peak")  # "Urge at rest, highest": the course without the word
    return Trace(URGE, highest.label.partition(",")[0], highest.unit, hours, urge(day))
