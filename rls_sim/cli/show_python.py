"""``--show-python``: the command line as a script in Python that gives the same numbers."""

from typing import Any

import click

from rls_sim.cli.command import HouseCommand

SHOWN = "rls_sim.show_python"


def _remember(context: click.Context, _: click.Parameter, wanted: bool) -> None:
    context.meta[SHOWN] = wanted


class PythonCommand(HouseCommand):
    """A command that a script in Python can do as well, and which prints that script."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """As any command of the house; ``--show-python`` joins its options."""
        super().__init__(*args, **kwargs)
        option = click.Option(
            ["--show-python"],
            is_flag=True,
            expose_value=False,
            callback=_remember,
            help="Print a script in Python that does the same, and stop.",
        )
        self.params.append(option)

    def invoke(self, context: click.Context) -> Any:
        """Print the script where it is asked for; else do what the command does."""
        if not context.meta.get(SHOWN):
            return super().invoke(context)
        from rls_sim.cli.options import MODEL
        from rls_sim.cli.python_text import script_of

        asked = {**context.params, "model": context.meta.get(MODEL)}
        click.echo(script_of(str(self.name), asked))
        return None
