"""
People of a trial: drawn each from a chance of their own, asked by its rules, taken by their score.

Person number k of a seed has the same member, lesion, pace of augmentation, response to a placebo
and day of dropping out whatever arms there are, and whoever else is asked.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rls_sim.clinic.augmentation import Paces
from rls_sim.clinic.courses import follow_courses, starts_of
from rls_sim.clinic.readings import NEEDED, SCORE, all_readings, find_readings, readers
from rls_sim.clinic.trials.trial import Patients, Rule, refused
from rls_sim.errors import InputError, SolveError
from rls_sim.hypotheses.hypothesis import Hypothesis
from rls_sim.inference.ensemble import Ensemble
from rls_sim.inference.worlds import solve_worlds
from rls_sim.quantities.scatter import read_scatter
from rls_sim.study.cell import STATE, Bench
from rls_sim.study.samples import quantiles

Array = NDArray[np.float64]

ASKED_FOR_EACH, LEAST_ASKED, MOST_ASKED = 24, 2048, 32_000  # candidates for each that is taken
SPARE = 3  # times as many as are taken should be let in, so that scores can be chosen among them
OWN_DRAWS = 8  # of a person: the first columns of `Chances`, in this order
MEMBER, SIZE, PACE, PLACEBO, LEAVING, TAKEN = range(6)
PACE_PARAMETER = "augmentation_pace"
ILL_BEYOND = ("dying", "overloaded")  # states of neurons that no trial of the living has
SIGNS: dict[str, Callable[[Array, float], Any]] = {
    ">=": np.greater_equal,
    "<=": np.less_equal,
    ">": np.greater,
    "<": np.less,
}


@dataclass(frozen=True, eq=False)
class Chances:
    """What chance gives each of n people: ``shares`` (n, OWN_DRAWS + k) from 0 to 1."""

    seed: int
    numbers: NDArray[np.int64]
    shares: Array

    @classmethod
    def of(cls, seed: int, numbers: NDArray[np.int64], more: int) -> "Chances":
        """Of the people with these numbers, with so many more draws than all have."""
        count = OWN_DRAWS + more
        drawn = [np.random.default_rng([seed, int(number)]).random(count) for number in numbers]
        return cls(seed, numbers, np.array(drawn).reshape(len(numbers), count))

    def scatter(self, rows: NDArray[np.intp], visits: int) -> Array:
        """Standard normal draws (rows, visits), one a rating; visit k is the same for any count."""
        drawn = [
            np.random.default_rng([self.seed, int(self.numbers[row]), 1]).standard_normal(visits)
            for row in rows
        ]
        return np.array(drawn).reshape(len(rows), visits)


@dataclass(frozen=True, eq=False)
class Enrolled:
    """
    n people who were taken: ``table`` (n, np), their ``start`` (n, ns), and of each their score.

    ``found`` are readings of the untreated day, ``asked`` how many were asked and ``eligible``
    how many the rules let in; ``effective`` is how many of those the score's weights leave.
    """

    table: Array
    start: Array
    found: dict[str, Array]
    shares: Array
    noise: Array  # (n, 1 + visits): of the rating at the start and of each visit
    asked: int
    eligible: int
    effective: float

    def __len__(self) -> int:
        """How many."""
        return len(self.table)

    @property
    def score(self) -> Array:
        """Of the untreated day, (n,)."""
        return self.found[SCORE]

    @property
    def ferritin(self) -> tuple[float, float, float]:
        """Serum ferritin that 5, 50 and 95 % lie below, ug/L."""
        low, middle, high = np.quantile(self.found["serum_ferritin"], (0.05, 0.5, 0.95))
        return float(low), float(middle), float(high)


@dataclass(frozen=True, eq=False)
class Candidates:
    """Who may be asked: ``table`` (m, np), readings and traits (m,), weights, chances."""

    table: Array
    found: dict[str, Array]
    weights: Array
    chances: Chances

    def with_more(self, others: "Candidates") -> "Candidates":
        """These and others, asked later."""
        mine, theirs = self.chances, others.chances
        return Candidates(
            np.concatenate([self.table, others.table]),
            {n: np.concatenate([v, others.found[n]]) for n, v in self.found.items()},
            np.concatenate([self.weights, others.weights]),
            Chances(
                mine.seed,
                np.concatenate([mine.numbers, theirs.numbers]),
                np.concatenate([mine.shares, theirs.shares]),
            ),
        )


def enrol(
    bench: Bench,
    patients: Patients,
    count: int,
    seed: int,
    visits: int,
    *,
    ensemble: Ensemble | None,
    paces: Paces,
    progress: Callable[[str], None] = lambda _: None,
) -> Enrolled:
    """
    Draw, ask and take people for a treated ``bench``.

    Left out are people without a periodic day or with a neuron that is dying or overloaded. Raises
    InputError where fewer than asked for fulfil the rules, SolveError where one who is taken has no
    day to start on.
    """
    for rule in patients.rules:  # of a file for others, where --lesion takes their place
        if why := refused(rule.name, of_cohort=bool(patients.cohort)):
            raise InputError(f"the rule {rule.words()}: {rule.name} {why}")
    names = tuple(dict.fromkeys([SCORE, "serum_ferritin", *(r.name for r in patients.rules)]))
    if patients.cohort:
        people = _of_cohort(bench, patients, names, seed)
        let_in = _let_in(people, patients.rules)
    else:
        if ensemble is None:
            raise InputError("patients with a lesion need the ensemble.")
        people, let_in = _asked(bench, patients, names, count, seed, ensemble)
    progress(f"{len(people.table)} people asked, {int(let_in.sum())} fulfil the rules")
    weights = np.where(let_in, people.weights, 0.0)
    if patients.score is not None:
        weights = weights * _tilt(people.found[SCORE], weights, patients.score)
    rows = _taken(weights, people.chances.shares[:, TAKEN], count, patients.rules, let_in)
    table = people.table[rows].copy()
    place = bench.kernel.parameter_names.index(PACE_PARAMETER)
    table[:, place] = np.clip(
        paces.of(people.chances.shares[rows, PACE]), *bench.healthy[PACE_PARAMETER].range
    )
    start, reasons = starts_of(bench, table)
    if (reasons != "").any():
        raise SolveError(f"a person of the trial has no periodic day: {reasons[reasons != ''][0]}")
    return Enrolled(
        table,
        start,
        {name: people.found[name][rows] for name in people.found} | _first_day(bench, table, start),
        people.chances.shares[rows],
        people.chances.scatter(rows, 1 + visits),
        len(people.table),
        int(let_in.sum()),
        _effective(weights),
    )


def _let_in(people: Candidates, rules: tuple[Rule, ...]) -> NDArray[np.bool_]:
    """Who fulfils the rules, of those with a day, (m,)."""
    let_in = (people.weights > 0) & np.isfinite(people.found[SCORE])
    for rule in rules:
        values = people.found[rule.name]
        let_in &= np.isfinite(values) & SIGNS[rule.sign](np.nan_to_num(values), rule.level)
    return np.asarray(let_in)


def _asked(
    bench: Bench,
    patients: Patients,
    names: tuple[str, ...],
    count: int,
    seed: int,
    ensemble: Ensemble,
) -> tuple[Candidates, NDArray[np.bool_]]:
    """People asked in rounds, each as many as before it, until SPARE times as many are let in."""
    last = max(ASKED_FOR_EACH * count, LEAST_ASKED)
    people = _of_lesion(bench, patients, names, (0, last), seed, ensemble)
    while True:
        let_in = _let_in(people, patients.rules)
        if let_in.sum() >= SPARE * count or last >= MOST_ASKED:
            return people, let_in
        more = _of_lesion(bench, patients, names, (last, 2 * last), seed, ensemble)
        people, last = people.with_more(more), 2 * last


def _first_day(bench: Bench, table: Array, start: Array) -> dict[str, Array]:
    """What relief and safety need, of the untreated day, (n,) each."""
    day = follow_courses(bench, table, (), 1, readers(find_readings(NEEDED)), start=start)
    return {name: day[name][:, 0] for name in NEEDED}


def _effective(weights: Array) -> float:
    squares = float(weights @ weights)
    return float(weights.sum()) ** 2 / squares if squares else 0.0


def _taken(
    weights: Array, shares: Array, count: int, rules: tuple[Rule, ...], let_in: NDArray[np.bool_]
) -> NDArray[np.intp]:
    """So many, none twice, likelier the larger their weight; by a share of each person's own."""
    possible = np.flatnonzero(weights > 0)
    if len(possible) < count:
        told = " and ".join(rule.words() for rule in rules) or "no rule"
        raise InputError(
            f"of {len(weights)} people {int(let_in.sum())} fulfil the rules ({told}), and "
            f"{count} are asked for: loosen the rules, or follow fewer (-N)."
        )
    waits = -np.log1p(-shares[possible]) / weights[possible]
    chosen = possible[np.argsort(waits, kind="stable")[:count]]
    return np.asarray(np.sort(chosen))


