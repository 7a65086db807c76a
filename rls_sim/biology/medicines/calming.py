"""
Medicines that calm glutamate: alpha-2-delta ligands, and dipyridamole, which spares adenosine.

A ligand holds back a share of the glutamate that is released when it is called for; more of it
holds back more, up to a largest share. Dipyridamole shuts the carrier that clears adenosine.
"""

from rls_sim.biology.medicines.kinetics import SWALLOWED, SWALLOWED_TWO
from rls_sim.biology.medicines.values import assumed
from rls_sim.network.process import Process, place
from rls_sim.network.rate_laws import saturation
from rls_sim.network.reaction import Number, derived
from rls_sim.quantities.parameter import Evidence, Parameter

KINETICS = "agonist_kinetics"

PARAMETERS = (
    Parameter(
        "ligand_half_block",
        30.0,
        "umol/L",
        "pregabalin in plasma that holds back half of what it can",
        Evidence.ASSUMED,
        (),
        (3.0, 300.0),
        "lognormal:1.5",
        "about the highest level after 300 mg",
    ),
    Parameter(
        "gabapentin_potency",
        0.35,
        "1",
        "gabapentin's weight against pregabalin's, at equal levels in plasma",
        Evidence.ASSUMED,
        (),
        (0.1, 1.0),
        "lognormal:1.3",
        "recalled: pregabalin binds two to four times as tightly",
    ),
    Parameter(
        "ligand_block_maximal",
        0.35,
        "1",
        "largest share of the glutamate that is released that ligands hold back",
        Evidence.ASSUMED,
        "adenosine_terminals",
        (0.05, 1.0),
        "lognormal:1.4",
        "of evoked release they abolish all in slices; in people the share is not known",
    ),
    Parameter(
        "adenosine_rise_maximal",
        0.4,
        "1",
        "rise of adenosine at A1 when its carrier is shut",
        Evidence.ASSUMED,
        (),
        (0.0, 3.0),
        "lognormal:1.5",
        "not measured in people; a guess",
    ),
    Parameter(
        "carrier_half_block",
        0.02,
        "umol/L",
        "unbound dipyridamole that shuts half of adenosine's carrier (ENT1)",
        Evidence.ASSUMED,
        (),
        (0.002, 0.2),
        "lognormal:1.5",
        "recalled: Ki of 5 to 20 nmol/L",
    ),
    Parameter(
        "dipyridamole_unbound_share",
        0.01,
        "1",
        "share of dipyridamole in plasma that is not bound to protein",
        Evidence.ASSUMED,
        KINETICS,
        (0.005, 0.05),
        "lognormal:1.3",
        "recalled: 97 to 99 % is bound",
    ),
)


@derived("1", label="share of glutamate release held back by ligands")
def glutamate_block(
    pregabalin_in_plasma: Number,
    gabapentin_in_plasma: Number,
    gabapentin_potency: Number,
    ligand_half_block: Number,
    ligand_block_maximal: Number,
) -> Number:
    """Both ligands sit on one site, so they count together."""
    ligand = pregabalin_in_plasma + gabapentin_potency * gabapentin_in_plasma
    return ligand_block_maximal * saturation(ligand, ligand_half_block)


@derived("1", label="rise of adenosine at A1")
def adenosine_rise(
    dipyridamole_in_plasma: Number,
    dipyridamole_unbound_share: Number,
    carrier_half_block: Number,
    adenosine_rise_maximal: Number,
) -> Number:
    """With its carrier shut, adenosine stays where it is set free."""
    unbound = dipyridamole_unbound_share * dipyridamole_in_plasma
    return adenosine_rise_maximal * saturation(unbound, carrier_half_block)


MEDICINES = (
    place(
        SWALLOWED,
        "pregabalin",
        values={
            "absorption_rate": assumed(1.5, KINETICS, "recalled: highest after 1.5 h"),
            "available_share": assumed(0.9, KINETICS, "recalled"),
            "distribution_volume": assumed(40.0, KINETICS, "recalled: 0.56 L/kg"),
            "clearance": assumed(4.4, KINETICS, "recalled: half-life of 6.3 h"),
        },
    ),
    place(
        SWALLOWED,
        "gabapentin",
        values={
            "absorption_rate": assumed(
                0.4, KINETICS, "recalled: enacarbil lets it out slowly, highest after 5 to 7 h"
            ),
            "available_share": assumed(0.75, KINETICS, "recalled, of enacarbil with food"),
            "distribution_volume": assumed(58.0, KINETICS, "recalled"),
            "clearance": assumed(7.3, KINETICS, "recalled: half-life of 5 to 6 h"),
        },
    ),
    place(
        SWALLOWED_TWO,
        "dipyridamole",
        values={
            "absorption_rate": assumed(1.0, KINETICS, "recalled: highest after 1 to 2 h"),
            "available_share": assumed(0.5, KINETICS, "recalled: 0.37 to 0.66"),
            "distribution_volume": assumed(30.0, KINETICS, "recalled: it falls fast at first"),
            "clearance": assumed(9.7, KINETICS, "recalled: 2.3 mL/min/kg"),
            "tissue_volume": assumed(100.0, KINETICS, "recalled: 140 L in all"),
            "exchange_clearance": assumed(20.0, KINETICS, "recalled: last half-life of 10 h"),
        },
    ),
)

SUM = place(
    Process("calm", parameters=PARAMETERS, derived=(glutamate_block, adenosine_rise)),
    "",
    connect={
        "pregabalin_in_plasma": "pregabalin.in_plasma",
        "gabapentin_in_plasma": "gabapentin.in_plasma",
        "dipyridamole_in_plasma": "dipyridamole.in_plasma",
    },
)
CALMING = (*MEDICINES, SUM)
