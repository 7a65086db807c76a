"""
What only the nigral neuron has: neuromelanin, and a small way in that needs no transferrin.

Neuromelanin holds most of the neuron's iron and gives it back over years. The side way is
what a cell without receptor has left.
"""

from rls_sim.network.process import Process
from rls_sim.network.rate_laws import michaelis_menten
from rls_sim.network.reaction import Number, Species, derived, reaction
from rls_sim.quantities.parameter import Evidence, Parameter

SPECIES = (Species("neuromelanin_iron", "neuromelanin iron", "cytosol", 250.0, {"iron": 1}),)

PARAMETERS = (
    Parameter(
        "neuromelanin_release",
        1.14e-5,
        "1/h",
        "return of iron from neuromelanin",
        Evidence.ASSUMED,
        (),
        (2e-6, 1e-4),
        "lognormal:2",
        "a time of 10 years; exchange is assumed slow, slower than years",
    ),
    Parameter(
        "neuromelanin_binding",
        0.00285,
        "1/h",
        "uptake of labile iron by neuromelanin",
        Evidence.ASSUMED,
        ("reinert2019", "zecca2002"),
        (0.0005, 0.02),
        "lognormal:1.5",
        "so that 250 uM sit in it: most of the iron of a soma of 0.58 mM; nothing but total iron "
        "depends on it",
    ),
    Parameter(
        "nontransferrin_uptake_maximal",
        0.12,
        "umol/L/h",
        "largest uptake of iron that is not bound to transferrin",
        Evidence.ASSUMED,
        (),
        (0.0, 1.0),
        "lognormal:2",
        "gives below a tenth of the healthy uptake; no figure for neurons was found",
    ),
    Parameter(
        "nontransferrin_uptake_half_saturation",
        1.1,
        "umol/L",
        "free iron at which that uptake runs at half speed",
        Evidence.MEASURED,
        "huh7_ferric_citrate",
        (0.5, 3.0),
        "normal:0.1",
        "iron citrate in HuH7 liver cells",
    ),
)


@reaction("labile_iron -> neuromelanin_iron")
def neuromelanin_loading(
    labile_iron: Number, neuromelanin_binding: Number, volume: Number
) -> Number:
    """Neuromelanin binds labile iron."""
    return neuromelanin_binding * labile_iron * volume


@reaction("neuromelanin_iron -> labile_iron")
def neuromelanin_unloading(
    neuromelanin_iron: Number, neuromelanin_release: Number, volume: Number
) -> Number:
    """Neuromelanin gives iron back over years."""
    return neuromelanin_release * neuromelanin_iron * volume


@reaction("outside_nontransferrin_iron -> labile_iron", source="huh7_ferric_citrate")
def nontransferrin_uptake(
    outside_nontransferrin_iron: Number,
    nontransferrin_uptake_maximal: Number,
    nontransferrin_uptake_half_saturation: Number,
    volume: Number,
) -> Number:
    """Iron without transferrin enters by divalent transport at the surface; saturable."""
    carried = michaelis_menten(
        outside_nontransferrin_iron,
        nontransferrin_uptake_maximal,
        nontransferrin_uptake_half_saturation,
    )
    return carried * volume


@derived("umol/L", label="total iron of the cell body")
def total_iron(
    labile_iron: Number,
    ferritin_iron: Number,
    iron_sulfur: Number,
    neuromelanin_iron: Number,
    mitochondrial_iron: Number,
    mitochondrial_ferritin_iron: Number,
    mitochondrial_volume: Number,
    volume: Number,
) -> Number:
    """All iron of the cell body, as an X-ray probe or an iron stain would see it."""
    inside = (mitochondrial_iron + mitochondrial_ferritin_iron) * mitochondrial_volume / volume
    return labile_iron + ferritin_iron + iron_sulfur + neuromelanin_iron + inside


NIGRAL_IRON = Process(
    "nigral iron",
    species=SPECIES,
    parameters=PARAMETERS,
    reactions=(neuromelanin_loading, neuromelanin_unloading, nontransferrin_uptake),
    derived=(total_iron,),
)