def _tilt(score: Array, weights: Array, wanted: tuple[float, float]) -> Array:
    """Weights that bring the scores of those with weight to a mean and a spread."""
    from scipy.stats import gaussian_kde, norm

    inside = weights > 0
    if inside.sum() < 3:
        return np.ones(len(score))
    density = gaussian_kde(score[inside], 0.15, weights=weights[inside])
    tilt = np.zeros(len(score))
    tilt[inside] = norm.pdf(score[inside], *wanted) / np.maximum(density(score[inside]), 1e-12)
    return tilt


def _of_lesion(
    bench: Bench,
    patients: Patients,
    names: tuple[str, ...],
    numbers: tuple[int, int],
    seed: int,
    ensemble: Ensemble,
) -> Candidates:
    """Members with a lesion whose size is drawn from its own distribution, and what varies."""
    chances = Chances.of(seed, np.arange(*numbers), len(patients.vary))
    members = (chances.shares[:, MEMBER] * len(ensemble)).astype(np.int64)
    hypothesis = Hypothesis((bench.lesions[patients.lesion],))
    sizes = hypothesis.sizes(chances.shares[:, [SIZE]])
    kernel = bench.kernel
    table = hypothesis.applied(
        ensemble.table(bench, members), sizes, kernel.parameter_names, bench.healthy
    )
    table = table.copy()
    for column, (name, text) in enumerate(patients.vary.items()):
        known = bench.model.parameters.resolve(name)
        scatter = read_scatter(text, bench.healthy[known], reason="the trial")
        values = quantiles(scatter, np.ascontiguousarray(chances.shares[:, OWN_DRAWS + column]))
        factor = bench.healthy[known].canonical_factor
        table[:, kernel.parameter_names.index(known)] = values * factor
    found = _untreated(bench, table, names)
    return Candidates(table, found, _alive(found), chances)


