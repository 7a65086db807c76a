"""Outcomes of a model that has none of its own: how high each of its quantities stands."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rls_sim.network.model import Model
from rls_sim.outcomes.day import AnyDay, Day
from rls_sim.outcomes.days import DayBatch
from rls_sim.outcomes.dual import number
from rls_sim.outcomes.measure import Measure
from rls_sim.outcomes.measures import STATE, read_many

CONSTANT, CHANGING = "constant", "changing"
STILL = 1e-6  # of its largest value: a quantity that moves by less stands still
STATE_DOC = f"{CONSTANT} where no species moves by more than {STILL:g} of its size, else {CHANGING}"


def plain_measures(model: Model) -> dict[str, Measure]:
    """
    Of every species, derived quantity and flux its mean, lowest and highest through the day.

    Under the names ``X_mean``, ``X_lowest`` and ``X_highest``, in the unit of X. The means of the
    species stand first.
    """
    named = [(s.name, s.label or s.name, s.unit) for s in model.species]
    named += [(d.name, d.label or d.name, d.unit) for d in model.derived]
    means = {f"{n}_mean": _mean(n, label, unit) for n, label, unit in named}
    fluxes = {f"{r.name}_mean": _mean(r.name, r.name, model.flux_unit) for r in model.reactions}
    ends = {
        f"{n}_{word}": _end(n, label, unit, word)
        for n, label, unit in named
        for word in ("lowest", "highest")
    }
    return means | ends | fluxes


def _mean(name: str, label: str, unit: str) -> Measure:
    def mean(day: AnyDay) -> float:
        return day.mean(name)

    return Measure(
        f"{name}_mean", _said(label, "mean"), unit, f"Mean of {name} over the day.", mean
    )


def _end(name: str, label: str, unit: str, word: str) -> Measure:
    of = np.min if word == "lowest" else np.max

    def end(day: AnyDay) -> float:
        return number(of(day[name][..., :-1], axis=-1))

    doc = f"The {word} that {name} stands through the day."
    return Measure(f"{name}_{word}", _said(label, word), unit, doc, end)


def _said(label: str, word: str) -> str:
    """A label with a word more, before the unit with which it may end."""
    words, bracket, unit = label.rpartition(" [")
    return f"{words}, {word} [{unit}" if bracket and label.endswith("]") else f"{label}, {word}"


class PlainReader:
    """Reads all of these outcomes, and whether anything moves, off one day or many."""

    def __init__(self, measures: Mapping[str, Measure]) -> None:
        self._functions = {n: m.function for n, m in measures.items() if n != STATE}

    def one(self, day: Day) -> dict[str, float | str]:
        """Every outcome of a day by name; not a number where one cannot be read."""
        with np.errstate(all="ignore"):
            found = {name: float(function(day)) for name, function in self._functions.items()}
        return {**found, STATE: str(_words(day))}

    def many(self, batch: DayBatch, names: Sequence[str] | None = None) -> dict[str, NDArray[Any]]:
        """Those named, or all, of many days: numbers (cells,) or words (cells,)."""
        chosen = [*self._functions, STATE] if names is None else names
        found: dict[str, NDArray[Any]] = dict(
            read_many(batch, {name: self._functions[name] for name in chosen if name != STATE})
        )
        if STATE in chosen:
            found[STATE] = np.where(batch.readable, _words(batch), "")
        return {name: found[name] for name in chosen}


def _words(day: AnyDay) -> NDArray[np.str_]:
    """Whether anything moves: () for one day, (cells,) for many."""
    moving: Any = False
    for name in day.model.species_names:
        course = day[name]
        swing = course.max(axis=-1) - course.min(axis=-1)
        moving = moving | (swing > STILL * np.abs(course).max(axis=-1))
    return np.where(moving, CHANGING, CONSTANT)
