"""
Transferrin in one fluid: two sites, filled at random by iron that is not yet bound.

Placed three times: plasma, interstitial fluid, cerebrospinal fluid. How full transferrin is,
and how its iron is split between one-iron and two-iron molecules, follows from what enters
and what the receptors take; neither is set.
"""

from rls_sim.network.process import Process
from rls_sim.network.reaction import Compartment, Number, Species, derived, reaction
from rls_sim.quantities.parameter import Evidence, Parameter

COMPARTMENTS = (Compartment("fluid", volume="volume", label="fluid"),)

SPECIES = (
    Species("nontransferrin_iron", "iron not bound to transferrin", "fluid", 0.02, {"iron": 1}),
    Species("apo_transferrin", "transferrin without iron", "fluid", 0.05, {"transferrin": 1}),
    Species(
        "monoferric_transferrin",
        "transferrin with one iron",
        "fluid",
        0.08,
        {"transferrin": 1, "iron": 1},
    ),
    Species(
        "diferric_transferrin",
        "transferrin with two irons",
        "fluid",
        0.07,
        {"transferrin": 1, "iron": 2},
    ),
)

OWN_PARAMETERS = (
    Parameter(
        "volume",
        1.0,
        "L",
        "volume of the fluid",
        Evidence.ASSUMED,
        (),
        (0.01, 10.0),
        "fixed",
    ),
)

SHARED_PARAMETERS = (
    Parameter(
        "transferrin_site_binding",
        45.2,
        "L/umol/h",
        "binding of free ferric iron to one empty site of transferrin",
        Evidence.DERIVED,
        "parmar2017",
        (4.5, 450.0),
        "lognormal:2",
        "1.084e9 /M/day in the mouse model BIOMD0000000734, converted",
    ),
)


@reaction("nontransferrin_iron + apo_transferrin -> monoferric_transferrin", source="huebers_finch")
def first_site_binding(
    nontransferrin_iron: Number,
    apo_transferrin: Number,
    transferrin_site_binding: Number,
    volume: Number,
) -> Number:
    """Iron meets empty transferrin, which offers two sites."""
    return 2 * transferrin_site_binding * nontransferrin_iron * apo_transferrin * volume


@reaction(
    "nontransferrin_iron + monoferric_transferrin -> diferric_transferrin", source="huebers_finch"
)
def second_site_binding(
    nontransferrin_iron: Number,
    monoferric_transferrin: Number,
    transferrin_site_binding: Number,
    volume: Number,
) -> Number:
    """Iron meets half-full transferrin; the second site binds like the first (random loading)."""
    return transferrin_site_binding * nontransferrin_iron * monoferric_transferrin * volume


@derived("umol/L", label="transferrin")
def total_transferrin(
    apo_transferrin: Number, monoferric_transferrin: Number, diferric_transferrin: Number
) -> Number:
    """All transferrin of the fluid, whatever it carries."""
    return apo_transferrin + monoferric_transferrin + diferric_transferrin


@derived("umol/L", label="iron")
def total_iron(
    nontransferrin_iron: Number, monoferric_transferrin: Number, diferric_transferrin: Number
) -> Number:
    """Iron of the fluid: bound to transferrin and not."""
    return nontransferrin_iron + monoferric_transferrin + 2 * diferric_transferrin


@derived("1", label="transferrin saturation")
def transferrin_saturation(
    monoferric_transferrin: Number, diferric_transferrin: Number, total_transferrin: Number
) -> Number:
    """Filled share of the iron sites of transferrin."""
    return (monoferric_transferrin + 2 * diferric_transferrin) / (2 * total_transferrin)


FLUID = Process(
    "fluid",
    compartments=COMPARTMENTS,
    parameters=OWN_PARAMETERS,
    species=SPECIES,
    reactions=(first_site_binding, second_site_binding),
    derived=(total_transferrin, total_iron, transferrin_saturation),
)
CHEMISTRY = Process("transferrin chemistry", parameters=SHARED_PARAMETERS)
