"""The day of every person: a sweep whose rows are people, worked through as any other.

In a member of the calibrated ensemble a person differs from the member as from the model's man: by
the same factor, or by the same value where that is 0.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from rls_sim.clinic.population.population import Array
from rls_sim.clinic.population.storing import People
from rls_sim.inference.ensemble import Ensemble
from rls_sim.quantities.parameter import Parameter, ParameterSet
from rls_sim.study.cell import STATE, Bench, Cell
from rls_sim.study.config import SweepPlan
from rls_sim.study.design import Design
from rls_sim.study.sweeps.experiment import Layout, usual_chunk
from rls_sim.study.sweeps.sweep import Task

DAYS = "days"


@dataclass(frozen=True, eq=False)
class PeopleDesign(Design):
    """Rows that are people: ``values`` (n, k) of ``columns`` in each parameter's unit."""

    axes: tuple[Any, ...] = ()
    columns: tuple[str, ...] = ()
    values: Array = field(default_factory=lambda: np.empty((0, 0)))
    people: Mapping[str, Any] = field(default_factory=dict)  # what JSON holds of them

    @property
    def names(self) -> tuple[str, ...]:
        """The parameters in which people differ."""
        return self.columns

    @property
    def shape(self) -> tuple[int, ...]:
        """How many people."""
        return (len(self.values),)

    @property
    def seed(self) -> int | None:
        """What they were drawn from."""
        return int(self.people["seed"])

    def words(self, parameters: Mapping[str, Parameter]) -> list[str]:
        """A line for a plan."""
        return [f"{len(self.values)} people, seed {self.seed}, {len(self.columns)} parameters"]

    def rows(self, start: int, stop: int) -> Array:
        """Of people ``start`` to ``stop`` (excluded); raises IndexError beyond the last."""
        if not 0 <= start <= stop <= len(self.values):
            raise IndexError(f"people {start} to {stop} of {len(self.values)}")
        return self.values[start:stop]

    def spec(self) -> dict[str, Any]:
        """Which people: the sum of their file, for they are not in a manifest."""
        return {"people": dict(self.people)}


def days_folder(folder: Path, member: int | None = None) -> Path:
    """Where the days of a cohort are, or those in a member of the ensemble."""
    return folder / (DAYS if member is None else f"{DAYS}-{member:04d}")


def task_of_people(
    people: People, bench: Bench, ensemble: Ensemble | None = None, member: int | None = None
) -> Task:
    """The sweep over all people, in a member of the ensemble if one is named."""
    base, values = bench.healthy, people.values
    told: dict[str, Any] = {"sum": people.identity, "seed": people.seed, "people": len(people)}
    if ensemble is not None and member is not None:
        base = member_parameters(bench, ensemble, member)
        values = in_member(people, bench, base)
        told["member"] = member
    design = PeopleDesign(columns=people.names, values=values, people=told)
    plan = SweepPlan("A virtual population", "", Cell(base), design, ())
    outcomes = tuple(name for name in (*bench.measures, STATE) if name in bench.measures)
    layout = Layout(outcomes, "none", (), usual_chunk(len(people)))
    return Task(plan, bench, layout)


def member_parameters(bench: Bench, ensemble: Ensemble, member: int) -> ParameterSet:
    """The parameters of one member of an ensemble."""
    parameters = bench.healthy
    for name, value in zip(ensemble.prior.names, ensemble.values[member], strict=True):
        reason = f"member {member} of the ensemble"
        parameters = parameters.override(name, float(value), reason=reason)
    return parameters


def in_member(people: People, bench: Bench, base: ParameterSet) -> Array:
    """The people's values (n, k) in a member with parameters ``base``."""
    values = people.values.copy()
    for column, name in enumerate(people.names):
        healthy, mine = bench.healthy[name].value, base[name].value
        if healthy != 0:
            values[:, column] *= mine / healthy
        values[:, column] = np.clip(values[:, column], *bench.healthy[name].range)
    return values


def table_of(people: People, task: Task, rows: Any) -> Array:
    """Parameters (m, np), canonical units and the kernel's order, of some people."""
    kernel, base = task.bench.kernel, task.plan.base.parameters
    values = task.plan.design.rows(0, len(people))[rows]
    table = np.repeat(kernel.parameter_vector(base)[None, :], len(values), axis=0)
    for column, name in enumerate(people.names):
        place = kernel.parameter_names.index(name)
        table[:, place] = values[:, column] * base[name].canonical_factor
    return table


def solved_members(folder: Path) -> tuple[int, ...]:
    """The members of the ensemble in which a cohort was begun, in order."""
    names = (path.name for path in folder.glob(f"{DAYS}-*") if path.is_dir())
    numbers = (name.removeprefix(f"{DAYS}-") for name in names)
    return tuple(sorted(int(number) for number in numbers if number.isdecimal()))
