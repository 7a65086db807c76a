"""rls-sim resume, merge and replay: go on with a sweep, join its shards, solve one row again."""

from math import isinf
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rls_sim.cli import options, sweep_options
from rls_sim.cli.command import HouseCommand
from rls_sim.cli.console import note, print_json
from rls_sim.cli.tables import number_text

if TYPE_CHECKING:
    from rls_sim.cli.choice import Choice
    from rls_sim.study.cell import Bench, CellResult
    from rls_sim.study.sweeps.again import Row
    from rls_sim.study.sweeps.store import SweepStore
    from rls_sim.study.sweeps.sweep import Task

MOST_LEFT_OUT = 5


@click.command(
    "resume",
    short_help="Go on with a sweep that was stopped.",
    cls=HouseCommand,
    examples=("rls-sim resume results/receptor_density", "rls-sim resume out/samples -j 1"),
)
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@options.extend_option
@sweep_options.crew_options
@sweep_options.shard_option
@sweep_options.failure_options
@options.json_option
@options.progress_option
@options.quiet_option
def resume(
    folder: Path,
    extensions: tuple[Path, ...],
    jobs: int,
    executor: str,
    scheduler: str,
    cluster: Path | None,
    shard: str,
    on_fail: str,
    max_failed: str,
    as_json: bool,
    progress: str,
) -> None:
    """Solve the cells of the sweep in DIR that have no row yet; damaged parts count as none.

    A sweep that was made with --extend goes on with the same: --extend DIR runs the copy in it.
    """
    from dataclasses import replace

    from rls_sim.cli.choice import Choice
    from rls_sim.study.problems import Problems
    from rls_sim.study.sweeps.store import open_store
    from rls_sim.study.sweeps.sweep import go_on, read_shard
    from rls_sim.study.sweeps.tally import allowed_failures

    store = open_store(folder)
    choice = Choice(jobs, executor, scheduler, progress, cluster)
    problems = Problems("the command line")
    with problems.told():
        part = read_shard(shard)
    with problems.told():
        allowed = allowed_failures(max_failed, store.cells)
    problems.raise_if_any()
    task = go_on(store, options.bench_of(extensions))
    _finish(replace(task, shard=part, on_fail=on_fail, allowed=allowed), store, choice, as_json)


def _finish(task: "Task", store: "SweepStore", choice: "Choice", as_json: bool) -> None:
    from rls_sim.cli.sweep_run import end_of, run_task
    from rls_sim.cli.sweep_text import print_result

    done = run_task(task, store, choice.hire(task.bench, store.path), choice)
    if done.result is not None:
        print_result(done.result, task, store.path, as_json)
    end_of(done, task, choice, store.path)


@click.command(
    "merge",
    short_help="Put the shards of a sweep together.",
    cls=HouseCommand,
    examples=("rls-sim merge out/jobs", "rls-sim merge out/joined out/jobs"),
)
@click.argument("target", type=click.Path(path_type=Path), metavar="DIR")
@click.argument("sources", nargs=-1, type=click.Path(path_type=Path), metavar="[SHARD]...")
@options.extend_option
@sweep_options.budget_option
@options.json_option
@options.progress_option
@options.quiet_option
def merge(
    target: Path,
    sources: tuple[Path, ...],
    extensions: tuple[Path, ...],
    max_failed: str,
    as_json: bool,
    progress: str,
) -> None:
    """Copy the parts of each SHARD into DIR and complete the sweep there; nothing is solved.

    Without SHARD: the shards worked in DIR itself. Damaged parts are not taken. Where a SHARD is of
    another sweep, or was made by another version, nothing is.
    """
    from dataclasses import replace

    from rls_sim.cli.choice import Choice
    from rls_sim.cli.way_on import resume_command
    from rls_sim.errors import CheckError
    from rls_sim.study.sweeps.merge import merge as put_together
    from rls_sim.study.sweeps.sweep import go_on
    from rls_sim.study.sweeps.tally import allowed_failures

    allowed_failures(max_failed, 0)  # before anything is copied: it may be refused
    store, left_out = put_together(target, sources)
    for line in left_out[:MOST_LEFT_OUT]:
        note(f"left out {line}")
    _, damages = store.examine()
    for damage in damages[:MOST_LEFT_OUT]:
        note(f"set aside {damage.path}: {damage.reason}")
    task, choice = go_on(store, options.bench_of(extensions)), Choice(0, "threads", "", progress)
    task = replace(task, allowed=allowed_failures(max_failed, store.cells))
    missing = sorted(set(range(store.chunks)) - set(store.present()))
    if missing:
        rows = [store.rows(index) for index in missing]
        told = ", ".join(f"{r.start} to {r.stop - 1}" for r in rows[:MOST_LEFT_OUT])
        raise CheckError(
            f"{target}: {sum(map(len, rows))} of {store.cells} cells are missing ({told}"
            f"{', ...' if len(rows) > MOST_LEFT_OUT else ''}); merge the shards that have them, or "
            f"solve them: {resume_command(target, task, choice)}"
        )
    _finish(task, store, choice, as_json)


