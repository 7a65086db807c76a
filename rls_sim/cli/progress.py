"""How a long command shows how far it is: a bar on a terminal, a line now and then elsewhere."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

from rls_sim.cli.console import QUIET, note

SECONDS_BETWEEN_LINES = 10.0

Report = Callable[[int, int, int], None]  # done, in all, failed


@contextmanager
def shown_progress(kind: str, label: str, total: int) -> Iterator[Report | None]:
    """A function to call after each step, or None where nothing is to be shown."""
    quiet = click.get_current_context().find_root().meta.get(QUIET, False)
    if kind == "auto":
        kind = "bar" if sys.stderr is not None and sys.stderr.isatty() else "plain"
    if quiet or kind == "none":
        yield None
    elif kind == "bar":
        with _bar(label, total) as report:
            yield report
    else:
        yield _lines(label)


@contextmanager
def _bar(label: str, total: int) -> Iterator[Report]:
    """click's bar, with the time that is left and how many failed."""
    failures = 0
    with click.progressbar(
        range(total),
        label=label,
        file=sys.stderr,
        show_pos=True,
        item_show_func=lambda _: f"{failures} failed" if failures else None,
    ) as bar:

        def report(done: int, _: int, failed: int) -> None:
            nonlocal failures
            failures = failed
            bar.update(done - bar.pos)

        yield report


def _lines(label: str) -> Report:
    """A plain line every ten seconds, and at the end."""
    started = last = time.monotonic()

    def report(done: int, total: int, failed: int) -> None:
        nonlocal last
        now = time.monotonic()
        if done < total and now - last < SECONDS_BETWEEN_LINES:
            return
        last = now
        left = (now - started) / done * (total - done)
        ending = f", {failed} failed" if failed else ""
        ending += f", about {left:.0f} s left" if done < total else f", {now - started:.0f} s"
        note(f"{label}: {done} of {total}{ending}")

    return report
