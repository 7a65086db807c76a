"""rls-sim experiment: the study as questions, predictions, runs and verdicts."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rls_sim.cli import options
from rls_sim.cli.command import HouseGroup
from rls_sim.cli.console import note, print_json
from rls_sim.cli.progress import shown_progress

if TYPE_CHECKING:
    from rls_sim.hypotheses.experiments.conduct import Result
    from rls_sim.hypotheses.experiments.experiment import Experiment
    from rls_sim.hypotheses.experiments.setting import Setting

MEMBERS, SEED = 1000, 20261128
RESULTS = Path("results/experiments")
PAGE = "experiments.html"


@click.group(
    "experiment",
    short_help="The study: questions, predictions, verdicts.",
    cls=HouseGroup,
    examples=("rls-sim experiment list", "rls-sim experiment show receptor_density"),
)
def experiment() -> None:
    """The study as experiments: each a question, a prediction written before, runs and claims."""


@experiment.command(
    "list",
    short_help="The experiments that there are.",
    examples=("rls-sim experiment list",),
)
@options.json_option
@options.quiet_option
def list_experiments(as_json: bool) -> None:
    """List the experiments that are shipped."""
    from rls_sim.cli.experiment_text import list_text
    from rls_sim.hypotheses.experiments.store import experiment_facts

    found = _found((), everything=True)[1]
    if as_json:
        items = [experiment_facts(one) for one in found]
        print_json({"schema": "rls-sim/experiment-list/1", "experiments": items})
    else:
        click.echo(list_text(found))


@experiment.command(
    "show",
    short_help="What an experiment asks and claims.",
    examples=("rls-sim experiment show clock_step",),
)
@click.argument("name")
@options.json_option
@options.quiet_option
def show_experiment(name: str, as_json: bool) -> None:
    """Show what the experiment NAME (or a file) asks, predicts, and when each claim holds."""
    from rls_sim.cli.experiment_text import experiment_text
    from rls_sim.hypotheses.experiments.store import experiment_facts

    (found,) = _found((name,), everything=False)[1]
    if as_json:
        print_json({"schema": "rls-sim/experiment-show/1", **experiment_facts(found)})
    else:
        click.echo(experiment_text(found))


@experiment.command(
    "run",
    short_help="Run experiments and judge their claims.",
    examples=(
        "rls-sim experiment run diet_or_receptor --members 64",
        "rls-sim experiment run receptor_density movement_relief --members 32 -o out/experiments",
    ),
)
@click.argument("names", nargs=-1, metavar="NAME...")
@click.option("--all", "everything", is_flag=True, help="All that are shipped; some minutes.")
@click.option(
    "-o",
    "--out",
    type=click.Path(path_type=Path),
    metavar="DIR",
    default=RESULTS,
    show_default=True,
    help="Folder for the results.",
)
@click.option(
    "--members",
    type=click.IntRange(8, 100_000),
    default=MEMBERS,
    show_default=True,
    help="Members of the ensemble; fewer are quicker and decide less.",
)
@click.option("--seed", type=click.IntRange(0), default=SEED, show_default=True, help="Of draws.")
@options.ensemble_option
@options.jobs_option
@options.json_option
@options.progress_option
@options.quiet_option
def run_experiments(names: tuple[str, ...], **asked: Any) -> None:
    """Run experiments over the calibrated ensemble and say of each claim whether it holds.

    A claim holds, does not hold, or cannot be decided: by the share of the ensemble in which its
    condition is so. DIR gets a folder for each experiment, verdicts.json and one page,
    experiments.html. NAME may also be a file or a folder with experiment.toml.
    """
    from rls_sim.hypotheses.experiments.conduct import conduct
    from rls_sim.hypotheses.experiments.setting import Setting
    from rls_sim.inference.ensemble import load_ensemble
    from rls_sim.study.files import require_writable

    if bool(names) == asked["everything"]:
        raise click.UsageError("Name experiments, or --all; rls-sim experiment list has them.")
    require_writable(asked["out"], "-o/--out")
    bench, experiments = _found(names, everything=asked["everything"])
    ensemble = load_ensemble(bench, asked["ensemble"])
    results: list[Result] = []
    total, done = sum(one.cells(asked["members"]) for one in experiments), [0]
    with shown_progress(asked["progress"], "cells, about", total) as report:

        def progress(cells: int) -> None:
            done[0] += cells
            if report is not None:
                report(min(done[0], total - 1), total, 0)

        setting = Setting(
            *(bench, ensemble, asked["members"], asked["seed"], asked["jobs"]), progress=progress
        )
        results += [conduct(one, setting) for one in experiments]
        if report is not None:
            report(total, total, 0)
    _keep(results, setting, asked["out"])
    _tell(results, setting, asked)


def _found(names: tuple[str, ...], everything: bool) -> tuple[Any, "list[Experiment]"]:
    from rls_sim.clinic.study.kinds import KINDS
    from rls_sim.hypotheses.experiments.load import find_experiments, shipped_names

    bench = options.bench_of()
    wanted = shipped_names() if everything else list(names)
    return bench, find_experiments(bench, wanted, KINDS)


def _keep(results: "list[Result]", setting: "Setting", folder: Path) -> None:
    """A folder for each, then verdicts.json, which says that all is there, then its page."""
    from rls_sim.hypotheses.experiments.store import document_text, write_result
    from rls_sim.report.experiment_figure import draw_experiment
    from rls_sim.report.style import figure_bytes
    from rls_sim.report.web.reports import report_of
    from rls_sim.study.files import write_text
    from rls_sim.study.folder import SUMMARY

    model_hash = setting.bench.model.hash()
    for result in results:
        figure = draw_experiment(result, model_hash)
        files = {kind: figure_bytes(figure, kind) for kind in ("png", "svg")}

        def draw(place: Path, files: dict[str, bytes] = files) -> None:
            for kind, content in files.items():
                (place / f"figure.{kind}").write_bytes(content)

        write_result(folder / result.experiment.name, result, setting, draw)
    write_text(folder / SUMMARY, document_text(results, setting))
    write_text(folder / PAGE, report_of(folder))
    note(f"saved {len(results)} experiments, {PAGE} and {SUMMARY} to {folder}/")


def _tell(results: "list[Result]", setting: "Setting", asked: dict[str, Any]) -> None:
    from rls_sim.cli.experiment_text import verdicts_text
    from rls_sim.hypotheses.experiments.store import document

    if asked["as_json"]:
        print_json({**document(results, setting), "folder": str(asked["out"])})
    else:
        click.echo(verdicts_text(results))
