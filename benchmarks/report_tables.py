"""Numbers and tables as a page shows them."""

from collections.abc import Sequence
from typing import Any


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table in Markdown, followed by an empty line."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def seconds_text(seconds: float) -> str:
    """A time with the unit that suits it, to three digits."""
    for factor, unit in ((1.0, "s"), (1e3, "ms"), (1e6, "us")):
        if seconds * factor >= 1.0 or unit == "us":
            return f"{three_digits(seconds * factor)} {unit}"
    raise AssertionError


def three_digits(value: float) -> str:
    """12.3, 1,230 or 0.0123."""
    rounded = float(f"{value:.3g}")
    return f"{rounded:,.0f}" if rounded >= 100 else f"{rounded:g}"


def times(timing: dict[str, Any]) -> str:
    """A median with its extremes."""
    least, most = seconds_text(timing["least"]), seconds_text(timing["most"])
    rounds = "" if timing["rounds"] >= 5 else f", {timing['rounds']} rounds"
    return f"{seconds_text(timing['median'])} ({least} to {most}{rounds})"


def amount(ratio: float) -> str:
    """A ratio, to two digits."""
    rounded = float(f"{ratio:.2g}")
    return f"{rounded:,.0f}" if rounded >= 10 else f"{rounded:g}"
