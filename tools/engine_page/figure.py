"""docs/engine_day.png: the toy's day on three grids, and how fast its error falls with nodes."""

from hashlib import sha256
from io import BytesIO
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import NullLocator
from PIL import Image, PngImagePlugin

from engine_page.day import exact, resolution, small
from engine_page.toy import PERIOD
from rls_sim.numerics.spectral import node_times
from rls_sim.report.style import (
    BLACK,
    BLUE,
    GREY,
    VERMILLION,
    figure_bytes,
    freeze_layout,
    house_look,
    new_figure,
)

PICTURE = Path(__file__).parents[2] / "docs" / "engine_day.png"
COLOURS = 64
LOOKS = {8: (VERMILLION, "o", 6.5), 24: (BLUE, "D", 3.4), 32: (BLACK, ".", 3.0)}


def drawn() -> str:
    """Hash of the numbers in the figure, as they are written on the page."""
    days = {count: np.round(resolution()[count][0][0], 4).tolist() for count in LOOKS}
    errors = [(count, small(e), small(t)) for count, (_, e, t) in resolution().items()]
    return sha256(repr((days, errors)).encode()).hexdigest()


def write_figure() -> None:
    """Draw and save, with the hash of what is drawn."""
    with house_look():
        figure = new_figure(150.0, 58.0)
        left, right = figure.subplots(1, 2, width_ratios=(1.25, 1.0))
        _draw_day(left)
        _draw_errors(right)
        freeze_layout(figure)
    picture = Image.open(BytesIO(figure_bytes(figure, "png"))).convert("RGB")
    said = PngImagePlugin.PngInfo()
    said.add_text("Drawn", drawn())
    few = picture.quantize(COLOURS, dither=Image.Dither.NONE)
    few.save(PICTURE, pnginfo=said, optimize=True)


def is_stale() -> bool:
    """Whether the figure shows other numbers than the engine finds."""
    if not PICTURE.exists():
        return True
    with Image.open(PICTURE) as picture:
        return picture.info.get("Drawn") != drawn()


def _draw_day(axes: Axes) -> None:
    hours = np.linspace(0.0, PERIOD, 500)
    axes.plot(hours, exact().at(hours)[0], color=GREY, linewidth=1.0, label="exact")
    for count, (colour, marker, size) in LOOKS.items():
        day = resolution()[count][0][0]
        axes.plot(
            node_times(count, PERIOD),
            day,
            color=colour,
            marker=marker,
            markersize=size,
            markerfacecolor="white" if count == 8 else colour,
            linestyle="none",
            clip_on=False,
            label=f"{count} nodes",
        )
    axes.set_xlabel("hour of the day [h]")
    axes.set_ylabel("iron in plasma [umol/L]")
    axes.set_xlim(0, PERIOD)
    axes.set_ylim(0, None)
    axes.set_xticks(range(0, 25, 6))
    axes.set_title("The day is its values at the nodes")
    axes.legend(loc="upper left")


def _draw_errors(axes: Axes) -> None:
    shown = [(count, e, t) for count, (_, e, t) in resolution().items() if small(t) != "rounding"]
    counts, estimates, errors = zip(*shown, strict=True)
    axes.plot(counts, errors, color=BLUE, marker="D", markersize=4.5, label="true")
    axes.plot(
        counts,
        estimates,
        color=VERMILLION,
        marker="o",
        markersize=7.5,
        markerfacecolor="none",
        linestyle="none",
        label="estimated",
    )
    axes.set_yscale("log")
    axes.set_ylim(1e-9, 1e-1)
    axes.set_yticks([1e-8, 1e-6, 1e-4, 1e-2])
    axes.yaxis.set_minor_locator(NullLocator())
    axes.set_xlim(4, 36)
    axes.set_xticks(counts)
    axes.set_xlabel("nodes of a day")
    axes.set_ylabel("largest error over the pool's size [1]")
    axes.set_title("Every 8 nodes: two digits")
    axes.legend(loc="upper right")
