"""
The clock: one 24 h drive for each step that a clock might move, each with size and hour.

Which step carries the night is a hypothesis, not a choice: a drive of size 0 is there to be
turned on. Drives multiply a rate and have mean 1; the spinal arm, which is read off the finished
day, runs from 0 up.
"""

from rls_sim.network.process import Process
from rls_sim.network.rate_laws import daily_wave
from rls_sim.network.reaction import Derived, Number, derived
from rls_sim.quantities.parameter import Evidence, Parameter

PERIOD = Parameter(
    "clock_period",
    24.0,
    "h",
    "period of the entrained clock",
    Evidence.DERIVED,
    "dossier2026",
    (24.0, 24.0),
    "fixed",
    "the day",
)


def _amplitude(
    step: str,
    value: float,
    note: str,
    source: str = "",
    grade: Evidence = Evidence.ASSUMED,
    spread: str = "lognormal:1.2",
) -> Parameter:
    return Parameter(
        f"{step}_clock_amplitude",
        value,
        "1",
        f"size of the daily rhythm of {step.replace('_', ' ')}, half of peak to trough over mean",
        grade,
        source or (),
        (0.0, 0.9),
        spread,
        note,
    )


def _acrophase(
    step: str,
    value: float,
    note: str,
    source: str = "",
    grade: Evidence = Evidence.ASSUMED,
) -> Parameter:
    return Parameter(
        f"{step}_clock_acrophase",
        value,
        "h",
        f"clock time at which the rhythm of {step.replace('_', ' ')} is highest",
        grade,
        source or (),
        (-12.0, 36.0),
        "normal:1.5",
        note,
    )


PARAMETERS = (
    PERIOD,
    _amplitude(
        "macrophage_release",
        0.70505,
        "fitted to a swing of serum iron of 0.5 of its mean (0.4 to 0.6 recalled)",
        "scales1988",
    ),
    _acrophase(
        "macrophage_release",
        11.589,
        "fitted to the hour of highest serum iron, 12.6",
        "ridefelt2010",
        Evidence.FITTED,
    ),
    _amplitude(
        "tyrosine_hydroxylase",
        0.38509,
        "fitted to extracellular dopamine 1.175 times higher in the active than the rest phase",
        "bianco2009",
        Evidence.FITTED,
    ),
    _acrophase(
        "tyrosine_hydroxylase",
        9.4142,
        "fitted to the highest dopamine in human spinal fluid at 10:00",
        "poceta2009",
        Evidence.FITTED,
    ),
    _amplitude(
        "release",
        0.0,
        "midbrain neurons fire evenly through the day (ferris2014); turned on as a hypothesis",
        spread="fixed",
    ),
    _acrophase("release", 14.0, "no rhythm by default; the hour matters once it is turned on"),
    _amplitude(
        "dopamine_transporter", 0.04, "density lower in the active phase (bianco2009); size assumed"
    ),
    _acrophase("dopamine_transporter", 21.3, "opposite to tyrosine hydroxylase (bianco2009)"),
    _amplitude(
        "monoamine_oxidase",
        0.0,
        "a target of the clock genes, no size known; turned on as a hypothesis",
        spread="fixed",
    ),
    _acrophase("monoamine_oxidase", 16.0, "no rhythm by default; CLOCK-BMAL1 of Kim's model"),
    Parameter(
        "spinal_clock_amplitude",
        0.5,
        "1",
        "mean of the melatonin and spinal arm, which swings from 0 to twice that",
        Evidence.ASSUMED,
        (),
        (0.0, 0.9),
        "lognormal:1.2",
        "a full swing between 0 and 1",
    ),
    _acrophase("spinal", 2.5, "melatonin highest in the small hours"),
)


@derived("1", label="clock on macrophage release")
def macrophage_release_clock(
    time: Number,
    clock_period: Number,
    macrophage_release_clock_amplitude: Number,
    macrophage_release_clock_acrophase: Number,
) -> Number:
    """Release of iron from macrophages, from which serum iron has its rhythm."""
    return daily_wave(
        time, clock_period, macrophage_release_clock_amplitude, macrophage_release_clock_acrophase
    )


@derived("1", label="clock on tyrosine hydroxylase")
def tyrosine_hydroxylase_clock(
    time: Number,
    clock_period: Number,
    tyrosine_hydroxylase_clock_amplitude: Number,
    tyrosine_hydroxylase_clock_acrophase: Number,
) -> Number:
    """Activity of tyrosine hydroxylase; the protein turns over too slowly to carry a day."""
    return daily_wave(
        time,
        clock_period,
        tyrosine_hydroxylase_clock_amplitude,
        tyrosine_hydroxylase_clock_acrophase,
    )


@derived("1", label="clock on dopamine release")
def release_clock(
    time: Number,
    clock_period: Number,
    release_clock_amplitude: Number,
    release_clock_acrophase: Number,
) -> Number:
    """Release per vesicular dopamine."""
    return daily_wave(time, clock_period, release_clock_amplitude, release_clock_acrophase)


@derived("1", label="clock on dopamine reuptake")
def dopamine_transporter_clock(
    time: Number,
    clock_period: Number,
    dopamine_transporter_clock_amplitude: Number,
    dopamine_transporter_clock_acrophase: Number,
) -> Number:
    """Speed of the dopamine transporter."""
    return daily_wave(
        time,
        clock_period,
        dopamine_transporter_clock_amplitude,
        dopamine_transporter_clock_acrophase,
    )


@derived("1", label="clock on monoamine oxidase")
def monoamine_oxidase_clock(
    time: Number,
    clock_period: Number,
    monoamine_oxidase_clock_amplitude: Number,
    monoamine_oxidase_clock_acrophase: Number,
) -> Number:
    """Activity of monoamine oxidase."""
    return daily_wave(
        time, clock_period, monoamine_oxidase_clock_amplitude, monoamine_oxidase_clock_acrophase
    )


@derived("1", label="melatonin and spinal arm")
def spinal_drive(
    time: Number,
    clock_period: Number,
    spinal_clock_amplitude: Number,
    spinal_clock_acrophase: Number,
) -> Number:
    """Night-time facilitation of the spinal cord, 0 by day and 1 at its height by default."""
    wave = daily_wave(time, clock_period, 1, spinal_clock_acrophase)
    return spinal_clock_amplitude * wave


DRIVES: tuple[Derived, ...] = (
    macrophage_release_clock,
    tyrosine_hydroxylase_clock,
    release_clock,
    dopamine_transporter_clock,
    monoamine_oxidase_clock,
    spinal_drive,
)

CLOCK = Process("clock", parameters=PARAMETERS, derived=DRIVES)
