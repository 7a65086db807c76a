"""Safety: where a course crosses a limit of iron or blood, how often and how far."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rls_sim.clinic.readings import FREE_IRON_PEAK, SATURATION_PEAK, STORED_FERRITIN
from rls_sim.quantities.parameter import ParameterSet

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Limit:
    """A level that a reading of a day should not exceed, or fall ``below``, and why."""

    reading: str
    label: str
    level: float
    unit: str
    why: str
    source: str
    below: bool = False

    @property
    def side(self) -> str:
        """Where danger lies."""
        return "below" if self.below else "above"

    def beyond(self, values: Array) -> NDArray[np.bool_]:
        """Which values are dangerous; what is not known is not."""
        sign = -1.0 if self.below else 1.0
        return np.greater(np.nan_to_num(sign * values, nan=-np.inf), sign * self.level)


@dataclass(frozen=True)
class Crossing:
    """Where a course is beyond a limit: the first day, how many, and the value farthest off."""

    limit: Limit
    first: int
    days: int
    extreme: float

    def words(self) -> str:
        """One line of it."""
        unit = "" if self.limit.unit == "1" else f" {self.limit.unit}"
        return (
            f"{self.limit.label} {self.limit.side} {self.limit.level:g}{unit} on {self.days} days "
            f"from day {self.first} on, {self.extreme:.4g}{unit} at worst ({self.limit.why})"
        )

    def facts(self) -> dict[str, Any]:
        """As JSON holds it."""
        return {
            "reading": self.limit.reading,
            "side": self.limit.side,
            "level": self.limit.level,
            "unit": self.limit.unit,
            "source": self.limit.source,
            "first_day": self.first,
            "days": self.days,
            "extreme": self.extreme,
        }


def limits(parameters: ParameterSet) -> tuple[Limit, ...]:
    """Every limit; the neuron's own is a parameter of the model."""
    neuron = parameters["overload_threshold"]
    return (
        Limit(
            SATURATION_PEAK,
            "transferrin saturation, highest of the day,",
            0.5,
            "1",
            "above it iron that transferrin does not hold is common",
            "ryan2022",
        ),
        Limit(
            FREE_IRON_PEAK,
            "iron not bound to transferrin, highest of the day,",
            0.5,
            "umol/L",
            "the upper limit held normal",
            "labile_iron_ranges",
        ),
        Limit(
            STORED_FERRITIN,
            "serum ferritin, without what fresh iron by vein adds,",
            300.0,
            "ug/L",
            "above it iron is not given in restless legs",
            "rls_iron_guideline_letter",
        ),
        Limit(
            "labile_iron",
            "labile iron of the neuron",
            neuron.value,
            neuron.unit,
            "above it the model calls the cell overloaded",
            "dossier2026",
        ),
        Limit(
            "haemoglobin",
            "haemoglobin",
            70.0,
            "g/L",
            "below it blood is given; recalled",
            "clinical_ranges",
            below=True,
        ),
    )


def crossings(
    found: Mapping[str, Array],
    parameters: ParameterSet,
    untreated: Mapping[str, Array] | None = None,
) -> list[Crossing]:
    """
    What one course, readings (days,) by name, crosses; days that are lost cross nothing.

    Without the limits that the ``untreated`` course crosses too, where it is given.
    """
    crossed = []
    for limit in limits(parameters):
        if untreated is not None and limit.beyond(untreated[limit.reading]).any():
            continue
        course = found[limit.reading]
        beyond = limit.beyond(course)
        if beyond.any():
            extreme = float(np.nanmin(course) if limit.below else np.nanmax(course))
            crossed.append(Crossing(limit, int(beyond.argmax()), int(beyond.sum()), extreme))
    return crossed
