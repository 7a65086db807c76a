"""Many cells solved and read: their days in batches, their outcomes one by one."""

from collections.abc import Iterable, Iterator
from itertools import islice

import numpy as np

from rls_sim.numerics.batch import solve_days
from rls_sim.numerics.search import CycleStatus
from rls_sim.study.cell import Bench, Cell, CellResult, find_day, read_day

CELLS_AT_ONCE = 256  # so that memory does not grow with a sweep, and progress is seen


def solve_cells(cells: Iterable[Cell], bench: Bench, *, threads: int = 1) -> Iterator[CellResult]:
    """
    The results of all cells, in order; a failure is a status, not an error.

    Each is sought from the healthy day, and where that leads nowhere by the whole search of
    `find_day`. No cell knows of the others: the same numbers come out for any batch.
    """
    waiting = iter(cells)
    while some := list(islice(waiting, CELLS_AT_ONCE)):
        parameters = np.array([bench.kernel.parameter_vector(cell.parameters) for cell in some])
        days = solve_days(bench.kernel, parameters, bench.healthy_cycle, threads=threads)
        for index, cell in enumerate(some):
            cycle = days.cycle(index)
            settled = cycle.converged or cycle.status is CycleStatus.NO_PERIODIC_STATE
            yield read_day(cell, bench, cycle if settled else find_day(cell, bench))
