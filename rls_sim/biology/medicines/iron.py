"""
Iron as medicine: by mouth, by vein, and carried to the brain.

By mouth the gut takes what its saturable carriers manage before the dose has passed, and less of
it for a day or two after another dose. By vein the iron sits in a shell of sugar: macrophages
eat it and give the iron on, a little gets free at once. What is carried goes to the brain by a
share, the rest to the liver.
"""

from rls_sim.biology.medicines.values import assumed, derived_from, fitted, measured
from rls_sim.network.process import Process, place
from rls_sim.network.rate_laws import repression, saturation
from rls_sim.network.reaction import Compartment, Number, Species, derived, reaction
from rls_sim.quantities.parameter import Evidence, Parameter

FITTED_TO = "fitted to shares of 40, 60 and 240 mg, and of a second dose; see docs/trials.md"

# ---- by mouth

MOUTH_PARAMETERS = (
    Parameter(
        "pill_absorption_maximal",
        829.0,
        "umol/h",
        "iron of pills that a gut wide open can take up in an hour",
        Evidence.FITTED,
        "moretti2015",
        (10.0, 1000.0),
        "lognormal:1.4",
        FITTED_TO,
    ),
    Parameter(
        "pill_absorption_half_saturation",
        2220.0,
        "umol",
        "iron in the gut at which its carriers work at half of their speed",
        Evidence.FITTED,
        "moretti2015",
        (50.0, 5000.0),
        "lognormal:1.4",
        FITTED_TO,
    ),
    Parameter(
        "gut_transit",
        0.25,
        "1/h",
        "passing of iron beyond where it is taken up",
        Evidence.ASSUMED,
        "oral_iron_kinetics_recall",
        (0.1, 1.0),
        "lognormal:1.3",
        "four hours in duodenum and upper gut; serum iron is highest after 2 to 4 h",
    ),
    Parameter(
        "gut_memory_half_block",
        17.7,
        "umol",
        "iron lately taken up that halves what the gut takes up of more",
        Evidence.FITTED,
        "moretti2015",
        (2.0, 5000.0),
        "lognormal:1.4",
        FITTED_TO,
    ),
    Parameter(
        "gut_memory_fading",
        0.029,
        "1/h",
        "speed at which the gut forgets iron that it took up",
        Evidence.DERIVED,
        "moretti2015",
        (0.01, 0.1),
        "lognormal:1.3",
        "half in a day: the second dose after 24 h is taken up less, after 48 h hardly",
    ),
)
MOUTH_SPECIES = (
    Species("iron_in_gut", "swallowed iron in the gut", "iron_gut", 0.0, {"iron": 1}),
    Species("gut_memory", "iron lately taken up, as the gut remembers it", "iron_gut", 0.0),
)


@derived("umol/h", label="iron of pills that the gut takes up")
def pill_uptake(
    iron_in_gut: Number,
    gut_memory: Number,
    gut_volume: Number,
    hepcidin_gate: Number,
    pill_absorption_maximal: Number,
    pill_absorption_half_saturation: Number,
    gut_memory_half_block: Number,
    absorption_density: Number,
    absorption_gate_power: Number,
) -> Number:
    """A share that falls as the dose grows, less after another dose, less in the replete."""
    here = saturation(iron_in_gut * gut_volume, pill_absorption_half_saturation)
    unblocked = repression(gut_memory * gut_volume, gut_memory_half_block)
    open_share = absorption_density * hepcidin_gate**absorption_gate_power
    return pill_absorption_maximal * open_share * unblocked * here


@reaction("iron_in_gut -> plasma.nontransferrin_iron")
def pill_absorption(pill_uptake: Number) -> Number:
    """What is taken up is in plasma within the hour."""
    return pill_uptake


@reaction("-> gut_memory", boundary=True)
def gut_remembering(pill_uptake: Number) -> Number:
    """Cells that took up iron hold their carriers back until they are renewed."""
    return pill_uptake


