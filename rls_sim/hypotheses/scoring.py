"""
How probable a published observation is if the model's number is true.

The model's number is the logarithm of the ratio of a broken cell over the healthy cell of the same
member of the ensemble, or, of a row about patients alone, the number itself. Every row says how
surely it was seen (`Observation.log_standard_error`); the model adds an error of its own, since it
is no brain. A sign is what a study of that size would have called significant. Each row is with
some probability simply wrong. Rows that contradict each other share the weight of one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rls_sim.hypotheses.observations import CLOCK, Observation, Sign

Array = NDArray[np.float64]

CONTRASTS = ("rls/control", "rls")  # what a lesion is to bring about
LOSS = "cell_loss_per_decade"  # compared by what is left: a loss of nearly nothing has no ratio
SCANS = ("mri", "sonography")
SIGNIFICANT = 1.959963984540054  # standard errors: the level of 5 % at which studies speak
LOG_RANGE = 2 * np.log(20.0)  # of ratios of any kind: what a row that is wrong may say
ROOT_TWO_PI = np.sqrt(2 * np.pi)


@dataclass(frozen=True)
class Doubt:
    """What is doubted of every row, beside its own error; all of it assumed.

    ``model``: standard error of the logarithm of any ratio of the model; ``tissue``: more of that
    for scans, which see a tissue where the model has its neuron; ``model_hours``: of its hours;
    ``wrong``: probability that a row says nothing; ``noise``: factor on the errors of rows.
    """

    model: float = 0.10
    tissue: float = 0.30
    model_hours: float = 1.0
    wrong: float = 0.05
    noise: float = 1.0


@dataclass(frozen=True)
class ScoredRow:
    """An observation with the weight that it has among those that it contradicts."""

    observation: Observation
    weight: float

    @property
    def name(self) -> str:
        """The id of the observation."""
        return self.observation.id

    @property
    def chance(self) -> float:
        """Probability (density) of what was published for who knows nothing."""
        row = self.observation
        if row.sign is not None:
            return 1 / len(Sign)
        return 1 / CLOCK if row.is_clock else 1 / float(LOG_RANGE)

    @property
    def error(self) -> float:
        """Standard error of the row alone: of a logarithm, or hours."""
        row = self.observation
        return row.standard_error if row.is_clock else row.log_standard_error

    def width(self, doubt: Doubt) -> float:
        """Standard error of row and model together: of a logarithm, or hours."""
        return float(np.hypot(doubt.noise * self.error, self._of_the_model(doubt)))

    def predicted(self, broken: Array, healthy: Array) -> Array:
        """The model's number (n,) from the outcome of broken and healthy cells (n,)."""
        row = self.observation
        if row.is_clock:
            return broken
        if row.is_ratio:
            return log_ratio(row.outcome, broken, healthy)
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray(np.log(broken))

    def probability(self, predicted: Array, doubt: Doubt) -> Array:
        """
        Of what was published, (n,): a share for signs, a density for numbers.

        Where the model has no number (NaN), only a row that is wrong can have been published.
        """
        with np.errstate(invalid="ignore"):
            right = self._if_right(predicted, doubt)
        right = np.where(np.isnan(predicted), 0.0, right)
        return np.asarray((1 - doubt.wrong) * right + doubt.wrong * self.chance)

    def agreement(self, predicted: Array, doubt: Doubt) -> Array:
        """
        How well (0 to 1) the model's number (n,) goes with what was published.

        Of a sign the probability that such a study reports it; of a number that of being farther
        off than it is by chance.
        """
        from scipy.special import erfc

        if self.observation.sign is not None:
            found = self._if_right(predicted, doubt)
        else:
            found = erfc(np.abs(self._off(predicted, doubt)) / np.sqrt(2))
        return np.asarray(np.where(np.isnan(predicted), 0.0, found))

    def _if_right(self, predicted: Array, doubt: Doubt) -> Array:
        from scipy.special import ndtr

        if self.observation.sign is None:
            off = self._off(predicted, doubt)
            return np.asarray(np.exp(-0.5 * off**2) / (ROOT_TWO_PI * self.width(doubt)))
        # The study tests at its own error; the model's own shifts what there is to be seen.
        shown, spread = predicted / self.error, self.width(doubt) / self.error
        up = ndtr((shown - SIGNIFICANT * doubt.noise) / spread)
        down = ndtr((-shown - SIGNIFICANT * doubt.noise) / spread)
        found = {Sign.UP: up, Sign.DOWN: down, Sign.SAME: 1 - up - down}
        return np.asarray(found[self.observation.sign])

    def _off(self, predicted: Array, doubt: Doubt) -> Array:
        row = self.observation
        if row.is_clock:
            away = (predicted - row.value + CLOCK / 2) % CLOCK - CLOCK / 2
            return np.asarray(away / self.width(doubt))
        return np.asarray((predicted - np.log(row.value)) / self.width(doubt))

    def _of_the_model(self, doubt: Doubt) -> float:
        if self.observation.is_clock:
            return doubt.model_hours
        seen = self.observation.method in SCANS
        return float(np.hypot(doubt.model, doubt.tissue)) if seen else doubt.model


def log_ratio(outcome: str, broken: Array, healthy: Array) -> Array:
    """Log of broken over healthy, (n,); of cell loss that of survivors, so that more is up."""
    with np.errstate(divide="ignore", invalid="ignore"):
        if outcome == LOSS:
            return np.asarray(np.log((1 - healthy) / (1 - broken)))
        return np.asarray(np.log(broken / healthy))


def scored_rows(observations: Sequence[Observation], uses: Sequence[str]) -> list[ScoredRow]:
    """The rows about restless legs that score a lesion, with their shared weights."""
    chosen = [
        row for row in observations if row.use in uses and row.outcome and row.contrast in CONTRASTS
    ]
    sizes = _disputes(observations, chosen)
    return [ScoredRow(row, 1.0 / sizes[row.id]) for row in chosen]


def _disputes(observations: Sequence[Observation], chosen: Sequence[Observation]) -> dict[str, int]:
    """How many rows each row is tied to, itself counted.

    Tied are rows that contradict each other by name, scored or not, and all scored rows about one
    outcome where they do not agree on its direction.
    """
    tied = {row.id: list(row.conflicts_with) for row in observations}
    for outcome in {row.outcome for row in chosen if row.is_ratio}:
        about = [row for row in chosen if row.is_ratio and row.outcome == outcome]
        if len({row.direction for row in about}) > 1:
            for row in about[1:]:
                tied[row.id].append(about[0].id)
    group = {name: name for name in tied}

    def head(name: str) -> str:
        while group[name] != name:
            name = group[name]
        return name

    for name, others in tied.items():
        for other in others:
            group[head(other)] = head(name)
    heads = [head(name) for name in tied]
    return {row.id: heads.count(head(row.id)) for row in chosen}


def log_scores(rows: Sequence[ScoredRow], predicted: Mapping[str, Array], doubt: Doubt) -> Array:
    """Weighted log probabilities (rows, n) of predictions by row name, (n,) each."""
    return np.array(
        [row.weight * np.log(row.probability(predicted[row.name], doubt)) for row in rows]
    )


def outcomes_read(rows: Sequence[ScoredRow]) -> tuple[str, ...]:
    """The outcomes that rows are about, each once."""
    return tuple(dict.fromkeys(row.observation.outcome for row in rows))


def as_facts(doubt: Doubt) -> dict[str, Any]:
    """The doubt as a document holds it."""
    return dict(vars(doubt))
