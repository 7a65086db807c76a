"""What working through a sweep shows and says: the plan, the progress, the end, the way on."""

import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rls_sim.cli.console import last_words, note
from rls_sim.cli.progress import shown_progress
from rls_sim.errors import InputError, OutputFolderError

if TYPE_CHECKING:
    from rls_sim.study.cell import Bench
    from rls_sim.study.sweeps.result import SweepResult
    from rls_sim.study.sweeps.run import Run
    from rls_sim.study.sweeps.sweep import Done, Hire, Task
    from rls_sim.study.sweeps.tally import Tally

MOST_DAMAGES = 3  # told one by one


@dataclass(frozen=True)
class Choice:
    """How the command line wants a sweep to be worked through."""

    jobs: int
    executor: str
    scheduler: str
    progress: str
    cluster: Path | None = None

    @property
    def workers(self) -> int:
        """How many: 0 means one a core."""
        from rls_sim.study.provenance import cores

        return self.jobs or cores()

    def words(self) -> str:
        """The options of a cluster's workers, to be typed again; none for threads."""
        if self.executor == "threads":
            return ""
        where = f" --scheduler {shlex.quote(self.scheduler)}" if self.scheduler else ""
        where += f" --cluster {as_typed(self.cluster)}" if self.cluster else ""
        return f" --executor {self.executor}{where}" + (f" -j {self.jobs}" if self.jobs else "")

    def hire(self, bench: "Bench") -> "Hire | int":
        """A number of threads, or what makes a crew of a cluster's workers."""
        named = {"--scheduler": self.scheduler, "--cluster": self.cluster}
        given = [option for option, value in named.items() if value]
        if given and self.executor != "dask":
            raise click.UsageError(f"{given[0]} is for --executor dask.")
        if len(given) > 1:
            raise click.UsageError("--scheduler and --cluster exclude each other.")
        if given and self.jobs:
            raise click.UsageError(f"{given[0]} says which workers there are; leave out -j.")
        if self.executor == "threads":
            return self.workers
        if bench.extensions:
            raise InputError(
                "--executor dask cannot give its workers an extension; leave it out, or solve "
                "shards as jobs of their own: --shard I/N."
            )
        from rls_sim.study.sweeps.on_dask import dask_crew

        return dask_crew(self.scheduler, self.workers, self.cluster)


def choice_of(asked: Mapping[str, Any], progress: str) -> Choice:
    """The choice that `sweep_options.crew_options` describe."""
    return Choice(asked["jobs"], asked["executor"], asked["scheduler"], progress, asked["cluster"])


def run_task(task: "Task", folder: Path, choice: Choice, unsaved: bool = False) -> "Done":
    """Do what a task's folder lacks, with progress on stderr."""
    from rls_sim.study.sweeps.sweep import begin, carry_on

    hire = choice.hire(task.bench)  # before a folder is made: it may refuse
    store = begin(task, folder)
    state: list[Run] = []

    def announce(run: "Run", chunks: int) -> None:
        state.append(run)
        run.farewell = _farewell
        note(_announcement(run, chunks, choice, "" if unsaved else f"{folder}/"))

    def kept() -> str:
        return (
            f"{store.cells_present()} of {store.cells} cells are kept. Go on with:\n"
            f"{resume_command(folder, task)}{choice.words()}"
        )

    def tell() -> str:
        if unsaved:
            return "interrupted; nothing is kept, since no folder was given with -o"
        return f"interrupted; {kept()}"

    mine = task.shard.chunks(store.chunks)
    before = sum(len(store.rows(index)) for index in store.present() if index in mine)
    total = sum(len(store.rows(index)) for index in mine)
    with (
        last_words(tell),
        shown_progress(choice.progress, "cells", total, before) as report,
    ):
        try:
            done = carry_on(task, store, hire, report, _draw, announce)
        except OutputFolderError:
            if state and not unsaved and store.cells_present():
                note(kept())
            raise
    for damage in done.damages[:MOST_DAMAGES]:
        note(f"set aside {damage.path}: {damage.reason}; its cells were solved again")
    if len(done.damages) > MOST_DAMAGES:
        note(f"and {len(done.damages) - MOST_DAMAGES} more damaged parts")
    return done


