"""A figure into a file of the user's choice."""

from pathlib import Path
from typing import TYPE_CHECKING

from rls_sim.report.figure_file import FORMATS, require_figure_file, save_into

if TYPE_CHECKING:
    from rls_sim.study.cell import Bench, CellResult

__all__ = ["FORMATS", "draw_day_into", "require_figure_file", "save_into"]


def draw_day_into(path: Path, result: "CellResult", bench: "Bench") -> None:
    """Draw one cell's day."""
    from rls_sim.report.drawn import figure_of_day

    save_into(path, figure_of_day(result, bench))
