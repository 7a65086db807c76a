"""The figure of one cell's day: iron, dopamine, the gate, function and urge, from noon to noon."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from rls_sim.quantities.display import readable_scale
from rls_sim.report.caption import Origin, caption_words
from rls_sim.report.clock_axis import (
    CLOCK_LABEL,
    night_of,
    noon_to_noon,
    plot_from_noon,
    set_clock_axis,
    shade_night,
)
from rls_sim.report.labels import (
    RightLabel,
    axis_label,
    number_words,
    sentence,
    share_words,
)
from rls_sim.report.page import Page
from rls_sim.report.scales import set_log_values
from rls_sim.report.style import BLACK, LINE_LOOKS, VERMILLION, LineLook, house_look
from rls_sim.report.traces import URGE, DayLike, Trace, find_trace

RESERVE = "function_reserve"
LEVEL_OF_RESERVE = 1.0  # below it function fails, by what a reserve means
_REFERENCE_DASHES = (0, (1.2, 1.2))
FAILS_BELOW = "function fails below"
MOST_OF_RESERVE = 5.0  # a larger reserve is plenty; drawing it would flatten where it matters
LEAST_OF_RESERVE = 1e-3  # a smaller one, or one below 0, is none: a logarithm has no place for it


@dataclass(frozen=True)
class Panel:
    """Quantities of a day that are drawn over each other."""

    title: str
    quantities: tuple[str, ...]
    height: float  # mm
    looks: tuple[LineLook, ...] = LINE_LOOKS
    relative: bool = False  # each drawn against its mean over the day
    threshold: str = ""  # the parameter that divides the panel's values


PANELS = (
    Panel(
        "Iron, in the blood and in the neuron",
        ("plasma.transferrin_saturation", "neuron.labile_iron", "neuron.iron_sulfur_supply"),
        34.0,
        relative=True,
    ),
    Panel("Dopamine outside the cell", ("extracellular_dopamine",), 28.0, (LINE_LOOKS[2],)),
    Panel(
        "The gate to the legs: D2 signal shuts it, the drive opens it",
        ("d2_signal", "excitatory_drive", "gate"),
        34.0,
        (LINE_LOOKS[2], LINE_LOOKS[5], LineLook(BLACK, "-", "v")),
        threshold="urge_threshold",
    ),
    Panel("Function: it fails in the hatched hours", (RESERVE,), 30.0, (LINE_LOOKS[0],)),
    Panel(
        "The urge to move of someone who lies still",
        (URGE,),
        26.0,
        (LINE_LOOKS[3],),
        threshold="urge_noticed",
    ),
)


def draw_day(day: DayLike, reference: DayLike | None = None, lesions: Sequence[str] = ()) -> Figure:
    """One page with the 24 hours of a cell from noon to noon, so that the night is in the middle.

    `reference` is drawn thin and dotted; without one, the day's own healthy `reference` is, if
    it has one. `lesions`: the names of those that made the cell, for the caption. Quantities that
    the model lacks are left out.
    Raises ValueError if it has none of them.
    """
    if reference is None:
        reference = getattr(day, "reference", None)
    panels = [panel for panel in PANELS if _traces(day, panel)]
    if not panels:
        raise ValueError("the model of this day has none of the quantities that its figure draws")
    with house_look():
        return _compose(day, reference, panels, tuple(lesions))


def _compose(
    day: DayLike, reference: DayLike | None, panels: Sequence[Panel], lesions: tuple[str, ...]
) -> Figure:
    # The hash of the model it differs from, as sweeps and JSON give it; the differences follow.
    base = (reference or day).model
    origin = Origin(differences_from_health(day, reference), str(base.hash()), lesions)
    remark = "" if reference is None else "Thin and dotted: the healthy day"
    page = Page.of(
        "The day of one cell, from noon to noon",
        caption_words(origin, remark),
        [panel.height for panel in panels],
    )
    for letter, panel in zip("ABCDEFGHI", panels, strict=False):
        axes = page.add(beside=page.panels[0] if page.panels else None)
        page.right_labels.append((axes, _draw(axes, day, reference, panel)))
        shade_night(axes, night_of(day.model.parameters), named=panel is panels[0])
        page.entitle(axes, letter, panel.title)
        if panel is not panels[-1]:
            axes.tick_params(labelbottom=False)
    set_clock_axis(page.panels[-1].xaxis)
    page.panels[-1].set_xlabel(CLOCK_LABEL)
    page.finish()
    return page.figure


def differences_from_health(day: DayLike, reference: DayLike | None) -> dict[str, tuple[Any, Any]]:
    """The cell's parameters that differ from those of the healthy day, as (mine, healthy)."""
    if reference is None:
        from rls_sim.biology.brain import default_parameters

        healthy: Any = default_parameters()
    else:
        healthy = reference.model.parameters
    mine = day.model.parameters
    return {
        name: (parameter, healthy[name])
        for name, parameter in mine.items()
        if name in healthy and parameter.value != healthy[name].value
    }


