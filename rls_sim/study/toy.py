"""One driven pool whose day is known in closed form: what an installation is tried on."""

from rls_sim.network.process import Process
from rls_sim.network.rate_laws import daily_wave
from rls_sim.network.reaction import Compartment, Number, Species, reaction
from rls_sim.quantities.parameter import Evidence, Parameter

PERIOD = 24.0  # h
AMPLITUDE = 0.5  # of the inflow
CLEARANCE = 0.2  # 1/h


@reaction("-> pool", boundary=True)
def inflow(
    time: Number,
    inflow_mean: Number,
    inflow_amplitude: Number,
    inflow_acrophase: Number,
    inflow_period: Number,
) -> Number:
    """What flows in follows the day."""
    return inflow_mean * daily_wave(time, inflow_period, inflow_amplitude, inflow_acrophase)


@reaction("pool ->", boundary=True)
def outflow(pool: Number, clearance: Number, pool_volume: Number) -> Number:
    """What flows out is in proportion to what is there."""
    return clearance * pool * pool_volume


def _parameter(name: str, value: float, unit: str) -> Parameter:
    words = name.replace("_", " ")
    return Parameter(
        name, value, unit, f"{words} of the toy", Evidence.ASSUMED, distribution="fixed"
    )


def toy_process() -> Process:
    """The pool, 2 L, with a mean inflow that keeps it at 1/CLEARANCE umol/L."""
    return Process(
        "toy",
        species=(Species("pool", "Pool", "box", 1.0),),
        parameters=(
            _parameter("pool_volume", 2.0, "L"),
            _parameter("inflow_mean", 2.0, "umol/h"),
            _parameter("inflow_amplitude", AMPLITUDE, "1"),
            _parameter("inflow_acrophase", 0.0, "h"),
            _parameter("inflow_period", PERIOD, "h"),
            _parameter("clearance", CLEARANCE, "1/h"),
        ),
        reactions=(inflow, outflow),
        compartments=(Compartment("box", "pool_volume"),),
    )