@click.command(
    "replay",
    short_help="Solve one row of a sweep again, in full.",
    cls=HouseCommand,
    examples=(
        "rls-sim replay results/receptor_density --id 3",
        "rls-sim replay results/receptor_density --id 3 --plot day.svg",
    ),
)
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.option("--id", "cell", type=int, required=True, metavar="N", help="Number of the cell.")
@click.option(
    "--plot",
    "figure_file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Draw its day; the file ends in .png, .svg or .pdf.",
)
@options.extend_option
@options.json_option
@options.quiet_option
def replay(
    folder: Path,
    cell: int,
    figure_file: Path | None,
    extensions: tuple[Path, ...],
    as_json: bool,
) -> None:
    """Solve cell N of the sweep in DIR alone; print all of it, or where the search for it ended."""
    from rls_sim.report.drawn import figure_of_day
    from rls_sim.report.figure_file import require_figure_file, save_into
    from rls_sim.study.sweeps.again import replay as solve_again
    from rls_sim.study.sweeps.again import row_of
    from rls_sim.study.sweeps.store import open_store
    from rls_sim.study.sweeps.sweep import task_of

    require_figure_file(figure_file, "--plot")
    store, bench = open_store(folder), options.bench_of(extensions)
    task = task_of(store, bench)
    due = 0 <= cell < store.cells and not store.part(cell // store.chunk).exists()
    row = {} if due else row_of(store, cell)  # a cell that ends its solver is tried alone here
    setting = task.plan.setting(cell)
    result = solve_again(task.plan, bench, cell)
    if as_json:
        print_json(_document(result, row, setting, bench, cell))
    else:
        click.echo(_text(result, row, setting, bench, cell))
    if figure_file and result.solved:
        save_into(figure_file, figure_of_day(result, bench))
        note(f"wrote {figure_file}")
    elif figure_file:
        note(f"{figure_file} is not drawn: cell {cell} has no day")


def _document(
    result: "CellResult", row: "Row", setting: dict[str, float], bench: "Bench", cell: int
) -> dict[str, Any]:
    from rls_sim.study.provenance import document

    content = {
        "cell": cell,
        "setting": setting,
        "kept": dict(row),
        "status": result.status,
        "error": result.error,
        "path": result.path,
        "residual": result.residual,
        "closure": result.closure,
        "nodes": result.nodes,
        "outcomes": dict(result.outcomes),
    }
    return document("replay", bench, result.cell, content)


def _text(
    result: "CellResult", row: "Row", setting: dict[str, float], bench: "Bench", cell: int
) -> str:
    from rls_sim.cli.cell_text import cell_text, cycle_text

    head = f"cell {cell}: {', '.join(f'{name} = {number_text(v)}' for name, v in setting.items())}"
    if result.solved:
        body = cycle_text(result, bench)
    else:
        body = "\n".join(
            [
                cell_text(result.cell, bench),
                "",
                f"{result.status}: {result.error}",
                f"the last way tried was {result.path.replace('_', ' ')} on {result.nodes} nodes: "
                f"residual {number_text(result.residual, 2)} 1/h",
            ]
        )
    return f"{head}\n{body}\n\n{_compared(result, row, bench)}"


def _compared(result: "CellResult", row: "Row", bench: "Bench") -> str:
    """Whether the row that is kept says the same."""
    from rls_sim.study.sweeps.again import differences

    if not row:
        return "No row of it is kept yet."
    found = sorted(differences(result, row, bench), key=lambda d: d.size, reverse=True)
    if others := [d for d in found if isinf(d.size)]:
        told = "; ".join(f"{d.outcome} {_kept(d.kept)}, not {_kept(d.found)}" for d in others)
        return f"The row that is kept says otherwise: {told}"
    numbers = [d for d in found if isinstance(d.kept, float)]
    if not numbers or numbers[0].size == 0:
        return "The row that is kept says the same."
    largest = numbers[0]
    unit = " h" if bench.measures[largest.outcome].unit == "h" else ""
    return (
        f"The row that is kept differs by {largest.size:.1e}{unit} at most ({largest.outcome}); "
        "every word of it is the same."
    )


def _kept(value: object) -> str:
    return number_text(value) if isinstance(value, float) else str(value) or "none"
