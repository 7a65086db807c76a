"""rls-sim cycle: the periodic day of one cell, with its outcomes and its certificate."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rls_sim.cli import options
from rls_sim.cli.command import HouseCommand
from rls_sim.cli.console import note, print_json
from rls_sim.cli.terminal import file_of, plot_option, print_plot

if TYPE_CHECKING:
    from rls_sim.numerics.cycle import CycleMethod
    from rls_sim.report.terminal_plot import Screen
    from rls_sim.study.cell import CellResult


@click.command(
    "cycle",
    short_help="The 24-hour day that a cell repeats.",
    cls=HouseCommand,
    examples=(
        "rls-sim cycle",
        "rls-sim cycle -s receptor_density=0.4x --plot",
        "rls-sim cycle -s receptor_density=0.4x --plot day.svg",
        "rls-sim cycle configs/receptor_density.toml -s receptor_density=0.3",
        "rls-sim cycle --lesion receptor_synthesis:0.3 --csv day.csv --multipliers",
        "rls-sim cycle -s receptor_density=0.4x --method reference",
        "rls-sim cycle --extend configs/second_sink.py -s axonal_loss=0.01",
    ),
)
@click.argument("config", required=False, type=click.Path(path_type=Path))
@options.cell_options
@options.extend_option
@click.option("--multipliers", is_flag=True, help="Compute the Floquet multipliers: stability.")
@click.option(
    "--method",
    type=click.Choice(["engine", "reference"]),
    default="engine",
    show_default=True,
    help="The solver: machine code, or NumPy and SciPy, to compare with.",
)
@click.option(
    "--csv",
    "csv_file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write every species, derived quantity and flux through the day.",
)
@plot_option("the day")
@options.json_option
@options.quiet_option
def cycle(
    config: Path | None,
    assignments: tuple[str, ...],
    lesions: tuple[str, ...],
    extensions: tuple[Path, ...],
    multipliers: bool,
    method: "CycleMethod",
    csv_file: Path | None,
    figure_file: Path | None,
    as_json: bool,
) -> None:
    """Find the 24-hour day that a cell repeats, and what it means for the cell and the legs.

    CONFIG is a configuration in TOML, of which the lesions and [set] are read, not what it varies;
    --lesion and --set go on top.
    """
    from rls_sim.report.drawn import figure_of_day
    from rls_sim.report.figure_file import require_figure_file, save_into
    from rls_sim.study.cell import solve_cell
    from rls_sim.study.config import Request, make_cell
    from rls_sim.study.documents import cycle_document
    from rls_sim.study.files import require_file
    from rls_sim.study.series import write_day_csv

    require_file(csv_file, "--csv")
    require_figure_file(file_of(figure_file), "--plot")
    bench = options.bench_of(extensions)
    cell = make_cell(bench, Request(assignments, lesions), config)
    result = solve_cell(cell, bench, method=method)
    _, day = result.require()
    stability = _multipliers(result) if multipliers else None
    if csv_file:
        write_day_csv(csv_file, day, bench.model)
        note(f"wrote {csv_file}")
    if path := file_of(figure_file):
        save_into(path, figure_of_day(result, bench))
        note(f"wrote {path}")
    if as_json:
        print_json(cycle_document(result, bench, stability))
    else:
        from rls_sim.cli.cell_text import cycle_text

        click.echo(cycle_text(result, bench, stability))

    def draw(screen: "Screen") -> str:
        from rls_sim.report.terminal_plot import day_plot

        return day_plot(day, screen)

    print_plot(figure_file, draw, as_json)


def _multipliers(result: "CellResult") -> Any:
    """The Floquet multipliers, largest first; shape (ns,), complex."""
    from rls_sim.numerics.multipliers import floquet_multipliers

    return floquet_multipliers(result.require()[0])
