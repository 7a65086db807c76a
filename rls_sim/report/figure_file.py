"""A figure into a file of the user's choice, whole or not at all."""

from pathlib import Path
from typing import TYPE_CHECKING

from rls_sim.errors import InputError
from rls_sim.study.files import require_file, whole_file

if TYPE_CHECKING:
    from matplotlib.figure import Figure

FORMATS = ("png", "svg", "pdf")


def require_figure_file(path: Path | None, option: str = "") -> None:
    """
    Refuse, before anything is computed, a figure whose format or folder will not do.

    Raises InputError for the format, OutputFolderError for the folder.
    """
    if path is not None and path.suffix.removeprefix(".") not in FORMATS:
        ending = f"'{path.suffix}'" if path.suffix else "nothing"
        raise InputError(f"{path} ends in {ending}; a figure is .png, .svg or .pdf.")
    require_file(path, option)


def save_into(path: Path, figure: "Figure") -> None:
    """Write a figure into exactly this file; raises OutputFolderError."""
    from rls_sim.report.style import figure_bytes

    content = figure_bytes(figure, path.suffix.removeprefix("."))
    with whole_file(path) as draft:
        draft.write_bytes(content)
