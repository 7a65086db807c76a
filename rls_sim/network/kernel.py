"""A model as a function of time, state and parameters: generated code, and arrays in and out.

The only place where names become positions, and where amounts are divided by volumes.
"""

from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rls_sim.network.generated import Block, Generated
from rls_sim.network.model import Model
from rls_sim.network.runtime import FOR_COLUMNS, FOR_NUMBERS
from rls_sim.quantities.parameter import ParameterSet

Array = NDArray[np.float64]

KERNELS_KEPT = 32


@dataclass(frozen=True, eq=False)
class Kernel:
    """
    A model ready to be solved; parameters are arguments, so nothing is generated anew for a value.

    Concentrations ``x`` (ns,) with time ``t`` a number, or one column a node or a variant:
    x (ns, N) with t a number or (N,). Parameters ``p`` (np,), or (np, N) with x (ns, N). Where a
    law is undefined the answer holds inf or nan; no warning is given, the solver decides.
    """

    species_names: tuple[str, ...]
    parameter_names: tuple[str, ...]
    reaction_names: tuple[str, ...]
    derived_names: tuple[str, ...]
    initial_state: Array  # (ns,), the first guess that the declarations give
    stoichiometry: Array  # (ns, nr), amounts
    _volume_positions: Array = field(repr=False)
    _generated: Generated = field(repr=False)

    @staticmethod
    def of(model: Model) -> "Kernel":
        """The kernel of a model; generated once in a process for each structure."""
        laws = tuple(law.function for law in model.laws)
        initial = tuple(s.initial for s in model.species)
        return _kernel(_Key(model.structure_hash(), laws, initial, model))

    @property
    def source(self) -> str:
        """The generated Python module, for reading."""
        return self._generated.text

    def parameter_vector(self, parameters: ParameterSet) -> Array:
        """Values (np,) in umol, L and h, in the order of ``parameter_names``."""
        if tuple(parameters) == self.parameter_names:
            return parameters.values_canonical()
        return np.array([parameters[name].canonical_value for name in self.parameter_names])

    def volumes_of(self, p: ArrayLike) -> Array:
        """Volume (L) in which each species is dissolved: (ns,) or (ns, N)."""
        return np.asarray(np.asarray(p, dtype=np.float64)[self._volume_positions])

    def fluxes(self, t: ArrayLike, x: ArrayLike, p: ArrayLike) -> Array:
        """Rate of every reaction, umol/h: (nr,) or (nr, N)."""
        return self._fluxes(t, x, p)

    def derived(self, t: ArrayLike, x: ArrayLike, p: ArrayLike) -> Array:
        """Every derived quantity, each in its unit in umol, L and h: (nd,) or (nd, N)."""
        return self._derived(t, x, p)

    def rhs(self, t: ArrayLike, x: ArrayLike, p: ArrayLike) -> Array:
        """Rate of change of every species, umol/L/h; the shape of ``x``."""
        rates = self._fluxes(t, x, p)
        return np.asarray((self._sparse_stoichiometry @ rates) / self._volumes_for(rates, p))

    def jacobian(self, t: ArrayLike, x: ArrayLike, p: ArrayLike) -> Array:
        """Exact d rhs[i] / d x[j], 1/h: (ns, ns), or (N, ns, ns) for N columns."""
        slopes = self._slopes(t, x, p)
        rows, columns = self.jacobian_pattern
        values = (self._slopes_to_entries @ slopes) / self._volumes_for(slopes, p)[rows]
        size = len(self.species_names)
        full = np.zeros((*slopes.shape[1:], size * size))
        full[..., rows * size + columns] = values.T
        return full.reshape(*slopes.shape[1:], size, size)

    @cached_property
    def jacobian_pattern(self) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Rows and columns of the entries of the Jacobian that are not zero throughout."""
        size = len(self.species_names)
        flat = np.unique([row * size + column for row, column, _, _ in self._contributions()])
        return flat.astype(np.intp) // size, flat.astype(np.intp) % size

    def _contributions(self) -> list[tuple[int, int, int, float]]:
        """Row and column of the Jacobian, slope that enters there, and how often."""
        generated = self._generated
        pairs = zip(generated.slope_reactions, generated.slope_species, strict=True)
        return [
            (int(row), column, slope, float(self.stoichiometry[row, reaction]))
            for slope, (reaction, column) in enumerate(pairs)
            for row in np.flatnonzero(self.stoichiometry[:, reaction])
        ]

    @cached_property
    def _slopes_to_entries(self) -> Any:
        from scipy.sparse import csr_array

        rows, columns = self.jacobian_pattern
        entry = {
            place: i for i, place in enumerate(zip(rows.tolist(), columns.tolist(), strict=True))
        }
        contributions = self._contributions()
        counts = [count for _, _, _, count in contributions]
        where = [entry[row, column] for row, column, _, _ in contributions]
        which = [slope for _, _, slope, _ in contributions]
        return csr_array((counts, (where, which)), shape=(len(rows), self._generated.slopes.size))

    @cached_property
    def _sparse_stoichiometry(self) -> Any:
        from scipy.sparse import csr_array

        return csr_array(self.stoichiometry)

    def _volumes_for(self, answer: Array, p: ArrayLike) -> Array:
        volumes = self.volumes_of(p)
        return volumes[:, None] if answer.ndim > volumes.ndim else volumes

    @cached_property
    def _fluxes(self) -> "_Compiled":
        return _Compiled(self._generated.fluxes)

    @cached_property
    def _derived(self) -> "_Compiled":
        return _Compiled(self._generated.derived)

    @cached_property
    def _slopes(self) -> "_Compiled":
        return _Compiled(self._generated.slopes)

    def __reduce__(self) -> tuple[Any, ...]:
        """How to rebuild it in another process: from its data, without generating it anew."""
        return Kernel, (
            self.species_names,
            self.parameter_names,
            self.reaction_names,
            self.derived_names,
            self.initial_state,
            self.stoichiometry,
            self._volume_positions,
            self._generated,
        )


@dataclass(frozen=True)
class _Key:
    """What makes two kernels one. Two laws may have the same text and yet differ, by a closure."""

    structure: str
    laws: tuple[Any, ...]
    initial: tuple[float, ...]
    model: Model = field(compare=False)


@lru_cache(maxsize=KERNELS_KEPT)
def _kernel(key: _Key) -> Kernel:
    from rls_sim.network.generate import generate

    model = key.model
    position = {name: i for i, name in enumerate(model.parameters)}
    return Kernel(
        species_names=model.species_names,
        parameter_names=tuple(model.parameters),
        reaction_names=tuple(r.name for r in model.reactions),
        derived_names=tuple(d.name for d in model.derived),
        initial_state=np.array(key.initial, dtype=np.float64),
        stoichiometry=model.stoichiometry(),
        _volume_positions=np.array([position[n] for n in model.volume_names()], dtype=np.intp),
        _generated=generate(model),
    )


class _Compiled:
    """One generated function, for single numbers and for columns of numbers.

    What depends on parameters alone is kept until other parameters come.
    """

    def __init__(self, block: Block) -> None:
        code = compile(block.text, f"<generated {block.name}>", "exec")
        self._block = block
        self._numbers, self._columns = dict(FOR_NUMBERS), dict(FOR_COLUMNS)
        exec(code, self._numbers)
        exec(code, self._columns)
        self._of_numbers: tuple[bytes, Any] = (b"", None)
        self._of_columns: tuple[bytes, int, Any] = (b"", -1, None)
        self._plain_numbers: list[int] | None = None  # answers that depend on nothing at all

    def __call__(self, t: ArrayLike, x: ArrayLike, p: ArrayLike) -> Array:
        x, p = np.asarray(x, dtype=np.float64), np.asarray(p, dtype=np.float64)
        if x.ndim == 2:
            return self._on_columns(np.asarray(t, dtype=np.float64), x, p)
        try:
            return self._on_numbers(float(t), x, p)  # type: ignore[arg-type]
        except (ArithmeticError, ValueError):  # a column says inf or nan where a number raises
            column = p if p.ndim == 2 else p[:, None]
            return self._on_columns(np.asarray(t, dtype=np.float64), x[:, None], column)[:, 0]

    def _on_numbers(self, t: float, x: Array, p: Array) -> Array:
        seen, constants = self._of_numbers
        now = p.tobytes()
        if constants is None or now != seen:
            constants = self._numbers[f"{self._block.name}_constants"](p.tolist())
            self._of_numbers = (now, constants)
        return np.array(self._numbers[self._block.name](t, x.tolist(), constants), dtype=np.float64)

    def _on_columns(self, t: Array, x: Array, p: Array) -> Array:
        count = x.shape[1]
        seen, width, constants = self._of_columns
        now = p.tobytes()
        with np.errstate(all="ignore"):
            if width != count or now != seen:
                wide = np.ascontiguousarray(np.broadcast_to(p.reshape(len(p), -1), (len(p), count)))
                constants = self._columns[f"{self._block.name}_constants"](wide)
                self._of_columns = (now, count, constants)
            time = np.ascontiguousarray(np.broadcast_to(t, count))
            answers = self._columns[self._block.name](time, np.ascontiguousarray(x), constants)
        if not answers:
            return np.zeros((0, count))
        if self._plain_numbers is None:
            self._plain_numbers = [i for i, answer in enumerate(answers) if np.ndim(answer) == 0]
        if self._plain_numbers:
            answers = [*answers]
            for i in self._plain_numbers:
                answers[i] = np.full(count, answers[i])
        return np.concatenate(answers).reshape(len(answers), count)
