"""
Mitochondria: iron in, iron-sulfur clusters and haem out, and the ferritin of their own.

What a cell lives on is the iron at work in its proteins, made here. Mitochondrial ferritin
takes from the same iron; what goes with worn-out mitochondria is a drain that a cell rich in it
must make up for.
"""

from rls_sim.biology.healthy import relative_to_healthy
from rls_sim.network.process import Process
from rls_sim.network.rate_laws import michaelis_menten
from rls_sim.network.reaction import Compartment, Number, Species, reaction
from rls_sim.quantities.parameter import Evidence, Parameter

COMPARTMENTS = (Compartment("mitochondria", volume="mitochondrial_volume", label="mitochondria"),)

SPECIES = (
    Species("mitochondrial_iron", "mitochondrial labile iron", "mitochondria", 9.355, {"iron": 1}),
    Species(
        "mitochondrial_ferritin_iron",
        "mitochondrial ferritin iron",
        "mitochondria",
        74.84,
        {"iron": 1},
    ),
    Species("iron_sulfur", "iron-sulfur and haem iron", "cytosol", 100.0, {"iron": 1}),
)

OWN_PARAMETERS = (
    relative_to_healthy(
        "mitochondrial_ferritin_density", "amount of mitochondrial ferritin", (0.0, 50.0)
    ),
    relative_to_healthy("mitochondrial_import_density", "mitoferrin, the importer of iron"),
    relative_to_healthy("iron_demand", "loss of iron from working proteins", (0.1, 10.0)),
    Parameter(
        "iron_sulfur_reference",
        100.0,
        "umol/L",
        "iron at work in iron-sulfur clusters and haem in the healthy cell",
        Evidence.ASSUMED,
        "general_knowledge",
        (50.0, 200.0),
        "fixed",
        "middle of 50 to 200 uM recalled; the measure of the supply, not a cause of it",
    ),
)

SHARED_PARAMETERS = (
    Parameter(
        "mitochondrial_import_maximal",
        0.63763,
        "umol/L/h",
        "largest iron import into mitochondria, per cell volume",
        Evidence.ASSUMED,
        "general_knowledge",
        (0.1, 5.0),
        "lognormal:1.5",
        "fitted to a recalled 100 uM of working iron in the healthy neuron",
    ),
    Parameter(
        "mitochondrial_import_half_saturation",
        1.0,
        "umol/L",
        "labile iron at which mitoferrin imports at half speed",
        Evidence.ASSUMED,
        (),
        (0.1, 10.0),
        "lognormal:2",
        "near 1 uM, inferred from memory, 0.1 to 10",
    ),
    Parameter(
        "mitochondrial_leak",
        0.03,
        "1/h",
        "return of labile iron from mitochondria to the cell",
        Evidence.ASSUMED,
        (),
        (0.0, 0.3),
        "lognormal:2",
        "a tenth of what is used, so that the pool is not a trap",
    ),
    Parameter(
        "iron_sulfur_synthesis_maximal",
        6.0,
        "umol/L/h",
        "largest making of iron-sulfur clusters and haem, per mitochondrial volume",
        Evidence.ASSUMED,
        (),
        (1.0, 40.0),
        "lognormal:1.5",
        "twice the healthy need, so that iron limits before the machinery does",
    ),
    Parameter(
        "iron_sulfur_synthesis_half_saturation",
        10.0,
        "umol/L",
        "mitochondrial labile iron at which clusters are made at half speed",
        Evidence.ASSUMED,
        (),
        (1.0, 50.0),
        "lognormal:2",
        "taken equal to the healthy pool",
    ),
    Parameter(
        "iron_sulfur_turnover",
        0.0029,
        "1/h",
        "turnover of iron-sulfur and haem proteins",
        Evidence.ASSUMED,
        "general_knowledge",
        (0.0014, 0.006),
        "lognormal:1.4",
        "half-life 10 d; protein turnover of 5 to 20 d recalled",
    ),
    Parameter(
        "iron_sulfur_loss_share",
        0.045,
        "1",
        "iron of worn-out proteins that leaves the cell, for one part that is kept",
        Evidence.ASSUMED,
        "general_knowledge",
        (0.01, 0.2),
        "lognormal:1.5",
        "gives a need of 0.3 uM a day, inside the 0.1 to 0.5 recalled",
    ),
    Parameter(
        "mitochondrial_ferritin_uptake",
        0.004,
        "1/h",
        "uptake of mitochondrial iron by mitochondrial ferritin",
        Evidence.ASSUMED,
        (),
        (0.0, 0.1),
        "lognormal:2",
        "about a hundredth of the mitochondrial iron flow in health",
    ),
    Parameter(
        "mitochondrial_ferritin_release",
        0.0004,
        "1/h",
        "return of iron from mitochondrial ferritin",
        Evidence.ASSUMED,
        (),
        (0.00005, 0.004),
        "lognormal:2",
        "a store of months: iron in it is hard to get back",
    ),
    Parameter(
        "mitochondrial_ferritin_discard",
        0.0001,
        "1/h",
        "loss of mitochondrial ferritin iron with worn-out mitochondria",
        Evidence.ASSUMED,
        (),
        (0.0, 0.001),
        "lognormal:2",
        "a fifth of what leaves the store; without it the store would be a dead end",
    ),
)


