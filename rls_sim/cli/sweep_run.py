"""What working through a sweep shows and says: the plan, the progress, the end, the way on."""

from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from rls_sim.cli.choice import Choice
from rls_sim.cli.console import last_words, note
from rls_sim.cli.progress import shown_progress
from rls_sim.cli.way_on import merge_command, replay_command, resume_command
from rls_sim.errors import RlsSimError

if TYPE_CHECKING:
    from rls_sim.study.sweeps.result import SweepResult
    from rls_sim.study.sweeps.run import Progress, Run
    from rls_sim.study.sweeps.store import SweepStore
    from rls_sim.study.sweeps.sweep import Done, Hire, Task
    from rls_sim.study.sweeps.tally import Tally

MOST_DAMAGES = 3  # told one by one


def run_task(
    task: "Task", store: "SweepStore", hire: "Hire | int", choice: Choice, unsaved: bool = False
) -> "Done":
    """Do what a task's folder lacks, with progress on stderr."""
    from rls_sim.study.sweeps.sweep import carry_on

    folder, state = store.path, list["Run"]()

    def kept() -> str:
        return (
            f"{store.cells_present()} of {store.cells} cells are kept. Go on with:\n"
            f"{resume_command(folder, task, choice)}"
        )

    def tell() -> str:
        if unsaved:
            return "interrupted; nothing is kept, since no folder was given with -o"
        return f"interrupted; {kept()}"

    with last_words(tell), ExitStack() as shown:

        def announce(run: "Run", chunks: int) -> "Progress | None":
            state.append(run)
            run.farewell = _farewell
            note(_announcement(run, chunks, choice, "" if unsaved else f"{folder}/"))
            # What is there is known only now: parts that cannot be believed were set aside.
            there = run.tally.cells
            report = shown_progress(choice.progress, "cells", run.total, there)
            return shown.enter_context(report) if chunks else None

        try:
            done = carry_on(task, store, hire, announce, _draw)
        except RlsSimError:
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
    into = f" for {folder}" if folder else ""
    rest = f", {there} are there" if there else ""
    return f"solving {run.total - there} of {run.total} cells on {choice.who}{into}{rest}"


def _farewell(chunks: int) -> None:
    parts = f"{chunks} part{'s' * (chunks > 1)}"
    note(f"finishing the {parts} in work; to end at once, interrupt again")


def _draw(result: "SweepResult", folder: Path) -> None:
    """The figure of a sweep, if it has one."""
    from rls_sim.report.drawn import draw_sweep_into

    draw_sweep_into(result, folder)


def end_of(done: "Done", task: "Task", choice: Choice, folder: Path | None) -> None:
    """
    Say what was kept and what failed; raise where more failed than may.

    Raises BatchError.
    """
    from rls_sim.study.sweeps.tally import check_failures

    tally = done.tally
    _tell_failures(tally, folder)
    if done.stopped:
        beyond = f"more than {task.allowed} cells" if task.allowed else "a cell"
        note(f"stopped since {beyond} failed (--on-fail stop); --max-failed N allows more")
    if folder is None:
        note("not saved; give -o DIR to keep the cells, the figure and their manifest")
    elif done.missing:
        on = resume_command(folder, task, choice)
        if task.shard.of > 1 and not done.stopped:
            on = f"when all shards are: {merge_command(folder, task)}"
        note(f"{folder}/ has {done.missing} of {done.store.chunks} parts still to come; {on}")
    elif done.computed:
        note(f"saved {tally.cells} cells ({tally.failed} failed) to {folder}/")
        _tell_left_out(done, folder)
    replay = ""
    if folder is not None and tally.failed:
        replay = replay_command(folder, task, tally.worst()[0][2])
    check_failures(tally, task.allowed, replay)
    if replay:
        note(f"to see one: {replay}")


def _tell_left_out(done: "Done", folder: Path) -> None:
    """What a long sweep lacks that a short one has."""
    from rls_sim.study.sweeps.result import SMALL

    if done.result is None or done.result.size <= SMALL:
        return
    more = ", no figure and no critical values" if done.result.line else ""
    note(f"of more than {SMALL} cells there is no cells.csv{more}: {folder}/cells/ has them all")


def _tell_failures(tally: "Tally", folder: Path | None) -> None:
    if tally.without_a_day:
        note(f"{tally.without_a_day} of {tally.cells} cells have no periodic state (see `error`)")
    if not tally.failed:
        return
    note(f"{tally.failed} of {tally.cells} cells failed; the most frequent causes:")
    for cause, count, example in tally.worst():
        where = f" (cell {example})" if folder is not None else ""
        note(f"  {count} x {cause}{where}")
