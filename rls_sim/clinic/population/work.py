"""Solve a cohort: first every person's day, then the women whose day does not repeat."""

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from rls_sim.clinic.population.expecting import expecting, follow_women
from rls_sim.clinic.population.solving import days_folder, task_of_people
from rls_sim.clinic.population.storing import People, require_model
from rls_sim.inference.ensemble import Ensemble
from rls_sim.study.cell import STATE, Bench
from rls_sim.study.files import system_errors_told
from rls_sim.study.provenance import cores
from rls_sim.study.sweeps.drafts import write_whole
from rls_sim.study.sweeps.parts import DamagedPartError, Part, decode, encode, part_name
from rls_sim.study.sweeps.store import SweepStore
from rls_sim.study.sweeps.sweep import Task, begin, carry_on
from rls_sim.study.sweeps.tally import Tally

WOMEN_A_PART = 64
EXPECTING, ERROR, PERSON = "expecting", "error", "person"

Progress = Callable[[str, int, int, int], None]  # what, done, in all, failed


@dataclass(frozen=True)
class Solved:
    """What came of a cohort, or of it in one member: the tally of days, women and those without."""

    member: int | None
    tally: Tally
    women: int
    women_without: int
    computed: int  # parts


def run_cohort(
    people: People,
    bench: Bench,
    *,
    ensemble: Ensemble | None = None,
    member: int | None = None,
    threads: int = 0,
    progress: Progress | None = None,
) -> Solved:
    """
    Solve what a cohort's folder lacks; parts that are there and whole are kept.

    Raises FolderMismatchError where the people belong to another model or other code made the
    days, FolderInUseError where another process is at work, OutputFolderError where nothing can be
    written.
    """
    require_model(people, bench)
    task = task_of_people(people, bench, ensemble, member)
    store = begin(task, days_folder(people.folder, member))

    def announce(run: Any, chunks: int) -> Any:
        def told(done: int, total: int, failed: int) -> None:
            if progress is not None:
                progress("people", done, total, failed)

        return told

    done = carry_on(task, store, threads or cores(), announce)
    women, without, parts = _follow_all(people, task, store, threads or cores(), progress)
    return Solved(member, done.tally, women, without, done.computed + parts)


def _follow_all(
    people: People, task: Task, store: SweepStore, threads: int, progress: Progress | None
) -> tuple[int, int, int]:
    """Follow the women who lack; how many there are, how many could not be, parts solved now."""
    persons = expecting(people)
    chunks = [persons[i : i + WOMEN_A_PART] for i in range(0, len(persons), WOMEN_A_PART)]
    folder = store.path / EXPECTING
    with system_errors_told(f"Cannot write into {folder}"):
        folder.mkdir(exist_ok=True)
    kept = {i: part for i in range(len(chunks)) if (part := _read(store, i)) is not None}
    todo = [i for i in range(len(chunks)) if i not in kept]
    words = {name: (m.label, m.unit) for name, m in task.bench.measures.items()}
    failed = sum(_lost(part) for part in kept.values())
    done = sum(part.count for part in kept.values())
    with ThreadPoolExecutor(threads) as pool:

        def solve(index: int) -> tuple[int, Part]:
            found = follow_women(people, task, chunks[index])
            columns = {PERSON: found.person, ERROR: found.error.astype(object)}
            texts = {n: v.astype(object) if n == STATE else v for n, v in found.outcomes.items()}
            return index, Part(store.identity, index * WOMEN_A_PART, columns | texts)

        for index, part in pool.map(solve, todo):
            with system_errors_told(f"Cannot write into {folder}"):
                write_whole(_path(store, index), encode(part, words), EXPECTING)
            failed, done = failed + _lost(part), done + part.count
            if progress is not None:
                progress("women expecting", done, len(persons), failed)
    return len(persons), failed, len(todo)


def _lost(part: Part) -> int:
    return int(np.count_nonzero(part.columns[ERROR] != ""))


def _path(store: SweepStore, index: int) -> Path:
    return store.path / EXPECTING / part_name(index * WOMEN_A_PART)


def _read(store: SweepStore, index: int) -> Part | None:
    """The part of so many women, None where it lacks or cannot be believed."""
    try:
        part = decode(_path(store, index).read_bytes())
    except (OSError, DamagedPartError):
        return None
    return part if part.sweep == store.identity else None


def read_expecting(people: People, store: SweepStore) -> Iterator[Mapping[str, Any]] | None:
    """The columns of each part of followed women; None where one lacks."""
    count = -(-len(expecting(people)) // WOMEN_A_PART)
    parts = [_read(store, index) for index in range(count)]
    if any(part is None for part in parts):
        return None
    return (part.columns for part in parts if part is not None)
