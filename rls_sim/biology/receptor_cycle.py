"""
The transferrin-receptor cycle of one cell: binding, endocytosis, release, return.

Receptors bind transferrin outside, are taken in, give up the iron in the acid endosome and
carry the emptied transferrin back. The constants are one set for all cells.
"""

from rls_sim.biology.healthy import relative_to_healthy
from rls_sim.network.process import Process
from rls_sim.network.rate_laws import michaelis_menten
from rls_sim.network.reaction import Compartment, Number, Species, derived, reaction
from rls_sim.quantities.parameter import Evidence, Parameter

COMPARTMENTS = (
    Compartment("cytosol", volume="volume", label="cell"),
    Compartment("endosome", volume="endosome_volume", label="endosomes"),
)

SPECIES = (
    Species(
        "surface_receptor_free", "TfR1 on the surface, free", "cytosol", 0.0001523, {"receptor": 1}
    ),
    Species(
        "surface_receptor_monoferric",
        "TfR1 on the surface with one-iron transferrin",
        "cytosol",
        0.0001324,
        {"receptor": 1, "transferrin": 1, "iron": 1},
    ),
    Species(
        "surface_receptor_diferric",
        "TfR1 on the surface with two-iron transferrin",
        "cytosol",
        0.001088,
        {"receptor": 1, "transferrin": 1, "iron": 2},
    ),
    Species("endosomal_receptor_free", "TfR1 inside, free", "cytosol", 0.0004302, {"receptor": 1}),
    Species(
        "endosomal_receptor_apo",
        "TfR1 inside with emptied transferrin",
        "cytosol",
        0.004091,
        {"receptor": 1, "transferrin": 1},
    ),
    Species("endosomal_iron", "iron set free in endosomes", "endosome", 0.0444, {"iron": 1}),
)

HANDLES = (
    relative_to_healthy(
        "receptor_affinity", "binding of transferrin by free TfR1, for which HFE competes"
    ),
)

SHARED_PARAMETERS = (
    Parameter(
        "transferrin_association",
        3014.6,
        "L/umol/h",
        "binding of iron-bearing transferrin to TfR1",
        Evidence.DERIVED,
        "mitchell2013",
        (600.0, 15000.0),
        "lognormal:1.5",
        "8.374e5 /M/s, surface plasmon resonance by way of BIOMD0000000498, converted",
    ),
    Parameter(
        "diferric_dissociation",
        3.291,
        "1/h",
        "release of two-iron transferrin from TfR1 at the surface",
        Evidence.DERIVED,
        "mitchell2013",
        (1.0, 12.0),
        "lognormal:1.5",
        "9.142e-4 /s (first site), converted; with the association it gives KD 1.1 nM",
    ),
    Parameter(
        "monoferric_dissociation",
        102.0,
        "1/h",
        "release of one-iron transferrin from TfR1 at the surface",
        Evidence.ASSUMED,
        ("mason2009", "mitchell2013"),
        (30.0, 300.0),
        "lognormal:1.5",
        "a recalled KD of 34 nM (32 and 36 nM for the two forms) times the association rate",
    ),
    Parameter(
        "apo_transferrin_affinity",
        0.0385,
        "umol/L",
        "dissociation constant of empty transferrin from TfR1 at the cell surface",
        Evidence.DERIVED,
        ("young1981", "mitchell2013"),
        (0.02, 0.7),
        "loguniform",
        "35-fold weaker than two-iron transferrin in intact cells, times 1.1 nM; soluble receptor "
        "gives about 590 nM (mason2009)",
    ),
    Parameter(
        "endocytosis_loaded",
        0.22,
        "1/min",
        "uptake of TfR1 that carries transferrin",
        Evidence.MEASURED,
        "a431_receptor_kinetics",
        (0.1, 0.4),
        "normal:0.02",
        "A431 cells, n = 3",
    ),
    Parameter(
        "endocytosis_empty",
        0.16,
        "1/min",
        "uptake of TfR1 that carries none",
        Evidence.MEASURED,
        "a431_receptor_kinetics",
        (0.05, 0.3),
        "normal:0.02",
        "A431 cells, n = 3",
    ),
    Parameter(
        "recycling_loaded",
        0.065,
        "1/min",
        "return to the surface of TfR1 with emptied transferrin",
        Evidence.MEASURED,
        "a431_receptor_kinetics",
        (0.03, 0.12),
        "normal:0.004",
        "A431 cells",
    ),
    Parameter(
        "recycling_empty",
        0.056,
        "1/min",
        "return to the surface of free TfR1",
        Evidence.MEASURED,
        "a431_receptor_kinetics",
        (0.03, 0.12),
        "normal:0.003",
        "A431 cells",
    ),
    Parameter(
        "divalent_transport_half_saturation",
        1.5,
        "umol/L",
        "endosomal iron at which DMT1 runs at half speed",
        Evidence.ASSUMED,
        "gunshin1997",
        (0.5, 5.0),
        "lognormal:1.5",
        "recalled: 1 to 2 uM in oocytes",
    ),
)


