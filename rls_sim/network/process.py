"""A process: species, parameters and laws that belong together, written once, placed often."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from rls_sim.errors import ModelError, UnknownNameError
from rls_sim.network.reaction import Compartment, Derived, Law, Reaction, Species
from rls_sim.quantities.parameter import Parameter


@dataclass(frozen=True)
class Process:
    """A bundle of declarations under local names; placing it gives them global ones."""

    name: str
    species: Sequence[Species] = ()
    parameters: Sequence[Parameter] = ()
    reactions: Sequence[Reaction] = ()
    derived: Sequence[Derived] = ()
    compartments: Sequence[Compartment] = ()

    @property
    def laws(self) -> tuple[Law, ...]:
        """Reactions, then derived quantities."""
        return (*self.reactions, *self.derived)

    @property
    def declared(self) -> tuple[str, ...]:
        """Every local name that this process declares."""
        groups: tuple[Sequence[Any], ...] = (
            self.species,
            self.parameters,
            self.laws,
            self.compartments,
        )
        return tuple(item.name for group in groups for item in group)


def join(name: str, *processes: Process) -> Process:
    """Make one process of several, so that they can be placed together and see each other."""
    return Process(
        name,
        species=[s for process in processes for s in process.species],
        parameters=[p for process in processes for p in process.parameters],
        reactions=[r for process in processes for r in process.reactions],
        derived=[d for process in processes for d in process.derived],
        compartments=[c for process in processes for c in process.compartments],
    )


def place(
    process: Process,
    place: str,
    *,
    connect: Mapping[str, str] | None = None,
    values: Mapping[str, Mapping[str, Any]] | None = None,
    initial: Mapping[str, float] | None = None,
    leave_out: Collection[str] = frozenset(),
    label: str | None = None,
) -> Process:
    """
    Make an instance of a process at a place: every name declared in it gains the place's prefix.

    A local name n becomes ``connect[n]`` where given, else ``place.n`` where the process declares
    it, else stays n (a name shared by all). At the place "" nothing gains a prefix: the process is
    only connected. ``values`` overrides fields of local parameters (value, range, evidence, source,
    note ...), ``initial`` the first guesses of local species; ``leave_out`` names what this
    instance lacks. Labels gain ", label" (by default the place's name in words).
    Raises UnknownNameError for a name in any of these that the process lacks, ModelError for a
    value of something left out.
    """
    connect, values, initial = connect or {}, values or {}, initial or {}
    declared = set(process.declared)
    _refuse_strangers(process, place, connect, values, initial, leave_out)

    def rename(name: str) -> str:
        return connect.get(name) or (f"{place}.{name}" if place and name in declared else name)

    def kept(items: Sequence[Any]) -> list[Any]:
        return [item for item in items if item.name not in leave_out]

    spoken = place.replace("_", " ") if label is None else label
    return Process(
        f"{process.name} at {place}" if place else process.name,
        species=[
            _placed_species(replace(s, initial=initial.get(s.name, s.initial)), rename, spoken)
            for s in kept(process.species)
        ],
        parameters=[
            replace(p, name=rename(p.name), **values.get(p.name, {}))
            for p in kept(process.parameters)
        ],
        reactions=[_placed_reaction(r, rename) for r in kept(process.reactions)],
        derived=[
            replace(_placed_law(d, rename), label=_at(d.label, spoken))
            for d in kept(process.derived)
        ],
        compartments=[
            replace(c, name=rename(c.name), volume=rename(c.volume), label=_at(c.label, spoken))
            for c in kept(process.compartments)
        ],
    )


Rename = Callable[[str], str]
AnyLaw = TypeVar("AnyLaw", bound=Law)


def _placed_law(law: AnyLaw, rename: Rename) -> AnyLaw:
    return replace(law, name=rename(law.name), needs=tuple(map(rename, law.needs)))


def _placed_reaction(law: Reaction, rename: Rename) -> Reaction:
    return replace(
        _placed_law(law, rename),
        takes=_renamed_counts(law, law.takes, rename),
        gives=_renamed_counts(law, law.gives, rename),
    )


def _renamed_counts(law: Law, counts: Mapping[str, float], rename: Rename) -> dict[str, float]:
    renamed: dict[str, float] = {}
    for name, count in counts.items():  # two local names may be connected to one pool
        renamed[rename(name)] = renamed.get(rename(name), 0) + count
    return renamed


def _placed_species(species: Species, rename: Rename, spoken: str) -> Species:
    return replace(
        species,
        name=rename(species.name),
        compartment=rename(species.compartment),
        label=_at(species.label, spoken),
    )


def _at(label: str, spoken: str) -> str:
    return f"{label}, {spoken}" if label and spoken else label


def _refuse_strangers(
    process: Process,
    place: str,
    connect: Mapping[str, str],
    values: Mapping[str, Mapping[str, Any]],
    initial: Mapping[str, float],
    leave_out: Collection[str],
) -> None:
    """Every key must mean something: a misspelt one would silently do nothing."""
    where = f"{process.name} placed at {place}" if place else process.name
    declared = set(process.declared)
    mentioned = declared | {name for law in process.laws for name in law.needs}
    for r in process.reactions:
        mentioned |= {*r.takes, *r.gives}
    mentioned |= {c.volume for c in process.compartments}
    mentioned |= {s.compartment for s in process.species}
    parameters = {p.name for p in process.parameters}
    for name in connect:
        if name not in mentioned:
            raise UnknownNameError("name", name, mentioned, f"connect of {where}")
    for name in values:
        if name not in parameters:
            raise UnknownNameError("parameter", name, parameters, f"values of {where}")
    species = {s.name for s in process.species}
    for name in initial:
        if name not in species:
            raise UnknownNameError("species", name, species, f"initial of {where}")
    for name in leave_out:
        if name not in declared:
            raise UnknownNameError("name", name, declared, f"leave_out of {where}")
    if both := sorted((set(values) | set(initial)) & set(leave_out)):
        raise ModelError(f"{where}: {both[0]} is given a value and left out.")
