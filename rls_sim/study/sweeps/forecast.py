"""What a sweep will take, from solving a few of its cells: seconds, and bytes on disk."""

from dataclasses import dataclass
from time import perf_counter

import numpy as np

from rls_sim.study.sweeps.chunk import ChunkSolver

TRIED = 64  # cells, evenly over the design
NUMBER = 8  # bytes


@dataclass(frozen=True)
class Forecast:
    """Seconds of one core for a cell, bytes of the whole sweep, and cells that it rests on."""

    seconds_a_cell: float
    bytes_in_all: float
    tried: int

    def seconds(self, cells: int, cores: int) -> float:
        """How long so many cells take on so many cores."""
        return self.seconds_a_cell * cells / cores


def forecast(solver: ChunkSolver) -> Forecast:
    """Solve some cells of a sweep and say what all of them will take; nothing is kept."""
    plan, layout = solver.plan, solver.layout
    count = min(TRIED, plan.size)
    # Whole numbers: there may be more cells than a float can count.
    chosen = [place * (plan.size - 1) // max(count - 1, 1) for place in range(count)]
    values = np.vstack([plan.design.row(cell) for cell in chosen])
    solver.solve(0, 0, values[:1])  # what is loaded or compiled once does not count
    started = perf_counter()
    answer = solver.solve(0, 0, values)
    seconds = (perf_counter() - started) / len(chosen)
    numbers = NUMBER * (len(solver.words) + len(layout.follow) * len(solver.hours))
    size = len(answer.cells) + len(answer.courses or b"")
    head = max(0.0, size - numbers * len(chosen))
    parts = -(-plan.size // layout.chunk)
    return Forecast(seconds, parts * head + numbers * plan.size, len(chosen))
