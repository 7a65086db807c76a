"""rls-sim export omex: a cell, its day and a sweep as one archive that other programs run."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rls_sim.cli import options
from rls_sim.cli.command import HouseCommand
from rls_sim.cli.console import note
from rls_sim.cli.progress import shown_progress

if TYPE_CHECKING:
    from rls_sim.cli.progress import Report
    from rls_sim.study.cell import Bench
    from rls_sim.study.config import Request, SweepPlan

USUAL = "receptor_density=log:0.02:2:41"  # what configs/receptor_density.toml varies


@click.command(
    "omex",
    short_help="A cell, its day and a sweep as an archive.",
    cls=HouseCommand,
    examples=(
        "rls-sim export omex -o out/brain.omex",
        "rls-sim export omex --lesion receptor_synthesis:0.3 -p brain_oxygen=0.8x,1x "
        "-o out/lesion.omex",
    ),
)
@click.argument("config", required=False, type=click.Path(path_type=Path))
@options.cell_options
@options.vary_option
@options.extend_option
@click.option(
    "-o",
    "--out",
    required=True,
    type=click.Path(path_type=Path),
    metavar="FILE.omex",
    help="The archive to write.",
)
@options.progress_option
@options.quiet_option
def export_omex(
    config: Path | None,
    assignments: tuple[str, ...],
    lesions: tuple[str, ...],
    variations: tuple[str, ...],
    extensions: tuple[Path, ...],
    out: Path,
    progress: str,
) -> None:
    """Write a COMBINE archive: a cell in SBML, and in SED-ML its day and the days of a sweep.

    CONFIG is a configuration in TOML: its lesions and [set] make the cell, what it varies the
    sweep; --lesion, --set and --vary go on top. Where nothing varies, the sweep is that of
    receptor density. Every cell begins on its own settled day. The libraries of the formats check
    the archive where they are installed; the same command gives the same bytes.
    """
    from rls_sim.errors import CheckError, InputError
    from rls_sim.exchange.sbml_check import check_sbml, told
    from rls_sim.study.config import Request, make_cell
    from rls_sim.study.files import require_file, whole_file
    from rls_sim.study.omex_archive import cell_archive, require_own

    if out.suffix != ".omex":
        ending = f"'{out.suffix}'" if out.suffix else "nothing"
        raise InputError(f"{out} ends in {ending}; programs know an archive by .omex.")
    require_file(out, "-o/--out")
    require_own(out)
    bench = options.bench_of(extensions)
    request = Request(assignments, lesions)
    cell = make_cell(bench, request, config)
    plan = _plan(bench, config, Request(assignments, lesions, variations))
    with shown_progress(progress, "cells", 0 if plan is None else plan.size) as report:
        archive, sbml = cell_archive(cell, bench, plan, partial(_tell, report))
    check = check_sbml(sbml)
    if check.errors or (check.findings and not bench.foreign):
        raise CheckError(f"Nothing is written: {check}\n{told(check.findings)}")
    with whole_file(out) as draft:
        draft.write_bytes(archive)
        _check(draft)
    note(f"wrote {out}: a day{'' if plan is None else f', and one of {plan.size} cells each'}")
    note(str(check))


def _tell(report: "Report | None", done: int, total: int) -> None:
    if report is not None:
        report(done, total, 0)


def _plan(bench: "Bench", config: Path | None, request: "Request") -> "SweepPlan | None":
    """What varies: as asked, else receptor density; nothing in a model of others."""
    from dataclasses import replace

    from rls_sim.study.config import load_plan
    from rls_sim.study.files import read_toml

    varies = bool(request.variations) or (config is not None and "vary" in read_toml(config))
    if not varies and bench.foreign:
        return None
    return load_plan(bench, config, request if varies else replace(request, variations=(USUAL,)))


def _check(path: Path) -> None:
    """Have the formats' libraries check the archive; raises CheckError for what they find."""
    from rls_sim.errors import CheckError
    from rls_sim.exchange.omex_check import check_omex, omex_checkers

    if not (checkers := omex_checkers()):
        note(
            "libSEDML and libCombine are not installed, so they did not check it: "
            "pip install python-libsedml python-libcombine"
        )
    elif found := check_omex(path):
        raise CheckError("\n".join(["Nothing is written.", *found]))
    else:
        note(f"{checkers}: nothing found")
