"""A sweep and a day with the shape of real ones, made without solving anything."""

from dataclasses import dataclass
from types import SimpleNamespace
from typing import ClassVar

import numpy as np

LABELS = {
    "labile_iron_relative": ("Labile iron, relative to healthy", "1"),
    "iron_sulfur_relative": ("Fe-S capacity, relative to healthy", "1"),
    "ferritin_iron_relative": ("Ferritin iron, relative to healthy", "1"),
    "surface_receptor_relative": ("TfR1 on the surface, relative to healthy", "1"),
    "total_iron_relative": ("Total iron, relative to healthy", "1"),
    "extracellular_dopamine": ("Extracellular dopamine, day average", "nmol/L"),
    "extracellular_dopamine_trough": ("Extracellular dopamine, trough", "nmol/L"),
    "extracellular_dopamine_peak": ("Extracellular dopamine, peak", "nmol/L"),
    "function_reserve_day": ("Function reserve by day, least", "1"),
    "function_reserve_night": ("Function reserve by night, least", "1"),
    "urge_hours": ("Hours with an urge", "h"),
    "cell_loss_per_decade": ("Cell loss in ten years", "1"),
}
NAME = "neuron.receptor_density"
CHANGES = (
    ("dying", "deficient", 0.07),
    ("deficient", "night_deficient", 0.15),
    ("night_deficient", "functional", 0.31),
)


@dataclass
class Boundary:
    value: float
    below_state: str
    above_state: str


def make_sweep(*, without=(), failed=(), clock_map=False, days=None, cells=21):
    """A sweep of receptor density; outcomes `without` are missing, cells `failed` have none."""
    density = np.geomspace(0.02, 2.0, cells)

    def rise(half, steepness):
        return density**steepness * (half**steepness + 1) / (half**steepness + density**steepness)

    reserve = 1.6 * rise(0.25, 1.8)
    outcomes = {
        "labile_iron_relative": rise(0.35, 1.1),
        "iron_sulfur_relative": rise(0.12, 2.0),
        "ferritin_iron_relative": rise(0.9, 2.5),
        "surface_receptor_relative": density**0.8,
        "total_iron_relative": 0.7 + 0.3 * rise(0.5, 2.0),
        "extracellular_dopamine": 3.0 * rise(0.1, 1.2),
        "extracellular_dopamine_trough": 2.2 * rise(0.1, 1.2),
        "extracellular_dopamine_peak": 3.9 * rise(0.1, 1.2),
        "function_reserve_day": reserve * 1.2,
        "function_reserve_night": reserve * 0.8,
        "urge_hours": np.where(density < 0.3, 10.0, 0.0),
        "cell_loss_per_decade": 0.9 / (1 + (density / 0.07) ** 4) + 1e-4,
    }
    states = np.select(
        [density < v for _, _, v in CHANGES], [s for s, _, _ in CHANGES], CHANGES[-1][1]
    )
    rows = []
    for index, value in enumerate(density):
        row = {NAME: value, "status": "converged", "error": "", "state": str(states[index])}
        row |= {name: float(course[index]) for name, course in outcomes.items()}
        if index in failed:
            row |= {"status": "not_converged", "error": "no periodic day", "state": ""}
            row |= dict.fromkeys(outcomes, float("nan"))
        rows.append({name: value for name, value in row.items() if name not in without})
    hours = np.arange(0.0, 24.0, 2.0)
    wave = 1 + 0.2 * np.cos(2 * np.pi * (hours[:, None] - 14) / 24)
    more = {"clock_map": (hours, density, reserve * wave, "Function reserve [ratio]")}
    return SimpleNamespace(
        rows=rows,
        columns=LABELS,
        parameter=SimpleNamespace(
            name=NAME, meaning="synthesis of TfR1, relative to healthy", unit="1", value=1.0
        ),
        boundaries=[Boundary(value, below, above) for below, above, value in CHANGES],
        title="How many receptors does the cell need?",
        thresholds={
            "deficiency_hazard_half_point": SimpleNamespace(value=0.25, meaning="survival needs"),
            "night_begins": SimpleNamespace(value=20.0, meaning="begin of the night"),
            "night_ends": SimpleNamespace(value=7.0, meaning="end of the night"),
        },
        model_hash="0123456789abcdef",
        version="9.9",
        days=days,
        **(more if clock_map else {}),
    )


class SyntheticDay:
    """A day with waves for courses, that names its quantities as the model does."""

    QUANTITIES: ClassVar = {
        "plasma.transferrin_saturation": ("transferrin saturation, plasma", "1"),
        "neuron.labile_iron": ("labile iron, neuron", "umol/L"),
        "extracellular_dopamine": ("dopamine, outside", "umol/L"),
        "d2_signal": ("D2 signal, relative to healthy", "1"),
        "excitatory_drive": ("drive from glutamate and the spinal arm", "1"),
        "gate": ("gate", "1"),
        "function_reserve": ("function reserve", "1"),
    }

    def __init__(self, density=1.0, without=(), reference=None):
        self.time = np.linspace(0.0, 24.0, 97)
        self.reference = reference
        words = {n: w for n, w in self.QUANTITIES.items() if n not in without}
        species = [SimpleNamespace(name=n, label=w[0], unit=w[1]) for n, w in words.items()]
        parameters = {
            NAME: SimpleNamespace(name=NAME, value=density, unit="1", meaning="synthesis"),
            "urge_threshold": SimpleNamespace(value=0.6, unit="1", meaning="gate that is too open"),
        }
        self.model = SimpleNamespace(
            species=species,
            derived=[],
            parameters=parameters,
            hash=lambda: f"feedc0ffee{density:g}",
        )
        self._level = density

    def __getitem__(self, name):
        size = 2e-3 if name == "extracellular_dopamine" else 1.0
        return size * self._level * (1 + 0.3 * np.cos(2 * np.pi * (self.time - 14) / 24))
