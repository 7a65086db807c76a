"""A model as a function of time, state and parameters: arrays in, arrays out.

The only place where names become positions, and where Python divides amounts by volumes. Rates
of change are sums of fluxes over volumes, by a sparse matrix: that is faster than one formula a
species, and what leaves one pool is the very number that enters the next.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rls_sim.network.evaluation import Evaluation
from rls_sim.network.machine import MachineCode
from rls_sim.network.model import Model
from rls_sim.network.programs import Formulas, trace
from rls_sim.network.slopes import parts_of
from rls_sim.network.stoichiometry import SlopesOfChanges
from rls_sim.quantities.parameter import ParameterSet

Array = NDArray[np.float64]
Positions = NDArray[np.intp]
Slopes = tuple[Positions, Positions, Array]  # rows, columns, values (n,) or (n, N)

KERNELS_KEPT = 32

FLUXES = "Rate of every reaction, umol/h."
DERIVED = "Every derived quantity, each in its unit."
EXCERPT = "Some quantities of the model."
FLUX_SLOPES = "Slopes of the rates of reactions along {}, where not zero."
DERIVED_SLOPES = "Slopes of derived quantities along {}, where not zero."
SPECIES, PARAMETERS = "concentrations", "parameters"


@dataclass(frozen=True, eq=False)
class Kernel:
    """
    A model ready to be solved; parameters are arguments, so nothing is generated anew for a value.

    Concentrations ``x`` (ns,) with time ``t`` a number, or one column a node or a variant:
    x (ns, N) with t a number or (N,). Parameters ``p`` (np,), or (np, N) with x (ns, N). Fluxes and
    derived quantities also take the days of many cells: x (ns, cells, points), t a number or
    (points,), p (np,) or (np, cells). Where a law is undefined the answer holds inf or nan; no
    warning is given, the solver decides. Slopes are exact, in umol, L and h; those that are zero
    throughout are not there.
    """

    species_names: tuple[str, ...]
    parameter_names: tuple[str, ...]
    reaction_names: tuple[str, ...]
    derived_names: tuple[str, ...]
    initial_state: Array  # (ns,), the first guess that the declarations give
    lowest: Array  # (ns,), the values below which no law is defined: 0, or -inf of what is signed
    stoichiometry: Array  # (ns, nr), amounts
    _volume_positions: Positions = field(repr=False)
    _formulas: Formulas = field(repr=False)

    @staticmethod
    def of(model: Model) -> "Kernel":
        """
        The kernel of a model; made once in a process for each structure.

        Raises ModelError, naming the law, where a law cannot be written as a formula.
        """
        return _kernel(_key_of(model))

    @cached_property
    def machine(self) -> MachineCode | None:
        """
        Machine code of the rates, their slopes and their elimination; None where there is none.

        Compiled or read from disk when it is first asked for.
        """
        from rls_sim.network.native import machine_code_of

        return machine_code_of(self._formulas)

    @property
    def source(self) -> str:
        """The generated Python of fluxes, derived quantities and the Jacobian, for reading."""
        parts = (self._fluxes, self._derived, self._flux_slopes[2])
        return "\n\n".join(part.text for part in parts)

    @property
    def formulas(self) -> Formulas:
        """The traced model, for who prints it otherwise; change only a copy (`Formulas.apart`)."""
        return self._formulas

    def parameter_vector(self, parameters: ParameterSet) -> Array:
        """Values (np,) in umol, L and h, in the order of ``parameter_names``."""
        if tuple(parameters) == self.parameter_names:
            return parameters.values_canonical()
        return np.array([parameters[name].canonical_value for name in self.parameter_names])

    def volumes_of(self, p: ArrayLike) -> Array:
        """Volume (L) in which each species is dissolved: (ns,) or (ns, N)."""
        volumes: Array = np.asarray(p, dtype=np.float64)[self._volume_positions]
        return volumes

    def fluxes(self, t: ArrayLike, x: ArrayLike, p: ArrayLike) -> Array:
        """Rate of every reaction, umol/h: (nr,), (nr, N) or (nr, cells, points)."""
        return self._fluxes(t, x, p)

    def derived(self, t: ArrayLike, x: ArrayLike, p: ArrayLike) -> Array:
        """Every derived quantity, in its unit in umol, L and h: shapes as those of fluxes."""
        return self._derived(t, x, p)

    @cached_property
    def places(self) -> dict[str, tuple[str, int]]:
        """Of every name whether it is a "state", "derived" or a "flux", and in which row."""
        kinds = {
            "state": self.species_names,
            "derived": self.derived_names,
            "flux": self.reaction_names,
        }
        return {name: (kind, i) for kind, names in kinds.items() for i, name in enumerate(names)}

    def excerpt(self, names: tuple[str, ...]) -> "Excerpt":
        """What computes the species, derived quantities and fluxes named in full; made once."""
        if names not in self._excerpts:
            self._excerpts[names] = self._excerpt(names)
        return self._excerpts[names]

    def rhs(self, t: ArrayLike, x: ArrayLike, p: ArrayLike) -> Array:
        """Rate of change of every species, umol/L/h; the shape of ``x``."""
        changes = self._sparse_stoichiometry @ self._fluxes(t, x, p)
        return np.asarray(changes / self._volumes_for(changes, p))

    def jacobian(self, t: ArrayLike, x: ArrayLike, p: ArrayLike) -> Array:
        """Exact d rhs[i] / d x[j], 1/h: (ns, ns), or (N, ns, ns) for N columns."""
        changes = self._change_slopes(self._flux_slopes[2](t, x, p))
        rows, columns = self.jacobian_pattern
        values = changes / self._volumes_for(changes, p)[rows]
        size = len(self.species_names)
        full = np.zeros((*values.shape[1:], size * size))
        full[..., rows * size + columns] = values.T
        return full.reshape(*values.shape[1:], size, size)

    @property
    def jacobian_pattern(self) -> tuple[Positions, Positions]:
        """Rows and columns of the entries of the Jacobian that are not zero throughout."""
        return self._change_slopes.rows, self._change_slopes.columns

    def parameter_slopes(self, t: ArrayLike, x: ArrayLike, p: ArrayLike) -> Slopes:
        """Rows, columns and values of d rhs[row] / d p[column]."""
        flux_slopes = self._flux_parameter_slopes[2](t, x, p)
        slopes, volume_places = self._change_parameter_slopes
        changes = slopes(flux_slopes)
        volumes = self._volumes_for(changes, p)
        values = changes / volumes[slopes.rows]
        moved = [row for row, _ in volume_places]
        values[slopes.positions(volume_places)] -= (self.rhs(t, x, p) / volumes)[moved]
        return slopes.rows, slopes.columns, values

    def flux_slopes(self, t: ArrayLike, x: ArrayLike, p: ArrayLike) -> Slopes:
        """Rows, columns and values of d fluxes[row] / d x[column]."""
        return _evaluated(self._flux_slopes, t, x, p)

    def flux_parameter_slopes(self, t: ArrayLike, x: ArrayLike, p: ArrayLike) -> Slopes:
        """Rows, columns and values of d fluxes[row] / d p[column]."""
        return _evaluated(self._flux_parameter_slopes, t, x, p)

    def derived_slopes(self, t: ArrayLike, x: ArrayLike, p: ArrayLike) -> Slopes:
        """Rows, columns and values of d derived[row] / d x[column]."""
        return _evaluated(self._derived_slopes, t, x, p)

    def derived_parameter_slopes(self, t: ArrayLike, x: ArrayLike, p: ArrayLike) -> Slopes:
        """Rows, columns and values of d derived[row] / d p[column]."""
        return _evaluated(self._derived_parameter_slopes, t, x, p)

    def _volumes_for(self, answer: Array, p: ArrayLike) -> Array:
        volumes = self.volumes_of(p)
        return volumes[:, None] if answer.ndim > volumes.ndim else volumes

    @cached_property
    def _sparse_stoichiometry(self) -> Any:
        from scipy.sparse import csr_array

        return csr_array(self.stoichiometry)

    @cached_property
    def _change_slopes(self) -> SlopesOfChanges:
        rows, columns, _ = self._flux_slopes
        return SlopesOfChanges(self.stoichiometry, rows, columns)

    @cached_property
    def _change_parameter_slopes(self) -> tuple[SlopesOfChanges, list[tuple[int, int]]]:
        """With the places (species, volume) at which a rate also depends on what divides it."""
        rows, columns, _ = self._flux_parameter_slopes
        moved = np.flatnonzero(self.stoichiometry.any(axis=1))
        volumes = [(int(row), int(self._volume_positions[row])) for row in moved]
        return SlopesOfChanges(self.stoichiometry, rows, columns, volumes), volumes

    @cached_property
    def _fluxes(self) -> Evaluation:
        formulas = self._formulas
        return self._evaluation("fluxes", FLUXES, formulas, formulas.fluxes, {})

    @cached_property
    def _derived(self) -> Evaluation:
        formulas = self._formulas
        nodes = tuple(formulas.derived.values())
        return self._evaluation("derived", DERIVED, formulas, nodes, {})

    @cached_property
    def _excerpts(self) -> "dict[tuple[str, ...], Excerpt]":
        return {}

    def _excerpt(self, names: tuple[str, ...]) -> "Excerpt":
        formulas = self._formulas
        tables = {
            "state": formulas.species,
            "derived": tuple(formulas.derived.values()),
            "flux": formulas.fluxes,
        }
        nodes = [tables[kind][row] for kind, row in map(self.places.__getitem__, names)]
        parts = set(parts_of(formulas.graph, nodes))
        species = [i for i, node in enumerate(formulas.species) if node in parts]
        symbols = list(formulas.parameters.items())
        parameters = [i for i, (_, node) in enumerate(symbols) if node in parts]
        part = replace(
            formulas,
            species=tuple(formulas.species[i] for i in species),
            parameters=dict(symbols[i] for i in parameters),
        )
        # A name of its own keeps 1/b apart in a/b, as it is where others need 1/b too: a number is
        # rounded alike in every excerpt.
        inverses = {n: f"inverse {n}" for n in parts if formulas.graph.operation[n] == "reciprocal"}
        evaluation = self._evaluation("excerpt", EXCERPT, part, nodes, inverses)
        return Excerpt(
            np.array(species, dtype=np.intp), np.array(parameters, dtype=np.intp), evaluation
        )

    @cached_property
    def _flux_slopes(self) -> "_SlopesAt":
        return self._slopes("flux_slopes", SPECIES)

    @cached_property
    def _flux_parameter_slopes(self) -> "_SlopesAt":
        return self._slopes("flux_parameter_slopes", PARAMETERS)

    @cached_property
    def _derived_slopes(self) -> "_SlopesAt":
        return self._slopes("derived_slopes", SPECIES)

    @cached_property
    def _derived_parameter_slopes(self) -> "_SlopesAt":
        return self._slopes("derived_parameter_slopes", PARAMETERS)

    def _slopes(self, name: str, along: str) -> "_SlopesAt":
        """Where the slopes of fluxes or of derived quantities are, and what evaluates them."""
        formulas = self._formulas.apart()
        if name.startswith("flux"):
            of, nodes, what = self.reaction_names, formulas.fluxes, FLUX_SLOPES
        else:
            of, nodes = self.derived_names, tuple(formulas.derived.values())
            what = DERIVED_SLOPES
        if along is SPECIES:
            by = self.species_names
            rows, columns, slopes = formulas.slopes_along_species(nodes)
        else:
            by = self.parameter_names
            rows, columns, slopes = formulas.slopes_along_parameters(nodes)
        names = {
            node: f"{of[row]} by {by[column]}"
            for row, column, node in zip(rows, columns, slopes, strict=True)
        }
        text = what.format(along)
        return rows, columns, self._evaluation(name, text, formulas, slopes, names)

    def _evaluation(
        self,
        name: str,
        what: str,
        formulas: Formulas,
        nodes: Sequence[int],
        names: Mapping[int, str],
    ) -> Evaluation:
        known = dict(zip(self._formulas.species, self.species_names, strict=True))
        known |= {node: name for name, node in formulas.derived.items() if node not in known}
        fluxes = zip(formulas.fluxes, self.reaction_names, strict=True)
        known = {**names, **dict(fluxes), **known}
        return Evaluation(name, what, formulas, nodes, known)

    def __reduce__(self) -> tuple[Any, ...]:
        """How to rebuild it in another process: from its formulas, without the laws."""
        return Kernel, (
            self.species_names,
            self.parameter_names,
            self.reaction_names,
            self.derived_names,
            self.initial_state,
            self.lowest,
            self.stoichiometry,
            self._volume_positions,
            self._formulas,
        )


@dataclass(frozen=True, eq=False)
class Excerpt:
    """
    Some quantities of a model, and the rows of the state and of the parameters that they need.

    ``evaluation`` takes these rows and no others.
    """

    species: Positions
    parameters: Positions
    evaluation: Evaluation


_SlopesAt = tuple[Positions, Positions, Evaluation]


def _evaluated(slopes: _SlopesAt, t: ArrayLike, x: ArrayLike, p: ArrayLike) -> Slopes:
    rows, columns, evaluation = slopes
    return rows, columns, evaluation(t, x, p)


@dataclass(frozen=True)
class _Key:
    """
    What makes two kernels one: everything that tracing looks at.

    Functions are told apart by what they are, not by their text: two laws may have the same text
    and yet differ, by a closure.
    """

    parts: tuple[Any, ...]
    model: Model = field(compare=False)


def _key_of(model: Model) -> _Key:
    laws = tuple((law.name, law.needs, law.function) for law in model.laws)
    moves = tuple(tuple(reaction.net.items()) for reaction in model.reactions)
    initial = tuple((species.initial, species.signed) for species in model.species)
    names = model.species_names, tuple(model.parameters), model.volume_names()
    return _Key((names, initial, len(model.reactions), moves, laws), model)


@lru_cache(maxsize=KERNELS_KEPT)
def _kernel(key: _Key) -> Kernel:
    model = key.model
    position = {name: i for i, name in enumerate(model.parameters)}
    return Kernel(
        species_names=model.species_names,
        parameter_names=tuple(model.parameters),
        reaction_names=tuple(r.name for r in model.reactions),
        derived_names=tuple(d.name for d in model.derived),
        initial_state=np.array([s.initial for s in model.species], dtype=np.float64),
        lowest=np.array([-np.inf if s.signed else 0.0 for s in model.species]),
        stoichiometry=model.stoichiometry(),
        _volume_positions=np.array([position[n] for n in model.volume_names()], dtype=np.intp),
        _formulas=replace(trace(model), model=None),
    )
