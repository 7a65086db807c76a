"""One point of a branch after another: a step along it, a place between two points, a certificate.

A point is taken only where it can be trusted to lie on the branch that is followed: resolved by
its nodes, nowhere below zero, near to where the tangent led, and not bent away from it.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from rls_sim.numerics.certificate import (
    CLOSED,
    ESTIMATE_MARGIN,
    Certificate,
    Path,
    closure_by_species,
)
from rls_sim.numerics.conservation import conserved_totals
from rls_sim.numerics.curve import Corrected, Curve, Move, Position
from rls_sim.numerics.cycle import Cycle
from rls_sim.numerics.equations import equations, quickest
from rls_sim.numerics.integral import StoppedError
from rls_sim.numerics.line import Line
from rls_sim.numerics.linearised import BalancedDay, LinearisedDay
from rls_sim.numerics.search import RESOLVED, CycleStatus, finer_nodes
from rls_sim.numerics.spectral import node_times, tail
from rls_sim.numerics.system import NEGLIGIBLE, FloatArray, magnitudes, present

LONGEST_STEP = 0.2  # of the arc, on which the whole line has the length 1 and more
LEAST = 0.01  # of a species' size at the start: less counts no more for its smallness
LONGEST_STRIDE = 1 / 32  # of the line: so that nothing is passed over where the day hardly changes
NEAR, FAR = 0.1, 0.3  # of the step: how far off the guess the next step is longer, or shorter
STRAIGHT, BENT = 0.98, 0.85  # cosines of the turn: longer above the first, refused below the second
STRAY = 0.5  # of the step: a point this far off the guess may be another branch's
NEARLY_RESOLVED = 1e-9  # size of the last harmonics above which finer nodes are asked


class Ending(StrEnum):
    """Why a branch goes no further."""

    REACHED_LOW = "reached_low"
    REACHED_HIGH = "reached_high"
    CLOSED = "closed"  # it is back where it began
    RUNS_AWAY = "runs_away"  # a pool grows without bound as the number comes to a limit
    BELOW_ZERO = "below_zero"  # the laws drive a pool below zero
    UNRESOLVED = "unresolved"  # the day has become too sharp for the most nodes allowed
    LOST = "lost"  # no step is short enough
    TOO_LONG = "too_long"  # it has as many points as were allowed


@dataclass(frozen=True, eq=False)
class Point:
    """A day of a branch: the number on the line, the position, and the tangent along the branch.

    The certificate of ``cycle`` has its error estimate and closure only where they were asked
    for, else NaN. ``arc`` is the length of the branch up to here.
    """

    value: float
    position: Position
    tangent: Move
    cycle: Cycle
    arc: float = 0.0
    is_fold: bool = False

    @property
    def place(self) -> float:
        """The place on the line, from 0 to 1."""
        return self.position.place


class Follower:
    """What makes points of one branch; ``start`` is a day of it."""

    def __init__(self, line: Line, start: Cycle, tolerance: float, max_nodes: int) -> None:
        """``tolerance`` bounds the last relative Newton step; ``max_nodes`` those of a day."""
        self.line, self.start, self.max_nodes = line, start, max_nodes
        self._system = quickest(start.kernel)
        self._least = LEAST * magnitudes(start.state, start.floor)
        self._totals = conserved_totals(
            start.kernel, start.p, start.floor / NEGLIGIBLE, start.period
        )
        self.curve = Curve(
            start.kernel,
            line,
            self._days,
            period=start.period,
            floor=start.floor,
            tolerance=tolerance,
        )

    @property
    def conserved(self) -> int:
        """How many totals no rate changes; each has a multiplier of exactly 1."""
        return int(self._totals.shape[1])

    def _days(self, nodes: int) -> LinearisedDay:
        start = self.start
        return BalancedDay(self._system, start.p, nodes, start.period, start.floor, self._totals)

    def scale(self, position: Position) -> FloatArray:
        """The unit in which each species counts near a position, (ns,).

        Its magnitude there, or a share of that at the start: a pool that vanishes would else have
        an endless way to go.
        """
        return magnitudes(position.state, self._least)

    def at(self, near: Position, place: float) -> Point | Ending:
        """The point at exactly this place, from a day near it; its tangent leads upwards."""
        upwards = Move(np.zeros_like(near.state), 1.0)
        return self._point(Position(near.state, place), upwards, self.scale(near), upwards)

    def advance(self, point: Point, length: float) -> tuple[Point, float] | Ending:
        """The next point about ``length`` further, and how many times longer the next step may be.

        A step that would leave the line ends on the end of it.
        """
        scale = self.scale(point.position)
        unit = point.tangent.times(1 / point.tangent.length(scale))
        length = min(length, LONGEST_STEP, LONGEST_STRIDE / max(abs(unit.place), 1e-9))
        ahead = normal = unit.times(length)
        guess = point.position.after(ahead)
        if not 0 <= guess.place <= 1:
            bound = 1.0 if ahead.place > 0 else 0.0
            ahead = ahead.times((bound - point.place) / ahead.place)
            normal = Move(np.zeros_like(ahead.state), 1.0)
            guess = Position(point.position.after(ahead).state, bound)
        found = self._point(guess, normal, scale, ahead)
        if isinstance(found, Ending):
            return found
        return self._accepted(point, found, guess, ahead)

    def _accepted(
        self, point: Point, found: Point, guess: Position, ahead: Move
    ) -> tuple[Point, float] | Ending:
        """The point found, if it lies where the tangent led, and the factor of the next step."""
        scale, nodes = self.scale(point.position), found.position.nodes
        length, ahead = ahead.length(scale), ahead.on(nodes)
        stray = guess.on(nodes).to(found.position).length(scale)
        turn = ahead.along(found.tangent, scale) / (length * found.tangent.length(scale))
        stray = max(stray - self.curve.tolerance, 0.0) / length
        if not 0 <= found.place <= 1 or turn < BENT or stray > STRAY:
            return Ending.LOST
        moved = point.position.on(nodes).to(found.position).length(scale)
        factor = 2.0 if stray <= NEAR and turn >= STRAIGHT else 1.0
        factor = 0.5 if stray >= FAR else factor
        return replace(found, arc=point.arc + moved), factor * length

    def between(self, low: Point, high: Point, share: float) -> Point | None:
        """The point at a share of the arc from one point to the next; None where it is lost.

        The guess is the cubic that has the points and their tangents.
        """
        nodes = max(low.position.nodes, high.position.nodes)
        begin, end = low.position.on(nodes), high.position.on(nodes)
        scale, chord = self.scale(begin), begin.to(end)
        length = chord.length(scale)
        first, last = (
            tangent.times(length / tangent.length(scale))
            for tangent in (low.tangent.on(nodes), high.tangent.on(nodes))
        )
        rest = 1 - share
        moves = (
            (chord, share**2 * (3 - 2 * share), 6 * share * rest),
            (first, share * rest**2, rest * (1 - 3 * share)),
            (last, -(share**2) * rest, share * (3 * share - 2)),
        )
        guess, normal = begin, Move(np.zeros_like(begin.state), 0.0)
        for move, weight, slope in moves:
            guess = guess.after(move.times(weight))
            normal = Move(normal.state + slope * move.state, normal.place + slope * move.place)
        found = self._point(guess, normal, scale, normal)
        if isinstance(found, Ending):
            return None
        return replace(found, arc=low.arc + share * (high.arc - low.arc))

    def _point(
        self, guess: Position, normal: Move, scale: FloatArray, ahead: Move
    ) -> Point | Ending:
        """The point in a plane through a guess, on as many nodes as it needs."""
        corrected = self.curve.correct(guess, normal, scale)
        while corrected and self._tail(corrected.position) > NEARLY_RESOLVED:
            nodes = finer_nodes(corrected.position.nodes)
            error, fine = self.curve.error(corrected.position, nodes, normal, scale)
            if error <= RESOLVED:
                break
            if nodes > self.max_nodes:
                return Ending.UNRESOLVED
            corrected = self.curve.correct(fine, normal.on(nodes), scale)
        if corrected is None:
            return Ending.LOST
        position = corrected.position
        below = np.minimum(position.state - present(self._system, position.state), 0.0)
        below = np.where(below < -self.start.floor[:, None], below, 0.0)
        lowest = below.min(axis=1) / magnitudes(position.state, self.start.floor)
        if lowest.min() < -CLOSED:
            return Ending.BELOW_ZERO
        tangent = self.curve.tangent(position)
        if not np.isfinite(tangent.state).all():
            return Ending.LOST
        if ahead.on(position.nodes).along(tangent, scale) < 0:
            tangent = tangent.times(-1)
        value = self.line.value(position.place)
        return Point(value, position, tangent, self._cycle(corrected))

    def _tail(self, position: Position) -> float:
        return tail(position.state, magnitudes(position.state, self.start.floor))

    def _cycle(self, corrected: Corrected) -> Cycle:
        """The day at a position, as every outcome reads it."""
        start, position = self.start, corrected.position
        state = present(self._system, position.state)
        scale = magnitudes(state, start.floor)
        p = self.line.vector(position.place)
        balance = equations(
            self._system, p, position.nodes, start.period, start.floor, self._totals
        )
        certificate = Certificate(
            path=Path.HARMONIC_BALANCE,
            residual=float(np.max(balance.residual(state) / scale)),
            tail=tail(state, scale),
            error_estimate=float("nan"),
            closure=float("nan"),
            nodes=position.nodes,
            iterations=corrected.steps,
        )
        return replace(
            start,
            p=p,
            time=node_times(position.nodes, start.period),
            state=state,
            certificate=certificate,
            status=CycleStatus.CONVERGED,
            error="",
        )

    def certified(self, point: Point) -> Point:
        """The point with its day's error estimate and closure; infinite where they cannot be had.

        The status of the day says so where the integrated day does not return.
        """
        cycle = point.cycle
        nodes, scale = finer_nodes(point.position.nodes), self.scale(point.position)
        error, _ = self.curve.error(point.position, nodes, point.tangent, scale)
        try:
            changes = closure_by_species(
                self._system, cycle.p, cycle.state, cycle.period, cycle.floor
            )
            closure = float(changes.max())
        except StoppedError:
            closure = float("inf")
        estimate = ESTIMATE_MARGIN * error
        certificate = replace(cycle.certificate, error_estimate=estimate, closure=closure)
        status = CycleStatus.CONVERGED if closure <= CLOSED else CycleStatus.NOT_CLOSED
        return replace(point, cycle=replace(cycle, certificate=certificate, status=status))
