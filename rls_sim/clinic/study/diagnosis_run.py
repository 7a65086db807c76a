"""
Runs of kind "diagnosis": the same people in members of the ensemble, and what tests tell of them.

A population costs as many days as it has people, so only every so many members have one; the
others have no number. In a member of whose first people (FIRST) nobody is ill, no more are solved:
its prevalence is told as 0. Where too few are ill, or too few well, areas have no number.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rls_sim.clinic.diagnosis.accuracy import Sample, at_the_best
from rls_sim.clinic.diagnosis.assessment import LEAST, URGE, case_control
from rls_sim.clinic.diagnosis.catalogue import DiagnosticTest, shipped_tests
from rls_sim.clinic.diagnosis.reading import readings
from rls_sim.clinic.diagnosis.roc import area
from rls_sim.clinic.diagnosis.screening import screened
from rls_sim.clinic.population.cohort import Cohort
from rls_sim.clinic.population.drawing import draw_people
from rls_sim.clinic.population.population import load_population
from rls_sim.clinic.study.people_of_a_member import cohort_in
from rls_sim.errors import ConfigError, UnknownNameError
from rls_sim.hypotheses.experiments.setting import Numbers, Setting
from rls_sim.study.cell import Bench
from rls_sim.study.problems import Problems

KEYS = ("kind", "name", "people", "every", "cut_offs")
OWN = ("prevalence", "ill_people")
OF_A_TEST = ("auc", "study_auc", "positive")
PEOPLE, EVERY, FIRST = 2000, 4, 300


@cache
def _tests() -> dict[str, DiagnosticTest]:
    return shipped_tests()


@dataclass(frozen=True)
class DiagnosisRun:
    """
    What tests tell of so many people in every so many members.

    ``prevalence`` and ``ill_people``. Of each test: ``auc.TEST`` in the population,
    ``study_auc.TEST`` in a case-control sample, ``positive.TEST``, its positive predictive value
    at its best cut-off; of the tests in ``cut_offs`` ``missed.TEST``, the share of the ill missed.
    """

    name: str
    people: int
    every: int
    cut_offs: Mapping[str, float]
    resamples: bool = field(default=False)

    def offers(self, bench: Bench) -> Iterable[str]:
        """What the class says, of every shipped test."""
        of_tests = [f"{kind}.{test}" for kind in OF_A_TEST for test in _tests()]
        return [*OWN, *of_tests, *(f"missed.{test}" for test in self.cut_offs)]

    def cells(self, members: int) -> int:
        """The first people of each member that has any, all of them in a third of these."""
        return (min(FIRST, self.people) + self.people // 3) * -(-members // self.every)

    def numbers(self, setting: Setting, wanted: Sequence[str], found: Numbers) -> Numbers:
        """Solve the people of every so many members, read them, and judge the tests."""
        rows = range(0, setting.count, self.every)
        people = draw_people(load_population(), self.people, setting.seed)
        told = {name: np.full((setting.count, 1), np.nan) for name in wanted}
        few = {name: values[:FIRST] for name, values in people.items()}
        for row in rows:
            cohort = _asked(self.name, setting, few, row)
            if self.people > FIRST and cohort.ill.any():
                cohort = _asked(self.name, setting, people, row)
            for name, value in self._judged(cohort, wanted, setting.seed).items():
                told[name][row, 0] = value
        return told

    def _judged(self, cohort: Cohort, wanted: Sequence[str], seed: int) -> dict[str, float]:
        """The numbers wanted of one member's people."""
        counted = cohort.weights > 0
        ill = cohort.ill & counted
        found = {"prevalence": cohort.share(ill), "ill_people": float(ill.sum())}
        chosen, _ = case_control(cohort)
        for test in _tests().values():
            due = [name for name in wanted if name.endswith(f".{test.name}")]
            if not due or min(ill.sum(), (counted & ~ill).sum()) < LEAST:
                continue
            read = readings(test, cohort.outcomes, seed, cohort.weights)
            sample = Sample(read, ill, cohort.weights, test.sign)
            for name in due:
                found[name] = self._number(name.partition(".")[0], test, sample, chosen, seed)
        return {name: found[name] for name in wanted if name in found}

    def _number(
        self, kind: str, test: DiagnosticTest, sample: Sample, chosen: Any, seed: int
    ) -> float:
        if kind == "auc":
            return area(sample.scores, sample.ill, sample.weights).value
        if kind == "study_auc":
            study = sample.of(chosen)
            return area(study.scores, study.ill, study.weights).value
        if kind == "positive":
            return at_the_best(sample, seed).positive.value
        return screened(sample, self.cut_offs[test.name]).missed.value


def _asked(name: str, setting: Setting, people: Mapping[str, NDArray[Any]], row: int) -> Cohort:
    """The people in one member, with what every test reads of them."""
    of_tests = [outcome for test in _tests().values() for outcome in test.outcomes]
    return cohort_in(name, setting, people, row, [*of_tests, URGE])


def read_diagnosis(
    entry: Mapping[str, Any], bench: Bench, problems: Problems, place: str
) -> DiagnosisRun | None:
    """A run of this kind; None where it has a problem (noted)."""
    before = len(problems.lines)
    problems.unknown_keys(f"{place}.", entry, KEYS)
    people = problems.number(f"{place}.people", entry.get("people", PEOPLE), 100, 1e6)
    every = problems.number(f"{place}.every", entry.get("every", EVERY), 1, 1000)
    cut_offs = problems.table(f"{place}.cut_offs", entry.get("cut_offs", {}))
    for name, value in cut_offs.items():
        with problems.at(f"{place}.cut_offs.{name}", value):
            if name not in _tests():
                raise UnknownNameError("test", name, _tests())
            low, high = _tests()[name].allowed
            if not isinstance(value, int | float) or not low <= value <= high:
                raise ConfigError([f"is not a number from {low:g} to {high:g}."])
    if len(problems.lines) > before:
        return None
    told = {name: float(value) for name, value in cut_offs.items()}
    return DiagnosisRun(str(entry["name"]), int(people), int(every), told)
