"""
Whom a person may be like: people whom the model makes, or the people of a cohort.

Made are, for every hypothesis alike, the same bodies (of that sex, within five years of that age,
as the virtual population has them) in the same members of the calibrated ensemble, with sizes of
the lesion spread evenly over its distribution (Sobol): hypotheses differ by what they break and
not by luck.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rls_sim.clinic.diagnosis.catalogue import DiagnosticTest
from rls_sim.clinic.diagnosis.kept_days import solved_days
from rls_sim.clinic.diagnosis.posterior import Candidates
from rls_sim.clinic.population.bodies import parameter_names, parameters_of
from rls_sim.clinic.population.cohort import NO_LESION, Cohort
from rls_sim.clinic.population.drawing import draw_people
from rls_sim.clinic.population.population import load_population
from rls_sim.errors import InputError
from rls_sim.hypotheses.hypothesis import Hypothesis, singles
from rls_sim.inference.ensemble import Ensemble
from rls_sim.study.cell import Bench

Array = NDArray[np.float64]

YEARS = 5.0  # to each side of the age
URGE = "urge_hours"
HEALTHY_TWICE = 4  # as many draws without a lesion as with each lesion, this many times
PEOPLE_A_DRAW = 60  # drawn for each that is of the sex and age, at most
YOUNGEST, OLDEST = 18.0, 89.0


@dataclass(frozen=True)
class Person:
    """
    What is known beside the tests: sex ("f", "m" or not), age in years, symptoms or not.

    Symptoms are an urge to move, whether it makes ill or not: in a cohort its ``any_symptom``, in a
    cell that is made an urge at some hour of its day.
    """

    sex: str = ""
    age: float | None = None
    symptoms: bool | None = None

    def words(self) -> str:
        """As it is printed."""
        sex = {"f": "a woman", "m": "a man"}.get(self.sex, "an adult")
        age = "" if self.age is None else f" of {self.age:g}"
        urge = {True: " with an urge to move", False: " without an urge to move"}
        return sex + age + ("" if self.symptoms is None else urge[self.symptoms])

    def among(self, traits: Mapping[str, NDArray[Any]]) -> NDArray[np.bool_]:
        """Who of people with these traits (n,) is of the sex and about the age."""
        found = np.ones(len(traits["age"]), dtype=bool)
        if self.sex:
            found &= (traits["female"] > 0) == (self.sex == "f")
        if self.age is not None:
            found &= np.abs(traits["age"] - self.age) <= YEARS
        return found


@dataclass(frozen=True)
class Draws:
    """How candidates are made: how many in all, the prior of no lesion, the seed, threads."""

    cells: int = 10_000
    none: float = 0.5
    seed: int = 20261128
    threads: int = 0


def from_cohort(cohort: Cohort, tests: Mapping[str, DiagnosticTest], person: Person) -> Candidates:
    """
    The people of a cohort who are of the sex, about the age and have the symptoms that are known.

    Prior weights are those of the cohort. Raises InputError where there are none.
    """
    chosen = person.among(cohort.traits) & (cohort.weights > 0)
    if person.symptoms is not None:
        chosen &= cohort.any_symptom == person.symptoms
    if not chosen.any():
        raise InputError(f"{cohort.folder}: nobody in it is {person.words()}.")
    names = (NO_LESION, *(str(n) for n in np.unique(cohort.lesion[chosen]) if n != NO_LESION))
    place = {name: number for number, name in enumerate(names)}
    needed = {n for test in tests.values() for n in test.outcomes if n in cohort.outcomes}
    return Candidates(
        names,
        ("No lesion", *names[1:]),
        np.array([place[str(name)] for name in cohort.lesion[chosen]], dtype=np.int64),
        cohort.weights[chosen],
        {name: np.asarray(cohort.outcomes[name])[chosen] for name in needed},
        (
            f"{int(chosen.sum())} people of {cohort.folder} like {person.words()}",
            "Prior: their weights; how common lesions are is what that population assumes",
        ),
        shared_out=False,
    )


def made(
    bench: Bench,
    ensemble: Ensemble | None,
    lesions: tuple[str, ...],
    tests: Mapping[str, DiagnosticTest],
    person: Person,
    draws: Draws,
    progress: Callable[[int], None] | None = None,
) -> Candidates:
    """
    People of the model with no lesion and with each of the lesions named, all shipped ones if none.

    ``ensemble`` None: parameters that are not of a body keep their declared values. Raises
    UnknownNameError for a lesion that there is not, InputError where no candidate is left.
    """
    hypotheses = [Hypothesis(()), *singles(bench.lesions, lesions or tuple(bench.lesions))]
    counts = shared_out(draws.cells, len(hypotheses))
    bodies, held = _bodies(bench, person, max(counts), draws.seed)
    names = tuple(dict.fromkeys([*(n for t in tests.values() for n in t.outcomes), URGE]))
    table = np.concatenate(
        [
            _cells(bench, ensemble, hypothesis, bodies[:count], held, draws.seed)
            for hypothesis, count in zip(hypotheses, counts, strict=True)
        ]
    )
    solved, found = solved_days(bench, table, names, draws.threads, progress)
    which = np.repeat(np.arange(len(hypotheses)), counts)
    prior = np.full(len(hypotheses), (1 - draws.none) / (len(hypotheses) - 1))
    prior[0] = draws.none
    weights = (prior / counts)[which] * solved
    if person.symptoms is not None:
        weights = weights * ((found[URGE] > 0) == person.symptoms)
    if not weights.any():
        raise InputError(f"none of {len(which)} cells of the model is {person.words()}.")
    return Candidates(
        tuple(h.name if h.lesions else NO_LESION for h in hypotheses),
        tuple(h.title for h in hypotheses),
        which,
        weights,
        {name: values for name, values in found.items() if name != URGE},
        _about(person, draws, ensemble, len(hypotheses) - 1, counts, int(solved.sum())),
    )


def total_cells(bench: Bench, lesions: tuple[str, ...], draws: Draws) -> int:
    """How many cells `made` solves."""
    return sum(shared_out(draws.cells, 1 + len(lesions or tuple(bench.lesions))))


def shared_out(cells: int, hypotheses: int) -> tuple[int, ...]:
    """Draws of each hypothesis: as many for every lesion, more without one, which is likely."""
    each = max(cells // (hypotheses - 1 + HEALTHY_TWICE), 8)
    return (HEALTHY_TWICE * each, *([each] * (hypotheses - 1)))


def _bodies(bench: Bench, person: Person, count: int, seed: int) -> tuple[Array, tuple[str, ...]]:
    """Values (count, k) of what people differ in, canonical units, and the parameters' names."""
    population = load_population()
    people: dict[str, NDArray[Any]] = {}
    first, most = 0, PEOPLE_A_DRAW * count
    while len(people.get("age", ())) < count and first < most:
        drawn = draw_people(population, count * 10, seed, first)
        chosen = person.among(drawn)
        people = {k: np.concatenate([people.get(k, v[:0]), v[chosen]]) for k, v in drawn.items()}
        first += count * 10
    if len(people["age"]) < count:
        raise InputError(f"too few of {first} people drawn are {person.words()}.")
    people = {name: values[:count].copy() for name, values in people.items()}
    people["lesion"][:] = NO_LESION
    people["lesion_size"][:] = np.nan
    values, _ = parameters_of(people, population, bench)
    names = parameter_names(population, bench)
    factors = np.array([bench.healthy[name].canonical_factor for name in names])
    return values * factors, names


