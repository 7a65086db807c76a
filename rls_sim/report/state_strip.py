"""The states of the cell as bands: named in a strip on top, tinted behind every panel below."""

from matplotlib.axes import Axes

from rls_sim.report.labels import (
    LINE_SPACING,
    axes_size,
    number_words,
    spread,
    text_width,
    wrap_text,
    write_plate,
)
from rls_sim.report.style import BLACK, GREY, TEXT_SIZE, state_look
from rls_sim.report.sweep_table import Band, SweepTable

# The strip's three rows, from its foot: critical values, bands, names that do not fit inside.
_BAND_FOOT, _BAND_HEAD = 0.27, 0.78


def tint_states(axes: Axes, bands: tuple[Band, ...]) -> None:
    """Shade the bands behind a panel and draw the critical values between them."""
    for band in bands:
        look = state_look(band.state)
        if band.state == "failed":
            axes.axvspan(
                band.start,
                band.end,
                facecolor="none",
                edgecolor=GREY,
                hatch=look.hatch,
                linewidth=0,
                zorder=0,
            )
        else:
            axes.axvspan(
                band.start,
                band.end,
                color=look.colour,
                alpha=look.tint_strength,
                linewidth=0,
                zorder=0,
            )
    mark_changes(axes, bands, GREY)


def mark_changes(axes: Axes, bands: tuple[Band, ...], colour: str) -> None:
    """A thin dashed line through the panel wherever one state gives way to the next."""
    for band in bands[1:]:
        axes.axvline(band.start, color=colour, linewidth=0.6, linestyle=(0, (3, 2)), zorder=1)


def draw_bands(axes: Axes, table: SweepTable, bands: tuple[Band, ...]) -> None:
    """The bands of the strip, without words; a cross marks each cell that was not solved."""
    for band in bands:
        look = state_look(band.state)
        axes.fill_between(
            [band.start, band.end],
            _BAND_FOOT,
            _BAND_HEAD,
            facecolor=look.colour,
            edgecolor=_hatch_colour(look.ink),
            hatch=look.hatch,
            linewidth=0,
        )
        axes.plot(
            [band.start, band.end, band.end, band.start, band.start],
            [_BAND_FOOT, _BAND_FOOT, _BAND_HEAD, _BAND_HEAD, _BAND_FOOT],
            color="black",
            linewidth=0.6,
            clip_on=False,
        )
    failed = [v for v, s in zip(table.values, table.states, strict=True) if s == "failed"]
    if failed:
        middle = (_BAND_FOOT + _BAND_HEAD) / 2
        axes.plot(failed, [middle] * len(failed), "x", color=BLACK, markersize=5.0, clip_on=False)
    axes.set_ylim(0, 1)
    axes.set_axis_off()


def _hatch_colour(ink: str) -> tuple[float, float, float, float]:
    return (1.0, 1.0, 1.0, 0.35) if ink == "white" else (0.0, 0.0, 0.0, 0.3)


def write_names(axes: Axes, bands: tuple[Band, ...]) -> None:
    """Name each band inside it; above it, once, a state whose bands are all too narrow.

    The layout must be frozen: what fits is measured.
    """
    width, height = axes_size(axes)
    to_axes = axes.transData + axes.transAxes.inverted()
    outside: list[tuple[float, str]] = []
    inside: set[str] = set()
    for band in bands:
        look = state_look(band.state)
        left, right = (float(to_axes.transform((x, 0))[0]) for x in (band.start, band.end))
        room = (right - left) * width - 6.0
        words = wrap_text(look.words, room, TEXT_SIZE, bold=True)
        tall = (words.count("\n") + 1) * TEXT_SIZE * LINE_SPACING
        fits = tall <= (_BAND_HEAD - _BAND_FOOT) * height
        if not fits or text_width(words, TEXT_SIZE, bold=True) > room:
            outside.append(((left + right) / 2, look.words))
            continue
        inside.add(look.words)
        write_plate(axes, ((left + right) / 2, (_BAND_FOOT + _BAND_HEAD) / 2), words, look)
    first = {words: place for place, words in reversed(outside) if words not in inside}
    unnamed = [(place, words) for words, place in first.items()]
    _write_row(axes, unnamed, foot=_BAND_HEAD, level=0.91)


def write_critical_values(axes: Axes, table: SweepTable) -> None:
    """Write below the strip each value at which states change, and the default."""
    to_axes = axes.transData + axes.transAxes.inverted()
    places = [
        (float(to_axes.transform((boundary.value, 0))[0]), number_words(boundary.value))
        for boundary in table.boundaries
        if table.values[0] <= boundary.value <= table.values[-1]
    ]
    default = getattr(table.parameter, "value", None)
    if default is not None and table.values[0] < default < table.values[-1]:
        place = float(to_axes.transform((default, 0))[0])
        places.append((place, f"default {number_words(default)}"))
    _write_row(axes, places, foot=_BAND_FOOT, level=0.09)


def _write_row(axes: Axes, places: list[tuple[float, str]], *, foot: float, level: float) -> None:
    """Texts in one row, each tied by a thin line to its own place on the band's edge."""
    width, _ = axes_size(axes)
    sizes = [(text_width(text, TEXT_SIZE, bold=True) + 6.0) / width for _, text in places]
    centres = spread([place for place, _ in places], sizes, -0.02, 1.02)
    for (place, text), centre in zip(places, centres, strict=True):
        axes.annotate(
            text,
            xy=(place, foot),
            xytext=(centre, level),
            xycoords="axes fraction",
            textcoords="axes fraction",
            ha="center",
            va="center",
            weight="normal" if text.startswith("default") else "bold",
            annotation_clip=False,
            arrowprops={"arrowstyle": "-", "linewidth": 0.6, "shrinkA": 1.0, "shrinkB": 0.0},
        ).set_in_layout(False)
