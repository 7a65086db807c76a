"""
Life and death of the neuron: one hazard from too little working iron, one from too much free.

Alive is computed, never assumed. Both hazards are smooth in what they read and are read off
the finished day as cell loss in a decade.
"""

from rls_sim.network.process import Process, place
from rls_sim.network.rate_laws import hill, repression
from rls_sim.network.reaction import Number, derived
from rls_sim.quantities.parameter import Evidence, Parameter

PARAMETERS = (
    Parameter(
        "deficiency_hazard_maximal",
        5e-4,
        "1/h",
        "hazard of deficiency: of a neuron whose working iron is gone",
        Evidence.ASSUMED,
        ("matak2016", "matak2016_timing"),
        (5e-5, 5e-3),
        "lognormal:2",
        "neurons without receptor are lost within about ten weeks (recalled), a subset of them",
    ),
    Parameter(
        "deficiency_hazard_half_point",
        0.15,
        "1",
        "Fe-S capacity, relative to healthy, at which the hazard of deficiency is half",
        Evidence.ASSUMED,
        (),
        (0.05, 0.4),
        "lognormal:1.3",
        "so that loss becomes plain below 0.25 to 0.30 of healthy, the dossier's bracket between "
        "knock-out (cells die) and restless legs (none do)",
    ),
    Parameter(
        "deficiency_hazard_steepness",
        8.0,
        "1",
        "steepness of the hazard of deficiency",
        Evidence.ASSUMED,
        (),
        (3.0, 12.0),
        "uniform",
        "steep enough that healthy cells lose nothing",
    ),
    Parameter(
        "overload_hazard_maximal",
        5e-4,
        "1/h",
        "hazard of overload: of a neuron flooded with labile iron",
        Evidence.ASSUMED,
        (),
        (5e-5, 5e-3),
        "lognormal:2",
        "taken like that of deficiency",
    ),
    Parameter(
        "overload_hazard_half_point",
        10.0,
        "umol/L",
        "labile iron at which the hazard of overload is half",
        Evidence.ASSUMED,
        (),
        (3.0, 30.0),
        "lognormal:1.5",
        "ferroptosis at 3 to 10 times basal labile iron, a modelling range; none measured",
    ),
    Parameter(
        "overload_hazard_steepness",
        6.0,
        "1",
        "steepness of the hazard of overload",
        Evidence.ASSUMED,
        (),
        (2.0, 10.0),
        "uniform",
        "so that healthy labile iron is harmless",
    ),
    Parameter(
        "dying_threshold",
        0.1,
        "1",
        "cell loss in a decade above which the cell counts as dying",
        Evidence.ASSUMED,
        (),
        (0.02, 0.5),
        "loguniform",
        "about twice what normal ageing takes; autopsy of restless legs finds no loss (connor2003)",
    ),
    Parameter(
        "overload_threshold",
        3.0,
        "umol/L",
        "labile iron, day average, above which the cell counts as overloaded",
        Evidence.ASSUMED,
        (),
        (1.5, 10.0),
        "lognormal:1.5",
        "low end of 3 to 10 times basal",
    ),
)


@derived("1/h", label="hazard from want of working iron", source="matak2016")
def deficiency_hazard(
    iron_sulfur_supply: Number,
    deficiency_hazard_maximal: Number,
    deficiency_hazard_half_point: Number,
    deficiency_hazard_steepness: Number,
) -> Number:
    """Neurons whose iron-sulfur capacity fails are lost over weeks to years."""
    return deficiency_hazard_maximal * repression(
        iron_sulfur_supply, deficiency_hazard_half_point, deficiency_hazard_steepness
    )


@derived("1/h", label="hazard from free iron", source="kress2002")
def overload_hazard(
    neuron_labile_iron: Number,
    overload_hazard_maximal: Number,
    overload_hazard_half_point: Number,
    overload_hazard_steepness: Number,
) -> Number:
    """Free iron kills neurons."""
    return overload_hazard_maximal * hill(
        neuron_labile_iron, overload_hazard_half_point, overload_hazard_steepness
    )


SURVIVAL = place(
    Process("survival", parameters=PARAMETERS, derived=(deficiency_hazard, overload_hazard)),
    "",
    connect={
        "neuron_labile_iron": "neuron.labile_iron",
        "iron_sulfur_supply": "neuron.iron_sulfur_supply",
    },
)
