"""rls-sim branch: one cell's day followed along a parameter, with folds and critical values."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from rls_sim.cli import options
from rls_sim.cli.command import HouseCommand
from rls_sim.cli.console import note, print_json
from rls_sim.cli.progress import shown_progress

if TYPE_CHECKING:
    from rls_sim.study.branch_plan import BranchPlan
    from rls_sim.study.branch_result import BranchResult
    from rls_sim.study.cell import Bench

HUNDRED = 100  # per cent


@click.command(
    "branch",
    short_help="Follow the day along a parameter: thresholds and folds.",
    cls=HouseCommand,
    examples=(
        "rls-sim branch receptor_density=0.02:2",
        "rls-sim branch receptor_density=0.1x:1x --threshold irls_score=15 --plot branch.svg",
        "rls-sim branch receptor_synthesis=0.1:1 --lesion body_iron_deficiency -o out/branch",
    ),
)
@click.argument("followed", metavar="NAME=LO:HI")
@options.cell_options
@options.extend_option
@click.option(
    "--threshold",
    "thresholds",
    multiple=True,
    metavar="OUTCOME=VALUE",
    help="Find where an outcome takes a value, beside where the state changes. Repeatable.",
)
@click.option(
    "--outcome",
    "outcomes",
    multiple=True,
    metavar="NAME,...",
    help="Outcomes to print and draw; rls-sim show outcomes lists them.",
)
@options.out_option
@click.option(
    "--csv",
    "csv_file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write every point of the branch, with every outcome.",
)
@click.option(
    "--plot",
    "figure_file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Draw the branch; the file ends in .png, .svg or .pdf.",
)
@options.json_option
@options.progress_option
@options.quiet_option
def branch(
    followed: str,
    assignments: tuple[str, ...],
    lesions: tuple[str, ...],
    extensions: tuple[Path, ...],
    thresholds: tuple[str, ...],
    outcomes: tuple[str, ...],
    out: Path | None,
    csv_file: Path | None,
    figure_file: Path | None,
    as_json: bool,
    progress: str,
) -> None:
    """Follow the day of one cell while the parameter NAME goes from LO to HI, round every fold.

    NAME may also be a lesion, whose size is followed. Where the state changes is found to a
    millionth, and the day there is certified. With -o the points, a manifest and a figure are
    kept; the same command on the same folder finds them there.
    """
    from rls_sim.report.figure_file import require_figure_file
    from rls_sim.study.branch_plan import plan_branch
    from rls_sim.study.branch_result import require_complete
    from rls_sim.study.config import Request
    from rls_sim.study.files import require_file

    require_file(csv_file, "--csv")
    require_figure_file(figure_file, "--plot")
    bench = options.bench_of(extensions)
    request = Request(assignments, lesions, outcomes=options.split_names(outcomes))
    plan = plan_branch(bench, followed, request, thresholds)
    result = _result(plan, bench, out, progress)
    _write(result, csv_file, figure_file)
    _print(result, plan, bench, out, as_json)
    require_complete(result)


def _result(plan: "BranchPlan", bench: "Bench", folder: Path | None, kind: str) -> "BranchResult":
    """What the folder already holds, or what is computed now and written into it."""
    from rls_sim.report.drawn import draw_branch_into
    from rls_sim.study.branch_kept import follow_into
    from rls_sim.study.branch_store import reusable

    kept = reusable(folder, plan, bench) if folder else None
    if kept is not None:
        note(f"{folder} holds this branch already; nothing was computed")
        return kept
    with shown_progress(kind, "per cent of the range", HUNDRED, paced=False) as report:

        def watch(_: float, share: float) -> None:
            if report is not None:
                report(max(int(HUNDRED * share), 1), HUNDRED, 0)

        result = follow_into(plan, bench, folder, watch, draw_branch_into)
    if folder:
        note(f"saved {len(result.rows)} points to {folder}/")
    return result


def _write(result: "BranchResult", csv_file: Path | None, figure_file: Path | None) -> None:
    """The files that were asked for beside a folder."""
    if csv_file:
        from rls_sim.study.branch_store import write_branch_csv

        write_branch_csv(csv_file, result)
        note(f"wrote {csv_file}")
    if figure_file:
        from rls_sim.report.branch_figure import draw_branch
        from rls_sim.report.figure_file import save_into

        save_into(figure_file, draw_branch(result))
        note(f"wrote {figure_file}")


def _print(
    result: "BranchResult", plan: "BranchPlan", bench: "Bench", folder: Path | None, as_json: bool
) -> None:
    if as_json:
        from rls_sim.study.documents import branch_document

        print_json(branch_document(result, plan, bench, folder))
    else:
        from rls_sim.cli.branch_text import branch_text

        click.echo(branch_text(result, plan, bench))
