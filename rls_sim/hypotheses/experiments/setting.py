"""What a run is, and what it works with: the model, members of the ensemble, a seed."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from rls_sim.inference.ensemble import Ensemble
from rls_sim.inference.worlds import Worlds, solve_worlds
from rls_sim.outcomes.measures import Reader
from rls_sim.study.cell import Bench

Array = NDArray[np.float64]
Numbers = Mapping[str, NDArray[Any]]  # (members, points) by name; words of states among them

MEMBERS = 1000  # of a full run
SEED = 20261128
HEALTHY = "healthy"  # the run that every experiment has: the members as they are

Progress = Callable[[int], None]  # cells solved


@dataclass(frozen=True, eq=False)
class Setting:
    """One set of members for all runs, so that runs differ by what they change and not by luck."""

    bench: Bench
    ensemble: Ensemble
    count: int = MEMBERS
    seed: int = SEED
    threads: int = 0
    progress: Progress | None = None

    @cached_property
    def members(self) -> NDArray[np.int64]:
        """Numbers of the members, (n,)."""
        return self.ensemble.draw(self.count, self.seed)

    @cached_property
    def table(self) -> Array:
        """Parameters (n, np) of the members, canonical units, the kernel's order."""
        return self.ensemble.table(self.bench, self.members)

    @property
    def share(self) -> float:
        """Of a full run: what else a run draws is scaled by it."""
        return self.count / MEMBERS

    def chance(self, name: str) -> np.random.Generator:
        """Random numbers of one run, whatever other runs there are."""
        return np.random.default_rng([self.seed, *name.encode()])

    def column(self, table: Array, name: str) -> Array:
        """A parameter of cells (n, np) in its own unit, (n,)."""
        place, factor = self._place(name)
        return np.asarray(table[:, place] / factor)

    def put(self, table: Array, name: str, values: Any) -> None:
        """Set a parameter of cells (n, np), in its own unit, kept within its range."""
        place, factor = self._place(name)
        table[:, place] = np.clip(values, *self.bench.healthy[name].range) * factor

    def _place(self, name: str) -> tuple[int, float]:
        parameter = self.bench.healthy[name]
        return self.bench.kernel.parameter_names.index(parameter.name), parameter.canonical_factor

    def solve(self, table: Array, readers: Mapping[str, Reader], *, sure: bool = True) -> Worlds:
        """Days of cells (n, np), read; without ``sure`` neither certified nor tried twice."""
        return solve_worlds(
            self.bench,
            table,
            readers,
            certify=sure,
            patient=sure,
            threads=self.threads,
            progress=self.progress,
        )


class Run(Protocol):
    """One run of an experiment, of any kind."""

    @property
    def name(self) -> str:
        """What its numbers are called by: ``name.number``."""

    @property
    def resamples(self) -> bool:
        """Whether rows of its numbers are resamples of a probability, and not members."""

    def offers(self, bench: Bench) -> Iterable[str]:
        """Names of the numbers that it can give, without its own."""

    def cells(self, members: int) -> int:
        """About how many cells it solves."""

    def numbers(self, setting: Setting, wanted: Sequence[str], found: Numbers) -> Numbers:
        """The numbers wanted, by name without its own; ``found``: those of runs before it."""
