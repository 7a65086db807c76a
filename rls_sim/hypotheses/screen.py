"""
Every hypothesis solved over the ensemble and over the sizes of its lesions.

The same members meet every hypothesis, and the sizes of one are spread evenly (Sobol), so that
hypotheses differ by what they break and not by luck. Draws k of a hypothesis are the same however
many are drawn.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rls_sim.hypotheses.hypothesis import Hypothesis
from rls_sim.hypotheses.scoring import ScoredRow, outcomes_read
from rls_sim.inference.ensemble import Ensemble
from rls_sim.inference.worlds import Worlds, solve_worlds
from rls_sim.outcomes.measures import find_measure
from rls_sim.study.cell import Bench

Array = NDArray[np.float64]

URGE, LOSS = "urge_hours", "cell_loss_per_decade"
UNSEEN = (
    0.05  # cell loss in ten years below what ageing takes; the brains had lost none (connor2003)
)
MOST_DRAWS = 2**15
SEED = 20261128

Progress = Callable[[int], None]  # cells solved


@dataclass(frozen=True, eq=False)
class Trial:
    """
    One hypothesis over its draws: members (n,), sizes (n, lesions), outcomes by name (n,).

    ``solved`` (n,): which draws have a periodic day; outcomes are NaN where there is none.
    """

    hypothesis: Hypothesis
    members: NDArray[np.int64]
    sizes: Array
    found: Mapping[str, Array]
    solved: NDArray[np.bool_]

    def __len__(self) -> int:
        """Number of draws."""
        return len(self.members)

    @property
    def patients(self) -> NDArray[np.bool_]:
        """Which draws have the syndrome: an urge at some hour, and cells that live."""
        return np.asarray(self.solved & is_patient(self.found))

    def and_then(self, more: "Trial") -> "Trial":
        """This one's draws, then the other's."""
        found = {k: np.concatenate([v, more.found[k]]) for k, v in self.found.items()}
        return Trial(
            self.hypothesis,
            np.concatenate([self.members, more.members]),
            np.concatenate([self.sizes, more.sizes]),
            found,
            np.concatenate([self.solved, more.solved]),
        )


def is_patient(found: Mapping[str, Array]) -> NDArray[np.bool_]:
    """Whether cells (n,) have the syndrome: an urge that is noticed at some hour, and live."""
    with np.errstate(invalid="ignore"):
        return np.asarray((found[URGE] > 0) & (found[LOSS] < UNSEEN))


@dataclass(frozen=True, eq=False)
class Screen:
    """All trials, and the healthy cells of all members: outcomes by name (members,)."""

    trials: tuple[Trial, ...]
    healthy: Mapping[str, Array]

    def predictions(self, trial: Trial, rows: Sequence[ScoredRow]) -> dict[str, Array]:
        """The model's number (n,) for every row."""
        return {
            row.name: row.predicted(
                trial.found[row.observation.outcome],
                self.healthy[row.observation.outcome][trial.members],
            )
            for row in rows
        }


@dataclass(frozen=True, eq=False)
class Screener:
    """Solves draws of hypotheses over an ensemble and reads these outcomes off them.

    ``held``: parameters that keep their declared value in all members.
    """

    bench: Bench
    ensemble: Ensemble
    outcomes: tuple[str, ...]
    seed: int = SEED
    threads: int = 0
    progress: Progress | None = None
    held: tuple[str, ...] = ()

    def screen(
        self, hypotheses: Sequence[Hypothesis], draws: Callable[[Hypothesis], int]
    ) -> Screen:
        """Every hypothesis, drawn so many times."""
        trials = tuple(self.trial(h, 0, draws(h)) for h in hypotheses)
        return Screen(trials, self._healthy(trials))

    def more(self, found: Screen, due: Mapping[str, int]) -> Screen:
        """The same with trials of these names drawn up to so many times."""
        trials = []
        for trial in found.trials:
            wanted = due.get(trial.hypothesis.name, 0)
            if wanted > len(trial):
                trial = trial.and_then(self.trial(trial.hypothesis, len(trial), wanted))
            trials.append(trial)
        return replace(found, trials=tuple(trials), healthy=self._healthy(trials))

    def trial(self, hypothesis: Hypothesis, first: int, last: int) -> Trial:
        """Draws ``first`` up to ``last`` of a hypothesis."""
        members = self._members[first:last]
        sizes = hypothesis.sizes(self._shares(len(hypothesis.lesions))[first:last])
        table = hypothesis.applied(
            self._table(members),
            sizes,
            self.bench.kernel.parameter_names,
            self.bench.healthy,
        )
        worlds = self._solve(table)
        return Trial(hypothesis, members, sizes, worlds.found, worlds.solved)

    def _healthy(self, trials: Iterable[Trial]) -> Mapping[str, Array]:
        """The members of these trials without a lesion, each solved once."""
        needed = np.unique(np.concatenate([trial.members for trial in trials]))
        due = needed[~self._known[0][needed]]
        if due.size:
            worlds = self._solve(self._table(due))
            for name, values in worlds.found.items():
                self._known[1].setdefault(name, np.full(len(self.ensemble), np.nan))[due] = values
            self._known[0][due] = True
        return dict(self._known[1])

    @cached_property
    def _known(self) -> tuple[NDArray[np.bool_], dict[str, Array]]:
        """Which members were solved without a lesion, and what was read of them."""
        return np.zeros(len(self.ensemble), dtype=bool), {}

    def _table(self, members: NDArray[np.integer[Any]]) -> Array:
        table = self.ensemble.table(self.bench, members)
        declared = self.bench.kernel.parameter_vector(self.bench.healthy)
        places = [self.bench.kernel.parameter_names.index(name) for name in self.held]
        table[:, places] = declared[places]
        return table

    def _solve(self, table: Array) -> Worlds:
        names = dict.fromkeys([*self.outcomes, URGE, LOSS])
        readers = {name: find_measure(name).function for name in names}
        return solve_worlds(
            self.bench, table, readers, threads=self.threads, progress=self.progress
        )

    @cached_property
    def _members(self) -> NDArray[np.int64]:
        return self.ensemble.draw(MOST_DRAWS, self.seed)

    def _shares(self, dimensions: int) -> Array:
        """Evenly spread points (MOST_DRAWS, dimensions) of the unit cube."""
        from scipy.stats import qmc

        if not dimensions:
            return np.empty((MOST_DRAWS, 0))
        sobol: Any = qmc.Sobol(dimensions, rng=np.random.default_rng(self.seed))
        return np.asarray(sobol.random_base2(MOST_DRAWS.bit_length() - 1))


def outcomes_needed(rows: Sequence[ScoredRow], more: Sequence[str] = ()) -> tuple[str, ...]:
    """What must be read to score rows and to weigh measurements."""
    return tuple(dict.fromkeys([*outcomes_read(rows), *more]))
