"""What the ensemble gives for each published observation, to stand beside it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rls_sim.hypotheses.hypothesis import Hypothesis
from rls_sim.hypotheses.observations import CLOCK, Observation
from rls_sim.hypotheses.scoring import log_ratio
from rls_sim.hypotheses.screen import LOSS, SEED, URGE, is_patient
from rls_sim.inference.ensemble import Ensemble
from rls_sim.inference.worlds import solve_worlds
from rls_sim.outcomes.measures import find_measure
from rls_sim.study.cell import Bench
from rls_sim.study.lesion import AppliedLesion

Array = NDArray[np.float64]

MEMBERS = 400
QUANTILES = (0.05, 0.5, 0.95)
# What makes the cells of a contrast that is not about patients; "" is the healthy cell.
MADE_BY = {
    "deficient/replete": "body_iron_deficiency",
    "loaded/replete": "body_iron_overload",
    "knockout/control": "receptor_synthesis:0.02",
    "parkinson/control": "neuronal_overload",
    "healthy": "",
    "active/rest": "",
}
PATIENTS = ("rls/control", "rls")


@dataclass(frozen=True)
class Beside:
    """
    What the model gives for the rows, and of whom.

    ``intervals``: by id the 5, 50 and 95 % quantiles over the members, in the unit of the row;
    ``makers``: by contrast the lesion that made the cells, "" for healthy ones; ``patients``: how
    many of the ``members`` have the syndrome with the lesion; ``ensemble_size`` and ``seed``: how
    many there are to draw from, and by which seed these were drawn; ``ensemble_seed``: of the
    ensemble itself.
    """

    intervals: Mapping[str, tuple[float, float, float]]
    makers: Mapping[str, str]
    patients: int
    members: int
    ensemble_size: int
    seed: int
    ensemble_seed: int | None
    model_hash: str


def model_beside(
    bench: Bench,
    ensemble: Ensemble,
    observations: Iterable[Observation],
    patient: AppliedLesion,
    members: int = MEMBERS,
) -> Beside:
    """
    What the ensemble gives for each row.

    ``patient`` makes the cells of patients, of which those with the syndrome count; other contrasts
    are made by `MADE_BY`. Left out are rows that nothing of the model answers, and those of which
    no member has a number.
    """
    rows = [row for row in observations if row.outcome and _maker(row, patient) is not None]
    names = tuple(dict.fromkeys([*(row.outcome for row in rows), URGE, LOSS]))
    chosen = ensemble.draw(min(members, len(ensemble)), SEED)
    base = ensemble.table(bench, chosen)
    healthy = _read(bench, base, names)
    ill = _read(bench, _broken(bench, base, str(patient), patient), names)
    cells: dict[str, Mapping[str, Array]] = {"": healthy, str(patient): ill}
    found: dict[str, tuple[float, float, float]] = {}
    makers: dict[str, str] = {}
    for row in rows:
        maker = _maker(row, patient)
        assert maker is not None
        if maker not in cells:
            cells[maker] = _read(bench, _broken(bench, base, maker, patient), names)
        broken = cells[maker][row.outcome]
        if row.contrast in PATIENTS:
            broken = np.where(is_patient(cells[maker]), broken, np.nan)
        interval = _interval(row, broken, healthy[row.outcome])
        if np.isfinite(interval).all():
            found[row.id] = interval
            makers[row.contrast] = maker
    return Beside(
        intervals=found,
        makers=makers,
        patients=int(is_patient(ill).sum()),
        members=len(chosen),
        ensemble_size=len(ensemble),
        seed=SEED,
        ensemble_seed=ensemble.about.get("seed"),
        model_hash=bench.model.hash(),
    )


def _maker(row: Observation, patient: AppliedLesion) -> str | None:
    return str(patient) if row.contrast in PATIENTS else MADE_BY.get(row.contrast)


def _broken(bench: Bench, base: Array, maker: str, patient: AppliedLesion) -> Array:
    applied = patient if maker == str(patient) else bench.lesions.read_applied(maker)
    hypothesis = Hypothesis((applied.lesion,))
    sizes = np.full((len(base), 1), applied.size)
    return hypothesis.applied(base, sizes, bench.kernel.parameter_names, bench.healthy)


def _read(bench: Bench, table: Array, names: Sequence[str]) -> Mapping[str, NDArray[Any]]:
    readers = {name: find_measure(name).function for name in names}
    return solve_worlds(bench, table, readers).found


def _interval(row: Observation, broken: Array, healthy: Array) -> tuple[float, float, float]:
    ratio = row.is_ratio and row.contrast != "active/rest"
    values = np.exp(log_ratio(row.outcome, broken, healthy)) if ratio else broken
    values = values[np.isfinite(values)]
    if not values.size:
        return (np.nan, np.nan, np.nan)
    if row.is_clock:  # quantiles about the row's own hour, since the clock goes round
        values = (values - row.value + CLOCK / 2) % CLOCK - CLOCK / 2 + row.value
    low, middle, high = (float(value) for value in np.quantile(values, QUANTILES))
    return (low, middle, high)
