"""
Iron as medicine: by mouth, by vein, and carried to the brain.

By mouth the gut takes what its saturable carriers manage before the dose has passed, and less of
it for a day or two after hepcidin rose. By vein the iron sits in a shell of sugar: macrophages
eat it and give the iron on, a little gets free at once. What is carried goes to the brain by a
share, the rest to the liver.
"""

from rls_sim.biology.medicines.values import assumed
from rls_sim.network.process import Process, place
from rls_sim.network.rate_laws import saturation
from rls_sim.network.reaction import Compartment, Number, Species, reaction
from rls_sim.quantities.parameter import Evidence, Parameter

# ---- by mouth

MOUTH_PARAMETERS = (
    Parameter(
        "pill_absorption_maximal",
        130.0,
        "umol/h",
        "iron of pills that a gut wide open can take up in an hour",
        Evidence.ASSUMED,
        (),
        (20.0, 1000.0),
        "lognormal:1.4",
        "so that women with low stores take up a fifth of 40 mg and a tenth of 240 mg",
    ),
    Parameter(
        "pill_absorption_half_saturation",
        1100.0,
        "umol",
        "iron in the gut at which its carriers work at half of their speed",
        Evidence.ASSUMED,
        (),
        (200.0, 5000.0),
        "lognormal:1.4",
        "60 mg: the share taken up falls as the dose grows",
    ),
    Parameter(
        "gut_transit",
        0.25,
        "1/h",
        "passing of iron beyond where it is taken up",
        Evidence.ASSUMED,
        (),
        (0.1, 1.0),
        "lognormal:1.3",
        "four hours in the duodenum and upper gut",
    ),
    Parameter(
        "gut_gate_turnover",
        0.03,
        "1/h",
        "renewal of the gut's carriers, which hepcidin had shut",
        Evidence.ASSUMED,
        (),
        (0.01, 0.2),
        "lognormal:1.5",
        "cells of the gut live two to three days",
    ),
    Parameter(
        "gut_gate_power",
        2.0,
        "1",
        "power of hepcidin's gate in what the gut takes up of pills",
        Evidence.ASSUMED,
        (),
        (0.5, 4.0),
        "uniform",
        "entry and exit are both shut, so the replete absorb far less than the depleted",
    ),
)
MOUTH_SPECIES = (
    Species("iron_in_gut", "swallowed iron in the gut", "iron_gut", 0.0, {"iron": 1}),
    Species(
        "gut_gate", "carriers of the gut that hepcidin leaves open", "iron_gut", 0.49, unit="1"
    ),
)


@reaction("-> gut_gate", boundary=True)
def gut_gate_renewal(
    hepcidin_gate: Number, gut_gate_turnover: Number, gut_volume: Number
) -> Number:
    """New gut cells carry as much as hepcidin lets them."""
    return gut_gate_turnover * hepcidin_gate * gut_volume


@reaction("gut_gate ->", boundary=True)
def gut_gate_loss(gut_gate: Number, gut_gate_turnover: Number, gut_volume: Number) -> Number:
    """Old ones are shed."""
    return gut_gate_turnover * gut_gate * gut_volume


@reaction("iron_in_gut -> plasma.nontransferrin_iron")
def pill_absorption(
    iron_in_gut: Number,
    gut_gate: Number,
    gut_volume: Number,
    pill_absorption_maximal: Number,
    pill_absorption_half_saturation: Number,
    absorption_density: Number,
    gut_gate_power: Number,
) -> Number:
    """Carriers take up a share that falls as the dose grows."""
    here = saturation(iron_in_gut * gut_volume, pill_absorption_half_saturation)
    return pill_absorption_maximal * absorption_density * gut_gate**gut_gate_power * here


@reaction("iron_in_gut ->", boundary="iron")
def pill_transit(iron_in_gut: Number, gut_transit: Number, gut_volume: Number) -> Number:
    """The rest passes through and is lost."""
    return gut_transit * iron_in_gut * gut_volume


BY_MOUTH = Process(
    "iron by mouth",
    compartments=(Compartment("iron_gut", "gut_volume", "gut"),),
    species=MOUTH_SPECIES,
    parameters=MOUTH_PARAMETERS,
    reactions=(gut_gate_renewal, gut_gate_loss, pill_absorption, pill_transit),
)

# ---- by vein

VEIN_PARAMETERS = (
    Parameter(
        "uptake",
        0.07,
        "1/h",
        "leaving of the shells from plasma",
        Evidence.ASSUMED,
        (),
        (0.005, 1.0),
        "lognormal:1.3",
    ),
    Parameter(
        "labile_share",
        0.01,
        "1",
        "share of the iron that gets free in plasma at once",
        Evidence.ASSUMED,
        (),
        (0.0, 0.2),
        "lognormal:1.5",
    ),
    Parameter(
        "lost_share",
        0.01,
        "1",
        "share that leaves with the urine",
        Evidence.ASSUMED,
        (),
        (0.0, 0.2),
        "lognormal:1.5",
    ),
    Parameter(
        "digestion",
        0.03,
        "1/h",
        "speed at which macrophages free the iron of its shell",
        Evidence.ASSUMED,
        (),
        (0.0003, 1.0),
        "lognormal:1.5",
    ),
)
VEIN_SPECIES = (
    Species("in_plasma", "iron in its shell, plasma", "plasma.fluid", 0.0, {"iron": 1}),
    Species("in_macrophages", "iron in its shell, macrophages", "macrophages", 0.0, {"iron": 1}),
)


