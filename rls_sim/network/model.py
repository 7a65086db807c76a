"""A model: species, reactions and parameters, refused at birth unless well posed."""

import copy
import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from graphlib import CycleError, TopologicalSorter

import numpy as np
from numpy.typing import NDArray

from rls_sim.errors import ModelError, UnknownNameError
from rls_sim.network.fingerprint import fingerprint
from rls_sim.network.process import Process
from rls_sim.network.reaction import Compartment, Derived, Law, Reaction, Species
from rls_sim.quantities.parameter import ParameterSet
from rls_sim.quantities.units import Unit

TIME = "time"  # hours; every law may ask for it by this name


class Model:
    """
    What is claimed to happen; not changed once made. Knows no time steps, files or figures.

    ``parameters`` are the declared ones unless given. ``home`` is the place a user means who
    writes ``labile_iron`` for ``neuron.labile_iron``.
    Raises ModelError or UnknownNameError, by the name of the law at fault, where a name stands for
    two things or for none, a reaction makes or loses a moiety that its boundary does not name,
    or derived quantities need each other in a circle.
    """

    def __init__(
        self,
        processes: Sequence[Process],
        parameters: ParameterSet | None = None,
        home: str = "",
        name: str = "",
    ) -> None:
        self.processes, self.home, self.name = tuple(processes), home, name
        _check_declared_once(self)
        if parameters is None:
            declared = [p for process in self.processes for p in process.parameters]
            parameters = ParameterSet(declared, home=home)
        self.parameters = parameters
        _check_names(self)
        _check_units(self)
        _check_balance(self)
        self.derived_in_order()

    def __repr__(self) -> str:
        """Short: what it is called and how large it is."""
        sizes = f"{len(self.species)} species, {len(self.reactions)} reactions"
        return f"Model({self.name!r}, {sizes}, {len(self.parameters)} parameters)"

    @cached_property
    def species(self) -> tuple[Species, ...]:
        """Every pool, in the order of the state vector."""
        return tuple(s for process in self.processes for s in process.species)

    @cached_property
    def reactions(self) -> tuple[Reaction, ...]:
        """Every flux, in the order in which processes declare them."""
        return tuple(r for process in self.processes for r in process.reactions)

    @cached_property
    def derived(self) -> tuple[Derived, ...]:
        """Every derived quantity, in the order in which processes declare them."""
        return tuple(d for process in self.processes for d in process.derived)

    @cached_property
    def compartments(self) -> tuple[Compartment, ...]:
        """Every space, in the order in which processes declare them."""
        return tuple(c for process in self.processes for c in process.compartments)

    @property
    def laws(self) -> tuple[Law, ...]:
        """Reactions, then derived quantities."""
        return (*self.reactions, *self.derived)

    @cached_property
    def species_names(self) -> tuple[str, ...]:
        """Names in the order of the state vector."""
        return tuple(s.name for s in self.species)

    @cached_property
    def flux_unit(self) -> str:
        """What fluxes are in: "1/h" where no species has a unit, as in a model of others."""
        return "umol/h" if any(s.unit != "1" for s in self.species) else "1/h"

    def law(self, name: str) -> Law:
        """The reaction or derived quantity of that name (or of that name at home)."""
        by_name = {law.name: law for law in self.laws}
        for candidate in (name, f"{self.home}.{name}"):
            if candidate in by_name:
                return by_name[candidate]
        raise UnknownNameError("law", name, by_name)

    def volume_names(self) -> tuple[str, ...]:
        """The parameter that holds the volume of each species' compartment, by species."""
        volume = {c.name: c.volume for c in self.compartments}
        return tuple(volume[s.compartment] for s in self.species)

    def volumes(self) -> NDArray[np.float64]:
        """Volume (L) in which each species is dissolved, (ns,)."""
        values = self.parameters.values_canonical()
        position = {name: i for i, name in enumerate(self.parameters)}
        return np.array([values[position[name]] for name in self.volume_names()])

    def total(self, moiety: str, state: NDArray[np.float64]) -> NDArray[np.float64]:
        """Amount (umol) of a moiety in the whole model; state is (ns,) or (ns, N)."""
        carried = np.array([s.carries.get(moiety, 0) for s in self.species])
        if not carried.any():
            known = {m for s in self.species for m in s.carries}
            raise UnknownNameError("moiety", moiety, known)
        return np.asarray((carried * self.volumes()) @ state)

    def stoichiometry(self) -> NDArray[np.float64]:
        """Net change in amount of each species (row) for one turn of each reaction (column)."""
        row = {name: i for i, name in enumerate(self.species_names)}
        matrix = np.zeros((len(self.species), len(self.reactions)))
        for column, law in enumerate(self.reactions):
            for name, count in law.net.items():
                matrix[row[name], column] = count
        return matrix

    def derived_in_order(self) -> tuple[Derived, ...]:
        """Derived quantities, each after those that it needs."""
        by_name = {d.name: d for d in self.derived}
        graph = {d.name: [n for n in d.needs if n in by_name] for d in self.derived}
        try:
            return tuple(by_name[name] for name in TopologicalSorter(graph).static_order())
        except CycleError as fault:
            circle = " -> ".join(reversed(fault.args[1]))
            raise ModelError(f"These quantities need each other in a circle: {circle}.") from None

    def users_of(self, name: str) -> tuple[str, ...]:
        """Names of the laws that ask for ``name`` directly; of a volume, its compartments too."""
        laws = [law.name for law in self.laws if name in law.needs]
        return (*laws, *(c.name for c in self.compartments if c.volume == name))

    def with_parameters(self, parameters: ParameterSet) -> "Model":
        """The same model at other values; what was checked is not checked again."""
        other = copy.copy(self)
        other.parameters = parameters
        return other

    def structure_hash(self) -> str:
        """Fingerprint of equations, names, units and laws; the same for all parameter values."""
        return self._structure_hash

    @cached_property
    def _structure_hash(self) -> str:
        return hashlib.sha256("\n".join(_structure(self)).encode()).hexdigest()

    def hash(self) -> str:
        """Fingerprint of the structure, the initial state and every parameter value."""
        values = [f"{p.name} {p.value!r} {p.unit}" for p in self.parameters.values()]
        starts = [f"{s.name} {s.initial!r}" for s in self.species]
        return hashlib.sha256(
            "\n".join([self._structure_hash, *starts, *values]).encode()
        ).hexdigest()


