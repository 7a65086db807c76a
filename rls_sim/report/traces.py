"""One quantity of a solved day with its words and unit, whether a state or a derived quantity."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from rls_sim.report.sweep_table import Numbers


class DayLike(Protocol):
    """The least that a figure needs of a solved day."""

    @property
    def time(self) -> Any:
        """Hours from midnight, 0 to 24."""

    @property
    def model(self) -> Any:
        """The model, whose species and derived quantities say their labels and units."""

    @property
    def parameters(self) -> Mapping[str, Any]:
        """The parameters of this cell."""

    def __getitem__(self, name: str) -> Any:
        """A species through the day, at `time`."""

    def derived(self, name: str) -> Any:
        """A derived quantity through the day, at `time`."""


@dataclass(frozen=True)
class Trace:
    """A quantity through the day: hours and values of the same length."""

    name: str
    label: str
    unit: str
    hours: Numbers
    values: Numbers


def find_trace(day: DayLike, name: str) -> Trace | None:
    """The trace of that name, or None if the model of the day has no such quantity."""
    hours = np.asarray(day.time, dtype=float)
    for species in day.model.species:
        if species.name == name:
            return Trace(name, species.label, species.unit, hours, np.asarray(day[name]))
    for law in day.model.derived:
        if law.name == name:
            label = getattr(law, "label", "") or name.replace("_", " ")
            return Trace(name, label, law.unit, hours, np.asarray(day.derived(name)))
    return None