@reaction("in_plasma -> in_macrophages")
def shell_uptake(
    in_plasma: Number,
    uptake: Number,
    labile_share: Number,
    lost_share: Number,
    plasma_volume: Number,
) -> Number:
    """Macrophages eat the shells with their iron."""
    return (1 - labile_share - lost_share) * uptake * in_plasma * plasma_volume


@reaction("in_plasma -> plasma.nontransferrin_iron")
def shell_leak(
    in_plasma: Number, uptake: Number, labile_share: Number, plasma_volume: Number
) -> Number:
    """A little iron gets free in plasma."""
    return labile_share * uptake * in_plasma * plasma_volume


@reaction("in_plasma ->", boundary="iron")
def shell_loss(
    in_plasma: Number, uptake: Number, lost_share: Number, plasma_volume: Number
) -> Number:
    """A little leaves with the urine."""
    return lost_share * uptake * in_plasma * plasma_volume


@reaction("in_macrophages -> macrophage_iron")
def shell_digestion(in_macrophages: Number, digestion: Number, macrophage_volume: Number) -> Number:
    """Macrophages free the iron and hold it as if it came from red cells."""
    return digestion * in_macrophages * macrophage_volume


BY_VEIN = Process(
    "iron by vein",
    species=VEIN_SPECIES,
    parameters=VEIN_PARAMETERS,
    reactions=(shell_uptake, shell_leak, shell_loss, shell_digestion),
)

# ---- carried to the brain

CARRIER_PARAMETERS = (
    Parameter(
        "carrier_clearance",
        0.1,
        "1/h",
        "leaving of carried iron from plasma",
        Evidence.ASSUMED,
        (),
        (0.005, 2.0),
        "lognormal:1.5",
        "H-ferritin leaves within hours",
    ),
    Parameter(
        "carrier_brain_share",
        0.005,
        "1",
        "share of carried iron that crosses into the fluid of the brain",
        Evidence.ASSUMED,
        (),
        (0.0, 0.1),
        "lognormal:2",
        "tenths of a percent to a few percent of a dose reach a rodent's brain",
    ),
)
CARRIER_SPECIES = (
    Species("carried_iron", "iron on a carrier for the brain", "plasma.fluid", 0.0, {"iron": 1}),
)


@reaction("carried_iron -> interstitial.nontransferrin_iron")
def carrier_crossing(
    carried_iron: Number,
    carrier_clearance: Number,
    carrier_brain_share: Number,
    plasma_volume: Number,
) -> Number:
    """The barrier hands a share of the carriers through, whatever its transferrin receptors do."""
    return carrier_clearance * carrier_brain_share * carried_iron * plasma_volume


@reaction("carried_iron -> liver_iron")
def carrier_to_liver(
    carried_iron: Number,
    carrier_clearance: Number,
    carrier_brain_share: Number,
    plasma_volume: Number,
) -> Number:
    """The liver takes the rest."""
    return carrier_clearance * (1 - carrier_brain_share) * carried_iron * plasma_volume


BY_CARRIER = Process(
    "iron carried to the brain",
    species=CARRIER_SPECIES,
    parameters=CARRIER_PARAMETERS,
    reactions=(carrier_crossing, carrier_to_liver),
)

PLASMA = {"plasma_volume": "plasma.volume"}

IRON = (
    BY_MOUTH,
    place(
        BY_VEIN,
        "iron_carboxymaltose",
        connect=PLASMA,
        values={
            "uptake": assumed(0.074, (), "recalled: half-life of 7 to 12 h"),
            "labile_share": assumed(0.01, (), "recalled: a tight shell"),
            "lost_share": assumed(0.001, (), "recalled: hardly any in the urine"),
            "digestion": assumed(0.03, (), "a day; red cells hold it within two weeks"),
        },
    ),
    place(
        BY_VEIN,
        "iron_sucrose",
        connect=PLASMA,
        values={
            "uptake": assumed(0.115, (), "recalled: half-life of 6 h"),
            "labile_share": assumed(0.04, (), "recalled: a loose shell"),
            "lost_share": assumed(0.05, (), "recalled: a twentieth in the urine"),
            "digestion": assumed(0.06, (), "faster than tighter shells"),
        },
    ),
    place(
        BY_VEIN,
        "iron_dextran",
        connect=PLASMA,
        values={
            "uptake": assumed(0.035, (), "recalled: half-life of 5 to 20 h, longer at a gram"),
            "labile_share": assumed(0.01, (), "recalled: a tight shell"),
            "lost_share": assumed(0.001, (), "recalled: hardly any in the urine"),
            "digestion": assumed(0.002, (), "recalled: weeks, up to months"),
        },
    ),
    place(BY_CARRIER, "", connect=PLASMA),
)
