"""Progress of what takes more than two seconds: a bar in a notebook, a line in a terminal."""

import sys
import time
from html import escape
from types import TracebackType
from typing import Any

PATIENCE = 2.0  # s before anything is said
BETWEEN = 0.25  # s between two words


class Progress:
    """Told how far a computation is; shows it where somebody sits who waits."""

    def __init__(self, label: str, wanted: bool = True) -> None:
        """``label`` is what is counted; unless ``wanted`` nothing is shown."""
        self.label, self._wanted = label, wanted
        self._began = self._last = time.monotonic()
        self._shown: Any = None
        self.done, self.total = 0, 0

    def __enter__(self) -> "Progress":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None
    ) -> None:
        if self._shown is not None:
            self._shown.end(self._text("stopped" if kind else "done"))

    def add(self, count: int) -> None:
        """So many more are done."""
        self.tell(self.done + count, self.total)

    def tell(self, done: int, total: int, failed: int = 0) -> None:
        """How many are done of how many, and of those how many failed."""
        self.done, self.total = done, max(total, done)
        now = time.monotonic()
        if not self._wanted or now - self._began < PATIENCE or now - self._last < BETWEEN:
            return
        self._last = now
        if self._shown is None:
            self._shown = _place()
        if self._shown is not None:
            left = (now - self._began) * (self.total - done) / max(done, 1)
            words = f"{left:.0f} s left" + (f", {failed} failed" if failed else "")
            self._shown.show(self._text(words), done, self.total)

    def _text(self, words: str) -> str:
        return f"{self.label}: {self.done} of {self.total}, {words}"


class _Notebook:
    """An output of the cell that is written anew."""

    def __init__(self, display: Any) -> None:
        self._handle = display({"text/plain": ""}, raw=True, display_id=True)

    def show(self, text: str, done: int, total: int) -> None:
        """Show how far it is."""
        bar = f'<progress value="{done}" max="{max(total, 1)}" style="width:20em"></progress>'
        html = f"<div>{bar} <small>{escape(text)}</small></div>"
        self._handle.update({"text/plain": text, "text/html": html}, raw=True)

    def end(self, text: str) -> None:
        """Leave how it ended."""
        html = f"<small>{escape(text)}</small>"
        self._handle.update({"text/plain": text, "text/html": html}, raw=True)


class _Terminal:
    """A line of stderr that is written anew, and wiped at the end."""

    def __init__(self) -> None:
        self._width = 0

    def show(self, text: str, done: int, total: int) -> None:
        """Show how far it is."""
        self._write(f"\r{text.ljust(self._width)}")
        self._width = len(text)

    def end(self, text: str) -> None:
        """Wipe the line."""
        self._write(f"\r{' ' * self._width}\r")

    @staticmethod
    def _write(text: str) -> None:
        sys.stderr.write(text)
        sys.stderr.flush()


def _place() -> _Notebook | _Terminal | None:
    """Where progress is shown: None where nobody sees it."""
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    if shell is not None and getattr(shell, "kernel", None) is not None:
        return _Notebook(sys.modules["IPython"].display.display)
    return _Terminal() if sys.stderr is not None and sys.stderr.isatty() else None
