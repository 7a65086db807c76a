"""
Write docs/cli.md: every command with its examples and options, from the commands themselves.

Run `python tools/write_cli_docs.py`; with --check it only says whether the page is stale, which a
test of tests/house asks.
"""

import inspect
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import click
from engine_page.markdown import table, text

from rls_sim.cli.command import HouseCommand, HouseGroup
from rls_sim.cli.main import commands

PAGE = Path(__file__).parents[1] / "docs" / "cli.md"
OPENING = """# Commands

Every command, as `rls-sim COMMAND --help` tells it. `python tools/write_cli_docs.py` writes this
page from the commands; a test fails when it is stale, and another runs every example.

Results go to stdout, everything else to stderr; `--json` prints one document that names its schema,
`-q` says nothing but errors. A value is a number (`0.4`), a factor (`0.4x`), a change (`-20pct`) or
has a unit (`8uM`).

| exit code | what it says |
| --- | --- |
| 0 | done |
| 1 | a bug |
| 2 | usage: an option or a word that does not exist |
| 3 | bad input: a file or a value that is refused, by name |
| 4 | one solve failed |
| 5 | too many cells of a batch failed |
| 6 | a check failed |
| 7 | the folder holds something else |
| 130 | interrupted; what was solved is kept |
"""


def main() -> None:
    """Write the page, or with --check leave with 1 where it is stale."""
    fresh = OPENING + "\n" + "\n".join(page()).strip() + "\n"
    if "--check" not in sys.argv[1:]:
        PAGE.write_text(fresh, "utf-8")
    elif not PAGE.exists() or fresh != PAGE.read_text("utf-8"):
        sys.exit(f"{PAGE.name} is stale: run python tools/write_cli_docs.py")


def page() -> Iterator[str]:
    """The list of all commands, then each."""
    root = click.Context(commands, info_name="rls-sim", **commands.context_settings)
    every = list(walk(root))
    rows = [[link(context), context.command.get_short_help_str(120)] for context in every]
    yield from table(["command", "what it does"], rows)
    for context in every:
        yield from section(context)


def walk(context: click.Context) -> Iterator[click.Context]:
    """The commands below one, each before its own."""
    group = context.command
    assert isinstance(group, HouseGroup)
    for name in group.list_commands(context):
        command = group.commands[name]
        inner = click.Context(command, parent=context, info_name=name)
        yield inner
        if isinstance(command, HouseGroup):
            yield from walk(inner)


def link(context: click.Context) -> str:
    """A command that leads to its section."""
    return f"[`{context.command_path}`](#{context.command_path.replace(' ', '-')})"


def section(context: click.Context) -> Iterator[str]:
    """What a command does, how it is used, and what may be asked of it."""
    command = context.command
    assert isinstance(command, HouseCommand | HouseGroup)
    depth = context.command_path.count(" ")
    yield from ("", f"{'#' * (1 + depth)} `{context.command_path}`", "")
    yield from map(plain, inspect.cleandoc(command.help or "").split("\n"))
    yield ""
    if command.examples:
        yield from (*text(command.examples, "shell"), "")
    yield from text([f"{context.command_path} {' '.join(command.collect_usage_pieces(context))}"])
    rows = [row(parameter, context) for parameter in command.get_params(context)]
    rows = [found for found in rows if found]
    if rows:
        yield from ("", *table(["option", "what it does"], rows))


def row(parameter: click.Parameter, context: click.Context) -> list[str]:
    """An option's cells; empty of an argument, which the text above explains, and of --help."""
    record = parameter.get_help_record(context)
    if record is None or isinstance(parameter, click.Argument) or "--help" in parameter.opts:
        return []
    names, meaning = (said.replace("|", r"\|") for said in record)
    return [f"`{names}`", plain(" ".join(meaning.split()))]


def plain(said: str) -> str:
    """A help text of which nothing is taken for a mark of Markdown."""
    return re.sub(r"([<*[])", r"\\\1", said)


if __name__ == "__main__":
    main()
