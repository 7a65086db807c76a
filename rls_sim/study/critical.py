"""Critical values: where along one parameter the state of the cell changes, by root finding."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from math import exp, inf, isfinite, log, sqrt

from rls_sim.numerics.cycle import Cycle
from rls_sim.numerics.roots import Trial, crossings
from rls_sim.study.cell import STATE, Bench, CellResult, solve_cell
from rls_sim.study.config import SweepPlan

NARROW_ENOUGH = 1e-6  # relative width to which a critical value is bracketed


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
    """A solved cell on the one varied axis: its value, state, margins, and its day as a guess."""

    value: float
    state: str
    margins: Mapping[str, float]
    cycle: Cycle

    @classmethod
    def of(cls, value: float, result: CellResult, bench: Bench) -> "Probe":
        """A solved cell as a probe; raises SolveError for one that is not solved."""
        cycle, day = result.require()
        return cls(value, str(result.outcomes[STATE]), bench.margins(day), cycle)


def find_boundaries(plan: SweepPlan, bench: Bench, probes: Iterable[Probe]) -> tuple[Boundary, ...]:
    """The critical values between neighbouring solved cells in different states, on a line."""
    assert plan.line is not None
    ordered = sorted(probes, key=lambda probe: probe.value)
    return tuple(
        Boundary(
            plan.line,
            middle(below.value, above.value),
            below.state,
            above.state,
            relative_width(below.value, above.value),
        )
        for low, high in pairwise(ordered)
        if low.state != high.state
        for below, above in _changes(plan, bench, low, high)
    )


def _changes(
    plan: SweepPlan, bench: Bench, low: Probe, high: Probe
) -> Iterator[tuple[Probe, Probe]]:
    """The pairs of probes, as near as wanted, between which the state changes.

    Where a margin crosses zero: a state found on the way has its two ends too. The bench's
    margins betray every change; if they do not, all that is known is the pair itself.
    """
    by_ratio, line = low.value > 0, str(plan.line)

    def trial(probe: Probe) -> Trial[Probe]:
        return Trial(log(probe.value) if by_ratio else probe.value, probe.margins, probe)

    def attempt(place: float, near: Trial[Probe]) -> Trial[Probe] | None:
        value = exp(place) if by_ratio else place
        cell = plan.cell({line: value})
        result = solve_cell(cell, bench, near.found.cycle, certify=False)  # its neighbours are
        return trial(Probe.of(value, result, bench)) if result.solved else None

    found = [
        (crossing.low.found, crossing.high.found)
        for crossing in crossings(attempt, trial(low), trial(high), _width)
    ]
    changes = [(below, above) for below, above in found if below.state != above.state]
    yield from changes or [(low, high)]


def _width(low: Trial[Probe], high: Trial[Probe]) -> float:
    return relative_width(low.found.value, high.found.value) / NARROW_ENOUGH


def middle(low: float, high: float) -> float:
    """Midway by ratio between positive values, by difference otherwise."""
    return sqrt(low * high) if low > 0 else (low + high) / 2


def relative_width(low: float, high: float) -> float:
    """The width of a bracket as a share of its middle; infinite around zero."""
    size = abs(middle(low, high))
    width = (high - low) / size if size > 0 else inf
    return width if isfinite(width) else inf
