"""rls-sim cite: BibTeX of the package and of what its numbers rest on."""

from pathlib import Path

import click

from rls_sim.cli import options
from rls_sim.cli.command import HouseCommand


@click.command(
    "cite",
    short_help="BibTeX of the package and its sources.",
    cls=HouseCommand,
    examples=(
        "rls-sim cite > rls_sim.bib",
        "rls-sim cite results/receptor_density",
    ),
)
@click.argument("folder", required=False, type=click.Path(path_type=Path), metavar="[DIR]")
@options.json_option
@options.quiet_option
def cite(folder: Path | None, as_json: bool) -> None:
    """Print BibTeX for the package and every source of the model, or of the result in DIR."""
    from rls_sim.cli.console import print_json
    from rls_sim.clinic.population.storing import KIND
    from rls_sim.clinic.population.summary import sources_beside
    from rls_sim.study.citations import citations

    entries = citations(folder, {KIND: sources_beside})
    if as_json:
        content = [{"key": entry.key, "bibtex": entry.bibtex} for entry in entries]
        print_json({"schema": "rls-sim/cite/1", "entries": content})
    else:
        click.echo("\n\n".join(entry.bibtex for entry in entries))
