"""The rows of a forest plot: which observations are drawn, in which panel, next to which."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

MORNING = 6.0  # a panel of clock hours runs from here for a day: the night stays in one piece
CLOCK = 24.0
RATIO, LEVEL, HOUR = "ratio", "level", "hour"
WORDS = {
    RATIO: "",
    LEVEL: ": value over the published one",
    HOUR: ": hour of the day",
}


class Seen(Protocol):
    """What a figure needs of an observation; see `rls_sim/hypotheses/observations.py`."""

    @property
    def id(self) -> str:
        """Its name."""

    @property
    def what(self) -> str:
        """What was seen, in words."""

    @property
    def contrast(self) -> str:
        """What was compared."""

    @property
    def outcome(self) -> str:
        """What of the model answers; empty where nothing does."""

    @property
    def direction(self) -> str | None:
        """up, down or same."""

    @property
    def value(self) -> float:
        """The ratio or the level; not a number where there is a sign alone."""

    @property
    def low(self) -> float:
        """One standard error below."""

    @property
    def high(self) -> float:
        """One standard error above."""

    @property
    def unit(self) -> str:
        """Of the value."""

    @property
    def n(self) -> tuple[int, ...]:
        """Cases and controls, where known."""

    @property
    def method(self) -> str:
        """How it was seen."""

    @property
    def species(self) -> str:
        """In whom."""

    @property
    def source(self) -> str:
        """Where it was published."""

    @property
    def use(self) -> str:
        """What it is used for."""

    @property
    def conflicts_with(self) -> tuple[str, ...]:
        """The ids of what contradicts it."""

    @property
    def has_value(self) -> bool:
        """Whether there is a number."""

    @property
    def is_ratio(self) -> bool:
        """Whether it compares two groups."""

    @property
    def is_clock(self) -> bool:
        """Whether its value is an hour of the clock."""

    @property
    def log_standard_error(self) -> float:
        """Standard error of the logarithm of a ratio."""


@dataclass(frozen=True)
class Panel:
    """Rows with one axis, under one heading; ``disputes`` are runs of rows, first and last."""

    heading: str
    kind: str
    rows: tuple[Seen, ...]
    disputes: tuple[tuple[int, int], ...]
    contrast: str = ""


def kind_of(row: Seen) -> str:
    """Which axis a row needs."""
    if row.is_ratio:
        return RATIO
    return HOUR if row.is_clock else LEVEL


def panels_of(observations: Iterable[Seen], headings: Mapping[str, str]) -> list[Panel]:
    """The bound observations by contrast and axis; what contradicts one another stands together.

    ``headings`` gives the words of each contrast, in the order in which they are drawn. A level
    without a number is left out.
    """
    bound = [row for row in observations if row.outcome and (row.is_ratio or row.has_value)]
    panels = []
    for contrast, words in headings.items():
        for kind in (RATIO, LEVEL, HOUR):
            rows = [row for row in bound if row.contrast == contrast and kind_of(row) == kind]
            if rows:
                together = _gathered(rows)
                flat = tuple(row for group in together for row in group)
                panels.append(Panel(words + WORDS[kind], kind, flat, _runs(together), contrast))
    return panels


def _gathered(rows: Sequence[Seen]) -> list[list[Seen]]:
    """The rows in groups: those that a chain of conflicts ties together, in the order given."""
    by_id = {row.id: row for row in rows}
    seen: set[str] = set()
    groups = []
    for row in rows:
        if row.id in seen:
            continue
        due, members = [row.id], {row.id}
        while due:
            found = {name for name in by_id[due.pop()].conflicts_with if name in by_id} - members
            members |= found
            due += found
        seen |= members
        groups.append([other for other in rows if other.id in members])
    return groups


def _runs(groups: Sequence[Sequence[Seen]]) -> tuple[tuple[int, int], ...]:
    """First and last place of each group of more than one row."""
    runs, place = [], 0
    for group in groups:
        if len(group) > 1:
            runs.append((place, place + len(group) - 1))
        place += len(group)
    return tuple(runs)


def hour_on_axis(hour: float) -> float:
    """An hour of the clock on an axis that begins in the morning."""
    return (hour - MORNING) % CLOCK + MORNING
