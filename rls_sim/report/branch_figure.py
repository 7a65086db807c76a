"""The figure of a branch: its states, and outcomes against the number that was followed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Protocol

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from rls_sim.report.caption import caption_words
from rls_sim.report.labels import RightLabel, axis_label, number_words
from rls_sim.report.page import Page
from rls_sim.report.scales import set_log_values, set_range_axis
from rls_sim.report.state_strip import (
    draw_bands,
    tint_states,
    write_critical_values,
    write_names,
)
from rls_sim.report.style import BLACK, BLUE, PURPLE, VERMILLION, LineLook, house_look
from rls_sim.report.sweep_table import Numbers, Quantity, StateBoundary, SweepTable
from rls_sim.report.thresholds import thresholds_of

Row = Mapping[str, Any]

USUAL = (
    "labile_iron",
    "function_reserve_night",
    "function_reserve_day",
    "extracellular_dopamine_trough",
    "urge_hours",
    "cell_loss_per_decade",
)
RESERVES = ("function_reserve_night", "function_reserve_day")
MOST_PANELS = 8
LOOKS = {
    "stable": LineLook(BLUE, "-", ""),
    "unstable": LineLook(VERMILLION, (0, (4, 2)), ""),
    "unsure": LineLook(PURPLE, (0, (1, 1.5)), ""),
}
WORDS = {
    "stable": "stable: a push fades",
    "unstable": "unstable: a push grows",
    "unsure": "stability not known",
}
_STRIP_HEIGHT, _PANEL_HEIGHT = 19.0, 30.0  # mm
_LOG_RATIO, _DECADES = 20.0, 5.0  # a span beyond the first is drawn by ratio, down to the second


class BranchCritical(StateBoundary, Protocol):
    """A value at which the state changes or an outcome takes the value that was sought."""

    @property
    def cause(self) -> str:
        """What crosses there; ``OUTCOME=VALUE`` where a value was sought."""

    @property
    def stretch(self) -> int:
        """The stretch between folds on which it lies."""


class BranchFold(Protocol):
    """Where the branch turns back."""

    @property
    def value(self) -> float:
        """Of the followed number."""


class BranchLike(Protocol):
    """What a figure needs of a branch; also drawn if given is what caption_words reads."""

    @property
    def parameter(self) -> Quantity:
        """What is followed."""

    @property
    def low(self) -> float:
        """The low end of the range."""

    @property
    def high(self) -> float:
        """The high end of the range."""

    @property
    def stretches(self) -> Sequence[Sequence[Row]]:
        """The rows between folds, in order along the branch."""

    @property
    def columns(self) -> Mapping[str, tuple[str, str]]:
        """Outcome name to its label and unit."""

    @property
    def criticals(self) -> Sequence[BranchCritical]:
        """The critical values, and those that were sought."""

    @property
    def folds(self) -> Sequence[BranchFold]:
        """Where the branch turns back."""

    @property
    def table(self) -> Sequence[str]:
        """The outcomes that were asked for; the usual ones are drawn if there are none."""

    @property
    def levels(self) -> Sequence[tuple[str, float]]:
        """Outcomes and the values that were sought."""


@dataclass(frozen=True)
class _Stretch:
    """The part of a branch between two folds, as a table in the order of the followed number."""

    rows: Sequence[Row]
    columns: Mapping[str, tuple[str, str]]
    parameter: Quantity
    boundaries: Sequence[StateBoundary]
    number: int

    @property
    def verdicts(self) -> list[str]:
        """The stability of each row; a fold, which has none, takes its neighbour's."""
        found = [str(row["stability"]) for row in self.rows]
        if self.rows[0]["fold"] and len(found) > 1:
            found[0] = found[1]
        if self.rows[-1]["fold"] and len(found) > 1:
            found[-1] = found[-2]
        return found

    @property
    def stability(self) -> str:
        """What was found for all of the stretch; unsure where it is not one and the same."""
        verdicts = set(self.verdicts)
        return verdicts.pop() if len(verdicts) == 1 else "unsure"

    def pieces(self) -> Iterator[tuple[str, Sequence[Row]]]:
        """The stretch cut where its stability changes; what lies between two verdicts is unsure."""
        verdicts = self.verdicts
        kinds = [one if one == other else "unsure" for one, other in pairwise(verdicts)]
        first = 0
        for last in range(1, len(self.rows)):
            if last == len(kinds) or kinds[last] != kinds[first]:
                yield kinds[first], self.rows[first : last + 1]
                first = last


