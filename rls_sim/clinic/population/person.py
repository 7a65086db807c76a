"""One person of a cohort: traits, outcomes, and the command that solves that person's day again."""

import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rls_sim.clinic.population.cohort import Cohort
from rls_sim.clinic.population.storing import People
from rls_sim.errors import InputError
from rls_sim.study.cell import Bench, Cell


@dataclass(frozen=True)
class Person:
    """
    A person by number.

    ``command`` solves the day from ``parameters`` (name to value in its unit), to the last digit
    that is printed; of a woman who is ``expecting`` that is her own day before, and her outcomes
    are of the last day of the weeks that `cohort run` follows.
    """

    number: int
    traits: Mapping[str, Any]
    outcomes: Mapping[str, Any]
    weight: float
    frequency: str  # none, any, weekly, ill
    parameters: Mapping[str, float]
    command: str
    expecting: bool


def person_of(people: People, cohort: Cohort, number: int, bench: Bench) -> Person:
    """The person of a number; raises InputError for one that is none."""
    require_person(people, number)
    parameters = own_parameters(people, number, bench)
    traits = {name: _plain(column[number]) for name, column in people.traits.items()}
    return Person(
        number,
        traits,
        {name: _plain(column[number]) for name, column in cohort.outcomes.items()},
        float(cohort.weights[number]),
        _frequency(cohort, number),
        parameters,
        cycle_command(parameters),
        bool(traits["pregnant"] > 0 or traits["weeks_after_delivery"] >= 0),
    )


def require_person(people: People, number: int) -> None:
    """Raise InputError for a number that is no person's."""
    if not 0 <= number < len(people):
        raise InputError(
            f"person {number}: the people of {people.folder} are 0 to {len(people) - 1}."
        )


def own_parameters(people: People, number: int, bench: Bench) -> dict[str, float]:
    """The parameters in which a person differs from the model's man, in each one's unit."""
    row = dict(zip(people.names, people.values[number].tolist(), strict=True))
    return {name: value for name, value in row.items() if value != bench.healthy[name].value}


def cell_of(people: People, number: int, bench: Bench) -> Cell:
    """The person's cell, as the command of `cycle_command` makes it."""
    parameters = bench.healthy
    for name, value in own_parameters(people, number, bench).items():
        parameters = parameters.override(name, value, reason=f"person {number}")
    return Cell(parameters)


def cycle_command(parameters: Mapping[str, float]) -> str:
    """What to type to solve the day of these parameters; numbers in full."""
    words = [word for name, value in parameters.items() for word in ("-s", f"{name}={value!r}")]
    return shlex.join(["rls-sim", "cycle", *words])


def _frequency(cohort: Cohort, number: int) -> str:
    for word in ("ill", "weekly", "any_symptom"):
        if getattr(cohort, word)[number]:
            return word.partition("_")[0]
    return "none"


def _plain(value: Any) -> Any:
    return value.item() if hasattr(value, "item") else value
