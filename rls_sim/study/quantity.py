"""What a result keeps of a parameter, and what a table is made of."""

from collections.abc import Mapping, Sequence
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

MOST_PRINTED = 6  # outcomes of a model that has none of those
STATE = "state"  # the one outcome that is a word

Row = dict[str, Any]


def printed_of(asked: Sequence[str], columns: Mapping[str, Any]) -> tuple[str, ...]:
    """The outcomes of a table: those asked for, the usual ones, or else the first columns."""
    usual = tuple(name for name in asked or PRINTED if name in columns)
    if asked or set(usual) - {STATE}:
        return usual
    last = list(columns).index("nodes")  # of what is said of the solve, before the outcomes
    first = [name for name in list(columns)[last + 1 :] if name != STATE][:MOST_PRINTED]
    return (*first, *usual)


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
