"""
Augmentation: under dopaminergic medicine the drive itself slowly rises, and fades as slowly.

What is known are hazards: how many patients have it after how long on which dose. So people
differ in one number, the pace at which it comes; its spread is fitted to those hazards
(clinic/augmentation.py).
"""

from rls_sim.network.process import Process
from rls_sim.network.reaction import Number, Species, derived, reaction
from rls_sim.quantities.parameter import Evidence, Parameter

SPECIES = (Species("augmentation", "augmentation of the drive", "terminal", 0.0, unit="1"),)

PARAMETERS = (
    Parameter(
        "augmentation_pace",
        0.0,
        "1/h",
        "rise of the drive under an agonist that binds as much as what occupies half of D2",
        Evidence.ASSUMED,
        "allen2014",
        (0.0, 1.0),
        "fixed",
        "0 in the reference person; people's are drawn, fitted to hazards",
    ),
    Parameter(
        "augmentation_recovery",
        2e-4,
        "1/h",
        "fading of augmentation",
        Evidence.ASSUMED,
        "dossier2026",
        (2e-5, 2e-3),
        "lognormal:2",
        "seven months; a placeholder of the dossier, nothing was fitted",
    ),
    Parameter(
        "augmentation_want",
        2.0,
        "1",
        "power by which want of iron in the terminal speeds augmentation",
        Evidence.ASSUMED,
        (),
        (0.0, 4.0),
        "uniform",
        "that low ferritin goes with augmentation is recalled; how steeply is not known",
    ),
    Parameter(
        "levodopa_load",
        0.05,
        "L/umol",
        "weight of levodopa in plasma, against agonist binding, in bringing augmentation",
        Evidence.ASSUMED,
        (),
        (0.0, 1.0),
        "lognormal:2",
        "levodopa augments more than any agonist",
    ),
)


@derived("1", label="dopaminergic load")
def dopaminergic_load(
    agonist_binding: Number, levodopa_plasma: Number, levodopa_load: Number
) -> Number:
    """How strongly medicines push, by what they bind."""
    return agonist_binding + levodopa_load * levodopa_plasma


@reaction("-> augmentation", boundary=True)
def augmentation_rise(
    dopaminergic_load: Number,
    iron_want: Number,
    healthy_iron_want: Number,
    augmentation_pace: Number,
    augmentation_want: Number,
    terminal_volume: Number,
) -> Number:
    """Medicine sensitises the drive, faster where the terminal is short of iron."""
    want = (iron_want / healthy_iron_want) ** augmentation_want
    return augmentation_pace * dopaminergic_load * want * terminal_volume


@reaction("augmentation ->", boundary=True)
def augmentation_fading(
    augmentation: Number, augmentation_recovery: Number, terminal_volume: Number
) -> Number:
    """It fades over months once the medicine is gone."""
    return augmentation_recovery * augmentation * terminal_volume


AUGMENTATION = Process(
    "augmentation",
    species=SPECIES,
    parameters=PARAMETERS,
    reactions=(augmentation_rise, augmentation_fading),
    derived=(dopaminergic_load,),
)
