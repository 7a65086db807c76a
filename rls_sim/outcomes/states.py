"""The state of a cell, read off its day with thresholds that are parameters."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from rls_sim.outcomes.day import AnyDay, Day
from rls_sim.outcomes.legs import cell_loss


class CellState(StrEnum):
    """What becomes of a cell."""

    DYING = "dying"  # lost for want of working iron
    DEFICIENT = "deficient"  # alive, function fails both by day and by night
    NIGHT_DEFICIENT = "night_deficient"  # function fails at night only
    DAY_DEFICIENT = "day_deficient"  # function fails by day only
    FUNCTIONAL = "functional"
    OVERLOADED = "overloaded"  # too much labile iron


def nightly(day: AnyDay) -> tuple[float, float]:
    """Clock hours at which the night begins and ends."""
    return day.parameter("night_begins"), day.parameter("night_ends")


def least_reserve(day: AnyDay, begins: float, ends: float) -> float:
    """Least function reserve from one clock hour to another; below 1, rest provokes an urge."""
    return day.least_during(day["function_reserve"], begins, ends)


def state_margins(day: AnyDay) -> dict[str, float]:
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


WORDS = tuple(state.value for state in CellState)  # of the numbers that `state_numbers` gives


def state_numbers(margins: Mapping[str, float]) -> NDArray[np.intp]:
    """The places of the states among WORDS, () or (cells,); life comes before function."""
    fails = {name: np.less(margin, 0.0) for name, margin in margins.items()}
    night, day = fails["night_reserve"], fails["day_reserve"]
    first_that_holds = {
        CellState.OVERLOADED: fails["overload_loss"] | fails["overload_iron"],
        CellState.DYING: fails["deficiency_loss"],
        CellState.DEFICIENT: night & day,
        CellState.NIGHT_DEFICIENT: night,
        CellState.DAY_DEFICIENT: day,
    }
    number: Any = WORDS.index(CellState.FUNCTIONAL)
    for state, holds in reversed(first_that_holds.items()):
        number = np.where(holds, WORDS.index(state), number)
    return cast("NDArray[np.intp]", number)


def states_of(margins: Mapping[str, float]) -> NDArray[np.str_]:
    """The words of the states, () or (cells,), that margins make."""
    return np.asarray(WORDS)[state_numbers(margins)]


def state_of(margins: Mapping[str, float]) -> CellState:
    """The state that the margins of one day make."""
    return CellState(str(states_of(margins)))


def cell_state(day: Day) -> CellState:
    """The state of the day; each threshold is a parameter."""
    return state_of(state_margins(day))
