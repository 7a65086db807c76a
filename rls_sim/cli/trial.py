"""rls-sim trial: a virtual trial, conducted and told as trials report, beside the published one."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rls_sim.cli import options
from rls_sim.cli.command import HouseCommand
from rls_sim.cli.console import note, print_json
from rls_sim.cli.progress import shown_progress

if TYPE_CHECKING:
    from rls_sim.clinic.treatments import TreatmentLibrary
    from rls_sim.clinic.trials.results import TrialResult
    from rls_sim.clinic.trials.trial import Trial
    from rls_sim.study.cell import Bench

PEOPLE = 128
MOST_PEOPLE = 20_000


@click.command(
    "trial",
    short_help="Conduct a virtual trial, beside the published one.",
    cls=HouseCommand,
    examples=(
        "rls-sim trial --list",
        "rls-sim trial winkelman2006 -N 32 --weeks 2 --plot out/winkelman2006.png",
        "rls-sim trial cho2016 -N 32 --weeks 2 --arms carboxymaltose --json",
    ),
)
@click.argument("name", metavar="NAME|FILE.toml", required=False)
@click.option("--list", "listed", is_flag=True, help="List the trials that are shipped.")
@click.option(
    "--arms",
    "arms",
    multiple=True,
    metavar="NAME,...|NAME=DOSE+DOSE",
    help="Follow only these arms; NAME=DOSE+DOSE changes what one is given, or adds one. "
    "The others stay as they are, to the byte. Repeatable.",
)
@click.option(
    "--lesion",
    metavar="NAME",
    help="Take people with another lesion, to see whether the trial tells the two apart.",
)
@click.option(
    "-N",
    "--people",
    "count",
    type=click.IntRange(8, MOST_PEOPLE),
    default=PEOPLE,
    show_default=True,
    help="People whom every arm follows; the sizes of the file's arms set the intervals.",
)
@click.option(
    "--weeks",
    type=click.FloatRange(0.2, 520.0),
    callback=options.a_number,
    help="How long; the trial's own length unless given. Visits after it are left out.",
)
@click.option(
    "--seed", type=click.IntRange(min=0), default=1, show_default=True, help="Of the people."
)
@options.ensemble_option
@options.jobs_option
@click.option(
    "-o",
    "--out",
    type=click.Path(path_type=Path),
    metavar="FILE.csv",
    help="Write every person of every arm: ratings, score, ferritin.",
)
@click.option(
    "--plot",
    "figure_file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Draw the arms; the file ends in .png, .svg or .pdf.",
)
@options.json_option
@options.progress_option
@options.quiet_option
def trial(name: str | None, listed: bool, **asked: Any) -> None:
    """Draw people, follow every arm over all of them, and report as trials do.

    The model gives what a medicine does. The response to a placebo, who drops out and the scatter
    of the score are stated terms of the trial's file. Intervals are where 95 % of trials of the
    file's size come out; power is the share of those with p < 0.05. Rows of the published trial
    are marked as fitted to or held out, and what the model does not have is called not supported.
    A model for research, not medical advice.
    """
    from rls_sim.clinic.treatments import shipped_treatments
    from rls_sim.clinic.trials.reading import shipped_trials
    from rls_sim.report.figure_file import require_figure_file
    from rls_sim.study.files import require_file

    require_file(asked["out"], "-o/--out")
    require_figure_file(asked["figure_file"], "--plot")
    if (name is None) != listed:
        raise click.UsageError("Name a trial or its file; --list shows those that are shipped.")
    bench = options.bench_of(treated=True)
    library = shipped_treatments(bench.model)
    trials = shipped_trials(bench, library)
    if name is None:
        _list(trials, asked["as_json"])
        return
    chosen = trials.find(name)
    if asked["weeks"] is not None:
        chosen = chosen.ending(asked["weeks"])
    if asked["lesion"] is not None:
        bench.lesions[asked["lesion"]]
        chosen = chosen.among(asked["lesion"])
    chosen = _with_arms(chosen, asked["arms"], library)
    _show(_conducted(bench, chosen, asked), bench, asked)


def _list(trials: "Mapping[str, Trial]", as_json: bool) -> None:
    from rls_sim.cli.trial_text import list_facts, list_text

    if as_json:
        print_json({"schema": "rls-sim/trial-list/1", **list_facts(trials)})
    else:
        click.echo(list_text(trials))


def _with_arms(trial: "Trial", texts: tuple[str, ...], library: "TreatmentLibrary") -> "Trial":
    """The trial with the arms asked for, as it is where none are."""
    if not texts:
        return trial
    from rls_sim.clinic.trials.arms import changed_arms

    return trial.with_arms(changed_arms(trial, texts, library))


def _conducted(bench: "Bench", trial: "Trial", asked: dict[str, Any]) -> "TrialResult":
    """The trial conducted, with progress."""
    from rls_sim.clinic.trials.results import conduct, days_of

    ensemble = None
    if trial.patients.lesion:
        from rls_sim.inference.ensemble import load_ensemble

        ensemble = load_ensemble(options.bench_of(), asked["ensemble"])
    total, done = days_of(trial, asked["count"]), [0]
    note(f"asking people, then following {total} days of theirs")
    with shown_progress(asked["progress"], "days", total) as report:

        def told(days: int) -> None:
            done[0] += days
            if report is not None:
                report(done[0], total, 0)

        return conduct(
            *(bench, trial, asked["count"], asked["seed"]),
            ensemble=ensemble,
            threads=asked["jobs"],
            told=note,
            progress=told,
        )


def _show(result: "TrialResult", bench: "Bench", asked: dict[str, Any]) -> None:
    if asked["out"] is not None:
        from rls_sim.clinic.trials.files import write_people_csv

        write_people_csv(asked["out"], result)
        note(f"wrote {asked['out']}")
    if asked["figure_file"]:
        from rls_sim.clinic.trials.agreement import compare
        from rls_sim.report.caption import Origin
        from rls_sim.report.figure_file import save_into
        from rls_sim.report.trial_figure import draw_trial

        origin = Origin(model_hash=bench.model.hash())
        save_into(asked["figure_file"], draw_trial(result, compare(result), origin))
        note(f"wrote {asked['figure_file']}")
    if asked["as_json"]:
        from rls_sim.clinic.trials.files import trial_facts
        from rls_sim.study.cell import Cell
        from rls_sim.study.provenance import document

        print_json(document("trial", bench, Cell(bench.healthy), trial_facts(result)))
    else:
        from rls_sim.cli.trial_text import trial_text

        click.echo(trial_text(result))
