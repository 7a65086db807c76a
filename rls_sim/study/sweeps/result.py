"""A sweep as it is printed, drawn and read back: its columns, its days, its critical values."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rls_sim import __version__
from rls_sim.errors import OutputFolderError
from rls_sim.study.critical import Boundary
from rls_sim.study.design import Design
from rls_sim.study.provenance import told
from rls_sim.study.quantity import Quantity, Row, printed_of
from rls_sim.study.sweeps import traces
from rls_sim.study.sweeps.parts import Column, DamagedPartError, plain_column
from rls_sim.study.sweeps.store import CELLS, SweepStore
from rls_sim.study.sweeps.tally import Tally

MAPPED = "function_reserve"  # the course that a sweep's figure maps over the clock
MAPPED_LEVEL = 1.0  # of a reserve: below it, function fails
MAPPED_MOST = 2.0  # more is plenty, and would drown in its colours where it matters
SMALL = 10_000  # cells whose every number may be in memory, or on a page

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Course:
    """A quantity through the day of every cell: values (cells, hours), NaN where a cell failed."""

    name: str
    label: str
    unit: str
    values: Numbers


@dataclass(frozen=True, eq=False)
class SweepResult:
    """A complete sweep: one row for each cell that was asked for."""

    title: str
    question: str
    varied: tuple[Quantity, ...]  # with the healthy value
    columns: Mapping[str, tuple[str, str]]  # name of a column: its label and unit
    data: Mapping[str, Column]  # in memory, or read when asked for
    size: int
    tally: Tally
    line: bool = False  # whether one parameter takes listed values
    design: Design | None = None  # how its cells were chosen; None for people of a population
    boundaries: tuple[Boundary, ...] = ()
    changes_left: int = 0  # of state, beyond so many that their critical values were not sought
    table: tuple[str, ...] = ()  # the outcomes to print
    hours: tuple[float, ...] = ()  # clock times of the courses
    courses: tuple[Course, ...] = ()
    lesions: tuple[str, ...] = ()
    differences: Mapping[str, tuple[Quantity, Quantity]] = field(default_factory=dict)
    thresholds: Mapping[str, Quantity] = field(default_factory=dict)  # as the cells had them
    model_hash: str = ""
    version: str = __version__
    provenance: Mapping[str, str] = field(default_factory=dict)  # what made it, in texts

    @property
    def parameter(self) -> Quantity:
        """What was varied first."""
        return self.varied[0]

    @property
    def drawable(self) -> bool:
        """Whether it is a line that a figure can show: of some cells, and not of too many."""
        return self.line and 2 <= self.size <= SMALL

    @cached_property
    def rows(self) -> Sequence[Row]:
        """The columns at hand as one mapping a cell."""
        lists = {name: column.tolist() for name, column in self.data.items()}
        return [dict(zip(lists, row, strict=True)) for row in zip(*lists.values(), strict=True)]

    def spread(self, name: str, shares: Sequence[float]) -> tuple[int, list[float]]:
        """How many cells have a number in a column, and the quantiles of these; none for none."""
        known, count = np.empty(self.size), 0
        for piece in self.pieces(name):
            numbers = piece[np.isfinite(piece)]
            known[count : count + len(numbers)] = numbers
            count += len(numbers)
        found = np.quantile(known[:count], shares, overwrite_input=True) if count else np.empty(0)
        return count, found.tolist()

    def words(self, name: str) -> Counter[str]:
        """How many cells have each word of a column; cells without one are not counted."""
        found: Counter[str] = Counter()
        for piece in self.pieces(name):
            found.update(word for word in piece.tolist() if word)
        return found

    def pieces(self, name: str) -> Iterator[Column]:
        """A column in order, piece by piece: a long sweep's is not held in memory."""
        if isinstance(self.data, _OnDisk):
            yield from self.data.pieces(name)
        else:
            yield self.data[name]

    def columns_in_memory(self) -> dict[str, Column]:
        """Every column of all cells, read at once: eight bytes a number, however many there are."""
        if isinstance(self.data, _OnDisk):
            return self.data.everything()
        return {name: self.data[name] for name in self.columns}

    @property
    def clock_map(self) -> tuple[Any, ...] | None:
        """Hours, varied values, table (hours, values) and label of the course on the map.

        None where more than one parameter varies, or its courses through the day are not kept.
        """
        course = next((c for c in self.courses if c.name.endswith(MAPPED)), None)
        if course is None or not self.line or not self.hours or self.hours[-1] - self.hours[0] < 24:
            return None
        places = np.asarray(self.data[self.parameter.name], dtype=np.float64)
        order = np.argsort(places)
        values = np.minimum(course.values[order].T, MAPPED_MOST)
        label = f"{course.label} ({MAPPED_MOST:g}: or more)"
        return np.array(self.hours), places[order], values, label

    @property
    def clock_map_level(self) -> float:
        """Where the mapped course divides what holds from what fails."""
        return MAPPED_LEVEL


