"""Figures that a folder keeps, as they were drawn for print, inside a report."""

from pathlib import Path

from rls_sim.report.web.markup import Html
from rls_sim.report.web.page import picture

LARGEST_PICTURE = 2_500_000  # bytes of one PNG: three of them fit into a report


def kept_picture(folder: Path, stem: str, words: str, caption: str = "") -> Html:
    """The PNG that a folder keeps, if it keeps one of a size that a report can hold."""
    try:
        data = (folder / f"{stem}.png").read_bytes()
    except OSError:
        return Html("")
    return Html("") if len(data) > LARGEST_PICTURE else picture(data, words, caption)
