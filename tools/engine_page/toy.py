"""Two pools of iron, plasma and cell: what docs/engine.md shows the engine on."""

import numpy as np

from rls_sim.network.kernel import Kernel
from rls_sim.network.model import Model
from rls_sim.network.process import Process
from rls_sim.network.rate_laws import daily_wave, michaelis_menten, saturation
from rls_sim.network.reaction import Compartment, Number, Species, derived, reaction
from rls_sim.numerics.equations import Reference
from rls_sim.numerics.system import FloatArray, floors
from rls_sim.quantities.parameter import Evidence, Parameter


@reaction("-> plasma", boundary=True)
def meals(time: Number, meal: Number, period: Number, height: Number, acrophase: Number) -> Number:
    """Iron comes by day."""
    return meal * daily_wave(time, period, height, acrophase)


@derived("1", label="scarcity")
def scarcity(cell: Number, enough: Number) -> Number:
    """From 1 (no iron in the cell) towards 0."""
    return 1 - saturation(cell, enough)


@reaction("plasma -> cell")
def uptake(plasma: Number, scarcity: Number, most_uptake: Number, half: Number) -> Number:
    """The cell takes up iron; saturable, and less where it has enough."""
    return scarcity * michaelis_menten(plasma, most_uptake, half)


@reaction("cell ->", boundary=True)
def loss(cell: Number, loss_rate: Number, cell_volume: Number) -> Number:
    """Iron leaves in proportion to what is there."""
    return loss_rate * cell_volume * cell


def number(name: str, value: float, unit: str) -> Parameter:
    """A parameter of the toy."""
    return Parameter(name, value, unit, name, Evidence.ASSUMED, range=(0.0, 1e6))


def build_toy() -> Model:
    """Both pools, of unequal volumes; iron stays in the cell for weeks."""
    process = Process(
        "toy",
        species=(
            Species("plasma", "iron in plasma", "plasma", 1.0, {"iron": 1}),
            Species("cell", "iron in the cell", "cell", 1.0, {"iron": 1}),
        ),
        parameters=(
            number("plasma_volume", 3.0, "L"),
            number("cell_volume", 20.0, "L"),
            number("meal", 1.5, "umol/h"),
            number("period", 24.0, "h"),
            number("height", 0.9, "1"),
            number("acrophase", 13.0, "h"),
            number("most_uptake", 12.0, "umol/h"),
            number("half", 1.0, "umol/L"),
            number("enough", 20.0, "umol/L"),
            number("loss_rate", 0.001, "1/h"),
        ),
        reactions=(meals, uptake, loss),
        derived=(scarcity,),
        compartments=(
            Compartment("plasma", "plasma_volume", "plasma"),
            Compartment("cell", "cell_volume", "cell"),
        ),
    )
    return Model([process], name="toy")


MODEL = build_toy()
KERNEL = Kernel.of(MODEL)
SYSTEM = Reference(KERNEL)
PARAMETERS = KERNEL.parameter_vector(MODEL.parameters)
PERIOD = 24.0
BEGIN = np.ones(len(MODEL.species_names))
FLOOR = floors(BEGIN)
OPEN = np.zeros((BEGIN.size, 0))  # no total is conserved: iron comes and goes


def changed(**values: float) -> FloatArray:
    """The toy's parameters, some of them changed."""
    vector = PARAMETERS.copy()
    for name, value in values.items():
        vector[KERNEL.parameter_names.index(name)] = value
    return vector