def _announcement(run: "Run", chunks: int, choice: Choice, folder: str) -> str:
    there = run.tally.cells
    if not run.total:
        return f"{folder} has fewer parts than shards: there is nothing for this one"
    if not chunks:
        return f"{folder or 'the sweep'} has all {run.total} cells already; nothing was computed"
    who = f"{choice.workers} {'worker' if choice.executor == 'dask' else 'thread'}"
    who += "s" * (choice.workers > 1)
    if choice.scheduler:
        who = f"the workers of {choice.scheduler}"
    if choice.cluster:
        who = f"the jobs of {choice.cluster}"
    into = f" for {folder}" if folder else ""
    rest = f", {there} are there" if there else ""
    return f"solving {run.total - there} of {run.total} cells on {who}{into}{rest}"


def _farewell(chunks: int) -> None:
    parts = f"{chunks} part{'s' * (chunks > 1)}"
    note(f"finishing the {parts} in work; to end at once, interrupt again")


def _draw(result: "SweepResult", folder: Path) -> None:
    """The figure of a sweep along one line; a sweep of another kind has none."""
    if not result.line or result.size < 2 or "state" not in result.data:
        return
    from rls_sim.report.style import save_figure
    from rls_sim.report.sweep_figure import draw_sweep

    save_figure(draw_sweep(result), folder / "figure", ("png", "svg"))


def end_of(done: "Done", task: "Task", folder: Path | None) -> None:
    """
    Say what was kept and what failed; raise where more failed than may.

    Raises BatchError.
    """
    from rls_sim.study.sweeps.tally import check_failures

    tally = done.tally
    _tell_failures(tally, folder)
    if folder is None:
        note("not saved; give -o DIR to keep the cells, the figure and their manifest")
    elif done.missing:
        whole = f"rls-sim merge {as_typed(folder)}{_extended(folder, task)}"
        on = resume_command(folder, task) if task.shard.of == 1 else f"when all shards are: {whole}"
        note(f"{folder}/ has {done.missing} of {done.store.chunks} parts still to come; {on}")
    elif done.computed:
        note(f"saved {tally.cells} cells ({tally.failed} failed) to {folder}/")
    replay = _replay(tally, folder, task)
    check_failures(tally, task.allowed, replay)


def _tell_failures(tally: "Tally", folder: Path | None) -> None:
    if tally.without_a_day:
        note(f"{tally.without_a_day} of {tally.cells} cells have no periodic state (see `error`)")
    if not tally.failed:
        return
    note(f"{tally.failed} of {tally.cells} cells failed; the most frequent causes:")
    for cause, count, example in tally.worst():
        where = f" (cell {example})" if folder is not None else ""
        note(f"  {count} x {cause}{where}")


def _replay(tally: "Tally", folder: Path | None, task: "Task") -> str:
    if folder is None or not tally.failed:
        return ""
    example = tally.worst()[0][2]
    return f"rls-sim replay {as_typed(folder)} --id {example}{_extended(folder, task)}"


def _extended(folder: Path, task: "Task") -> str:
    """What to add where the sweep in a folder was made with an extension: its own copy of it."""
    return f" --extend {as_typed(folder)}" if task.bench.extensions else ""


def resume_command(folder: Path, task: "Task") -> str:
    """What to type to go on."""
    shard = f" --shard {task.shard.number}/{task.shard.of}" if task.shard.of > 1 else ""
    return f"rls-sim resume {as_typed(folder)}{shard}{_extended(folder, task)}"


def as_typed(folder: Path) -> str:
    """A folder as a shell reads it, and no option of a command."""
    text = str(folder)
    return shlex.quote(f"./{text}" if text.startswith("-") else text)
