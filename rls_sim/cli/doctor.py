"""rls-sim doctor: whether this installation works, and if not, why; and whether it is right."""

from pathlib import Path

import click

from rls_sim.cli import options
from rls_sim.cli.command import HouseCommand


@click.command(
    "doctor",
    short_help="Whether this installation works, and computes what is right.",
    cls=HouseCommand,
    examples=(
        "rls-sim doctor",
        "rls-sim doctor --json",
        "rls-sim doctor --verify --quick -o out/verification.json",
    ),
)
@click.option(
    "--verify",
    is_flag=True,
    help="Hold the numbers to closed forms, published models and programs of others: within a "
    "minute.",
)
@click.option("--quick", is_flag=True, help="With --verify: without the runs of thirty days.")
@click.option(
    "-o",
    "--out",
    type=click.Path(path_type=Path),
    metavar="FILE.json",
    help="With --verify: write what was found as JSON, too.",
)
@click.option(
    "--plot",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="With --verify: draw it (.png, .svg or .pdf).",
)
@options.json_option
@options.progress_option
@options.quiet_option
def doctor(
    verify: bool, quick: bool, out: Path | None, plot: Path | None, as_json: bool, progress: str
) -> None:
    """Check versions, cores, a small solve, figures, and whether results can be written.

    With --verify: the order of the integrator, the convergence of the day, conservation, closed
    forms, derivatives, the published dopamine model, SciPy, libRoadRunner and COPASI. What needs a
    package that is not here is not run, which is no failure. Ends with 6 where a check fails.
    """
    if verify:
        _verify(quick, out, plot, as_json, progress)
        return
    if quick or out or plot:
        option = "--quick" if quick else "-o/--out" if out else "--plot"
        raise click.UsageError(f"{option} goes with --verify.")
    _examine(as_json)


def _examine(as_json: bool) -> None:
    from rls_sim.cli.console import print_json
    from rls_sim.cli.tables import aligned
    from rls_sim.errors import CheckError
    from rls_sim.study.installation import examine, tried

    findings = (*examine(), tried("a small figure", _draw, "reinstall matplotlib."))
    if as_json:
        checks = [vars(finding) for finding in findings]
        print_json({"schema": "rls-sim/doctor/1", "checks": checks})
    else:
        lines = [[f.name, "ok" if f.good else "FAILED", f.detail] for f in findings]
        click.echo(aligned(lines, [False, False, False]))
    if failed := [finding for finding in findings if not finding.good]:
        raise CheckError("; ".join(f"{finding.name}: {finding.advice}" for finding in failed))


def _draw() -> tuple[bool, str]:
    """Make a small figure in each format, in memory."""
    from rls_sim.report.figure_file import FORMATS
    from rls_sim.report.trial import trial_figure

    sizes = {name: len(trial_figure(name)) for name in FORMATS}
    told = ", ".join(f"{name} {size} bytes" for name, size in sizes.items())
    return all(size > 0 for size in sizes.values()), told


def _verify(quick: bool, out: Path | None, plot: Path | None, as_json: bool, progress: str) -> None:
    from rls_sim.cli.console import note, print_json
    from rls_sim.cli.progress import shown_progress
    from rls_sim.cli.verify_text import verify_text
    from rls_sim.errors import CheckError
    from rls_sim.report.figure_file import require_figure_file, save_into
    from rls_sim.study.files import require_file
    from rls_sim.verification.check import conduct
    from rls_sim.verification.suite import all_checks, document

    require_file(out, "-o/--out")
    require_figure_file(plot, "--plot")
    checks = all_checks(quick=quick)
    with shown_progress(progress, "checks", len(checks), paced=False) as report:
        outcomes = conduct(checks, report)
    content = document(outcomes, quick=quick)
    if as_json:
        print_json(content)
    else:
        click.echo(verify_text(outcomes))
    if out is not None:
        _write(out, content)
        note(f"wrote {out}")
    if plot is not None:
        from rls_sim.report.verification_figure import draw_verification

        save_into(plot, draw_verification(content))
        note(f"wrote {plot}")
    if failed := [outcome.check.name for outcome in outcomes if outcome.status == "failed"]:
        raise CheckError(f"{len(failed)} of {len(outcomes)} checks failed: {', '.join(failed)}")


def _write(path: Path, content: dict[str, object]) -> None:
    import json

    from rls_sim.study.files import write_text

    write_text(path, json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False) + "\n")
