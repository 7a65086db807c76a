"""Where words go: results to stdout, everything else to stderr; and what ends a command."""

import logging
import os
import signal
import sys
import tempfile
import threading
import traceback
import warnings
from _thread import interrupt_main
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout, suppress
from pathlib import Path
from types import FrameType
from typing import Any, TextIO, cast

import click

from rls_sim.cli.ending import INTERRUPTED_TEXT
from rls_sim.errors import OutputFolderError, RlsSimError

QUIET = "rls_sim.quiet"
BUG = 1
WORKERS = "rls-sim"  # how the names of threads begin that solve (study/sweeps/crews.py)
SECONDS_TO_RETURN = 0.01  # from a call back
FIRST_USE = "compiling the solvers for this machine: up to 20 s, only this once"

_HEARD = logging.getLogger("rls_sim.numerics.compiled")  # says what it compiles


class Terminated(BaseException):
    """The process was asked to end; what is half done is put away on the way out."""

    def __init__(self, number: int) -> None:
        """``number`` is that of the signal."""
        super().__init__(number)
        self.number = number


def note(text: str) -> None:
    """Say something that is not the result, unless the user wants quiet."""
    context = click.get_current_context(silent=True)
    if context is None or not context.find_root().meta.get(QUIET, False):
        click.echo(text, err=True)


def be_quiet(context: click.Context, _: click.Parameter, wanted: bool) -> None:
    """Remember ``-q`` for everything this process says."""
    if wanted:
        context.find_root().meta[QUIET] = True
        _HEARD.setLevel(logging.ERROR)


class _FirstUse(logging.Handler):
    """Tells once, whatever is compiled, why this command takes longer than it will again."""

    told = False

    def emit(self, record: logging.LogRecord) -> None:
        """Say it on stderr."""
        if not self.told:
            self.told = True
            _tell(FIRST_USE)


_last_words: list[str] = []


@contextmanager
def last_words(tell: Callable[[], str]) -> Iterator[None]:
    """What is said, in place of the usual, if the block is interrupted: how to go on, say."""
    try:
        yield
    except BaseException as trouble:
        if _interruption_behind(trouble):
            _last_words.append(tell())
        raise


def print_json(document: Any) -> None:
    """Write one JSON document to stdout; not-a-number becomes null."""
    from rls_sim.study.provenance import document_text

    click.echo(document_text(document))


def run_guarded(command: Callable[[], Any]) -> int:
    """Run a command and give its exit code; no error of ours shows a traceback.

    The codes are those of the contract: 2 usage, those of RlsSimError, 1 a bug, 130 when
    interrupted, and 128 more than the signal's number when ended by one (143 for SIGTERM).
    """
    if sys.stdout is None:  # closed: the interpreter has no stream at all
        _tell("error: standard output is closed; there is nowhere to print to")
        return OutputFolderError.exit_code
    _heed_signals()
    _HEARD.setLevel(logging.INFO)
    _HEARD.addHandler(_FirstUse())
    stdout = cast(TextIO, _Stdout(sys.stdout))
    with warnings.catch_warnings(), redirect_stdout(stdout), _interruptions_heeded():
        warnings.showwarning = _show_warning
        try:
            code = _exit_code(command)
        except (KeyboardInterrupt, Terminated) as end:
            code = _interrupted(end)
        except BrokenPipeError:
            _hush_stdout()
            code = 0
        except Exception as trouble:
            cause = _interruption_behind(trouble)
            code = _interrupted(cause) if cause else _bug(trouble)
    _leave_workers(code)
    return code


def _interrupted(end: BaseException) -> int:
    """Say how to go on; what is sent after this changes nothing."""
    number = end.number if isinstance(end, Terminated) else signal.SIGINT
    usual = "terminated; nothing is left half written"
    _tell("\n".join(_last_words) or (INTERRUPTED_TEXT if number == signal.SIGINT else usual))
    return 128 + number


def _interruption_behind(trouble: BaseException | None) -> BaseException | None:
    """The interruption that some library turned into an error of its own, if it was one."""
    while trouble is not None and not isinstance(trouble, KeyboardInterrupt | Terminated):
        trouble = trouble.__cause__ or trouble.__context__
    return trouble


