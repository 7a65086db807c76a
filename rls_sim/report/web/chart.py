"""Figures of a report: pictures of lines and points in SVG, with their values for the script.

The picture is whole without the script and prints as it is; with it, values show under the pointer
or the arrow keys, and series are hidden and shown by their names.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from math import isfinite

from rls_sim.report.style import GREY, LINE_LOOKS, NIGHT_COLOUR, LineLook
from rls_sim.report.web.frame import (
    MARKED_TOP,
    TOP,
    Frame,
    data_of,
    frame_marks,
    picture_of,
    words_at,
)
from rls_sim.report.web.markup import Html, tag
from rls_sim.report.web.scale import Axis

EACH = "Each outcome in a figure of its own"  # a heading over such figures
_MARKED = 12  # markers along a line, about


@dataclass(frozen=True)
class Series:
    """
    Points (n,) that belong together; NaN is a gap. ``points`` draws no line between them.

    ``low`` and ``high`` (n,) are a band around y; of points on a named axis, the ends of a bar
    along x. ``texts`` (n,) are told beside the values.
    """

    label: str
    x: Sequence[float]
    y: Sequence[float]
    look: LineLook = LINE_LOOKS[0]
    points: bool = False
    low: Sequence[float] = ()
    high: Sequence[float] = ()
    texts: Sequence[str] = ()
    filled: bool = True
    edge: str = ""  # colour around markers; that of the line unless given


@dataclass(frozen=True)
class Shade:
    """A stretch of x behind the lines: a state, or the night."""

    start: float
    end: float
    colour: str = NIGHT_COLOUR
    words: str = ""
    strength: float = 0.12


@dataclass(frozen=True)
class Chart:
    """A figure of one panel; ``levels`` are heights with words, ``marks`` are values of x."""

    title: str
    x: Axis
    y: Axis
    series: Sequence[Series]
    shades: Sequence[Shade] = ()
    marks: Sequence[tuple[float, str]] = ()
    levels: Sequence[tuple[float, str]] = ()
    note: str = ""
    height: float = 250.0
    key: Sequence[Shade] = field(default=())


def chart_figure(chart: Chart) -> Html:
    """The figure: its title, its picture, the names of its series, its values as data."""
    frame = Frame(chart.x, chart.y, chart.height, MARKED_TOP if chart.marks else TOP)
    parts = [
        *_shades(chart, frame),
        *frame_marks(frame),
        *_levels(chart, frame),
        *(_series(one, n, frame) for n, one in enumerate(chart.series)),
    ]
    values = {
        "kind": "points" if all(one.points for one in chart.series) else "lines",
        "panel": [round(frame.top, 1), round(frame.bottom, 1)],
        "x": [chart.x.words, chart.x.clock, list(chart.x.names)],
        "y": [chart.y.words, list(chart.y.names)],
        "series": [_values(one, frame) for one in chart.series],
    }
    caption = [tag("figcaption", chart.title)]
    return tag(
        "figure",
        *caption,
        picture_of(parts, (frame.width, chart.height), _alternative(chart)),
        _legend(chart),
        *([tag("p", chart.note, class_="under")] if chart.note else []),
        data_of(values),
        class_="chart wide" if chart.y.names else "chart",
    )


def _shades(chart: Chart, frame: Frame) -> list[Html]:
    found = []
    for shade in chart.shades:
        left, right = frame.across(shade.start), frame.across(shade.end)
        found.append(
            tag(
                "rect",
                *([tag("title", shade.words)] if shade.words else []),
                x=f"{left:.1f}",
                y=f"{frame.top:g}",
                width=f"{max(right - left, 0):.1f}",
                height=f"{frame.bottom - frame.top:.1f}",
                fill=shade.colour,
                fill_opacity=f"{shade.strength:g}",
            )
        )
    return found


def _levels(chart: Chart, frame: Frame) -> list[Html]:
    found = []
    for value, words in chart.levels:
        y = frame.down(value)
        line = tag(
            "line",
            x1=f"{frame.left:g}",
            x2=f"{frame.right:g}",
            y1=f"{y:.1f}",
            y2=f"{y:.1f}",
            class_="level",
        )
        found += [line, words_at(frame.right - 2, y - 4, words, "end")]
    for number, (value, words) in enumerate(chart.marks):
        x = frame.across(value)
        line = tag(
            "line",
            tag("title", words),
            x1=f"{x:.1f}",
            x2=f"{x:.1f}",
            y1=f"{frame.top:g}",
            y2=f"{frame.bottom:.1f}",
            class_="level",
        )
        found += [line, words_at(x, frame.top - 5 - 11 * (number % 2), words, "middle")]
    return found


def _series(one: Series, number: int, frame: Frame) -> Html:
    places = [
        (frame.across(x), frame.down(y)) if isfinite(x) and isfinite(y) else None
        for x, y in zip(one.x, one.y, strict=True)
    ]
    parts = _bars(one, frame) if frame.y.names else _band(one, frame)
    if not one.points:
        parts.append(
            tag(
                "path",
                d=_path(places),
                fill="none",
                stroke=one.look.colour,
                stroke_width="1.8",
                stroke_dasharray=_dashes(one.look),
            )
        )
    every = 1 if one.points else max(len(places) // _MARKED, 1)
    drawn = [place for place in places[::every] if place is not None]
    size = 2.2 if one.points and len(places) > 200 else 3.2
    if drawn:
        fill = one.look.colour if one.filled else "#fff"
        shape = "".join(marker_path(one.look.marker, x, y, size) for x, y in drawn)
        parts.append(
            tag("path", d=shape, fill=fill, stroke=one.edge or one.look.colour, stroke_width="0.8")
        )
    return tag("g", *parts, data_series=number)


def _band(one: Series, frame: Frame) -> list[Html]:
    if not len(one.low):
        return []
    ends = [
        (frame.across(x), frame.down(low), frame.down(high))
        for x, low, high in zip(one.x, one.low, one.high, strict=True)
        if isfinite(low) and isfinite(high)
    ]
    points = [f"{x:.1f} {high:.1f}" for x, _, high in ends]
    points += [f"{x:.1f} {low:.1f}" for x, low, _ in reversed(ends)]
    return [tag("path", d=f"M{'L'.join(points)}Z", fill=one.look.colour, fill_opacity="0.18")]


def _bars(one: Series, frame: Frame) -> list[Html]:
    if not len(one.low):
        return []
    bars = "".join(
        f"M{frame.across(low):.1f} {frame.down(y):.1f}H{frame.across(high):.1f}"
        for low, high, y in zip(one.low, one.high, one.y, strict=True)
        if isfinite(low) and isfinite(high)
    )
    return [tag("path", d=bars or "M0 0", stroke=one.look.colour, stroke_width="1.6", fill="none")]


def _path(places: Sequence[tuple[float, float] | None]) -> str:
    """A line with a gap where there is no number."""
    drawn, pen = [], "M"
    for place in places:
        if place is None:
            pen = "M"
            continue
        drawn.append(f"{pen}{place[0]:.1f} {place[1]:.1f}")
        pen = "L"
    return "".join(drawn) or "M0 0"


def marker_path(marker: str, x: float, y: float, size: float) -> str:
    """A marker of the house around a place, as a piece of a path."""
    r = size
    if marker == "s":
        return f"M{x - r:.1f} {y - r:.1f}h{2 * r:g}v{2 * r:g}h-{2 * r:g}z"
    if marker == "^":
        return f"M{x - r:.1f} {y + r:.1f}h{2 * r:g}l-{r:g} -{2 * r:g}z"
    if marker == "v":
        return f"M{x - r:.1f} {y - r:.1f}h{2 * r:g}l-{r:g} {2 * r:g}z"
    if marker == "D":
        return f"M{x - r:.1f} {y:.1f}l{r:g} -{r:g}l{r:g} {r:g}l-{r:g} {r:g}z"
    if marker == "P":
        return f"M{x - r:.1f} {y:.1f}h{2 * r:g}M{x:.1f} {y - r:.1f}v{2 * r:g}"
    return f"M{x - r:.1f} {y:.1f}a{r:g} {r:g} 0 1 0 {2 * r:g} 0a{r:g} {r:g} 0 1 0 -{2 * r:g} 0"


def _dashes(look: LineLook) -> str | None:
    if isinstance(look.dashes, str):
        return None
    return " ".join(f"{1.8 * length:g}" for length in look.dashes[1])


def _legend(chart: Chart) -> Html:
    """The names of series, each a button for the script, and what shades are."""
    entries = []
    if len(chart.series) > 1:
        for number, one in enumerate(chart.series):
            places = (0.5,) if one.points else (0.0, 0.5, 1.0)
            level = (0.5,) * len(places)
            sample = _series(replace(one, x=places, y=level, low=(), high=(), texts=()), 0, _KEY)
            entries.append(tag("li", tag("span", _sample(sample), one.label, data_toggle=number)))
    for shade in chart.key:
        box = tag(
            "rect",
            x="2",
            y="3",
            width="24",
            height="10",
            fill=shade.colour,
            fill_opacity=f"{shade.strength:g}",
            stroke=GREY,
            stroke_width="0.5",
        )
        entries.append(tag("li", tag("span", _sample(box), shade.words)))
    return tag("ul", *entries, class_="key") if entries else Html("")


class _KeyFrame(Frame):
    """Where a sample of a line lies beside its name."""

    def across(self, value: float) -> float:
        """From end to end."""
        return 2 + 24 * value

    def down(self, value: float) -> float:
        """In the middle."""
        return 16 * value


_KEY = _KeyFrame(Axis("", "1", 0, 1), Axis("", "1", 0, 1), 16)


def _sample(content: Html) -> Html:
    return tag("svg", content, viewBox="0 0 28 16", class_="sample", aria_hidden="true")


def _values(one: Series, frame: Frame) -> dict[str, object]:
    kept = [
        n for n, (x, y) in enumerate(zip(one.x, one.y, strict=True)) if isfinite(x) and isfinite(y)
    ]
    told: dict[str, object] = {
        "name": one.label,
        "at": [[round(frame.across(one.x[n]), 1), round(frame.down(one.y[n]), 1)] for n in kept],
        "x": [_short(one.x[n]) for n in kept],
        "y": [_short(one.y[n]) for n in kept],
    }
    if len(one.low):
        told["ends"] = [
            [_short(one.low[n]), _short(one.high[n])]
            if isfinite(one.low[n]) and isfinite(one.high[n])
            else None
            for n in kept
        ]
    if one.texts:
        told["texts"] = [one.texts[n] for n in kept]
    return told


def _short(value: float) -> float:
    return float(f"{value:.5g}")


def _alternative(chart: Chart) -> str:
    names = "; ".join(one.label for one in chart.series[:8])
    return f"{chart.title}: {chart.y.words or 'rows'} over {chart.x.words}. Series: {names}."
