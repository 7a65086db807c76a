"""Results that draw themselves: a picture and a few words in a notebook, a figure when asked."""

from abc import ABC, abstractmethod
from base64 import b64encode
from functools import cached_property
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rls_sim.errors import InputError
from rls_sim.report.figure_file import require_figure_file, save_into
from rls_sim.report.style import figure_bytes, screen_bytes
from rls_sim.report.web.markup import Html, tag
from rls_sim.study.provenance import document_text

if TYPE_CHECKING:
    from rls_sim.report.style import Figure


class Drawn(ABC):
    """
    A result that a notebook shows as a picture with a table below it.

    The picture is drawn without a display, without pyplot and in the house's look, whatever the
    reader has set in matplotlib, which stays as it is.
    """

    @abstractmethod
    def _figure(self) -> "Figure":
        """The figure that stands for it; raises InputError where there is none."""

    @abstractmethod
    def _words(self) -> Html:
        """What stands below the picture."""

    @abstractmethod
    def document(self) -> dict[str, Any]:
        """What ``--json`` prints of it: numbers, units, and what made them, for programs."""

    def json(self) -> str:
        """The document as JSON; not-a-number is null."""
        return document_text(self.document())

    @cached_property
    def _picture(self) -> "Figure | None":
        try:
            return self._figure()
        except InputError:
            return None  # such as a sweep of one cell: its table says all

    def _repr_svg_(self) -> str | None:
        return None if self._picture is None else self._svg.decode()

    @cached_property
    def _svg(self) -> bytes:
        assert self._picture is not None
        return figure_bytes(self._picture, "svg")

    def _repr_png_(self) -> bytes | None:
        return None if self._picture is None else self._png

    @cached_property
    def _png(self) -> bytes:
        assert self._picture is not None
        return screen_bytes(self._picture)

    def _repr_html_(self) -> str:
        parts = [] if self._picture is None else [_image(self._png, self._heading())]
        return str(tag("div", *parts, self._words()))

    @abstractmethod
    def _heading(self) -> str:
        """What it is, for who cannot see the picture."""


def _image(png: bytes, words: str) -> Html:
    source = f"data:image/png;base64,{b64encode(png).decode()}"
    return tag("img", src=source, alt=words, style="max-width:100%;height:auto")


def file_of(save: str | PathLike[str] | None) -> Path | None:
    """
    The file that a figure goes into, looked at before anything is drawn.

    Raises InputError where it does not end in .png, .svg or .pdf, OutputFolderError where it cannot
    be written.
    """
    path = None if save is None else Path(save)
    require_figure_file(path)
    return path


def saved(figure: "Figure", path: Path | None) -> "Figure":
    """The figure, written into a file first where one is named, as ``--plot`` writes it."""
    if path is not None:
        save_into(path, figure)
    return figure