def draw_branch(result: BranchLike) -> Figure:
    """One page: a strip of states for each stretch between folds, then a panel an outcome.

    Stable stretches are solid, unstable ones dashed, others dotted. Diamonds are folds; circles
    are where the state changes, triangles where an outcome takes a value that was sought.
    Raises ValueError where no outcome of the branch is a number.
    """
    with house_look():
        return _compose(result)


def _compose(result: BranchLike) -> Figure:
    stretches = [
        _Stretch(
            rows,
            result.columns,
            result.parameter,
            [one for one in result.criticals if one.stretch == number and _changes(one)],
            number,
        )
        for number, rows in enumerate(result.stretches)
    ]
    names = _drawn(result)
    words = f"{result.parameter.meaning} ({result.parameter.name})"
    page = Page.of(
        f"The day of a cell along {result.parameter.meaning}",
        caption_words(result, *_remarks(result)),
        [*([_STRIP_HEIGHT] * len(stretches)), *([_PANEL_HEIGHT] * len(names))],
    )
    strips = [(page.add(page.panels[0] if page.panels else None), one) for one in stretches]
    for axes, stretch in strips:
        set_range_axis(axes, result.low, result.high, _by_ratio(result))
        table = SweepTable(stretch)
        draw_bands(axes, table, table.bands())
        if len(stretches) > 1:
            label = f"Stretch {stretch.number + 1}, {stretch.stability}"
            page.right_labels.append((axes, [RightLabel(0.5, label, LOOKS[stretch.stability])]))
    letters = iter("ABCDEFGHIJ")
    for name in names:
        axes = page.add(page.panels[0])
        lines = _draw_outcome(axes, result, stretches, name)
        levels = [RightLabel(level, words, None) for level, words in _levels(result, name)]
        page.right_labels.append((axes, [*(lines if name == names[0] else []), *levels]))
        page.entitle(axes, next(letters), "")
    for axes in page.panels[len(stretches) : -1]:
        axes.tick_params(labelbottom=False)
    page.panels[-1].set_xlabel(axis_label(words, result.parameter.unit))
    page.finish()
    for axes, stretch in strips:
        table = SweepTable(stretch)
        write_names(axes, table.bands())
        write_critical_values(axes, table)
    return page.figure


def _changes(critical: StateBoundary) -> bool:
    return critical.below_state != critical.above_state


def _by_ratio(result: BranchLike) -> bool:
    return result.low > 0 and result.high >= 10 * result.low


def _drawn(result: BranchLike) -> list[str]:
    """The outcomes that have a panel."""
    rows = [row for stretch in result.stretches for row in stretch]
    asked = [name for name in result.table or USUAL if name in result.columns]
    sought = [name for name, _ in result.levels if name not in asked]
    names = [name for name in (*asked, *sought) if np.isfinite(_column(rows, name)).any()]
    if not names:
        raise ValueError("no outcome of the branch is a number")
    return names[:MOST_PANELS]


def _column(rows: Sequence[Row], name: str) -> Numbers:
    """An outcome along some rows; not-a-number where it could not be read."""
    values = [row[name] for row in rows]
    return np.array([np.nan if isinstance(value, str) else float(value) for value in values])


def _remarks(result: BranchLike) -> Iterator[str]:
    """What the caption says of the marks, the folds and the ends."""
    if result.folds:
        values = " and ".join(number_words(fold.value) for fold in result.folds)
        yield f"Diamonds: the branch turns back, at {values}"
    if any(map(_changes, result.criticals)):
        yield "Circles: the state changes"
    sought = [one for one in result.criticals if not _changes(one)]
    if sought:
        found = ", ".join(f"{one.cause} at {number_words(one.value)}" for one in sought)
        yield f"Triangles: {found}"
    for end in getattr(result, "ends", ()):
        if str(end.ending) not in ("reached_low", "reached_high"):
            yield f"The branch ends at {number_words(end.value)}: {end.words}"


