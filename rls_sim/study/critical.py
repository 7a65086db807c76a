"""Critical values: where along one parameter the state of the cell changes, by bisection."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from math import inf, isfinite, sqrt

from rls_sim.numerics.cycle import Cycle
from rls_sim.study.cell import STATE, Bench, solve_cell
from rls_sim.study.config import SweepPlan

NARROW_ENOUGH = 1e-4  # relative width to which a critical value is bracketed
MOST_HALVINGS = 60  # more than a float can tell apart


@dataclass(frozen=True)
class Boundary:
    """A critical value: below it the cell is in one state, above it in another.

    ``relative_width`` is the width of the bracket that holds it, as a share of its value.
    """

    parameter: str
    value: float
    below_state: str
    above_state: str
    relative_width: float


@dataclass(frozen=True)
class Probe:
    """A solved cell on the one varied axis: its value, its state, its day as a guess."""

    value: float
    state: str
    cycle: Cycle


def find_boundaries(plan: SweepPlan, bench: Bench, probes: Iterable[Probe]) -> tuple[Boundary, ...]:
    """The critical values between neighbouring solved cells in different states, by bisection."""
    ordered = sorted(probes, key=lambda probe: probe.value)
    return tuple(
        boundary
        for low, high in pairwise(ordered)
        if low.state != high.state
        for boundary in _bisect(plan, bench, low, high)
    )


def _bisect(plan: SweepPlan, bench: Bench, low: Probe, high: Probe) -> Iterator[Boundary]:
    """Halve the bracket until it is narrow; a third state found inside it splits the search."""
    for _ in range(MOST_HALVINGS):
        if _relative_width(low.value, high.value) <= NARROW_ENOUGH:
            break
        middle = _probe(plan, bench, _middle(low.value, high.value), low.cycle)
        if middle is None:
            break
        if middle.state == low.state:
            low = middle
        elif middle.state == high.state:
            high = middle
        else:
            yield from _bisect(plan, bench, low, middle)
            yield from _bisect(plan, bench, middle, high)
            return
    yield Boundary(
        plan.varied[0].name,
        _middle(low.value, high.value),
        low.state,
        high.state,
        _relative_width(low.value, high.value),
    )


def _probe(plan: SweepPlan, bench: Bench, value: float, guess: Cycle) -> Probe | None:
    """The cell at one more value; None where it cannot be solved."""
    cell = plan.cell({plan.varied[0].name: value})
    result = solve_cell(cell, bench, guess, certify=False)  # its neighbours are certified
    if not result.solved or result.cycle is None:
        return None
    return Probe(value, str(result.outcomes[STATE]), result.cycle)


def _middle(low: float, high: float) -> float:
    """Midway by ratio between positive values, by difference otherwise."""
    return sqrt(low * high) if low > 0 else (low + high) / 2


def _relative_width(low: float, high: float) -> float:
    middle = abs(_middle(low, high))
    width = (high - low) / middle if middle > 0 else inf
    return width if isfinite(width) else inf
