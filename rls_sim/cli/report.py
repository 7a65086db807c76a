"""rls-sim report: what a folder of results holds, as one page that opens without rls-sim."""

from pathlib import Path

import click

from rls_sim.cli import options
from rls_sim.cli.command import HouseCommand
from rls_sim.cli.console import note
from rls_sim.cli.progress import told_if_long


@click.command(
    "report",
    short_help="A folder of results as one HTML page.",
    cls=HouseCommand,
    examples=(
        "rls-sim report results/receptor_density",
        "rls-sim report out/experiments -o study.html",
    ),
)
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.option(
    "-o",
    "--out",
    type=click.Path(path_type=Path),
    metavar="FILE.html",
    help="The file to write. [default: <DIR>.html in the present folder]",
)
@options.quiet_option
def report(folder: Path, out: Path | None) -> None:
    """Write what DIR holds as one page: verdicts, figures, tables, evidence, what made it.

    DIR is of sweep, branch, lesions, experiment run (one experiment, or all), cohort run or
    diagnose. The page is one file below 10 MB that loads nothing and prints well: in a browser its
    tables sort and search and its figures tell their values, without scripts it is a plain page.
    Nothing is solved, DIR is left as it is; the same folder gives the same file.
    """
    from rls_sim.errors import InputError
    from rls_sim.report.web.reports import report_of
    from rls_sim.study.files import require_file, write_text

    path = out or Path(f"{folder.resolve().name}.html")
    if path.suffix not in (".html", ".htm"):
        ending = f"'{path.suffix}'" if path.suffix else "nothing"
        raise InputError(f"{path} ends in {ending}; a report is .html.")
    require_file(path, "-o/--out")
    with told_if_long(f"reading {folder} and writing its page"):
        text = report_of(folder)
    write_text(path, text)
    note(f"wrote {path} ({len(text.encode()) / 1e6:.1f} MB)")
