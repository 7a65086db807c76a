"""All outcomes together: find one by name, evaluate them all on a day."""

from rls_sim.errors import UnknownNameError
from rls_sim.outcomes import dopamine, iron, symptoms
from rls_sim.outcomes.day import Day
from rls_sim.outcomes.measure import MEASURES, Measure
from rls_sim.outcomes.states import CellState, cell_state

__all__ = ["MEASURES", "THEMES", "Measure", "evaluate", "find_measure", "state"]

THEMES = (iron, dopamine, symptoms)  # importing a theme enters its measures


def find_measure(name: str) -> Measure:
    """The outcome of that name; raises UnknownNameError with the nearest names."""
    if name not in MEASURES:
        raise UnknownNameError("outcome", name, [*MEASURES, "state"])
    return MEASURES[name]


def evaluate(day: Day) -> dict[str, float | str]:
    """Every outcome of a day by name, and its state."""
    outcomes: dict[str, float | str] = {
        name: float(entry.function(day)) for name, entry in MEASURES.items()
    }
    return outcomes | {"state": state(day).value}


def state(day: Day) -> CellState:
    """The state of the cell; its thresholds are parameters."""
    return cell_state(day)
