"""What a result keeps of a parameter, and what a table is made of."""

from dataclasses import dataclass
from typing import Any

from rls_sim.quantities.parameter import Parameter

# What divides the outcomes of a figure, and its night from its day: kept, so that a figure can be
# drawn again after the model has changed.
THRESHOLDS = ("deficiency_hazard_half_point", "dying_threshold", "night_begins", "night_ends")

PRINTED = (  # outcomes of a table unless others are asked for
    "labile_iron",
    "iron_sulfur_capacity",
    "extracellular_dopamine_trough",
    "urge_hours",
    "cell_loss_per_decade",
    "state",
)

Row = dict[str, Any]


@dataclass(frozen=True)
class Quantity:
    """A parameter's value, with the words for it."""

    name: str
    meaning: str
    unit: str
    value: float = float("nan")
    reason: str = ""

    @classmethod
    def of(cls, parameter: Parameter) -> "Quantity":
        """What a result keeps of a parameter."""
        return cls(
            parameter.name, parameter.meaning, parameter.unit, parameter.value, parameter.reason
        )
