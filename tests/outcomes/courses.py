"""Days that nobody had to solve: given courses, read as any other day."""

from dataclasses import replace

import numpy as np
from cells import healthy_day

from rls_sim.outcomes.day import Day

GRID = np.linspace(0.0, 24.0, 289)


def wave(mean=1.0, amplitude=0.3, acrophase=0.0, harmonic=1):
    """A course (289,) with one harmonic, highest at ``acrophase``."""
    return mean * (1 + amplitude * np.cos(2 * np.pi * harmonic * (GRID - acrophase) / 24))


def day_of(species, course):
    """The healthy day with another course (289,) of one species; all else is read off it."""
    day = healthy_day()
    state = day.state.copy()
    state[day.kernel.species_names.index(species)] = course
    return replace(day, state=state, reference=day)


class GivenDay(Day):
    """A day of given courses and parameters, without any model."""

    def __init__(self, courses, values):
        super().__init__(model=None, kernel=None, time=GRID, state=np.zeros((0, GRID.size)))
        object.__setattr__(self, "_courses", courses)
        object.__setattr__(self, "_values", values)

    def __getitem__(self, name):
        return self._courses[name]

    def parameter(self, name):
        return self._values[name]
