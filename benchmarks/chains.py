"""Toy models of any length: what solving costs against the number of states.

Iron is handed from pool to pool by saturable steps and leaks back in part; the last pool holds
the first feed back (a Hill function), and a cosine drives it through the day. Every other pool is
left within minutes, the others within hours, so that the chain is stiff.
"""

from rls_sim.network.model import Model
from rls_sim.network.process import Process, place
from rls_sim.network.rate_laws import daily_wave, michaelis_menten, repression
from rls_sim.network.reaction import Compartment, Number, Species, derived, reaction
from rls_sim.quantities.parameter import Evidence, Parameter

FLOW = 1.0  # umol/h through the whole chain, on average and without the brake
CAPACITY = 3.0  # umol/h that a step can hand on: well above the flow, so that a day exists
RESIDENCE = (0.05, 4.0)  # hours in every other pool
LEAK = 0.1  # share of what is handed on that comes back


def _number(name: str, value: float, unit: str, *, fixed: bool = False) -> Parameter:
    """A parameter of a toy; what is fixed is the same in all its cells."""
    doubt = "fixed" if fixed else "lognormal:1.3"
    return Parameter(name, value, unit, "of a toy chain", Evidence.ASSUMED, distribution=doubt)


@reaction("iron -> next_iron")
def handing_on(iron: Number, capacity: Number, half: Number) -> Number:
    """Iron goes to the next pool by a step that can be filled."""
    return michaelis_menten(iron, capacity, half)


@reaction("next_iron -> iron")
def coming_back(next_iron: Number, leak: Number, volume: Number) -> Number:
    """Some of it leaks back."""
    return leak * volume * next_iron


@reaction("iron ->", boundary=True)
def leaving(iron: Number, capacity: Number, half: Number) -> Number:
    """Iron leaves the last pool."""
    return michaelis_menten(iron, capacity, half)


@reaction("-> first_iron", boundary=True)
def feeding(time: Number, brake: Number, meal: Number, swing: Number) -> Number:
    """Iron comes by day, less where the chain is full."""
    return meal * brake * daily_wave(time, 24.0, swing, 14.0)


@derived("1", label="brake")
def brake(last_iron: Number, brake_half: Number, brake_steepness: Number) -> Number:
    """From 1 (an empty last pool) towards 0."""
    return repression(last_iron, brake_half, brake_steepness)


def chain(length: int) -> Model:
    """A chain of ``length`` pools, at least two, in one compartment."""
    pools = [f"pool_{i + 1}" for i in range(length)]
    links = [_link(i, length) for i in range(length)]
    ends = {"first_iron": f"{pools[0]}.iron", "last_iron": f"{pools[-1]}.iron"}
    mouth = Process(
        "mouth",
        parameters=(
            _number("volume", 1.0, "L", fixed=True),
            _number("meal", FLOW, "umol/h"),
            _number("swing", 0.4, "1", fixed=True),
            _number("brake_half", 3 * RESIDENCE[(length - 1) % 2], "umol/L"),
            _number("brake_steepness", 2.0, "1", fixed=True),
        ),
        reactions=(feeding,),
        derived=(brake,),
        compartments=(Compartment("vessel", "volume"),),
    )
    return Model([place(mouth, "", connect=ends), *links], name=f"chain of {length}")


def _link(position: int, length: int) -> Process:
    """One pool with what it hands on; the last one hands nothing back."""
    residence = RESIDENCE[position % 2]
    is_last = position == length - 1
    link = Process(
        "link",
        species=(Species("iron", "iron", "vessel", residence, {"iron": 1}),),
        parameters=(
            _number("capacity", CAPACITY, "umol/h"),
            _number("half", 2 * residence, "umol/L"),
            *(() if is_last else (_number("leak", LEAK / RESIDENCE[(position + 1) % 2], "1/h"),)),
        ),
        reactions=(leaving,) if is_last else (handing_on, coming_back),
    )
    here, after = f"pool_{position + 1}", f"pool_{position + 2}"
    connect = {} if is_last else {"next_iron": f"{after}.iron"}
    return place(link, here, connect=connect)
