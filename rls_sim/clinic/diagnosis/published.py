"""What studies found of a test against what the model says, in words."""

from dataclasses import dataclass

import numpy as np

from rls_sim.clinic.diagnosis.catalogue import DiagnosticTest, Published
from rls_sim.clinic.diagnosis.roc import Estimate, Z, wilson

AGREES, HIGHER, LOWER, OPEN = "agrees", "the model is higher", "the model is lower", "not told"


@dataclass(frozen=True)
class Comparison:
    """A published figure, its 95 % interval, the model's in the same kind of sample, the word."""

    test: str
    published: Published
    seen: Estimate
    model: Estimate
    word: str


def interval_of(figure: Published) -> Estimate:
    """
    The interval of a published figure: its own, or that of a study of its size.

    Wilson's for shares; for areas that of Hanley and McNeil (1982), which takes scores to be
    exponential; unknown for a study of unknown size.
    """
    if np.isfinite(figure.low) and np.isfinite(figure.high):
        error = (figure.high - figure.low) / (2 * Z)
        return Estimate(figure.value, figure.low, figure.high, error)
    if figure.of == "sensitivity":
        return wilson(figure.value, float(figure.cases))
    if figure.of == "specificity":
        return wilson(figure.value, float(figure.controls))
    value, cases, controls = figure.value, figure.cases, figure.controls
    if min(cases, controls) < 2:
        return Estimate(value, float("nan"), float("nan"), float("nan"))
    one, both = value / (2 - value), 2 * value**2 / (1 + value)
    spread = value * (1 - value) + (cases - 1) * (one - value**2)
    spread += (controls - 1) * (both - value**2)
    error = float(np.sqrt(spread / (cases * controls)))
    return Estimate(value, max(value - Z * error, 0.0), min(value + Z * error, 1.0), error)


def compare(test: DiagnosticTest, figure: Published, model: Estimate) -> Comparison:
    """Agreeing are two numbers that differ by no more than 1.96 of their errors together."""
    seen = interval_of(figure)
    error = float(np.hypot(seen.error, model.error))
    gap = model.value - seen.value
    if not np.isfinite(gap) or not np.isfinite(error):
        word = OPEN
    elif abs(gap) <= Z * error:
        word = AGREES
    else:
        word = HIGHER if gap > 0 else LOWER
    return Comparison(test.name, figure, seen, model, word)
