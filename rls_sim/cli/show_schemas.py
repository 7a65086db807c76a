"""Schemas of --json: all of them as a list, or one of them in full."""

import json

import click

from rls_sim.cli.console import print_json
from rls_sim.cli.schema_files import schema_of, schemas_listed
from rls_sim.cli.tables import text_table

TOPIC = "schemas"


def show_schemas(search: str, as_json: bool) -> None:
    """List every document that --json prints."""
    rows = [one for one in schemas_listed() if search.lower() in " ".join(one.values()).lower()]
    if as_json:
        print_json({"schema": f"rls-sim/show-{TOPIC}/1", TOPIC: rows})
    elif rows:
        heads = [(head, "") for head in rows[0]]
        click.echo(text_table(heads, [list(one.values()) for one in rows]))
    else:
        click.echo(f"none of the {TOPIC} holds '{search}'")


def show_schema(name: str) -> None:
    """Print one schema; raises UnknownNameError."""
    click.echo(json.dumps(schema_of(name), indent=2, ensure_ascii=False))
