"""Which cells a study asks for: a product of axes whose rows are made when they are asked for.

An axis is a list of values, several lists paired, the rows of a table, or samples. Any row can
be had alone, and has the same bytes in whatever block, process or order it is made.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rls_sim.quantities.parameter import Parameter
from rls_sim.quantities.values import Spacing
from rls_sim.study.samples import Sampled

Numbers = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Listed:
    """Parameters whose values are given, row by row: one list, several paired, or a table.

    ``values`` (m, k) are in each parameter's unit; an (m,) array is one column. Raises ValueError
    where names and values do not fit.
    """

    names: tuple[str, ...]
    values: Numbers
    spacing: Spacing | None = None  # the range that the values are of, if they are of one

    @classmethod
    def spaced(cls, name: str, spacing: Spacing) -> "Listed":
        """The values of a range, which is kept in their place."""
        return cls((name,), spacing.values, spacing)

    def __post_init__(self) -> None:
        """Keep a copy that nobody can change."""
        values = np.array(self.values, dtype=np.float64)
        values = values.reshape(-1, 1) if values.ndim == 1 else values
        if values.ndim != 2 or values.shape[1] != len(self.names) or not values.size:
            raise ValueError(f"values of shape {values.shape} for {len(self.names)} names")
        values.flags.writeable = False
        object.__setattr__(self, "values", values)

    @property
    def size(self) -> int:
        """How many rows there are."""
        return len(self.values)

    def block(self, first: int, last: int) -> Numbers:
        """Rows ``first`` to ``last`` (excluded); (last - first, k)."""
        return self.values[first:last]

    def words(self, parameters: Mapping[str, Parameter]) -> list[str]:
        """A line for each parameter: how many values, from where to where."""
        others = len(self.names) - 1
        lines = []
        for name, column in zip(self.names, self.values.T, strict=True):
            parameter = parameters[name]
            pair = f" paired with {others} other{'s' * (others > 1)}" if others else ""
            lines.append(
                f"{name}: {self.size} values{pair}, {column.min():g} to "
                f"{parameter.in_unit(float(column.max()))} ({parameter.meaning})"
            )
        return lines

    def spec(self) -> dict[str, Any]:
        """What JSON holds of it: a range as its ends and its count, else every value."""
        if self.spacing is not None:
            return {"names": list(self.names), "range": vars(self.spacing)}
        return {"names": list(self.names), "values": self.values.tolist()}

    @classmethod
    def from_spec(cls, spec: Mapping[str, Any]) -> "Listed":
        """Raises KeyError, TypeError or ValueError for what ``spec`` never wrote."""
        if "range" in spec:
            (name,) = spec["names"]
            return cls.spaced(name, Spacing(**spec["range"]))
        return cls(tuple(spec["names"]), np.array(spec["values"], dtype=np.float64))


Axis = Listed | Sampled


@dataclass(frozen=True, eq=False)
class Design:
    """Every combination of the rows of its axes; the last axis varies fastest.

    Raises ValueError where two axes have a name in common.
    """

    axes: tuple[Axis, ...]

    def __post_init__(self) -> None:
        """Refuse a name that stands twice."""
        if len(set(self.names)) < len(self.names):
            raise ValueError(f"a name stands twice in {self.names}")

    @property
    def names(self) -> tuple[str, ...]:
        """The parameters, one a column."""
        return tuple(name for axis in self.axes for name in axis.names)

    @property
    def shape(self) -> tuple[int, ...]:
        """How many rows each axis has."""
        return tuple(axis.size for axis in self.axes)

    @property
    def size(self) -> int:
        """How many rows there are; exact however many."""
        return prod(self.shape)

    @property
    def seed(self) -> int | None:
        """What its samples are drawn from; None where nothing is drawn."""
        return next((axis.seed for axis in self.axes if isinstance(axis, Sampled)), None)

    def words(self, parameters: Mapping[str, Parameter]) -> list[str]:
        """Lines for a plan: what varies, how it is drawn, and how much of it was cut off."""
        return [line for axis in self.axes for line in axis.words(parameters)]

    def rows(self, start: int, stop: int) -> Numbers:
        """Rows ``start`` to ``stop`` (excluded) in each parameter's unit; (stop - start, k).

        Needs memory for these rows alone. Raises IndexError beyond the design.
        """
        if not 0 <= start <= stop <= self.size:
            raise IndexError(f"rows {start} to {stop} of a design of {self.size}")
        table = np.empty((stop - start, len(self.names)))
        right = table.shape[1]
        steps = np.arange(stop - start)  # of the axis at hand, counted from its place at `start`
        for axis in reversed(self.axes):
            start, first = divmod(start, axis.size)
            places = first + steps
            table[:, right - len(axis.names) : right] = _axis_rows(axis, places)
            right -= len(axis.names)
            steps = places // axis.size
        return table

    def row(self, index: int) -> Numbers:
        """One row, (k,)."""
        row: Numbers = self.rows(index, index + 1)[0]
        return row

    def spec(self) -> dict[str, Any]:
        """What JSON holds of it: values that were listed, and how ranges and samples are made."""
        return {"axes": [axis.spec() for axis in self.axes]}

    @classmethod
    def from_spec(cls, spec: Mapping[str, Any]) -> "Design":
        """The design whose ``spec`` this is, to the byte.

        Raises KeyError, TypeError or ValueError for what ``spec`` never wrote.
        """
        return cls(
            tuple(
                Sampled.from_spec(axis) if "scatter" in axis else Listed.from_spec(axis)
                for axis in spec["axes"]
            )
        )


def _axis_rows(axis: Axis, places: NDArray[np.int64]) -> Numbers:
    """The rows of an axis at places that never fall, and that start anew beyond its end; (n, k)."""
    if not len(places):
        return np.empty((0, len(axis.names)))
    first, last = int(places[0]), int(places[-1]) + 1
    if last - first >= axis.size:
        return axis.block(0, axis.size)[places % axis.size]
    if last <= axis.size:
        return axis.block(first, last)[places - first]
    ahead = [axis.block(first, axis.size), axis.block(0, last - axis.size)]
    return np.concatenate(ahead)[places - first]
