"""The --plot of cycle and run: into a file, or without one into the terminal."""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rls_sim.cli.console import note
from rls_sim.cli.tables import terminal_width

if TYPE_CHECKING:
    from rls_sim.report.terminal_plot import Screen

TERMINAL = Path("-")  # what --plot means without a file


def plot_option(what: str) -> Callable[[Any], Any]:
    """``--plot [FILE]``; ``what`` is drawn, as its help says."""
    return click.option(
        "--plot",
        "figure_file",
        is_flag=False,
        flag_value=str(TERMINAL),
        type=click.Path(path_type=Path),
        metavar="[FILE]",
        help=f"Draw {what}: into a file that ends in .png, .svg or .pdf; without FILE, small, into "
        "the terminal below the result.",
    )


def file_of(figure_file: Path | None) -> Path | None:
    """The file to draw into; None where there is none, or the terminal is meant."""
    return None if figure_file == TERMINAL else figure_file


def print_plot(figure_file: Path | None, draw: "Callable[[Screen], str]", as_json: bool) -> None:
    """Print what ``draw`` makes of the terminal, if --plot stands without a file.

    Where stdout is no terminal, or holds JSON, it is left out and stderr says so.
    """
    if figure_file != TERMINAL:
        return
    if as_json or not terminal_width():
        why = "--json is for programs" if as_json else "stdout is no terminal"
        note(f"--plot left out: {why}; --plot FILE draws into a file")
        return
    if text := draw(screen()):
        click.echo("\n" + text)
    else:
        note("--plot left out: the model has none of what is drawn")


def screen() -> "Screen":
    """What the terminal at stdout can show, by its width, its encoding, TERM and NO_COLOR."""
    from rls_sim.report.terminal_plot import Screen

    named = os.environ.get("TERM", "")
    dumb = named in ("", "dumb")
    letters = (sys.stdout.encoding or "").lower().replace("-", "").replace("_", "")
    return Screen(
        terminal_width(),
        unicode=letters.startswith("utf") and named != "dumb",
        colour=not dumb and not os.environ.get("NO_COLOR"),
    )
