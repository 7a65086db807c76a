"""The order in which the ways to a cycle are tried, from the cheapest to the most patient."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from rls_sim.numerics.averaged import averaged_start
from rls_sim.numerics.certificate import CLOSED, Path
from rls_sim.numerics.harmonic_balance import HarmonicBalance
from rls_sim.numerics.marching import March, Outcome
from rls_sim.numerics.shooting import settle, shoot
from rls_sim.numerics.system import FloatArray, System, magnitudes

RESOLVED = 1e-7  # a finer set of nodes may move no species by more than this share


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

    def run(self, orbit: FloatArray) -> Found:
        """Search from ``orbit`` (ns, N); an orbit of one node is a state that stands still."""
        if orbit.shape[1] > 1 and (found := self._balance(orbit)):
            return found
        start = averaged_start(
            self.system, self.parameters, orbit.mean(axis=1), self.floor, self.totals, self.period
        )
        settled = start.outcome is Outcome.SETTLED
        if settled and (found := self._balance(self._still(start.state))):
            return found
        balance = self._equations(self.nodes)
        envelope = balance.march(self._still(start.state if settled else start.landmark))
        if envelope.outcome is Outcome.GROWING:
            return self._runaway(envelope)
        if found := self._balance(envelope.state):
            return found
        return self._patiently(envelope.landmark)

    def _balance(self, orbit: FloatArray) -> Found | None:
        """Harmonic balance on ever finer nodes; None where it finds nothing."""
        nodes = self.nodes
        while True:
            equations = self._equations(nodes)
            balance = equations.solve(orbit, self.tolerance)
            self.iterations += balance.iterations
            if not balance.converged:
                return None
            finer = finer_nodes(nodes)
            error, orbit = equations.estimate_error(balance.state, finer)
            error = max(error, balance.correction)
            if error <= RESOLVED or (finer > self.max_nodes and error <= CLOSED):
                return self._converged(balance.state, Path.HARMONIC_BALANCE, error)
            if finer > self.max_nodes:
                return None
            nodes = finer

    def _patiently(self, orbit: FloatArray) -> Found:
        """Integrate some days, balance again, and if need be shoot."""
        settled = settle(self.system, self.parameters, orbit[:, 0], self.period, self.floor)
        if settled is not None:
            if found := self._balance(settled):
                return Found(
                    found.state,
                    Path.SETTLING,
                    found.status,
                    found.error_estimate,
                    found.iterations,
                )
            orbit = settled
        shot = shoot(self.system, self.parameters, orbit, self.period, self.floor)
        self.iterations += shot.iterations
        if shot.converged:
            return self._converged(shot.orbit, Path.SHOOTING, shot.error)
        return self._lost(shot.orbit, shot.drift)

    def _converged(self, state: FloatArray, path: Path, error: float) -> Found:
        return Found(state, path, CycleStatus.CONVERGED, error, self.iterations)

    def _runaway(self, envelope: March) -> Found:
        """The envelope of the day never rests: say which pool grows, and how fast after a year."""
        landmark = envelope.landmark
        with np.errstate(all="ignore"):
            rates = self.system.rhs(
                self._equations(self.nodes).time, landmark, self.parameters
            ).mean(axis=1)
        drift = rates / magnitudes(landmark, self.floor) * self.period
        worst = int(np.argmax(envelope.growth))
        error = (
            f"No periodic state: {self.system.species_names[worst]} keeps growing, "
            f"by {100 * drift[worst]:.2g} % a period after a year and without end."
        )
        return Found(
            landmark,
            Path.HARMONIC_BALANCE,
            CycleStatus.NO_PERIODIC_STATE,
            np.inf,
            self.iterations,
            error,
        )

    def _lost(self, orbit: FloatArray, drift: FloatArray) -> Found:
        worst = int(np.argmax(np.abs(drift)))
        error = (
            f"No cycle found by harmonic balance, settling or shooting: "
            f"{self.system.species_names[worst]} still moves "
            f"by {100 * drift[worst]:.2g} % a period."
        )
        return Found(
            orbit, Path.SHOOTING, CycleStatus.NOT_CONVERGED, np.inf, self.iterations, error
        )

    def _equations(self, nodes: int) -> HarmonicBalance:
        return HarmonicBalance(
            self.system, self.parameters, nodes, self.period, self.floor, self.totals
        )

    def _still(self, state: FloatArray) -> FloatArray:
        return np.repeat(state[:, None], self.nodes, axis=1)


def finer_nodes(nodes: int) -> int:
    """The next number of nodes: 32, 48, 64, 96, 128 and so on; always even."""
    power_of_two = nodes & (nodes - 1) == 0
    finer = nodes * 3 // 2 if power_of_two else nodes * 4 // 3
    return finer + finer % 2
