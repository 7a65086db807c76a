"""Blocks of code and tables as Markdown writes them."""

from collections.abc import Sequence


def text(lines: Sequence[str], language: str = "text") -> list[str]:
    """A block of code."""
    return [f"```{language}", *lines, "```"]


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """A table."""
    return [f"| {' | '.join(row)} |" for row in (heads, ["---"] * len(heads), *rows)]
