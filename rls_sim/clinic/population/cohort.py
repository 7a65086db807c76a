"""People with traits, the outcomes of their days, and weights: what all else reads of a cohort."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Truth = NDArray[np.bool_]

NO_LESION = "none"  # of `Cohort.lesion`: no step is broken by much


@dataclass(frozen=True, eq=False)
class Cohort:
    """
    n people, each in the same place of every column.

    ``traits``: who they are, (n,) each: numbers, of which yes and no are 1 and 0, except the words
    of ``contraception``; not a number where a trait does not apply (the week of a pregnancy).
    ``outcomes``: what `rls-sim show outcomes` lists, (n,) each, and ``nights_a_week``: expected
    nights with an urge to move; not a number (a word: empty) where a person has no day.
    ``weights`` (n,): of mean 1; they bring serum ferritin, saturation and haemoglobin to population
    statistics by sex and age; 0 where a person has no day. ``any_symptom``, ``weekly`` and ``ill``
    (n,): the three frequencies of symptoms; ``ill`` is the strictest: at least two nights a week,
    and distressing. ``lesion`` (n,): the step that is broken furthest, by the name of its lesion
    where there is one, or "none".
    """

    folder: Path
    traits: Mapping[str, NDArray[Any]]
    outcomes: Mapping[str, NDArray[Any]]
    weights: Array
    any_symptom: Truth
    weekly: Truth
    ill: Truth
    lesion: NDArray[np.str_]

    def __len__(self) -> int:
        """Number of people."""
        return len(self.weights)

    @property
    def effective_size(self) -> float:
        """How many people of equal weight would tell as much: (sum w)^2 / sum w^2."""
        return effective_size(self.weights)

    def share(self, of: Truth, among: Truth | None = None) -> float:
        """The weighted share of those ``among`` whom ``of`` is true of; NaN where there are none.

        Both (n,); everybody where ``among`` is not given.
        """
        counted = self.weights if among is None else self.weights * among
        total = float(counted.sum())
        return float(counted @ of) / total if total > 0 else float("nan")


def effective_size(weights: Array) -> float:
    """How many draws of equal weight tell as much as these weights (n,); 0 where all are 0."""
    squares = float(weights @ weights)
    return float(weights.sum()) ** 2 / squares if squares > 0 else 0.0


def load_cohort(folder: Path, member: int | None = None) -> Cohort:
    """
    The cohort that `rls-sim cohort run` solved in a folder.

    ``member``: the same people in that member of the calibrated ensemble, if it was solved too.
    Raises OutputFolderError where there is no cohort that can be believed, CheckError where days
    are still to be solved.
    """
    from rls_sim.clinic.population.reading import read_cohort

    return read_cohort(folder, member)