@contextmanager
def _interruptions_heeded() -> Iterator[None]:
    """Interrupt once more where it was lost: no exception passes a library that calls us back."""
    usual = sys.unraisablehook

    def heed(lost: Any) -> None:
        if not issubclass(lost.exc_type, KeyboardInterrupt | Terminated):
            usual(lost)
            return
        number = getattr(lost.exc_value, "number", signal.SIGINT)
        threading.Timer(SECONDS_TO_RETURN, interrupt_main, [number]).start()

    sys.unraisablehook = heed
    try:
        yield
    finally:
        sys.unraisablehook = usual


def _leave_workers(code: int) -> None:
    """End at once where threads still solve what nobody waits for: they cannot be called off."""
    if code and any(thread.name.startswith(WORKERS) for thread in threading.enumerate()):
        for stream in (sys.stdout, sys.stderr):
            with suppress(OSError, ValueError, AttributeError):
                stream.flush()
        os._exit(code)


def _heed_signals() -> None:
    """Let the signals that ask a process to end do so in order; one that is ignored stays so."""
    for name in ("SIGTERM", "SIGHUP", "SIGUSR1"):  # a terminal hangs up, a batch system warns
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _terminate)


class StdoutError(OutputFolderError):
    """Standard output takes no more."""


class _Stdout:
    """Standard output, which says so itself where it takes no more: a full disk, say."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def write(self, text: str) -> int:
        """Write, or raise StdoutError; what the terminal has no letters for is spelt out."""
        with self._refusals_told():
            try:
                return self._stream.write(text)
            except UnicodeEncodeError:
                letters = self._stream.encoding
                spelt = text.encode(letters, "backslashreplace").decode(letters)
                return self._stream.write(spelt)

    def flush(self) -> None:
        """Flush, or raise StdoutError."""
        with self._refusals_told():
            self._stream.flush()

    @contextmanager
    def _refusals_told(self) -> Iterator[None]:
        try:
            yield
        except BrokenPipeError:
            raise  # the reader has had enough: no error
        except OSError as trouble:
            why = f"Cannot write to standard output: {trouble.strerror}."
            raise StdoutError(why) from trouble


def _tell(text: str) -> None:
    """Say something on stderr, if anybody still listens."""
    with suppress(OSError):
        click.echo(text, err=True)


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
    except click.Abort:
        return _interrupted(KeyboardInterrupt())
    except RlsSimError as trouble:
        if isinstance(trouble, StdoutError):
            _hush_stdout()
        _tell(error_text(str(trouble)))
        return trouble.exit_code


def error_text(message: str) -> str:
    """``error: ...`` on one line; a list of problems is counted and indented."""
    lines = message.splitlines() or ["(no message)"]
    if len(lines) == 1:
        return f"error: {lines[0]}"
    return "\n".join([f"error: {len(lines)} problems", *(f"  {line}" for line in lines)])


def _bug(trouble: Exception) -> int:
    """Say in one line that this is a bug, and where the traceback is."""
    words = " ".join(str(trouble).split())
    line = f"error: this is a bug of rls-sim: {type(trouble).__name__}: {words}"
    try:
        with tempfile.NamedTemporaryFile(
            "w",
            prefix="rls-sim-",
            suffix=".traceback.txt",
            delete=False,
            encoding="utf-8",
            errors="backslashreplace",
        ) as file:
            file.write(" ".join(sys.argv) + "\n")
            file.write("".join(traceback.format_exception(trouble)))
    except OSError:
        _tell(f"{line} (its traceback could not be written)")
    else:
        _tell(f"{line} (traceback in {Path(file.name)})")
    return BUG


def _show_warning(message: Warning | str, *_: Any, **__: Any) -> None:
    """A warning as one line, without the place in the code."""
    click.echo(f"warning: {' '.join(str(message).split())}", err=True)


def _terminate(number: int, _: FrameType | None) -> None:
    raise Terminated(number)


def _hush_stdout() -> None:
    """Let the interpreter's last flush go nowhere: nobody takes it."""
    sink = os.open(os.devnull, os.O_WRONLY)
    os.dup2(sink, sys.stdout.fileno())
