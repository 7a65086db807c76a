"""Where words go: results to stdout, everything else to stderr; and what ends a command."""

import json
import signal
import sys
import tempfile
import traceback
import warnings
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import click

from rls_sim.errors import RlsSimError

QUIET = "rls_sim.quiet"
INTERRUPTED = 130
TERMINATED = 143
BUG = 1


class Terminated(BaseException):
    """The process was asked to end; what is half done is put away on the way out."""


def note(text: str) -> None:
    """Say something that is not the result, unless the user wants quiet."""
    context = click.get_current_context(silent=True)
    if context is None or not context.find_root().meta.get(QUIET, False):
        click.echo(text, err=True)


def be_quiet(context: click.Context, _: click.Parameter, wanted: bool) -> None:
    """Remember ``-q`` for everything this process says."""
    if wanted:
        context.find_root().meta[QUIET] = True


def print_json(document: Any) -> None:
    """Write one JSON document to stdout; not-a-number becomes null."""
    from rls_sim.study.provenance import clean

    click.echo(json.dumps(clean(document), indent=2, ensure_ascii=False, allow_nan=False))


def run_guarded(command: Callable[[], Any]) -> int:
    """Run a command and give its exit code; no error of ours shows a traceback.

    The codes are those of the contract: 2 usage, those of RlsSimError, 1 a bug, 130 and 143 when
    interrupted or terminated.
    """
    signal.signal(signal.SIGTERM, _terminate)
    with warnings.catch_warnings():
        warnings.showwarning = _show_warning
        try:
            return _exit_code(command)
        except Terminated:
            click.echo("terminated; nothing is left half written", err=True)
            return TERMINATED
        except BrokenPipeError:
            _hush_stdout()
            return 0
        except Exception as trouble:
            click.echo(_bug_report(trouble), err=True)
            return BUG


def _exit_code(command: Callable[[], Any]) -> int:
    try:
        result = command()
        sys.stdout.flush()
        return result if isinstance(result, int) else 0
    except click.exceptions.Exit as end:
        return int(end.exit_code)
    except click.ClickException as trouble:
        trouble.show()
        return int(trouble.exit_code)
    except (KeyboardInterrupt, click.Abort):
        click.echo("interrupted; nothing is left half written", err=True)
        return INTERRUPTED
    except RlsSimError as trouble:
        click.echo(error_text(str(trouble)), err=True)
        return trouble.exit_code


def error_text(message: str) -> str:
    """``error: ...`` on one line; a list of problems is counted and indented."""
    lines = message.splitlines() or ["(no message)"]
    if len(lines) == 1:
        return f"error: {lines[0]}"
    return "\n".join([f"error: {len(lines)} problems", *(f"  {line}" for line in lines)])


def _bug_report(trouble: Exception) -> str:
    """One line that says where the traceback is."""
    with tempfile.NamedTemporaryFile(
        "w", prefix="rls-sim-", suffix=".traceback.txt", delete=False, encoding="utf-8"
    ) as file:
        file.write(" ".join(sys.argv) + "\n")
        file.write("".join(traceback.format_exception(trouble)))
    words = " ".join(str(trouble).split())
    return (
        f"error: this is a bug of rls-sim: {type(trouble).__name__}: {words} "
        f"(traceback in {Path(file.name)})"
    )


def _show_warning(message: Warning | str, *_: Any, **__: Any) -> None:
    """A warning as one line, without the place in the code."""
    click.echo(f"warning: {' '.join(str(message).split())}", err=True)


def _terminate(_: int, __: FrameType | None) -> None:
    raise Terminated


def _hush_stdout() -> None:
    """Let the interpreter's last flush go nowhere: the reader has closed the pipe."""
    import os

    sink = os.open(os.devnull, os.O_WRONLY)
    os.dup2(sink, sys.stdout.fileno())
