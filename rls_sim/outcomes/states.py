"""The state of a cell, read off its day with thresholds that are parameters."""

from enum import StrEnum

from rls_sim.outcomes.day import Day
from rls_sim.outcomes.dual import number
from rls_sim.outcomes.legs import cell_loss


class CellState(StrEnum):
    """What becomes of a cell."""

    DYING = "dying"  # lost for want of working iron
    DEFICIENT = "deficient"  # alive, function fails both by day and by night
    NIGHT_DEFICIENT = "night_deficient"  # function fails at night only
    DAY_DEFICIENT = "day_deficient"  # function fails by day only
    FUNCTIONAL = "functional"
    OVERLOADED = "overloaded"  # too much labile iron


def nightly(day: Day) -> tuple[float, float]:
    """Clock hours at which the night begins and ends."""
    return day.parameter("night_begins"), day.parameter("night_ends")


def least_reserve(day: Day, begins: float, ends: float) -> float:
    """Least function reserve from one clock hour to another; below 1, rest provokes an urge."""
    return number(day["function_reserve"][day.during(begins, ends)].min())


def cell_state(day: Day) -> CellState:
    """The state; life comes before function, and each threshold is a parameter."""
    overload = cell_loss(day, "overload_hazard") > day.parameter("dying_threshold")
    if overload or day.mean("labile_iron") > day.parameter("overload_threshold"):
        return CellState.OVERLOADED
    if cell_loss(day, "deficiency_hazard") > day.parameter("dying_threshold"):
        return CellState.DYING
    begins, ends = nightly(day)
    fails = (least_reserve(day, begins, ends) < 1, least_reserve(day, ends, begins) < 1)
    return {
        (True, True): CellState.DEFICIENT,
        (True, False): CellState.NIGHT_DEFICIENT,
        (False, True): CellState.DAY_DEFICIENT,
        (False, False): CellState.FUNCTIONAL,
    }[fails]
