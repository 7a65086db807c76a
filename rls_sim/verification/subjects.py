"""Small models whose solutions are known: what the solvers are tried on.

They are written in the words of any model, so that all between a law and its solution is tried with
them: units, volumes (no two alike), the graph, its slopes, machine code, the solver.
"""

from dataclasses import replace
from functools import cache

import numpy as np
from numpy.typing import NDArray

from rls_sim.network.kernel import Kernel
from rls_sim.network.model import Model
from rls_sim.network.process import Process
from rls_sim.network.rate_laws import cos, michaelis_menten
from rls_sim.network.reaction import Compartment, Number, Reaction, Species, reaction
from rls_sim.quantities.parameter import Evidence, Parameter, ParameterSet

Array = NDArray[np.float64]
QUARTER_TURN = np.pi / 2


def with_values(model: Model, values: dict[str, float]) -> Model:
    """The model with other values, in the parameters' own units, that no range holds back."""
    declared = model.parameters
    changed = {
        name: replace(declared[name], value=value, range=(0.0, np.inf), distribution="fixed")
        for name, value in values.items()
    }
    kept = [changed.get(name, parameter) for name, parameter in declared.items()]
    return model.with_parameters(ParameterSet(kept, declared.home))


def solver_of(model: Model) -> tuple[Kernel, Array]:
    """The kernel of a model and its parameters (np,)."""
    kernel = Kernel.of(model)
    return kernel, kernel.parameter_vector(model.parameters)


@reaction("-> crowd", boundary=True)
def logistic_growth(
    crowd: Number, growth: Number, capacity: Number, field_volume: Number
) -> Number:
    """What is there makes more of itself, until the place is full."""
    return growth * crowd * (1 - crowd / capacity) * field_volume


@reaction("-> follower", boundary=True)
def following(
    time: Number,
    follower: Number,
    quickness: Number,
    middle: Number,
    swing: Number,
    tempo: Number,
    follower_volume: Number,
) -> Number:
    """Prothero and Robinson's problem: drawn to a wave, and on the wave exactly where it began."""
    wave = middle + swing * cos(tempo * time)
    turning = swing * tempo * cos(tempo * time + QUARTER_TURN)
    return (quickness * (wave - follower) + turning) * follower_volume


@reaction("central -> peripheral")
def distribution(central: Number, peripheral: Number, exchange: Number) -> Number:
    """Between two spaces by a clearance, from the fuller to the emptier."""
    return exchange * (central - peripheral)


@reaction("central ->", boundary=True)
def elimination(central: Number, clearance: Number) -> Number:
    """Out of the central space."""
    return clearance * central


@reaction("-> central", boundary=True)
def infusion(infused: Number) -> Number:
    """Into the central space, always."""
    return infused


@reaction("substrate ->", boundary=True)
def saturable_loss(
    substrate: Number, largest_loss: Number, half_loss: Number, flask_volume: Number
) -> Number:
    """Michaelis and Menten's."""
    return michaelis_menten(substrate, largest_loss, half_loss) * flask_volume


@reaction("-> sharp_pool", boundary=True)
def sharp_inflow(
    time: Number, inflow: Number, sharpness: Number, sharp_period: Number, sharp_volume: Number
) -> Number:
    """A daily peak whose harmonics fall by the factor ``sharpness`` from each to the next."""
    square = sharpness * sharpness
    wave = cos(time / sharp_period * (2 * np.pi))
    return inflow * (1 - square) / (1 - 2 * sharpness * wave + square) * sharp_volume


@reaction("sharp_pool ->", boundary=True)
def sharp_outflow(sharp_pool: Number, sharp_clearance: Number, sharp_volume: Number) -> Number:
    """In proportion to what is there."""
    return sharp_clearance * sharp_pool * sharp_volume


@reaction("-> activator", boundary=True)
def feeding(fed: Number, vat_volume: Number) -> Number:
    """Of the Brusselator."""
    return fed * vat_volume


@reaction("activator -> inhibitor")
def turning_over(activator: Number, turned: Number, vat_volume: Number) -> Number:
    """Of the Brusselator."""
    return turned * activator * vat_volume


