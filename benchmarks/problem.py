"""A model, its cells, where every engine starts from and where it must arrive."""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from benchmarks import chains, variants
from benchmarks.reference import PERIOD, TrueDay, days_to_settle, integrate, true_day
from rls_sim.biology.brain import healthy_model
from rls_sim.network.kernel import Kernel
from rls_sim.network.model import Model
from rls_sim.numerics.averaged import averaged_start
from rls_sim.numerics.conservation import conserved_totals
from rls_sim.numerics.system import NEGLIGIBLE, floors

Array = NDArray[np.float64]

BRAIN = "brain"
TARGET = 1e-6  # the true error that every engine has to reach, in the species that is worst


@dataclass(frozen=True)
class Cell:
    """One cell: parameters (np,), the averaged state (ns,) to start from and the true day."""

    parameters: Array
    start: Array
    day: TrueDay
    after_a_day: Array  # (ns,), the true state one day after the start

    @property
    def days_to_settle(self) -> int:
        """Days of integration from the start to the target, were each of them exact."""
        return days_to_settle(self.day, self.start, TARGET)

    def error_after_a_day(self, state: Array) -> float:
        """How far a state (ns,) is off that should be the one a day after the start."""
        return float(np.max(np.abs(state - self.after_a_day) / self.day.scale))


@dataclass(frozen=True, eq=False)
class Problem:
    """A model with its kernel and the parameters (nv, np) of many cells."""

    name: str
    model: Model
    kernel: Kernel
    parameters: Array
    _cells: dict[int, Cell] = field(default_factory=dict, repr=False)

    @cached_property
    def floor(self) -> Array:
        """Sizes (ns,) below which a species counts as absent."""
        return floors(self.kernel.initial_state)

    def start(self, index: int) -> Array:
        """The state (ns,) at which the rates of a cell, averaged over the day, are zero."""
        parameters = self.parameters[index]
        totals = conserved_totals(self.kernel, parameters, self.floor / NEGLIGIBLE, PERIOD)
        first = self.kernel.initial_state
        return averaged_start(self.kernel, parameters, first, self.floor, totals, PERIOD).state

    def cell(self, index: int) -> Cell:
        """A cell with its true day, found once; raises NoReferenceError where it has none."""
        if index not in self._cells:
            parameters, start = self.parameters[index], self.start(index)
            day = true_day(self.kernel, parameters, start, self.floor)
            course = integrate(self.kernel, parameters, start, day.scale)
            self._cells[index] = Cell(parameters, start, day, np.asarray(course.y[:, -1]))
        return self._cells[index]

    def cells(self, count: int) -> list[Cell]:
        """The first cells."""
        return [self.cell(i) for i in range(count)]


def open_problem(name: str, count: int) -> Problem:
    """The problem of that name ('brain', or 'chain 20') with ``count`` cells."""
    if name == BRAIN:
        model = healthy_model()
        return Problem(name, model, Kernel.of(model), variants.timed_cells(model, count))
    model = chains.chain(int(name.removeprefix("chain ")))
    return Problem(name, model, Kernel.of(model), variants.around(model, count))
