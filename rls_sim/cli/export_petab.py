"""rls-sim export petab: the model, its lesions and the published evidence as a PEtab problem."""

from collections.abc import Sequence
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
    from rls_sim.hypotheses.petab_problem import Brain, Broken
    from rls_sim.study.cell import Bench

MOST_TOLD = 5  # problems of a file that a message lists


@click.command(
    "petab",
    short_help="Model, lesions and evidence as PEtab.",
    cls=HouseCommand,
    examples=(
        "rls-sim export petab --lesion receptor_synthesis -o out/petab",
        "rls-sim export petab --version 2 --lesion receptor_synthesis:0.3+excess_transferrin "
        "-o out/petab_pair",
    ),
)
@click.option(
    "--lesion",
    "lesions",
    multiple=True,
    metavar="NAME[:SIZE][+...]",
    help="What patients are taken to have; + joins lesions of one cell. Each --lesion is a case of "
    "its own. Without: every lesion of rls-sim show lesions, which takes half a minute.",
)
@click.option(
    "--version",
    type=click.Choice(["1", "2"]),
    default="1",
    show_default=True,
    help="Of PEtab: 1 is what most tools read, in 2 the sizes of lesions are estimated too.",
)
@click.option("--no-lint", is_flag=True, help="Do not have petab check what was written.")
@options.extend_option
@click.option(
    "-o",
    "--out",
    required=True,
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Folder for the problem.",
)
@options.progress_option
@options.quiet_option
def export_petab(
    lesions: tuple[str, ...],
    version: str,
    no_lint: bool,
    extensions: tuple[Path, ...],
    out: Path,
    progress: str,
) -> None:
    """Write the brain, its lesions and the published evidence as PEtab problems.

    One problem for each case, and one for health: conditions with the settled state of each cell,
    observables, measurements, parameters with bounds and priors. README.md in the folder says what
    PEtab cannot say. libSBML checks the model, and petab every problem where it is installed.
    """
    from rls_sim.hypotheses.petab_folder import is_there
    from rls_sim.hypotheses.petab_problem import every_lesion, read_broken
    from rls_sim.inference.ensemble import require_brain

    bench = options.bench_of(extensions)
    require_brain(bench)
    broken = [read_broken(bench, text) for text in lesions] or every_lesion(bench)
    major = int(version)
    if is_there(out, bench, broken, major):
        note(f"{out} holds this problem already, whole")
        return
    brain = _solved(bench, broken, major, progress)
    files = _written(out, brain, bench, broken, major)
    if not no_lint:
        _lint(files, major, progress)


def _solved(bench: "Bench", broken: "Sequence[Broken]", version: int, progress: str) -> "Brain":
    from rls_sim.hypotheses.observations import load_observations
    from rls_sim.hypotheses.petab_folder import comments
    from rls_sim.hypotheses.petab_problem import brain_problem

    with shown_progress(progress, "cells", len(broken)) as report:
        return brain_problem(
            bench,
            broken,
            load_observations(),
            partial(_tell, report),
            comments(bench, version),
        )


def _tell(report: "Report | None", done: int, total: int) -> None:
    if report is not None:
        report(done, total, 0)


def _written(
    out: Path, brain: "Brain", bench: "Bench", broken: "Sequence[Broken]", version: int
) -> list[Path]:
    """Write the folder, once libSBML has nothing against the model."""
    from rls_sim.errors import CheckError
    from rls_sim.exchange.sbml_check import check_sbml, told
    from rls_sim.hypotheses.petab_folder import told_of, write_problem

    check = check_sbml(brain.problem.sbml)
    if check.findings:
        raise CheckError(f"Nothing is written: {check}\n{told(check.findings)}")
    files = write_problem(out, brain, bench, broken, version)
    note(f"wrote {out}: {told_of(brain.problem)}")
    note(str(check))
    return files


def _lint(files: list[Path], version: int, progress: str) -> None:
    """Have petab check every problem; raises CheckError where it finds something."""
    from rls_sim.errors import CheckError
    from rls_sim.exchange.petab_lint import lint, petab_version

    if not (found := petab_version()):
        note("petab is not installed, so it did not check the problems: pip install petab")
        return
    with shown_progress(progress, "problems checked", len(files)) as report:
        for done, path in enumerate(files, 1):
            if told := lint(path, version):
                raise CheckError("\n".join(f"{path}: {line}" for line in told[:MOST_TOLD]))
            _tell(report, done, len(files))
    note(f"petab {found}: {len(files)} problems of version {version}: nothing found")
