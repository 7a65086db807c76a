"""How the page is arranged: which process stands in which room, and what is shown first."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Room:
    """A menu of the page: parameters of the processes of the model that belong together."""

    name: str
    title: str
    processes: tuple[str, ...]


ROOMS = (
    Room(
        "body",
        "Iron of the body",
        ("transferrin chemistry", "fluid at plasma", "hepcidin", "red cells", "body iron"),
    ),
    Room("endothelium", "Vessel wall of the brain", ("iron cell at endothelium",)),
    Room("choroid_plexus", "Choroid plexus", ("iron cell at choroid_plexus",)),
    Room(
        "brain_fluid",
        "Fluids of the brain",
        (
            "fluid at interstitial",
            "fluid at cerebrospinal",
            "brain fluid",
            "drainage at interstitial",
            "drainage at cerebrospinal",
        ),
    ),
    Room("neuron", "Dopamine neuron: its iron", ("dopamine neuron at neuron",)),
    Room(
        "sensing",
        "Receptor and iron sensing, of every cell",
        ("receptor chemistry", "receptor expression chemistry", "iron sensing chemistry"),
    ),
    Room(
        "storage",
        "Ferritin, mitochondria and export, of every cell",
        ("ferritin chemistry", "mitochondrial chemistry", "ferroportin chemistry"),
    ),
    Room("synthesis", "Dopamine: its making", ("dopamine synthesis", "levodopa")),
    Room("traffic", "Dopamine: release and reuptake", ("dopamine traffic",)),
    Room("adaptation", "Adaptation to little iron", ("adaptation",)),
    Room("clock", "Clock of the body", ("clock",)),
    Room("legs", "Gate, urge and legs", ("legs",)),
    Room("survival", "Survival of the neuron", ("survival",)),
    Room("untreated", "Levels of medicines", ("untreated",)),
)

# The sliders shown first: one for each step from blood to legs.
FEATURED = (
    "neuron.receptor_density",
    "endothelium.receptor_density",
    "neuron.ferritin_density",
    "neuron.ferroportin_density",
    "neuron.iron_demand",
    "brain_oxygen",
    "dietary_iron",
    "blood_loss",
    "d2_density",
    "dopamine_transporter_density",
    "release_readiness",
    "adenosine_gain",
    "macrophage_release_clock_amplitude",
    "urge_threshold",
)

# The outcomes told beside the day.
PRINTED = (
    "labile_iron",
    "iron_sulfur_relative",
    "ferritin_relative",
    "total_iron_relative",
    "serum_iron",
    "serum_ferritin",
    "extracellular_dopamine",
    "d2_signal",
    "function_reserve_day",
    "function_reserve_night",
    "urge_peak",
    "urge_peak_hour",
    "urge_onset",
    "urge_hours",
    "immobilisation_test",
    "irls_score",
    "cell_loss_per_decade",
)


def _even(low: float, high: float, count: int) -> list[float]:
    """Values from end to end in equal steps, as short as they can be written."""
    return [round(low + (high - low) * i / (count - 1), 6) for i in range(count)]


def _map(x: str, x_ends: tuple[float, float], y: str, y_ends: tuple[float, float]) -> Any:
    return {"x": x, "y": y, "xvalues": _even(*x_ends, 21), "yvalues": _even(*y_ends, 21)}


# Axes that the page offers for its map.
MAPS = [
    _map("neuron.receptor_density", (0.1, 2.0), "endothelium.receptor_density", (0.1, 2.0)),
    _map("neuron.receptor_density", (0.1, 2.0), "neuron.ferroportin_density", (0.2, 4.0)),
    _map("neuron.ferritin_density", (0.25, 5.0), "neuron.receptor_density", (0.1, 2.0)),
    _map("endothelium.receptor_density", (0.1, 2.0), "dietary_iron", (1.0, 20.0)),
    _map("neuron.receptor_density", (0.1, 2.0), "d2_density", (0.1, 2.0)),
    _map("neuron.receptor_density", (0.1, 2.0), "macrophage_release_clock_amplitude", (0.0, 0.9)),
]
