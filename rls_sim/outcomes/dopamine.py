"""Outcomes of dopamine: enzyme, receptors, synthesis, the level outside through the day."""

import numpy as np

from rls_sim.outcomes.day import AnyDay
from rls_sim.outcomes.dual import number
from rls_sim.outcomes.measure import NANOMOLAR, measure, ratio, relative_measure


@measure("Tyrosine hydroxylase with iron", "1")
def tyrosine_hydroxylase_occupancy(day: AnyDay) -> float:
    """Day average of the share of enzyme that carries iron."""
    return day.mean("tyrosine_hydroxylase_occupancy")


@measure("Tyrosine hydroxylase, relative to healthy", "1")
def tyrosine_hydroxylase(day: AnyDay) -> float:
    """Day average of the amount of enzyme."""
    return day.mean("tyrosine_hydroxylase")


@measure("Phosphorylated tyrosine hydroxylase, relative to healthy", "1")
def phosphorylated_hydroxylase(day: AnyDay) -> float:
    """Amount of enzyme times the share that is phosphorylated."""
    return day.mean("tyrosine_hydroxylase") * day.mean("tyrosine_hydroxylase_phosphorylation")


@measure("DAT, relative to healthy", "1")
def dopamine_transporter(day: AnyDay) -> float:
    """Day average of the dopamine transporter."""
    return day.mean("dopamine_transporter")


@measure("D2 receptor, relative to healthy", "1")
def d2_receptor(day: AnyDay) -> float:
    """Day average of the D2 receptor."""
    return day.mean("d2_receptor")


@measure("Adenosine A1 receptor, relative to healthy", "1")
def adenosine_a1_receptor(day: AnyDay) -> float:
    """Day average of the adenosine A1 receptor."""
    return day.mean("adenosine_a1_receptor")


@measure("Dopamine synthesis", "umol/L/h")
def dopamine_synthesis(day: AnyDay) -> float:
    """Day average of the hydroxylation of tyrosine, per terminal volume."""
    return day.mean("tyrosine_hydroxylation") / day.parameter("terminal_volume")


@measure("Extracellular dopamine, day average", "nmol/L")
def extracellular_dopamine(day: AnyDay) -> float:
    """Day average of dopamine outside the terminal."""
    return NANOMOLAR * day.mean("extracellular_dopamine")


@measure("Extracellular dopamine, trough", "nmol/L")
def extracellular_dopamine_trough(day: AnyDay) -> float:
    """Lowest dopamine of the day."""
    return NANOMOLAR * number(day["extracellular_dopamine"].min(axis=-1))


@measure("Extracellular dopamine, peak", "nmol/L")
def extracellular_dopamine_peak(day: AnyDay) -> float:
    """Highest dopamine of the day."""
    return NANOMOLAR * number(day["extracellular_dopamine"].max(axis=-1))


@measure("Hour of highest extracellular dopamine", "h")
def extracellular_dopamine_acrophase(day: AnyDay) -> float:
    """Clock time of the 24 h wave of dopamine."""
    return day.acrophase(day["extracellular_dopamine"])


relative_measure(
    __name__,
    "extracellular_dopamine_relative",
    "extracellular_dopamine",
    "Extracellular dopamine",
    "Day average over healthy.",
)
relative_measure(
    __name__,
    "vesicular_dopamine_relative",
    "vesicular_dopamine",
    "Tissue dopamine",
    "Stored, over healthy.",
)


@measure("Hour of highest homovanillic acid in spinal fluid", "h")
def spinal_homovanillic_acrophase(day: AnyDay) -> float:
    """Clock time of homovanillic acid after the pool of spinal fluid that it fills."""
    turnover = day.level("cerebrospinal.volume") / day.level("cerebrospinal_flow")
    return day.acrophase(day.lagged(day["homovanillic_acid"], turnover))


@measure("D2 signal, day average", "1")
def d2_signal(day: AnyDay) -> float:
    """Day average of receptors times occupancy, relative to the reference."""
    return day.mean("d2_signal")


relative_measure(__name__, "methyldopa_relative", "methyldopa", "3-O-methyldopa", "Over healthy.")
relative_measure(
    __name__, "homovanillic_acid_relative", "homovanillic_acid", "HVA", "Over healthy."
)
relative_measure(
    __name__, "tetrahydrobiopterin_relative", "tetrahydrobiopterin", "BH4", "Over healthy."
)


@measure("Dopamine, cytosol", "umol/L")
def cytosolic_dopamine(day: AnyDay) -> float:
    """Day average of dopamine in the cytosol of the terminal."""
    return day.mean("cytosolic_dopamine")


@measure("Dopamine, vesicles", "umol/L")
def vesicular_dopamine(day: AnyDay) -> float:
    """Day average of dopamine in vesicles."""
    return day.mean("vesicular_dopamine")


@measure("Dopamine taken back", "1")
def recapture_share(day: AnyDay) -> float:
    """Share of released dopamine that DAT takes back."""
    taken, released = day.mean("dopamine_reuptake"), day.mean("dopamine_release")
    return ratio(taken, released, day.healthy.mean("dopamine_release"))


@measure("Extracellular dopamine, best half of the day over the other", "1")
def extracellular_dopamine_active_rest(day: AnyDay) -> float:
    """Mean of the highest twelve hours over the mean of the other twelve: active against rest."""
    course = day["extracellular_dopamine"][..., :-1]
    half = course.shape[-1] // 2
    so_far = np.cumsum(np.concatenate([course, course[..., :half]], axis=-1), axis=-1)
    twelve_hours = so_far[..., half:] - so_far[..., :-half]
    best = number(twelve_hours.max(axis=-1))
    usual = half * day.healthy.mean("extracellular_dopamine")
    return ratio(best, number(course.sum(axis=-1)) - best, usual)
