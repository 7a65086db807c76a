"""All outcomes together: find one by name, evaluate them all on a day, or on many at once."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from math import isfinite, nan
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rls_sim.errors import UnknownNameError
from rls_sim.outcomes import dopamine, iron, symptoms
from rls_sim.outcomes.day import AnyDay, Day
from rls_sim.outcomes.days import PART, DayBatch, quantities_read
from rls_sim.outcomes.measure import MEASURES, Measure
from rls_sim.outcomes.states import CellState, cell_state, state_margins, states_of

__all__ = [
    "MEASURES",
    "THEMES",
    "Measure",
    "evaluate",
    "evaluate_many",
    "find_measure",
    "read_many",
    "state",
]

THEMES = (iron, dopamine, symptoms)  # importing a theme enters its measures
for _name in sorted(MEASURES, key=lambda name: MEASURES[name].function.__module__):
    MEASURES[_name] = MEASURES.pop(_name)  # in one order, whichever theme was imported first

STATE = "state"  # the one outcome that is a word
Reader = Callable[[AnyDay], Any]  # of a day: a number; of many at once: one each
NO_WORD = np.array("", dtype=f"U{max(map(len, CellState))}")


def find_measure(name: str) -> Measure:
    """The outcome of that name; raises UnknownNameError with the nearest names."""
    if name not in MEASURES:
        raise UnknownNameError("outcome", name, [*MEASURES, STATE])
    return MEASURES[name]


def evaluate(day: Day) -> dict[str, float | str]:
    """
    Every outcome of a day by name, and its state, as `evaluate_many` has them of many.

    Not a number, or no word, where one cannot be read.
    """
    outcomes: dict[str, float | str] = {
        name: _number(entry.function, day) for name, entry in MEASURES.items()
    }
    with suppress(ArithmeticError):
        return outcomes | {STATE: str(_words(day))}
    return outcomes | {STATE: ""}


def _number(function: Reader, day: Day) -> float:
    with suppress(ArithmeticError):
        number = float(function(day))
        return number if isfinite(number) else nan
    return nan


def evaluate_many(batch: DayBatch, names: Sequence[str] | None = None) -> dict[str, NDArray[Any]]:
    """
    The outcomes named, or all and the state: by name, numbers (cells,) or words (cells,).

    See `read_many`. Raises UnknownNameError.
    """
    chosen = [*MEASURES, STATE] if names is None else names
    functions = {n: _words if n == STATE else find_measure(n).function for n in chosen}
    return read_many(batch, functions)


def read_many(batch: DayBatch, functions: Mapping[str, Reader]) -> dict[str, NDArray[Any]]:
    """
    What functions of a day give for each of many: by name, numbers (cells,), words for the state.

    Not a number, or no word, where one cannot be read; that disturbs no other. A batch of more
    than PART cells is read in parts, a smaller one as it is: it keeps its courses, which then cost
    no more.
    """
    reads = quantities_read(tuple(functions.values()), batch.reference)
    found: dict[str, NDArray[Any]] = {
        name: np.full(len(batch), NO_WORD if name == STATE else np.nan) for name in functions
    }
    small = 0 < len(batch) <= PART
    whole = [(slice(None), batch)] if small else batch.parts()
    with np.errstate(all="ignore"):
        for place, part in whole:
            part.prepare(reads)
            for name, function in functions.items():
                found[name][place] = function(part)
    for name, values in found.items():
        if name == STATE:
            values[~batch.readable] = ""
        else:
            values[~(batch.readable & np.isfinite(values))] = np.nan
    return found


def _words(day: AnyDay) -> NDArray[np.str_]:
    """The words of the states, none where a margin is not a number."""
    margins = state_margins(day)
    unknown = np.any([np.isnan(margin) for margin in margins.values()], axis=0)
    return np.where(unknown, "", states_of(margins))


def state(day: Day) -> CellState:
    """The state of the cell; its thresholds are parameters."""
    return cell_state(day)
