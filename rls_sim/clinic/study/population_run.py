"""
Runs of kind "population": how many of the same people are ill in members of the ensemble.

A population costs as many days as it has people, so only every so many members have one; the
others have no number. As the page on the population does, each member's share of people with a
broken step is fitted anew to the published share with any symptoms; how many are ill without that
is told apart. Pregnancies are not followed here (docs/population.md has them).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np

from rls_sim.clinic.population.comparing import (
    FEWEST,
    Published,
    estimate,
    load_published,
    refitted,
)
from rls_sim.clinic.population.drawing import draw_people
from rls_sim.clinic.population.groups import Groups
from rls_sim.clinic.population.population import load_population
from rls_sim.clinic.study.people_of_a_member import cohort_in
from rls_sim.hypotheses.experiments.setting import Numbers, Setting
from rls_sim.study.cell import Bench
from rls_sim.study.problems import Problems

KEYS = ("kind", "name", "people", "every")
UNFITTED, WITH_A_DAY = "unfitted", "with_a_day"
VALUE = "value"
PEOPLE, EVERY = 2000, 20


@cache
def rows() -> Mapping[str, Published]:
    """The published rows that need no pregnancy to be followed, by id."""
    months = ("trimester", "pregnan", "deliver")
    found = {}
    for row in load_published():
        if not any(word in f"{row.among} {row.against}" for word in months):
            found[row.id] = row
    return found


@dataclass(frozen=True)
class PopulationRun:
    """
    So many people in every so many members.

    ``value.ID``: of the published row of that id, in its unit; ``unfitted``: per cent of people
    with any symptoms before the share of broken steps is fitted; ``with_a_day``: the share of
    people whose day repeats.
    """

    name: str
    people: int
    every: int
    resamples: bool = field(default=False)

    def offers(self, bench: Bench) -> Iterable[str]:
        """What the class says."""
        return [UNFITTED, WITH_A_DAY, *(f"{VALUE}.{one}" for one in rows())]

    def cells(self, members: int) -> int:
        """All people of each member that has any."""
        return self.people * -(-members // self.every)

    def numbers(self, setting: Setting, wanted: Sequence[str], found: Numbers) -> Numbers:
        """Solve the people of every so many members and count the ill."""
        people = draw_people(load_population(), self.people, setting.seed)
        told = {name: np.full((setting.count, 1), np.nan) for name in wanted}
        for row in range(0, setting.count, self.every):
            for name, value in self._counted(setting, people, row, wanted).items():
                told[name][row, 0] = value
        return told

    def _counted(
        self, setting: Setting, people: Mapping[str, Any], row: int, wanted: Sequence[str]
    ) -> dict[str, float]:
        cohort = cohort_in(self.name, setting, people, row)
        fitted = next(one for one in load_published() if one.fitted)
        groups = Groups(refitted(cohort, fitted))
        found = {
            UNFITTED: 100 * cohort.share(cohort.any_symptom),
            WITH_A_DAY: float((cohort.weights > 0).mean()),
        }
        for name in wanted:
            kind, _, one = name.partition(".")
            if kind == VALUE:
                told = estimate(groups, rows()[one])
                found[name] = told.value if told.people >= FEWEST else np.nan
        return {name: found[name] for name in wanted if name in found}


def read_population_run(
    entry: Mapping[str, Any], bench: Bench, problems: Problems, place: str
) -> PopulationRun | None:
    """A run of this kind; None where it has a problem (noted)."""
    before = len(problems.lines)
    problems.unknown_keys(f"{place}.", entry, KEYS)
    people = problems.number(f"{place}.people", entry.get("people", PEOPLE), 100, 1e6)
    every = problems.number(f"{place}.every", entry.get("every", EVERY), 1, 1000)
    if len(problems.lines) > before:
        return None
    return PopulationRun(str(entry["name"]), int(people), int(every))
