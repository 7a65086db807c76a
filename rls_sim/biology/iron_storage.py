"""
Labile iron and ferritin: the small pool that everything reads, and the store beside it.

Ferritin is made when regulatory proteins let its message go, fills in proportion to labile
iron, and is taken apart within a day: by turnover always, by ferritinophagy when iron is low.
"""

from rls_sim.biology.healthy import absent_in_health, relative_to_healthy
from rls_sim.network.process import Process
from rls_sim.network.rate_laws import repression
from rls_sim.network.reaction import Number, Species, derived, reaction
from rls_sim.quantities.parameter import Evidence, Parameter

SPECIES = (
    Species("labile_iron", "labile iron", "cytosol", 1.0, {"iron": 1}),
    Species("ferritin", "ferritin cages", "cytosol", 0.22, {}),
    Species("ferritin_iron", "ferritin iron", "cytosol", 220.0, {"iron": 1}),
)

OWN_PARAMETERS = (
    relative_to_healthy("ferritin_density", "synthesis of ferritin"),
    absent_in_health(
        "ferritin_trapping",
        "share of the iron of worn-out ferritin that the cell does not get back",
        (0.0, 1.0),
    ),
    Parameter(
        "ferritin_synthesis_maximal",
        0.019052,
        "umol/L/h",
        "synthesis of ferritin cages when none of the message is held",
        Evidence.FITTED,
        "reinert2019",
        (0.001, 0.2),
        "lognormal:1.5",
        "fitted to 133 cages in a cubic micrometre (0.22 uM) of rat neuron",
    ),
)

SHARED_PARAMETERS = (
    Parameter(
        "ferritin_basal_turnover",
        0.0233,
        "1/h",
        "turnover of ferritin when iron is plenty",
        Evidence.DERIVED,
        "mitchell2013",
        (0.004, 0.06),
        "lognormal:1.5",
        "half-life 16 h in health, less the part of ferritinophagy",
    ),
    Parameter(
        "ferritinophagy_maximal",
        0.04,
        "1/h",
        "ferritin taken apart through NCOA4 when iron is wanting",
        Evidence.ASSUMED,
        (),
        (0.0, 0.2),
        "lognormal:2",
        "about half of the turnover at healthy iron",
    ),
    Parameter(
        "ferritinophagy_half_point",
        1.0,
        "umol/L",
        "labile iron at which ferritinophagy runs at half speed",
        Evidence.ASSUMED,
        (),
        (0.2, 3.0),
        "lognormal:1.7",
        "taken like the half point of iron sensing",
    ),
    Parameter(
        "ferritin_loading_rate",
        55.671,
        "L/umol/h",
        "uptake of labile iron by ferritin with room to spare",
        Evidence.FITTED,
        "reinert2019",
        (5.0, 500.0),
        "lognormal:2",
        "fitted to a fill of 1000 irons a cage, inside the recalled 500-1500 of brain and "
        "below the 2700 that rat neurons allow",
    ),
    Parameter(
        "ferritin_capacity",
        4500.0,
        "1",
        "irons that one cage can hold",
        Evidence.MEASURED,
        "dedomenico2009",
        (3000.0, 4500.0),
        "fixed",
    ),
)


@derived("1/h", label="turnover of ferritin")
def ferritin_turnover(
    labile_iron: Number,
    ferritin_basal_turnover: Number,
    ferritinophagy_maximal: Number,
    ferritinophagy_half_point: Number,
) -> Number:
    """Rate at which cages are taken apart; NCOA4 drives it up when labile iron is low."""
    wanting = repression(labile_iron, ferritinophagy_half_point, 1)
    return ferritin_basal_turnover + ferritinophagy_maximal * wanting


@reaction("-> ferritin", boundary=True)
def ferritin_synthesis(
    message_held: Number,
    ferritin_synthesis_maximal: Number,
    ferritin_density: Number,
    volume: Number,
) -> Number:
    """Ferritin is translated from message that no regulatory protein holds."""
    return ferritin_synthesis_maximal * ferritin_density * (1 - message_held) * volume


@reaction("ferritin ->", boundary=True, source="dedomenico2009")
def ferritin_degradation(ferritin: Number, ferritin_turnover: Number, volume: Number) -> Number:
    """Cages go to the lysosome or the proteasome."""
    return ferritin_turnover * ferritin * volume


@reaction("ferritin_iron -> labile_iron", source="dedomenico2009")
def ferritin_release(
    ferritin_iron: Number, ferritin_turnover: Number, ferritin_trapping: Number, volume: Number
) -> Number:
    """The iron of a cage that is taken apart returns to the labile pool."""
    return ferritin_turnover * (1 - ferritin_trapping) * ferritin_iron * volume


@reaction("ferritin_iron -> waste_iron", source="palsa2023")
def ferritin_discard(
    ferritin_iron: Number, ferritin_turnover: Number, ferritin_trapping: Number, volume: Number
) -> Number:
    """Iron that is trapped in its cage leaves with it, in vesicles; in health none does."""
    return ferritin_turnover * ferritin_trapping * ferritin_iron * volume


@reaction("labile_iron -> ferritin_iron")
def ferritin_loading(
    labile_iron: Number,
    ferritin: Number,
    ferritin_iron: Number,
    ferritin_loading_rate: Number,
    ferritin_capacity: Number,
    volume: Number,
) -> Number:
    """Cages with room take up labile iron; a full cage takes none."""
    room = ferritin - ferritin_iron / ferritin_capacity
    return ferritin_loading_rate * labile_iron * room * volume


IRON_STORAGE = Process(
    "iron storage",
    species=SPECIES,
    parameters=OWN_PARAMETERS,
    reactions=(
        ferritin_synthesis,
        ferritin_degradation,
        ferritin_release,
        ferritin_discard,
        ferritin_loading,
    ),
    derived=(ferritin_turnover,),
)
CHEMISTRY = Process("ferritin chemistry", parameters=SHARED_PARAMETERS)