@reaction("gut_memory ->", boundary=True)
def gut_forgetting(gut_memory: Number, gut_memory_fading: Number, gut_volume: Number) -> Number:
    """New cells know nothing of it."""
    return gut_memory_fading * gut_memory * gut_volume


@reaction("iron_in_gut ->", boundary="iron")
def pill_transit(iron_in_gut: Number, gut_transit: Number, gut_volume: Number) -> Number:
    """The rest passes through and is lost."""
    return gut_transit * iron_in_gut * gut_volume


BY_MOUTH = Process(
    "iron by mouth",
    compartments=(Compartment("iron_gut", "gut_volume", "gut"),),
    species=MOUTH_SPECIES,
    parameters=MOUTH_PARAMETERS,
    reactions=(pill_absorption, gut_remembering, gut_forgetting, pill_transit),
    derived=(pill_uptake,),
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

FRESH_STORE = Parameter(
    "fresh_store_of_ferritin",
    12.9,
    "umol*L/ug",
    "iron in the shells that macrophages hold, for each serum ferritin that it adds",
    Evidence.FITTED,
    "santer2020",
    (5.0, 150.0),
    "lognormal:1.5",
    "fitted with the digestion of the shells to ferritin of 1150 and 395 ug/L and saturation of "
    "0.65 and 0.38 one and eight weeks after 15 mg/kg; 1210, 361, 0.37 and 0.51 came of it",
)


@derived("ug/L", label="serum ferritin, as measured")
def measured_ferritin(
    serum_ferritin: Number,
    carboxymaltose_shells: Number,
    sucrose_shells: Number,
    dextran_shells: Number,
    macrophage_volume: Number,
    fresh_store_of_ferritin: Number,
) -> Number:
    """Macrophages full of new iron give off far more ferritin than old stores do."""
    shells = (carboxymaltose_shells + sucrose_shells + dextran_shells) * macrophage_volume
    return serum_ferritin + shells / fresh_store_of_ferritin


MEASURED_FERRITIN = place(
    Process("measured ferritin", parameters=(FRESH_STORE,), derived=(measured_ferritin,)),
    "",
    connect={
        "carboxymaltose_shells": "iron_carboxymaltose.in_macrophages",
        "sucrose_shells": "iron_sucrose.in_macrophages",
        "dextran_shells": "iron_dextran.in_macrophages",
    },
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
            "uptake": derived_from(
                0.074, ("fcm_label", "iv_iron_kinetics_table"), "half-life 9.4 h"
            ),
            "labile_share": assumed(0.006, "jahn2011_recall", "recalled: 0.6 %"),
            "lost_share": assumed(0.001, (), "hardly any in the urine"),
            "digestion": fitted(
                0.00156,
                "santer2020",
                "fitted with fresh_store_of_ferritin to ferritin and saturation at weeks 1 and 8",
            ),
        },
    ),
    place(
        BY_VEIN,
        "iron_sucrose",
        connect=PLASMA,
        values={
            "uptake": derived_from(0.13, "iv_iron_kinetics_table", "half-life of 5.3 h"),
            "labile_share": measured(0.045, "vanwyck2004", "2.5 to 5.8 % over all products"),
            "lost_share": derived_from(0.05, "iron_sucrose_label", "less than a twentieth"),
            "digestion": assumed(0.02, (), "a loose shell: faster than a tight one"),
        },
    ),
    place(
        BY_VEIN,
        "iron_dextran",
        connect=PLASMA,
        values={
            "uptake": derived_from(0.035, "iron_dextran_label", "half-life of 20 h"),
            "labile_share": measured(0.033, "vanwyck2004", "of the low-molecular product"),
            "lost_share": assumed(0.001, (), "hardly any in the urine"),
            "digestion": assumed(
                0.002, "henderson_hillman1969", "weeks; a part stays locked, which is left out"
            ),
        },
    ),
    MEASURED_FERRITIN,
    place(BY_CARRIER, "", connect=PLASMA),
)
