"""
The body's iron: plasma, macrophages, liver, gut, and what a child before birth takes.

Plasma is a small fast pool between large slow ones. Macrophages give back the iron of worn
red cells, more by day than by night; hepcidin (hepcidin.py) holds it back.
"""

from rls_sim.biology.healthy import relative_to_healthy
from rls_sim.biology.transferrin import FLUID
from rls_sim.network.process import Process, place
from rls_sim.network.rate_laws import michaelis_menten
from rls_sim.network.reaction import Compartment, Number, Species, derived, reaction
from rls_sim.quantities.parameter import Evidence, Parameter

IRON_MASS = 55.845  # g/mol

PLASMA = place(
    FLUID,
    "plasma",
    values={
        "volume": {
            "value": 3.0,
            "range": (1.5, 5.0),
            "source": "clinical_ranges",
            "note": "recalled: adult plasma",
        }
    },
    initial={
        "nontransferrin_iron": 0.00337,
        "apo_transferrin": 14.72,
        "monoferric_transferrin": 12.56,
        "diferric_transferrin": 2.722,
    },
)

COMPARTMENTS = (
    Compartment("macrophages", "macrophage_volume", "macrophages"),
    Compartment("liver", "liver_volume", "liver"),
)

SPECIES = (
    Species("macrophage_iron", "macrophage iron", "macrophages", 17910.0, {"iron": 1}),
    Species("liver_iron", "liver iron", "liver", 5969.0, {"iron": 1}),
)

PARAMETERS = (
    relative_to_healthy("absorption_density", "carriers of iron in the gut", (0.0, 3.0)),
    Parameter(
        "macrophage_volume",
        0.3,
        "L",
        "volume of the macrophages that recycle red cells",
        Evidence.ASSUMED,
        (),
        (0.05, 1.0),
        "fixed",
        "spleen and marrow; only the amount of iron matters",
    ),
    Parameter(
        "liver_volume",
        1.5,
        "L",
        "volume of the liver",
        Evidence.ASSUMED,
        "dossier2026",
        (0.8, 2.5),
        "fixed",
        "used so in the dossier's check of the liver model",
    ),
    Parameter(
        "liver_clearance",
        0.44,
        "L/h",
        "plasma cleared of two-iron transferrin by liver and other tissue",
        Evidence.ASSUMED,
        "ferrokinetics",
        (0.2, 4.0),
        "lognormal:1.3",
        "recalled: a quarter of the marrow's: a fifth of the turnover goes elsewhere",
    ),
    Parameter(
        "monoferric_clearance_share",
        0.25,
        "1",
        "speed at which tissue takes one-iron transferrin, against two-iron transferrin",
        Evidence.DERIVED,
        "huebers_finch",
        (0.1, 1.0),
        "lognormal:1.2",
        "at equal iron two-iron transferrin delivers four times as much",
    ),
    Parameter(
        "macrophage_release_maximal",
        0.0057938,
        "1/h",
        "release of macrophage iron without hepcidin",
        Evidence.ASSUMED,
        "ferrokinetics",
        (0.001, 0.05),
        "lognormal:1.5",
        "fitted to a recalled 0.3 g of iron in macrophages at healthy hepcidin",
    ),
    Parameter(
        "liver_release_maximal",
        0.0007255,
        "1/h",
        "release of liver iron without hepcidin",
        Evidence.ASSUMED,
        "clinical_ranges",
        (0.0001, 0.01),
        "lognormal:1.5",
        "fitted to a recalled 0.5 g of iron in the liver and like tissue",
    ),
    Parameter(
        "dietary_iron",
        10.0,
        "mg/d",
        "iron eaten that the gut could absorb at most",
        Evidence.ASSUMED,
        (),
        (0.0, 300.0),
        "lognormal:1.3",
        "a mixed diet",
        IRON_MASS,
    ),
    Parameter(
        "absorption_maximal",
        0.3997,
        "1",
        "share of dietary iron absorbed without hepcidin",
        Evidence.ASSUMED,
        "clinical_ranges",
        (0.01, 0.8),
        "lognormal:1.4",
        "1 mg a day at healthy hepcidin; a third of the diet's where stores are empty, against "
        "27 % seen at a serum ferritin of 15 (fairweathertait2017)",
    ),
    Parameter(
        "absorption_gate_power",
        2.0,
        "1",
        "power of hepcidin's gate in the absorption of iron",
        Evidence.ASSUMED,
        "fairweathertait2017",
        (1.0, 4.0),
        "uniform",
        "entry and exit are both shut: women at a ferritin of 15 absorb 2.6 times the share "
        "that they do at 60",
    ),
    Parameter(
        "store_of_ferritin",
        143.3,
        "umol*L/ug",
        "iron of the stores for each ferritin of serum",
        Evidence.ASSUMED,
        "clinical_ranges",
        (107.0, 215.0),
        "lognormal:1.2",
        "recalled: 1 ug/L of serum ferritin tells of 8 (to 10) mg of stored iron, 143 umol",
    ),
    Parameter(
        "tissue_loss_maximal",
        0.8287,
        "umol/h",
        "largest loss of iron by shedding of skin and gut, but for what full stores add",
        Evidence.ASSUMED,
        ("clinical_ranges", "iom_iron_2001"),
        (0.1, 5.0),
        "lognormal:1.3",
        "balances the recalled 1 mg a day that is absorbed; 14 ug/kg a day in men",
    ),
    Parameter(
        "tissue_loss_half_point",
        1000.0,
        "umol/L",
        "liver iron at which the loss by shedding is half of its largest",
        Evidence.ASSUMED,
        (),
        (100.0, 6000.0),
        "lognormal:1.5",
        "losses fall little before stores are gone",
    ),
    Parameter(
        "tissue_loss_of_store",
        4e-6,
        "1/h",
        "loss of stored iron with the cells that hold it",
        Evidence.ASSUMED,
        (),
        (1e-6, 1e-4),
        "lognormal:1.5",
        "half in 20 years: a twenty-fifth of all loss in health, most of it in overload",
    ),
    Parameter(
        "placental_clearance",
        0.0,
        "L/h",
        "plasma cleared of two-iron transferrin by the placenta",
        Evidence.ASSUMED,
        (),
        (0.0, 3.0),
        "fixed",
        "none in the reference man",
    ),
    Parameter(
        "transferrin_synthesis",
        0.3203,
        "umol/h",
        "making of transferrin by the liver",
        Evidence.ASSUMED,
        "clinical_ranges",
        (0.1, 1.0),
        "lognormal:1.2",
        "fitted to a recalled 30 uM in plasma",
    ),
    Parameter(
        "transferrin_decay",
        0.0036,
        "1/h",
        "turnover of plasma transferrin",
        Evidence.ASSUMED,
        (),
        (0.002, 0.008),
        "lognormal:1.2",
        "half-life of 8 days",
    ),
)


