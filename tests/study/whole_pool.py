"""A pool that others might have modelled, as a whole model; its day in closed form."""

from math import cos, pi, sin

POOL = '''
"""A pool with a driven inflow, and one that holds twice as much of it."""

from math import pi

from rls_sim.network.rate_laws import cos
from rls_sim.network.reaction import Compartment, Species, derived, reaction
from rls_sim.quantities.parameter import Evidence, Parameter

WHOLE_MODEL = "pool"


def number(name, value):
    return Parameter(
        name, value, "1", name, Evidence.ASSUMED, range=(0, float("inf")), note="of the file"
    )


flask = Compartment("flask", "flask_size")
flask_size, inflow_mean, swing, loss = (
    number("flask_size", 2.0), number("inflow_mean", 3.0), number("swing", 0.5), number("loss", 0.4)
)
unused = number("unused", 1.0)
X = Species("X", "what flows", "flask", 5.0, unit="1")


@derived("1")
def drive(inflow_mean, swing, time):
    """The inflow through the day."""
    return inflow_mean * (1 + swing * cos(2 * pi * time / 24))


@reaction("-> X")
def inflow(drive):
    """In."""
    return drive


@reaction("X ->")
def outflow(X, loss, flask_size):
    """Out."""
    return loss * X * flask_size
'''
MEAN, SWING, LOSS, SIZE = 3.0, 0.5, 0.4, 2.0


def pool_at(time):
    """The pool on its periodic day, exactly."""
    turn, size = 2 * pi / 24, LOSS**2 + (2 * pi / 24) ** 2
    wave = (LOSS * cos(turn * time) + turn * sin(turn * time)) / size
    return MEAN / SIZE * (1 / LOSS + SWING * wave)