def _cells(
    bench: Bench,
    ensemble: Ensemble | None,
    hypothesis: Hypothesis,
    bodies: Array,
    held: tuple[str, ...],
    seed: int,
) -> Array:
    """Parameters (n, np) of the bodies (n, k) in members of the ensemble, broken."""
    names, healthy = bench.kernel.parameter_names, bench.healthy
    declared = bench.kernel.parameter_vector(healthy)
    count = len(bodies)
    if ensemble is None:
        table = np.repeat(declared[None, :], count, axis=0)
    else:
        table = ensemble.table(bench, ensemble.draw(count, seed))
    for column, name in enumerate(held):
        place, parameter = names.index(name), healthy[name]
        if declared[place]:
            value = table[:, place] * bodies[:, column] / declared[place]
        else:
            value = bodies[:, column]
        ends = np.array(parameter.range) * parameter.canonical_factor
        table[:, place] = np.clip(value, *ends)
    sizes = hypothesis.sizes(_shares(len(hypothesis.lesions), count, seed))
    return hypothesis.applied(table, sizes, names, healthy)


def _shares(dimensions: int, count: int, seed: int) -> Array:
    """Evenly spread points (count, dimensions) of the unit cube."""
    from scipy.stats import qmc

    if not dimensions:
        return np.empty((count, 0))
    sobol: Any = qmc.Sobol(dimensions, rng=np.random.default_rng(seed))
    return np.asarray(sobol.random_base2(max(count - 1, 1).bit_length())[:count])


def _about(
    person: Person,
    draws: Draws,
    ensemble: Ensemble | None,
    lesions: int,
    counts: tuple[int, ...],
    solved: int,
) -> tuple[str, ...]:
    """How the candidates were drawn, in sentences."""
    inside = "declared values" if ensemble is None else f"{len(ensemble)} members of the ensemble"
    return (
        f"{sum(counts)} cells, {solved} with a periodic day: {counts[0]} without a lesion, "
        f"{counts[-1]} with each of {lesions} lesions",
        f"Bodies: those of the virtual population, {person.words()}; all else: {inside}",
        f"Prior: {draws.none:g} no lesion, the rest even over the lesions; sizes spread evenly "
        "as each lesion's file says. How common lesions are nobody knows: this is a choice",
    )
