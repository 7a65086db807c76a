"""A day whose courses carry their slopes along chosen parameters, and its outcomes' gradients.

Slopes of the state come from the linearised cycle, those of derived quantities and fluxes by the
chain rule from the exact slopes of their laws; outcomes then differentiate themselves, being
called on this day. Nothing is solved again and no difference is taken. Slopes are per declared
unit of each parameter. The healthy day, against which relative outcomes are taken, stands still.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rls_sim.network.kernel import Kernel
from rls_sim.network.model import Model
from rls_sim.numerics.cycle import Cycle
from rls_sim.numerics.sensitivity import LinearSolver, Sensitivity, sensitivity
from rls_sim.numerics.spectral import interpolate
from rls_sim.outcomes.day import Array, Day
from rls_sim.outcomes.dual import Dual, NoSlopeError, value_of
from rls_sim.outcomes.measure import Measure

IN_STEPS = "it is read off points of the day, so it moves in steps"
NOT_ALONG_THIS = "the outcome moves in steps with it, or has no finite slope along it"
NOT_FINITE = "it is not a finite number on this day"

Laws = tuple[NDArray[np.intp], NDArray[np.intp], Array]  # rows, columns, values (n, points)


@dataclass(frozen=True, eq=False)
class DualDay(Day):
    """
    A day that gives every course and every chosen parameter as a `Dual`.

    ``along`` names k parameters in full; ``moves`` holds the slopes of the state at the cycle's
    nodes. Slopes of a course are computed when it is asked for, once. ``given`` notes what was
    asked for.
    """

    along: tuple[str, ...] = field(kw_only=True)
    moves: Sensitivity = field(kw_only=True, repr=False)
    given: set[str] = field(default_factory=set, kw_only=True, repr=False)
    _courses: dict[tuple[str, int], Dual] = field(default_factory=dict, init=False, repr=False)

    @classmethod
    def of_cycle(
        cls,
        model: Model,
        cycle: Cycle,
        along: Sequence[str],
        reference: Day,
        solve: LinearSolver | None = None,
    ) -> "DualDay":
        """The day of a converged cycle of ``model``, with slopes along the parameters named.

        ``solve`` solves the linearised day, where the reference is not wanted. Raises
        UnknownNameError for a parameter that the model has not.
        """
        kernel, names = Kernel.of(model), tuple(map(model.parameters.resolve, along))
        columns = [kernel.parameter_names.index(name) for name in names]
        plain = Day.from_orbit(model, cycle.at, reference)
        moves = sensitivity(kernel, cycle, columns, solve)
        return cls(model, kernel, plain.time, plain.state, reference, along=names, moves=moves)

    def __getitem__(self, name: str) -> Any:
        """Course of a species, a derived quantity or a flux, a `Dual` with slopes (k, points)."""
        place = self.kernel.places[self.full_name(name)]
        self.given.add(name)
        if place not in self._courses:
            kind, row = place
            slopes = self._state_slopes(row) if kind == "state" else self._law_slopes(kind, row)
            self._courses[place] = Dual(super().__getitem__(name), slopes)
        return self._courses[place]

    def mean(self, name: str) -> Any:
        """Mean over the day, with its slopes."""
        self.given.add(name)
        return super().mean(name)

    def once(self, function: Callable[[Any], Any]) -> Any:
        """A course that several outcomes read, with its slopes."""
        self.given.add(function.__name__)
        return super().once(function)

    def parameter(self, name: str) -> Any:
        """A parameter's value in its declared unit, a `Dual` if it is among the chosen ones."""
        full = self.model.parameters.resolve(name)
        value = self.model.parameters[full].value
        if full not in self.along:
            return value
        self.given.add(full)
        return Dual(value, np.array([float(full == other) for other in self.along]))

    def during(self, start: Any, end: Any) -> Any:
        """Mask (points,) of clock hours; it moves in steps with a chosen ``start`` or ``end``."""
        mask = super().during(float(value_of(start)), float(value_of(end)))
        if not any(isinstance(hour, Dual) for hour in (start, end)):
            return mask
        still = np.zeros((len(self.along), mask.size))
        return Dual(mask, still).in_steps_of(start).in_steps_of(end)

    @cached_property
    def _units(self) -> Array:
        """What one declared unit of each parameter is in canonical units, (k, 1)."""
        parameters = self.model.parameters
        return np.array([[parameters[name].canonical_factor] for name in self.along])

    @cached_property
    def _to_points(self) -> Array:
        """Interpolation from the cycle's nodes to the points of the day, (N, points)."""
        return interpolate(np.eye(self.moves.slopes.shape[2]), 24.0, self.time)

    @cached_property
    def _derived_laws(self) -> tuple[Laws, Laws]:
        here = (self.time, self.state, self.parameters)
        return self.kernel.derived_slopes(*here), self.kernel.derived_parameter_slopes(*here)

    @cached_property
    def _flux_laws(self) -> tuple[Laws, Laws]:
        here = (self.time, self.state, self.parameters)
        return self.kernel.flux_slopes(*here), self.kernel.flux_parameter_slopes(*here)

    def _state_slopes(self, species: int) -> Array:
        return np.asarray(self.moves.slopes[:, species] @ self._to_points * self._units)

    def _law_slopes(self, kind: str, row: int) -> Array:
        """Slopes (k, points) of a derived quantity or flux: through the state, and of its own."""
        by_species, by_parameter = self._derived_laws if kind == "derived" else self._flux_laws
        slopes = np.zeros((len(self.along), self.time.size))
        for species, along in _entries(by_species, row):
            slopes += along * self._state_slopes(species)
        for column, along in _entries(by_parameter, row):
            here = self.moves.columns == column
            slopes[here] += along * self._units[here]
        return slopes


