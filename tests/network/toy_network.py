"""A small cell in two places with unequal volumes: every shape of law, and a hand-written answer.

Two cells take up iron from one fluid, store it behind a cooperative gate and lose it by a power
law; the fluid is fed by a daily wave. `signal` is a species relative to healthy, in unit 1.
"""

import numpy as np

from rls_sim.network.model import Model
from rls_sim.network.process import Process, place
from rls_sim.network.rate_laws import (
    daily_wave,
    exp,
    hill,
    log,
    michaelis_menten,
    repression,
    sqrt,
)
from rls_sim.network.reaction import Compartment, Species, derived, reaction
from rls_sim.quantities.parameter import Evidence, Parameter


def number(name, value, unit="1", range=(0.0, 1e6)):
    return Parameter(name, value, unit, "of a toy", Evidence.ASSUMED, range=range)


@reaction("outside -> free")
def uptake(outside, uptake_maximal, half, sensed):
    """The cell takes up iron; saturable, and more so where little is sensed."""
    return sensed * michaelis_menten(outside, uptake_maximal, half)


@reaction("2 free -> stored")
def storage(free, storage_constant, gate, volume):
    """Two irons go into one store."""
    return storage_constant * volume * free**2 * gate


@reaction("stored -> 2 free")
def release(stored, release_constant, volume, steepness, store_size):
    """A full store gives more than its share."""
    return release_constant * volume * store_size * (stored / store_size) ** steepness


@reaction("free ->", boundary=True)
def loss(free, loss_constant, volume, half):
    """Iron leaves, faster where there is much."""
    return loss_constant * volume * free * sqrt(free / half) * exp(-free / half)


@reaction("-> signal", boundary=True)
def signalling(sensed, signal, turnover, volume):
    """The signal follows what is sensed."""
    return turnover * volume * (sensed - signal)


@derived("1", label="sensed scarcity")
def sensed(free, half, steepness):
    """From 1 (no iron) towards 0."""
    return repression(free, half, steepness)


@derived("1")
def gate(sensed, signal, stored, store_size, gate_steepness):
    """Opens with scarcity, with the signal, and with the logarithm of the store."""
    return hill(sensed + signal, 0.5, gate_steepness) * log(2 + stored / store_size)


@reaction("-> outside", boundary=True)
def feeding(time, meal, period, amplitude, acrophase):
    """Iron comes by day."""
    return meal * daily_wave(time, period, amplitude, acrophase)


CELL = Process(
    "cell",
    species=(
        Species("free", "free iron", "cytosol", 1.0, {"iron": 1}),
        Species("stored", "stored iron", "cytosol", 2.0, {"iron": 2}),
        Species("signal", "signal", "cytosol", 0.7, unit="1"),
    ),
    parameters=(
        number("volume", 0.3, "L"),
        number("uptake_maximal", 1.7, "umol/h"),
        number("half", 0.8, "umol/L"),
        number("steepness", 2.5),
    ),
    reactions=(uptake, storage, release, loss, signalling),
    derived=(sensed, gate),
    compartments=(Compartment("cytosol", "volume", "cell"),),
)

FLUID = Process(
    "fluid",
    species=(Species("outside", "iron outside", "fluid", 3.0, {"iron": 1}),),
    parameters=(
        number("fluid_volume", 2.0, "L"),
        number("meal", 0.4, "umol/h"),
        number("period", 24.0, "h"),
        number("amplitude", 0.5),
        number("acrophase", 13.0, "h"),
        number("storage_constant", 0.2, "L/umol/h"),
        number("release_constant", 0.01, "1/min"),
        number("store_size", 4.0, "umol/L"),
        number("loss_constant", 0.05, "1/h"),
        number("turnover", 0.3, "1/h"),
        number("gate_steepness", 3.0),
    ),
    reactions=(feeding,),
    compartments=(Compartment("fluid", "fluid_volume", "fluid"),),
)

VALUES = {"volume": {"value": 0.05}, "steepness": {"value": 1.0}, "half": {"value": 1.9}}


def build_toy():
    """Order of states: west free, stored, signal; east the same; outside."""
    return Model(
        [place(CELL, "west"), place(CELL, "east", values=VALUES), FLUID], home="west", name="toy"
    )


def hand_written(time, state, steepness=(2.5, 1.0)):
    """The right-hand side of the toy, written without any of the above."""
    *cells, outside = state
    change = []
    into_fluid = 0.4 * (1 + 0.5 * np.cos(2 * np.pi * (time - 13.0) / 24.0))
    for (free, stored, signal), volume, half, n in zip(
        (cells[:3], cells[3:]), (0.3, 0.05), (0.8, 1.9), steepness, strict=True
    ):
        sensed = 1 / (1 + (free / half) ** n)
        drive = sensed + signal
        gate = drive**3 / (0.5**3 + drive**3) * np.log(2 + stored / 4.0)
        taken = sensed * 1.7 * outside / (half + outside)
        put = 0.2 * volume * free**2 * gate
        given = 0.6 * volume * 4.0 * (stored / 4.0) ** n
        lost = 0.05 * volume * free * np.sqrt(free / half) * np.exp(-free / half)
        change += [
            (taken - 2 * put + 2 * given - lost) / volume,
            (put - given) / volume,
            0.3 * (sensed - signal),
        ]
        into_fluid = into_fluid - taken
    return np.array([*change, into_fluid / 2.0])
