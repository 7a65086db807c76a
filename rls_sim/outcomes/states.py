"""The state of a cell, read off its day with thresholds that are parameters."""

from enum import StrEnum

import numpy as np

from rls_sim.outcomes.day import Day
from rls_sim.outcomes.legs import cell_loss, deficit_hours

NIGHT = (18.0, 6.0)  # clock hours that count as night


class CellState(StrEnum):
    """What becomes of a cell."""

    DYING = "dying"  # lost for want of working iron
    DEFICIENT = "deficient"  # alive, function fails day and night
    NIGHT_DEFICIENT = "night_deficient"  # function fails for part of the day, mostly at night
    DAY_DEFICIENT = "day_deficient"  # function fails for part of the day, mostly by day
    FUNCTIONAL = "functional"
    OVERLOADED = "overloaded"  # too much labile iron


def cell_state(day: Day) -> CellState:
    """The state; life comes before function, and each threshold is a parameter."""
    overload = cell_loss(day, "overload_hazard") > day.parameter("dying_threshold")
    if overload or day.mean("labile_iron") > day.parameter("overload_threshold"):
        return CellState.OVERLOADED
    if cell_loss(day, "deficiency_hazard") > day.parameter("dying_threshold"):
        return CellState.DYING
    failing = day["function_reserve"][:-1] < 1
    if failing.all():
        return CellState.DEFICIENT
    if deficit_hours(day) == 0:
        return CellState.FUNCTIONAL
    at_night = day.during(*NIGHT)[:-1]
    mostly_night = np.sum(failing & at_night) >= np.sum(failing & ~at_night)
    return CellState.NIGHT_DEFICIENT if mostly_night else CellState.DAY_DEFICIENT