@dataclass(frozen=True)
class Gradients:
    """Outcomes (no,) and their slopes (no, k), per declared unit of each parameter.

    ``missing`` says why a slope is not a number: by outcome, parameter, or both; "" means every.
    """

    values: Array
    slopes: Array
    missing: Mapping[tuple[str, str], str]


def gradients(day: DualDay, measures: Sequence[Measure]) -> Gradients:
    """Evaluate measures on a day with slopes; one that cannot be derived has a value all the same.

    Raises ArithmeticError where a measure does on a plain day.
    """
    values = np.full(len(measures), np.nan)
    slopes = np.full((len(measures), len(day.along)), np.nan)
    missing = {("", day.along[i]): text for i, text in enumerate(day.moves.problems) if text}
    for row, measure in enumerate(measures):
        day.given.clear()
        try:
            with np.errstate(all="ignore"):
                answer: Any = measure.function(day)
        except NoSlopeError as fault:
            missing[measure.name, ""] = str(fault)
            values[row] = measure.function(_plain(day))
            continue
        values[row] = value_of(answer)
        if not np.isfinite(values[row]):
            missing[measure.name, ""] = NOT_FINITE
        elif isinstance(answer, Dual):
            slopes[row] = answer.slopes
            told = zip(day.along, day.moves.problems, slopes[row], strict=True)
            missing |= {
                (measure.name, name): NOT_ALONG_THIS
                for name, problem, slope in told
                if not problem and not np.isfinite(slope)
            }
        elif day.given:  # what it read moves smoothly; what it tells does not
            missing[measure.name, ""] = IN_STEPS
        else:
            slopes[row] = 0.0
    return Gradients(values, slopes, missing)


def _plain(day: Day) -> Day:
    return Day(day.model, day.kernel, day.time, day.state, day.reference)


def _entries(laws: Laws, row: int) -> list[tuple[int, Array]]:
    """Column and values (points,) of every entry in a row."""
    rows, columns, values = laws
    return [(int(columns[entry]), values[entry]) for entry in np.flatnonzero(rows == row)]
