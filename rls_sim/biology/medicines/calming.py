"""
Medicines that calm glutamate: alpha-2-delta ligands, and dipyridamole, which spares adenosine.

A ligand holds back a share of the glutamate that is released when it is called for; more of it
holds back more, up to a largest share. Dipyridamole shuts the carrier that clears adenosine.
"""

from rls_sim.biology.medicines.kinetics import SWALLOWED, SWALLOWED_TWO
from rls_sim.biology.medicines.values import assumed, derived_from, measured
from rls_sim.network.process import Process, place
from rls_sim.network.rate_laws import saturation
from rls_sim.network.reaction import Number, derived
from rls_sim.quantities.parameter import Evidence, Parameter

PARAMETERS = (
    Parameter(
        "ligand_half_block",
        4.0,
        "umol/L",
        "pregabalin in plasma that holds back half of what it can",
        Evidence.DERIVED,
        "allen2010_pregabalin",
        (1.0, 40.0),
        "lognormal:1.5",
        "the night's mean after 37 mg, with which half of the largest effect was seen",
    ),
    Parameter(
        "gabapentin_potency",
        0.35,
        "1",
        "gabapentin's weight against pregabalin's, at equal levels in plasma",
        Evidence.ASSUMED,
        (),
        (0.05, 1.0),
        "lognormal:1.5",
        "recalled: pregabalin binds two to four times as tightly",
    ),
    Parameter(
        "ligand_block_maximal",
        0.072,
        "1",
        "largest share of the glutamate that is released that ligands hold back",
        Evidence.FITTED,
        "allen2014",
        (0.01, 1.0),
        "lognormal:1.4",
        "fitted to the fall of the score against placebo under 300 mg of pregabalin; in slices "
        "ligands abolish evoked release (adenosine_terminals)",
    ),
    Parameter(
        "adenosine_rise_maximal",
        0.247,
        "1",
        "rise of adenosine at A1 when its carrier is shut",
        Evidence.FITTED,
        "garcia2021_dipyridamole",
        (0.0, 3.0),
        "lognormal:1.5",
        "fitted to a fall of 8 points against placebo under 218 mg, in one small trial; an effect "
        "larger than any agonist's, not seen again, so it is held in doubt",
    ),
    Parameter(
        "carrier_half_block",
        0.02,
        "umol/L",
        "unbound dipyridamole in plasma that shuts half of adenosine's carrier in the brain",
        Evidence.DERIVED,
        ("yeung1993", "jarvis1986"),
        (0.002, 0.2),
        "lognormal:2",
        "2 nmol/L of it on blood cells, and a tenth of the unbound gets into the brain (recalled)",
    ),
    Parameter(
        "dipyridamole_unbound_share",
        0.01,
        "1",
        "share of dipyridamole in plasma that is not bound to protein",
        Evidence.DERIVED,
        "dipyridamole_text",
        (0.005, 0.09),
        "lognormal:1.3",
        "99 % is bound",
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
            "absorption_rate": derived_from(3.0, "bockbrader2010", "highest after 1 h, fasting"),
            "available_share": measured(0.9, "bockbrader2010", ""),
            "distribution_volume": derived_from(38.0, "pregabalin_text", "0.5 L/kg"),
            "clearance": measured(4.4, "pregabalin_text", "half-life of 6.3 h"),
        },
    ),
    place(
        SWALLOWED,
        "gabapentin",
        values={
            "absorption_rate": derived_from(
                0.2, "gen_variability2022", "highest after 7 h, with food: enacarbil lets it out"
            ),
            "available_share": measured(0.741, "gen_variability2022", "with food"),
            "distribution_volume": assumed(
                60.0, "gabapentin_volume_recall", "half-life of 5.5 h at that clearance"
            ),
            "clearance": measured(7.5, "gen_label", ""),
        },
    ),
    place(
        SWALLOWED_TWO,
        "dipyridamole",
        values={
            "absorption_rate": derived_from(
                1.0, ("dipyridamole_pk1979", "dipyridamole_text"), "highest after 1 to 3 h"
            ),
            "available_share": measured(0.5, "dipyridamole_pk1979", "0.37 to 0.66"),
            "distribution_volume": derived_from(
                30.0, "dipyridamole_text", "it falls fast at first"
            ),
            "clearance": assumed(9.7, "dipyridamole_text", "recalled: 2.3 mL/min/kg"),
            "tissue_volume": derived_from(
                60.0, "dipyridamole_text", "80 L in all, with a last half-life of 13 h"
            ),
            "exchange_clearance": assumed(5.0, (), "so that the last half-life is 13 h"),
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
