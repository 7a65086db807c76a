"""A table on its way out: columns with label and unit, rows piece by piece, and what made it."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from rls_sim.errors import InputError, OutputFolderError
from rls_sim.study.branch_result import COUNT_COLUMNS, TEXT_COLUMNS
from rls_sim.study.branch_store import KIND as BRANCH
from rls_sim.study.branch_store import read_branch
from rls_sim.study.datasets import CELL, HOUR, HOUR_WORDS
from rls_sim.study.folder import read_manifest
from rls_sim.study.provenance import told
from rls_sim.study.sweeps import traces
from rls_sim.study.sweeps.parts import Column, DamagedPartError
from rls_sim.study.sweeps.store import SweepStore
from rls_sim.study.sweeps.sweep import open_complete

Piece = Mapping[str, Column]
Words = Mapping[str, tuple[str, str]]  # label and unit of each column
Report = Callable[[int, int, int], None]  # rows written, rows in all, none that failed


@dataclass(frozen=True)
class Table:
    """Rows in order, in pieces that fit into memory; ``row`` is the column that numbers them."""

    name: str
    row: str
    columns: Words
    size: int
    facts: Mapping[str, str]
    pieces: Callable[[], Iterator[Piece]]

    def told_pieces(self, progress: Report | None = None) -> Iterator[Piece]:
        """The pieces; ``progress`` is told of each once it has been used."""
        done = 0
        for piece in self.pieces():
            yield piece
            done += len(next(iter(piece.values())))
            if progress is not None:
                progress(done, self.size, 0)


def sweep_table(folder: Path) -> Table:
    """
    The cells of a complete sweep, one a row; every part is checked while it is read.

    Raises OutputFolderError where there is none, or a part is damaged; CheckError where cells lack.
    """
    store = open_complete(folder)
    kept = store.manifest
    words = {name: (w["label"], w["unit"]) for name, w in kept["columns"].items()}

    def pieces() -> Iterator[Piece]:
        for index in range(store.chunks):
            with _damage_told(store.part(index)):
                part = store.read(index)
            yield {name: part.columns[name] for name in words}

    return Table("cells", CELL, words, store.cells, _facts(store), pieces)


def courses_table(folder: Path) -> Table:
    """
    The courses through the day that a sweep kept: a row for each cell and hour.

    Raises what `sweep_table` does, and InputError where none were kept.
    """
    store = open_complete(folder)
    if not store.traced:
        raise InputError(
            f"{folder} kept no courses through the day; give --traces night or --traces all to "
            "rls-sim sweep."
        )
    words = {CELL: ("Number of the cell", "1"), HOUR: HOUR_WORDS}
    words |= {one["name"]: (one["label"], one["unit"]) for one in store.manifest["courses"]}

    def pieces() -> Iterator[Piece]:
        for index in range(store.chunks):
            with _damage_told(store.traces_part(index)):
                _, first, hours, courses = traces.read(store.traces_part(index))
            cells = first + np.arange(len(next(iter(courses.values()))))
            yield {
                CELL: np.repeat(cells, len(hours)),
                HOUR: np.tile(hours, len(cells)),
                **{name: courses[name].ravel() for name in words if name in courses},
            }

    with _damage_told(store.traces_part(0)):
        hours = traces.read(store.traces_part(0))[2]
    return Table("courses", CELL, words, store.cells * len(hours), _facts(store), pieces)


def branch_table(folder: Path) -> Table:
    """The points of a branch, one a row; raises OutputFolderError where there is none."""
    result = read_branch(folder)
    kinds = dict.fromkeys(TEXT_COLUMNS, object) | dict.fromkeys(COUNT_COLUMNS, np.int64)
    piece = {
        name: np.array([row[name] for row in result.rows], dtype=kinds.get(name, np.float64))
        for name in result.columns
    }
    facts = told(read_manifest(folder, BRANCH))
    return Table("points", "point", result.columns, len(result.rows), facts, lambda: iter((piece,)))


def _facts(store: SweepStore) -> dict[str, str]:
    words = store.manifest["words"]
    facts = {"title": words["title"], "question": words["question"], **told(store.manifest)}
    return {name: text for name, text in facts.items() if text}


@contextmanager
def _damage_told(path: Path) -> Iterator[None]:
    """What cannot be believed is an OutputFolderError."""
    try:
        yield
    except (DamagedPartError, OSError) as trouble:
        place = getattr(trouble, "path", None) or path
        raise OutputFolderError(f"{place}: {trouble}.") from trouble
