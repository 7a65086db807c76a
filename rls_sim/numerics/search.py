"""The order in which the ways to a cycle are tried, from the cheapest to the most patient.

Harmonic balance from the day that was given, if one was; from the averaged day; shooting, where
that came to rest; harmonic balance from the envelope of the day, marched to rest; and after ten
days of integration, then after ninety, balance and shooting once more. A balance goes on to finer
nodes as it needs them. A pool that fills for ever, or one that the laws drive below zero, is
noticed on the way and named: then there is no day to find.
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

import numpy as np

from rls_sim.numerics.averaged import averaged_start
from rls_sim.numerics.certificate import CLOSED, ESTIMATE_MARGIN, Path
from rls_sim.numerics.equations import equations
from rls_sim.numerics.marching import OUTGROWN, YEAR, March, Outcome
from rls_sim.numerics.newton import solve
from rls_sim.numerics.shooting import settle, shoot
from rls_sim.numerics.spectral import node_times
from rls_sim.numerics.system import FloatArray, System, lowest_of, magnitudes, present

RESOLVED = 1e-7  # a finer set of nodes may move no species by more than this share
SHARP = 500  # products at which shooting costs less than finer nodes
REPEATED = 1e-6  # relative change of a rate at the same state one period later
COARSE = 1e-4  # relative move above which the next finer nodes will not do either
CENTURY = 100 * YEAR
SETTLING_PERIODS = (10, 90)


class CycleStatus(StrEnum):
    """What became of the search for a cycle."""

    CONVERGED = "converged"
    NO_PERIODIC_STATE = "no_periodic_state"
    NOT_CONVERGED = "not_converged"
    NOT_CLOSED = "not_closed"


@dataclass(frozen=True)
class Found:
    """What the search came back with; ``error`` is empty where it converged."""

    state: FloatArray
    path: Path
    status: CycleStatus
    error_estimate: float
    iterations: int
    error: str = ""


@dataclass
class Search:
    """One search: the system, its parameters, and how well the answer must be resolved."""

    system: System
    parameters: FloatArray
    period: float
    floor: FloatArray
    nodes: int
    max_nodes: int
    tolerance: float
    totals: FloatArray
    iterations: int = 0
    below_zero: Found | None = None

    def run(self, orbit: FloatArray) -> Found:
        """Search from ``orbit`` (ns, N); an orbit of one node is a state that stands still."""
        if orbit.shape[1] > 1 and (found := self._balance(orbit)):
            return found
        start = averaged_start(
            self.system,
            self.parameters,
            orbit.mean(axis=1),
            self.floor,
            self.totals,
            self.period,
        )
        grows = start.outcome is Outcome.GROWING
        if not grows and (found := self._balance(self._still(start.state))):
            return found
        if start.outcome is Outcome.SETTLED and self.below_zero is None:
            shot = self._shoot(self._still(start.state))  # a day too sharp for harmonics, perhaps
            if shot.status is CycleStatus.CONVERGED:
                return shot
        orbit = self._still(start.landmark if grows else start.state)
        for nodes in (self.nodes, 2 * self.nodes):
            envelope = self._equations(nodes).march(orbit)
            if envelope.outcome is Outcome.GROWING or (grows and _outgrew(envelope)):
                return self._runaway(envelope)
            if found := self._balance(envelope.state, nodes):
                return found
            if envelope.outcome is Outcome.SETTLED:
                break
        if below := self.below_zero or self._forced_below_zero(envelope.state):
            return below
        if grows:
            return self._runaway(start)
        return self._patiently(present(self.system, envelope.landmark))

    def _patiently(self, orbit: FloatArray) -> Found:
        """Integrate some days, balance again, and if need be shoot; then so from many days."""
        shot: Found | None = None
        for periods in SETTLING_PERIODS:
            settled = settle(
                self.system, self.parameters, orbit[:, 0], self.period, self.floor, periods
            )
            if settled is None:
                break
            if found := self._balance(settled):
                by_settling = found.path is Path.HARMONIC_BALANCE
                return replace(found, path=Path.SETTLING) if by_settling else found
            shot = self.below_zero or self._shoot(settled)
            if shot.status is CycleStatus.CONVERGED or self.below_zero:
                return shot
            orbit = settled
        return shot or self._shoot(orbit)

    def uneven_rates(self, orbit: FloatArray) -> Found | None:
        """Say so where the rates themselves do not repeat after one period."""
        state = self._still(orbit.mean(axis=1))
        time = node_times(self.nodes, self.period)
        with np.errstate(all="ignore"):
            today = self.system.rhs(time, state, self.parameters)
            tomorrow = self.system.rhs(time + self.period, state, self.parameters)
            size = np.abs(today).max(axis=1)
            change = np.abs(tomorrow - today).max(axis=1)
            worst = int(np.argmax(change - REPEATED * size))
        if not change[worst] > REPEATED * size[worst]:
            return None
        text = (
            f"No cycle of {self.period:g} h: the rate of {self.system.species_names[worst]} "
            f"does not repeat after {self.period:g} h."
        )
        return self._failed(state, Path.HARMONIC_BALANCE, text)

    def _balance(self, orbit: FloatArray, nodes: int = 0) -> Found | None:
        """Harmonic balance on ever finer nodes, from ``nodes`` on; None where it finds nothing.

        What the finest nodes do not resolve, or coarser ones only with great effort, is a good
        start for shooting.
        """
        nodes = nodes or self.nodes
        while True:
            here = self._equations(nodes)
            balance = solve(here, orbit, self.tolerance)
            self.iterations += balance.iterations
            if not balance.converged:
                return None
            finer = finer_nodes(nodes)
            error, orbit = here.estimate_error(balance.state, finer)
            error = max(error, balance.correction)
            if error <= RESOLVED or (finer > self.max_nodes and error <= CLOSED):
                return self._resolved(balance.state, error)
            sharp = error > COARSE and here.products > SHARP
            if finer > self.max_nodes or sharp:
                shot = self._shoot(present(self.system, balance.state))
                if shot.status is CycleStatus.CONVERGED:
                    return shot
                if finer > self.max_nodes:
                    return None
            skip = error > COARSE and finer_nodes(finer) <= self.max_nodes
            nodes = finer_nodes(finer) if skip else finer

    def _resolved(self, state: FloatArray, error: float) -> Found | None:
        """A solution of the equations; None where it lies below zero and so means nothing.

        Another may lie above, so the search goes on; if it finds none this is what to report.
        """
        below = np.minimum(state - present(self.system, state), 0.0)
        below = np.where(below < -self.floor[:, None], below, 0.0)  # what is absent has no sign
        lowest = (below / magnitudes(state, self.floor)[:, None]).min(axis=1)
        worst = int(np.argmin(lowest))
        if lowest[worst] >= -CLOSED:
            found = present(self.system, state)
            return self._converged(found, Path.HARMONIC_BALANCE, error)
        text = (
            f"No cycle: the laws drive {self.system.species_names[worst]} below zero, "
            f"to {lowest[worst]:.2g} of its mean size."
        )
        self.below_zero = self._failed(present(self.system, state), Path.HARMONIC_BALANCE, text)
        return None

    def _shoot(self, orbit: FloatArray) -> Found:
        shot = shoot(self.system, self.parameters, orbit, self.period, self.floor)
        self.iterations += shot.iterations
        if shot.converged and shot.error <= CLOSED:
            return self._converged(shot.orbit, Path.SHOOTING, shot.error)
        if shot.converged:
            text = (
                f"No cycle found that can be relied on: a day returns to itself, but integrated "
                f"more exactly it differs by {shot.error:.2g} of its size; {CLOSED:g} is allowed."
            )
            return self._failed(shot.orbit, Path.SHOOTING, text)
        return self._lost(shot.orbit, shot.drift)

    def _converged(self, state: FloatArray, path: Path, error: float) -> Found:
        estimate = ESTIMATE_MARGIN * error
        return Found(state, path, CycleStatus.CONVERGED, estimate, self.iterations)

    def _runaway(self, way: March) -> Found:
        """A march that never rests: say which pool grows, and how far.

        Of the envelope of the day where that got so far; else of the averaged system, where no
        other way has led to a cycle either.
        """
        landmark = present(self.system, way.landmark)
        worst = int(np.argmax(way.outgrown))
        before, after = landmark[worst].mean(), way.state[worst].mean()
        error = (
            f"No periodic state: {self.system.species_names[worst]} grows without end, "
            f"{before:.2g} after a year, {after:.2g} after {way.elapsed / YEAR:.2g} years."
        )
        return Found(
            self._still(landmark) if landmark.ndim == 1 else landmark,
            Path.HARMONIC_BALANCE,
            CycleStatus.NO_PERIODIC_STATE,
            np.inf,
            self.iterations,
            error,
        )

    def _forced_below_zero(self, state: FloatArray) -> Found | None:
        """Say so where a species falls although there is none of it."""
        pools = lowest_of(self.system)[:, None] == 0
        absent = (state <= self.floor[:, None]) & pools
        bare = np.where(absent, 0.0, state)
        with np.errstate(all="ignore"):
            time = node_times(state.shape[1], self.period)
            rates = self.system.rhs(time, bare, self.parameters)
        loss = np.where(absent, -rates * self.period, 0.0).max(axis=1) / self.floor
        worst = int(np.argmax(loss))
        if not loss[worst] > 1:
            return None
        name = self.system.species_names[worst]
        text = f"No cycle: {name} falls even where there is none of it; a law has the wrong sign."
        return self._failed(state, Path.HARMONIC_BALANCE, text)

    def _failed(self, state: FloatArray, path: Path, error: str) -> Found:
        return Found(state, path, CycleStatus.NOT_CONVERGED, np.inf, self.iterations, error)

    def _lost(self, orbit: FloatArray, drift: FloatArray) -> Found:
        worst = int(np.argmax(np.abs(drift)))
        fault = "a day cannot be integrated from the last state tried"
        if np.isfinite(drift[worst]):
            name = self.system.species_names[worst]
            fault = f"{name} still moves by {100 * drift[worst]:.2g} % a period"
        error = f"No cycle found by harmonic balance, settling or shooting: {fault}."
        return self._failed(orbit, Path.SHOOTING, error)

    def _equations(self, nodes: int) -> Any:
        return equations(self.system, self.parameters, nodes, self.period, self.floor, self.totals)

    def _still(self, state: FloatArray) -> FloatArray:
        return np.repeat(state[:, None], self.nodes, axis=1)


def _outgrew(envelope: March) -> bool:
    """Whether, after a century, a pool is far above where it stood after a year."""
    return bool(envelope.elapsed > CENTURY and envelope.outgrown.max() > OUTGROWN)


def finer_nodes(nodes: int) -> int:
    """The next number of nodes: 32, 48, 64, 96, 128 and so on; always even."""
    power_of_two = nodes & (nodes - 1) == 0
    finer = nodes * 3 // 2 if power_of_two else nodes * 4 // 3
    return finer + finer % 2
