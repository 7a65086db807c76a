"""Courses as text, for a terminal: dots of braille, or plain letters where it has no others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import ArrayLike

from rls_sim.quantities.display import readable_scale
from rls_sim.report.clock_axis import DAY_HOURS, Hours, clock_words, night_of, noon_to_noon
from rls_sim.report.labels import number_words, sentence, unit_words
from rls_sim.report.sweep_table import Numbers
from rls_sim.report.traces import URGE, Course, DayLike, find_trace

LINES = 24  # of a plot at most: a small terminal
NARROWEST, WIDEST = 40, 110  # letters
DAY_SHOWN = ("neuron.labile_iron", "extracellular_dopamine", "function_reserve", URGE)
LEVELS = {"function_reserve": (1.0, "fails below")}
PARAMETER_LEVELS = {URGE: ("urge_noticed", "noticed from")}  # levels that the model itself sets
_MARGIN = 9  # letters at the left, for the values
_LEAST_SPAN = 0.05  # of the largest value: less is noise, which must not fill a panel
_ROWS_OF_DOTS, _COLUMNS_OF_DOTS = 4, 2  # in one letter of braille
_DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
_HEIGHTS = "_.-'"  # plain letters from low to high
_COLOURS = (34, 32, 31, 35, 36, 33)  # blue, green, red, ... of ANSI terminals
NOTHING = 1e-6  # of the largest value of a panel
_BY_CLOCK = 72.0  # h; the axis of a longer course counts days


@dataclass(frozen=True)
class Screen:
    """What a terminal can show: letters on a line, letters beyond ASCII, colours."""

    width: int
    unicode: bool = True
    colour: bool = False

    @property
    def columns(self) -> int:
        """Letters of a panel."""
        return min(max(self.width, NARROWEST), WIDEST) - _MARGIN - 2


@dataclass(frozen=True)
class Strip:
    """A quantity over time: hours (n,) and values (n,) in a unit; a level is drawn through it."""

    label: str
    unit: str
    hours: Numbers
    values: Numbers
    level: float | None = None
    level_words: str = ""


class NamedCourse(Course, Protocol):
    """A course by whose name its level is known."""

    @property
    def name(self) -> str:
        """Of the quantity."""


def strip_of(
    name: str,
    label: str,
    unit: str,
    hours: ArrayLike,
    values: ArrayLike,
    parameters: Mapping[str, Any] | None = None,
) -> Strip:
    """A strip in the unit that reads as plain numbers, with the level that its name has.

    ``parameters``: the model's, which set some of the levels.
    """
    course = np.asarray(values, dtype=float)
    last = name.rpartition(".")[2]
    level, words = LEVELS.get(last, (None, ""))
    setter, setter_words = PARAMETER_LEVELS.get(last, ("", ""))
    if parameters is not None and setter in parameters:
        level, words = float(parameters[setter].value), setter_words
    reach = float(np.abs(course).max(initial=0.0))
    factor, shown = readable_scale(unit, max(reach, abs(level or 0.0)))
    scaled = None if level is None else factor * level
    return Strip(label, shown, np.asarray(hours, dtype=float), factor * course, scaled, words)


def day_plot(day: DayLike, screen: Screen) -> str:
    """Iron, dopamine, function and urge of a day, from noon to noon; "" if it has none of them."""
    traces = (find_trace(day, name) for name in DAY_SHOWN)
    known = day.model.parameters
    strips = [
        strip_of(t.name, t.label, t.unit, *noon_to_noon(t.hours, t.values), known)
        for t in traces
        if t
    ]
    return terminal_plot(strips, [night_of(known)], screen)


def run_plot(
    time: ArrayLike,
    courses: Sequence[NamedCourse],
    parameters: Mapping[str, Any],
    screen: Screen,
) -> str:
    """
    Courses of a run over ``time`` (n,), hours on its clock.

    The model's ``parameters`` say when it is night.
    """
    strips = [
        strip_of(one.name, one.label, one.unit, time, one.values, parameters) for one in courses
    ]
    return terminal_plot(strips, [night_of(parameters)], screen)


def terminal_plot(strips: Sequence[Strip], nights: Sequence[Hours], screen: Screen) -> str:
    """
    The strips below one another over one axis of time, in 24 lines.

    Dots fill the nights, each from one hour to another. Strips beyond seven are left out, and
    counted below. "" where there is none.
    """
    if not strips:
        return ""
    most = (LINES - 3) // 3
    shown = strips[:most]
    rows = min((LINES - 3) // len(shown) - 1, 5)
    start = min(float(strip.hours[0]) for strip in shown)
    end = max(float(strip.hours[-1]) for strip in shown)
    dark = _dark(nights, start, end, screen.columns)
    lines: list[str] = []
    for number, strip in enumerate(shown):
        panel = _Panel(strip, rows, screen, dark, (start, end))
        lines += panel.lines(_COLOURS[number % len(_COLOURS)])
    lines += _axis(start, end, screen)
    dots = "·" if screen.unicode else ":"
    last = [f"{dots * 3} night"] if dark.any() else []
    if len(strips) > len(shown):
        last.append(f"{len(strips) - len(shown)} more: --plot FILE")
    return "\n".join([*lines, *([" " * (_MARGIN + 1) + "; ".join(last)] if last else [])])


@dataclass(frozen=True)
class _Panel:
    """One strip in some rows of letters."""

    strip: Strip
    rows: int
    screen: Screen
    dark: Numbers  # (columns,) whether a column lies in the night
    span: Hours

    def lines(self, colour: int) -> list[str]:
        """The heading, then the rows from the top."""
        low, high = self._ends()
        columns = self.screen.columns * (_COLUMNS_OF_DOTS if self.screen.unicode else 1)
        steps = self.rows * _ROWS_OF_DOTS
        bottoms, tops = self._reached(columns, low, high, steps)
        letters = self._braille if self.screen.unicode else self._plain
        side = "│" if self.screen.unicode else "|"
        level = self._level_row(low, high)
        lines = [self._heading()]
        for row in range(self.rows):
            value = {0: high, self.rows - 1: low}.get(row)
            side_words = "" if value is None else _end_words(value, max(abs(low), abs(high)))
            drawn = [
                letters(row, column, bottoms, tops) or self._behind(row, column, level)
                for column in range(self.screen.columns)
            ]
            text = self._coloured("".join(drawn).rstrip(), colour)
            lines.append(f"{side_words.rjust(_MARGIN)}{side}{text}")
        return lines

    def _heading(self) -> str:
        strip = self.strip
        unit = unit_words(strip.unit) if self.screen.unicode else strip.unit
        shown = "" if strip.unit in ("1", "") else f" [{unit}]"
        words = f"; {strip.level_words} {number_words(strip.level)}" if strip.level else ""
        text = f"{sentence(strip.label)}{shown}{words}"
        return " " * (_MARGIN + 1) + text[: self.screen.columns]

    def _ends(self) -> Hours:
        known = self.strip.values[np.isfinite(self.strip.values)]
        more = [] if self.strip.level is None else [self.strip.level]
        low = float(min([*known.tolist(), *more], default=0.0))
        high = float(max([*known.tolist(), *more], default=1.0))
        if low == high == 0.0:
            return 0.0, 1.0
        if 0.0 < low <= NOTHING * high:
            low = 0.0
        lacking = _LEAST_SPAN * max(abs(low), abs(high)) - (high - low)
        if lacking > 0:
            low, high = low - lacking / 2, high + lacking / 2
        return low, high

    def _reached(
        self, columns: int, low: float, high: float, steps: int
    ) -> tuple[Numbers, Numbers]:
        """From which step to which a line goes in each column (columns,); NaN for none."""
        hours, values = self.strip.hours, self.strip.values
        start, end = self.span
        edges = np.linspace(start, end, columns + 1)
        fine = np.interp(edges, hours, values, left=np.nan, right=np.nan)
        bottoms, tops = np.fmin(fine[:-1], fine[1:]), np.fmax(fine[:-1], fine[1:])
        inside = np.clip(((hours - start) / (end - start) * columns).astype(int), 0, columns - 1)
        np.fmin.at(bottoms, inside, values)
        np.fmax.at(tops, inside, values)
        scale = (steps - 1) / (high - low)
        return np.round((bottoms - low) * scale), np.round((tops - low) * scale)

    def _braille(self, row: int, column: int, bottoms: Numbers, tops: Numbers) -> str:
        found = 0
        for j in range(_COLUMNS_OF_DOTS):
            low, high = (ends[_COLUMNS_OF_DOTS * column + j] for ends in (bottoms, tops))
            for i in range(_ROWS_OF_DOTS):
                step = (self.rows - row) * _ROWS_OF_DOTS - 1 - i
                found |= _DOTS[i][j] if low <= step <= high else 0
        return chr(0x2800 + found) if found else ""

    def _plain(self, row: int, column: int, bottoms: Numbers, tops: Numbers) -> str:
        first = (self.rows - row - 1) * _ROWS_OF_DOTS
        low, high = bottoms[column] - first, tops[column] - first
        if not (low <= high and high >= 0 and low < _ROWS_OF_DOTS):
            return ""
        if high - low >= _ROWS_OF_DOTS - 1:
            return "|"
        return _HEIGHTS[int(np.clip((low + high) / 2, 0, _ROWS_OF_DOTS - 1))]

    def _level_row(self, low: float, high: float) -> int | None:
        if self.strip.level is None:
            return None
        share = (self.strip.level - low) / (high - low)
        return self.rows - 1 - min(int(share * self.rows), self.rows - 1)

    def _behind(self, row: int, column: int, level: int | None) -> str:
        if row == level:
            return "╌" if self.screen.unicode else "-"
        if self.dark[column]:
            return "·" if self.screen.unicode else ":"
        return " "

    def _coloured(self, text: str, colour: int) -> str:
        return f"\x1b[{colour}m{text}\x1b[0m" if self.screen.colour and text else text


def _end_words(value: float, largest: float) -> str:
    return "0" if abs(value) < NOTHING * largest else number_words(value)


def _dark(nights: Sequence[Hours], start: float, end: float, columns: int) -> Numbers:
    """Which columns lie in a night (columns,); none where a column is as long as a night."""
    middles = start + (np.arange(columns) + 0.5) * (end - start) / columns
    found = np.zeros(columns, dtype=bool)
    if (end - start) / columns < DAY_HOURS / 6:
        for begins, ends in nights:
            length = (ends - begins) % DAY_HOURS or DAY_HOURS
            found |= (middles - begins) % DAY_HOURS < length
    return found


def _axis(start: float, end: float, screen: Screen) -> list[str]:
    """The line below the panels, and the times along it."""
    by_clock = end - start <= _BY_CLOCK
    room = screen.columns
    ticks = _clock_ticks(start, end) if by_clock else _day_ticks(start, end)
    line, words = ["─" if screen.unicode else "-"] * room, [" "] * (room + _MARGIN)
    for hour, text in ticks:
        at = min(round((hour - start) / (end - start) * (room - 1)), room - 1)
        line[at] = "┴" if screen.unicode else "+"
        first = max(min(at - len(text) // 2, room - len(text) + 1), 0)
        if "".join(words[max(first - 1, 0) : first + len(text) + 1]).strip():
            continue  # no room between its neighbours
        words[first : first + len(text)] = text
    corner = "└" if screen.unicode else "+"
    unit = "" if by_clock else "day "
    below = unit.rjust(_MARGIN + 1) + "".join(words).rstrip()
    return [" " * _MARGIN + corner + "".join(line), below]


def _clock_ticks(start: float, end: float) -> list[tuple[float, str]]:
    span = end - start
    step = 1 if span <= 9 else 6 if span <= 36 else 12
    first = int(np.ceil(start / step - 1e-9)) * step
    return [(float(hour), clock_words(hour)) for hour in range(first, int(end + 1e-9) + 1, step)]


def _day_ticks(start: float, end: float) -> list[tuple[float, str]]:
    days = (end - start) / DAY_HOURS
    step = next(n for n in (1, 2, 5, 10, 20, 50, 100, 200, 500, 10**6) if days / n <= 10)
    return [(start + DAY_HOURS * day, f"{day}") for day in range(0, int(days + 1e-9) + 1, step)]
