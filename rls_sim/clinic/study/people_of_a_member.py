"""The same people in one member of the ensemble: their days, weights and symptoms."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rls_sim.clinic.population.bodies import broken_step, parameter_names, parameters_of
from rls_sim.clinic.population.cohort import Cohort
from rls_sim.clinic.population.population import load_population
from rls_sim.clinic.population.symptoms import RESERVE, SCORE, symptoms_of
from rls_sim.clinic.population.weighting import MEASURES, load_targets, weigh
from rls_sim.hypotheses.experiments.setting import Array, Setting
from rls_sim.outcomes.measures import find_measure


def cohort_in(
    name: str,
    setting: Setting,
    people: Mapping[str, NDArray[Any]],
    row: int,
    outcomes: Sequence[str] = (),
) -> Cohort:
    """
    People in the member of this row of a setting, weighted, with symptoms and these outcomes.

    Women who are expecting have the day that would repeat, and are not weighed to surveys:
    a pregnancy is not followed here.
    """
    names = dict.fromkeys([*outcomes, RESERVE, SCORE, *MEASURES])
    readers = {one: find_measure(one).function for one in names}
    found = dict(setting.solve(people_in(setting, people, row), readers, sure=False).found)
    apart = (people["pregnant"] > 0) | ~np.isnan(people["weeks_after_delivery"])
    women = people["female"] > 0
    weights = weigh(women, people["age"], apart, found, load_targets()).weights
    symptoms = symptoms_of(found[RESERVE], found[SCORE], load_population())
    return Cohort(
        Path(name),
        people,
        found,
        weights,
        symptoms.any_symptom,
        symptoms.weekly,
        symptoms.ill,
        broken_step(people),
    )


def people_in(setting: Setting, people: Mapping[str, NDArray[Any]], row: int) -> Array:
    """
    Parameters (people, np) of people in one member of a setting, canonical units.

    They differ from the member as from the model's man: by the same factor, or by the same value
    where that is 0.
    """
    population, bench = load_population(), setting.bench
    values, _ = parameters_of(people, population, bench)
    table = np.repeat(setting.table[[row]], len(values), axis=0)
    for column, name in enumerate(parameter_names(population, bench)):
        healthy = bench.healthy[name].value
        mine = setting.column(table, name)
        setting.put(
            table, name, mine * values[:, column] / healthy if healthy else values[:, column]
        )
    return table
