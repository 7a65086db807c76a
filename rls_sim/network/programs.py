"""The straight-line programs of a model: what is computed from which arrays, in three stages.

What depends on parameters alone is computed once for a cell, what depends on time as well once
for a moment, the rest for every state. Printers turn programs into NumPy or into machine code.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from rls_sim.errors import ModelError
from rls_sim.network.arithmetic import Kind
from rls_sim.network.expression import Graph, Traced
from rls_sim.network.model import TIME, Model
from rls_sim.network.reaction import Law
from rls_sim.network.slopes import Differentiator, parts_of

LANES = 4  # numbers side by side in a row of machine code


class K(IntEnum):
    """The places of the kernels among the addresses of a model's machine code."""

    CONSTANTS = 0
    DRIVES = 1
    MOVING_DRIVES = 2
    RATES = 3
    LINEARISED = 4
    TIME_SLOPES = 5
    TIMES = 6
    FACTOR = 7
    SOLVE = 8
    FACTOR_TURNING = 9
    SOLVE_TURNING = 10


@dataclass(frozen=True, eq=False)
class Program:
    """
    A function of arrays of rows that fills arrays of rows.

    ``inputs``: names of the arrays in order; ``places``: node -> (array, row) it is read from.
    ``answers``: array -> its nodes, row by row; an answer that is also an input is filled in place.
    """

    name: str
    graph: Graph
    inputs: tuple[str, ...]
    places: Mapping[int, tuple[str, int]]
    answers: Mapping[str, tuple[int, ...]]

    @property
    def arguments(self) -> tuple[str, ...]:
        """All arrays in the order in which a printed function takes them."""
        return tuple(dict.fromkeys([*self.inputs, *self.answers]))

    def order(self) -> list[int]:
        """The nodes to compute, each after its arguments and near to what needs it."""
        graph, seen = self.graph, set(self.places)
        found: list[int] = []
        for answer in (node for nodes in self.answers.values() for node in nodes):
            stack = [(answer, False)]
            while stack:
                node, ready = stack.pop()
                if ready:
                    found.append(node)
                elif node not in seen:
                    seen.add(node)
                    stack.append((node, True))
                    stack += [(a, False) for a in reversed(graph.arguments[node])]
        return found

    def operation_counts(self) -> dict[str, int]:
        """How often each operation is computed in one call; numbers cost nothing."""
        counts = Counter(self.graph.operation[node] for node in self.order())
        counts.pop("number", None)
        return dict(counts)


@dataclass(frozen=True, eq=False)
class Staged:
    """
    Programs of the state with the two that prepare for them.

    ``constants`` fills rows that all the others read; ``drives`` the rows that depend on time, as
    far as the first of the programs need them, ``moving_drives`` all of them.
    """

    constants: Program
    drives: Program
    moving_drives: Program
    programs: Mapping[str, Program]

    @property
    def constant_count(self) -> int:
        """Rows of constants."""
        return len(self.constants.answers["constants"])

    @property
    def drive_count(self) -> int:
        """Rows of drives, those of ``moving_drives`` included."""
        return len(self.moving_drives.answers["drives"])


@dataclass(frozen=True, eq=False)
class Formulas:
    """A model traced: nodes of its symbols, rates (umol/h), derived quantities and slopes."""

    model: Model | None  # None where the formulas travel without it
    graph: Graph
    time: int
    species: tuple[int, ...]
    parameters: Mapping[str, int]
    fluxes: tuple[int, ...]
    derived: Mapping[str, int]
    rates: tuple[int, ...] = field(default=())  # dx/dt

    def apart(self) -> "Formulas":
        """The same on a graph of its own: slopes added to it are the same whatever came before."""
        graph = copy(self.graph)
        vars(graph).update({name: copy(value) for name, value in vars(graph).items()})
        return replace(self, graph=graph)

    def slopes_along_species(
        self, nodes: Sequence[int]
    ) -> tuple[NDArray[np.intp], NDArray[np.intp], tuple[int, ...]]:
        """Rows, columns and nodes of d nodes[row] / d species[column], where not zero."""
        return self._slopes(nodes, self.species)

    def slopes_along_parameters(
        self, nodes: Sequence[int]
    ) -> tuple[NDArray[np.intp], NDArray[np.intp], tuple[int, ...]]:
        """Rows, columns and nodes of d nodes[row] / d parameter[column], where not zero."""
        return self._slopes(nodes, tuple(self.parameters.values()))

    def slopes_along_time(self, nodes: Sequence[int]) -> tuple[int, ...]:
        """The node of the partial slope of each along time."""
        differentiator = Differentiator(self.graph, [self.time])
        return tuple(differentiator.of(n).get(self.time, self.graph.zero) for n in nodes)

    def _slopes(
        self, nodes: Sequence[int], along: Sequence[int]
    ) -> tuple[NDArray[np.intp], NDArray[np.intp], tuple[int, ...]]:
        differentiator = Differentiator(self.graph, along)
        position = {symbol: i for i, symbol in enumerate(along)}
        entries = {
            (row, position[symbol]): slope
            for row, node in enumerate(nodes)
            for symbol, slope in differentiator.of(node).items()
        }
        ordered = sorted(entries)
        rows = np.array([row for row, _ in ordered], dtype=np.intp)
        columns = np.array([column for _, column in ordered], dtype=np.intp)
        return rows, columns, tuple(entries[place] for place in ordered)


