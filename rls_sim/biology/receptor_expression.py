"""
How much receptor and transporter a cell makes: TfR1 message and protein, DMT1.

TfR1 is regulated by the life of its message: a regulatory protein that holds the message
keeps it for hours, free message is gone in less than one.
"""

from rls_sim.biology.healthy import relative_to_healthy
from rls_sim.network.process import Process
from rls_sim.network.reaction import Number, Species, derived, reaction
from rls_sim.quantities.parameter import Evidence, Parameter

LN_2 = 0.6931471805599453

SPECIES = (
    Species("receptor_messenger", "TfR1 messenger, relative", "cytosol", 1.0, {}, "1"),
    Species("divalent_transporter", "DMT1, relative", "cytosol", 1.0, {}, "1"),
)

SHARED_PARAMETERS = (
    Parameter(
        "receptor_transcription_maximal",
        0.5199,
        "1/h",
        "transcription of TfR1 message",
        Evidence.DERIVED,
        ("receptor_messenger_quoted", "dossier2026"),
        (0.3, 1.3),
        "fixed",
        "so that the message is 1 when half of it is held: ln 2 (0.5 / 0.75 h + 0.5 / 6 h)",
    ),
    Parameter(
        "messenger_half_life_bound",
        6.0,
        "h",
        "half-life of TfR1 message held by a regulatory protein",
        Evidence.MEASURED,
        "receptor_messenger_quoted",
        (3.0, 12.0),
        "lognormal:1.4",
        "a citing sentence, not the paper",
    ),
    Parameter(
        "messenger_half_life_free",
        0.75,
        "h",
        "half-life of TfR1 message that no regulatory protein holds",
        Evidence.DERIVED,
        ("receptor_messenger_quoted", "mullner1988"),
        (0.4, 1.5),
        "lognormal:1.4",
        "below 1 h, 0.5 to 1 h recalled: the middle",
    ),
    Parameter(
        "receptor_degradation",
        0.0393,
        "1/h",
        "degradation of TfR1 from the endosome",
        Evidence.DERIVED,
        "mitchell2013",
        (0.015, 0.12),
        "lognormal:1.5",
        "half-life of all TfR1 23 h, of which 77 % is inside: ln 2 / 23 h / 0.77",
    ),
    Parameter(
        "divalent_transporter_degradation",
        0.03,
        "1/h",
        "turnover of DMT1",
        Evidence.ASSUMED,
        (),
        (0.01, 0.1),
        "lognormal:1.5",
        "taken like TfR1, about a day",
    ),
    Parameter(
        "divalent_transporter_unregulated",
        0.6,
        "1",
        "DMT1 level without regulatory protein on its message, relative to healthy",
        Evidence.ASSUMED,
        (),
        (0.2, 0.95),
        "uniform",
        "Slc11a2 rises when neurons are made iron deficient (bastian2016); size unknown",
    ),
    Parameter(
        "divalent_transporter_regulated_gain",
        0.8,
        "1",
        "rise of the DMT1 level when regulatory protein holds all of its message",
        Evidence.ASSUMED,
        (),
        (0.0, 4.0),
        "lognormal:1.5",
        "with half of the message held, the healthy level is 1",
    ),
)

HANDLES = (
    relative_to_healthy("receptor_density", "synthesis of TfR1 for each message", (0.0, 5.0)),
    relative_to_healthy("messenger_stability", "half-life of TfR1 message", (0.01, 10.0)),
    relative_to_healthy("divalent_transporter_density", "synthesis of DMT1"),
)


@reaction("-> receptor_messenger", boundary=True)
def receptor_transcription(receptor_transcription_maximal: Number, volume: Number) -> Number:
    """TfR1 is transcribed steadily; its message is regulated by how long it lives."""
    return receptor_transcription_maximal * volume


@reaction("receptor_messenger ->", boundary=True, source="mullner1988")
def messenger_decay(
    receptor_messenger: Number,
    message_held: Number,
    messenger_half_life_free: Number,
    messenger_half_life_bound: Number,
    messenger_stability: Number,
    volume: Number,
) -> Number:
    """Message held by a regulatory protein lives for hours, free message for less than one."""
    free = (1 - message_held) / messenger_half_life_free
    held = message_held / messenger_half_life_bound
    return LN_2 * (free + held) / messenger_stability * receptor_messenger * volume


@reaction("-> surface_receptor_free", boundary="receptor")
def receptor_synthesis(
    receptor_messenger: Number,
    receptor_synthesis_maximal: Number,
    receptor_density: Number,
    volume: Number,
) -> Number:
    """Receptor is made in proportion to its message; a lesion may make less of it."""
    return receptor_synthesis_maximal * receptor_density * receptor_messenger * volume


@reaction("endosomal_receptor_free ->", boundary="receptor")
def empty_receptor_degradation(
    endosomal_receptor_free: Number, receptor_degradation: Number, volume: Number
) -> Number:
    """Part of the receptor inside goes on to the lysosome."""
    return receptor_degradation * endosomal_receptor_free * volume


@reaction("endosomal_receptor_apo ->", boundary=("receptor", "transferrin"))
def loaded_receptor_degradation(
    endosomal_receptor_apo: Number, receptor_degradation: Number, volume: Number
) -> Number:
    """Receptor that goes to the lysosome takes its emptied transferrin along."""
    return receptor_degradation * endosomal_receptor_apo * volume


@reaction("-> divalent_transporter", boundary=True)
def divalent_transporter_synthesis(
    message_held: Number,
    divalent_transporter_density: Number,
    divalent_transporter_degradation: Number,
    divalent_transporter_unregulated: Number,
    divalent_transporter_regulated_gain: Number,
    volume: Number,
) -> Number:
    """DMT1 rises when regulatory protein holds its message, like TfR1 but less steeply."""
    level = divalent_transporter_unregulated + divalent_transporter_regulated_gain * message_held
    return divalent_transporter_degradation * divalent_transporter_density * level * volume


@reaction("divalent_transporter ->", boundary=True)
def divalent_transporter_decay(
    divalent_transporter: Number, divalent_transporter_degradation: Number, volume: Number
) -> Number:
    """DMT1 turns over in about a day."""
    return divalent_transporter_degradation * divalent_transporter * volume


@derived("umol/L", label="TfR1")
def total_receptor(
    surface_receptor: Number, endosomal_receptor_free: Number, endosomal_receptor_apo: Number
) -> Number:
    """All receptor of the cell: what an antibody on fixed tissue would see."""
    return surface_receptor + endosomal_receptor_free + endosomal_receptor_apo


RECEPTOR_EXPRESSION = Process(
    "receptor expression",
    species=SPECIES,
    parameters=HANDLES,
    reactions=(
        receptor_transcription,
        messenger_decay,
        receptor_synthesis,
        empty_receptor_degradation,
        loaded_receptor_degradation,
        divalent_transporter_synthesis,
        divalent_transporter_decay,
    ),
    derived=(total_receptor,),
)
CHEMISTRY = Process("receptor expression chemistry", parameters=SHARED_PARAMETERS)
