"""Read what was solved of a cohort: the outcomes of everybody."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from rls_sim.clinic.population.solving import days_folder
from rls_sim.clinic.population.storing import People
from rls_sim.clinic.population.work import ERROR, PERSON, read_expecting
from rls_sim.errors import CheckError
from rls_sim.study.cell import SOLVED, STATE
from rls_sim.study.files import as_typed
from rls_sim.study.sweeps.chunk import SOLVER_COLUMNS
from rls_sim.study.sweeps.result import read_columns
from rls_sim.study.sweeps.store import SweepStore, open_store


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
