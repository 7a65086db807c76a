"""Options that several commands share, each written once."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from rls_sim.cli.console import be_quiet

if TYPE_CHECKING:
    from rls_sim.study.cell import Bench

Decorated = TypeVar("Decorated", bound=Callable[..., Any])

set_option = click.option(
    "-s",
    "--set",
    "assignments",
    multiple=True,
    metavar="NAME=VALUE",
    help="Set a parameter: 0.4, 0.4x (times what it is), -20pct, or with a unit (8uM). Repeatable.",
)
vary_option = click.option(
    "-p",
    "--vary",
    "variations",
    multiple=True,
    metavar="NAME=RANGE|@FILE",
    help="Vary a parameter: lin:LO:HI:N, log:LO:HI:N (both ends included) or V1,V2,V3; with -N "
    "draw it: uniform:LO:HI, loguniform:LO:HI, normal:MEAN:SD, lognormal:1x:1.5 or declared (its "
    "own distribution). @cells.csv or @cells.parquet: one cell a row below the names of "
    "parameters. Repeated: every combination.",
)
zip_option = click.option(
    "--zip",
    "zips",
    multiple=True,
    metavar="A,B",
    help="Pair lists of equal length: -p receptor_density=0.3,0.6 -p brain_oxygen=3,6 "
    "--zip receptor_density,brain_oxygen is two cells, not four. Repeatable.",
)
samples_option = click.option(
    "-N",
    "--samples",
    "samples",
    default="",
    metavar="COUNT",
    help="How often to draw what has a distribution: -p iron_sensing_steepness=declared -N 1024.",
)
design_option = click.option(
    "--design",
    "method",
    default="",
    metavar="random|lhs|sobol",
    help="How to draw: random, lhs (a Latin hypercube) or sobol, which is the default and "
    "balances at a power of two.",
)
seed_option = click.option(
    "--seed",
    "seed",
    default="",
    metavar="INT",
    help="What the draw begins from; the default is 0. The same seed draws the same cells.",
)
lesion_option = click.option(
    "--lesion",
    "lesions",
    multiple=True,
    metavar="NAME[:SIZE]",
    help="Break something; rls-sim show lesions lists what. NAME may be a TOML file. Repeatable.",
)
MODEL = "rls_sim.model"


def keep_model(context: click.Context, _: click.Parameter, path: Path | None) -> None:
    """Remember ``--model`` for `bench_of`."""
    context.meta[MODEL] = path


model_option = click.option(
    "--model",
    expose_value=False,
    callback=keep_model,
    type=click.Path(path_type=Path),
    metavar="FILE.xml|FILE.py|DIR",
    help="Work on another model than the brain: SBML, or the Python that rls-sim import sbml makes "
    "of it. DIR, a folder of results, stands for the copy that it keeps.",
)
_extend_option = click.option(
    "--extend",
    "extensions",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE.py|DIR",
    help="Add to the model what a file of Python declares, such as configs/second_sink.py. It is "
    "run as any program is, with your rights: give only what you trust. DIR, a folder of results, "
    "stands for the copy that it keeps. Repeatable.",
)


def extend_option(command: Decorated) -> Decorated:
    """``--extend`` and ``--model``: what is added to the model, and which model it is."""
    decorated: Decorated = model_option(_extend_option(command))
    return decorated


out_option = click.option(
    "-o", "--out", type=click.Path(path_type=Path), metavar="DIR", help="Folder for the results."
)
ensemble_option = click.option(
    "--ensemble",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="The calibrated ensemble, of rls-sim ensemble build; the shipped one unless given.",
)
jobs_option = click.option(
    "-j",
    "--jobs",
    type=click.IntRange(0, 1024),
    default=0,
    metavar="N",
    help="Threads; one a core unless given.",
)
json_option = click.option(
    "--json", "as_json", is_flag=True, help="Print one JSON document instead of tables."
)
quiet_option = click.option(
    "-q",
    "--quiet",
    is_flag=True,
    expose_value=False,
    callback=be_quiet,
    help="Say nothing on stderr but errors.",
)
progress_option = click.option(
    "--progress",
    type=click.Choice(["auto", "bar", "plain", "json", "none"]),
    default="auto",
    show_default=True,
    help="How progress shows on stderr; auto is a bar on a terminal, else plain lines.",
)


def cell_options(command: Decorated) -> Decorated:
    """``--set`` and ``--lesion``: what makes the cell."""
    decorated: Decorated = set_option(lesion_option(command))
    return decorated


def bench_of(extensions: tuple[Path, ...] = (), *, treated: bool = False) -> "Bench":
    """
    The model of the brain, ``treated`` or not, or that of ``--model``, with what ``--extend`` adds.

    Raises ConfigError by file and line.
    """
    from rls_sim.study.extension_file import load_extensions, load_model
    from rls_sim.study.whole_model import bench_with

    path = click.get_current_context().meta.get(MODEL)
    whole = load_model(path) if path is not None else ()
    return bench_with((*whole, *load_extensions(extensions)), treated=treated)


def design_options(command: Decorated) -> Decorated:
    """``--vary`` and how it is combined: ``--zip``, ``--samples``, ``--design``, ``--seed``."""
    for option in (seed_option, design_option, samples_option, zip_option, vary_option):
        command = option(command)
    return command


def split_names(values: tuple[str, ...]) -> tuple[str, ...]:
    """Names given by repeating an option or by commas between them."""
    return tuple(name.strip() for value in values for name in value.split(",") if name.strip())


def a_number(_: click.Context, option: click.Parameter, value: float | None) -> float | None:
    """Refuse not-a-number, which lies outside no range."""
    if value is not None and value != value and isinstance(option.type, click.FloatRange):
        raise click.BadParameter(f"{value} is not from {option.type.min} to {option.type.max}.")
    return value
