"""The state of a cell, read off its day with thresholds that are parameters."""

from collections.abc import Mapping
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


def state_margins(day: Day) -> dict[str, float]:
    """By how much each thing that a state is made of holds; below zero it does not.

    Continuous in the day, so the state changes where one of them crosses zero and nowhere else.
    """
    begins, ends = nightly(day)
    bearable = day.parameter("dying_threshold")
    return {
        "overload_loss": bearable - cell_loss(day, "overload_hazard"),
        "overload_iron": day.parameter("overload_threshold") - day.mean("labile_iron"),
        "deficiency_loss": bearable - cell_loss(day, "deficiency_hazard"),
        "night_reserve": least_reserve(day, begins, ends) - 1,
        "day_reserve": least_reserve(day, ends, begins) - 1,
    }


def state_of(margins: Mapping[str, float]) -> CellState:
    """The state that the margins of a day make; life comes before function."""
    fails = {name for name, margin in margins.items() if margin < 0}
    if fails & {"overload_loss", "overload_iron"}:
        return CellState.OVERLOADED
    if "deficiency_loss" in fails:
        return CellState.DYING
    return {
        (True, True): CellState.DEFICIENT,
        (True, False): CellState.NIGHT_DEFICIENT,
        (False, True): CellState.DAY_DEFICIENT,
        (False, False): CellState.FUNCTIONAL,
    }["night_reserve" in fails, "day_reserve" in fails]


def cell_state(day: Day) -> CellState:
    """The state of the day; each threshold is a parameter."""
    return state_of(state_margins(day))
