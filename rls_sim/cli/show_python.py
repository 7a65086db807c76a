"""``--show-python``: the command line as a script in Python that does the same."""

from collections.abc import Sequence
from typing import Any

import click

SHOWN = "rls_sim.show_python"
TYPED = "rls_sim.typed"
OPTION = "--show-python"


def python_option() -> click.Option:
    """The option; what it does is up to the command that has it."""
    return click.Option(
        [OPTION],
        is_flag=True,
        expose_value=False,
        callback=_remember,
        help="Print a script in Python that does the same, and stop.",
    )


def _remember(context: click.Context, _: click.Parameter, wanted: bool) -> None:
    context.meta[SHOWN] = wanted


def remember_words(context: click.Context, words: Sequence[str]) -> None:
    """Keep what was typed behind the command's name."""
    context.meta[TYPED] = tuple(words)


def is_shown(context: click.Context) -> bool:
    """Whether the script is asked for."""
    return bool(context.meta.get(SHOWN))


def script_of(context: click.Context) -> str:
    """The script of a command whose options are read."""
    from rls_sim.cli.options import MODEL
    from rls_sim.cli.python_text import script_of as written

    names: list[str] = []
    above: click.Context | None = context
    while above is not None and above.parent is not None:
        names.insert(0, str(above.command.name))
        above = above.parent
    asked: dict[str, Any] = {**context.params, "model": context.meta.get(MODEL)}
    return written(names, asked, _without_option(context.meta[TYPED]))


def _without_option(typed: Sequence[str]) -> list[str]:
    """What was typed before ``--show-python`` was added to it; behind ``--`` stand no options."""
    end = typed.index("--") if "--" in typed else len(typed)
    return [*(word for word in typed[:end] if word != OPTION), *typed[end:]]
