"""People with traits, the outcomes of their days, and weights: what all else reads of a cohort."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rls_sim.clinic.population.bodies import broken_step
from rls_sim.clinic.population.drawing import NO_LESION as NO_LESION  # what `lesion` says of many
from rls_sim.clinic.population.expecting import expecting
from rls_sim.clinic.population.population import Array
from rls_sim.clinic.population.reading import read_outcomes
from rls_sim.clinic.population.storing import People, open_people
from rls_sim.clinic.population.symptoms import NIGHTS_A_WEEK, RESERVE, SCORE, symptoms_of
from rls_sim.clinic.population.weighting import Weighted, effective_size, load_targets, weigh

Truth = NDArray[np.bool_]


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
    and distressing. ``lesion`` (n,): the step that is broken, by the name of its lesion, or
    "none".
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


def load_cohort(folder: Path, member: int | None = None) -> Cohort:
    """
    The cohort that `rls-sim cohort run` solved in a folder.

    ``member``: the same people in that member of the calibrated ensemble, if it was solved too.
    Raises OutputFolderError where there is no cohort that can be believed, CheckError where days
    are still to be solved.
    """
    return weighted_cohort(open_people(folder), member)[0]


def weighted_cohort(people: People, member: int | None = None) -> tuple[Cohort, Weighted]:
    """The cohort of these people, and how its weights meet their targets; as `load_cohort`."""
    outcomes = read_outcomes(people, member)
    traits = people.traits
    apart = np.zeros(len(people), dtype=bool)
    apart[expecting(people)] = True
    found = weigh(traits["female"] > 0, traits["age"], apart, outcomes, load_targets())
    symptoms = symptoms_of(outcomes[RESERVE], outcomes[SCORE], people.population)
    outcomes[NIGHTS_A_WEEK] = symptoms.nights
    cohort = Cohort(
        people.folder,
        traits,
        outcomes,
        found.weights,
        symptoms.any_symptom,
        symptoms.weekly,
        symptoms.ill,
        broken_step(traits),
    )
    return cohort, found
