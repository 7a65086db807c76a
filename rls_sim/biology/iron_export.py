"""
Iron out of the cell: ferroportin, made when iron is plenty.

Exported iron is oxidised at the membrane and meets transferrin outside.
"""

from rls_sim.biology.healthy import relative_to_healthy
from rls_sim.network.process import Process
from rls_sim.network.rate_laws import michaelis_menten
from rls_sim.network.reaction import Number, Species, reaction
from rls_sim.quantities.parameter import Evidence, Parameter

SPECIES = (Species("ferroportin", "ferroportin, relative", "cytosol", 1.0, {}, "1"),)

OWN_PARAMETERS = (
    relative_to_healthy("ferroportin_density", "synthesis of ferroportin"),
    Parameter(
        "ferroportin_export_maximal",
        0.06986,
        "umol/L/h",
        "largest export at the healthy level of ferroportin",
        Evidence.ASSUMED,
        "dossier2026",
        (0.001, 200.0),
        "lognormal:1.5",
        "so that labile iron is 1 uM in the healthy neuron; 0.2 to 1 recalled, none measured",
    ),
)

SHARED_PARAMETERS = (
    Parameter(
        "ferroportin_half_saturation",
        3.0,
        "umol/L",
        "labile iron at which ferroportin exports at half speed",
        Evidence.DERIVED,
        "mitchell2013",
        (1.0, 10.0),
        "lognormal:1.5",
        "taken over from the liver model",
    ),
    Parameter(
        "ferroportin_turnover",
        0.03,
        "1/h",
        "turnover of ferroportin",
        Evidence.ASSUMED,
        (),
        (0.01, 0.8),
        "lognormal:2",
        "about a day, without hepcidin in the brain",
    ),
    Parameter(
        "ferroportin_synthesis_scale",
        2.0,
        "1",
        "level of ferroportin when none of its message is held, relative to healthy",
        Evidence.DERIVED,
        "dossier2026",
        (1.0, 5.0),
        "fixed",
        "so that the level is 1 when half of the message is held",
    ),
)


@reaction("-> ferroportin", boundary=True)
def ferroportin_synthesis(
    message_held: Number,
    ferroportin_density: Number,
    ferroportin_turnover: Number,
    ferroportin_synthesis_scale: Number,
    volume: Number,
) -> Number:
    """Ferroportin is translated from message that no regulatory protein holds."""
    level = ferroportin_synthesis_scale * ferroportin_density * (1 - message_held)
    return ferroportin_turnover * level * volume


@reaction("ferroportin ->", boundary=True)
def ferroportin_decay(ferroportin: Number, ferroportin_turnover: Number, volume: Number) -> Number:
    """Ferroportin turns over in about a day."""
    return ferroportin_turnover * ferroportin * volume


@reaction("labile_iron -> export_iron", source="mitchell2013")
def ferroportin_export(
    labile_iron: Number,
    ferroportin: Number,
    release_signal: Number,
    ferroportin_export_maximal: Number,
    ferroportin_half_saturation: Number,
    volume: Number,
) -> Number:
    """Ferroportin lets labile iron out; saturable, and at the barrier called for from outside."""
    carried = michaelis_menten(labile_iron, ferroportin_export_maximal, ferroportin_half_saturation)
    return release_signal * ferroportin * carried * volume


IRON_EXPORT = Process(
    "iron export",
    species=SPECIES,
    parameters=OWN_PARAMETERS,
    reactions=(ferroportin_synthesis, ferroportin_decay, ferroportin_export),
)
CHEMISTRY = Process("ferroportin chemistry", parameters=SHARED_PARAMETERS)
