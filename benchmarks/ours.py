"""The engine that is measured: periodic days of many cells at once, and integration in lanes."""

import math
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.peers.peer import ABSOLUTE_SHARE, PERIOD, Array
from benchmarks.problem import Problem
from rls_sim import __version__
from rls_sim.network.kernel import Kernel
from rls_sim.network.machine import MachineCode
from rls_sim.network.programs import LANES
from rls_sim.numerics.batch import Days, solve_days
from rls_sim.numerics.rosenbrock import integrate_batch


def solve(problem: Problem, count: int, *, threads: int = 1, certify: bool = True) -> Days:
    """The periodic days of the first cells of a problem, each from the averaged start."""
    return solve_days(
        problem.kernel,
        problem.parameters[:count],
        problem.kernel.initial_state,
        threads=threads,
        certify=certify,
    )


@dataclass(frozen=True, eq=False)
class Lanes:
    """Rodas5P in lock step as a peer among peers, to compare the engines and not the algorithms."""

    machine: MachineCode
    threads: int = 1
    name: str = "rls-sim, Rodas5P in lanes"
    version: str = __version__
    words: str = f"machine code, {LANES} cells side by side"
    side_by_side: int = LANES

    def midnights(
        self, states: Array, parameters: Array, scales: Array, days: int, tolerance: float
    ) -> Array:
        """As ``Peer.midnights`` says."""
        hours = np.arange(1.0, days + 1) * PERIOD
        found = np.empty((len(states), days, states.shape[1]))

        def work(rows: NDArray[np.intp]) -> None:
            ends = integrate_batch(
                self.machine,
                parameters[rows],
                states[rows],
                (0.0, PERIOD * days),
                rtol=tolerance,
                atol=tolerance * ABSOLUTE_SHARE * scales[rows],
                output_times=hours[:-1],
                most_steps=10_000 * days,
            )
            if not ends.done.all():
                raise ArithmeticError("a cell did not reach the end of the day")
            found[rows, :-1], found[rows, -1] = ends.outputs, ends.state

        size = LANES * math.ceil(len(states) / self.threads / LANES)
        pieces = [np.arange(len(states))[i : i + size] for i in range(0, len(states), size)]
        with ThreadPoolExecutor(self.threads) as pool:
            list(pool.map(work, pieces))
        return found


def lanes(kernel: Kernel, threads: int = 1) -> Lanes:
    """The integrator on a kernel; raises ImportError where there is no machine code."""
    if kernel.machine is None:
        raise ImportError("no machine code on this platform")
    return Lanes(kernel.machine, threads)
