"""
From dopamine to the legs: D2 signal, the gain of glutamate, the gate that lets an urge through.

Nothing here feeds back on iron or dopamine; it is read off the finished day. The gate is
smooth; whether an urge arises at rest is whether the gate stands above the urge threshold.
"""

from rls_sim.network.process import Process
from rls_sim.network.rate_laws import positive_part
from rls_sim.network.reaction import Number, derived
from rls_sim.quantities.parameter import Evidence, Parameter

SOFTNESS = 0.2  # of the end of the drive from glutamate; 1 in health, so it bends it by 1 %
CHOICE = "a choice of the dossier's prototype; no measurement is known"

PARAMETERS = (
    Parameter(
        "d2_affinity",
        0.0123,
        "umol/L",
        "extracellular dopamine that occupies half of D2",
        Evidence.ASSUMED,
        ("laruelle1997", "abi_dargham2000"),
        (0.004, 0.04),
        "lognormal:1.5",
        "gives 14 % occupancy at 2.02 nM, inside a recalled 9 to 19 % from depletion PET",
    ),
    Parameter(
        "d2_occupancy_reference",
        0.141,
        "1",
        "D2 occupancy in health, day average",
        Evidence.DERIVED,
        "dossier2026",
        (0.05, 0.3),
        "fixed",
        "the unit of the D2 signal",
    ),
    Parameter(
        "gate_half_signal",
        0.85,
        "1",
        "D2 signal at which the gate is half shut",
        Evidence.ASSUMED,
        (),
        (0.5, 1.0),
        "lognormal:1.05",
        CHOICE,
    ),
    Parameter(
        "gate_steepness",
        6.0,
        "1",
        "steepness of the gate in the D2 signal",
        Evidence.ASSUMED,
        (),
        (2.0, 10.0),
        "uniform",
        CHOICE,
    ),
    Parameter(
        "adenosine_gain",
        2.0,
        "1",
        "rise of corticostriatal drive when A1 receptors are gone",
        Evidence.ASSUMED,
        (),
        (0.0, 5.0),
        "lognormal:1.5",
        CHOICE,
    ),
    Parameter(
        "spinal_gain",
        0.35,
        "1",
        "weight of the melatonin and spinal arm at its height",
        Evidence.ASSUMED,
        (),
        (0.0, 1.0),
        "uniform",
        CHOICE,
    ),
    Parameter(
        "urge_threshold",
        0.715,
        "1",
        "gate above which rest provokes an urge to move",
        Evidence.FITTED,
        "clinic_cohort",
        (0.2, 2.0),
        "lognormal:1.2",
        "fitted to 8 h of urge, 20:00 to 04:00, at 0.6 of healthy labile iron (an assumed level)",
    ),
    Parameter(
        "night_begins",
        16.0,
        "h",
        "clock time at which evening and night begin",
        Evidence.ASSUMED,
        "allen2005",
        (14.0, 22.0),
        "fixed",
        "16 h, the afternoon test of the trial that compared clock times, ends the day; a bound "
        "of words, not of the model",
    ),
    Parameter(
        "night_ends",
        8.0,
        "h",
        "clock time at which the night ends",
        Evidence.ASSUMED,
        "allen2005",
        (4.0, 10.0),
        "fixed",
        "08 h, its morning test; symptoms are least from 09 to 11 (trenkwalder1999)",
    ),
    Parameter(
        "urge_build",
        8.0,
        "1/h",
        "rise of the urge at rest, per excess of the gate over its threshold",
        Evidence.ASSUMED,
        (),
        (1.0, 60.0),
        "lognormal:1.5",
        "builds in about 40 minutes; " + CHOICE,
    ),
    Parameter(
        "urge_decay",
        1.5,
        "1/h",
        "fading of the urge at rest",
        Evidence.ASSUMED,
        (),
        (0.3, 10.0),
        "lognormal:1.5",
        CHOICE,
    ),
    Parameter(
        "urge_movement_relief",
        60.0,
        "1/h",
        "fading of the urge while the legs move, beyond that at rest",
        Evidence.ASSUMED,
        (),
        (0.0, 120.0),
        "lognormal:2",
        "patients tell of relief at once or within minutes; " + CHOICE,
    ),
    Parameter(
        "urge_noticed",
        0.3,
        "1",
        "urge that is noticed",
        Evidence.ASSUMED,
        (),
        (0.05, 1.0),
        "uniform",
        CHOICE,
    ),
    Parameter(
        "immobilisation_test_begins",
        22.0,
        "h",
        "clock time at which the suggested immobilisation test begins",
        Evidence.MEASURED,
        "allen2005",
        (0.0, 24.0),
        "fixed",
        "tests at 22, 08 and 16 h were compared",
    ),
    Parameter(
        "leg_movements_maximal",
        300.0,
        "1/h",
        "periodic leg movements an hour at the strongest urge",
        Evidence.DERIVED,
        "immobilisation_interval",
        (60.0, 400.0),
        "lognormal:1.2",
        "one in 11 to 12 s while immobile",
    ),
    Parameter(
        "leg_movements_half_urge",
        2.0,
        "1",
        "urge at which leg movements come at half of that pace",
        Evidence.ASSUMED,
        (),
        (0.3, 6.0),
        "lognormal:1.5",
        CHOICE,
    ),
    Parameter(
        "irls_half_urge",
        0.39742,
        "1",
        "evening and night mean of the urge at which the score is 20 of 40",
        Evidence.FITTED,
        "untreated_cohort",
        (0.05, 5.0),
        "lognormal:1.5",
        "fitted to an untreated mean of 24 at 0.6 of healthy labile iron (an assumed level)",
    ),
    Parameter(
        "irls_steepness",
        1.5,
        "1",
        "steepness of the score in the urge",
        Evidence.ASSUMED,
        (),
        (0.5, 4.0),
        "uniform",
        CHOICE,
    ),
)


