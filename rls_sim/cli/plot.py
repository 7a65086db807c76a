"""rls-sim plot: the figure of a sweep or a branch that was kept."""

from pathlib import Path
from typing import Any

import click

from rls_sim.cli import options
from rls_sim.cli.command import HouseCommand
from rls_sim.cli.console import note


@click.command(
    "plot",
    short_help="Draw a sweep or a branch that was kept.",
    cls=HouseCommand,
    examples=(
        "rls-sim plot results/receptor_density --save density.svg",
        "rls-sim plot results/receptor_density --save density.pdf --save density.png",
    ),
)
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.option(
    "--save",
    "files",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Where to draw; the file ends in .png, .svg or .pdf. Repeatable. [default: <DIR>.svg "
    "in the present folder]",
)
@options.quiet_option
def plot(folder: Path, files: tuple[Path, ...]) -> None:
    """Draw the sweep or the branch that DIR holds. Nothing is computed, DIR is left as it is."""
    from rls_sim.cli.figure_file import require_figure_file, save_into
    from rls_sim.study.folder import kind_of, read_manifest

    wanted = files or (Path(f"{folder.resolve().name}.svg"),)
    for path in wanted:
        require_figure_file(path, "--save")
    drawn = {"sweep": _sweep, "branch": _branch}
    figure = drawn[kind_of(read_manifest(folder))](folder)
    for path in wanted:
        save_into(path, figure)
        note(f"wrote {path}")


def _sweep(folder: Path) -> Any:
    from rls_sim.errors import InputError
    from rls_sim.study.sweeps.result import SMALL
    from rls_sim.study.sweeps.sweep import read_sweep

    result = read_sweep(folder)
    if not result.line or result.size < 2:
        raise InputError(
            f"{folder} varies {len(result.varied)} parameters over {result.size} cells; "
            "the figure shows one parameter over at least 2 cells."
        )
    if not result.drawable:
        raise InputError(
            f"{folder} has {result.size} cells; a figure shows up to {SMALL}. Read its table: "
            'pandas.read_parquet("DIR/cells").'
        )
    from rls_sim.report.sweep_figure import draw_sweep

    return draw_sweep(result)


def _branch(folder: Path) -> Any:
    from rls_sim.report.branch_figure import draw_branch
    from rls_sim.study.branch_store import read_branch

    return draw_branch(read_branch(folder))
