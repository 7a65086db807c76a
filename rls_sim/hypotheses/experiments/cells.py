"""Runs of kind "cells": members of the ensemble with a lesion of one size or several, and read."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rls_sim.errors import InputError, RlsSimError, UnknownNameError
from rls_sim.hypotheses.experiments.setting import Array, Numbers, Setting
from rls_sim.hypotheses.hypothesis import Hypothesis
from rls_sim.outcomes.day import AnyDay
from rls_sim.outcomes.measures import MEASURES, Reader, find_measure
from rls_sim.outcomes.states import state_margins, states_of
from rls_sim.study.cell import STATE, Bench
from rls_sim.study.lesion import Lesion, changed_value
from rls_sim.study.problems import Problems

KEYS = ("kind", "name", "lesion", "change", "sizes")
MARGINS = ("overload_loss", "overload_iron", "deficiency_loss", "night_reserve", "day_reserve")
SIZE, SOLVED, MEMBERS = "size", "solved", "members"
MOST_SIZES = 200


def _margin(name: str) -> Callable[[AnyDay], Any]:
    def read(day: AnyDay) -> Any:
        return state_margins(day)[name]

    return read


def _word(day: AnyDay) -> Any:
    margins = state_margins(day)
    unknown = np.any([np.isnan(margin) for margin in margins.values()], axis=0)
    return np.where(unknown, "", states_of(margins))


_READERS: Mapping[str, Reader] = {STATE: _word, **{name: _margin(name) for name in MARGINS}}


def reader_of(name: str) -> Reader:
    """What reads an outcome, a margin of the state, or the state."""
    return _READERS[name] if name in _READERS else find_measure(name).function


def readable() -> list[str]:
    """All that can be read of a day."""
    return [*MEASURES, *MARGINS, STATE]


@dataclass(frozen=True)
class Arm:
    """A lesion, or none, of these sizes; ``sizes`` is () where there is no lesion."""

    lesion: Lesion | None
    sizes: tuple[float, ...]

    @property
    def points(self) -> int:
        """How many cells of each member."""
        return max(len(self.sizes), 1)

    def axis(self) -> Array:
        """The sizes as a number, (1, points)."""
        return np.array(self.sizes or (np.nan,))[None, :]

    def tables(self, bench: Bench, table: Array) -> Array:
        """Cells (points * n, np): all members (n, np) of the first size, then of the next."""
        if self.lesion is None:
            return table
        hypothesis = Hypothesis((self.lesion,))
        names, healthy = bench.kernel.parameter_names, bench.healthy
        return np.concatenate(
            [
                hypothesis.applied(table, np.full((len(table), 1), size), names, healthy)
                for size in self.sizes
            ]
        )

    def read(
        self, setting: Setting, table: Array, readers: Mapping[str, Reader]
    ) -> dict[str, NDArray[Any]]:
        """What readers give, (n, points) each, and ``solved``."""
        worlds = setting.solve(self.tables(setting.bench, table), readers)
        found = {**worlds.found, SOLVED: worlds.solved.astype(float)}
        return {name: values.reshape(self.points, len(table)).T for name, values in found.items()}


@dataclass(frozen=True)
class Cells:
    """The members with a lesion."""

    name: str
    arm: Arm
    resamples: bool = False

    def offers(self, bench: Bench) -> Iterable[str]:
        """Outcomes, margins, the state; the sizes, and which cells have a day."""
        return [*readable(), SIZE, SOLVED]

    def cells(self, members: int) -> int:
        """One of each member and size."""
        return members * self.arm.points

    def numbers(self, setting: Setting, wanted: Sequence[str], found: Numbers) -> Numbers:
        """Solve the cells and read them."""
        asked = [name for name in wanted if name not in (SIZE, SOLVED)]
        read = self.arm.read(setting, setting.table, {name: reader_of(name) for name in asked})
        return {**read, SIZE: self.arm.axis()}


def read_cells(
    entry: Mapping[str, Any], bench: Bench, problems: Problems, place: str
) -> Cells | None:
    """A run of this kind; None where it has a problem (noted)."""
    problems.unknown_keys(f"{place}.", entry, KEYS)
    arm = read_arm(entry, bench, problems, place)
    return None if arm is None else Cells(str(entry["name"]), arm)


def read_arm(entry: Mapping[str, Any], bench: Bench, problems: Problems, place: str) -> Arm | None:
    """``lesion`` by name or ``change`` as lesions have it, and ``sizes``; None with a problem."""
    before = len(problems.lines)
    lesion: Lesion | None = None
    if "change" in entry:
        lesion = _own_lesion(entry, bench, problems, place)
    elif "lesion" in entry:
        with problems.at(f"{place}.lesion", entry["lesion"]):
            if entry["lesion"] not in bench.lesions:
                raise UnknownNameError("lesion", str(entry["lesion"]), bench.lesions)
            lesion = bench.lesions[entry["lesion"]]
    if "change" in entry and "lesion" in entry:
        problems.add(f"{place}.change", entry["change"], "stands beside lesion; keep one.")
    sizes: tuple[float, ...] = ()
    if "sizes" in entry:
        with problems.at(f"{place}.sizes", entry["sizes"]):
            sizes = read_sizes(entry["sizes"])
    elif lesion is not None:
        sizes = (lesion.default,)
    if lesion is None and sizes and len(problems.lines) == before:
        problems.add(f"{place}.sizes", entry["sizes"], "needs a lesion or a change.")
    if len(problems.lines) > before:
        return None
    if lesion is not None:
        low, high = lesion.range
        for size in sizes:
            if not low <= size <= high:
                problems.add(
                    f"{place}.sizes", size, f"lies outside {low:g} to {high:g} of {lesion.name}."
                )
    return None if len(problems.lines) > before else Arm(lesion, sizes)


def read_arm_of_one_size(
    entry: Mapping[str, Any], bench: Bench, problems: Problems, place: str
) -> Arm | None:
    """The same for runs that compare one kind of cell; several sizes are a problem (noted)."""
    arm = read_arm(entry, bench, problems, place)
    if arm is not None and arm.points > 1:
        problems.add(f"{place}.sizes", entry["sizes"], "must be one size.")
    return arm


def _own_lesion(
    entry: Mapping[str, Any], bench: Bench, problems: Problems, place: str
) -> Lesion | None:
    """A lesion that stands in the experiment alone."""
    changes: dict[str, str] = {}
    for name, change in problems.table(f"{place}.change", entry["change"]).items():
        with problems.at(f"{place}.change.{name}", change):
            if name not in bench.healthy:
                home = bench.healthy.home
                raise UnknownNameError("parameter", name, bench.healthy, home=home)
            changed_value(bench.healthy[name], str(change), 1.0)
            changes[bench.healthy[name].name] = str(change)
    if not changes:
        return None
    words = ", ".join(f"{name} {change}" for name, change in changes.items())
    return Lesion(
        str(entry["name"]), words, "", (), (), "", "size", 1.0, (-np.inf, np.inf), changes
    )


def read_sizes(entry: Any) -> tuple[float, ...]:
    """A number, a list of numbers, ``lin:LO:HI:N`` or ``log:LO:HI:N``; raises InputError."""
    if isinstance(entry, str):
        kind, *ends = entry.split(":")
        try:
            low, high, count = float(ends[0]), float(ends[1]), int(ends[2])
        except (ValueError, IndexError):
            raise InputError("is not of the form log:LO:HI:N or lin:LO:HI:N.") from None
        if kind not in ("lin", "log") or not low < high or not 2 <= count <= MOST_SIZES:
            raise InputError("is not of the form log:LO:HI:N or lin:LO:HI:N, LO below HI.")
        if kind == "log" and low <= 0:
            raise InputError("begins at 0 or below; take lin.")
        spaced = np.geomspace if kind == "log" else np.linspace
        return tuple(float(size) for size in spaced(low, high, count))
    sizes = entry if isinstance(entry, list) else [entry]
    if not sizes or not all(isinstance(n, int | float) and not isinstance(n, bool) for n in sizes):
        raise RlsSimError("is not a number, a list of numbers, or log:LO:HI:N.")
    return tuple(float(size) for size in sizes)
