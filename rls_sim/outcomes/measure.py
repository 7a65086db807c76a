"""What an outcome is, and the register of them all."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from rls_sim.errors import ModelError
from rls_sim.numerics.system import NEGLIGIBLE
from rls_sim.outcomes.day import AnyDay
from rls_sim.outcomes.dual import number

NANOMOLAR = 1e3  # nmol/L in one umol/L


@dataclass(frozen=True)
class Measure:
    """A named number of a day: label and unit for axes, doc for readers, what it reads.

    ``function`` gives it for one day, with its slopes, or for each of many; see `AnyDay`.
    """

    name: str
    label: str
    unit: str
    doc: str
    function: Callable[[AnyDay], float]
    needs: tuple[str, ...] = ()  # parameters read beside the model's laws


MEASURES: dict[str, Measure] = {}


def measure(
    label: str, unit: str, needs: tuple[str, ...] = ()
) -> Callable[[Callable[[AnyDay], float]], Callable[[AnyDay], float]]:
    """Enter a function of a day among the outcomes, under its own name.

    It ends with `dual.number`, not ``float``, takes the points along the last axis and picks with
    `numpy.where` in place of ``if``, so that it serves days with slopes and many at once as well.
    """

    def enter(function: Callable[[AnyDay], float]) -> Callable[[AnyDay], float]:
        if function.__name__ in MEASURES:
            raise ModelError(f"The outcome '{function.__name__}' is declared twice.")
        doc = " ".join((function.__doc__ or "").split())
        MEASURES[function.__name__] = Measure(function.__name__, label, unit, doc, function, needs)
        return function

    return enter


def relative_measure(theme: str, name: str, quantity: str, label: str, doc: str) -> None:
    """Enter the day average of ``quantity`` over that of the healthy day, in a theme's module."""

    def function(day: AnyDay) -> float:
        return day.relative(quantity)

    function.__module__, function.__name__, function.__doc__ = theme, name, doc
    measure(f"{label}, relative to healthy", "1")(function)


def ratio(part: float, whole: float, usual: float) -> float:
    """
    Part over whole; not a number where there is no whole, as in a cell without iron.

    None is what the solvers call negligible against ``usual``, the whole of the healthy day.
    """
    some = np.greater(whole, NEGLIGIBLE * usual)
    return number(np.where(some, part / np.where(some, whole, 1.0), np.nan))
