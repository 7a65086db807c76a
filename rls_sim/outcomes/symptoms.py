"""Outcomes of the legs and of life: reserve, urge, leg movements, score, cell loss."""

import numpy as np

from rls_sim.outcomes.day import AnyDay
from rls_sim.outcomes.dual import number
from rls_sim.outcomes.legs import cell_loss, deficit_hours, urge, urge_of_a_rest
from rls_sim.outcomes.measure import measure
from rls_sim.outcomes.states import least_reserve, nightly

IMMOBILISATION_HOURS = 1.0
MINUTES_AN_HOUR = 60.0


@measure("Function reserve by day, least", "1", ("night_begins", "night_ends"))
def function_reserve_day(day: AnyDay) -> float:
    """Least reserve outside the night; below 1, rest provokes an urge by day."""
    begins, ends = nightly(day)
    return least_reserve(day, ends, begins)


@measure("Function reserve by night, least", "1", ("night_begins", "night_ends"))
def function_reserve_night(day: AnyDay) -> float:
    """Least reserve of the night; below 1, rest provokes an urge at night."""
    return least_reserve(day, *nightly(day))


@measure("Hours in which rest provokes an urge", "h")
def deficit_hours_a_day(day: AnyDay) -> float:
    """Hours of the day with the gate above the urge threshold."""
    return deficit_hours(day)


@measure("Urge at rest, highest", "1", ("urge_build", "urge_decay"))
def urge_peak(day: AnyDay) -> float:
    """Highest urge of someone who lies still."""
    return number(urge(day).max(axis=-1))


@measure("Hour of the strongest urge", "h")
def urge_peak_hour(day: AnyDay) -> float:
    """Clock time of the strongest urge; not a number where there is none."""
    course = urge(day)[..., :-1]
    hour = day.time[course.argmax(axis=-1)]
    return number(np.where(course.max(axis=-1) > 0, hour, np.nan))


@measure("Hours with an urge", "h", ("urge_noticed",))
def urge_hours(day: AnyDay) -> float:
    """Hours of the day in which someone who lies still notices an urge."""
    return day.hours(urge(day) - day.level("urge_noticed"))


@measure("Onset of the urge", "h")
def urge_onset(day: AnyDay) -> float:
    """Clock time of the first notice after noon; not a number where it is never or always."""
    noticed = urge(day)[..., :-1] > day.level("urge_noticed")
    rising = noticed & ~np.roll(noticed, 1, axis=-1)
    since_noon = (day.time[:-1] - 12) % 24
    first = np.where(rising, since_noon, np.inf).argmin(axis=-1)
    return number(np.where(rising.any(axis=-1), day.time[first], np.nan))


@measure("Suggested immobilisation test, mean urge", "1", ("immobilisation_test_begins",))
def immobilisation_test(day: AnyDay) -> float:
    """Mean urge in an hour of sitting still, free of urge at its start."""
    begins = day.parameter("immobilisation_test_begins")
    return number(urge_of_a_rest(day, begins, IMMOBILISATION_HOURS).mean(axis=-1))


@measure("Movement until half of an urge is gone", "min", ("urge_decay", "urge_movement_relief"))
def relief_by_movement(day: AnyDay) -> float:
    """Minutes; it fades as at rest, and faster by what movement adds."""
    fading = day.parameter("urge_decay") + day.parameter("urge_movement_relief")
    return number(np.log(2.0) / fading * MINUTES_AN_HOUR)


@measure(
    "Leg movements, lying awake and still",
    "1/h",
    ("leg_movements_maximal", "leg_movements_half_urge"),
)
def leg_movements_per_hour(day: AnyDay) -> float:
    """Mean pace, evening and night, of someone who lies awake and still: no sleep index."""
    squared, half = urge(day) ** 2, day.level("leg_movements_half_urge") ** 2
    pace = day.level("leg_movements_maximal") * squared / (half + squared)
    return day.mean_during(pace, *nightly(day))


@measure("IRLS-like score, of 40", "1", ("irls_half_urge", "irls_steepness"))
def irls_score(day: AnyDay) -> float:
    """Severity from the mean urge of the night."""
    steepness = day.parameter("irls_steepness")
    strength: float = day.mean_during(urge(day), *nightly(day)) ** steepness
    half: float = day.parameter("irls_half_urge") ** steepness
    return 40 * strength / (half + strength)


@measure("Hour of the least gate", "h")
def gate_trough_hour(day: AnyDay) -> float:
    """Clock time at which an urge is least likely."""
    gate = day["gate"][..., :-1]
    hour = day.time[gate.argmin(axis=-1)]
    return number(np.where(np.isnan(gate.min(axis=-1)), np.nan, hour))


@measure("Cell loss in ten years", "1", ("dying_threshold", "overload_threshold"))
def cell_loss_per_decade(day: AnyDay) -> float:
    """Share of such cells lost in ten years, to want of iron and to its excess."""
    kept = (1 - cell_loss(day, "deficiency_hazard")) * (1 - cell_loss(day, "overload_hazard"))
    return 1 - kept