@reaction("2 activator + inhibitor -> 3 activator")
def autocatalysis(
    activator: Number, inhibitor: Number, catalysed: Number, vat_volume: Number
) -> Number:
    """Of the Brusselator."""
    return catalysed * activator * activator * inhibitor * vat_volume


@reaction("activator ->", boundary=True)
def drawing_off(activator: Number, drawn: Number, vat_volume: Number) -> Number:
    """Of the Brusselator."""
    return drawn * activator * vat_volume


@reaction("first -> second")
def slow_step(first: Number, slow: Number, tank_volume: Number) -> Number:
    """Of Robertson's three reactions."""
    return slow * first * tank_volume


@reaction("2 second -> second + third")
def fast_step(second: Number, fast: Number, tank_volume: Number) -> Number:
    """Of Robertson's three reactions."""
    return fast * second * second * tank_volume


@reaction("second + third -> first + third")
def back_step(second: Number, third: Number, back: Number, tank_volume: Number) -> Number:
    """Of Robertson's three reactions."""
    return back * second * third * tank_volume


def _made(
    name: str,
    start: dict[str, tuple[str, float]],
    spaces: dict[str, float],
    values: dict[str, tuple[float, str]],
    *laws: Reaction,
) -> Model:
    """A model from species (place, initial), places (L) and parameters (value, unit)."""
    volumes = {f"{place}_volume": (size, "L") for place, size in spaces.items()}
    parameters = [
        Parameter(key, value, unit, f"{key} of {name}", Evidence.ASSUMED, distribution="fixed")
        for key, (value, unit) in (volumes | values).items()
    ]
    process = Process(
        name,
        species=[Species(key, key, place, first) for key, (place, first) in start.items()],
        parameters=parameters,
        reactions=laws,
        compartments=[Compartment(place, f"{place}_volume") for place in spaces],
    )
    return Model([process], name=name)


@cache
def logistic() -> Model:
    """From 0.1 towards 2 umol/L, at 1.5/h."""
    values = {"growth": (1.5, "1/h"), "capacity": (2.0, "umol/L")}
    start = {"crowd": ("field", 0.1)}
    return _made("logistic", start, {"field": 0.7}, values, logistic_growth)


def logistic_exact(time: Array) -> Array:
    """(1, T) of the same."""
    return np.atleast_2d(2.0 / (1.0 + 19.0 * np.exp(-1.5 * np.asarray(time))))


@cache
def prothero_robinson(quickness: float) -> Model:
    """Follows 2 + cos t as quickly as one likes."""
    values = {
        "quickness": (quickness, "1/h"),
        "middle": (2.0, "umol/L"),
        "swing": (1.0, "umol/L"),
        "tempo": (1.0, "1/h"),
    }
    start = {"follower": ("follower", 3.0)}
    return _made("Prothero-Robinson", start, {"follower": 1.3}, values, following)


def prothero_robinson_exact(time: Array) -> Array:
    """(1, T) of the same, whatever the quickness."""
    return np.atleast_2d(2.0 + np.cos(time))


@cache
def two_compartments() -> Model:
    """An injection into 3 L that goes to 5 L and back, and out."""
    values = {"exchange": (2.0, "L/h"), "clearance": (1.0, "L/h")}
    start = {"central": ("blood", 10.0), "peripheral": ("tissue", 0.0)}
    spaces = {"blood": 3.0, "tissue": 5.0}
    return _made("two compartments", start, spaces, values, distribution, elimination)


@cache
def driven_compartments() -> Model:
    """The same with an infusion, so that there is a day with something in it."""
    values = {
        "exchange": (2.0, "L/h"),
        "clearance": (1.0, "L/h"),
        "infused": (1.5, "umol/h"),
    }
    start = {"central": ("blood", 1.0), "peripheral": ("tissue", 1.0)}
    laws = (distribution, elimination, infusion)
    return _made("infusion", start, {"blood": 3.0, "tissue": 5.0}, values, *laws)