def read_result(
    store: SweepStore,
    tally: Tally,
    boundaries: Iterable[Boundary] = (),
    changes_left: int = 0,
    words: Mapping[str, Any] | None = None,
) -> SweepResult:
    """
    The result of a complete sweep; ``words`` says otherwise than the manifest what is printed.

    Raises OutputFolderError where a part cannot be read.
    """
    kept, words = store.manifest, words or store.manifest["words"]
    columns = {name: (w["label"], w["unit"]) for name, w in kept["columns"].items()}
    varied = tuple(Quantity(**facts) for facts in kept["varied"])
    printed = printed_of(words["outcomes"], columns)
    small = store.cells <= SMALL
    data = read_columns(store, list(columns)) if small else _OnDisk(store, list(columns))
    hours, courses = read_courses(store, kept["courses"]) if small else ((), ())
    return SweepResult(
        title=words["title"],
        question=words["question"],
        varied=varied,
        columns=columns,
        data=data,
        size=store.cells,
        tally=tally,
        line=bool(kept["line"]),
        design=_design_of(store),
        boundaries=tuple(boundaries),
        changes_left=changes_left,
        table=printed,
        hours=hours,
        courses=courses,
        lesions=tuple(store.experiment["lesions"]),
        differences=read_differences(kept),
        thresholds={name: Quantity(**facts) for name, facts in kept["thresholds"].items()},
        model_hash=store.experiment["model_hash"],
        version=kept["rls_sim"],
        provenance=told(kept),
    )


def _design_of(store: SweepStore) -> Design | None:
    spec = store.experiment["design"]
    return Design.from_spec(spec) if "axes" in spec else None


def read_columns(store: SweepStore, names: Sequence[str]) -> dict[str, Column]:
    """Some columns of all cells in order; raises OutputFolderError where one cannot be read."""
    import pyarrow.dataset as ds

    # Absolute, because "s3:x" is the name of a folder here and another machine's to PyArrow.
    paths = [str(store.part(index).absolute()) for index in range(store.chunks)]
    with _reading(store):
        table = ds.dataset(paths, format="parquet").to_table(columns=list(names))
    return {name: plain_column(table.column(name)) for name in names}


@contextmanager
def _reading(store: SweepStore) -> Iterator[None]:
    """What cannot be read is an OutputFolderError."""
    import pyarrow as pa

    try:
        yield
    except (pa.ArrowException, OSError) as trouble:
        words = " ".join(str(trouble).split())
        raise OutputFolderError(f"{store.path / CELLS} cannot be read: {words}") from trouble


class _OnDisk(Mapping[str, Column]):
    """Columns that are read when they are asked for, and not kept: a long sweep's."""

    def __init__(self, store: SweepStore, names: Sequence[str]) -> None:
        self._store, self._names = store, tuple(names)

    def __getitem__(self, name: str) -> Column:
        if name not in self._names:
            raise KeyError(name)
        return read_columns(self._store, [name])[name]

    def everything(self) -> dict[str, Column]:
        """All columns."""
        return read_columns(self._store, self._names)

    def pieces(self, name: str) -> Iterator[Column]:
        """A column in order, a part at a time: a dataset reads ahead, which holds 0.1 GB."""
        import pyarrow.parquet as pq

        for index in range(self._store.chunks):
            with _reading(self._store):
                table = pq.read_table(
                    self._store.part(index), columns=[name], use_threads=False, pre_buffer=False
                )
            yield plain_column(table.column(name))

    def __contains__(self, name: object) -> bool:
        return name in self._names  # a Mapping would read the column to see

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


def read_differences(kept: Mapping[str, Any]) -> dict[str, tuple[Quantity, Quantity]]:
    """The changed parameters of a manifest, each with its healthy value."""
    return {
        name: (Quantity(**mine), Quantity(**healthy))
        for name, (mine, healthy) in kept["differences"].items()
    }


def read_courses(
    store: SweepStore, described: Sequence[Mapping[str, str]], only: int | None = None
) -> tuple[tuple[float, ...], tuple[Course, ...]]:
    """
    The hours, and each quantity's table (cells, hours); of the first ``only`` parts, or of all.

    Raises OutputFolderError where one cannot be read.
    """
    if not described:
        return (), ()
    parts = range(store.chunks if only is None else only)
    try:
        found = [traces.read(store.traces_part(index)) for index in parts]
    except (OSError, DamagedPartError) as trouble:
        raise OutputFolderError(f"{store.path}: a course cannot be read: {trouble}.") from trouble
    courses = tuple(
        Course(**words, values=np.vstack([courses[words["name"]] for *_, courses in found]))
        for words in described
    )
    return tuple(found[0][2].tolist()), courses
