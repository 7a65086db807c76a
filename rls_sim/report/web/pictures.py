"""Figures that a folder keeps, as they were drawn for print, inside a report."""

from pathlib import Path

from rls_sim.report.web.markup import Html, tag
from rls_sim.report.web.page import picture

MOST_BYTES = 5_500_000  # of all pictures of a report: as text in a page they take a third more
PNG = b"\x89PNG\r\n\x1a\n"


class Album:
    """The pictures of one report, which together leave room for the rest of it."""

    def __init__(self) -> None:
        self.left = MOST_BYTES

    def kept(self, path: Path, words: str) -> Html:
        """
        A PNG that a folder keeps, with the words for who cannot see it; nothing if it keeps none.

        Where it finds no room, a line says where it stands.
        """
        try:
            data = path.read_bytes()
        except OSError:
            return Html("")
        if not data.startswith(PNG):
            return Html("")
        return self.drawn(data, words, path.name)

    def drawn(self, data: bytes, words: str, name: str) -> Html:
        """A PNG."""
        if len(data) > self.left:
            told = f"The picture {name} stands in the folder: this page has no room for it."
            return tag("p", told, class_="empty")
        self.left -= len(data)
        return picture(data, words)
