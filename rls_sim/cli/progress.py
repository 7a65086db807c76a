"""How a long command shows how far it is: a bar on a terminal, lines or JSON elsewhere."""

import json
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

from rls_sim.cli.console import QUIET, note

SECONDS_BETWEEN_LINES = 10.0
SECONDS_BETWEEN_EVENTS = 1.0
SECONDS_OF_SILENCE = 2.0

Report = Callable[[int, int, int], None]  # done, in all, failed


@contextmanager
def shown_progress(
    kind: str, label: str, total: int, before: int = 0, *, paced: bool = True
) -> Iterator[Report | None]:
    """
    A function to call after each step, or None where nothing is to be shown.

    ``before``: what was done earlier, so that the pace is that of now. ``paced``: whether steps a
    second mean something to who waits.
    """
    quiet = click.get_current_context().find_root().meta.get(QUIET, False)
    if kind == "auto":
        kind = "bar" if sys.stderr is not None and sys.stderr.isatty() else "plain"
    pace = Pace(before, paced)
    if kind == "none" or (quiet and kind != "json"):
        yield None
    elif kind == "bar":
        with _bar(label, total, pace) as report:
            yield report
    else:
        yield _events(label, pace) if kind == "json" else _lines(label, pace)


@contextmanager
def told_if_long(words: str) -> Iterator[None]:
    """Say on stderr after two seconds what takes so long, and every ten seconds for how long."""
    if click.get_current_context().find_root().meta.get(QUIET, False):
        yield
        return
    ended, started = threading.Event(), time.monotonic()

    def watch() -> None:
        if ended.wait(SECONDS_OF_SILENCE):
            return
        click.echo(f"{words} ...", err=True)
        while not ended.wait(SECONDS_BETWEEN_LINES):
            click.echo(f"{words} ... {span_text(time.monotonic() - started)}", err=True)

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        ended.set()
        watcher.join()


class Pace:
    """How fast it goes, and how long it will still take at that pace."""

    def __init__(self, before: int, told: bool) -> None:
        self._started, self._before, self.told = time.monotonic(), before, told

    @property
    def seconds(self) -> float:
        """Since it began."""
        return time.monotonic() - self._started

    def rate(self, done: int) -> float:
        """Steps a second."""
        return (done - self._before) / max(self.seconds, 1e-9)

    def left(self, done: int, total: int) -> float | None:
        """Seconds until all is done; None while nothing is known."""
        rate = self.rate(done)
        return (total - done) / rate if rate > 0 else None


def span_text(seconds: float | None) -> str:
    """``40 s``, ``12 min`` or ``3.5 h``."""
    if seconds is None:
        return "unknown"
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


def rate_text(rate: float) -> str:
    """Steps a second in few digits."""
    return f"{rate:,.0f}/s" if rate >= 10 else f"{rate:.2g}/s"


@contextmanager
def _bar(label: str, total: int, pace: Pace) -> Iterator[Report]:
    """click's bar, with the pace, the time that is left and how many failed."""
    words = ""
    with click.progressbar(
        range(total),
        label=label,
        file=sys.stderr,
        show_pos=True,
        item_show_func=lambda _: words,
    ) as bar:

        def report(done: int, _: int, failed: int) -> None:
            nonlocal words
            words = rate_text(pace.rate(done)) if pace.told else ""
            words += f", {failed} failed" if failed else ""
            bar.update(done - bar.pos)

        yield report


def _lines(label: str, pace: Pace) -> Report:
    """A plain line every ten seconds, and at the end."""
    last = 0.0

    def report(done: int, total: int, failed: int) -> None:
        nonlocal last
        if done < total and pace.seconds - last < SECONDS_BETWEEN_LINES:
            return
        last = pace.seconds
        ending = f", {failed} failed" if failed else ""
        ending += f", {rate_text(pace.rate(done))}" if pace.told else ""
        left = f", about {span_text(pace.left(done, total))} left"
        ending += left if done < total else f", {span_text(pace.seconds)}"
        note(f"{label}: {done} of {total}{ending}")

    return report


def _events(label: str, pace: Pace) -> Report:
    """A JSON object a line on stderr, every second and at the end."""
    last = -SECONDS_BETWEEN_EVENTS

    def report(done: int, total: int, failed: int) -> None:
        nonlocal last
        if done < total and pace.seconds - last < SECONDS_BETWEEN_EVENTS:
            return
        last = pace.seconds
        left = pace.left(done, total)
        event = {
            "event": "progress",
            "of": label,
            "done": done,
            "total": total,
            "failed": failed,
            "per_second": round(pace.rate(done), 3),
            "seconds_left": None if left is None else round(left, 1),
        }
        click.echo(json.dumps(event), err=True)

    return report
