"""From the gate to the legs and from hazards to loss: what is read off a finished day."""

import numpy as np
from numpy.typing import NDArray

from rls_sim.outcomes.day import AnyDay
from rls_sim.outcomes.dual import number

Array = NDArray[np.float64]
HOURS_IN_A_DECADE = 87_660.0


def deficit(day: AnyDay) -> Array:
    """Gate above the urge threshold, a course; zero where function holds."""
    return np.maximum(day["gate"] - day.level("urge_threshold"), 0.0)


def deficit_hours(day: AnyDay) -> float:
    """Hours of the day in which rest provokes an urge."""
    return day.hours(day["gate"] - day.level("urge_threshold"))


def urge(day: AnyDay) -> Array:
    """
    Urge to move, a course, of someone who lies still all day and night.

    It builds on the deficit and fades: U' = build * deficit - decay * U, the deficit linear between
    points, solved exactly and closed over the day.
    """
    return day.once(_urge)


def _urge(day: AnyDay) -> Array:
    built = _march(*_steps(day))  # from no urge at midnight
    left: Array = np.exp(
        -day.level("urge_decay") * day.time
    )  # of the urge that there was at midnight
    return built + left * (built[..., -1:] / (1 - left[..., -1:]))


def urge_of_a_rest(day: AnyDay, begins: float, hours: float) -> Array:
    """Urge, a point a step, of someone who sits down free of it at the clock time ``begins``."""
    fade, inflow = _steps(day)
    return _march(fade, day.stretch(inflow, begins, hours))


def _steps(day: AnyDay) -> tuple[float, Array]:
    """What is left of an urge after one step, and what each step of the day adds to it."""
    build, decay, step = day.level("urge_build"), day.level("urge_decay"), day.step
    source = build * deficit(day)
    fade = number(np.exp(-decay * step))
    late = (1 - (1 - fade) / (decay * step)) / decay  # weight of the end of each step
    early = (1 - fade) / decay - late
    return fade, early * source[..., :-1] + late * source[..., 1:]


def _march(fade: float, inflow: Array) -> Array:
    """The course from nothing: of each point ``fade`` is left at the next, plus inflow (n steps).

    Each turn adds what came in up to twice as far back: a few turns in place of a step a point.
    """
    nothing = np.zeros((*inflow.shape[:-1], 1))
    course, reach, left = np.concatenate([nothing, inflow], axis=-1), 1, fade
    while reach < course.shape[-1]:
        further = course[..., reach:] + left * course[..., :-reach]
        course = np.concatenate([course[..., :reach], further], axis=-1)
        reach, left = 2 * reach, left * left
    return course


def cell_loss(day: AnyDay, hazard: str) -> float:
    """Share of such cells lost in ten years to one hazard (1/h)."""
    return number(-np.expm1(-day.mean(hazard) * HOURS_IN_A_DECADE))
