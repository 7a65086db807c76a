"""What an SBML file declares, in plain records under its own ids."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from rls_sim.exchange.sbml_formula import Bodies, Formula


@dataclass(frozen=True)
class Compartment:
    """A space; ``size`` is None where the file gives none."""

    id: str
    label: str
    size: float | None
    dimensions: float


@dataclass(frozen=True)
class Species:
    """
    A pool; ``amount`` and ``concentration`` are None where the file does not give them.

    ``as_amount``: its id means an amount. ``moved``: reactions may change it.
    """

    id: str
    label: str
    compartment: str
    amount: float | None
    concentration: float | None
    as_amount: bool
    moved: bool
    conversion: str = ""  # the parameter that turns extents into its amounts


@dataclass(frozen=True)
class Parameter:
    """A number; ``value`` is None where the file gives none, ``unit`` as the file calls it."""

    id: str
    label: str
    value: float | None
    unit: str = ""


@dataclass(frozen=True)
class Effect:
    """What one turn of a reaction does to a species: a count, or the id of what holds it."""

    species: str
    sign: int  # -1 of what is taken, 1 of what is given
    count: float | str


@dataclass(frozen=True)
class Reaction:
    """What moves, and how fast: extent per time."""

    id: str
    label: str
    effects: tuple[Effect, ...]
    rate: Formula


@dataclass(frozen=True)
class Contents:
    """
    A whole model, without what is not supported.

    ``values_at_start``, ``assigned`` and ``changing``: formulas of initial assignments, assignment
    rules and rate rules by id. ``turns_per_hour``: units of its time in an hour. ``time_unit``: in
    words; "" where the file does not say.
    """

    id: str
    name: str
    notes: str
    compartments: tuple[Compartment, ...]
    species: tuple[Species, ...]
    parameters: tuple[Parameter, ...]
    reactions: tuple[Reaction, ...]
    functions: Bodies
    values_at_start: Mapping[str, Formula] = field(default_factory=dict)
    assigned: Mapping[str, Formula] = field(default_factory=dict)
    changing: Mapping[str, Formula] = field(default_factory=dict)
    time_unit: str = ""
    turns_per_hour: float = 1.0
    assumptions: tuple[str, ...] = ()  # what had to be assumed, in sentences
