"""Small models with a day, written as models are: an open cell of six species, and a closed box.

Pools and rates are those of toys.Cell and toys.Binding, in a volume that is not one.
"""

from functools import cache

import numpy as np

from rls_sim.network.kernel import Kernel
from rls_sim.network.model import Model
from rls_sim.network.process import Process
from rls_sim.network.rate_laws import daily_wave, michaelis_menten, repression, saturation
from rls_sim.network.reaction import Compartment, Species, derived, reaction
from rls_sim.quantities.parameter import Evidence, Parameter


def number(name, value, unit="1"):
    return Parameter(name, value, unit, "of a toy", Evidence.ASSUMED, range=(0.0, 1e9))


@derived("1")
def day(time, swing):
    """The supply through the day, 1 on average."""
    return daily_wave(time, 24.0, swing, 15.0)


@derived("1")
def sensed(iron, half):
    """From 1 (no iron) towards 0."""
    return repression(iron, half, 2)


@reaction("-> receptor", boundary=True)
def making(sensed, density, synthesis, volume):
    """More receptors where iron is scarce."""
    return density * synthesis * sensed * volume


@reaction("receptor -> bound", boundary=True)
def binding(receptor, day, binding_rate, supply, volume):
    """Receptors catch what the day brings."""
    return binding_rate * supply * day * receptor * volume


@reaction("bound -> receptor", boundary=True)
def unbinding(bound, unbinding_rate, volume):
    """Some of it comes off."""
    return unbinding_rate * bound * volume


@reaction("bound -> receptor + 2 iron", boundary=True)
def carrying(bound, carrying_rate, volume):
    """Two irons a turn."""
    return carrying_rate * bound * volume


@reaction("receptor ->", boundary=True)
def losing_receptor(receptor, loss, volume):
    """Receptors are broken down, free ..."""
    return loss * receptor * volume


@reaction("bound ->", boundary=True)
def losing_bound(bound, loss, volume):
    """... and bound."""
    return loss * bound * volume


@reaction("iron -> ferritin")
def storing(iron, storing_rate, half, volume):
    """Iron goes into the store, the more the more there is."""
    return storing_rate * iron * saturation(iron, half) * volume


@reaction("ferritin -> iron")
def releasing(ferritin, releasing_rate, volume):
    """The store gives it back."""
    return releasing_rate * ferritin * volume


@reaction("iron -> pigment")
def sealing(iron, sealing_rate, volume):
    """Pigment takes a little ..."""
    return sealing_rate * iron * volume


@reaction("pigment -> iron")
def fading(pigment, fading_rate, volume):
    """... and keeps it for years."""
    return fading_rate * pigment * volume


@reaction("iron ->", boundary=True)
def exporting(iron, export_maximal, export_half, volume):
    """Export can be filled: more than its maximum stays inside for ever."""
    return michaelis_menten(iron, export_maximal, export_half) * volume


@reaction("-> signal", boundary=True)
def signalling(sensed, day, signal, signal_rate, volume):
    """The signal follows what is sensed within a second."""
    return signal_rate * (day * sensed - signal) * volume


OPEN_CELL = Process(
    "open cell",
    species=(
        Species("receptor", "receptor", "cell", 0.1),
        Species("bound", "bound receptor", "cell", 0.1),
        Species("iron", "iron", "cell", 1.0, {"iron": 1}),
        Species("ferritin", "iron in ferritin", "cell", 1.0, {"iron": 1}),
        Species("pigment", "iron in pigment", "cell", 1.0, {"iron": 1}),
        Species("signal", "signal", "cell", 0.5, unit="1"),
    ),
    parameters=(
        number("swing", 0.7),
        number("density", 1.0),
        number("supply", 1.0),
        number("synthesis", 0.02, "umol/L/h"),
        number("binding_rate", 1e4, "1/h"),
        number("unbinding_rate", 1e3, "1/h"),
        number("carrying_rate", 6.0, "1/h"),
        number("loss", 0.2, "1/h"),
        number("storing_rate", 0.5, "1/h"),
        number("half", 1.0, "umol/L"),
        number("releasing_rate", 0.04, "1/h"),
        number("sealing_rate", 1e-3, "1/h"),
        number("fading_rate", 1e-5, "1/h"),
        number("export_maximal", 0.8, "umol/L/h"),
        number("export_half", 2.0, "umol/L"),
        number("signal_rate", 4e4, "1/h"),
        number("volume", 0.3, "L"),
    ),
    reactions=(
        making,
        binding,
        unbinding,
        carrying,
        losing_receptor,
        losing_bound,
        storing,
        releasing,
        sealing,
        fading,
        exporting,
        signalling,
    ),
    derived=(day, sensed),
    compartments=(Compartment("cell", "volume"),),
)


@reaction("left + right -> pair")
def joining(left, right, day, joining_rate, volume):
    """Two become one, mostly by day."""
    return joining_rate * left * right * day * volume


@reaction("pair -> left + right")
def parting(pair, parting_rate, volume):
    """One becomes two."""
    return parting_rate * pair * volume


CLOSED_BOX = Process(
    "closed box",
    species=(
        Species("left", "left", "box", 1.0, {"left": 1}),
        Species("right", "right", "box", 2.0, {"right": 1}),
        Species("pair", "pair", "box", 0.5, {"left": 1, "right": 1}),
    ),
    parameters=(
        number("swing", 0.6),
        number("joining_rate", 0.3, "L/umol/h"),
        number("parting_rate", 0.2, "1/h"),
        number("volume", 0.3, "L"),
    ),
    reactions=(joining, parting),
    derived=(day,),
    compartments=(Compartment("box", "volume"),),
)


@cache
def open_cell():
    """The kernel of the open cell, and its parameters."""
    return _with_parameters(OPEN_CELL)


@cache
def closed_box():
    """The kernel of the closed box, and its parameters."""
    return _with_parameters(CLOSED_BOX)


def _with_parameters(process):
    model = Model([process], name=process.name)
    kernel = Kernel.of(model)
    return kernel, kernel.parameter_vector(model.parameters)


def with_values(kernel, parameters, **values):
    """Parameters with other values, by name."""
    changed = np.array(parameters)
    for name, value in values.items():
        changed[kernel.parameter_names.index(name)] = value
    return changed