def _traces(day: DayLike, panel: Panel) -> list[Trace]:
    found = (find_trace(day, name) for name in panel.quantities)
    return [trace for trace in found if trace is not None]


def _draw(axes: Axes, day: DayLike, reference: DayLike | None, panel: Panel) -> list[RightLabel]:
    traces = _traces(day, panel)
    labels: list[RightLabel] = []
    common, own = share_words([trace.label for trace in traces])
    factor, unit = _scale(traces, panel)
    for trace, words in zip(traces, own, strict=True):
        look = panel.looks[panel.quantities.index(trace.name)]
        healthy = None if reference is None else find_trace(reference, trace.name)
        base = (healthy or trace).mean if panel.relative else 1.0 / factor
        if healthy is not None:
            _plot(axes, healthy, base, LineLook(look.colour, _REFERENCE_DASHES, ""), 0.7)
        last = _plot(axes, trace, base, look, 1.3)
        if len(traces) > 1:
            labels.append(RightLabel(last, sentence(words), look))
    labels += _draw_threshold(axes, day, panel)
    if RESERVE in panel.quantities:
        healthy = None if reference is None else find_trace(reference, RESERVE)
        labels += _hatch_failing(axes, traces[0], healthy)
    shown = common or traces[0].label
    if panel.relative:
        shown = "Relative to the healthy mean" if reference else "Relative to its mean of the day"
    elif len(traces) > 1 and not common:
        shown = "Value"
    axes.set_ylabel(axis_label(shown, unit))
    if not panel.relative and RESERVE not in panel.quantities:
        axes.set_ylim(bottom=0.0)
    return labels


def _scale(traces: Sequence[Trace], panel: Panel) -> tuple[float, str]:
    if panel.relative:
        return 1.0, "1"
    return readable_scale(traces[0].unit, max(float(trace.values.max()) for trace in traces))


def _plot(axes: Axes, trace: Trace, base: float, look: LineLook, width: float) -> float:
    """Draw a trace over `base` and return where its line ends."""
    above = 3 if look.marker else 2
    values = trace.values / base
    return plot_from_noon(axes, trace.hours, values, look, linewidth=width, zorder=above)


def _draw_threshold(axes: Axes, day: DayLike, panel: Panel) -> list[RightLabel]:
    parameter = day.model.parameters.get(panel.threshold) if panel.threshold else None
    if parameter is None:
        return []
    return [_level(axes, parameter.value, parameter.meaning)]


def _level(axes: Axes, value: float, words: str) -> RightLabel:
    axes.axhline(value, color=BLACK, linewidth=0.6, zorder=2)
    return RightLabel(value, f"{words}: {number_words(value)}")


def _hatch_failing(axes: Axes, reserve: Trace, healthy: Trace | None) -> list[RightLabel]:
    clock, values = noon_to_noon(reserve.hours, reserve.values)
    axes.fill_between(
        clock,
        values,
        LEVEL_OF_RESERVE,
        where=(values < LEVEL_OF_RESERVE).tolist(),
        interpolate=True,
        facecolor=VERMILLION,
        edgecolor=BLACK,
        hatch="////",
        alpha=0.35,
        linewidth=0,
    )
    drawn = np.concatenate([t.values for t in (reserve, healthy) if t is not None])
    drawn = drawn[drawn > LEAST_OF_RESERVE]
    low = min(float(drawn.min(initial=0.6)) / 1.2, 0.5)
    high = max(float(drawn.max(initial=0.0)) * 1.2, 2.0)
    set_log_values(axes, low, min(high, MOST_OF_RESERVE))
    return [_level(axes, LEVEL_OF_RESERVE, FAILS_BELOW)]
