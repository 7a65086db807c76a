"""How far a sweep is, read from its folder without touching it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from time import time

from rls_sim.study.sweeps.holding import Owner, owners
from rls_sim.study.sweeps.store import DAMAGED, SweepStore, open_store


@dataclass(frozen=True)
class AtWork:
    """A process that works on a sweep: cells a second, and seconds until its share is done."""

    owner: Owner
    rate: float
    left: float | None


@dataclass(frozen=True)
class Overview:
    """A sweep as far as it is; ``statuses`` are counted from its parts."""

    folder: Path
    title: str
    cells: int
    done: int
    summed_up: bool
    at_work: tuple[AtWork, ...]
    damaged: int
    statuses: Mapping[str, int] = field(default_factory=dict)

    @property
    def complete(self) -> bool:
        """Whether every cell has its row."""
        return self.done == self.cells


def overview(folder: Path) -> Overview:
    """How far the sweep in a folder is; raises OutputFolderError where there is none."""
    store = open_store(folder)
    present = store.present()
    done = sum(len(store.rows(index)) for index in present)
    working = owners(folder)
    damaged = folder / DAMAGED
    return Overview(
        folder=folder,
        title=str(store.manifest["words"]["title"]),
        cells=store.cells,
        done=done,
        summed_up=store.summary() is not None,
        at_work=tuple(_pace(owner, store, done, len(working)) for owner in working),
        damaged=len(list(damaged.iterdir())) if damaged.is_dir() else 0,
        statuses=_statuses(store, present),
    )


def _pace(owner: Owner, store: SweepStore, done: int, sharing: int) -> AtWork:
    """The pace of a process, as if all that work on the folder were equally fast."""
    seconds = max(time() - owner.began, 1e-9)
    rate = max(done - owner.cells_before, 0) / seconds / sharing
    left = (store.cells - done) / rate / sharing if rate > 0 else None
    return AtWork(owner, rate, left)


def _statuses(store: SweepStore, present: list[int]) -> dict[str, int]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    counts: Counter[str] = Counter()
    for index in present:
        try:
            part = store.part(index).absolute()
            table = pq.read_table(part, columns=["status"], use_threads=False, pre_buffer=False)
        except (pa.ArrowException, OSError):
            counts["unreadable"] += len(store.rows(index))
            continue
        counts.update(table.column("status").to_pylist())
    return dict(counts.most_common())
