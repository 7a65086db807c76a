"""
Two tests together: the logistic regression of both readings, fitted on other people than judged.

Readings enter on the scale on which their error is 1 (mostly logarithms). scipy's minimisers and a
statistics package were weighed: Newton's method on three unknowns with weights is a dozen lines,
takes ten steps, and needs no dependency.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from rls_sim.clinic.diagnosis.accuracy import FOLDS, Accuracy, Sample, at_the_best, split
from rls_sim.clinic.diagnosis.catalogue import DiagnosticTest
from rls_sim.clinic.diagnosis.reading import ErrorScale
from rls_sim.clinic.diagnosis.roc import Estimate, area, difference_of_areas

Array = NDArray[np.float64]
Truth = NDArray[np.bool_]

RIDGE = 1e-6  # of a coefficient, so that a perfect test has an answer
STEPS, ARRIVED = 50, 1e-8


@dataclass(frozen=True)
class Pair:
    """Two tests, the area of both together (cross-fitted), and what the better alone lacks."""

    tests: tuple[str, str]
    of_symptoms: bool  # whether one of them reads the urge
    area: Estimate
    alone: str
    gain: Estimate
    accuracy: Accuracy
    measured: float


def logistic(design: Array, ill: Truth, weights: Array) -> Array:
    """Coefficients (k,) of a weighted logistic regression on columns (n, k)."""
    found = np.zeros(design.shape[1])
    weights = weights / weights.sum()
    for _ in range(STEPS):
        chance = 1.0 / (1.0 + np.exp(-np.clip(design @ found, -35.0, 35.0)))
        slope = design.T @ (weights * (ill - chance)) - RIDGE * found
        bend = (design * (weights * chance * (1 - chance))[:, None]).T @ design
        step = np.linalg.solve(bend + RIDGE * np.eye(len(found)), slope)
        largest = float(np.abs(step).max())
        found = found + step * min(1.0, 5.0 / max(largest, 1e-300))
        if largest < ARRIVED:
            break
    return found


def combined(columns: Sequence[Array], ill: Truth, weights: Array, seed: int) -> Array:
    """Scores (n,) of people by a fit to the other folds; NaN where a column (n,) is not known."""
    known = np.all([np.isfinite(column) for column in columns], axis=0) & (weights > 0)
    table = np.column_stack([column[known] for column in columns])
    middle, spread = table.mean(axis=0), table.std(axis=0)
    table = (table - middle) / np.where(spread > 0, spread, 1.0)
    design = np.column_stack([np.ones(len(table)), table])
    scores = np.full(len(design), np.nan)
    for fitted, judged in split(ill[known], FOLDS, seed):
        found = logistic(design[fitted], ill[known][fitted], weights[known][fitted])
        scores[judged] = design[judged] @ found
    told = np.full(len(ill), np.nan)
    told[known] = scores
    return told


def best_pairs(
    tests: Mapping[str, DiagnosticTest],
    readings: Mapping[str, Array],
    ill: Truth,
    weights: Array,
    seed: int,
    progress: Callable[[int], None] | None = None,
) -> list[Pair]:
    """Every two tests by their area together, the best first; areas of those with both readings."""
    scaled = {name: ErrorScale.of(tests[name]).scaled(values) for name, values in readings.items()}
    alone = {name: area(tests[name].sign * scaled[name], ill, weights).value for name in readings}
    found = []
    for one, other in combinations(readings, 2):
        found.append(_pair(tests, scaled, (one, other), alone, ill, weights, seed))
        if progress is not None:
            progress(1)
    return sorted(found, key=lambda pair: -pair.area.value)


def _pair(
    tests: Mapping[str, DiagnosticTest],
    scaled: Mapping[str, Array],
    names: tuple[str, str],
    alone: Mapping[str, float],
    ill: Truth,
    weights: Array,
    seed: int,
) -> Pair:
    scores = combined([scaled[name] for name in names], ill, weights, seed)
    better = max(names, key=lambda name: alone[name])
    single = tests[better].sign * scaled[better]
    known = np.isfinite(scores)
    return Pair(
        names,
        any(tests[name].of_symptoms for name in names),
        area(scores, ill, weights),
        better,
        difference_of_areas(scores, single, ill, weights),
        at_the_best(Sample(scores, ill, weights, 1.0), seed),
        float(weights @ known / weights.sum()),
    )