def two_compartments_matrix() -> Array:
    """(2, 2) of its rates of change."""
    return np.array([[-3.0 / 3.0, 2.0 / 3.0], [2.0 / 5.0, -2.0 / 5.0]])


def two_compartments_exact(time: Array) -> Array:
    """(2, T): two exponentials, by the roots of the characteristic polynomial."""
    trace, product = -1.4, 0.4 - 4.0 / 15.0
    roots = (trace + np.array([1.0, -1.0]) * np.sqrt(trace**2 - 4 * product)) / 2
    # Of the central one: sum to 10 at the start, and fall there by 10/h.
    share = np.linalg.solve(np.array([[1.0, 1.0], roots]), np.array([10.0, -10.0]))
    waves = np.exp(np.multiply.outer(roots, np.asarray(time)))
    central = share @ waves
    peripheral = ((share * roots) @ waves + central) * 1.5
    return np.array([central, peripheral])


@cache
def michaelis_menten_loss() -> Model:
    """From 10 umol/L, at most 3 umol/L/h, half of that at 2 umol/L."""
    values = {"largest_loss": (3.0, "umol/L/h"), "half_loss": (2.0, "umol/L")}
    start = {"substrate": ("flask", 10.0)}
    return _made("Michaelis-Menten", start, {"flask": 0.4}, values, saturable_loss)


def michaelis_menten_exact(time: Array) -> Array:
    """(1, T) of the same, by Lambert's W (Schnell and Mendoza's closed form)."""
    from scipy.special import lambertw

    arguments = 5.0 * np.exp(5.0 - 1.5 * np.atleast_1d(time))
    return np.array([[2.0 * lambertw(complex(value)).real for value in arguments]])


SHARPNESS, SHARP_CLEARANCE, SHARP_MEAN = 0.5, 0.2, 2.0


@cache
def sharp_pool() -> Model:
    """A pool filled in a daily peak, all of whose harmonics are known."""
    values = {
        "inflow": (SHARP_CLEARANCE * SHARP_MEAN, "umol/L/h"),
        "sharpness": (SHARPNESS, "1"),
        "sharp_period": (24.0, "h"),
        "sharp_clearance": (SHARP_CLEARANCE, "1/h"),
    }
    start = {"sharp_pool": ("sharp", SHARP_MEAN)}
    return _made("sharp pool", start, {"sharp": 1.7}, values, sharp_inflow, sharp_outflow)


def sharp_pool_exact(time: Array, harmonics: int = 80) -> Array:
    """(1, T): each harmonic of the inflow, divided by the clearance and its own turn."""
    order = np.arange(1, harmonics)
    turn = 2 * np.pi / 24.0 * order
    size = 2 * SHARP_CLEARANCE * SHARP_MEAN * SHARPNESS**order / (SHARP_CLEARANCE + 1j * turn)
    waves = np.exp(1j * np.multiply.outer(turn, np.asarray(time)))
    return np.atleast_2d(SHARP_MEAN + (size @ waves).real)


@cache
def brusselator() -> Model:
    """Lefever and Nicolis' oscillator with A = 1 and B = 3, from (1.5, 3)."""
    values = {
        "fed": (1.0, "umol/L/h"),
        "turned": (3.0, "1/h"),
        "catalysed": (1.0, "L^2/umol^2/h"),
        "drawn": (1.0, "1/h"),
    }
    start = {"activator": ("vat", 1.5), "inhibitor": ("vat", 3.0)}
    laws = (feeding, turning_over, autocatalysis, drawing_off)
    return _made("Brusselator", start, {"vat": 2.5}, values, *laws)


@cache
def robertson() -> Model:
    """Three reactions with rates over nine decades; its time is in seconds in the source."""
    values = {"slow": (0.04, "1/h"), "fast": (3e7, "L/umol/h"), "back": (1e4, "L/umol/h")}
    start = {"first": ("tank", 1.0), "second": ("tank", 0.0), "third": ("tank", 0.0)}
    laws = (slow_step, fast_step, back_step)
    return _made("Robertson", start, {"tank": 0.6}, values, *laws)
