"""Formulas of a model evaluated in Python: arrays in, arrays out, for numbers and for columns.

What depends on parameters alone is kept until other parameters come, and for columns what
depends on time as well: a day is solved on the same hours again and again. The days of many cells
are evaluated at once, what depends on parameters alone once for each of them.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rls_sim.network.in_numpy import FOR_COLUMNS, FOR_NUMBERS, Functions, function_of, function_text
from rls_sim.network.programs import Formulas, stage

Array = NDArray[np.float64]
Rows = list[Any]  # a number a row, or a column (N,) a row

CONSTANTS, DRIVES = "What {} needs of the parameters alone.", "What {} needs of the time."


class Evaluation:
    """
    Some nodes of the formulas of a model, as a function of time, state and parameters.

    ``name`` and ``what``: of the function in the generated text, and its docstring. ``names``:
    what the text calls a node.
    """

    def __init__(
        self,
        name: str,
        what: str,
        formulas: Formulas,
        nodes: Sequence[int],
        names: Mapping[int, str],
    ) -> None:
        staged = stage(formulas, {name: {"answers": nodes}})
        constants, drives = staged.constants, staged.drives
        called = {node: f"constant {i}" for i, node in enumerate(constants.answers["constants"])}
        called |= {node: f"drive {i}" for i, node in enumerate(drives.answers["drives"])}
        named = formulas.graph.value
        given = {node: str(named[node]) for node in formulas.parameters.values()}
        self._names = {**called, **given, **names}
        self._programs = (
            (replace(constants, name=f"{name}_constants"), CONSTANTS.format(name)),
            (replace(drives, name=f"{name}_drives"), DRIVES.format(name)),
            (staged.programs[name], what),
        )
        self._literals = [i for i, node in enumerate(nodes) if formulas.graph.is_number(node)]
        self._count = len(nodes)
        self._of_numbers: tuple[bytes, Rows] | None = None
        self._of_columns: tuple[int, bytes, bytes, Rows, Rows] | None = None

    @property
    def text(self) -> str:
        """The generated functions, for reading."""
        return "\n\n".join(self._texts)

    def __call__(self, t: ArrayLike, x: ArrayLike, p: ArrayLike) -> Array:
        """
        The nodes at time t (h), state x and parameters p: (n,), or (n, N) for x (ns, N).

        For x (ns, cells, points) with t () or (points,) and p (np, cells): (n, cells, points).
        Where a formula is undefined the answer holds inf or nan, without a warning.
        """
        x, p = np.asarray(x, dtype=np.float64), np.asarray(p, dtype=np.float64)
        if x.ndim == 3:
            rows = self.rows(np.asarray(t, dtype=np.float64), list(x), p.reshape(len(p), -1))
            return np.stack(rows) if rows else np.zeros((0, *x.shape[1:]))
        if x.ndim == 2:
            return self._on_columns(np.asarray(t, dtype=np.float64), x, p)
        try:
            return self._on_numbers(float(t), x, p)  # type: ignore[arg-type]
        except (ArithmeticError, ValueError):  # a column says inf or nan where a number raises
            return self._on_columns(np.asarray(t, dtype=np.float64), x[:, None], p)[:, 0]

    def rows(self, t: Array, x: Sequence[Array], p: Array) -> list[Array]:
        """
        Each node (cells, points), from time () or (points,), rows of the state and p (np, cells).

        Each number has the same bytes whatever the other cells are. An answer is not to be written
        to: it may be a row of the state, or show one number many times.
        """
        shape = np.broadcast_shapes((p.shape[1], 1), np.shape(t), *map(np.shape, x[:1]))
        alike = (p == p[:, :1]).all(axis=1)  # one number for all cells, computed with once
        given = [row[:1] if one else row for row, one in zip(p, alike.tolist(), strict=True)]
        find_constants, find_drives, find_answers = self._column_functions
        constants: Rows = []
        drives: Rows = []
        answers: Rows = []
        with np.errstate(all="ignore"):
            find_constants(given, constants)
            constants = [np.reshape(constant, (-1, 1)) for constant in constants]
            find_drives([t], constants, drives)
            find_answers(list(x), constants, drives, answers)
        return [np.broadcast_to(answer, shape) for answer in answers]

    def _on_numbers(self, t: float, x: Array, p: Array) -> Array:
        constants = self._constants_of(p)
        _, find_drives, find_answers = self._number_functions
        drives: Rows = []
        answers: Rows = []
        find_drives([t], constants, drives)
        find_answers(x.tolist(), constants, drives, answers)
        return np.fromiter(answers, np.float64, len(answers))  # twice as fast as np.array

    def _constants_of(self, p: Array) -> Rows:
        """What depends on one vector of parameters alone; a number a row."""
        seen, now = self._of_numbers, p.tobytes()
        if seen is None or seen[0] != now:
            constants: Rows = []
            self._number_functions[0](p.tolist(), constants)
            self._of_numbers = seen = (now, constants)
        return seen[1]

    def _on_columns(self, t: Array, x: Array, p: Array) -> Array:
        count = x.shape[1]
        with np.errstate(all="ignore"):
            constants, drives = self._prepared(t, p, count)
            answers: Rows = []
            self._column_functions[2](list(x), constants, drives, answers)
        for i in self._literals:
            answers[i] = np.full(count, answers[i])
        return np.concatenate(answers).reshape(-1, count) if answers else np.zeros((0, count))

    def _prepared(self, t: Array, p: Array, count: int) -> tuple[Rows, Rows]:
        now = count, t.tobytes(), p.tobytes()
        seen = self._of_columns
        if seen is None or seen[:3] != now:
            if seen is not None and (seen[0], seen[2]) == (count, now[2]):
                constants = seen[3]
            else:
                constants = self._columns_of_constants(p, count)
            drives: Rows = []
            time = np.ascontiguousarray(np.broadcast_to(t, count))
            self._column_functions[1]([time], constants, drives)
            self._of_columns = seen = (*now, constants, drives)
        return seen[3], seen[4]

    def _columns_of_constants(self, p: Array, count: int) -> Rows:
        if p.ndim == 1:
            try:
                return list(np.repeat(np.array(self._constants_of(p))[:, None], count, axis=1))
            except (ArithmeticError, ValueError):
                pass  # columns say inf or nan
        wide = np.ascontiguousarray(np.broadcast_to(p.reshape(len(p), -1), (len(p), count)))
        constants: Rows = []
        self._column_functions[0](list(wide), constants)
        return constants

    @cached_property
    def _texts(self) -> tuple[str, ...]:
        return tuple(function_text(program, self._names, what) for program, what in self._programs)

    @cached_property
    def _number_functions(self) -> list[Callable[..., None]]:
        return self._functions(FOR_NUMBERS)

    @cached_property
    def _column_functions(self) -> list[Callable[..., None]]:
        return self._functions(FOR_COLUMNS)

    def _functions(self, functions: Functions) -> list[Callable[..., None]]:
        return [
            function_of(program.name, text, functions)
            for (program, _), text in zip(self._programs, self._texts, strict=True)
        ]
