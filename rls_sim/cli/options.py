"""Options that several commands share, each written once."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from rls_sim.cli.console import be_quiet

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
    metavar="NAME=RANGE",
    help="Vary a parameter: lin:LO:HI:N, log:LO:HI:N (both ends included) or V1,V2,V3. "
    "Repeated: every combination.",
)
lesion_option = click.option(
    "--lesion",
    "lesions",
    multiple=True,
    metavar="NAME[:SIZE]",
    help="Break something; rls-sim show lesions lists what. NAME may be a TOML file. Repeatable.",
)
out_option = click.option(
    "-o", "--out", type=click.Path(path_type=Path), metavar="DIR", help="Folder for the results."
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
    type=click.Choice(["auto", "bar", "plain", "none"]),
    default="auto",
    show_default=True,
    help="How progress shows on stderr; auto is a bar on a terminal, else plain lines.",
)


def cell_options(command: Decorated) -> Decorated:
    """``--set`` and ``--lesion``: what makes the cell."""
    decorated: Decorated = set_option(lesion_option(command))
    return decorated


def split_names(values: tuple[str, ...]) -> tuple[str, ...]:
    """Names given by repeating an option or by commas between them."""
    return tuple(name.strip() for value in values for name in value.split(",") if name.strip())
