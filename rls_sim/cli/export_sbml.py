"""rls-sim export sbml: a cell as a document that other simulators run."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from rls_sim.cli import options
from rls_sim.cli.command import HouseCommand
from rls_sim.cli.console import note
from rls_sim.errors import CheckError

if TYPE_CHECKING:
    from rls_sim.study.cell import Origin


@click.command(
    "sbml",
    short_help="A cell as SBML, for other simulators.",
    cls=HouseCommand,
    examples=(
        "rls-sim export sbml -o healthy.xml",
        "rls-sim export sbml --lesion receptor_synthesis:0.3 --at 20:00 -o lesion.xml",
        "rls-sim export sbml --lesion receptor_synthesis:0.3 --from healthy -o change.xml",
        "rls-sim export sbml -o healthy.xml --antimony healthy.ant",
        "rls-sim export sbml configs/receptor_density.toml -s receptor_density=0.4x > cell.xml",
    ),
)
@click.argument("config", required=False, type=click.Path(path_type=Path))
@options.cell_options
@options.extend_option
@click.option(
    "--from",
    "origin",
    type=click.Choice(["cycle", "healthy", "initial"]),
    show_default="cycle; initial with --model",
    help="Begin on the cell's own periodic day, on the healthy one, so that the change unfolds, "
    "or with the initial state that the model declares.",
)
@click.option(
    "--at",
    "clock",
    default="00:00",
    show_default=True,
    metavar="HH:MM",
    help="Clock time at which it begins.",
)
@click.option(
    "--treated", is_flag=True, help="The cell in a body that can take medicines; it takes none."
)
@click.option(
    "-o",
    "--out",
    type=click.Path(path_type=Path),
    metavar="FILE.xml",
    help="Where to write it; else it goes to stdout.",
)
@click.option(
    "--antimony",
    "antimony_file",
    type=click.Path(path_type=Path),
    metavar="FILE.ant",
    help="Write it as Antimony too, for people to read; needs the package antimony.",
)
@options.quiet_option
def export_sbml(
    config: Path | None,
    assignments: tuple[str, ...],
    lesions: tuple[str, ...],
    extensions: tuple[Path, ...],
    origin: "Origin | None",
    clock: str,
    treated: bool,
    out: Path | None,
    antimony_file: Path | None,
) -> None:
    """Write a cell in SBML, level 3 version 2: units, names, sources, daily drives, initial state.

    CONFIG is a configuration in TOML, of which the lesions and [set] are read, not what it varies;
    --lesion and --set go on top. libSBML checks the document; what it says is told on stderr.
    """
    from rls_sim.quantities.values import COMMAND_LINE
    from rls_sim.study.cell import Cell
    from rls_sim.study.clock import read_clock
    from rls_sim.study.config import Request, make_cell
    from rls_sim.study.files import require_file
    from rls_sim.study.problems import Problems
    from rls_sim.study.sbml import cell_sbml

    require_file(out, "-o/--out")
    require_file(antimony_file, "--antimony")
    bench = options.bench_of(extensions, treated=treated)
    problems, cell, at = Problems(COMMAND_LINE), Cell(bench.healthy), 0.0
    with problems.on(f"--at {clock}"):
        at = read_clock(clock)
    with problems.gathered():
        cell = make_cell(bench, Request(assignments, lesions), config)
    problems.raise_if_any()
    text = cell_sbml(cell, bench, at=at, origin=origin)
    checked = _checked(text, may_warn=bench.foreign)
    _hand_over(text, out, antimony_file)
    note(checked)


def _checked(text: str, *, may_warn: bool) -> str:
    """What libSBML says of a document; raises CheckError where that is more than it may be."""
    from rls_sim.exchange.sbml_check import check_sbml, told

    check = check_sbml(text)
    if check.errors or (check.findings and not may_warn):
        raise CheckError(f"The document is not written: {check}\n{told(check.findings)}")
    return "\n".join([str(check), *([told(check.findings)] if check.findings else [])])


def _hand_over(text: str, out: Path | None, antimony_file: Path | None) -> None:
    """Print it, or write the files that were asked for."""
    from rls_sim.exchange.sbml_antimony import antimony_text
    from rls_sim.study.files import write_text

    readable = antimony_text(text) if antimony_file else ""
    if out is None:
        click.echo(text, nl=False)
    for path, content in ((out, text), (antimony_file, readable)):
        if path is not None:
            write_text(path, content)
            note(f"wrote {path}")
