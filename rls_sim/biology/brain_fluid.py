"""
The fluids of the brain: interstitial and cerebrospinal, their flow, and the other brain cells.

The barrier pours iron into the interstitial fluid; other brain cells take most of it and
give it back over years; what is left drains with the fluid. The choroid plexus fills the
ventricles. Transferrin of the brain is made in it, empty.
"""

from rls_sim.biology.healthy import relative_to_healthy
from rls_sim.biology.transferrin import FLUID
from rls_sim.network.process import Process, place
from rls_sim.network.rate_laws import repression
from rls_sim.network.reaction import Compartment, Number, Species, derived, reaction
from rls_sim.quantities.parameter import Evidence, Parameter

INTERSTITIAL = place(
    FLUID,
    "interstitial",
    label="interstitial fluid",
    values={"volume": {"value": 0.27, "range": (0.15, 0.4), "note": "a fifth of 1.3 L brain"}},
    initial={
        "nontransferrin_iron": 0.01819,
        "apo_transferrin": 0.0443,
        "monoferric_transferrin": 0.0714,
        "diferric_transferrin": 0.0843,
    },
)
CEREBROSPINAL = place(
    FLUID,
    "cerebrospinal",
    label="cerebrospinal fluid",
    values={"volume": {"value": 0.15, "range": (0.1, 0.3), "note": "adult"}},
    initial={
        "nontransferrin_iron": 0.00546,
        "apo_transferrin": 0.02832,
        "monoferric_transferrin": 0.04515,
        "diferric_transferrin": 0.1065,
    },
)

COMPARTMENTS = (Compartment("brain_cells", "brain_cell_volume", "other brain cells"),)

SPECIES = (
    Species("brain_cell_iron", "iron of other brain cells", "brain_cells", 1136.0, {"iron": 1}),
    Species(
        "cerebrospinal.ferritin", "ferritin, cerebrospinal fluid", "cerebrospinal.fluid", 7.6e-06
    ),
)

PARAMETERS = (
    relative_to_healthy("brain_transferrin_density", "making of transferrin in the brain"),
    Parameter(
        "brain_cell_volume",
        1.025,
        "L",
        "volume of brain cells other than nigral dopamine neurons",
        Evidence.ASSUMED,
        (),
        (0.7, 1.3),
        "fixed",
        "1.3 L brain less fluid and vessels",
    ),
    Parameter(
        "brain_diferric_clearance",
        0.17951,
        "L/h",
        "interstitial fluid cleared of two-iron transferrin by other brain cells",
        Evidence.ASSUMED,
        "dossier2026",
        (0.02, 1.0),
        "lognormal:1.5",
        "so that interstitial transferrin is 0.6 full; spinal fluid may be near or above full",
    ),
    Parameter(
        "brain_nontransferrin_clearance",
        0.1,
        "L/h",
        "interstitial fluid cleared of free iron by other brain cells",
        Evidence.ASSUMED,
        (),
        (0.0, 2.0),
        "lognormal:2",
        "oligodendrocytes and astrocytes have no TfR1 but DMT1",
    ),
    Parameter(
        "brain_iron_return",
        3.0397e-05,
        "1/h",
        "return of brain-cell iron to the blood",
        Evidence.FITTED,
        ("bruehlmeier2000", "dossier2026"),
        (5e-6, 3e-4),
        "lognormal:1.3",
        "fitted to 50 ug iron in a gram of brain at the measured influx: a time of 3.8 years",
    ),
    Parameter(
        "interstitial_flow",
        0.008,
        "L/h",
        "flow of interstitial into cerebrospinal fluid",
        Evidence.ASSUMED,
        (),
        (0.001, 0.03),
        "lognormal:1.5",
        "0.13 mL a minute, a third of the making of cerebrospinal fluid",
    ),
    Parameter(
        "cerebrospinal_flow",
        0.022,
        "L/h",
        "flow of cerebrospinal fluid into the blood",
        Evidence.ASSUMED,
        (),
        (0.01, 0.04),
        "lognormal:1.2",
        "0.37 mL a minute",
    ),
    Parameter(
        "interstitial_transferrin_synthesis",
        0.0016,
        "umol/h",
        "making of transferrin by oligodendrocytes",
        Evidence.ASSUMED,
        "leitner2012",
        (0.0002, 0.01),
        "lognormal:1.5",
        "fitted to a recalled 0.2 uM in interstitial fluid, as in spinal fluid",
    ),
    Parameter(
        "choroid_transferrin_synthesis",
        0.0047192,
        "umol/h",
        "largest making of transferrin by the choroid plexus, when it lacks iron",
        Evidence.ASSUMED,
        "leitner2012",
        (0.0005, 0.05),
        "lognormal:1.5",
        "fitted to a recalled 0.18 uM in spinal fluid; up where choroid iron is low (connor2011)",
    ),
    Parameter(
        "choroid_transferrin_half_point",
        1.0,
        "umol/L",
        "labile iron of the choroid plexus at which it makes half of that transferrin",
        Evidence.ASSUMED,
        (),
        (0.2, 3.0),
        "lognormal:1.7",
        "taken like the half point of iron sensing",
    ),
    Parameter(
        "ferritin_secretion",
        0.00018954,
        "1/h",
        "secretion of choroid-plexus ferritin into the ventricles",
        Evidence.FITTED,
        "earley2000_quoted",
        (2e-5, 2e-3),
        "lognormal:1.5",
        "fitted, with the brain's part, to 3.5 ng/mL (7.6 pM) in daytime spinal fluid",
    ),
    Parameter(
        "brain_ferritin_secretion",
        7.2e-11,
        "1/h",
        "secretion of ferritin per iron of other brain cells",
        Evidence.ASSUMED,
        (),
        (6e-12, 6e-10),
        "lognormal:2",
        "gives half of the ferritin of spinal fluid",
    ),
    Parameter(
        "barrier_signal_gain",
        0.5,
        "1",
        "how far empty against full transferrin on the brain side opens the barrier",
        Evidence.ASSUMED,
        (),
        (0.0, 0.95),
        "uniform",
        "sign measured (baringer2022), size not",
    ),
    Parameter(
        "release_without_signal",
        1.0,
        "1",
        "export of cells that no signal calls on",
        Evidence.DERIVED,
        "dossier2026",
        (1.0, 1.0),
        "fixed",
        "1 by definition",
    ),
)


