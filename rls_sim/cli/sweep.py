"""rls-sim sweep: many cells, their states, and the critical values between them."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from rls_sim.cli import options, sweep_options
from rls_sim.cli.command import HouseCommand
from rls_sim.cli.console import note

if TYPE_CHECKING:
    from rls_sim.study.cell import Bench
    from rls_sim.study.sweeps.sweep import Task

BESIDE_A_CHECK = {"checked", "seed", "extensions", "as_json", "progress", "quiet"}


@click.command(
    "sweep",
    short_help="Many cells, and where their state changes.",
    cls=HouseCommand,
    examples=(
        "rls-sim sweep configs/receptor_density.toml",
        "rls-sim sweep -p receptor_density=log:0.1x:1x:9 --outcome labile_iron,state",
        "rls-sim sweep -p receptor_density=0.2,0.4 -p ferroportin_density=0.5x,1x -o out/pair",
        "rls-sim sweep -p receptor_density=loguniform:0.1:2 -p iron_sensing_steepness=declared "
        "-N 128 -o out/samples",
        "rls-sim sweep configs/receptor_density.toml --shard 1/2 -o out/jobs",
        "rls-sim sweep --extend configs/second_sink.py -p axonal_loss=0,0.01,0.02 -o out/sink",
    ),
)
@click.argument("config", required=False, type=click.Path(path_type=Path))
@options.design_options
@options.cell_options
@options.extend_option
@options.out_option
@sweep_options.keeping_options
@sweep_options.crew_options
@sweep_options.shard_option
@click.option(
    "--outcome",
    "outcomes",
    multiple=True,
    metavar="NAME,...",
    help="Outcomes to print; rls-sim show outcomes lists them.",
)
@sweep_options.failure_options
@click.option("--new", is_flag=True, help="Put aside what DIR holds, and begin anew.")
@click.option("-n", "--dry-run", is_flag=True, help="Print the plan and what it takes, and stop.")
@click.option(
    "--check",
    "checked",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Solve a random 1 % of the cells of DIR again, by NumPy and SciPy alone, and compare. "
    "--seed chooses which.",
)
@options.json_option
@options.progress_option
@options.quiet_option
def sweep(
    config: Path | None,
    extensions: tuple[Path, ...],
    out: Path | None,
    new: bool,
    dry_run: bool,
    checked: Path | None,
    as_json: bool,
    progress: str,
    **asked: Any,
) -> None:
    """Solve the periodic day of every cell in CONFIG and say where its state changes.

    Keeps one row a cell in results/<name of CONFIG>/ (or -o), part by part; without CONFIG and -o
    it only prints. The same command on the same folder goes on where it was stopped. Any tool
    reads the table, finished or not: pandas.read_parquet("DIR/cells").
    """
    from rls_sim.cli.choice import choice_of
    from rls_sim.cli.sweep_check import check_sweep
    from rls_sim.cli.sweep_plan import print_plan
    from rls_sim.cli.sweep_run import end_of, run_task
    from rls_sim.cli.sweep_text import print_result
    from rls_sim.study.sweeps.asked import place_of
    from rls_sim.study.sweeps.sweep import begin, put_aside

    if checked is not None:
        _require_alone("--check")
        check_sweep(checked, options.bench_of(extensions), asked["seed"], as_json, progress)
        return
    bench = options.bench_of(extensions)
    task = _task(bench, config, asked)
    folder = out or (Path("results") / config.stem if config else None)
    if folder is None and task.shard.of > 1:
        raise click.UsageError(
            "--shard needs -o DIR: the folder that all shards share, or one each."
        )
    choice = choice_of(asked, progress)
    hire = choice.hire(bench, folder)
    if dry_run:
        print_plan(task, folder, choice, as_json, anew=new)
        return
    if new and folder is not None and (old := put_aside(folder)):
        note(f"what {folder} held is now {old}")
    with place_of(folder) as place:
        done = run_task(task, begin(task, place), hire, choice, folder is None)
        if done.result is not None:
            print_result(done.result, task, folder, as_json)
        end_of(done, task, choice, folder)


def _require_alone(option: str) -> None:
    """Refuse what is given beside an option that asks for something else."""
    context = click.get_current_context()
    given = [
        (parameter.opts[-1] if isinstance(parameter, click.Option) else str(context.params[name]))
        for parameter in context.command.params
        if (name := parameter.name or "") not in BESIDE_A_CHECK
        and context.get_parameter_source(name) is ParameterSource.COMMANDLINE
    ]
    if given:
        raise click.UsageError(
            f"{option} DIR solves cells of the sweep in DIR again, as it was made; leave out "
            f"{', '.join(given)}."
        )


def _task(bench: "Bench", config: Path | None, asked: Mapping[str, Any]) -> "Task":
    """What the configuration and the options ask for together; raises one ConfigError."""
    from rls_sim.study.config import Request
    from rls_sim.study.sweeps.asked import Keeping, read_task

    request = Request(
        assignments=asked["assignments"],
        lesions=asked["lesions"],
        variations=asked["variations"],
        outcomes=options.split_names(asked["outcomes"]),
        zips=asked["zips"],
        samples=asked["samples"],
        method=asked["method"],
        seed=asked["seed"],
    )
    keeping = Keeping(
        keep=options.split_names(asked["keep"]),
        traces=asked["traces"] or "",
        follow=options.split_names(asked["follow"]),
        chunk=asked["chunk"] or 0,
        shard=asked["shard"],
        on_fail=asked["on_fail"],
        max_failed=asked["max_failed"],
    )
    return read_task(bench, config, request, keeping)
