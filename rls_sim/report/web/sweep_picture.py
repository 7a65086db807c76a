"""The house figure of a sweep inside its report: that which rls-sim plot draws of the folder."""

from collections.abc import Callable
from pathlib import Path

from matplotlib.figure import Figure

from rls_sim.errors import InputError
from rls_sim.report.ensemble_bands import line_of
from rls_sim.report.lines_figure import draw_lines
from rls_sim.report.state_grid import grid_of
from rls_sim.report.state_map import draw_state_map
from rls_sim.report.style import figure_bytes
from rls_sim.report.sweep_figure import draw_sweep
from rls_sim.report.tornado_figure import draw_tornado, require_tornado
from rls_sim.report.web.markup import Html
from rls_sim.report.web.pictures import Album
from rls_sim.study.sweeps.result import SweepResult

MOST_CELLS = 200_000  # of a sweep that is drawn: its columns are held in memory
NAME = "figure.png"


def sweep_picture(folder: Path, result: SweepResult) -> Html:
    """The figure that the folder keeps, else one drawn now; nothing where none can be."""
    words = f"Figure of the sweep over {', '.join(quantity.name for quantity in result.varied)}"
    album = Album()
    if kept := album.kept(folder / NAME, f"{words}: outcomes, states and their boundaries."):
        return kept
    if result.size > MOST_CELLS or (result.line and not result.drawable):
        return Html("")
    for what, check, draw in _FIGURES:
        try:
            check(result)
            figure = draw(result)
        except InputError:
            continue  # this design gives another figure
        return album.drawn(figure_bytes(figure, "png"), f"{words}: {what}.", "of the sweep")
    return Html("")


def _draw_lines(result: SweepResult) -> Figure:
    return draw_sweep(result) if result.line else draw_lines(result, ())


_FIGURES: tuple[
    tuple[str, Callable[[SweepResult], object], Callable[[SweepResult], Figure]], ...
] = (  # in the order in which rls-sim plot prefers them
    ("outcomes along its listed parameter, with bands", line_of, _draw_lines),
    ("which state the cell is in, with the lines between states", grid_of, draw_state_map),
    ("which parameters move its outcomes most", require_tornado, draw_tornado),
)