def trace(model: Model) -> Formulas:
    """
    Call every law once on symbols.

    Raises ModelError, naming the law, where a law does what cannot be written as a formula
    (an ``if`` on a concentration, a function that is not of rate_laws).
    """
    graph = Graph()
    symbols = {TIME: graph.symbol(TIME, Kind.TIME)}
    parameters = {name: graph.symbol(name, Kind.CONSTANT) for name in model.parameters}
    species = {name: graph.symbol(name, Kind.STATE) for name in model.species_names}
    symbols |= parameters | species
    for law in model.derived_in_order():
        symbols[law.name] = _trace_law(graph, law, symbols)
    fluxes = [_trace_law(graph, law, symbols) for law in model.reactions]
    return Formulas(
        model,
        graph,
        symbols[TIME],
        tuple(species.values()),
        parameters,
        tuple(fluxes),
        {law.name: symbols[law.name] for law in model.derived},
        tuple(_rates(graph, model, parameters, fluxes)),
    )


def _trace_law(graph: Graph, law: Law, symbols: Mapping[str, int]) -> int:
    try:
        answer = law.function(*(Traced(graph, symbols[name]) for name in law.needs))
        return answer.node if isinstance(answer, Traced) else graph.number(float(answer))
    except (TypeError, AttributeError, ValueError, ArithmeticError) as fault:
        raise ModelError(
            f"The law of {law.name} cannot be written as a formula ({fault}). Use plain arithmetic "
            "and the functions of rate_laws, without 'if' on what the law is given."
        ) from fault


def _rates(
    graph: Graph, model: Model, parameters: Mapping[str, int], fluxes: Sequence[int]
) -> Iterable[int]:
    """dx/dt of every species: what its reactions move, over its volume."""
    sums = dict.fromkeys(model.species_names, graph.zero)
    for law, flux in zip(model.reactions, fluxes, strict=True):
        for name, count in law.net.items():
            turn = graph.multiply(graph.number(float(count)), flux)
            sums[name] = graph.add(sums[name], turn)
    for name, volume in zip(model.species_names, model.volume_names(), strict=True):
        yield graph.divide(sums[name], parameters[volume])


def stage(
    formulas: Formulas, roots: Mapping[str, Mapping[str, Sequence[int]]], moving: str = ""
) -> Staged:
    """
    Programs of the state for ``roots`` (program -> array -> nodes), with what prepares for them.

    What the program ``moving`` alone needs of time is left to ``moving_drives``.
    """
    graph = formulas.graph
    leaves = {
        name: _leaves(graph, [n for nodes in answers.values() for n in nodes], Kind.STATE)
        for name, answers in roots.items()
    }
    still = [n for name, found in leaves.items() if name != moving for n in found]
    drives = _unique(n for n in still if graph.kind[n] == Kind.TIME)
    extra = (n for n in leaves.get(moving, ()) if graph.kind[n] == Kind.TIME)
    all_drives = _unique([*drives, *extra])
    every_leaf = [n for found in leaves.values() for n in found]
    below = _leaves(graph, all_drives, Kind.TIME)
    constants = _unique(n for n in [*every_leaf, *below] if graph.kind[n] == Kind.CONSTANT)

    from_parameters = {
        node: ("parameters", i) for i, node in enumerate(formulas.parameters.values())
    }
    from_constants = {node: ("constants", i) for i, node in enumerate(constants)}
    from_time = {formulas.time: ("time", 0)} | from_constants
    from_state = {node: ("state", i) for i, node in enumerate(formulas.species)} | from_constants
    from_state |= {node: ("drives", i) for i, node in enumerate(all_drives)}

    def of_time(name: str, nodes: tuple[int, ...]) -> Program:
        return Program(name, graph, ("time", "constants"), from_time, {"drives": nodes})

    return Staged(
        Program("constants", graph, ("parameters",), from_parameters, {"constants": constants}),
        of_time("drives", drives),
        of_time("moving_drives", all_drives),
        {
            name: Program(
                name,
                graph,
                ("state", "constants", "drives"),
                from_state,
                {array: tuple(nodes) for array, nodes in answers.items()},
            )
            for name, answers in roots.items()
        },
    )


def _leaves(graph: Graph, nodes: Sequence[int], kind: Kind) -> tuple[int, ...]:
    """The nodes of a lower kind from which nodes of ``kind`` are made, literal numbers left out."""
    found = dict.fromkeys(n for n in nodes if graph.kind[n] < kind)
    for node in parts_of(graph, [n for n in nodes if graph.kind[n] == kind]):
        if graph.kind[node] == kind:
            found |= dict.fromkeys(a for a in graph.arguments[node] if graph.kind[a] < kind)
    return tuple(n for n in found if not graph.is_number(n))


def _unique(nodes: Iterable[int]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(nodes))
