"""A curve of periodic days through states and parameters: correct a guess, and see where it leads.

A position is a day and its place on the line of parameters. The unknowns are both at once, so
the curve may turn back at a fold: Newton's equation for the day and one more, that the correction
stay in the plane through the guess, are solved together by two linear solves with the day's own
operator (one for what is left of the equations, one for what the place does to the day).
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import inf, isfinite, sqrt

import numpy as np

from rls_sim.numerics.line import Line
from rls_sim.numerics.linearised import LinearisedDay
from rls_sim.numerics.marching import relative_change
from rls_sim.numerics.spectral import node_times, resample
from rls_sim.numerics.system import FloatArray, System, present

MOST_STEPS = 20  # of Newton's method; it takes three, or more where GMRES stops short
LARGEST_STEP = 1.0  # relative: no guess should be so far off
FORCING = 1e-3  # a linear solve need not be more exact than Newton's method is at that point
FINEST = 1e-11
POOR = 0.1  # share of a step that may be error of its parts
TANGENT_REDUCTION = 1e-6
STANDSTILL = 0.5  # a step that shrinks by less than this ...
ROUNDING = 1e3  # ... and is at most so many times the tolerance is rounding


@dataclass(frozen=True)
class Move:
    """From one position to another: of the state (ns, N), and of the place."""

    state: FloatArray
    place: float

    def times(self, factor: float) -> "Move":
        """The same way, longer or back."""
        return Move(factor * self.state, factor * self.place)

    def along(self, other: "Move", scale: FloatArray) -> float:
        """The inner product with another; each species counts in units of ``scale`` (ns,)."""
        weight = 1 / scale[:, None] ** 2
        return float(np.mean(self.state * other.state * weight)) + self.place * other.place

    def length(self, scale: FloatArray) -> float:
        """The root of the mean square of the relative changes, and of the place's."""
        return sqrt(self.along(self, scale))

    def on(self, nodes: int) -> "Move":
        """The same move on another number of nodes."""
        return (
            self if self.state.shape[1] == nodes else Move(resample(self.state, nodes), self.place)
        )


@dataclass(frozen=True)
class Position:
    """A day, (ns, N), and its place on the line of parameters."""

    state: FloatArray
    place: float

    @property
    def nodes(self) -> int:
        """N."""
        return int(self.state.shape[1])

    def after(self, move: Move) -> "Position":
        """Where a move leads."""
        return Position(self.state + move.state, self.place + move.place)

    def to(self, other: "Position") -> Move:
        """The move that leads to another position on as many nodes."""
        return Move(other.state - self.state, other.place - self.place)

    def on(self, nodes: int) -> "Position":
        """The same day on another number of nodes."""
        return self if self.nodes == nodes else Position(resample(self.state, nodes), self.place)


@dataclass(frozen=True)
class Corrected:
    """A position on the curve, and the steps it took to get there."""

    position: Position
    steps: int


class Curve:
    """The periodic days of one system along one line of parameters."""

    def __init__(
        self,
        system: System,
        line: Line,
        days: Callable[[int], LinearisedDay],
        *,
        period: float,
        floor: FloatArray,
        tolerance: float,
    ) -> None:
        """``days`` gives the equations on N nodes; ``tolerance`` bounds the last relative step."""
        self.system, self.line = system, line
        self.period, self.floor, self.tolerance = period, floor, tolerance
        self._new_days = days
        self._days: dict[int, LinearisedDay] = {}

    def correct(self, guess: Position, normal: Move, scale: FloatArray) -> Corrected | None:
        """The position of the curve in the plane through ``guess`` at right angles to ``normal``.

        None where Newton's method does not arrive. A normal without state keeps the place.
        """
        position, last, reduction = guess, LARGEST_STEP, FORCING
        for taken in range(1, MOST_STEPS + 1):
            step, size, unsolved = self._sound_step(position, guess, normal, scale, reduction)
            if not isfinite(size) or size > LARGEST_STEP:
                return None
            position = position.after(step)
            shrinks = size / last
            is_last = max(size * shrinks, unsolved) <= self.tolerance
            stands = shrinks > STANDSTILL and size <= ROUNDING * self.tolerance
            if is_last or stands:
                return Corrected(position, taken)
            reduction = max(min(FORCING, size), FINEST)
            last = size
        return None

    def _sound_step(
        self,
        position: Position,
        guess: Position,
        normal: Move,
        scale: FloatArray,
        reduction: float,
    ) -> tuple[Move, float, float]:
        """Newton's step, its relative size, and the error that its linear solves leave in it.

        Near a fold the step is what two far larger ones leave of each other.
        """
        last = inf
        while True:
            step, unsolved = self._step(position, guess, normal, scale, reduction)
            size = max(self._size(step.state, position), abs(step.place))
            sound = not unsolved > POOR * max(size, self.tolerance)
            if sound or reduction <= FINEST or unsolved > STANDSTILL * last:
                return step, size, unsolved
            reduction, last = max(POOR**2 * reduction, FINEST), unsolved

    def _step(
        self,
        position: Position,
        guess: Position,
        normal: Move,
        scale: FloatArray,
        reduction: float,
    ) -> tuple[Move, float]:
        """Newton's step for the day and the plane together, and the error left in it."""
        day = self._linearised(position)
        state, error = day.solve(day.defect(), reduction)
        response, error_of_response = day.solve(self._push(position), reduction)
        off = normal.along(guess.to(position), scale) + normal.along(Move(state, 0.0), scale)
        steep = normal.along(Move(response, 1.0), scale)
        place = -off / steep if steep else inf
        unsolved = error * self._size(state, position)
        unsolved += error_of_response * abs(place) * self._size(response, position)
        return Move(state + place * response, place), unsolved

    def _size(self, move: FloatArray, position: Position) -> float:
        return relative_change(move, position.state, self.floor)

    def tangent(self, position: Position) -> Move:
        """Along the curve, of any length, towards higher places; NaN where it is not found."""
        response, error = self._linearised(position).solve(self._push(position), TANGENT_REDUCTION)
        return Move(response if error <= POOR**2 else np.full_like(response, np.nan), 1.0)

    def error(
        self, position: Position, nodes: int, normal: Move, scale: FloatArray
    ) -> tuple[float, Position]:
        """How far, relatively, a position of the curve would move on more nodes, and where to.

        The move lies in the plane at right angles to ``normal``.
        """
        fine = position.on(nodes)
        step, size, _ = self._sound_step(fine, fine, normal.on(nodes), scale, FORCING)
        return (size, fine.after(step)) if isfinite(size) else (inf, fine)

    def _linearised(self, position: Position) -> LinearisedDay:
        nodes = position.nodes
        if nodes not in self._days:
            self._days[nodes] = self._new_days(nodes)
        day = self._days[nodes]
        day.linearise(position.state, self.line.vector(position.place))
        return day

    def _push(self, position: Position) -> FloatArray:
        time = node_times(position.nodes, self.period)
        held = present(self.system, position.state, self.floor)
        with np.errstate(all="ignore"):
            return self.line.push(self.system, time, held, position.place)
