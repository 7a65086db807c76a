"""Outcomes of the legs and of life: reserve, urge, leg movements, score, cell loss."""

import numpy as np

from rls_sim.outcomes.day import Day
from rls_sim.outcomes.dual import number
from rls_sim.outcomes.legs import cell_loss, deficit_hours, urge, urge_of_a_rest
from rls_sim.outcomes.measure import measure
from rls_sim.outcomes.states import least_reserve, nightly

IMMOBILISATION_HOURS = 1.0


@measure("Function reserve by day, least", "1", ("night_begins", "night_ends"))
def function_reserve_day(day: Day) -> float:
    """Least reserve outside the night; below 1, rest provokes an urge by day."""
    begins, ends = nightly(day)
    return least_reserve(day, ends, begins)


@measure("Function reserve by night, least", "1", ("night_begins", "night_ends"))
def function_reserve_night(day: Day) -> float:
    """Least reserve of the night; below 1, rest provokes an urge at night."""
    return least_reserve(day, *nightly(day))


@measure("Hours in which rest provokes an urge", "h")
def deficit_hours_a_day(day: Day) -> float:
    """Hours of the day with the gate above the urge threshold."""
    return deficit_hours(day)


@measure("Urge at rest, highest", "1", ("urge_build", "urge_decay"))
def urge_peak(day: Day) -> float:
    """Highest urge of someone who lies still."""
    return number(urge(day).max())


@measure("Hour of the strongest urge", "h")
def urge_peak_hour(day: Day) -> float:
    """Clock time of the strongest urge; not a number where there is none."""
    course = urge(day)[:-1]
    return float(day.time[int(course.argmax())]) if course.max() > 0 else float("nan")


@measure("Hours with an urge", "h", ("urge_noticed",))
def urge_hours(day: Day) -> float:
    """Hours of the day in which someone who lies still notices an urge."""
    return day.hours(urge(day) - day.parameter("urge_noticed"))


@measure("Onset of the urge", "h")
def urge_onset(day: Day) -> float:
    """Clock time of the first notice after noon; not a number where it is never or always."""
    noticed = urge(day)[:-1] > day.parameter("urge_noticed")
    rising = np.flatnonzero(noticed & ~np.roll(noticed, 1))
    if not rising.size:
        return float("nan")
    hours = day.time[rising]
    return float(min(hours, key=lambda hour: (hour - 12) % 24))


@measure("Suggested immobilisation test, mean urge", "1", ("immobilisation_test_begins",))
def immobilisation_test(day: Day) -> float:
    """Mean urge in an hour of sitting still, free of urge at its start."""
    begins = day.parameter("immobilisation_test_begins")
    return number(urge_of_a_rest(day, begins, IMMOBILISATION_HOURS).mean())


@measure(
    "Leg movements, lying awake and still",
    "1/h",
    ("leg_movements_maximal", "leg_movements_half_urge"),
)
def leg_movements_per_hour(day: Day) -> float:
    """Mean pace, evening and night, of someone who lies awake and still: no sleep index."""
    squared = urge(day)[day.during(*nightly(day))] ** 2
    half = day.parameter("leg_movements_half_urge") ** 2
    return number(np.mean(day.parameter("leg_movements_maximal") * squared / (half + squared)))


@measure("IRLS-like score, of 40", "1", ("irls_half_urge", "irls_steepness"))
def irls_score(day: Day) -> float:
    """Severity from the mean urge of the night."""
    steepness = day.parameter("irls_steepness")
    strength: float = number(urge(day)[day.during(*nightly(day))].mean()) ** steepness
    half: float = day.parameter("irls_half_urge") ** steepness
    return 40 * strength / (half + strength)


@measure("Hour of the least gate", "h")
def gate_trough_hour(day: Day) -> float:
    """Clock time at which an urge is least likely."""
    return float(day.time[int(day["gate"][:-1].argmin())])


@measure("Cell loss in ten years", "1", ("dying_threshold", "overload_threshold"))
def cell_loss_per_decade(day: Day) -> float:
    """Share of such cells lost in ten years, to want of iron and to its excess."""
    kept = (1 - cell_loss(day, "deficiency_hazard")) * (1 - cell_loss(day, "overload_hazard"))
    return 1 - kept
