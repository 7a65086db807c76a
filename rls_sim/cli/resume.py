"""rls-sim resume, merge and replay: go on with a sweep, join its shards, solve one row again."""

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rls_sim.cli import options, sweep_options
from rls_sim.cli.command import HouseCommand
from rls_sim.cli.console import note, print_json

if TYPE_CHECKING:
    from rls_sim.study.cell import Bench, CellResult
    from rls_sim.study.sweeps.again import Row
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

    from rls_sim.cli.sweep_run import Choice
    from rls_sim.study.sweeps.store import open_store
    from rls_sim.study.sweeps.sweep import read_shard, task_of
    from rls_sim.study.sweeps.tally import allowed_failures

    store = open_store(folder)
    task = task_of(store, options.bench_of(extensions))
    task = replace(
        task,
        shard=read_shard(shard),
        on_fail=on_fail,
        allowed=allowed_failures(max_failed, store.cells),
    )
    _finish(task, folder, Choice(jobs, executor, scheduler, progress, cluster), as_json)


def _finish(task: "Task", folder: Path, choice: Any, as_json: bool) -> None:
    from rls_sim.cli.sweep_run import end_of, run_task
    from rls_sim.cli.sweep_text import print_result

    done = run_task(task, folder, choice)
    if done.result is not None:
        print_result(done.result, task, folder, as_json)
    end_of(done, task, folder)


@click.command(
    "merge",
    short_help="Put the shards of a sweep together.",
    cls=HouseCommand,
    examples=("rls-sim merge out/jobs", "rls-sim merge out/joined out/jobs"),
)
@click.argument("target", type=click.Path(path_type=Path), metavar="DIR")
@click.argument("sources", nargs=-1, type=click.Path(path_type=Path), metavar="[SHARD]...")
@options.extend_option
@sweep_options.failure_options
@options.json_option
@options.progress_option
@options.quiet_option
def merge(
    target: Path,
    sources: tuple[Path, ...],
    extensions: tuple[Path, ...],
    on_fail: str,
    max_failed: str,
    as_json: bool,
    progress: str,
) -> None:
    """Copy the parts of each SHARD into DIR and complete the sweep there; nothing is solved.

    Without SHARD: the shards worked in DIR itself. Parts that are damaged, or of another sweep,
    are not taken.
    """
    from dataclasses import replace

    from rls_sim.cli.sweep_run import Choice
    from rls_sim.errors import CheckError
    from rls_sim.study.sweeps.merge import merge as put_together
    from rls_sim.study.sweeps.sweep import task_of
    from rls_sim.study.sweeps.tally import allowed_failures

    store, left_out = put_together(target, sources)
    for line in left_out[:MOST_LEFT_OUT]:
        note(f"left out {line}")
    _, damages = store.examine()
    for damage in damages[:MOST_LEFT_OUT]:
        note(f"set aside {damage.path}: {damage.reason}")
    missing = sorted(set(range(store.chunks)) - set(store.present()))
    if missing:
        rows = [store.rows(index) for index in missing]
        told = ", ".join(f"{r.start} to {r.stop - 1}" for r in rows[:MOST_LEFT_OUT])
        raise CheckError(
            f"{target}: {sum(map(len, rows))} of {store.cells} cells are missing ({told}"
            f"{', ...' if len(rows) > MOST_LEFT_OUT else ''}); merge the shards that have them, or "
            f"solve them: rls-sim resume {shlex.quote(str(target))}"
        )
    task = task_of(store, options.bench_of(extensions))
    task = replace(task, on_fail=on_fail, allowed=allowed_failures(max_failed, store.cells))
    _finish(task, target, Choice(1, "threads", "", progress), as_json)


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
    from rls_sim.cli.figure_file import draw_day_into, require_figure_file
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
    if figure_file and result.solved:
        draw_day_into(figure_file, result)
        note(f"wrote {figure_file}")
    if as_json:
        print_json(_document(result, row, setting, bench, cell))
    else:
        click.echo(_text(result, row, setting, bench, cell))


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
    from rls_sim.cli.tables import number_text

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
    return f"{head}\n{body}\n\n{_compared(result, row)}"


def _compared(result: "CellResult", row: "Row") -> str:
    """Whether the row that is kept says the same."""
    if not row:
        return "No row of it is kept yet."
    if result.status != row["status"]:
        return f"The row that is kept says otherwise: {row['status']} {row['error']}".rstrip()
    if not result.solved:
        return "The row that is kept says the same."
    pairs = [
        (float(row[name]), float(value))
        for name, value in result.outcomes.items()
        if name in row and not isinstance(value, str)
    ]
    off = max(
        (abs(a - b) / max(abs(a), abs(b)) for a, b in pairs if a == a and b == b and a != b),
        default=0.0,
    )
    return f"The row that is kept differs by {off:.1e} of an outcome at most."
