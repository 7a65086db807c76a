"""How a simulator without periodic states gets one: settling, and shooting by differences.

Both are told the true day, and stop as soon as they are near enough to it; without that they
would go on longer, since the change from day to day says little where the slowest pool needs
years. So every doubt is decided in favour of the peer.
"""

import time
from dataclasses import dataclass

import numpy as np

from benchmarks.peers.peer import Array, Peer
from benchmarks.problem import TARGET, Cell

FIRST_DAYS = 3  # that bring the averaged start near to the orbit, before Newton's method
SHOTS = 40
KEPT = 0.9  # a shot that leaves more of the change than this asks for a new monodromy
DIFFERENCES = (1e-2, 1e-3)  # relative, tried in turn when a peer is calibrated
LADDER = tuple(10.0 ** (-exponent / 2) for exponent in range(6, 25))  # 1e-3 to 1e-12
MOST_DAYS_AT_ONCE = 500


@dataclass(frozen=True)
class Arrival:
    """How a search for the periodic day ended: true error, and days that were integrated."""

    error: float
    days: int

    @property
    def arrived(self) -> bool:
        """Whether the day found is as near as asked."""
        return self.error <= TARGET


@dataclass(frozen=True)
class Setting:
    """What makes a peer just exact enough: its tolerance, and the difference for slopes."""

    tolerance: float
    difference: float = 0.0


def a_day(peer: Peer, cells: list[Cell], tolerance: float) -> Array:
    """One day of every cell from its averaged start, (n, ns)."""
    states = np.array([cell.start for cell in cells])
    parameters = np.array([cell.parameters for cell in cells])
    scales = np.array([cell.day.scale for cell in cells])
    return peer.midnights(states, parameters, scales, 1, tolerance)[:, 0]


def settle(peer: Peer, cell: Cell, tolerance: float, most_days: int) -> Arrival:
    """Integrate day after day until the midnight state is near enough, or for ``most_days``."""
    state, done, error = cell.start, 0, np.inf
    while done < most_days:
        ahead = min(max(1, done // 10), MOST_DAYS_AT_ONCE, most_days - done)
        course = _run(peer, cell, state[None], ahead, tolerance)[0]
        state, done = course[-1], done + ahead
        error = cell.day.error(state)
        if error <= TARGET:
            break
    return Arrival(error, done)


def shoot(peer: Peer, cell: Cell, setting: Setting) -> Arrival:
    """Newton's method on the map of one day, its monodromy by finite differences."""
    state = _run(peer, cell, cell.start[None], FIRST_DAYS, setting.tolerance)[0, -1]
    scale, done = cell.day.scale, FIRST_DAYS
    monodromy, before, error = None, np.inf, np.inf
    for _ in range(SHOTS):
        end = _run(peer, cell, state[None], 1, setting.tolerance)[0, 0]
        done += 1
        error = cell.day.error(end)
        if error <= TARGET:
            break
        change = (end - state) / scale
        size = float(np.abs(change).max())
        if monodromy is None or size > KEPT * before:
            monodromy = _differences(peer, cell, state, end, setting)
            done += state.size
        before = size
        step = np.linalg.solve(np.eye(state.size) - monodromy, change) * scale
        share = min(1.0, float(np.min(0.9 * state / np.maximum(-step, 1e-300))))
        state = state + share * step
    return Arrival(error, done)


def _differences(peer: Peer, cell: Cell, state: Array, end: Array, setting: Setting) -> Array:
    """The slopes of the map of one day, in units of the species' sizes; a day a column."""
    scale = cell.day.scale
    moved = state + np.diag(setting.difference * scale)
    ends = _run(peer, cell, moved, 1, setting.tolerance)[:, 0]
    return ((ends - end) / scale).T / setting.difference


def _run(peer: Peer, cell: Cell, states: Array, days: int, tolerance: float) -> Array:
    count = len(states)
    parameters = np.tile(cell.parameters, (count, 1))
    return peer.midnights(states, parameters, np.tile(cell.day.scale, (count, 1)), days, tolerance)


def setting_for_days(peer: Peer, cells: list[Cell]) -> Setting | None:
    """The loosest tolerance at which a day of every cell is as exact as asked; None if none is."""
    for tolerance in LADDER:
        try:
            ends = a_day(peer, cells, tolerance)
        except ArithmeticError:
            continue
        pairs = zip(cells, ends, strict=True)
        if all(cell.error_after_a_day(end) <= TARGET for cell, end in pairs):
            return Setting(tolerance)
    return None


def setting_for_orbits(
    peer: Peer, cells: list[Cell], loosest: float, choices: int = 4
) -> Setting | None:
    """
    The quickest of the loosest settings at which shooting arrives for every cell; None if none.

    ``choices`` settings that arrive are looked at, from the tolerance ``loosest`` on: a tighter
    one may need fewer days.
    """
    arriving: dict[float, Setting] = {}
    for tolerance in (step for step in LADDER if step <= loosest * 1.01):
        for difference in DIFFERENCES:
            setting = Setting(tolerance, difference)
            started = time.perf_counter()
            try:
                arrived = all(shoot(peer, cell, setting).arrived for cell in cells)
            except (ArithmeticError, np.linalg.LinAlgError):
                continue
            if arrived:
                arriving[time.perf_counter() - started] = setting
            if len(arriving) == choices:
                return arriving[min(arriving)]
    return arriving[min(arriving)] if arriving else None
