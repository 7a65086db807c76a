"""rls-sim lesions: every broken step against the evidence, ranked, and how sure that is."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rls_sim.cli import options
from rls_sim.cli.command import HouseCommand
from rls_sim.cli.console import note, print_json
from rls_sim.cli.progress import shown_progress

if TYPE_CHECKING:
    from rls_sim.hypotheses.verdict import Findings, Question
    from rls_sim.inference.ensemble import Ensemble
    from rls_sim.study.cell import Bench

share = click.FloatRange(0.001, 1.0)


@click.command(
    "lesions",
    short_help="Which broken step explains the evidence.",
    cls=HouseCommand,
    examples=(
        "rls-sim lesions receptor_synthesis irp1_loss excess_transferrin --plot lesions.png",
        "rls-sim lesions --singly --draws 64 --error 0.9 -o out/lesions",
        "rls-sim lesions configs/lesions/neuromelanin_sink.toml receptor_synthesis --singly",
    ),
)
@click.argument("names", nargs=-1, metavar="[LESION|FILE.toml]...")
@click.option("--singly", is_flag=True, help="No pairs.")
@click.option(
    "--draws",
    type=click.IntRange(64, 32768),
    default=1024,
    show_default=True,
    help="First draws of members and sizes for a lesion, a quarter for a pair, four times "
    "as many where numbers are held as declared, 4096 at most; more where it decides.",
)
@click.option(
    "--error",
    type=click.FloatRange(0.02, 0.9),
    default=0.25,
    show_default=True,
    help="Standard error of a log evidence at which enough is drawn.",
)
@click.option("--put-in", is_flag=True, help="Score rows that went into the model too.")
@click.option(
    "--anyone",
    is_flag=True,
    help="Count draws without the syndrome too: without an urge, or whose cells die.",
)
@click.option(
    "--wrong", type=share, default=0.05, show_default=True, help="Share of rows taken to be wrong."
)
@click.option(
    "--noise",
    type=click.FloatRange(0.1, 10.0),
    default=1.0,
    show_default=True,
    help="Factor on the errors of rows.",
)
@click.option(
    "--pairs-share",
    type=click.FloatRange(0.0, 1.0, min_open=True, max_open=True),
    default=0.2,
    show_default=True,
    help="Prior of all pairs together.",
)
@options.ensemble_option
@click.option(
    "--seed", type=click.IntRange(min=0), default=20261128, show_default=True, help="Of the draws."
)
@options.jobs_option
@options.extend_option
@options.out_option
@click.option(
    "--plot",
    "figure_file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Draw lesions against observations; the file ends in .png, .svg or .pdf.",
)
@options.json_option
@options.progress_option
@options.quiet_option
def lesions(names: tuple[str, ...], **asked: Any) -> None:
    """Screen LESIONs, singly and in pairs, over their sizes and the calibrated ensemble.

    Each is scored on the published observations of restless legs (rls-sim show evidence --contrast
    rls/control) and gets its share of probability. Told too: what each explains and fails to
    explain, which cannot be told apart, which measurement would best split the leaders, and how the
    leader's weight moves if assumed numbers, rows or errors were others. Without LESION: all that
    are shipped, which takes some minutes. docs/verdict.md says exactly how, and what came of it.
    """
    from rls_sim.hypotheses.verdict import lesions_of
    from rls_sim.hypotheses.verdict_store import experiment_of, require_free
    from rls_sim.inference.ensemble import load_ensemble
    from rls_sim.report.figure_file import require_figure_file

    require_figure_file(asked["figure_file"], "--plot")
    bench = options.bench_of(asked["extensions"])
    question = _question(names, asked)
    ensemble = load_ensemble(bench, asked["ensemble"])
    if asked["out"]:
        broken = lesions_of(bench, question.lesions)
        require_free(asked["out"], experiment_of(bench, ensemble, question, broken))
    findings = _found(bench, ensemble, question, asked)
    _show(findings, bench, ensemble, asked)


def _question(names: tuple[str, ...], asked: dict[str, Any]) -> "Question":
    from rls_sim.hypotheses.race import effort_of
    from rls_sim.hypotheses.scoring import Doubt
    from rls_sim.hypotheses.verdict import Question

    return Question(
        lesions=names,
        in_pairs=not asked["singly"],
        put_in=asked["put_in"],
        anyone=asked["anyone"],
        prior_of_pairs=asked["pairs_share"],
        doubt=Doubt(wrong=asked["wrong"], noise=asked["noise"]),
        effort=effort_of(asked["draws"], asked["error"]),
        seed=asked["seed"],
    )


def _found(
    bench: "Bench", ensemble: "Ensemble", question: "Question", asked: dict[str, Any]
) -> "Findings":
    """The verdict, with progress; what is to be solved grows where more draws are due."""
    from rls_sim.hypotheses.verdict import hypotheses_of, investigate, lesions_of

    hypotheses = hypotheses_of(lesions_of(bench, question.lesions), question.in_pairs)
    draws = [question.effort.first(hypothesis) for hypothesis in hypotheses]
    first = sum(draws) + min(max(draws), len(ensemble))
    note(f"screening {len(hypotheses)} hypotheses over {len(ensemble)} members: {first} cells")
    total, done, rounds = [0], [0], [0]

    def told(cells: int) -> None:
        total[0] += cells
        rounds[0] += 1
        if rounds[0] > 1:
            note(f"solving more where it decides: {cells} cells")

    with shown_progress(asked["progress"], "cells", first) as report:

        def progress(cells: int) -> None:
            done[0] += cells
            if report is not None:
                report(done[0], max(total[0], first), 0)

        return investigate(
            bench, ensemble, question, threads=asked["jobs"], progress=progress, told=told
        )


def _show(
    findings: "Findings", bench: "Bench", ensemble: "Ensemble", asked: dict[str, Any]
) -> None:
    from rls_sim.cli.lesions_text import findings_text
    from rls_sim.hypotheses.verdict_store import content_of, write_verdict
    from rls_sim.study.cell import Cell
    from rls_sim.study.provenance import document

    if asked["as_json"]:
        print_json(document("lesions", bench, Cell(bench.healthy), content_of(findings)))
    else:
        click.echo(findings_text(findings))
    if asked["figure_file"]:
        from rls_sim.report.agreement_figure import draw_agreement
        from rls_sim.report.figure_file import save_into

        save_into(asked["figure_file"], draw_agreement(findings))
        note(f"wrote {asked['figure_file']}")
    if asked["out"]:
        from rls_sim.report.agreement_figure import draw_agreement_into

        draw = partial(draw_agreement_into, findings)
        write_verdict(asked["out"], findings, bench, ensemble, draw)
        note(f"saved tables and figures to {asked['out']}/")
