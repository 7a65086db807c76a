"""rls-sim run: one cell over days, from the healthy day or its own, with doses."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rls_sim.cli import options
from rls_sim.cli.command import HouseCommand
from rls_sim.cli.console import note, print_json
from rls_sim.cli.terminal import file_of, plot_option, print_plot

if TYPE_CHECKING:
    from rls_sim.numerics.run import Method
    from rls_sim.numerics.trajectory import Trajectory
    from rls_sim.report.terminal_plot import Screen
    from rls_sim.study.cell import Bench, Origin
    from rls_sim.study.transient import Transient

DRAWN = (  # in the terminal, unless --outputs says what
    "neuron.labile_iron",
    "neuron.iron_sulfur",
    "extracellular_dopamine",
    "function_reserve",
)


@click.command(
    "run",
    short_help="Follow one cell over days, with doses.",
    cls=HouseCommand,
    examples=(
        "rls-sim run -s receptor_density=0.3x --days 14",
        "rls-sim run --lesion receptor_synthesis:0.4 --days 30 --every 6h --plot loss.svg",
        "rls-sim run --days 5 --at 20:00 --dose plasma.nontransferrin_iron=1mg@d1",
    ),
)
@options.cell_options
@options.extend_option
@click.option("--days", default=3.0, show_default=True, help="How long to run.")
@click.option("--at", "clock", default="00:00", show_default=True, help="Clock time of the start.")
@click.option(
    "--from",
    "origin",
    type=click.Choice(["healthy", "cycle", "initial"]),
    show_default="healthy; initial with --model",
    help="Start from the healthy day, so that the change unfolds, from the cell's own day, or from "
    "the initial state that the model declares.",
)
@click.option(
    "--dose",
    "doses",
    multiple=True,
    metavar="NAME=AMOUNT@WHEN",
    help="Give a species an amount: 2umol@d1 (days after the start), 1mg@22:00, "
    "1mg@22:00/daily. Repeatable.",
)
@click.option("--every", default="1h", show_default=True, help="Time between outputs: 10min, 1d.")
@click.option(
    "--outputs",
    multiple=True,
    metavar="NAME,...",
    help="Species or derived quantities to print.",
)
@click.option(
    "--method",
    type=click.Choice(["Rodas5P", "LSODA", "BDF", "Radau"]),
    show_default="Rodas5P, or LSODA where there is no machine code",
    help="The solver; the last three are SciPy's, to compare with.",
)
@click.option(
    "-o",
    "--out",
    type=click.Path(path_type=Path),
    metavar="FILE.csv",
    help="Write every species, derived quantity and flux at every output time.",
)
@plot_option("what is printed")
@options.json_option
@options.quiet_option
def run(
    assignments: tuple[str, ...],
    lesions: tuple[str, ...],
    extensions: tuple[Path, ...],
    days: float,
    clock: str,
    origin: "Origin | None",
    doses: tuple[str, ...],
    every: str,
    outputs: tuple[str, ...],
    method: "Method | None",
    out: Path | None,
    figure_file: Path | None,
    as_json: bool,
) -> None:
    """Follow one cell over time. --set and --lesion take effect at the start."""
    from rls_sim.report.figure_file import require_figure_file
    from rls_sim.study.config import Request
    from rls_sim.study.documents import run_document
    from rls_sim.study.files import require_file
    from rls_sim.study.transient import follow, plan_transient, read_traces, shown_names

    require_file(out, "-o/--out")
    require_figure_file(file_of(figure_file), "--plot")
    bench = options.bench_of(extensions)
    transient = plan_transient(
        bench,
        Request(assignments, lesions),
        days=days,
        clock=clock,
        origin=origin,
        doses=doses,
        every=every,
        method=method,
    )
    names = shown_names(bench.model, options.split_names(outputs))
    trajectory = follow(transient, bench)
    traces = read_traces(bench.model, names, trajectory)
    _write_files(trajectory, transient, bench, out)
    if path := file_of(figure_file):
        _draw(path, trajectory, transient, bench, names)
    if as_json:
        print_json(run_document(trajectory, transient, bench, traces))
    else:
        from rls_sim.cli.run_text import run_text

        click.echo(run_text(trajectory, transient, bench, traces))
    drawn = tuple(name for name in DRAWN if name in names and not outputs) or names
    print_plot(figure_file, partial(_small_plot, trajectory, transient, bench, drawn), as_json)


def _write_files(
    trajectory: "Trajectory", transient: "Transient", bench: "Bench", out: Path | None
) -> None:
    from rls_sim.study.series import write_run_csv

    if out is not None:
        write_run_csv(out, trajectory, transient.start, bench.model)
        note(f"wrote {out}")


def _draw(
    path: Path,
    trajectory: "Trajectory",
    transient: "Transient",
    bench: "Bench",
    names: Sequence[str],
) -> None:
    from rls_sim.report.drawn import figure_of_run
    from rls_sim.report.figure_file import save_into

    save_into(path, figure_of_run(trajectory, transient, bench, names))
    note(f"wrote {path}")


def _small_plot(
    trajectory: "Trajectory",
    transient: "Transient",
    bench: "Bench",
    names: Sequence[str],
    screen: "Screen",
) -> str:
    from rls_sim.report.terminal_plot import run_plot
    from rls_sim.study.transient import read_traces, smooth

    fine = smooth(trajectory)
    traces = read_traces(bench.model, names, fine)
    return run_plot(fine.time, traces, transient.cell.parameters, screen)
