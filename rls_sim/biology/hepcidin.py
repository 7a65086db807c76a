"""
Hepcidin: the hormone with which the body holds its iron back.

The liver makes it when plasma and store are rich; it closes ferroportin in gut, macrophage
and liver. It is cleared within the hour, so it follows iron through the day.
"""

from rls_sim.biology.healthy import relative_to_healthy
from rls_sim.network.process import Process, place
from rls_sim.network.rate_laws import hill, repression
from rls_sim.network.reaction import Number, Species, derived, reaction
from rls_sim.quantities.parameter import Evidence, Parameter

SPECIES = (Species("hepcidin", "hepcidin", "plasma.fluid", 0.005, {}),)

PARAMETERS = (
    relative_to_healthy("hepcidin_density", "making of hepcidin, which HFE calls for"),
    Parameter(
        "hepcidin_half_block",
        0.0048135,
        "umol/L",
        "hepcidin that halves the release of iron",
        Evidence.ASSUMED,
        ("clinical_ranges", "mitchell2013"),
        (0.001, 0.02),
        "lognormal:1.5",
        "fitted to a recalled transferrin saturation of 0.30; 5 nM in the liver model",
    ),
    Parameter(
        "hepcidin_synthesis_maximal",
        0.040541,
        "umol/L/h",
        "largest making of hepcidin",
        Evidence.ASSUMED,
        "mitchell2013",
        (0.002, 0.2),
        "lognormal:1.5",
        "so that hepcidin is 5 nM in health, the first guess of the liver model",
    ),
    Parameter(
        "hepcidin_decay",
        2.016,
        "1/h",
        "clearance of hepcidin",
        Evidence.DERIVED,
        "mitchell2013",
        (0.1, 5.0),
        "lognormal:1.5",
        "5.6e-4 /s, converted",
    ),
    Parameter(
        "hepcidin_iron_half_point",
        2.5,
        "umol/L",
        "two-iron transferrin at which its call for hepcidin is half",
        Evidence.ASSUMED,
        "mitchell2013",
        (0.5, 10.0),
        "lognormal:1.5",
        "2.5 uM of all iron transferrin stabilises TfR2 by half in the liver model; here it is "
        "the two-iron form, near its healthy level, and store and plasma must both call",
    ),
    Parameter(
        "hepcidin_store_half_point",
        6000.0,
        "umol/L",
        "liver iron at which its call for hepcidin is half",
        Evidence.ASSUMED,
        (),
        (1000.0, 30000.0),
        "lognormal:1.5",
        "near the healthy store, so that stores are defended",
    ),
)


@derived("1", label="release left open by hepcidin")
def hepcidin_gate(
    hepcidin: Number, hepcidin_antagonist: Number, hepcidin_half_block: Number
) -> Number:
    """Share of ferroportin that hepcidin leaves at the surface of gut, macrophage and liver."""
    return repression(hepcidin / (1 + hepcidin_antagonist), hepcidin_half_block, 1)


@reaction("-> hepcidin", boundary=True, source="mitchell2013")
def hepcidin_synthesis(
    plasma_diferric_transferrin: Number,
    liver_iron: Number,
    hepcidin_synthesis_maximal: Number,
    hepcidin_density: Number,
    hepcidin_iron_half_point: Number,
    hepcidin_store_half_point: Number,
    plasma_volume: Number,
) -> Number:
    """The liver makes hepcidin when plasma and store are rich in iron; it needs both calls."""
    plasma_call = hill(plasma_diferric_transferrin, hepcidin_iron_half_point, 1)
    store_call = hill(liver_iron, hepcidin_store_half_point, 1)
    largest = hepcidin_density * hepcidin_synthesis_maximal
    return largest * plasma_call * store_call * plasma_volume


@reaction("hepcidin ->", boundary=True)
def hepcidin_clearance(hepcidin: Number, hepcidin_decay: Number, plasma_volume: Number) -> Number:
    """Hepcidin is cleared within the hour."""
    return hepcidin_decay * hepcidin * plasma_volume


HEPCIDIN = place(
    Process(
        "hepcidin",
        species=SPECIES,
        parameters=PARAMETERS,
        reactions=(hepcidin_synthesis, hepcidin_clearance),
        derived=(hepcidin_gate,),
    ),
    "",
    connect={
        "plasma_diferric_transferrin": "plasma.diferric_transferrin",
        "plasma_volume": "plasma.volume",
    },
)
