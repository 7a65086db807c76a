"""A figure into a file of the user's choice, whole or not at all."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from rls_sim.errors import InputError

if TYPE_CHECKING:
    from rls_sim.study.cell import CellResult

FORMATS = ("png", "svg", "pdf")


def require_figure_file(path: Path | None, option: str) -> None:
    """Refuse, before anything is computed, a figure whose format or folder will not do."""
    from rls_sim.study.files import require_file

    if path is not None and path.suffix.removeprefix(".") not in FORMATS:
        ending = f"'{path.suffix}'" if path.suffix else "nothing"
        raise InputError(f"{path} ends in {ending}; a figure is .png, .svg or .pdf.")
    require_file(path, option)


def save_into(path: Path, figure: Any) -> None:
    """Write a figure into exactly this file."""
    from rls_sim.report.style import figure_bytes
    from rls_sim.study.files import whole_file

    content = figure_bytes(figure, path.suffix.removeprefix("."))
    with whole_file(path) as draft:
        draft.write_bytes(content)


def draw_day_into(path: Path, result: "CellResult") -> None:
    """Draw one cell's day."""
    from rls_sim.report.day_figure import draw_day

    lesions = tuple(map(str, result.cell.lesions))
    save_into(path, draw_day(result.require()[1], lesions=lesions))
