"""From the gate to the legs and from hazards to loss: what is read off a finished day."""

import numpy as np
from numpy.typing import NDArray

from rls_sim.outcomes.day import Day
from rls_sim.outcomes.dual import number

Array = NDArray[np.float64]
HOURS_IN_A_DECADE = 87_660.0


def deficit(day: Day) -> Array:
    """Gate above the urge threshold (points,); zero where function holds."""
    return np.maximum(day["gate"] - day.parameter("urge_threshold"), 0.0)


def deficit_hours(day: Day) -> float:
    """Hours of the day in which rest provokes an urge."""
    return day.hours(day["gate"] - day.parameter("urge_threshold"))


def urge(day: Day) -> Array:
    """
    Urge to move (points,) of someone who lies still all day and night.

    It builds on the deficit and fades: U' = build * deficit - decay * U, the deficit linear between
    points, solved exactly and closed over the day.
    """
    return day.once(_urge)


def _urge(day: Day) -> Array:
    fade, inflow = _steps(day)
    left_after_a_day = fade ** len(inflow)
    start = _march(0.0, fade, inflow)[-1] / (1 - left_after_a_day)
    return _march(start, fade, inflow)


def urge_of_a_rest(day: Day, begins: float, hours: float) -> Array:
    """Urge (points,) of someone who sits down free of it at the clock time ``begins``."""
    fade, inflow = _steps(day)
    step = day.time[1] - day.time[0]
    first, count = round(begins % 24 / step), round(hours / step)
    return _march(0.0, fade, np.roll(inflow, -first)[:count])


def _steps(day: Day) -> tuple[float, Array]:
    """What is left of an urge after one step, and what each step of the day adds to it."""
    build, decay = day.parameter("urge_build"), day.parameter("urge_decay")
    source, step = build * deficit(day), day.time[1] - day.time[0]
    fade = number(np.exp(-decay * step))
    late = (1 - (1 - fade) / (decay * step)) / decay  # weight of the end of each step
    early = (1 - fade) / decay - late
    return fade, early * source[:-1] + late * source[1:]


def _march(start: float, fade: float, inflow: Array) -> Array:
    """The course (n + 1,) from ``start``: of each point ``fade`` is left at the next, plus inflow.

    Each turn adds what came in up to twice as far back: a few turns in place of a step a point.
    """
    course, reach, left = np.append(start, inflow), 1, fade
    while reach < len(course):
        course = course + left * np.append(np.zeros(reach), course[:-reach])
        reach, left = 2 * reach, left * left
    return course


def cell_loss(day: Day, hazard: str) -> float:
    """Share of such cells lost in ten years to one hazard (1/h)."""
    return number(-np.expm1(-day.mean(hazard) * HOURS_IN_A_DECADE))