def _draw_outcome(
    axes: Axes, result: BranchLike, stretches: Sequence[_Stretch], name: str
) -> list[RightLabel]:
    """One outcome along every stretch, and its levels; returns the words for the lines."""
    key = result.parameter.name
    shown: dict[str, float] = {}
    for stretch in stretches:
        for verdict, rows in stretch.pieces():
            look, values = LOOKS[verdict], _column(rows, name)
            places = _column(rows, key)
            axes.plot(places, values, color=look.colour, linestyle=look.dashes, zorder=3)
            if np.isfinite(values).any():
                shown[verdict] = float(values[np.isfinite(values)][-1])
        _mark_criticals(axes, result, stretch, name)
    _mark_folds(axes, result, name)
    levels = _levels(result, name)
    for level, _ in levels:
        axes.axhline(level, color=BLACK, linewidth=0.6, zorder=2)
    _set_values(axes, [_column(stretch.rows, name) for stretch in stretches], levels)
    axes.set_ylabel(axis_label(*result.columns[name]))
    if len(stretches) == 1:
        tint_states(axes, SweepTable(stretches[0]).bands())
    return [RightLabel(y, WORDS[verdict], LOOKS[verdict]) for verdict, y in shown.items()]


def _levels(result: BranchLike, name: str) -> list[tuple[float, str]]:
    """The values that divide an outcome, or were sought for it, each with its words."""
    found = [
        (float(value), f"{words}: {number_words(value)}")
        for value, words in thresholds_of(result).get(name, ())
    ]
    if name in RESERVES:
        found.append((1.0, "function holds above: 1"))
    found += [
        (value, f"sought: {number_words(value)}")
        for outcome, value in result.levels
        if outcome == name
    ]
    return found


def _mark_criticals(axes: Axes, result: BranchLike, stretch: _Stretch, name: str) -> None:
    """Circles where the state changes; triangles where this outcome takes a value sought."""
    for critical in result.criticals:
        sought = critical.cause.partition("=")[0] == name
        if critical.stretch != stretch.number or not (_changes(critical) or sought):
            continue
        height = _between(result, stretch.rows, name, critical.value)
        _mark(axes, critical.value, height, "o" if _changes(critical) else "^", BLACK)


def _between(result: BranchLike, rows: Sequence[Row], name: str, place: float) -> float:
    """An outcome between two points of a stretch, along the axis as it is drawn."""
    places, values = _column(rows, result.parameter.name), _column(rows, name)
    order = np.argsort(places)
    if _by_ratio(result):
        return float(np.interp(np.log(place), np.log(places[order]), values[order]))
    return float(np.interp(place, places[order], values[order]))


def _mark_folds(axes: Axes, result: BranchLike, name: str) -> None:
    for stretch in list(result.stretches)[:-1]:
        fold = stretch[-1]
        _mark(axes, float(fold[result.parameter.name]), float(fold[name]), "D", "white")


def _mark(axes: Axes, place: float, height: float, marker: str, fill: str) -> None:
    """A mark that is whole also on the edge of the panel, and takes no room of its own."""
    (mark,) = axes.plot(
        [place],
        [height],
        marker=marker,
        color=BLACK,
        markerfacecolor=fill,
        markersize=4.2,
        linestyle="none",
        clip_on=False,
        zorder=5,
    )
    mark.set_in_layout(False)


def _set_values(
    axes: Axes, columns: Sequence[Numbers], levels: Sequence[tuple[float, str]]
) -> None:
    """The y axis: by ratio where the values span much and stay above zero."""
    numbers = np.concatenate([*columns, np.array([level for level, _ in levels])])
    numbers = numbers[np.isfinite(numbers)]
    low, high = float(numbers.min()), float(numbers.max())
    if low > 0 and high >= _LOG_RATIO * low:
        set_log_values(axes, max(low / 1.4, high * 10.0**-_DECADES), high * 1.4)
        return
    low = min(low, 0.0)
    axes.set_ylim(low, high + 0.08 * ((high - low) or 1.0))
