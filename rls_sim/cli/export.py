"""rls-sim export: models, problems and tables in the formats of other programs."""

import click

from rls_sim.cli.command import HouseGroup
from rls_sim.cli.export_omex import export_omex
from rls_sim.cli.export_petab import export_petab
from rls_sim.cli.export_sbml import export_sbml
from rls_sim.cli.export_tables import export_csv, export_netcdf, export_parquet

COMMANDS: tuple[click.Command, ...] = (
    export_sbml,
    export_petab,
    export_omex,
    export_csv,
    export_parquet,
    export_netcdf,
)


@click.group(
    "export",
    short_help="Hand over to other programs.",
    cls=HouseGroup,
)
def export() -> None:
    """Write the model, its evidence or a sweep in the formats of other programs."""


for _command in COMMANDS:
    export.add_command(_command)
