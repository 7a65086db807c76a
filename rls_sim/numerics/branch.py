"""Follow a periodic day along a line of parameters, round every fold, to where the branch ends.

From a known day the branch is walked both ways: a guess along the tangent, corrected at right
angles to it (pseudo-arclength continuation), in steps that shrink where it bends. Where the
tangent turns back there is a fold, and it becomes a point of the branch. Any place between two
points can be corrected too, which is how thresholds are found on it.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from rls_sim.numerics.curve import Position
from rls_sim.numerics.cycle import Cycle
from rls_sim.numerics.follower import Ending, Follower, Point
from rls_sim.numerics.line import Line
from rls_sim.numerics.roots import Trial, crossings

FIRST_STEP = 0.02  # of the arc, on which the whole line has the length 1 and more
SHORTEST_STEP = 1e-5
MOST_POINTS = 1000  # in either direction
SAME = 1e-5  # relative distance below which two days at one place are one
GROWN = 1e4  # times its size at the start: a pool that grows so far ...
STILL = 1e-4  # ... while the place moves by less, relative to it, runs away
FOLD_WIDTH = 1e-5  # of a step, to which a fold is bracketed; its value is exact to the square


@dataclass(frozen=True)
class End:
    """Why a branch goes no further, at which number, and in words."""

    ending: Ending
    value: float
    words: str

    @property
    def complete(self) -> bool:
        """Whether the branch ends there, and not only the ability to follow it."""
        return self.ending not in (Ending.UNRESOLVED, Ending.LOST, Ending.TOO_LONG)


@dataclass(frozen=True, eq=False)
class Branch:
    """The points of a branch in order, its two ends, and what can make more points of it.

    It begins at the end that lies lower on the line. A closed one begins where it was started.
    """

    points: tuple[Point, ...]
    ends: tuple[End, End]
    start: int  # which point it was followed from
    follower: Follower

    @property
    def folds(self) -> tuple[int, ...]:
        """Which points are folds."""
        return tuple(i for i, point in enumerate(self.points) if point.is_fold)

    def between(self, first: int, share: float) -> Point | None:
        """The point at a share of the arc from point ``first`` to the next; None where lost."""
        low, high = self.points[first : first + 2]
        return self.follower.between(low, high, share)


def follow(
    line: Line,
    start: Cycle,
    value: float,
    *,
    tolerance: float = 1e-9,
    max_nodes: int = 256,
    most: int = MOST_POINTS,
    watch: Callable[[Point], None] | None = None,
) -> Branch:
    """The branch of days through ``start``, the converged cycle at ``value`` on the line.

    Never raises for a numerical failure: read the ends. ``watch`` sees every new point. Raises
    ValueError where ``start`` has not converged, is not that of ``value``, or lies off the line.
    """
    _require_start(line, start, value)
    follower = Follower(line, start, tolerance, max_nodes)
    seen = watch or (lambda _: None)
    place = line.place(value)
    first = follower.at(Position(start.state, place), place)
    if isinstance(first, Ending):
        raise ValueError(f"the day at {value:g} cannot be corrected ({first})")
    first = replace(first, value=value, cycle=replace(first.cycle, p=line.parameters(value)))
    seen(first)
    up, upper_end = _Leg(follower, first, most, seen).walk()
    if upper_end.ending is Ending.CLOSED:
        return Branch((first, *up), (upper_end, upper_end), 0, follower)
    down, lower_end = _Leg(follower, _reversed(first), most, seen).walk()
    points = [*(_reversed(point) for point in reversed(down)), first, *up]
    ends, begin = (lower_end, upper_end), len(down)
    if points[0].place > points[-1].place:  # it began between two folds, where all is upside down
        points = [_reversed(point) for point in reversed(points)]
        ends, begin = (upper_end, lower_end), len(up)
    from_low = tuple(replace(point, arc=point.arc - points[0].arc) for point in points)
    return Branch(from_low, ends, begin, follower)


def _reversed(point: Point) -> Point:
    return replace(point, arc=-point.arc, tangent=point.tangent.times(-1))


def _require_start(line: Line, start: Cycle, value: float) -> None:
    if not start.converged:
        raise ValueError(f"the day at {value:g} was not found: {start.error}")
    if not line.low <= value <= line.high:
        raise ValueError(f"{value:g} lies outside the line from {line.low:g} to {line.high:g}")
    if not np.allclose(start.p, line.parameters(value), rtol=1e-12, atol=0.0):
        raise ValueError(f"the day to start from is not that of {value:g}")


class _Leg:
    """One way along the branch, from its first point on."""

    def __init__(
        self, follower: Follower, first: Point, most: int, watch: Callable[[Point], None]
    ) -> None:
        self._follower, self._first, self._most, self._watch = follower, first, most, watch
        self._points: list[Point] = []

    def walk(self) -> tuple[list[Point], End]:
        """The points after the first, and why there are no more."""
        point, step = self._first, FIRST_STEP
        while (end := self._end_at(point)) is None:
            found = self._follower.advance(point, step)
            if isinstance(found, Ending):
                step /= 2
                if step < SHORTEST_STEP:
                    end = self._given_up(found, point)
                    break
                continue
            following, step = found
            if home := self._home(point, following):
                self._take(home)
                end = End(Ending.CLOSED, home.value, "it is back where it began")
                break
            fold = self._fold(point, following)
            if fold:
                self._take(fold)
            self._take(following)
            point = following
        return self._points, end

    def _take(self, point: Point) -> None:
        self._points.append(point)
        self._watch(point)

    def _fold(self, low: Point, high: Point) -> Point | None:
        """The point between two at which the place turns back, if it does."""
        scale = self._follower.scale(low.position)

        def trial(share: float, point: Point) -> Trial[Point]:
            turn = point.tangent.place / point.tangent.length(scale)
            return Trial(share, {"turn": turn}, point)

        def attempt(share: float, _: Trial[Point]) -> Trial[Point] | None:
            point = self._follower.between(low, high, share)
            return None if point is None else trial(share, point)

        def width(one: Trial[Point], other: Trial[Point]) -> float:
            return (other.place - one.place) / FOLD_WIDTH

        found = next(crossings(attempt, trial(0.0, low), trial(1.0, high), width), None)
        if found is None:
            return None
        nearest = min(found.low, found.high, key=lambda one: abs(one.margins["turn"]))
        return replace(nearest.found, is_fold=True)

    def _home(self, low: Point, high: Point) -> Point | None:
        """The first point again, where the branch comes back to it on the way that it left."""
        first = self._first
        ways = (high.place - low.place, first.tangent.place)
        passes = min(low.place, high.place) <= first.place <= max(low.place, high.place)
        if low is first or not passes or ways[0] * ways[1] <= 0:
            return None
        again = self._follower.at(low.position, first.place)
        if isinstance(again, Ending):
            return None
        nodes, scale = again.position.nodes, self._follower.scale(first.position)
        apart = again.position.to(first.position.on(nodes)).length(scale)
        if apart > SAME:
            return None
        return replace(first, arc=high.arc)

    def _end_at(self, point: Point) -> End | None:
        """Why the branch ends at this point; None where it goes on."""
        if point.place == 0 and point.tangent.place < 0:
            return End(Ending.REACHED_LOW, point.value, "the low end of the range")
        if point.place == 1 and point.tangent.place > 0:
            return End(Ending.REACHED_HIGH, point.value, "the high end of the range")
        if len(self._points) >= self._most:
            return End(Ending.TOO_LONG, point.value, f"{self._most} points were not enough")
        return self._running_away(point)

    def _running_away(self, point: Point) -> End | None:
        """The end of a branch on which a pool grows for ever while the place comes to a limit.

        Near the limit such a pool is as large as its distance from it is small, so the limit is
        known long before it is reached.
        """
        scale = self._follower.scale(point.position)
        grown = scale / self._follower.scale(self._first.position)
        worst = int(np.argmax(grown))
        rise = float(point.tangent.state[worst].mean() / scale[worst])
        if grown[worst] < GROWN or rise <= 0 or abs(point.tangent.place) > STILL * rise:
            return None
        limit = self._follower.line.value(point.place + point.tangent.place / rise)
        name = self._follower.start.kernel.species_names[worst]
        return End(
            Ending.RUNS_AWAY,
            limit,
            f"{name} grows without bound as the number comes to {limit:.6g}",
        )

    def _given_up(self, why: Ending, point: Point) -> End:
        words = {
            Ending.BELOW_ZERO: "beyond it the laws drive a pool below zero",
            Ending.UNRESOLVED: f"its day needs more than {self._follower.max_nodes} nodes",
        }.get(why, "no shorter step finds the next day")
        return End(why, point.value, words)
