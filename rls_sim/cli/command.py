"""Commands whose help begins with real examples, and groups that keep the order of their words."""

from collections.abc import Sequence
from typing import Any

import click

from rls_sim.cli.show_python import is_shown, python_option, remember_words, script_of

WIDTH = 96  # of help texts


class HouseCommand(click.Command):
    """A command that shows how it is used before anything else, and prints itself in Python."""

    def __init__(self, *args: Any, examples: Sequence[str] = (), **kwargs: Any) -> None:
        """``examples`` are lines as typed, each with a comment if it needs one."""
        super().__init__(*args, **kwargs)
        self.examples = tuple(examples)
        self.params.append(python_option())

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the options; what was typed is kept for the script."""
        remember_words(ctx, args)
        return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Print the script where it is asked for; else do what the command does."""
        if not is_shown(ctx):
            return super().invoke(ctx)
        click.echo(script_of(ctx))
        return None

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the examples, then what click writes."""
        write_examples(self.examples, formatter)
        super().format_help(ctx, formatter)


class HouseGroup(click.Group):
    """A group of such commands, listed in the order in which they were added."""

    command_class = HouseCommand
    group_class = type

    def __init__(self, *args: Any, examples: Sequence[str] = (), **kwargs: Any) -> None:
        """``examples`` as for a command."""
        super().__init__(*args, **kwargs)
        self.examples = tuple(examples)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names in the order in which the commands were added."""
        return list(self.commands)

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the examples, then what click writes."""
        write_examples(self.examples, formatter)
        super().format_help(ctx, formatter)


def write_examples(examples: Sequence[str], formatter: click.HelpFormatter) -> None:
    """The examples under a heading of their own, unwrapped."""
    if not examples:
        return
    formatter.write("Example:\n" if len(examples) == 1 else "Examples:\n")
    for line in examples:
        formatter.write(f"  {line}\n")
    formatter.write("\n")