@reaction("mitochondrial_ferritin_iron -> waste_iron")
def mitochondrial_ferritin_loss(
    mitochondrial_ferritin_iron: Number,
    mitochondrial_ferritin_discard: Number,
    mitochondrial_volume: Number,
) -> Number:
    """Part of the store leaves the cell with worn-out mitochondria."""
    return mitochondrial_ferritin_discard * mitochondrial_ferritin_iron * mitochondrial_volume


@reaction("labile_iron -> mitochondrial_iron", source="mitoferrin_activity")
def mitochondrial_import(
    labile_iron: Number,
    mitochondrial_import_maximal: Number,
    mitochondrial_import_half_saturation: Number,
    mitochondrial_import_density: Number,
    volume: Number,
) -> Number:
    """Mitoferrin imports labile iron; saturable."""
    carried = michaelis_menten(
        labile_iron, mitochondrial_import_maximal, mitochondrial_import_half_saturation
    )
    return mitochondrial_import_density * carried * volume


@reaction("mitochondrial_iron -> labile_iron")
def mitochondrial_export(
    mitochondrial_iron: Number, mitochondrial_leak: Number, mitochondrial_volume: Number
) -> Number:
    """Iron that is not used leaks back."""
    return mitochondrial_leak * mitochondrial_iron * mitochondrial_volume


@reaction("mitochondrial_iron -> iron_sulfur")
def iron_sulfur_synthesis(
    mitochondrial_iron: Number,
    iron_sulfur_synthesis_maximal: Number,
    iron_sulfur_synthesis_half_saturation: Number,
    mitochondrial_volume: Number,
) -> Number:
    """Iron is built into clusters and haem; saturable in mitochondrial iron."""
    made = michaelis_menten(
        mitochondrial_iron, iron_sulfur_synthesis_maximal, iron_sulfur_synthesis_half_saturation
    )
    return made * mitochondrial_volume


@reaction("iron_sulfur -> labile_iron")
def iron_sulfur_recycling(
    iron_sulfur: Number,
    iron_sulfur_turnover: Number,
    iron_sulfur_loss_share: Number,
    iron_demand: Number,
    volume: Number,
) -> Number:
    """Worn-out proteins give most of their iron back to the cell."""
    kept = 1 - iron_sulfur_loss_share * iron_demand / (1 + iron_sulfur_loss_share * iron_demand)
    return iron_sulfur_turnover * kept * iron_sulfur * volume


@reaction("iron_sulfur -> waste_iron")
def iron_sulfur_loss(
    iron_sulfur: Number,
    iron_sulfur_turnover: Number,
    iron_sulfur_loss_share: Number,
    iron_demand: Number,
    volume: Number,
) -> Number:
    """The rest leaves the cell and is taken up by its neighbours: the cell's need of iron."""
    lost = iron_sulfur_loss_share * iron_demand / (1 + iron_sulfur_loss_share * iron_demand)
    return iron_sulfur_turnover * lost * iron_sulfur * volume


@reaction("mitochondrial_iron -> mitochondrial_ferritin_iron", source="snyder2009")
def mitochondrial_ferritin_loading(
    mitochondrial_iron: Number,
    mitochondrial_ferritin_uptake: Number,
    mitochondrial_ferritin_density: Number,
    mitochondrial_volume: Number,
) -> Number:
    """Mitochondrial ferritin takes iron out of use."""
    uptake = mitochondrial_ferritin_uptake * mitochondrial_ferritin_density
    return uptake * mitochondrial_iron * mitochondrial_volume


@reaction("mitochondrial_ferritin_iron -> mitochondrial_iron")
def mitochondrial_ferritin_unloading(
    mitochondrial_ferritin_iron: Number,
    mitochondrial_ferritin_release: Number,
    mitochondrial_volume: Number,
) -> Number:
    """Iron comes back from mitochondrial ferritin slowly."""
    return mitochondrial_ferritin_release * mitochondrial_ferritin_iron * mitochondrial_volume


MITOCHONDRIA = Process(
    "mitochondria",
    compartments=COMPARTMENTS,
    species=SPECIES,
    parameters=OWN_PARAMETERS,
    reactions=(
        mitochondrial_import,
        mitochondrial_export,
        iron_sulfur_synthesis,
        iron_sulfur_recycling,
        iron_sulfur_loss,
        mitochondrial_ferritin_loading,
        mitochondrial_ferritin_unloading,
        mitochondrial_ferritin_loss,
    ),
)
CHEMISTRY = Process("mitochondrial chemistry", parameters=SHARED_PARAMETERS)