@derived("umol/L", label="TfR1 on the surface open to transferrin with iron", source="mitchell2013")
def open_receptor(
    surface_receptor_free: Number,
    outside_apo_transferrin: Number,
    apo_transferrin_affinity: Number,
    receptor_affinity: Number,
) -> Number:
    """Free receptor less the share that HFE holds or weakly binding empty transferrin blocks.

    HFE and TfR1 bind at a KD of 73 nM; how much HFE these cells have is not known, so it enters
    relative to health.
    """
    blocked = 1 + outside_apo_transferrin / apo_transferrin_affinity
    return receptor_affinity * surface_receptor_free / blocked


@reaction("surface_receptor_free + outside_monoferric_transferrin -> surface_receptor_monoferric")
def monoferric_binding(
    open_receptor: Number,
    outside_monoferric_transferrin: Number,
    surface_receptor_monoferric: Number,
    transferrin_association: Number,
    monoferric_dissociation: Number,
    volume: Number,
) -> Number:
    """One-iron transferrin binds and leaves, thirtyfold more loosely than two-iron transferrin."""
    on = transferrin_association * open_receptor * outside_monoferric_transferrin
    return (on - monoferric_dissociation * surface_receptor_monoferric) * volume


@reaction("surface_receptor_free + outside_diferric_transferrin -> surface_receptor_diferric")
def diferric_binding(
    open_receptor: Number,
    outside_diferric_transferrin: Number,
    surface_receptor_diferric: Number,
    transferrin_association: Number,
    diferric_dissociation: Number,
    volume: Number,
) -> Number:
    """Two-iron transferrin binds tightly and rarely leaves before it is taken in."""
    on = transferrin_association * open_receptor * outside_diferric_transferrin
    return (on - diferric_dissociation * surface_receptor_diferric) * volume


@reaction("surface_receptor_monoferric -> endosomal_receptor_apo + endosomal_iron")
def monoferric_endocytosis(
    surface_receptor_monoferric: Number, endocytosis_loaded: Number, volume: Number
) -> Number:
    """Receptor with one-iron transferrin is taken in; acid sets the iron free within minutes."""
    return endocytosis_loaded * surface_receptor_monoferric * volume


@reaction("surface_receptor_diferric -> endosomal_receptor_apo + 2 endosomal_iron")
def diferric_endocytosis(
    surface_receptor_diferric: Number, endocytosis_loaded: Number, volume: Number
) -> Number:
    """Receptor with two-iron transferrin is taken in; acid sets both irons free."""
    return endocytosis_loaded * surface_receptor_diferric * volume


@reaction("surface_receptor_free -> endosomal_receptor_free")
def empty_endocytosis(
    surface_receptor_free: Number, endocytosis_empty: Number, volume: Number
) -> Number:
    """Receptor cycles whether or not it carries transferrin, only a little slower."""
    return endocytosis_empty * surface_receptor_free * volume


@reaction("endosomal_receptor_apo -> surface_receptor_free + outside_apo_transferrin")
def loaded_recycling(
    endosomal_receptor_apo: Number, recycling_loaded: Number, volume: Number
) -> Number:
    """Receptor returns with emptied transferrin, which leaves it at the surface."""
    return recycling_loaded * endosomal_receptor_apo * volume


@reaction("endosomal_receptor_free -> surface_receptor_free")
def empty_recycling(
    endosomal_receptor_free: Number, recycling_empty: Number, volume: Number
) -> Number:
    """Free receptor returns to the surface."""
    return recycling_empty * endosomal_receptor_free * volume


@reaction("endosomal_iron -> labile_iron", source="gunshin1997")
def divalent_transport(
    endosomal_iron: Number,
    divalent_transporter: Number,
    divalent_transport_maximal: Number,
    divalent_transport_half_saturation: Number,
    endosome_volume: Number,
) -> Number:
    """DMT1 carries reduced iron out of the endosome into the cell; saturable."""
    carried = michaelis_menten(
        endosomal_iron, divalent_transport_maximal, divalent_transport_half_saturation
    )
    return divalent_transporter * carried * endosome_volume


@reaction("endosomal_iron -> outside_nontransferrin_iron")
def endosomal_return(
    endosomal_iron: Number, recycling_loaded: Number, endosome_volume: Number
) -> Number:
    """Iron that DMT1 has not carried off goes back out with the recycling membrane."""
    return recycling_loaded * endosomal_iron * endosome_volume


@derived("umol/L", label="TfR1 on the surface")
def surface_receptor(
    surface_receptor_free: Number,
    surface_receptor_monoferric: Number,
    surface_receptor_diferric: Number,
) -> Number:
    """All receptor on the surface."""
    return surface_receptor_free + surface_receptor_monoferric + surface_receptor_diferric


RECEPTOR_CYCLE = Process(
    "receptor cycle",
    compartments=COMPARTMENTS,
    species=SPECIES,
    parameters=HANDLES,
    reactions=(
        monoferric_binding,
        diferric_binding,
        monoferric_endocytosis,
        diferric_endocytosis,
        empty_endocytosis,
        loaded_recycling,
        empty_recycling,
        divalent_transport,
        endosomal_return,
    ),
    derived=(
        open_receptor,
        surface_receptor,
    ),
)
CHEMISTRY = Process("receptor chemistry", parameters=SHARED_PARAMETERS)
