"""All programs that the engine needs of a model, put together from its formulas and pattern.

The whole way in one function: trace the laws, derive them, divide the work into stages, choose the
order of elimination. Printers do the rest.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rls_sim.network.elimination import Pattern, choose_order, factor, solve, times
from rls_sim.network.model import Model
from rls_sim.network.programs import Formulas, Program, Staged, stage, trace


@dataclass(frozen=True, eq=False)
class Assembly:
    """
    The programs of a model in the order of `programs.K`, and what they are made of.

    ``rows`` and ``columns``: the pattern of the Jacobian, in the order of its slopes.
    """

    formulas: Formulas
    staged: Staged
    rows: NDArray[np.intp]
    columns: NDArray[np.intp]
    pattern: Pattern

    @property
    def programs(self) -> tuple[Program, ...]:
        """The programs in the order of `programs.K`."""
        staged, pattern = self.staged, self.pattern
        of_state = [staged.programs[name] for name in ("rates", "linearised", "time_slopes")]
        return (
            *(staged.constants, staged.drives, staged.moving_drives),
            *of_state,
            times(pattern),
            *(factor(pattern, turning=False), solve(pattern, turning=False)),
            *(factor(pattern, turning=True), solve(pattern, turning=True)),
        )

    @property
    def dims(self) -> tuple[int, ...]:
        """How many species, parameters, constants, drives, slopes and factors there are."""
        return (
            len(self.formulas.species),
            len(self.formulas.parameters),
            self.staged.constant_count,
            self.staged.drive_count,
            len(self.rows),
            len(self.pattern.filled),
        )


def assemble(source: Model | Formulas) -> Assembly:
    """Trace a model unless it is traced, derive it, and choose the order of its elimination."""
    formulas = trace(source) if isinstance(source, Model) else source
    rows, columns, slopes = formulas.slopes_along_species(formulas.rates)
    roots = {
        "rates": {"rates": formulas.rates},
        "linearised": {"rates": formulas.rates, "slopes": slopes},
        "time_slopes": {"answer": formulas.slopes_along_time(formulas.rates)},
    }
    staged = stage(formulas, roots, moving="time_slopes")
    entries = list(zip(rows.tolist(), columns.tolist(), strict=True))
    pattern = choose_order(len(formulas.species), entries)
    return Assembly(formulas, staged, rows, columns, pattern)