@reaction("plasma.diferric_transferrin -> plasma.apo_transferrin + 2 liver_iron")
def diferric_liver_uptake(plasma_diferric_transferrin: Number, liver_clearance: Number) -> Number:
    """Liver and other tissue take the rest."""
    return liver_clearance * plasma_diferric_transferrin


@derived("ug/L", label="serum ferritin")
def serum_ferritin(
    macrophage_iron: Number,
    liver_iron: Number,
    macrophage_volume: Number,
    liver_volume: Number,
    store_of_ferritin: Number,
) -> Number:
    """What serum tells of the stores; inflammation, which raises it too, is not modelled."""
    stores = macrophage_iron * macrophage_volume + liver_iron * liver_volume
    return stores / store_of_ferritin


@reaction("plasma.monoferric_transferrin -> plasma.apo_transferrin + liver_iron")
def monoferric_liver_uptake(
    plasma_monoferric_transferrin: Number,
    liver_clearance: Number,
    monoferric_clearance_share: Number,
) -> Number:
    """One-iron transferrin is taken more slowly than two-iron transferrin."""
    return liver_clearance * monoferric_clearance_share * plasma_monoferric_transferrin


@reaction("plasma.diferric_transferrin -> plasma.apo_transferrin", boundary="iron")
def placental_uptake(plasma_diferric_transferrin: Number, placental_clearance: Number) -> Number:
    """A child before birth takes iron by the placenta's receptors, as far as there is some."""
    return placental_clearance * plasma_diferric_transferrin


@reaction("plasma.nontransferrin_iron -> liver_iron")
def nontransferrin_liver_uptake(
    plasma_nontransferrin_iron: Number, liver_clearance: Number
) -> Number:
    """What transferrin cannot carry the liver takes up at once."""
    return liver_clearance * plasma_nontransferrin_iron


