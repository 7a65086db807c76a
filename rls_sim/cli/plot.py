"""rls-sim plot: a figure of what was kept, or of one cell without a folder."""

from pathlib import Path

import click

from rls_sim.cli import options
from rls_sim.cli.command import HouseCommand
from rls_sim.cli.progress import told_if_long


@click.command(
    "plot",
    short_help="Draw what was kept, or one cell.",
    cls=HouseCommand,
    examples=(
        "rls-sim plot results/receptor_density --save density.svg",
        "rls-sim plot results/receptor_density --kind day --cell 1 --cell 3 --save days.pdf",
        "rls-sim plot out/map --kind states --outcome urge_peak --save map.png",
        "rls-sim plot --kind network --lesion receptor_synthesis:0.4 --save network.svg",
        "rls-sim plot --kind tornado -s receptor_density=0.4 --outcome function_reserve_night",
        "rls-sim plot --kind forest --lesion receptor_synthesis --save evidence.png",
        "rls-sim plot --kind forest --contrast all --save evidence.pdf",
    ),
)
@click.argument("folder", type=click.Path(path_type=Path), metavar="[DIR]", required=False)
@click.option(
    "--kind",
    default="",
    metavar="KIND",
    help="Which figure; that which DIR is made for unless given.",
)
@click.option(
    "--cell",
    "cells",
    type=click.IntRange(0),
    multiple=True,
    metavar="N",
    help="A cell of the sweep in DIR, for day and network. Repeatable. [default for day: one of "
    "each state]",
)
@click.option(
    "--outcome",
    "outcomes",
    multiple=True,
    metavar="NAME,...",
    help="What lines and tornado draw, and states as contours.",
)
@click.option(
    "--contrast",
    "contrasts",
    multiple=True,
    metavar="NAME,...",
    help="What was compared, for forest: rls/control, deficient/replete, healthy and others, or "
    "all; in pages. [default: rls/control]",
)
@options.cell_options
@options.extend_option
@click.option(
    "--save",
    "files",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Where to draw; the file ends in .png, .svg or .pdf. Repeatable. [default: <DIR>.svg or "
    "<KIND>.svg in the present folder]",
)
@options.quiet_option
def plot(
    folder: Path | None,
    kind: str,
    cells: tuple[int, ...],
    outcomes: tuple[str, ...],
    contrasts: tuple[str, ...],
    assignments: tuple[str, ...],
    lesions: tuple[str, ...],
    extensions: tuple[Path, ...],
    files: tuple[Path, ...],
) -> None:
    """Draw what DIR holds, which is left as it is; or without DIR one cell, or the evidence.

    \b
    lines    outcomes along one parameter; bands where others were drawn beside it (-N)
    states   which state the cell is in over two parameters, with the lines between states
    tornado  which parameters move an outcome: of a sweep by rank, of one cell by its slopes
    day      24 hours of iron, dopamine, gate, function and urge: of --cell N, or of -s/--lesion
    network  pools and fluxes to scale: of one or two --cell N, or of -s/--lesion, beside health
    branch   what rls-sim branch -o DIR followed
    heat     what each broken step explains, as rls-sim lesions -o DIR found
    forest   the published evidence of --contrast, with the model of --lesion beside it

    A sweep gives what its design allows of lines, states and tornado, and day and network. Without
    DIR: day, network, tornado and forest. day and network solve their cells again.
    """
    from rls_sim.cli.evidence_figure import save_pages
    from rls_sim.cli.plot_kinds import Wish, drawn_from, drawn_without
    from rls_sim.report.figure_file import require_figure_file
    from rls_sim.study.config import Request

    if folder is None and not kind:
        raise click.UsageError("Give DIR, or --kind day, network, tornado or forest.")
    if folder is None and cells:
        raise click.UsageError("--cell is of the sweep in DIR: give DIR, or -s/--lesion instead.")
    if folder is not None and (assignments or lesions):
        raise click.UsageError("-s/--lesion make a cell of their own: leave out DIR.")
    wanted = files or (Path(f"{folder.resolve().name if folder else kind}.svg"),)
    for path in wanted:
        require_figure_file(path, "--save")
    wish = Wish(
        kind,
        cells,
        options.split_names(outcomes),
        Request(assignments, lesions),
        extensions,
        options.split_names(contrasts),
    )
    with told_if_long(f"drawing {kind or folder}"):
        drawn = drawn_without(wish) if folder is None else drawn_from(folder, wish)
        for path in wanted:
            save_pages(path, drawn if isinstance(drawn, list) else [drawn])
