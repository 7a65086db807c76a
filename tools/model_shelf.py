"""What the model has, sorted by the file of rls_sim/biology that declares it."""

from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from types import ModuleType
from typing import Any

from rls_sim.biology import brain
from rls_sim.network.process import Process
from rls_sim.network.reaction import Species
from rls_sim.quantities.parameter import Parameter

CHAPTERS = {
    "The clock": ("clock",),
    "The body's iron": ("transferrin", "red_cells", "body", "hepcidin"),
    "The iron-handling cell": (
        "iron_cell",
        "receptor_cycle",
        "receptor_expression",
        "iron_sensing",
        "iron_storage",
        "mitochondria",
        "iron_export",
        "nigral_iron",
    ),
    "The fluids of the brain": ("brain_fluid", "drainage"),
    "The dopamine terminal": ("dopamine_synthesis", "levodopa", "dopamine_traffic", "adaptation"),
    "Legs, life and death": ("legs", "survival"),
    "What treatments act on": ("untreated",),
}
MODEL = brain.healthy_model()


@dataclass(frozen=True)
class Placed:
    """Something the model has, with the place at which its process stands ("" for none)."""

    thing: Any
    place: str

    @property
    def local(self) -> str:
        """Its name as it is declared, without the place."""
        return str(self.thing.name).removeprefix(f"{self.place}." if self.place else "")


@dataclass(frozen=True)
class Written:
    """One declaration and its instances: several where a process is placed several times."""

    instances: tuple[Placed, ...]

    @property
    def name(self) -> str:
        """The local name where there are several instances, else the model's name."""
        first = self.instances[0]
        return first.local if len(self.instances) > 1 else str(first.thing.name)

    @property
    def places(self) -> tuple[str, ...]:
        """Where its instances stand."""
        return tuple(instance.place for instance in self.instances)


def place_of(process: Process) -> str:
    """The place in a process' name: 'neuron' of 'dopamine neuron at neuron'."""
    return process.name.partition(" at ")[2]


@dataclass(frozen=True)
class File:
    """One file of rls_sim/biology and what the model has from it."""

    name: str
    module: ModuleType
    laws: tuple[Written, ...]
    species: tuple[Written, ...]
    parameters: tuple[Written, ...]

    @property
    def places(self) -> tuple[str, ...]:
        """Where the file's process is placed, if at several places."""
        several = [w.places for w in (*self.laws, *self.species) if len(w.places) > 1]
        return several[0] if several else ()


class Shelf:
    """Every file with its share of the model."""

    def __init__(self) -> None:
        """Sort what the model has by the file that declares it."""
        names = [name for files in CHAPTERS.values() for name in files]
        self.modules = {name: import_module(f"rls_sim.biology.{name}") for name in names}
        self.files = {name: self._file(name) for name in names}
        self.written = {
            i.thing.name: w for file in self.files.values() for w in file.laws for i in w.instances
        }
        self._check_complete()

    @cached_property
    def laws(self) -> dict[str, list[Placed]]:
        """Laws by the file of their function."""
        found: dict[str, list[Placed]] = {name: [] for name in self.modules}
        for law in MODEL.laws:
            place = law.name.removesuffix(law.function.__name__).removesuffix(".")
            found[law.function.__module__.rpartition(".")[2]].append(Placed(law, place))
        return found

    @cached_property
    def declared(self) -> dict[str, dict[str, list[Placed]]]:
        """Species and parameters by kind and file."""
        found: dict[str, dict[str, list[Placed]]] = {
            kind: {name: [] for name in self.modules} for kind in ("species", "parameters")
        }
        for process in MODEL.processes:
            near = self._files_near(process)
            for kind in ("species", "parameters"):
                for thing in getattr(process, kind):
                    placed = Placed(thing, place_of(process))
                    home = next(n for n in near if placed.local in _names_declared(self.modules[n]))
                    found[kind][home].append(placed)
        return found

    def _files_near(self, process: Process) -> list[str]:
        """Files in which a process may declare: those of its laws, then the one that holds it."""
        near = [law.function.__module__.rpartition(".")[2] for law in process.laws]
        near += [n for n, module in self.modules.items() if process in _processes_in(module)]
        return list(dict.fromkeys(near))

    def _file(self, name: str) -> File:
        return File(
            name,
            self.modules[name],
            _together(self.laws[name]),
            _together(self.declared["species"][name]),
            _together(self.declared["parameters"][name]),
        )

    def _check_complete(self) -> None:
        for kind, whole in (("laws", MODEL.laws), ("species", MODEL.species)):
            shown = sum(len(w.instances) for f in self.files.values() for w in getattr(f, kind))
            assert shown == len(whole), f"{len(whole) - shown} {kind} are in no chapter"


def _together(things: list[Placed]) -> tuple[Written, ...]:
    """Instances of one declaration side by side, in the order of the model."""
    by_local: dict[str, list[Placed]] = {}
    for placed in things:
        by_local.setdefault(placed.local, []).append(placed)
    return tuple(Written(tuple(instances)) for instances in by_local.values())


def _names_declared(module: ModuleType) -> set[str]:
    """Names of the species and parameters that stand in a module's own tuples."""
    values = [value for name, value in vars(module).items() if name.isupper()]
    groups = [value if isinstance(value, tuple) else (value,) for value in values]
    return {
        item.name for group in groups for item in group if isinstance(item, Species | Parameter)
    }


def _processes_in(module: ModuleType) -> list[Process]:
    values = [value if isinstance(value, tuple) else (value,) for value in vars(module).values()]
    return [item for group in values for item in group if isinstance(item, Process)]
