"""Read a solved cohort: outcomes of all, weights, symptoms."""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rls_sim.clinic.population.bodies import broken_step
from rls_sim.clinic.population.cohort import Cohort
from rls_sim.clinic.population.expecting import expecting
from rls_sim.clinic.population.solving import days_folder
from rls_sim.clinic.population.storing import People, open_people
from rls_sim.clinic.population.symptoms import NIGHTS_A_WEEK, RESERVE, SCORE, symptoms_of
from rls_sim.clinic.population.weighting import Weighted, load_targets, weigh
from rls_sim.clinic.population.work import ERROR, PERSON, read_expecting
from rls_sim.errors import CheckError
from rls_sim.study.cell import SOLVED, STATE
from rls_sim.study.files import as_typed
from rls_sim.study.sweeps.chunk import SOLVER_COLUMNS
from rls_sim.study.sweeps.result import read_columns
from rls_sim.study.sweeps.store import SweepStore, open_store


def read_cohort(folder: Path, member: int | None = None) -> Cohort:
    """As `cohort.load_cohort`."""
    return weighted_cohort(open_people(folder), member)[0]


def weighted_cohort(people: People, member: int | None = None) -> tuple[Cohort, Weighted]:
    """The cohort of these people, and how its weights meet their targets; as `load_cohort`."""
    outcomes = read_outcomes(people, member)
    traits = people.traits
    women = traits["female"] > 0
    apart = np.zeros(len(people), dtype=bool)
    apart[expecting(people)] = True
    found = weigh(women, traits["age"], apart, outcomes, load_targets())
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


def read_outcomes(people: People, member: int | None = None) -> dict[str, NDArray[Any]]:
    """
    Every outcome of every person, (n,) each; raises CheckError where some are not solved yet.

    Of a woman who is expecting they are those of her last day, not of her own before.
    """
    store = open_store(days_folder(people.folder, member))
    require_complete(people, store)
    kept = [n for n in store.manifest["columns"] if n not in SOLVER_COLUMNS]
    names = [n for n in kept if n != "cell" and n not in people.names]
    columns = read_columns(store, [*names, "status"])
    status = columns.pop("status")
    outcomes: dict[str, NDArray[Any]] = {}
    for name, column in columns.items():
        empty: Any = "" if name == STATE else np.nan
        outcomes[name] = np.where(status == SOLVED, column, empty)
    for part in read_expecting(people, store) or ():
        persons, good = part[PERSON], part[ERROR] == ""
        for name, column in outcomes.items():
            column[persons] = np.where(good, part[name], "" if name == STATE else np.nan)
    return outcomes


def require_complete(people: People, store: SweepStore) -> None:
    """Raise CheckError where not every person is solved."""
    present = len(store.present())
    if present < store.chunks or read_expecting(people, store) is None:
        raise CheckError(
            f"{people.folder} is not solved: {store.cells_present()} of {store.cells} days are "
            f"there; rls-sim cohort run {as_typed(people.folder)} goes on with it."
        )
