"""A toy cell whose day is known in closed form, and the bench on which studies are tried."""

from dataclasses import dataclass
from math import cos, hypot, pi

import numpy as np

from rls_sim.network.model import Model
from rls_sim.network.process import Process, place
from rls_sim.network.rate_laws import Number, daily_wave
from rls_sim.network.reaction import Compartment, Species, derived, reaction
from rls_sim.quantities.parameter import Evidence, Parameter
from rls_sim.study.cell import Bench
from rls_sim.study.lesion import LesionLibrary

SUPPLY = 2.0  # umol/h at density 1
CLEARANCE = 0.25  # 1/h
VOLUME = 4.0  # L
AMPLITUDE = 0.5
DYING_BELOW = 0.5  # of the pool's mean, umol/L
DEFICIENT_BELOW = 1.25


@reaction("-> pool", boundary=True)
def supply(
    time: Number,
    density: Number,
    supply_maximal: Number,
    supply_amplitude: Number,
    supply_acrophase: Number,
    supply_period: Number,
) -> Number:
    """Supply follows the density and the day."""
    wave = daily_wave(time, supply_period, supply_amplitude, supply_acrophase)
    return density * supply_maximal * wave


@reaction("pool ->", boundary=True)
def loss(pool: Number, clearance: Number, volume: Number) -> Number:
    """Loss is in proportion to the pool."""
    return clearance * pool * volume


@reaction("-> pool", boundary=True)
def runaway(pool: Number, growth: Number, volume: Number) -> Number:
    """Growth feeds on itself; above the clearance there is no periodic day."""
    return growth * pool * volume


@reaction("pool -> store")
def storing(pool: Number, exchange: Number, volume: Number) -> Number:
    """What is stored comes back."""
    return exchange * pool * volume


@reaction("store -> pool")
def returning(store: Number, exchange: Number, store_volume: Number) -> Number:
    """What comes back was stored."""
    return exchange * store * store_volume


@derived("umol/L", label="Pool and store")
def both(pool: Number, store: Number) -> Number:
    """The sum of the two concentrations."""
    return pool + store


def parameter(name, value, unit, low=0.0, high=100.0):
    return Parameter(
        name, value, unit, f"{name} of the toy", Evidence.ASSUMED, (), (low, high), "fixed"
    )


TOY = place(
    Process(
        "toy cell",
        species=(
            Species("pool", "Pool", "box", 1.0, {"iron": 1}),
            Species("store", "Store", "shelf", 1.0, {"iron": 1}),
        ),
        parameters=(
            parameter("density", 1.0, "1", 0.0, 10.0),
            parameter("supply_maximal", SUPPLY, "umol/h"),
            parameter("supply_amplitude", AMPLITUDE, "1", 0.0, 1.0),
            parameter("supply_acrophase", 9.0, "h", 0.0, 24.0),
            parameter("supply_period", 24.0, "h"),
            parameter("clearance", CLEARANCE, "1/h"),
            parameter("growth", 0.0, "1/h"),
            parameter("exchange", 0.1, "1/h"),
            parameter("volume", VOLUME, "L"),
            parameter("store_volume", 0.5, "L"),
        ),
        reactions=(supply, loss, runaway, storing, returning),
        derived=(both,),
        compartments=(Compartment("box", "volume"), Compartment("shelf", "store_volume")),
    ),
    "toy",
)


def mean_pool(density=1.0, clearance=CLEARANCE):
    """The mean of the pool over the day, exactly."""
    return density * SUPPLY / (clearance * VOLUME)


def critical_density(mean):
    """The density at which the pool's mean is so large, exactly."""
    return mean * CLEARANCE * VOLUME / SUPPLY


def pool_without_store(time, density=1.0):
    """The pool at a time of the day, exactly, where nothing is exchanged with the store."""
    turn = 2 * pi / 24
    lag = np.arctan2(turn, CLEARANCE)
    wave = AMPLITUDE * CLEARANCE / hypot(CLEARANCE, turn) * cos(turn * (time - 9.0) - lag)
    return mean_pool(density) * (1 + wave)


@dataclass(frozen=True)
class Words:
    name: str
    label: str
    unit: str
    doc: str = "Of the toy."
    needs: tuple[str, ...] = ()


MEASURES = {
    "pool_mean": Words("pool_mean", "Mean of the pool", "umol/L"),
    "pool_trough": Words("pool_trough", "Lowest pool", "umol/L"),
    "state": Words("state", "State", ""),
}


def margins(day):
    mean = day.mean("pool")
    return {"life": mean - DYING_BELOW, "function": mean - DEFICIENT_BELOW}


def evaluate(day):
    mean = day.mean("pool")
    state = "dying" if mean < DYING_BELOW else "deficient" if mean < DEFICIENT_BELOW else "fine"
    return {"pool_mean": mean, "pool_trough": float(day["pool"].min()), "state": state}


def write_lesion(folder, name="starved", **changed):
    """A sound lesion file, but for what is changed; None leaves a line out."""
    lines = {
        "title": '"Less supply"',
        "biology": '"The supply is broken."',
        "genes": '["SUP1"]',
        "source": "[]",
        "evidence": '"assumed"',
        "size": '{meaning = "share of the healthy supply", default = 0.5, range = [0.1, 1.0]}',
        "change": '{"supply_maximal" = "size x"}',
    } | changed
    path = folder / f"{name}.toml"
    path.write_text(
        "".join(f"{key} = {value}\n" for key, value in lines.items() if value is not None)
    )
    return path


def toy_bench(folder):
    """A bench whose lesions are written into the folder."""
    write_lesion(folder)
    write_lesion(folder, "leaky", title='"Faster loss"', change='{"toy.clearance" = "1/size x"}')
    model = Model([TOY], home="toy", name="toy")
    lesions = LesionLibrary(folder.glob("*.toml"), model.parameters)
    return Bench(model, lesions, MEASURES, evaluate, ("toy.pool", "toy.both"), margins)