@derived("1", label="call of the brain for iron", source="baringer2022")
def barrier_release_signal(
    interstitial_apo_transferrin: Number,
    interstitial_diferric_transferrin: Number,
    interstitial_total_transferrin: Number,
    barrier_signal_gain: Number,
) -> Number:
    """Empty transferrin on the brain side opens the barrier, full transferrin closes it."""
    call = interstitial_apo_transferrin - interstitial_diferric_transferrin
    return 1 + barrier_signal_gain * call / interstitial_total_transferrin


@reaction("interstitial.diferric_transferrin -> interstitial.apo_transferrin + 2 brain_cell_iron")
def diferric_brain_uptake(
    interstitial_diferric_transferrin: Number, brain_diferric_clearance: Number
) -> Number:
    """Other neurons take up transferrin iron."""
    return brain_diferric_clearance * interstitial_diferric_transferrin


@reaction("interstitial.monoferric_transferrin -> interstitial.apo_transferrin + brain_cell_iron")
def monoferric_brain_uptake(
    interstitial_monoferric_transferrin: Number,
    brain_diferric_clearance: Number,
    monoferric_clearance_share: Number,
) -> Number:
    """One-iron transferrin is taken more slowly than two-iron transferrin."""
    clearance = brain_diferric_clearance * monoferric_clearance_share
    return clearance * interstitial_monoferric_transferrin


@reaction("interstitial.nontransferrin_iron -> brain_cell_iron", source="skjorringe2015")
def nontransferrin_brain_uptake(
    interstitial_nontransferrin_iron: Number, brain_nontransferrin_clearance: Number
) -> Number:
    """Glia take up iron that transferrin does not hold."""
    return brain_nontransferrin_clearance * interstitial_nontransferrin_iron


@reaction("brain_cell_iron -> plasma.nontransferrin_iron")
def brain_iron_drain(
    brain_cell_iron: Number, brain_iron_return: Number, brain_cell_volume: Number
) -> Number:
    """Brain iron turns over in years: what came in goes out again, by what way is not known."""
    return brain_iron_return * brain_cell_iron * brain_cell_volume


@reaction("-> interstitial.apo_transferrin", boundary="transferrin")
def oligodendrocyte_transferrin(
    interstitial_transferrin_synthesis: Number, brain_transferrin_density: Number
) -> Number:
    """Oligodendrocytes make the transferrin of the interstitial fluid."""
    return brain_transferrin_density * interstitial_transferrin_synthesis


@reaction("-> cerebrospinal.apo_transferrin", boundary="transferrin", source="connor2011")
def choroid_transferrin(
    choroid_labile_iron: Number,
    choroid_transferrin_synthesis: Number,
    choroid_transferrin_half_point: Number,
    brain_transferrin_density: Number,
) -> Number:
    """The choroid plexus makes the transferrin of the ventricles, more when it lacks iron."""
    lacking = repression(choroid_labile_iron, choroid_transferrin_half_point, 1)
    return brain_transferrin_density * choroid_transferrin_synthesis * lacking


@reaction("-> cerebrospinal.ferritin", boundary=True)
def ferritin_shedding(
    choroid_ferritin: Number,
    choroid_volume: Number,
    brain_cell_iron: Number,
    brain_cell_volume: Number,
    ferritin_secretion: Number,
    brain_ferritin_secretion: Number,
) -> Number:
    """Ferritin of spinal fluid follows the stores of choroid plexus and brain."""
    choroid = ferritin_secretion * choroid_ferritin * choroid_volume
    return choroid + brain_ferritin_secretion * brain_cell_iron * brain_cell_volume


@reaction("cerebrospinal.ferritin ->", boundary=True)
def ferritin_drainage(cerebrospinal_ferritin: Number, cerebrospinal_flow: Number) -> Number:
    """Ferritin leaves with the flow of spinal fluid."""
    return cerebrospinal_flow * cerebrospinal_ferritin


BRAIN_FLUID = place(
    Process(
        "brain fluid",
        compartments=COMPARTMENTS,
        species=SPECIES,
        parameters=PARAMETERS,
        reactions=(
            diferric_brain_uptake,
            monoferric_brain_uptake,
            nontransferrin_brain_uptake,
            brain_iron_drain,
            oligodendrocyte_transferrin,
            choroid_transferrin,
            ferritin_shedding,
            ferritin_drainage,
        ),
        derived=(barrier_release_signal,),
    ),
    "",
    connect={
        "interstitial_apo_transferrin": "interstitial.apo_transferrin",
        "interstitial_monoferric_transferrin": "interstitial.monoferric_transferrin",
        "interstitial_diferric_transferrin": "interstitial.diferric_transferrin",
        "interstitial_nontransferrin_iron": "interstitial.nontransferrin_iron",
        "interstitial_total_transferrin": "interstitial.total_transferrin",
        "cerebrospinal_ferritin": "cerebrospinal.ferritin",
        "choroid_labile_iron": "choroid_plexus.labile_iron",
        "choroid_ferritin": "choroid_plexus.ferritin",
        "choroid_volume": "choroid_plexus.volume",
    },
)
