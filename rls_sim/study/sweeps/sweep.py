"""A whole sweep: open its folder, solve what lacks, see that no row is missing, sum it up."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from time import monotonic
from typing import Any

import numpy as np

from rls_sim import __version__
from rls_sim.errors import CheckError, FolderMismatchError, InputError
from rls_sim.study.cell import SOLVED, STATE, Bench, solve_cell
from rls_sim.study.config import SweepPlan
from rls_sim.study.critical import Boundary, Probe, find_boundaries
from rls_sim.study.extension_file import require_same_extensions
from rls_sim.study.files import as_typed, whole_folder
from rls_sim.study.folder import checksum, table_text
from rls_sim.study.lesion import AppliedLesion
from rls_sim.study.provenance import (
    PACKAGES_THAT_DECIDE,
    ROOMS_OF_NUMBERS,
    code_fingerprint,
    manifest,
    now,
    package_versions,
)
from rls_sim.study.quantity import THRESHOLDS, Quantity
from rls_sim.study.sweeps.chunk import ChunkSolver, columns_of
from rls_sim.study.sweeps.crews import Crew, Threads
from rls_sim.study.sweeps.experiment import (
    Layout,
    experiment_of,
    quantity_words,
    read_experiment,
    words_of,
)
from rls_sim.study.sweeps.holding import Holding, require_nobody
from rls_sim.study.sweeps.result import SMALL, SweepResult, read_columns, read_result
from rls_sim.study.sweeps.run import STOP, Progress, Run
from rls_sim.study.sweeps.store import (
    KIND,
    Damage,
    SweepStore,
    look_into,
    make_store,
    open_store,
    require_my_make,
)
from rls_sim.study.sweeps.tally import Tally

CELLS_CSV = "cells.csv"
MOST_CHANGES = 100  # of state along one line, each of which takes some solves

Hire = Callable[[ChunkSolver], Crew]
Draw = Callable[[SweepResult, Path], None]  # puts figures into the folder it is given
Announce = Callable[[Run, int], Progress | None]  # told of the chunks that are to be solved


@dataclass(frozen=True)
class Shard:
    """Every n-th chunk, beginning with the i-th (1 to n): one job of an array."""

    number: int = 1
    of: int = 1

    @property
    def label(self) -> str:
        """As locks and drafts are named."""
        return f"{self.number}of{self.of}"

    def chunks(self, count: int) -> range:
        """Its chunks of so many."""
        return range(self.number - 1, count, self.of)


def read_shard(text: str) -> Shard:
    """Read ``I/N``; raises InputError for anything else."""
    match = re.fullmatch(r"(\d{1,6})/(\d{1,6})", text.strip())
    if match is None or not 1 <= int(match[1]) <= int(match[2]):
        raise InputError(f"--shard {text}: write I/N, such as 2/10, with I from 1 to N.")
    return Shard(int(match[1]), int(match[2]))


@dataclass(frozen=True)
class Task:
    """What is to be done: a plan on a bench, how it is kept, and what to do where cells fail."""

    plan: SweepPlan
    bench: Bench
    layout: Layout
    shard: Shard = Shard()
    on_fail: str = "continue"
    allowed: int = 0  # cells that may fail


@dataclass(frozen=True)
class Done:
    """
    What came of a task.

    ``computed``: chunks solved now; ``stopped``: whether it left others since too many cells
    failed; ``result``: None where cells are still missing: those of other shards, or so left.
    """

    store: SweepStore
    tally: Tally
    computed: int
    missing: int  # chunks
    damages: tuple[Damage, ...]
    result: SweepResult | None
    stopped: bool = False


def begin(task: Task, folder: Path) -> SweepStore:
    """The folder of a task: made, or found as it was left.

    Raises FolderMismatchError and OutputFolderError as `make_store` does.
    """
    return make_store(folder, sweep_manifest(task))


def look_ahead(task: Task, folder: Path) -> SweepStore | None:
    """What `begin` would find, None where it would make a folder; raises what it would."""
    return look_into(folder, sweep_manifest(task))


def carry_on(
    task: Task,
    store: SweepStore,
    hire: Hire | int,
    announce: Announce | None = None,
    draw: Draw | None = None,
) -> Done:
    """
    Solve the chunks of a task's shard that are not in its folder yet; complete it if none lacks.

    ``hire``: a number of threads, or what makes a crew of a solver. ``announce`` is told before
    work begins how many chunks there are to solve, and gives what is told of each that is. ``draw``
    puts figures into a folder. Raises FolderInUseError where another process is at work there.
    """
    solver = ChunkSolver(task.plan, task.bench, task.layout, store.identity)
    with Holding(store.path, task.shard.label) as holding:
        holding.tell(store.cells_present())
        store.prepare(task.shard.label)
        mine = task.shard.chunks(store.chunks)
        tallies, damages = store.examine(mine)
        run = Run(store, task.shard.label, sum(len(store.rows(index)) for index in mine))
        run.tallies.update((index, tallies[index]) for index in mine if index in tallies)
        todo = [index for index in mine if index not in tallies]
        holding.tell(run.tally.cells)
        progress = announce(run, len(todo)) if announce is not None else None
        started, began = monotonic(), now()
        if todo:
            crew = Threads(solver, hire) if isinstance(hire, int) else hire(solver)
            with crew:
                run.work(crew, todo, progress, task.allowed if task.on_fail == STOP else None)
        tallies |= run.tallies
        missing = store.chunks - len(tallies)
        result = None
        if not missing and set(store.present()) == set(range(store.chunks)):
            times = {"began": began, "ended": now(), "seconds": round(monotonic() - started, 3)}
            result = complete(task, store, Tally.sum(tallies.values()), times, draw, bool(todo))
        elif not missing:
            raise CheckError(f"{store.path}: parts vanished while it was worked on; run it again.")
    tally = run.tally if missing else Tally.sum(tallies[index] for index in sorted(tallies))
    computed = len(todo) - sum(index not in run.tallies for index in todo)
    return Done(store, tally, computed, missing, tuple(damages), result, run.stopped)


def complete(
    task: Task,
    store: SweepStore,
    tally: Tally,
    times: Mapping[str, Any],
    draw: Draw | None,
    afresh: bool,
) -> SweepResult:
    """What a sweep comes to whose parts are all there; written down unless it has been."""
    words = words_of(task.plan)
    kept = store.summary()
    if kept is not None and not afresh and _is_whole(store, kept):
        boundaries = [Boundary(**facts) for facts in kept["boundaries"]]
        return read_result(store, tally, boundaries, kept.get("changes_left", 0), words)
    changes = find_changes(task.plan, store)
    boundaries = [
        boundary
        for cells in changes[:MOST_CHANGES]
        for boundary in _bracketed(task.plan, task.bench, cells)
    ]
    left = len(changes[MOST_CHANGES:])
    result = read_result(store, tally, boundaries, left, words)
    _require_every_row(store, result)
    with whole_folder(store.path, last=CELLS_CSV) as draft:
        if store.cells <= SMALL:
            text = table_text(result.columns, result.rows)
            (draft / CELLS_CSV).write_text(text, encoding="utf-8", newline="")
        if draw is not None:
            draw(result, draft)
        files = {path.name: checksum(path) for path in sorted(draft.iterdir())}
    store.write_summary(
        {
            **tally.told(),
            "words": words,
            "boundaries": [vars(boundary) for boundary in boundaries],
            "changes_left": left,
            "times": dict(times),
            "files": files,
        }
    )
    return result


def _is_whole(store: SweepStore, summary: Mapping[str, Any]) -> bool:
    """Whether the files beside the table are those that the summary lists."""
    return all(
        (store.path / name).is_file() and checksum(store.path / name) == wanted
        for name, wanted in summary["files"].items()
    )


def _require_every_row(store: SweepStore, result: SweepResult) -> None:
    """Count once more, on what is read back from disk."""
    count, in_order = 0, True
    for cells in result.pieces("cell"):
        in_order &= np.array_equal(cells, count + np.arange(len(cells)))
        count += len(cells)
    if count != store.cells or not in_order:
        raise CheckError(
            f"{store.path}: {count} rows are there and {store.cells} were asked for; "
            "run the same command again."
        )


def find_changes(plan: SweepPlan, store: SweepStore) -> list[tuple[int, int]]:
    """Neighbouring cells in different states, on the one line that varies; none elsewhere."""
    if plan.line is None or store.cells > SMALL:
        return []
    data = read_columns(store, ["cell", plan.line, "status", STATE])
    solved = np.flatnonzero(data["status"] == SOLVED)
    order = solved[np.argsort(data[plan.line][solved], kind="stable")]
    pairs = pairwise(order.tolist())
    return [(low, high) for low, high in pairs if data[STATE][low] != data[STATE][high]]


def _bracketed(plan: SweepPlan, bench: Bench, cells: tuple[int, int]) -> Iterable[Boundary]:
    """The critical values between two cells."""
    return find_boundaries(plan, bench, [_probe(plan, bench, cell) for cell in cells])


def _probe(plan: SweepPlan, bench: Bench, cell: int) -> Probe:
    setting = plan.setting(cell)
    assert plan.line is not None
    result = solve_cell(plan.cell(setting), bench, bench.healthy_cycle, certify=False)
    return Probe.of(setting[plan.line], result, bench)


def maker() -> dict[str, Any]:
    """What would make rows here; rows of another maker may differ."""
    return {
        "rls_sim": __version__,
        "code": code_fingerprint(ROOMS_OF_NUMBERS),
        "packages_that_decide": package_versions((*PACKAGES_THAT_DECIDE, "pyarrow")),
    }


def sweep_manifest(task: Task) -> dict[str, Any]:
    """What stands in manifest.json: what makes the sweep, who makes it, the words of columns."""
    plan, bench, layout = task.plan, task.bench, task.layout
    words = quantity_words(bench)
    columns = columns_of(plan, bench, layout)
    return manifest(KIND, bench, plan.base, experiment_of(plan, bench, layout)) | {
        **maker(),
        "made": now(),
        "lesions": [applied.facts() for applied in plan.base.lesions],
        "seed": plan.design.seed,
        "words": words_of(plan),
        "line": plan.line,
        "varied": [vars(Quantity.of(bench.healthy[name])) for name in plan.names],
        "columns": {
            name: {"label": label, "unit": unit} for name, (label, unit) in columns.items()
        },
        "courses": [
            dict(zip(("name", "label", "unit"), (name, *words[name]), strict=True))
            for name in layout.follow
        ],
        "thresholds": {
            name: vars(Quantity.of(plan.base.parameters[name]))
            for name in THRESHOLDS
            if name in plan.base.parameters
        },
        "differences": {
            name: [vars(Quantity.of(mine)), vars(Quantity.of(healthy))]
            for name, (mine, healthy) in plan.base.parameters.differences(bench.healthy).items()
        },
    }


def task_of(store: SweepStore, bench: Bench) -> Task:
    """The task that a folder holds.

    Raises FolderMismatchError where this rls-sim is another, or has other extensions.
    """
    require_same_extensions(store.path, store.experiment, bench.extensions)
    kept = store.manifest
    lesions = tuple(map(AppliedLesion.from_facts, kept.get("lesions", ())))
    plan, layout = read_experiment(store.experiment, kept["words"], bench, lesions)
    return Task(plan, bench, layout)


def go_on(store: SweepStore, bench: Bench) -> Task:
    """
    The task that a folder holds, where rows may be added to it or it may be summed up.

    Raises FolderMismatchError as `task_of` does, and where other code or packages made it;
    OutputFolderError where it cannot be written.
    """
    require_my_make(store, maker())
    return task_of(store, bench)


def read_sweep(folder: Path) -> SweepResult:
    """
    The complete sweep in a folder.

    Raises OutputFolderError where there is none, or a part is damaged; CheckError where cells lack.
    """
    store = open_complete(folder)
    summary = store.summary()
    assert summary is not None
    boundaries = [Boundary(**facts) for facts in summary["boundaries"]]
    return read_result(store, Tally.from_told(summary), boundaries, summary.get("changes_left", 0))


def open_complete(folder: Path) -> SweepStore:
    """The folder of a sweep to which nothing lacks; raises what `read_sweep` does."""
    store = open_store(folder)
    present = len(store.present())
    if store.summary() is None or present < store.chunks:
        raise CheckError(
            f"{folder} is not complete: {present} of {store.chunks} parts are there; "
            f"rls-sim resume {as_typed(folder)} goes on with it."
        )
    return store


def put_aside(folder: Path) -> Path | None:
    """
    Give a folder with a sweep another name, so that one can begin anew; None if there is none.

    Raises FolderMismatchError for a folder with anything else; FolderInUseError where a process
    works in it, whose parts would go into the new one.
    """
    if not folder.exists() or not any(folder.iterdir()):
        return None
    try:
        open_store(folder)
    except Exception as trouble:
        raise FolderMismatchError(f"{trouble} It is left as it was.") from None
    require_nobody(folder)
    number = 1
    while (target := folder.with_name(f"{folder.name}.{number}")).exists():
        number += 1
    folder.rename(target)
    return target
