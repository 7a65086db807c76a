"""
Which single measurement would best tell the leading hypotheses apart.

The worth of a measurement is the information, in bits, that its result is expected to give on which
hypothesis is true (mutual information): how much sharper the weights get, on average over what may
be found. A measurement is a group comparison of patients and controls, or an hour of the clock in
patients, with the error of a study of a stated size.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rls_sim.hypotheses.observations import CLOCK, Observation, is_clock
from rls_sim.hypotheses.ranking import Ranking, Verdict
from rls_sim.hypotheses.scoring import SCANS, Doubt, log_ratio
from rls_sim.hypotheses.screen import Screen
from rls_sim.outcomes.measures import find_measure

Array = NDArray[np.float64]

GROUP = 20  # patients, and as many controls
VARIATION = 0.4  # of single cases where no row was measured so; assumed
HOUR_ERROR = 3.0  # of one patient's hour; assumed
CELLS = 400  # of a grid of results
FARTHEST = 4.0  # logarithm of a ratio; what lies beyond counts as there
IN_THE_LIVING = ("csf", "serum", "cells", "pet", "mri", "sonography", "polysomnography", "clinic")


@dataclass(frozen=True)
class Measurement:
    """A study that might be done: an outcome, a method, the standard error of its result."""

    outcome: str
    method: str
    error: float  # of a logarithm, or hours
    hour: bool

    @property
    def in_the_living(self) -> bool:
        """Whether patients survive it."""
        return self.method in IN_THE_LIVING


@dataclass(frozen=True)
class Worth:
    """What a measurement is expected to tell, in bits, of ``at_most`` that there are to tell.

    ``expected``: by hypothesis the median result (a ratio, or an hour).
    """

    measurement: Measurement
    bits: float
    at_most: float
    expected: Mapping[str, float]


def measurements_of(observations: Sequence[Observation], group: int = GROUP) -> list[Measurement]:
    """Every outcome that was ever measured in patients, once by each method, with its error."""
    found: dict[tuple[str, str], Measurement] = {}
    for row in observations:
        if not row.outcome or row.contrast not in ("rls/control", "rls"):
            continue
        hour = is_clock(row.outcome)
        if not hour and find_measure(row.outcome).unit != "1" and row.contrast == "rls":
            continue  # a level in patients alone has no control
        spread = HOUR_ERROR / np.sqrt(group) if hour else row.variation.cv * np.sqrt(2 / group)
        key = (row.outcome, row.method)
        found[key] = Measurement(row.outcome, row.method, float(spread), hour)
    return list(found.values())


def worths(
    found: Screen, ranking: Ranking, measurements: Sequence[Measurement], share: float = 0.95
) -> list[Worth]:
    """
    What each measurement would tell of the hypotheses that hold ``share`` of the weight.

    The most informative first. There are two hypotheses at least.
    """
    leaders = leading(ranking, share)
    weights = np.array([verdict.weight for verdict in leaders])
    weights = weights / weights.sum()
    return sorted(
        (
            _worth(found, leaders, weights, measurement, ranking.doubt)
            for measurement in measurements
        ),
        key=lambda worth: -worth.bits,
    )


def leading(ranking: Ranking, share: float = 0.95) -> list[Verdict]:
    """The fewest hypotheses that hold so much of the weight, and two at least."""
    total = 0.0
    leaders: list[Verdict] = []
    for verdict in ranking.verdicts:
        if total >= share and len(leaders) >= 2:
            break
        leaders.append(verdict)
        total += verdict.weight
    return leaders


def _worth(
    found: Screen,
    leaders: Sequence[Verdict],
    weights: Array,
    measurement: Measurement,
    doubt: Doubt,
) -> Worth:
    grids = [_results(found, verdict, measurement) for verdict in leaders]
    spread = np.array([_blurred(grid, measurement, doubt) for grid, _ in grids])
    mixed = weights @ spread
    inside = float(weights @ np.array([_entropy(row) for row in spread]))
    bits = max(_entropy(mixed) - inside, 0.0)
    expected = {v.hypothesis.name: middle for v, (_, middle) in zip(leaders, grids, strict=True)}
    return Worth(measurement, bits, _entropy(weights), expected)


def _results(found: Screen, verdict: Verdict, measurement: Measurement) -> tuple[Array, float]:
    """How probable each cell of the grid of results is, (cells,), and the median result."""
    trial, outcome = verdict.trial, measurement.outcome
    broken, healthy = trial.found[outcome], found.healthy[outcome][trial.members]
    if measurement.hour:
        places, edges = broken % CLOCK, np.linspace(0.0, CLOCK, CELLS + 1)
    else:
        places = np.clip(log_ratio(outcome, broken, healthy), -FARTHEST, FARTHEST)
        edges = np.linspace(-FARTHEST, FARTHEST, CELLS + 1)
    known = np.isfinite(places) & (verdict.draws > 0)
    shares, _ = np.histogram(places[known], edges, weights=verdict.draws[known])
    total = shares.sum()
    if not total:
        return np.full(CELLS, 1 / CELLS), np.nan
    order = np.argsort(places[known])
    reached = np.searchsorted(np.cumsum(verdict.draws[known][order]), 0.5 * total)
    middle = float(places[known][order][min(reached, len(order) - 1)])
    return shares / total, middle if measurement.hour else float(np.exp(middle))


def _blurred(shares: Array, measurement: Measurement, doubt: Doubt) -> Array:
    """The same after the errors of study and model, and as often wrong as any row; what leaves the
    grid stays at its ends."""
    right = _spread(shares, measurement, doubt)
    return (1 - doubt.wrong) * right + doubt.wrong / CELLS


def _spread(shares: Array, measurement: Measurement, doubt: Doubt) -> Array:
    width = (CLOCK if measurement.hour else 2 * FARTHEST) / CELLS
    scan = doubt.tissue if measurement.method in SCANS else 0.0
    model = doubt.model_hours if measurement.hour else float(np.hypot(doubt.model, scan))
    error = np.hypot(measurement.error, model)
    offsets = np.arange(-CELLS // 2, CELLS // 2 + 1) * width
    kernel = np.exp(-0.5 * (offsets / error) ** 2)
    kernel = kernel / kernel.sum()
    if measurement.hour:
        wave = np.fft.fft(shares) * np.fft.fft(np.roll(kernel[:-1], -(CELLS // 2)))
        return np.asarray(np.maximum(np.fft.ifft(wave).real, 0.0))
    spread = np.convolve(shares, kernel, mode="full")
    half = len(kernel) // 2
    inside = spread[half : half + CELLS].copy()
    inside[0] += spread[:half].sum()
    inside[-1] += spread[half + CELLS :].sum()
    return np.asarray(inside)


def _entropy(shares: Array) -> float:
    """In bits."""
    some = shares[shares > 0]
    return float(-(some @ np.log2(some)))


def as_row(worth: Worth) -> dict[str, Any]:
    """A worth as a table and a JSON document show it."""
    measurement = worth.measurement
    return {
        "outcome": measurement.outcome,
        "method": measurement.method,
        "in_the_living": measurement.in_the_living,
        "error": measurement.error,
        "bits": worth.bits,
        "at_most": worth.at_most,
        "expected": dict(worth.expected),
    }
