"""Options of commands that work through many cells: what is kept, who solves, what may fail."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

Decorated = TypeVar("Decorated", bound=Callable[..., Any])
Decorator = Callable[[Any], Any]

KEEPING = (
    click.option(
        "--keep",
        multiple=True,
        metavar="NAME,...",
        help="Outcomes to keep in the table. [default: all]",
    ),
    click.option(
        "--traces",
        type=click.Choice(["none", "night", "all"]),
        default=None,
        help="Keep courses through the night or the whole day. [default: all for up to 1000 cells "
        "along one parameter, else none]",
    ),
    click.option(
        "--follow",
        multiple=True,
        metavar="NAME,...",
        help="Whose courses: species or derived quantities. [default: labile iron, dopamine "
        "outside the cell, function reserve]",
    ),
    click.option(
        "--chunk",
        type=click.IntRange(1, 1_000_000),
        default=None,
        metavar="N",
        help="Cells in a part: what is lost at most, for each core, when all ends at once. "
        "[default: 32 to 8192, by the size of the sweep]",
    ),
)
CREW = (
    click.option(
        "-j",
        "--jobs",
        type=click.IntRange(0, 4096),
        default=0,
        metavar="N",
        help="Threads, or workers of the Dask cluster that is started. 0: one a core. [default: 0]",
    ),
    click.option(
        "--executor",
        type=click.Choice(["threads", "dask"]),
        default="threads",
        show_default=True,
        help="Who solves: threads of this process, or a Dask cluster.",
    ),
    click.option(
        "--scheduler",
        default="",
        metavar="ADDRESS",
        help="A running Dask scheduler, tcp://HOST:PORT, or a file that it wrote. [default: a "
        "cluster is started here]",
    ),
    click.option(
        "--cluster",
        type=click.Path(path_type=Path),
        default=None,
        metavar="FILE.toml",
        help="Jobs of a batch system as Dask's workers, such as configs/slurm.toml says.",
    ),
)
SHARD = click.option(
    "--shard",
    default="1/1",
    metavar="I/N",
    help="Solve only each N-th part, from the I-th on: one job of an array. rls-sim merge "
    "completes them.",
)
BUDGET = click.option(
    "--max-failed",
    default="0",
    show_default=True,
    metavar="N|Ppct",
    help="How many cells may fail before the exit code is 5. A cell that is shown to have no "
    "periodic state has not failed.",
)
FAILURES = (
    click.option(
        "--on-fail",
        type=click.Choice(["continue", "stop"]),
        default="continue",
        show_default=True,
        help="Whether to go on once more cells failed than --max-failed allows.",
    ),
    BUDGET,
)


def _all(*decorators: Decorator) -> Callable[[Decorated], Decorated]:
    def decorate(command: Decorated) -> Decorated:
        decorated: Any = command
        for decorator in reversed(decorators):
            decorated = decorator(decorated)
        return decorated  # type: ignore[no-any-return]

    return decorate


keeping_options = _all(*KEEPING)
crew_options = _all(*CREW)
shard_option = SHARD
budget_option = BUDGET
failure_options = _all(*FAILURES)