def _structure(model: Model) -> Iterable[str]:
    """One line for everything that generated code may depend on."""
    for s in model.species:
        signed = " signed" if s.signed else ""
        yield f"species {s.name} {s.compartment} {s.unit} {sorted(s.carries.items())}{signed}"
    for c in model.compartments:
        yield f"compartment {c.name} {c.volume}"
    for p in model.parameters.values():
        yield f"parameter {p.name} {p.unit}"
    for r in model.reactions:
        yield f"reaction {r.name} {r.equation} {r.boundary} {r.needs} {fingerprint(r.function)}"
    for d in model.derived:
        yield f"derived {d.name} {d.unit} {d.needs} {fingerprint(d.function)}"


def _check_declared_once(model: Model) -> None:
    places: dict[str, list[str]] = {TIME: ["the time of day"]}
    for process in model.processes:
        kinds = {
            "species": [s.name for s in process.species],
            "parameter": [p.name for p in process.parameters],
            "reaction": [r.name for r in process.reactions],
            "derived quantity": [d.name for d in process.derived],
        }
        for kind, names in kinds.items():
            for name in names:
                places.setdefault(name, []).append(f"{kind} of {process.name}")
    for name, where in places.items():
        if len(where) > 1:
            raise ModelError(
                f"One name, one thing: {name} is declared {len(where)} times ({', '.join(where)})."
            )
    for name, count in Counter(c.name for c in model.compartments).items():
        if count > 1:
            raise ModelError(f"The compartment {name} is declared {count} times.")


def _check_names(model: Model) -> None:
    species, parameters = set(model.species_names), set(model.parameters)
    compartments = {c.name for c in model.compartments}
    for c in model.compartments:
        if c.volume not in parameters:
            raise UnknownNameError("parameter", c.volume, parameters, f"volume of {c.name}")
    for s in model.species:
        if s.compartment not in compartments:
            raise UnknownNameError("compartment", s.compartment, compartments, f"place of {s.name}")
    for r in model.reactions:
        for name in (*r.takes, *r.gives):
            if name not in species:
                raise UnknownNameError("species", name, species, f"equation of {r.name}")
    known = species | parameters | {d.name for d in model.derived} | {TIME}
    for law in model.laws:
        for name in law.needs:
            if name not in known:
                raise UnknownNameError("quantity", name, known, f"law of {law.name}")


def _check_units(model: Model) -> None:
    """States and derived quantities are computed as they stand: in umol, L and h."""
    units = {s.name: s.unit for s in model.species} | {d.name: d.unit for d in model.derived}
    for name, unit in units.items():
        if Unit.parse(unit).factor != 1.0:
            canonical = Unit.parse(unit).dimension
            raise ModelError(f"{name} is declared in {unit}; write it in {canonical}.")


def _check_balance(model: Model) -> None:
    carries = {s.name: s.carries for s in model.species}

    def carried(counts: Mapping[str, float], moiety: str) -> float:
        return sum(count * carries[name].get(moiety, 0) for name, count in counts.items())

    known = {moiety for carried_here in carries.values() for moiety in carried_here}
    for r in model.reactions:
        for moiety in r.boundary if isinstance(r.boundary, tuple) else ():
            if moiety not in known:
                raise UnknownNameError("moiety", moiety, known, f"boundary of {r.name}")
        for moiety in sorted({m for name in (*r.takes, *r.gives) for m in carries[name]}):
            taken, given = carried(r.takes, moiety), carried(r.gives, moiety)
            if taken != given and not r.may_make_or_lose(moiety):
                raise ModelError(
                    f"{r.name} takes {taken} {moiety} and gives {given} ({r.equation}). Mend its "
                    f'equation, or name it in the boundary ("{moiety}") if {moiety} crosses the '
                    "model's edge here."
                )