def _untreated(bench: Bench, table: Array, names: tuple[str, ...]) -> dict[str, Any]:
    """Readings of everybody's untreated day, and the state."""
    from rls_sim.outcomes.states import state_margins, states_of

    known = all_readings()
    read = readers([known[name] for name in names])
    word = {STATE: lambda day: states_of(state_margins(day))}
    found = solve_worlds(bench, table, {**read, **word}, certify=False, patient=False).found
    return dict(found)


def _alive(found: dict[str, Any]) -> Array:
    """Weight 1 of who has a day and no dying neuron; takes the state away."""
    states = found.pop(STATE)
    return np.asarray((states != "") & ~np.isin(states, ILL_BEYOND), dtype=np.float64)


def _of_cohort(bench: Bench, patients: Patients, names: tuple[str, ...], seed: int) -> Candidates:
    """The people of a cohort's folder, with their weights; women who expect are not asked."""
    from rls_sim.clinic.population.cohort import load_cohort
    from rls_sim.clinic.population.storing import open_people

    folder = Path(patients.cohort)
    cohort, people = load_cohort(folder), open_people(folder)
    if patients.vary:
        raise InputError("people of a cohort differ already; leave out patients.vary.")
    table = np.repeat(bench.kernel.parameter_vector(bench.healthy)[None], len(people), axis=0)
    for column, name in enumerate(people.names):
        place = bench.kernel.parameter_names.index(name)
        table[:, place] = people.values[:, column] * bench.healthy[name].canonical_factor
    found = {}
    for name in names:
        source = cohort.traits if name in cohort.traits else cohort.outcomes
        if name not in source:
            raise InputError(
                f"{folder}: {name} was not kept of its people; make and solve them anew."
            )
        found[name] = np.asarray(source[name], dtype=np.float64)
    alive = ~np.isin(cohort.outcomes[STATE].astype(str), ("", *ILL_BEYOND))
    weights = cohort.weights * alive * ~_expecting(people)
    return Candidates(table, found, weights, Chances.of(seed, np.arange(len(people)), 0))


def _expecting(people: Any) -> NDArray[np.bool_]:
    from rls_sim.clinic.population.expecting import expecting

    apart = np.zeros(len(people), dtype=bool)
    apart[expecting(people)] = True
    return apart
