"""Safety: where a course crosses a threshold of iron overload, how often and how far."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rls_sim.clinic.readings import FREE_IRON_PEAK, SATURATION_PEAK
from rls_sim.quantities.parameter import ParameterSet

Array = NDArray[np.float64]

AFTER_VEIN = 56  # days after iron by vein in which serum ferritin does not tell of stores


@dataclass(frozen=True)
class Limit:
    """A level that a reading of a day should not exceed, and why."""

    reading: str
    label: str
    level: float
    unit: str
    why: str
    source: str


@dataclass(frozen=True)
class Crossing:
    """Where a course exceeds a limit: the first day, how many, and the highest value."""

    limit: Limit
    first: int
    days: int
    highest: float

    def words(self) -> str:
        """One line of it."""
        unit = "" if self.limit.unit == "1" else f" {self.limit.unit}"
        return (
            f"{self.limit.label} above {self.limit.level:g}{unit} on {self.days} days from day "
            f"{self.first} on, {self.highest:.4g}{unit} at most ({self.limit.why})"
        )

    def facts(self) -> dict[str, Any]:
        """As JSON holds it."""
        return {
            "reading": self.limit.reading,
            "level": self.limit.level,
            "unit": self.limit.unit,
            "source": self.limit.source,
            "first_day": self.first,
            "days": self.days,
            "highest": self.highest,
        }


def limits(parameters: ParameterSet) -> tuple[Limit, ...]:
    """Every limit; the neuron's own is a parameter of the model."""
    neuron = parameters["overload_threshold"]
    return (
        Limit(
            SATURATION_PEAK,
            "transferrin saturation",
            0.5,
            "1",
            "above it iron that transferrin does not hold is common",
            "ryan2022",
        ),
        Limit(
            FREE_IRON_PEAK,
            "iron not bound to transferrin",
            0.5,
            "umol/L",
            "the upper limit held normal",
            "labile_iron_ranges",
        ),
        Limit(
            "serum_ferritin",
            "serum ferritin",
            300.0,
            "ug/L",
            "above it iron is not given in restless legs; within eight weeks of iron by vein it "
            "tells little",
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
    )


def crossings(found: Mapping[str, Array], parameters: ParameterSet) -> list[Crossing]:
    """What one course, readings (days,) by name, crosses."""
    crossed = []
    for limit in limits(parameters):
        course = found[limit.reading]
        above = np.greater(
            course, limit.level, where=np.isfinite(course), out=np.zeros(course.shape, bool)
        )
        if above.any():
            highest = float(np.nanmax(course))
            crossed.append(Crossing(limit, int(above.argmax()), int(above.sum()), highest))
    return crossed
