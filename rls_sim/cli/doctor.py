"""rls-sim doctor: whether this installation works, and if not, why."""

import click

from rls_sim.cli import options
from rls_sim.cli.command import HouseCommand


@click.command(
    "doctor",
    short_help="Whether this installation works.",
    cls=HouseCommand,
    examples=("rls-sim doctor", "rls-sim doctor --json"),
)
@options.json_option
@options.quiet_option
def doctor(as_json: bool) -> None:
    """Check versions, cores, a small solve, figures, and whether results can be written."""
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
    from rls_sim.cli.figure_file import FORMATS
    from rls_sim.report.trial import trial_figure

    sizes = {name: len(trial_figure(name)) for name in FORMATS}
    told = ", ".join(f"{name} {size} bytes" for name, size in sizes.items())
    return all(size > 0 for size in sizes.values()), told