@reaction("macrophage_iron -> plasma.nontransferrin_iron", source="ridefelt2010")
def macrophage_release(
    macrophage_iron: Number,
    macrophage_release_maximal: Number,
    hepcidin_gate: Number,
    macrophage_release_clock: Number,
    macrophage_volume: Number,
) -> Number:
    """Macrophages return iron to plasma as far as hepcidin lets them, more by day."""
    rate = macrophage_release_maximal * hepcidin_gate * macrophage_release_clock
    return rate * macrophage_iron * macrophage_volume


@reaction("liver_iron -> plasma.nontransferrin_iron")
def liver_release(
    liver_iron: Number, liver_release_maximal: Number, hepcidin_gate: Number, liver_volume: Number
) -> Number:
    """The liver lends its store as far as hepcidin lets it."""
    return liver_release_maximal * hepcidin_gate * liver_iron * liver_volume


@reaction("-> plasma.nontransferrin_iron", boundary="iron")
def iron_absorption(
    dietary_iron: Number,
    absorption_maximal: Number,
    absorption_density: Number,
    hepcidin_gate: Number,
    absorption_gate_power: Number,
) -> Number:
    """The gut absorbs a share of what is eaten; hepcidin, high in the replete, holds it back."""
    open_share = hepcidin_gate**absorption_gate_power
    return dietary_iron * absorption_maximal * absorption_density * open_share


@reaction("liver_iron ->", boundary="iron")
def tissue_shedding(
    liver_iron: Number,
    tissue_loss_maximal: Number,
    tissue_loss_half_point: Number,
    tissue_loss_of_store: Number,
    liver_volume: Number,
) -> Number:
    """Skin and gut shed cells with their iron: little less from poor stores, more from full."""
    usual = michaelis_menten(liver_iron, tissue_loss_maximal, tissue_loss_half_point)
    return usual + tissue_loss_of_store * liver_iron * liver_volume


@reaction("-> plasma.apo_transferrin", boundary="transferrin")
def transferrin_making(transferrin_synthesis: Number) -> Number:
    """The liver makes transferrin."""
    return transferrin_synthesis


@reaction("plasma.apo_transferrin ->", boundary="transferrin")
def apo_transferrin_decay(
    plasma_apo_transferrin: Number, transferrin_decay: Number, plasma_volume: Number
) -> Number:
    """Empty transferrin is broken down."""
    return transferrin_decay * plasma_apo_transferrin * plasma_volume


@reaction("plasma.monoferric_transferrin -> liver_iron", boundary="transferrin")
def monoferric_transferrin_decay(
    plasma_monoferric_transferrin: Number, transferrin_decay: Number, plasma_volume: Number
) -> Number:
    """One-iron transferrin is broken down and leaves its iron to the liver."""
    return transferrin_decay * plasma_monoferric_transferrin * plasma_volume


@reaction("plasma.diferric_transferrin -> 2 liver_iron", boundary="transferrin")
def diferric_transferrin_decay(
    plasma_diferric_transferrin: Number, transferrin_decay: Number, plasma_volume: Number
) -> Number:
    """Two-iron transferrin is broken down and leaves its iron to the liver."""
    return transferrin_decay * plasma_diferric_transferrin * plasma_volume


BODY = place(
    Process(
        "body iron",
        compartments=COMPARTMENTS,
        species=SPECIES,
        parameters=PARAMETERS,
        reactions=(
            diferric_liver_uptake,
            monoferric_liver_uptake,
            placental_uptake,
            nontransferrin_liver_uptake,
            macrophage_release,
            liver_release,
            iron_absorption,
            tissue_shedding,
            transferrin_making,
            apo_transferrin_decay,
            monoferric_transferrin_decay,
            diferric_transferrin_decay,
        ),
        derived=(serum_ferritin,),
    ),
    "",
    connect={
        "plasma_apo_transferrin": "plasma.apo_transferrin",
        "plasma_monoferric_transferrin": "plasma.monoferric_transferrin",
        "plasma_diferric_transferrin": "plasma.diferric_transferrin",
        "plasma_nontransferrin_iron": "plasma.nontransferrin_iron",
        "plasma_volume": "plasma.volume",
    },
)