@derived("1", label="D2 signal, relative to healthy")
def d2_signal(
    d2_stimulation: Number,
    d2_receptor: Number,
    d2_affinity: Number,
    d2_occupancy_reference: Number,
) -> Number:
    """Receptors there are, times the share that dopamine and its agonists occupy."""
    occupancy = d2_stimulation / (d2_affinity + d2_stimulation)
    return d2_receptor * occupancy / d2_occupancy_reference


@derived("1", label="adenosine's brake on glutamate", source="adenosine_terminals")
def adenosine_brake(adenosine_a1_receptor: Number, adenosine_rise: Number) -> Number:
    """A1 receptors there are, times how much adenosine there is for them; 1 in health."""
    return adenosine_a1_receptor * (1 + adenosine_rise)


@derived("1", label="drive from glutamate", source="adenosine_terminals")
def glutamate_drive(
    adenosine_brake: Number, adenosine_gain: Number, glutamate_block: Number
) -> Number:
    """A lost brake lets glutamate out in proportion; a strong one holds it back, never below 0."""
    drive = positive_part(1 + adenosine_gain * (1 - adenosine_brake), SOFTNESS)
    return drive / positive_part(1, SOFTNESS) * (1 - glutamate_block)


@derived("1", label="drive from glutamate and the spinal arm")
def excitatory_drive(
    glutamate_drive: Number, spinal_drive: Number, spinal_gain: Number, augmentation: Number
) -> Number:
    """The spinal arm adds the night, augmentation adds to both."""
    return glutamate_drive * (1 + spinal_gain * spinal_drive) * (1 + augmentation)


@derived("1", label="gate")
def gate(
    excitatory_drive: Number, d2_signal: Number, gate_half_signal: Number, gate_steepness: Number
) -> Number:
    """What comes through to the legs: drive, shut by the D2 signal."""
    return excitatory_drive / (1 + (d2_signal / gate_half_signal) ** gate_steepness)


@derived("1", label="function reserve")
def function_reserve(gate: Number, urge_threshold: Number) -> Number:
    """How far function is from failing at this hour: below 1, rest provokes an urge."""
    return urge_threshold / gate


LEGS = Process(
    "legs",
    parameters=PARAMETERS,
    derived=(
        d2_signal,
        adenosine_brake,
        glutamate_drive,
        excitatory_drive,
        gate,
        function_reserve,
    ),
)
