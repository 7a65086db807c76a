"""
How a medicine comes and goes: swallowed or through the skin, in one compartment or two.

Written once, placed for each medicine. Everything is linear, so doses superpose.
"""

from rls_sim.network.process import Process, join
from rls_sim.network.reaction import Compartment, Number, Species, reaction
from rls_sim.quantities.parameter import Evidence, Parameter


def kinetic(
    name: str, unit: str, meaning: str, allowed: tuple[float, float], value: float = 1.0
) -> Parameter:
    """A constant that every medicine has its own value of; ``place`` gives that and its source."""
    return Parameter(name, value, unit, meaning, Evidence.ASSUMED, (), allowed, "fixed")


GUT_VOLUME = Parameter(
    "gut_volume",
    1.0,
    "L",
    "fluid of the gut in which what was swallowed is counted",
    Evidence.ASSUMED,
    (),
    (0.1, 10.0),
    "fixed",
    "amounts alone matter; no rate depends on it",
)


@reaction("in_gut -> in_plasma")
def absorption(
    in_gut: Number, absorption_rate: Number, available_share: Number, gut_volume: Number
) -> Number:
    """What is swallowed and survives gut wall and liver reaches plasma."""
    return absorption_rate * available_share * in_gut * gut_volume


@reaction("in_gut ->", boundary=True)
def loss_before_plasma(
    in_gut: Number, absorption_rate: Number, available_share: Number, gut_volume: Number
) -> Number:
    """The rest never reaches plasma."""
    return absorption_rate * (1 - available_share) * in_gut * gut_volume


@reaction("in_plasma ->", boundary=True)
def elimination(in_plasma: Number, clearance: Number) -> Number:
    """Kidney and liver clear it in proportion to what is there."""
    return clearance * in_plasma


@reaction("in_plasma -> in_tissue")
def exchange(in_plasma: Number, in_tissue: Number, exchange_clearance: Number) -> Number:
    """It goes into tissue and comes back."""
    return exchange_clearance * (in_plasma - in_tissue)


@reaction("-> in_plasma", boundary=True)
def patch_release(release: Number) -> Number:
    """A patch gives through the skin at an even pace for as long as it is worn."""
    return release


BODY = Process(
    "medicine in the body",
    compartments=(Compartment("body", "distribution_volume", "body"),),
    species=(Species("in_plasma", "in plasma", "body", 0.0),),
    parameters=(
        kinetic("distribution_volume", "L", "volume it spreads in", (0.5, 10000.0)),
        kinetic("clearance", "L/h", "plasma cleared of it", (0.001, 500.0)),
    ),
    reactions=(elimination,),
)
GUT = Process(
    "medicine in the gut",
    compartments=(Compartment("gut", "gut_volume", "gut"),),
    species=(Species("in_gut", "swallowed, in the gut", "gut", 0.0),),
    parameters=(
        kinetic("absorption_rate", "1/h", "leaving of the gut", (0.05, 10.0)),
        kinetic("available_share", "1", "share that reaches plasma", (0.0, 1.0)),
    ),
    reactions=(absorption, loss_before_plasma),
)
TISSUE = Process(
    "medicine in tissue",
    compartments=(Compartment("tissue", "tissue_volume", "tissue"),),
    species=(Species("in_tissue", "in tissue", "tissue", 0.0),),
    parameters=(
        kinetic("tissue_volume", "L", "volume of the tissue it goes into", (0.5, 2000.0)),
        kinetic("exchange_clearance", "L/h", "exchange of plasma with tissue", (0.01, 500.0)),
    ),
    reactions=(exchange,),
)
PATCH = Process(
    "medicine in a patch",
    parameters=(kinetic("release", "umol/h", "release of the patch", (0.0, 100.0), 0.0),),
    reactions=(patch_release,),
)

SWALLOWED = join("swallowed medicine", GUT, BODY)
SWALLOWED_TWO = join("swallowed medicine with tissue", GUT, BODY, TISSUE)
WORN = join("worn medicine", PATCH, BODY)
