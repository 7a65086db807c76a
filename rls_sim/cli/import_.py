"""rls-sim import: models that others wrote."""

import click

from rls_sim.cli.command import HouseGroup
from rls_sim.cli.import_sbml import import_sbml

COMMANDS: tuple[click.Command, ...] = (import_sbml,)


@click.group(
    "import",
    short_help="Take over what others wrote.",
    cls=HouseGroup,
)
def import_() -> None:
    """Read a model that others wrote, so that every command can work on it."""


for _command in COMMANDS:
    import_.add_command(_command)
